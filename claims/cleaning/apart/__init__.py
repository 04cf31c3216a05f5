"""What runs apart: the code that opens strangers' files, in a process of its own that may do little else.

Nothing here knows Django or any room, so that a process starts with next to nothing in it. The portal's side
(`claims.cleaning.sandbox`) imports `talk` alone.
"""
