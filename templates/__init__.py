"""What letters look like and say: a frame, a pair of templates a section. README.md says what each is given."""
