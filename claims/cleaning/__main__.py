"""The script that `claims.cleaning.sandbox` starts: `python -I -B claims/cleaning DESCRIPTOR`. No room is imported."""

import socket
import sys

from apart.zygote import serve  # type: ignore[import-not-found]  # the first a script imports from is its own folder

if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
