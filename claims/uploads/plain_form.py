"""The form without script: its file is sealed as it comes, and forgotten again unless a view takes it.

A form's body is read by the guard against forgery before the view sees the request. So the way in is turned round:
first whether this browser was let in to the claim, then the body with the guard, then the view:

    @access.claimant_required(access.LINK)
    @takes_a_file
    def paper(request, claim, key): ...

Whoever was not let in is answered before a byte of the body is read. Every other address drops what files it is sent.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from claims import originals
from claims.cleaning import MAX_BYTES
from claims.originals import Keeping, Kept
from privacy import vault

View = Callable[..., HttpResponse]

CAMERA_AND_GALLERY = 2
"""Files of the form of a paper: its two fields."""


class SealedUpload(UploadedFile):
    """A file of a form, already at rest. Unless it is taken, it is erased when the request ends."""

    def __init__(self, keeping: Keeping | None, *, begun_at: datetime, **facts: Any) -> None:
        super().__init__(**facts)
        self.keeping, self.begun_at = keeping, begun_at

    def content(self) -> Iterator[bytes]:
        """What came, for what rests otherwise than as a file of a claim."""
        assert self.keeping, "A file over the limit is refused by the form."
        self.keeping.flush()
        key = vault.DataKey(self.keeping.key)
        return originals.read(self.keeping.pieces, key=key, file_id=self.keeping.file_id)

    def take(self) -> Kept:
        """The file, whole; from here on it is the caller's."""
        assert self.keeping, "A file over the limit is refused by the form."
        kept, self.keeping = self.keeping.finish(), None
        return kept

    def close(self) -> None:
        if self.keeping:
            self.keeping.discard()
            self.keeping = None


class SealingHandler(FileUploadHandler):
    """Seals each of at most `files` files of a form as it comes. Of one over `largest` bytes only its size is kept, for
    the form to say.
    """

    keeping: Keeping | None = None

    def __init__(self, request: HttpRequest, *, begun_at: datetime, largest: int, files: int) -> None:
        super().__init__(request)
        self.begun_at, self.largest, self.files_left = begun_at, largest, files

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not self.files_left:
            raise TooManyFilesSent
        self.files_left -= 1
        self.keeping = Keeping()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.keeping and start + len(raw_data) <= self.largest:
            self.keeping.write(raw_data)
        else:
            self.drop()

    def upload_interrupted(self) -> None:
        self.drop()

    def file_complete(self, file_size: int) -> SealedUpload:
        keeping, self.keeping = self.keeping, None
        return SealedUpload(
            keeping,
            begun_at=self.begun_at,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def drop(self) -> None:
        """Forget the file that is coming; Django calls no file complete whose end it did not see."""
        if self.keeping:
            self.keeping.discard()
            self.keeping = None


class NoFiles(FileUploadHandler):
    """Reads past every file: an address that does not ask for one keeps nothing of it, not even in memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        return None


def takes_a_file(view: View) -> View:
    """Let the view's form bring a file. Stands inside whatever decides who may come in."""
    return takes_files(largest=MAX_BYTES, files=CAMERA_AND_GALLERY)(view)


def takes_files(*, largest: int, files: int) -> Callable[[View], View]:
    """The same for so many files of so many bytes."""
    return partial(_reading_first, largest=largest, files=files)


def _reading_first(view: View, *, largest: int, files: int) -> View:
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def read_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sealing = SealingHandler(request, begun_at=timezone.now(), largest=largest, files=files)
        request.upload_handlers = [sealing]
        try:
            return guarded(request, *args, **kwargs)
        finally:
            sealing.drop()  # a file in whose midst the reading failed

    return read_first
