"""Opening mails: the bounds, the names, and whatever hostile or broken mail anybody has thought of."""

import base64
import contextlib
import resource
import shutil
import subprocess
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.mail import naming
from claims.mail.letter import MAX_DEPTH, MAX_PARTS, Letter, Unreadable, open_letter
from tests.claims.mail import hostile

SECONDS, MEGABYTES = 15.0, 512


def opened(raw: bytes) -> Letter:
    """Opened, and every attachment decoded: what reading does to a mail."""
    letter = open_letter([raw])
    for attachment in letter.attachments:
        assert len(attachment.content()) <= max(len(raw), attachment.size)
    return letter


def names(raw: bytes) -> list[str]:
    return [attachment.name for attachment in opened(raw).attachments]


def with_file(name: str, content: bytes = b"%PDF-1.7", **params: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "budi@contoh.example"
    mail.set_content("isi")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename=name, **params)
    return mail.as_bytes()


@pytest.mark.parametrize("name", hostile.UNREADABLE)
def test_what_is_beyond_the_bounds_is_given_up_by_name(name):
    with pytest.raises(Unreadable):
        open_letter([hostile.UNREADABLE[name]])


@pytest.mark.parametrize("name", hostile.READABLE)
def test_whatever_else_comes_is_opened_within_time_and_memory(name):
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    letter = opened(hostile.READABLE[name])

    assert isinstance(letter.sender, str)
    assert time.monotonic() - began < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < MEGABYTES


def test_as_many_parts_as_are_allowed_are_read():
    text = b"Content-Type: text/plain\r\n\r\nx"

    assert opened(hostile.multipart(*[text] * (MAX_PARTS - 1)))
    with pytest.raises(Unreadable):
        opened(hostile.multipart(*[text] * MAX_PARTS))


def test_as_many_parts_within_parts_as_are_allowed_are_read():
    assert opened(hostile.nested(MAX_DEPTH))


@given(st.binary(max_size=3_000))
@settings(max_examples=300, deadline=None)
def test_no_bytes_at_all_break_it(raw):
    with contextlib.suppress(Unreadable):
        opened(raw)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_damage_to_a_good_mail_breaks_it(data):
    raw = bytearray(hostile.multipart(hostile.attachment(), b"Content-Type: text/html\r\n\r\n<p>isi</p>"))
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    with contextlib.suppress(Unreadable):
        opened(bytes(raw))


def corpus() -> list[Path]:
    """The mails of CPython's own tests, of any Python here that carries them: Debian's own does not."""
    code = "import test.test_email as tests; print(tests.__path__[0])"
    for python in (sys.executable, *(f"python3.{minor}" for minor in range(11, 15))):
        if shutil.which(python):
            found = subprocess.run([python, "-c", code], capture_output=True, text=True, cwd="/")
            if found.returncode == 0:
                return sorted(Path(found.stdout.strip(), "data").glob("*.txt"))
    return []


def test_the_mails_of_cpythons_tests_are_opened():
    mails = corpus()
    if not mails:
        pytest.skip("No Python here comes with its own tests (Debian: libpython3-testsuite).")

    for path in mails:
        opened(path.read_bytes())


# --- Attachments ---


