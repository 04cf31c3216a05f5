"""The front desk of a branch: who comes in, in which order they are called, and the board that says so."""
