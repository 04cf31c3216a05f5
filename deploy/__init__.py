"""What it takes to stand the portal up on a machine."""
