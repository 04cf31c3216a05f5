"""The cover slip of a claim's envelope: what goes in, where it goes, and the codes by which it is known again."""
