"""The officers' desk: verdicts on papers, and decisions on claims."""
