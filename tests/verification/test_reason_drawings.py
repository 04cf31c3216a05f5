"""A reason's drawing, from the reason an officer picks to the page on which the claimant sends the paper again."""

import pytest
from django.urls import reverse

from claims.examples import Example
from claims.models import Claim, Paper
from tests import factories
from tests.claims.doors import open_by_link
from tests.verification.at_the_desk import (
    MINUTE,
    accept_all,
    answer_repair,
    ask_for_repair,
    papers_of,
    reason,
    taken_claim,
)
from verification import desk as verbs
from verification.forms import ReturnForm
from verification.models import ReturnReason

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def officer():
    return factories.officer()


@pytest.fixture
def claim(officer, now) -> Claim:
    return taken_claim(officer, now=now)


def page_of(client, paper: Paper) -> str:
    open_by_link(client, paper.claim)
    return client.get(paper.claim.address_of_paper(paper.kind)).content.decode()


def test_the_claimant_sees_the_drawing_beside_the_reason_and_the_remedy(client, claim, officer, now):
    paper = ask_for_repair(claim, officer, now=now)

    page = page_of(client, paper)

    assert "tunggu sampai fokus" in page
    assert (
        f'<img src="{Example.BLURRED.address}" alt="Contoh. {Example.BLURRED.label}" width="340" height="150">' in page
    )


def test_each_drawing_is_shown_once_and_a_reason_may_have_none(claim, officer, now):
    wanting, *good = papers_of(claim)
    for paper in good:
        verbs.accept(paper.pk, by=officer.actor, now=now)
    of_others, differs = reason("milik-orang-lain"), reason("data-berbeda")
    assert of_others.picture == differs.picture
    reasons = [of_others, differs, reason("gelap"), reason("diperlukan")]
    verbs.find_wanting(wanting.pk, reasons=reasons, by=officer.actor, now=now)

    verbs.return_for_repair(claim.pk, by=officer.actor, now=now)

    assert sorted(Paper.objects.get(pk=wanting.pk).return_examples) == ["gelap", "nama-berbeda"]


def test_a_paper_that_was_accepted_keeps_no_drawing(claim, officer, now):
    paper = ask_for_repair(claim, officer, now=now)
    answer_repair(paper, now=now + MINUTE)
    verbs.take_next(officer, now=now + 2 * MINUTE)

    accept_all(claim, officer, now=now + 3 * MINUTE)

    assert Paper.objects.get(pk=paper.pk).return_examples == []


def test_an_officer_reads_which_reasons_come_with_a_drawing(claim):
    form = ReturnForm(papers_of(claim)[0].kind, ReturnReason.objects.filter(code__in=["buram", "diperlukan"]))

    assert form.fields["reasons"].choices == [
        ("buram", "Buram / tidak terbaca (dengan gambar)"),
        ("diperlukan", "Dokumen ini diperlukan"),
    ]


def test_an_operator_picks_a_reasons_drawing_among_those_there_are(client):
    client.force_login(factories.officer(role="operator"))
    row = reason("diperlukan")
    given = {
        "code": row.code, "name": row.name, "words": row.words, "remedy": row.remedy, "order": row.order,
        "is_active": "on", "picture": Example.GLARE.value,
    }  # fmt: skip

    client.post(reverse("admin:verification_returnreason_change", args=[row.pk]), given)

    row.refresh_from_db()
    assert row.picture == "silau"
    assert Example.GLARE.address in client.get(reverse("admin:verification_returnreason_changelist")).content.decode()
    client.post(reverse("admin:verification_returnreason_change", args=[row.pk]), {**given, "picture": "kucing"})
    row.refresh_from_db()
    assert row.picture == "silau"
