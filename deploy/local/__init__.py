"""One machine with nothing but Python 3.11, git and make: the environment, the servers, the Makefile's commands.

`environment` runs before anything is installed, so it and what it imports use the standard library only.
"""
