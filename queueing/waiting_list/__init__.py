"""The waiting list of a full day: numbers, what they are offered, and what can be expected."""
