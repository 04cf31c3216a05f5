"""What does not agree: the day's report of a branch, and the alarm when nobody came to the box."""
