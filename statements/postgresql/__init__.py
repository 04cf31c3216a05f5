"""Django's PostgreSQL, with a cheaper look at whether an idle connection still lives."""
