"""A second, naive writing of contract sections 2 and 3, to run against `sync`; only the schema is shared."""
