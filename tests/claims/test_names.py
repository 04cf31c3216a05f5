"""People are found by the beginnings of their names, at the branch of their claim."""

from datetime import timedelta

import pytest
from django.db import transaction

from claims import filing, names
from claims.models import Participant
from tests import factories

pytestmark = pytest.mark.usefixtures("house")


def found(typed: str, *branches) -> set:
    return set(Participant.objects.filter(names.at(branches, names.asked_for(typed))).values_list("pk", flat=True))


@pytest.mark.parametrize("typed", ["Bud", "budi", "BUDI CON", "santosa", "Santosa Budi", "bu san", "Búdi, S.H."])
def test_whoever_has_these_beginnings_is_found(now, typed):
    claim = factories.open_claim(now=now)

    assert found(typed, claim.branch) == {claim.pk}


@pytest.mark.parametrize("typed", ["Budiman", "udi", "budi wijaya", "Santosi"])
def test_who_has_another_name_is_not_found(now, typed):
    claim = factories.open_claim(now=now)

    assert found(typed, claim.branch) == set()


def test_the_heir_who_files_is_found_too(now):
    filer = factories.applicant(now, relation="spouse", name="Sri Rahayu")
    claim = factories.open_claim(now=now, applicant=filer)

    assert found("rahayu", claim.branch) == found("budi", claim.branch) == {claim.pk}


def test_a_word_of_two_letters_is_not_looked_for():
    assert names.asked_for("Bu Li Sri") == ["sri"]


def test_no_branch_and_no_beginning_find_nobody(now):
    claim = factories.open_claim(now=now)

    assert found("budi") == found("bu", claim.branch) == set()


def test_numbers_of_two_branches_have_nothing_in_common(now):
    here, there = (factories.branch(zone) for zone in ("Asia/Makassar", "Asia/Jayapura"))

    assert not set(names.keys_of(["Budi Contoh"], here)) & set(names.keys_of(["Budi Contoh"], there))


def test_who_moves_to_another_branch_is_found_there_and_no_longer_here(now):
    claim = factories.open_claim(now=now)
    here, there = claim.branch, factories.branch("Asia/Jayapura")

    with transaction.atomic():
        filing.schedule(
            filing.locked(claim.pk), branch=there, door=claim.door, visit_at=now + timedelta(days=3),
            papers_due_at=now + timedelta(days=2), by="claimant:x", now=now, message="place_moved",
        )  # fmt: skip

    assert (found("budi", here), found("budi", there)) == (set(), {claim.pk})


def test_a_branch_finds_nobody_of_another(now):
    factories.open_claim(now=now)

    assert found("budi", factories.branch("Asia/Jayapura")) == set()
