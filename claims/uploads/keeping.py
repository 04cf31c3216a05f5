"""An upload from its first byte to its last: begun, gone on with after every cut, taken in or given up.

Nobody holds a lock while a phone sends. What came is sealed first, and then the row moves from the offset it was at, by
a conditional UPDATE: of two who send the same part one wins, and a line that hangs holds up nobody who comes back.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import PaperKind
from claims import originals, papers
from claims.cleaning import MAX_BYTES
from claims.filing import locked
from claims.models import Claim, PaperFile, Upload
from claims.originals import PIECE, Keeping
from claims.replacing import GONE
from claims.uploads import limits
from claims.uploads.metadata import file_name, read, replaced_file
from privacy import vault
from privacy.blind_index import blind_index
from workflow import Refused, each


class Overtaken(Exception):
    """Another request moved or ended this upload first. Whoever asks next is told how far it is."""


class Lost(Exception):
    """What came of this upload can no longer be read; it has been ended, and must be sent anew."""


@transaction.atomic
def begin(
    claim_id: UUID, *, paper: str, replaces: UUID | None = None, metadata: str, length: int, network: str, word: str,
    now: datetime,
) -> Upload:  # fmt: skip
    """Make room for a file of `length` bytes for the paper of that code. `word` is a fresh one nobody can guess.

    Refuses what the claim does not take now, and with TooMany what is more than its share. A file that is to be
    replaced must stand in that paper now; it is asked for again when the new one is whole.
    """
    claim = locked(claim_id)
    index = blind_index("upload-network", network)
    kind = _kind_asked_for(claim, paper)
    if replaces and not claim.files.filter(pk=replaces, paper__kind=kind, replaced_at=None).exists():
        raise Refused(GONE)
    limits.refuse_too_many(claim, network_index=index, length=length, now=now)
    return Upload.objects.create(
        claim=claim,
        kind=kind,
        word=word,
        metadata=metadata,
        length=length,
        raw_key=originals.fresh_key().hex(),
        network_index=index,
        begun_at=now,
        seen_at=now,
    )


def _kind_asked_for(claim: Claim, code: str) -> PaperKind:
    if not claim.takes_papers:
        raise Refused(_("Klaim ini sudah diserahkan, jadi dokumennya tidak bisa diubah lagi."))
    for kind in claim.kinds_asked_for():
        if kind.code == code:
            return kind
    raise Refused(_("Klaim ini tidak meminta dokumen tersebut."))


def refusal_of_size(length: int) -> str:
    """What is said of a file of `length` bytes before a byte of it came, or ""."""
    if not length:
        return _("Berkas ini kosong (0 byte). Pilih berkas lain atau foto ulang.")
    if length > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        return _("Berkas ini lebih besar dari %(limit)s MB. Kecilkan foto atau foto ulang.") % {"limit": limit}
    return ""


def keep(upload: Upload, content: bytes, *, by: str, now: datetime) -> Upload:
    """Let `content` rest behind what came before it, and take the file in when that was the last of it.

    `now` is the instant its last byte was here. Raises Overtaken when the upload is no longer where `upload` saw it,
    and Refused when the claim does not take the file; then the upload is over.
    """
    key = bytes.fromhex(upload.raw_key)
    pieces, replaced = _joined(upload, content, key, now=now)
    fresh = [name for name in pieces if name not in upload.pieces]
    try:
        if upload.offset + len(content) < upload.length:
            _move(upload, offset=upload.offset + len(content), pieces=pieces, seen_at=now)
        else:
            _take_in(upload, pieces, key, by=by, now=now)
    except BaseException:
        originals.discard(fresh)
        raise
    originals.discard(replaced)
    return Upload.objects.select_related("claim", "kind").get(pk=upload.pk)


def _joined(upload: Upload, content: bytes, key: bytes, *, now: datetime) -> tuple[list[str], list[str]]:
    """The pieces of all that is here, and the one that was exchanged for a fuller one, if any.

    A piece that is not full is filled first, so that an upload of a thousand cuts has no more pieces than one without.
    """
    full = upload.pieces[: upload.offset // PIECE]
    keeping = Keeping(upload.pk, key=key, pieces=full)
    try:
        for rest in originals.read(upload.pieces, key=vault.DataKey(key), file_id=upload.pk, first=len(full)):
            keeping.write(rest)
    except vault.Unreadable:
        # A faster request filled it and took it away; or the storage lost it, and the file must be sent anew.
        raise (Lost if end(upload, now=now) else Overtaken) from None
    keeping.write(content)
    keeping.flush()
    return keeping.pieces, upload.pieces[len(full) :]


def _move(upload: Upload, **facts: object) -> None:
    """The only writer of how far an upload is."""
    if not Upload.objects.filter(pk=upload.pk, offset=upload.offset, ended_at=None).update(**facts):
        raise Overtaken


def _take_in(upload: Upload, pieces: Sequence[str], key: bytes, *, by: str, now: datetime) -> None:
    """All of it is here: one transaction makes it a file of the claim and says so in its row."""
    kept, words = originals.finished(upload.pk, key=key, pieces=pieces), read(upload.metadata)
    try:
        with transaction.atomic():
            _move(upload, offset=upload.length, pieces=[], raw_key="", seen_at=now, ended_at=now)
            file = papers.receive_file(
                upload.claim_id,
                kind=upload.kind,
                kept=kept,
                file_name=file_name(words),
                declared_type=words.get("filetype", ""),
                came_by=PaperFile.CameBy.WEB,
                by=by,
                now=now,
                begun_at=upload.begun_at,
                replaces=replaced_file(words),
            )
            Upload.objects.filter(pk=upload.pk).update(file=file)
    except Refused:
        end(upload, now=now)
        raise


def end(upload: Upload, *, now: datetime) -> bool:
    """Give an upload up where `upload` saw it: what came of it is erased. False when it went on or ended meanwhile."""
    over = {"pieces": [], "raw_key": "", "ended_at": now}
    if not Upload.objects.filter(pk=upload.pk, offset=upload.offset, ended_at=None).update(**over):
        return False
    originals.discard(upload.pieces)
    return True


def cancel(upload: Upload, *, now: datetime) -> None:
    """The sender does not want it any more. A request that sends it at this moment finds it ended."""
    while not end(upload, now=now):
        upload = Upload.objects.get(pk=upload.pk)
        if upload.ended_at:
            return


def forget_old(now: datetime) -> int:
    """Forget the uploads whose day is over, and count them."""
    over = list(Upload.objects.over(now).values_list("pk", flat=True)[:500])
    return each(over, forget, now=now)


@transaction.atomic
def forget(upload_id: UUID, *, now: datetime) -> None:
    """Erase an upload whose day is over, and what came of it. What was taken in is a file of its claim, and stays."""
    upload = Upload.objects.select_for_update().over(now).get(pk=upload_id)
    upload.delete()
    transaction.on_commit(lambda: originals.discard(upload.pieces))
