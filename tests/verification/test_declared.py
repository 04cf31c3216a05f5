"""What was declared, with what a machine found of it at its side."""

from dataclasses import asdict

import pytest

from catalogue.models import PaperKind, Relation
from claims.cleaning import CardRead, ocr
from claims.models import Claim
from tests import factories
from verification.declared import Declared, Mark

pytestmark = pytest.mark.usefixtures("house")

NAME, NIK = "Budi Contoh Santosa", "3171011708850001"


def marks(claim: Claim, now, *, reads: bool = True) -> dict[str, list[Mark]]:
    """By heading and key, what stands beside the value."""
    files = list(claim.files.select_related("paper__kind"))
    for file in files:
        file.claim = claim
    shown = Declared(claim, files, reads=reads, contacts_shown=False, now=now)
    return {f"{title}/{said.key}": list(said.marks) for title, rows in shown.groups for said in rows if said.marks}


@pytest.fixture
def with_card(now, monkeypatch):
    """A claim to which this was sent as a card on which a machine read this."""

    def made(read: CardRead, code: str = "KTP", **of) -> Claim:
        claim = factories.open_claim(now=now, participant=factories.participant(name=NAME, nik=NIK), **of)
        monkeypatch.setattr(ocr, "read_card", lambda _page: read)
        factories.send_paper(claim, PaperKind.objects.get(code=code), now=now)
        return Claim.objects.with_people().get(pk=claim.pk)

    return made


def test_what_was_read_on_a_card_stands_beside_what_was_declared(with_card, now):
    claim = with_card(CardRead((NIK,), ("BUDI CONTOH SANTOSO", "SEKAR CONTOH"), ("1985-08-17",)))

    found = marks(claim, now)

    assert found["Peserta/Nama"] == [Mark("Mesin membaca: BUDI CONTOH SANTOSO (KTP)", agrees=False)]
    assert found["Peserta/NIK"] == [Mark(f"Mesin membaca: {NIK} (KTP)", agrees=True)]
    assert found["Peserta/Lahir"] == [Mark("Mesin membaca: 17-08-1985 (KTP)", agrees=True)]


def test_what_is_like_nothing_that_was_declared_is_not_shown(with_card, now):
    claim = with_card(CardRead(("9940791005735911",), ("SEKAR",), ()))

    assert not {"Peserta/Nama", "Peserta/NIK", "Peserta/Lahir"} & marks(claim, now).keys()


def test_of_a_paper_that_is_no_card_nothing_is_kept(with_card, now):
    claim = with_card(CardRead((NIK,), (NAME,), ()), code="KPJ")

    assert claim.files.get().card_read == {}
    assert "Peserta/NIK" not in marks(claim, now)


def test_what_was_read_rests_sealed(with_card):
    file = with_card(CardRead((NIK,), (NAME,), ())).files.get()

    assert file.card_read == {**asdict(CardRead()), "niks": [NIK], "names": [NAME], "births": []}
    assert NIK.encode() not in bytes(type(file).card_read.held_by(file.__class__.objects.get()).at_rest)


def test_who_does_not_hold_the_claim_sees_nothing_of_what_was_read(with_card, now):
    claim = with_card(CardRead((NIK,), (NAME,), ("1985-08-17",)))

    assert not any(key.startswith("Peserta/") for key in marks(claim, now, reads=False))


@pytest.mark.parametrize(
    ("applicant", "key", "mark"),
    [
        ({"account_holder": NAME.upper()}, "Rekening/Pemilik", Mark("sama dengan nama pemohon", agrees=True)),
        (
            {"account_holder": "Budi Contoh Santoso"},
            "Rekening/Pemilik",
            Mark("beda dari nama pemohon: “santoso” ↔ “santosa”", agrees=False),
        ),
        ({}, "Pemohon: Peserta sendiri/Nama", Mark("sama dengan nama peserta", agrees=True)),
    ],
)
def test_names_are_held_against_each_other(applicant, key, mark, now):
    details = factories.applicant(now, **{"name": NAME, **applicant})
    claim = factories.open_claim(now=now, participant=factories.participant(name=NAME), applicant=details)

    assert marks(claim, now)[key] == [mark]


def test_an_heir_is_held_against_the_cards_and_not_against_the_dead(with_card, now):
    heir = factories.applicant(now, relation=Relation.SPOUSE, name="Sekar Contoh", nik="3171014309870002")
    claim = with_card(CardRead((NIK, "3171014309870002"), (NAME, "SEKAR CONTOH"), ()), "KK", applicant=heir)

    found = next(marks for key, marks in marks(claim, now).items() if key.startswith("Pemohon") and "Nama" in key)

    assert found == [Mark("Mesin membaca: SEKAR CONTOH (KK)", agrees=True)]
