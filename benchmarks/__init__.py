"""What a run costs, measured. No test: figures to read side by side."""
