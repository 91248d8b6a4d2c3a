"""What runs at night and what it sends. Wires everything; reads the clock, the environment, the settings."""
