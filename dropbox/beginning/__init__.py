"""A claim begun at the gate: the staff of a branch type for who has come with papers and no case number."""
