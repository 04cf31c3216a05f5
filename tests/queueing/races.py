"""Asking at the same instant."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import IntegrityError, connection

from workflow import Refused


def all_at_once(askings: list[Callable[[], object]]) -> Counter[str]:
    """Do them in a thread each, started together; what came of them, by the name of the outcome."""
    start = threading.Barrier(len(askings))

    def ask(asking: Callable[[], object]) -> str:
        try:
            start.wait(timeout=30)
            asking()
        except (Refused, IntegrityError) as no:
            return type(no).__name__
        else:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(askings)) as crowd:
        return Counter(crowd.map(ask, askings))
