"""What follows from the record: pure functions of record, policies and instant (contract, section 3)."""
