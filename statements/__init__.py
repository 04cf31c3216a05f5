"""What the portal asks of the database so often that it is composed once and not each time."""
