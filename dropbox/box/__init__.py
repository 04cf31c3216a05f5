"""The box of a branch: the rounds that empty it, and each envelope put on record."""
