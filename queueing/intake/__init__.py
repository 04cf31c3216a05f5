"""The way to a place: the pages on which a claim is asked for, and the draft they fill."""
