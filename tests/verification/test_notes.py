from datetime import date

import pytest

from catalogue.models import Relation
from queueing.disputes import settling
from queueing.models import Dispute
from tests import factories
from verification import notes


def texts(claim, now) -> str:
    return " ".join(note.text for note in notes.about(claim, now) if note.look)


@pytest.mark.parametrize(
    ("nik", "born", "fits"),
    [
        ("3171011708850001", date(1985, 8, 17), True),
        ("3171015708850001", date(1985, 8, 17), True),  # a woman: the day is 17 + 40
        ("3171011708850001", date(1985, 7, 18), False),
        ("3171011708850001", date(1986, 8, 17), False),
    ],
)
def test_a_nik_is_read_against_the_birth_date(nik, born, fits):
    assert notes.read_nik(nik).fits(born) is fits


def test_a_number_of_another_length_is_no_nik():
    assert notes.read_nik("31710117088500") is None


def test_a_claim_without_oddities_has_nothing_to_look_at(house, now):
    assert texts(factories.submitted_claim(now=now), now) == ""


@pytest.mark.parametrize(
    ("participant", "applicant", "sentence"),
    [
        ({"birth_date": date(1985, 8, 18)}, {}, "tanggal lahir 17-08-85"),
        ({"nik": "9901011708850001"}, {}, "bukan kode provinsi"),
        ({"nik": "", "passport": "X1234567"}, {}, "memakai paspor"),
        ({"death_date": date(1980, 1, 1)}, {}, "mendahului tanggal lahir"),
        ({}, {"account_holder": "Siti Contoh"}, "pemilik rekening berbeda"),
        ({}, {"account_number": ""}, "Belum ada rekening"),
        ({}, {"name": "Siti Contoh", "account_holder": "Siti Contoh"}, "padahal diajukan sendiri"),
        ({"nik": "3171011708850001"}, {"relation": Relation.SPOUSE}, "sama dengan NIK peserta"),
    ],
)
def test_what_is_odd_is_noted_and_never_refused(house, now, participant, applicant, sentence):
    claim = factories.submitted_claim(
        now=now, participant=factories.participant(**participant), applicant=factories.applicant(now, **applicant)
    )

    assert sentence in texts(claim, now)


def test_a_dispute_is_noted_on_both_sides_until_it_is_settled(house, now):
    person = factories.participant()
    one, other = (factories.submitted_claim(now=now, participant=person) for _ in range(2))

    noted = [texts(claim, now) for claim in (one, other)]
    settling.settle(Dispute.objects.get().pk, keeps=one.pk, seen_by="video", by="officer:7", now=now)

    assert all("didaftarkan dari kontak lain" in text for text in noted)
    assert texts(one, now) == ""
