"""Upload-Metadata: what a sender says of a file, as tus writes it. Believed for nothing but its words."""

import base64
import binascii
from uuid import UUID

from django.utils.translation import gettext as _

from claims.uploads.protocol import NotSo

LONGEST = 4096  # characters of the header


def read(header: str) -> dict[str, str]:
    """`filename d29ybGQ=,filetype aW1h` as words. Refuses what the protocol does not allow."""
    if len(header) > LONGEST:
        raise NotSo(400, _("Keterangan berkas terlalu panjang."))
    found: dict[str, str] = {}
    for pair in filter(None, header.split(",")):
        name, _space, value = pair.strip().partition(" ")
        if not name or not name.isascii() or not name.isprintable() or name in found:
            raise NotSo(400, _("Keterangan berkas tidak terbaca. Muat ulang halaman, lalu coba lagi."))
        found[name] = _words(value)
    return found


def _words(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace").replace("\0", "")
    except (binascii.Error, ValueError):
        raise NotSo(400, _("Keterangan berkas tidak terbaca. Muat ulang halaman, lalu coba lagi.")) from None


def file_name(words: dict[str, str]) -> str:
    """The file's own name, without folders."""
    return words.get("filename", "").replace("\\", "/").rpartition("/")[2].strip()


def replaced_file(words: dict[str, str]) -> UUID | None:
    """The file that is to be replaced by this one, where the sender names one."""
    try:
        return UUID(words["replaces"]) if "replaces" in words else None
    except ValueError:
        raise NotSo(400, _("Keterangan berkas tidak terbaca. Muat ulang halaman, lalu coba lagi.")) from None
