"""A claim is in one officer's hands, for a lease: given to a colleague, put off, taken again, let go."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from branches import calendar
from claims import appointments, checking
from claims.models import Claim
from claims.models.questions_of_claims import SAME_OFFICER_FOR
from tests import factories
from tests.verification.at_the_desk import taken_claim
from verification import desk, desk_lists, handing_out, holding
from verification.contacting import agreeing
from verification.models import HOLDS_AT_MOST
from workflow import Refused

pytestmark = pytest.mark.usefixtures("desk")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# --- The lease ---


def test_without_a_sign_of_life_the_claim_goes_back_to_the_others(now):
    officer, colleague = factories.officer(), factories.officer()
    claim = taken_claim(officer, now=now)
    over = now + checking.LEASE

    assert holding.let_lapse_due(over - timedelta(seconds=1)) == 0
    assert holding.let_lapse_due(over) == 1

    claim.refresh_from_db()
    assert (claim.taken_by, claim.taken_until) == ("", None)
    assert claim.events.get(name="put_back").detail == {"because": "lease_over"}
    assert desk.take_next(colleague, now=over).pk == claim.pk


def test_a_sign_of_life_begins_the_lease_anew_for_its_holder_alone(now):
    officer, colleague = factories.officer(), factories.officer()
    claim = taken_claim(officer, now=now)

    assert checking.still_here(claim.pk, by=officer.actor, now=now + HOUR / 2)
    assert not checking.still_here(claim.pk, by=colleague.actor, now=now + HOUR)

    assert holding.let_lapse_due(now + checking.LEASE) == 0
    assert holding.let_lapse_due(now + HOUR / 2 + checking.LEASE) == 1


def test_a_lease_that_was_renewed_since_the_sweep_looked_is_left_alone(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)

    with pytest.raises(Refused, match="masih dipegang"):
        holding.let_lapse(claim.pk, by="system:leases", now=now)

    claim.refresh_from_db()
    assert claim.taken_by == officer.actor


def test_who_agreed_an_hour_with_the_person_has_the_claim_again_at_that_hour(now):
    officer, colleague = factories.officer(), factories.officer()
    claim = taken_claim(officer, now=now)
    day = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), 1)
    at = calendar.at(claim.branch, day, time(10))
    agreeing.invite(claim.pk, way="video", at=at, by=officer.actor, now=now)

    assert holding.let_lapse_due(now + checking.LEASE) == 1

    claim.refresh_from_db()
    assert (claim.reserved_for, claim.rests_until) == (officer.actor, appointments.ahead_of(claim).opens_at)
    assert desk.take_next(colleague, now=at) is None
    assert [line.contact.claim for line in desk_lists.desk_of(officer, now=at).calls] == [claim]
    assert desk.take_next(officer, now=at).pk == claim.pk


# --- To a colleague ---


def test_a_claim_given_to_a_colleague_is_theirs_first_and_anybodys_after_a_day(now):
    officer, colleague, third = (factories.officer() for _ in range(3))
    claim = taken_claim(officer, now=now)

    holding.hand_over(claim.pk, to=colleague, by=officer.actor, now=now)

    assert desk_lists.desk_of(colleague, now=now).kept == [claim]
    assert desk.take_next(third, now=now + SAME_OFFICER_FOR - HOUR) is None
    assert desk.take_next(colleague, now=now + HOUR).pk == claim.pk


def test_after_that_day_the_colleague_has_no_more_right_to_it_than_others(now):
    officer, colleague, third = (factories.officer() for _ in range(3))
    claim = taken_claim(officer, now=now)
    holding.hand_over(claim.pk, to=colleague, by=officer.actor, now=now)

    assert list(handing_out.kept_for(colleague, now=now + SAME_OFFICER_FOR)) == []
    assert desk.take_next(third, now=now + SAME_OFFICER_FOR).pk == claim.pk


def test_it_is_given_to_nobody_who_may_not_have_it(now):
    here, elsewhere = factories.branch("Asia/Makassar"), factories.branch("Asia/Jayapura")
    officer = factories.officer(branches=[here])
    claim = taken_claim(officer, now=now, branch=here)
    strangers = [
        officer,
        factories.officer(branches=[elsewhere]),
        factories.officer(role="branch_staff", branches=[here]),
        factories.officer(branches=[here], is_active=False),
    ]

    for stranger in strangers:
        with pytest.raises(Refused, match="Pilih rekan lain"):
            holding.hand_over(claim.pk, to=stranger, by=officer.actor, now=now)

    claim.refresh_from_db()
    assert claim.taken_by == officer.actor


# --- Put off ---


def test_what_is_put_off_is_nobodys_until_its_day_and_then_its_officers_first(now):
    officer, colleague = factories.officer(), factories.officer()
    claim = taken_claim(officer, now=now)
    until = now.date() + 3 * DAY

    holding.put_off(claim.pk, until=until, because="answer", by=officer.actor, now=now)

    claim.refresh_from_db()
    opens = claim.rests_until
    assert desk_lists.desk_of(officer, now=now).resting == [claim]
    assert desk.take_next(colleague, now=opens - HOUR) is None
    assert desk.take_next(colleague, now=opens + HOUR) is None
    assert desk.take_next(officer, now=opens + HOUR).pk == claim.pk
    assert claim.promised_on  # its promise runs on


def test_its_officer_may_take_it_before_its_day(now):
    officer, colleague = factories.officer(), factories.officer()
    claim = taken_claim(officer, now=now)
    holding.put_off(claim.pk, until=now.date() + DAY, because="system", by=officer.actor, now=now)

    with pytest.raises(Refused, match="tidak lagi disimpan"):
        holding.take_kept(claim.pk, by=colleague.actor, now=now)
    holding.take_kept(claim.pk, by=officer.actor, now=now)

    claim.refresh_from_db()
    assert (claim.taken_by, claim.rests_until, claim.reserved_for) == (officer.actor, None, "")


@pytest.mark.parametrize("days", [0, -1, holding.PUT_OFF_AT_MOST.days + 1])
def test_it_is_not_put_off_to_a_day_that_is_past_or_far(now, days):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)

    with pytest.raises(Refused, match="Tunda paling cepat sampai besok"):
        holding.put_off(claim.pk, until=now.date() + days * DAY, because="answer", by=officer.actor, now=now)


def test_nobody_holds_more_by_taking_what_is_kept_for_them(now):
    officer = factories.officer()
    kept = taken_claim(officer, now=now)
    holding.put_off(kept.pk, until=now.date() + DAY, because="answer", by=officer.actor, now=now)
    for n in range(HOLDS_AT_MOST):
        factories.submitted_claim(now=now - HOUR, at=factories.slot(factories.branch(), now=now, hour=8 + n))
        desk.take_next(officer, now=now)

    with pytest.raises(Refused, match="sudah memegang"):
        holding.take_kept(kept.pk, by=officer.actor, now=now)


# --- Who is given what ---


def test_an_officer_of_some_programmes_is_given_those_alone(now):
    officer = factories.officer()
    officer.programmes.set([factories.cause("JKM").programme])
    factories.submitted_claim(now=now - 2 * HOUR)
    death = factories.submitted_claim(now=now - HOUR, cause=factories.cause("JKM"))

    assert desk.take_next(officer, now=now).pk == death.pk
    assert desk.take_next(officer, now=now) is None


def test_a_claim_that_asks_for_a_skill_goes_to_who_has_it(now):
    claim = factories.submitted_claim(now=now - HOUR)
    Claim.objects.filter(pk=claim.pk).update(skill="heirs")
    learnt_else, learnt, all_round = (factories.officer(skills=skills) for skills in (["foreigners"], ["heirs"], []))

    assert desk.take_next(learnt_else, now=now) is None
    assert (
        list(handing_out.for_officer(learnt, now=now)) == list(handing_out.for_officer(all_round, now=now)) == [claim]
    )


def test_taking_asks_as_much_of_the_database_for_many_claims_as_for_few(now, django_assert_max_num_queries):
    officer = factories.officer(branches=[factories.branch(), factories.branch("Asia/Makassar")])
    for _ in range(4):
        factories.submitted_claim(now=now - HOUR, branch=factories.branch())

    with django_assert_max_num_queries(13):
        assert desk.take_next(officer, now=now)


# --- The pages ---


@pytest.fixture
def held(officer) -> Claim:
    return taken_claim(officer, now=datetime.now(UTC))


def post(client, name: str, claim: Claim, **data):
    return client.post(reverse(f"admin:{name}", args=[claim.case_number]), data)


def test_the_workbench_gives_a_sign_of_life_and_hears_when_the_claim_is_gone(client, held):
    assert post(client, "sign_of_life", held).status_code == 204

    Claim.objects.filter(pk=held.pk).update(taken_by="", taken_at=None, taken_until=None)

    assert post(client, "sign_of_life", held).status_code == 409


def test_a_claim_is_put_off_and_taken_again_by_its_pages(client, held):
    until = datetime.now(UTC).date() + 2 * DAY

    assert post(client, "put_off", held, until=until.isoformat(), because="answer").status_code == 302
    assert (
        "Ambil: disimpan untuk Anda" in client.get(reverse("admin:workbench", args=[held.case_number])).content.decode()
    )
    assert post(client, "taking", held).status_code == 302

    held.refresh_from_db()
    assert held.taken_by


@pytest.mark.parametrize("data", [{}, {"until": "kapan-kapan", "because": "answer"}, {"until": "2031-02-30"}])
def test_a_day_that_is_none_comes_back_with_a_sentence(client, held, data):
    assert post(client, "put_off", held, **data).status_code == 422


def test_a_colleague_is_chosen_from_those_of_the_branch(client, officer, held):
    colleague = factories.officer(branches=[held.branch])
    shown = client.get(reverse("admin:workbench", args=[held.case_number]))
    offered = shown.context["hand_over_form"].fields["to"].queryset

    assert colleague in offered
    assert officer not in offered
    assert post(client, "hand_over", held, to=officer.pk).status_code == 422
    assert post(client, "hand_over", held, to=colleague.pk).status_code == 302
