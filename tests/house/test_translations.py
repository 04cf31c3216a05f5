"""The English of the portal: complete, faithful to what the Indonesian leaves open, and really what is served."""

import html
import re
from pathlib import Path

import pytest
from babel.messages import Message, pofile
from django.core.management import call_command
from django.urls import reverse

from lapak_asik.management.commands.translations import PO

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
MARKUP = re.compile(r"</?[a-z][^>]*>")
INDONESIAN = re.compile(
    r"\b(dan|yang|tidak|untuk|dengan|atau|bila|Anda|kami|klaim|dokumen|petugas|cabang|jaminan|pilih|kirim|lanjutkan|kembali)\b",
    re.IGNORECASE,
)


def translated() -> list[Message]:
    with (ROOT / PO).open("rb") as file:
        return [message for message in pofile.read_po(file, locale="en") if message.id]


def forms(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def differing(pattern: re.Pattern[str]) -> list[str]:
    """The sources of which a translation holds other pieces that fit `pattern` than the source does."""
    return [
        forms(message.id)[0]
        for message in translated()
        for source, english in zip(forms(message.id), forms(message.string), strict=True)
        if sorted(pattern.findall(english)) != sorted(pattern.findall(source))
    ]


def read(response) -> str:
    """What a person reads on a page: its title and text, without tags and addresses."""
    assert response.status_code == 200
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def english(client, house):
    """A browser that pressed "English" on the landing page."""
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    return client


def test_every_string_has_its_english_and_none_is_stale():
    call_command("translations", "--check")


def test_every_translation_keeps_the_placeholders_of_its_source():
    assert differing(PLACEHOLDER) == []


def test_every_translation_keeps_the_markup_of_its_source():
    assert differing(MARKUP) == []


@pytest.mark.parametrize("page", ["landing", "intake:programme", "claims:find"])
def test_a_page_in_english_has_no_indonesian_left(english, page):
    response = english.get(reverse(page))

    assert 'lang="en"' in response.content.decode()
    assert INDONESIAN.findall(read(response)) == []


def test_the_words_of_the_catalogue_are_english_too(english):
    english.post(reverse("intake:programme"), {"programme": "JHT"})
    causes = read(english.get(reverse("intake:cause")))
    english.post(reverse("intake:cause"), {"cause": "PHK"})
    papers = read(english.get(reverse("intake:papers")))

    assert "Termination by the employer" in causes
    assert "Joint agreement" in papers
    assert INDONESIAN.findall(causes + papers) == []


def test_a_page_in_indonesian_would_be_noticed(client, house):
    response = client.get(reverse("landing"))

    assert len(INDONESIAN.findall(read(response))) > 20
