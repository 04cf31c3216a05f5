"""tus spoken with Django's own client, one request at a time."""

import base64
from io import BytesIO
from pathlib import Path

from django.test import Client

from catalogue.models import PaperKind
from claims.models import Claim
from tests import factories

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
PHOTO = factories.photo(1, size=(1200, 900))


def b64(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def said_of(kind: PaperKind, name: str = "ktp saya.jpg") -> str:
    return f"filename {b64(name)},filetype {b64('image/jpeg')},paper {b64(kind.code)}"


def door(claim: Claim) -> str:
    return f"{claim.get_absolute_url()}unggahan/"


def begin(browser: Client, claim: Claim, kind: PaperKind, length: int = len(PHOTO), **headers: str):
    given = {**TUS, "Upload-Length": str(length), "Upload-Metadata": said_of(kind), **headers}
    return browser.post(door(claim), headers={name: value for name, value in given.items() if value})


def send(browser: Client, address: str, content: bytes, at: int = 0, *, typed: str = PART, **headers: str):
    given = {**TUS, "Upload-Offset": str(at), **headers}
    kept = {name: value for name, value in given.items() if value}
    return browser.generic("PATCH", address, content, content_type=typed, headers=kept)


def send_saying_its_length_is(length: str, browser: Client, address: str, content: bytes):
    headers, body = (
        {**TUS, "Upload-Offset": "0"},
        {"wsgi.input": BytesIO(content), "CONTENT_LENGTH": length, "CONTENT_TYPE": PART},
    )
    return browser.generic("PATCH", address, content, content_type=PART, headers=headers, **body)


def how_far(browser: Client, address: str):
    return browser.head(address, headers=TUS)


def files_on_disk(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