@pytest.mark.parametrize("size", [10, 3_000, 5_000, 400_000])
def test_an_attachment_comes_out_as_it_was_attached(size):
    content = bytes(range(256)) * (size // 256 + 1)

    [attachment] = opened(with_file("ktp.pdf", content)).attachments

    assert attachment.content() == content
    assert attachment.size >= len(content)
    assert (attachment.name, attachment.declared_type) == ("ktp.pdf", "application/pdf")


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_long_block_of_base64_is_found_again_with_any_end_of_line(ending):
    content = base64.encodebytes(b"%PDF" + b"x" * 50_000).replace(b"\n", ending)
    raw = hostile.multipart(hostile.attachment(content=content), hostile.attachment(b"b.pdf", content))

    assert [len(each.content()) for each in opened(raw).attachments] == [50_004, 50_004]


def test_a_long_block_that_is_plain_text_stays_plain_text():
    word = b"a" * 76 + b"\r\n"
    part = b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=x.txt\r\n\r\n"

    [attachment] = opened(hostile.multipart(part + word * 200)).attachments

    assert attachment.content().replace(b"\r\n", b"") == b"a" * 76 * 200


def test_a_letter_without_attachments_has_none():
    letter = open_letter([hostile.HEAD + b"\r\nKTP saya menyusul"])

    assert letter.attachments == []
    assert letter.hints == ["Dokumen", "KTP saya menyusul"]


def test_a_forwarded_mail_is_opened_once():
    assert names(hostile.forwarded(1)) == ["a.pdf"]
    [nested] = opened(hostile.forwarded(2)).attachments
    assert nested.is_nested_mail


def test_a_logo_in_the_text_is_no_attachment_but_a_photo_in_the_text_is():
    def page(content: bytes) -> bytes:
        mail = EmailMessage()
        mail.set_content("isi")
        mail.add_alternative('<p>isi <img src="cid:gambar@x"></p>', subtype="html")
        html = mail.get_payload()[1]
        html.add_related(content, "image", "png", cid="<gambar@x>", filename="g.png")
        return mail.as_bytes()

    assert names(page(b"\x89PNG" + b"x" * 2_000)) == []
    assert names(page(b"\x89PNG" + b"x" * 60_000)) == ["g.png"]


def test_a_small_picture_nobody_shows_is_an_attachment():
    mail = EmailMessage()
    mail.set_content("isi")
    mail.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="kecil.jpg")

    assert names(mail.as_bytes()) == ["kecil.jpg"]


def test_signatures_and_invitations_are_no_papers():
    part = b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN"

    assert names(hostile.multipart(part)) == []


# --- Names ---


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("ktp.pdf", "ktp.pdf"),
        ("KTP é saya.pdf", "KTP é saya.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Budi\\ktp.jpg", "ktp.jpg"),
        ("gnp.\u202etpk", "gnp.tpk"),
        ("a\u200b\u2066b\x07.pdf", "ab.pdf"),
        ("=?utf-8?b?S1RQ?=.pdf", "KTP.pdf"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_name_is_one_line_without_paths_and_turned_writing(given_name, shown):
    assert naming.file_name(given_name) == shown


def test_a_name_of_300_letters_is_cut_and_keeps_its_ending():
    [name] = names(with_file("é" * 300 + ".pdf"))

    assert len(name) == naming.LONGEST
    assert name.endswith("é.pdf")


def test_an_arabic_name_stays_readable():
    assert names(with_file("بطاقة.pdf")) == ["بطاقة.pdf"]


def test_a_name_in_plain_utf8_bytes_is_read():
    assert names(hostile.multipart(hostile.attachment("kartu é.pdf".encode()))) == ["kartu é.pdf"]


def test_what_has_no_name_is_given_one():
    part = b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/"

    assert names(hostile.multipart(part)) == ["lampiran-1.jpg"]


# --- Who wrote it ---


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        (b"From: Budi <Budi@Contoh.example>\r\n", "budi@contoh.example"),
        (b"From: a@b.example, c@d.example\r\n", ""),
        (b"From: a@b.example\r\nFrom: c@d.example\r\n", ""),
        (b"From: a@b.example\r\nfrom: a@b.example\r\n", ""),
        (b"From: \r\n", ""),
        (b"", ""),
        (b'From: "a@b.example" <c@d.example>\r\n', "c@d.example"),
        (b"From: a@b.example <c@d.example>\r\n", ""),
        (b"From: <a@b.example> <c@d.example>\r\n", ""),
        (b"From: a@b.example\0\r\n", ""),
    ],
)
def test_only_one_plain_sender_is_a_sender(written, sender):
    assert open_letter([written + b"Subject: a\r\n\r\nb"]).sender == sender
