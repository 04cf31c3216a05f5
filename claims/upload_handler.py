"""Takes an upload into memory up to a bound, and counts the rest, so that a file that is too big gets its sentence."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from claims.page_cleaning import MAX_BYTES


class BoundedUploadHandler(FileUploadHandler):
    """Nothing is put on a disk unsealed, and no file takes more memory than the largest that is accepted.

    A larger one is read to its end and dropped, all but its size: the form says how large it is and what the limit is.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.kept.tell() <= MAX_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
