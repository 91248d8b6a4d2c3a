"""The sections of a letter, one file each: pure functions of the client's day, the policies and the memory."""
