"""Places in time: slots, tickets, and the intake that takes one."""
