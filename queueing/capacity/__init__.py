"""How many people a branch takes: its week, its days, and who is seated elsewhere when it takes fewer."""
