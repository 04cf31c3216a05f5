"""Places in time: slots, tickets, and the contest for them. Each folder is one subject around that contest."""
