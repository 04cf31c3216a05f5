"""The form without script: sealed as it comes, and nothing kept of what is refused, broken off or a stranger's."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from claims import originals
from claims.cleaning import MAX_BYTES
from claims.models import Claim, PaperFile
from claims.uploads import plain_form
from tests import factories
from tests.claims.doors import open_by_link

pytestmark = pytest.mark.usefixtures("house")

BOUNDARY = "batas"


@pytest.fixture
def address(claim) -> str:
    return f"{claim.get_absolute_url()}dokumen/{claim.missing_papers()[0].key}/"


def form(content: bytes, *, token: str = "") -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--{BOUNDARY}\r\n'
    )
    head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="ktp.jpg"\r\n'
    head += "Content-Type: image/jpeg\r\n\r\n"
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(browser: Client, address: str, body: bytes, *, length: int | None = None):
    said = {"CONTENT_LENGTH": str(len(body) if length is None else length), "wsgi.input": BytesIO(body)}
    return browser.generic("POST", address, body, content_type=f"multipart/form-data; boundary={BOUNDARY}", **said)


def sealed(folder) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_a_file_rests_in_pieces_under_its_own_key(mine, address, sealed_folder):
    content = factories.photo(1) + bytes(3 * originals.PIECE)

    response = post(mine, address, form(content))

    file = PaperFile.objects.get()
    assert response.status_code == 302
    assert b"".join(file.original()) == content
    assert len(file.pieces) == sealed(sealed_folder) == 4


def test_no_more_of_a_file_is_held_than_a_piece(mine, address, monkeypatch):
    held = []
    write = originals.Keeping.write

    def watch(keeping, chunk):
        write(keeping, chunk)
        held.append(len(keeping._waiting) + len(chunk))

    monkeypatch.setattr(originals.Keeping, "write", watch)

    post(mine, address, form(bytes(MAX_BYTES)))

    assert len(held) > 50
    assert max(held) <= originals.PIECE + 128 * 1024


@pytest.mark.parametrize("size", [MAX_BYTES + 1, MAX_BYTES + 5_000_000])
def test_of_a_file_over_the_limit_nothing_is_kept_but_the_sentence(size, mine, address, sealed_folder):
    response = post(mine, address, form(bytes(size)))

    assert response.status_code == 422
    assert "sedangkan batasnya 6 MB" in response.content.decode()
    assert sealed(sealed_folder) == 0


@pytest.mark.parametrize("lack", [1, 30, 500_000], ids=["its last byte", "its end", "half of its file"])
def test_a_form_that_breaks_off_keeps_nothing_of_its_file(lack, mine, address, sealed_folder):
    body = form(factories.photo(1) + bytes(2_000_000))

    response = post(mine, address, body[:-lack], length=len(body))

    assert response.status_code in (302, 422) if lack == 1 else response.status_code == 422
    assert PaperFile.objects.count() == (response.status_code == 302)
    assert (sealed(sealed_folder) > 0) == (response.status_code == 302)


def test_a_form_whose_file_cannot_be_read_on_keeps_nothing_of_it(mine, address, sealed_folder):
    body = form(b"Q" * 700_001).replace(b"image/jpeg", b"image/jpeg\r\nContent-Transfer-Encoding: base64")

    response = post(mine, address, body)

    assert response.status_code == 400
    assert sealed(sealed_folder) == 0


def test_a_stranger_has_no_byte_read(address, sealed_folder, monkeypatch):
    monkeypatch.setattr(plain_form.SealingHandler, "__init__", lambda *_: pytest.fail("a stranger's body was read"))

    response = post(Client(), address, form(factories.photo(1)))

    assert response.status_code == 404
    assert sealed(sealed_folder) == 0


def test_a_form_of_another_site_is_refused_and_its_file_forgotten(claim, address, sealed_folder):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = open_by_link(Client(), claim).cookies

    response = post(browser, address, form(factories.photo(1), token="x" * 64))

    assert response.status_code == 403
    assert PaperFile.objects.count() == sealed(sealed_folder) == 0


def test_a_form_with_our_own_word_is_taken(claim, address):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = open_by_link(Client(), claim).cookies
    token = browser.get(address).context["csrf_token"]

    response = post(browser, address, form(factories.photo(1), token=str(token)))

    assert response.status_code == 302
    assert PaperFile.objects.count() == 1


def test_a_form_the_claim_refuses_keeps_nothing(mine, address, sealed_folder, monkeypatch):
    monkeypatch.setattr("claims.papers.FILES_PER_PAPER", 0)

    response = post(mine, address, form(factories.photo(1)))

    assert response.status_code == 422
    assert "Gabungkan menjadi satu PDF" in response.content.decode()
    assert sealed(sealed_folder) == 0


def test_more_files_than_the_form_has_controls_are_refused_and_forgotten(mine, address, sealed_folder):
    files = [SimpleUploadedFile(f"{n}.jpg", factories.photo(n), "image/jpeg") for n in range(5)]

    response = mine.post(address, {"file": files})

    assert response.status_code == 400
    assert sealed(sealed_folder) == 0


def test_an_address_that_takes_no_file_drops_what_it_is_sent(mine, claim, sealed_folder):
    response = mine.post("/klaim/", {"case_number": SimpleUploadedFile("x.jpg", bytes(9_000_000), "image/jpeg")})

    assert response.status_code == 200
    assert sealed(sealed_folder) == 0


def test_a_form_begun_in_time_is_in_time(claim, mine, address, monkeypatch):
    due = timezone.now() - timedelta(minutes=1)
    Claim.objects.filter(pk=claim.pk).update(papers_due_at=due)

    class Clock:
        @staticmethod
        def now():
            return due - timedelta(seconds=1)

    monkeypatch.setattr(plain_form, "timezone", Clock)

    post(mine, address, form(factories.photo(1)))

    assert PaperFile.objects.get().is_late is False
