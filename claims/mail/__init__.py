"""Papers sent by e-mail: each claim's own address, the doors mail comes in by, and what becomes of a mail."""
