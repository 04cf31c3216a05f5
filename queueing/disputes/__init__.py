"""Two bookings of one person, and the odd patterns that may be a broker at work."""
