"""The bytes decide what a file is; its name and declared type may only agree."""

import pytest

from claims.cleaning import kinds
from claims.cleaning.apart.talk import Job
from claims.cleaning.sentences import FileRefused

HEADS = {
    Job.JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF",
    Job.PNG: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    Job.WEBP: b"RIFF\0\x10\0\0WEBPVP8 ",
    Job.HEIC: b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic",
    Job.PDF: b"%PDF-1.7\n",
}


def decoder(head: bytes, file_name: str = "", declared_type: str = "") -> Job:
    return kinds.decoder_for(head, file_name=file_name, declared_type=declared_type)


@pytest.mark.parametrize("job", HEADS)
def test_a_file_is_known_by_its_first_bytes(job):
    assert decoder(HEADS[job]) == job


@pytest.mark.parametrize(
    "head",
    [
        b"", b"\xff\xd8", b"\x89PNG", b"RIFF\0\x10\0\0WAVE", b"GIF89a", b"\0\0\0\x18ftypisom\0\0\0\0isommp41",
        b"\0\0\0\x1cftypavif\0\0\0\0mif1avif", b"\0\0\0\0ftyp", b"<html>%PDF-1.7", b"MZ", b"PK\x03\x04", b"%!PS-Adobe",
    ],
)  # fmt: skip
def test_anything_else_is_sent_back(head):
    with pytest.raises(FileRefused) as refusal:
        decoder(head)

    assert refusal.value.cause == "wrong_kind"


def test_a_brand_outside_its_box_counts_for_nothing():
    with pytest.raises(FileRefused):
        decoder(b"\0\0\0\x10ftypisom\0\0\0\0heic")


@pytest.mark.parametrize("name", ["a.heic", "a.HEIF", "a.webp", "a.jpg", "foto", "10.22.33", "KTP an. Sari"])
@pytest.mark.parametrize("job", [job for job in HEADS if job != Job.PDF])
def test_a_photo_may_be_called_any_photo(job, name):
    assert decoder(HEADS[job], name) == job


@pytest.mark.parametrize(
    ("job", "file_name", "declared_type", "cause"),
    [
        (Job.JPEG, "ktp.pdf", "", "picture_mislabelled"), (Job.HEIC, "", "application/pdf", "picture_mislabelled"),
        (Job.WEBP, "ktp.exe", "", "picture_mislabelled"), (Job.PNG, "ktp.png", "text/html", "picture_mislabelled"),
        (Job.PDF, "ktp.heic", "", "pdf_mislabelled"), (Job.PDF, "ktp.pdf", "image/webp", "pdf_mislabelled"),
        (Job.PDF, "ktp.pdf.exe", "", "pdf_mislabelled"),
    ],
)  # fmt: skip
def test_a_name_or_type_that_says_something_else_is_sent_back(job, file_name, declared_type, cause):
    with pytest.raises(FileRefused) as refusal:
        decoder(HEADS[job], file_name, declared_type)

    assert refusal.value.cause == cause


@pytest.mark.parametrize("declared_type", ["image/jpeg; charset=binary", "IMAGE/JPEG", "application/octet-stream", " "])
def test_a_type_may_be_written_in_any_of_the_usual_ways(declared_type):
    assert decoder(HEADS[Job.JPEG], "a.jpg", declared_type) == Job.JPEG
