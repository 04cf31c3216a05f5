"""A branch's day and month for its staff: who is expected, who came, who walked in."""
