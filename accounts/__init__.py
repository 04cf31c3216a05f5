"""Staff: who may do what, and where."""
