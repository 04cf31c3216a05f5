"""Where there are places, and where else when there are none."""
