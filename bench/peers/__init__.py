"""`make bench-peers`: the same race and the same stream of bookings on the portal and on two others. See docs/bench.md.

Their code is installed by name in environments of its own and met over HTTP alone; nothing of it is imported here.
"""
