"""The programmes' forms: filled from what is known, the rest left to write on, behind a code."""

import pytest
from django.utils import timezone

from catalogue.models import PaperKind
from claims.models import Claim
from dropbox.forms import known, sheet
from dropbox.forms.asked_for import forms_of
from dropbox.forms.layouts import LAYOUTS
from tests import factories
from tests.claims import doors
from tests.dropbox.envelopes import codes_of, pdf_of, words_of

pytestmark = pytest.mark.usefixtures("house")


def begin(programme: str, code: str = "", *, now, relation: str = "self", **also) -> Claim:
    cause = factories.cause(programme, code)
    return factories.begin_claim(now=now, cause=cause, applicant=factories.applicant(now, relation=relation), **also)


@pytest.mark.parametrize(
    ("programme", "code", "relation", "forms"),
    [
        ("JHT", "RESIGN", "self", ["F5"]),
        ("JKM", "MENINGGAL", "child", ["F4"]),
        ("JKK", "REIMBURSE", "company", ["F3KK1", "F3KK2", "F3KK3"]),
        ("JP", "PENSIUN_HARI_TUA", "self", ["F7"]),
    ],
)
def test_each_programme_asks_for_its_own_forms(now, programme, code, relation, forms):
    assert forms_of(begin(programme, code, now=now, relation=relation)) == forms


@pytest.mark.parametrize("code", LAYOUTS)
def test_every_form_is_a_paper_of_the_catalogue_and_fills_with_what_is_known(now, code):
    claim = begin("JHT", now=now)

    words = words_of(sheet.pdf(claim, code, now=now))

    assert PaperKind.objects.filter(code=code).exists()
    assert claim.case_number in words
    assert claim.participant.name in words
    assert claim.participant.nik in words


def test_every_line_that_names_a_fact_names_one_that_may_be_known(now):
    claim = begin("JKK", "REIMBURSE", now=now)
    asked = {line.known for layout in LAYOUTS.values() for section in layout.sections for line in section.lines}

    unknown = {name for name in asked if name and not name.startswith("answer.")} - known.facts_of(claim, now).keys()

    assert unknown == set()


def test_what_was_answered_is_printed_and_what_was_not_known_is_left_open(now):
    claim = begin("JKK", "REIMBURSE", now=now, answers={"ROAD_ACCIDENT": "yes", "OVERTIME_OR_DUTY": "unknown"})

    facts = known.facts_of(claim, now)

    assert (facts["answer.ROAD_ACCIDENT"], facts["answer.OVERTIME_OR_DUTY"]) == ("Ya", "")


def test_a_form_carries_no_code_for_it_would_begin_another_envelope(now):
    content = sheet.pdf(begin("JHT", now=now), "F5", now=now)

    assert codes_of(content) == [set()]


def test_a_form_is_one_sheet_where_it_can_be(now):
    assert len(codes_of(sheet.pdf(begin("JHT", now=now), "F5", now=now))) == 1


def test_a_link_alone_does_not_show_a_form(client):
    claim = begin("JHT", now=timezone.now())

    answer = doors.open_by_link(client, claim).get(f"/klaim/{claim.case_number}/formulir/F5.pdf")

    assert answer.url == f"/klaim/{claim.case_number}/kode/"


def test_behind_a_code_the_form_is_given(client):
    claim = begin("JHT", now=timezone.now())

    answer = doors.open_by_code(client, claim).get(f"/klaim/{claim.case_number}/formulir/F5.pdf")

    assert claim.applicant.account_number in words_of(pdf_of(answer))


@pytest.mark.parametrize("code", ["F4", "KTP", "X"])
def test_a_form_the_claim_does_not_ask_for_is_not_there(client, code):
    claim = begin("JHT", now=timezone.now())

    assert doors.open_by_code(client, claim).get(f"/klaim/{claim.case_number}/formulir/{code}.pdf").status_code == 404
