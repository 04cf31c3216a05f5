"""What a file is: its first bytes decide. Its name and declared type may only agree with them.

`.png` on a JPEG is a slip and passes; a PDF called `.jpg` is sent back with what to do.
"""

from pathlib import PurePath

from claims.cleaning.apart.talk import Job
from claims.cleaning.sentences import FileRefused

HEAD = 4096
"""Bytes by which a file is known."""

PICTURE, PDF = "image", "pdf"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_PICTURE_LABELS = (
    *("jpg", "jpeg", "jpe", "jfif", "mpo", "png", "webp", "heic", "heif", "hif"),
    *("image/jpeg", "image/jpg", "image/pjpeg", "image/mpo", "image/png", "image/webp", "image/heic", "image/heif"),
    *("image/heic-sequence", "image/heif-sequence"),
)
KIND_OF_LABEL = dict.fromkeys(_PICTURE_LABELS, PICTURE) | dict.fromkeys(("pdf", "application/pdf"), PDF)
UNLABELLED = ("", "application/octet-stream", "binary/octet-stream")  # what a phone sends when it does not know


def decoder_for(head: bytes, *, file_name: str, declared_type: str) -> Job:
    """The decoder for a file that begins with `head`, or FileRefused."""
    job = _sniffed(head)
    if job is None:
        raise FileRefused("wrong_kind")
    _refuse_other_label(kind_of(job), file_name, declared_type)
    return job


def kind_of(job: Job) -> str:
    return PDF if job == Job.PDF else PICTURE


def _sniffed(head: bytes) -> Job | None:
    """What the bytes are, whatever anybody calls them."""
    if head.startswith(b"\xff\xd8\xff"):
        return Job.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Job.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Job.WEBP
    if head[4:8] == b"ftyp" and not _brands(head).isdisjoint(_HEIC_BRANDS) and b"avif" not in _brands(head):
        return Job.HEIC
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\0\t\n\f\r ").startswith(b"%PDF-"):  # as scanners write it
        return Job.PDF
    return None


def _brands(head: bytes) -> set[bytes]:
    """The formats an ISO media file says it keeps to: its own, then those it is compatible with."""
    box = head[: min(int.from_bytes(head[:4], "big"), HEAD)]
    return {box[at : at + 4] for at in (8, *range(16, len(box), 4))}


def _refuse_other_label(kind: str, file_name: str, declared_type: str) -> None:
    """Refuse a file whose name or declared type says something else than its bytes."""
    suffix = PurePath(file_name).suffix.removeprefix(".").lower()
    is_extension = suffix.isalnum() and not suffix.isdigit()  # "KTP an. Sari" and "10.22.33" have none
    for label in (suffix if is_extension else "", declared_type.partition(";")[0].strip().lower()):
        if label not in UNLABELLED and KIND_OF_LABEL.get(label) != kind:
            raise FileRefused("picture_mislabelled" if kind == PICTURE else "pdf_mislabelled")
