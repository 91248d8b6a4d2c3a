"""Answers that come back by email: what a message says, whether it is to be believed. Nothing here opens a mailbox."""
