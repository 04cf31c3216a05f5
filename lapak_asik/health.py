"""Whether the parts of the portal answer: for the operator, the load balancer and `make run`."""

import asyncio
import logging
import time
from importlib.util import find_spec

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from claims.cleaning import ocr, scanner

logger = logging.getLogger(__name__)

CANARY = "canary"
CANARY_LIVES_FOR = 120  # seconds: the worker is alive when a canary task ended within this time
SIGNALLING = "signalling"
SIGNALLING_BEATS_EVERY, SIGNALLING_LIVES_FOR = 5, 20  # seconds


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """One entry per part with `ok` and a sentence; 503 when a needed part is down. An optional one may be without."""
    parts = {"database": _database(), "broker": _broker(), "worker": _worker(), "storage": _storage()}
    well = all(part["ok"] for part in parts.values())
    # Without these the portal still serves people.
    parts |= {"scanner": _scanner(), "ocr": _ocr(), "heic": _heic(), "signalling": _signalling()}
    return JsonResponse({"ok": well, "parts": parts}, status=200 if well else 503)


async def beat_for_signalling() -> None:
    """Says again and again that the signalling lives. A cache that does not answer is told at the next beat."""
    while True:
        try:
            await cache.aset(SIGNALLING, time.time(), timeout=SIGNALLING_LIVES_FOR)
        except (RedisError, OSError) as failure:
            logger.warning("The signalling cannot say that it lives: %s", failure)
        await asyncio.sleep(SIGNALLING_BEATS_EVERY)


def _signalling() -> dict[str, object]:
    try:
        lives = cache.get(SIGNALLING) is not None
    except (RedisError, OSError):
        return _part(False, "The signalling of video calls cannot be asked without the broker.")
    if lives:
        return _part(True, "The signalling of video calls is alive.")
    return _part(False, "The signalling of video calls does not run: officers telephone instead.")


def _scanner() -> dict[str, object]:
    if not scanner.is_on():
        return _part(True, "Virus scanning is off: no scanner is configured.")
    if scanner.answers():
        return _part(True, "The virus scanner answers.")
    return _part(False, "The virus scanner does not answer: files wait until it does.")


def _ocr() -> dict[str, object]:
    if ocr.is_there():
        return _part(True, "Identity cards are read by machine, as a hint for the officer.")
    return _part(True, "Identity cards are not read by machine: tesseract or its Indonesian is not installed.")


def _heic() -> dict[str, object]:
    if find_spec("pillow_heif"):
        return _part(True, "Photos in HEIC are read.")
    return _part(True, "Photos in HEIC are refused: their decoder is not installed (make heic).")


def _part(ok: bool, says: str) -> dict[str, object]:
    return {"ok": ok, "says": says}


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as failure:
        return _part(False, f"The database does not answer: {type(failure).__name__}.")
    return _part(True, "The database answers.")


def _broker() -> dict[str, object]:
    try:
        cache.get(CANARY)
    except (RedisError, OSError) as failure:
        return _part(False, f"The broker does not answer: {type(failure).__name__}.")
    return _part(True, "The broker answers.")


def _worker() -> dict[str, object]:
    try:
        ended = cache.get(CANARY)
    except (RedisError, OSError):
        return _part(False, "The worker cannot be asked without the broker.")
    if ended is None or time.time() - ended > CANARY_LIVES_FOR:
        return _part(False, "No canary task has ended in the last two minutes.")
    return _part(True, "A canary task ended in the last two minutes.")


def _storage() -> dict[str, object]:
    storage = storages["sealed"]
    try:
        name = storage.save("healthz", ContentFile(b"healthz"))
        storage.delete(name)
    except OSError as failure:
        return _part(False, f"The sealed folder cannot be written: {type(failure).__name__}.")
    return _part(True, "The sealed folder can be written.")
