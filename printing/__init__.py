"""Paper that leaves a printer: sheets of A4 with codes a scanner reads. Knows no claim and no envelope."""
