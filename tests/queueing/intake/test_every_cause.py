"""Whoever claims, and for whatever cause, gets from the first page to a claim that knows its papers."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from catalogue.checklist import Route
from catalogue.models import Cause
from claims.models import Claim
from tests import factories
from tests.journeys import steps

SHIPPED = json.loads((Path(__file__).parents[3] / "catalogue/data/causes.json").read_text())["causes"]
CLAIMED_HERE = [(row["programme"], row["code"]) for row in SHIPPED if row["programme"] != "JKP"]

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.slow]


@pytest.fixture
def hour(house):
    return steps.open_the_week(factories.branch(), timezone.now())


@pytest.mark.parametrize(("programme", "code"), CLAIMED_HERE, ids="-".join)
def test_each_cause_can_be_claimed_and_completed(client, hour, programme, code):
    cause = Cause.objects.select_related("programme").get(programme__code=programme, code=code)

    steps.fill_until_check(client, hour, nik="3171011708850001", cause=cause)
    steps.confirm(client)
    claim = Claim.objects.with_people().get()
    home = client.get(claim.get_absolute_url()).content.decode()
    complete = factories.complete_papers(claim, now=timezone.now())

    assert claim.cause == cause
    assert claim.applicant.relation == cause.filed_by[0]
    assert all(need.label in home for need in claim.missing_papers())
    assert complete.missing_papers(Route.ONLINE) == []


def test_what_is_claimed_elsewhere_is_explained_and_linked_and_cannot_be_chosen(client, house):
    page = client.get("/ajukan/").content.decode()
    refused = client.post("/ajukan/", {"programme": "JKP"})

    assert "siapkerja.kemnaker.go.id" in page
    assert refused.status_code == 422


def test_an_heir_sees_which_originals_must_still_come(client, hour):
    cause = Cause.objects.select_related("programme").filter(programme__code="JKM").first()
    steps.fill_until_check(client, hour, nik="3171011708850001", cause=cause)
    steps.confirm(client)

    home = client.get(Claim.objects.get().get_absolute_url()).content.decode()

    assert "Dokumen asli" in home
    assert "amplop" in home
