"""A year in the life: a practice of forty clients, hour by hour, and what must hold at each of them."""
