"""The drop box: slips and forms for an envelope, the rounds that empty the box, custody, and the scans that follow."""
