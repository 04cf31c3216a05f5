"""How the desk fares: counted once a day from the claims' history, read by those who answer for the work."""
