"""The admin's tables: each opens for who may read it and for nobody else, and none goes around a verb."""

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from branches.models import Branch, DecreeYear, Holiday
from catalogue.models import Cause, Edition, Programme, Requirement
from claims.models import Claim
from formpack.tables import OwnFilters
from notifications.models import Message
from queueing.models import Slot, Ticket
from tests import factories
from tests.verification.at_the_desk import accept_all, taken_claim
from verification import desk as verbs
from verification.deciding import deciding
from verification.models import CheckPoint, Decision, PageView, RejectionRule, ReturnReason, Verdict

pytestmark = pytest.mark.usefixtures("desk")

READ_ONLY = [Slot, Ticket, Verdict, Decision, PageView, Message, AccessAttempt, AccessLog]


def table(model: type) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def row(model: type, pk: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


@pytest.fixture
def decided(now) -> Claim:
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)
    verbs.note_reading(claim, PageView.What.DECLARED, by=officer.actor, now=now)
    deciding.verify(claim.pk, by=officer.actor, now=now)
    AccessAttempt.objects.create(username="orang", ip_address="10.0.0.1", failures_since_start=1)
    AccessLog.objects.create(username="orang", ip_address="10.0.0.1")
    return claim


@pytest.mark.parametrize("model", READ_ONLY)
@pytest.mark.parametrize("is_superuser", [False, True])
def test_rows_that_verbs_write_are_read_and_nothing_else(client, decided, model, is_superuser):
    client.force_login(factories.officer(role="operator", is_superuser=is_superuser))
    written = model.objects.first()

    assert client.get(table(model)).status_code == 200
    assert client.get(row(model, written.pk)).status_code == 200
    assert client.post(row(model, written.pk), {"status": "rejected"}).status_code == 403
    assert client.get(table(model) + "add/").status_code == 403
    assert client.post(row(model, written.pk).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_a_claim_of_another_branch_is_not_read(client, decided):
    client.force_login(factories.officer(branches=[factories.branch("Asia/Jayapura")]))

    assert client.get(row(Claim, decided.pk)).status_code == 302  # to the front page, saying it is not there


@pytest.mark.parametrize("is_superuser", [False, True])
def test_a_claim_is_read_in_its_table_and_nothing_else(client, decided, is_superuser):
    client.force_login(factories.officer(role="operator", is_superuser=is_superuser))

    assert client.get(table(Claim)).headers["Location"] == reverse("admin:all_claims")
    assert client.get(row(Claim, decided.pk)).status_code == 200
    assert client.post(row(Claim, decided.pk), {"status": "rejected"}).status_code == 403
    assert client.get(table(Claim) + "add/").status_code == 403
    assert client.post(row(Claim, decided.pk).replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_the_claims_table_shows_the_way_it_went_and_no_identity_number(client, decided):
    client.force_login(factories.officer())

    shown = client.get(row(Claim, decided.pk)).content.decode()

    assert "Klaim terverifikasi" in shown
    assert "WITA" in shown
    assert "utuh" in shown
    assert decided.participant.nik not in shown


@pytest.mark.parametrize("model", [ReturnReason, RejectionRule])
def test_an_operator_rewords_a_reason_but_its_code_stays(client, model):
    client.force_login(factories.officer(role="operator"))
    reason = model.objects.first()
    given = {"code": "lain", "name": "Nama baru", "words": "Kata baru", "remedy": "Lakukan ini", "order": 1}

    client.post(row(model, reason.pk), {**given, "is_active": "on"})

    changed = model.objects.get(pk=reason.pk)
    assert (changed.code, changed.words) == (reason.code, "Kata baru")


def test_an_operator_says_what_stands_beside_a_check_point(client):
    client.force_login(factories.officer(role="operator"))
    point = CheckPoint.objects.get(code="ktp-nik")
    given = {"code": "lain", "words": "NIK-nya sama", "order": 1, "beside": ["nik", "name"], "is_active": "on"}

    client.post(row(CheckPoint, point.pk), given)

    point.refresh_from_db()
    assert (point.code, point.words, point.beside) == ("ktp-nik", "NIK-nya sama", ["nik", "name"])


def test_a_verifier_does_not_reword_reasons(client):
    client.force_login(factories.officer())

    assert client.get(table(ReturnReason)).status_code == 403


def test_every_table_says_its_name_in_indonesian():
    for model in admin.site._registry:
        assert str(model._meta.verbose_name) != model._meta.model_name


# --- Addresses somebody wrote by hand ---

UNREADABLE = [
    (Verdict, "note=x"),
    (Decision, "outcome__regex=((("),
    (Ticket, "person_index=x"),
    (Message, "context=x"),
    (Slot, "starts_at__year=99999999999999999999"),
    (Slot, "starts_at__year=9999"),
    (Slot, "starts_at__year=9999&starts_at__month=12"),
    (Slot, "starts_at__year=x"),
    (Slot, "starts_at__month=99999"),
    (Holiday, "day__year=99999999999999999999"),
    (User, "email__startswith=a"),
]


@pytest.mark.parametrize(("model", "asked"), UNREADABLE)
def test_a_table_asked_what_its_filters_cannot_read_shows_all_its_rows(client, model, asked):
    client.force_login(factories.officer(role="operator"))

    answer = client.get(f"{table(model)}?{asked}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{table(model)}?e=1")


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (Decision, "outcome__exact=verified"),
        (Slot, "starts_at__year=2026&starts_at__month=3"),
        (Holiday, "day__year=2026"),
        (Message, "channel__exact=email"),
        (Requirement, "edition__id__exact=1"),
        (PageView, "what__exact=page"),
    ],
)
def test_a_table_answers_its_own_filters(client, model, asked):
    client.force_login(factories.officer(role="operator"))

    assert client.get(f"{table(model)}?{asked}").status_code == 200


def test_every_table_is_asked_through_its_own_filters_alone(rf):
    for kept in admin.site._registry.values():
        assert kept.get_changelist(rf.get("/")) is OwnFilters


# --- An operator who is no superuser ---


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=str))
def test_an_operator_opens_every_table(client, model):
    client.force_login(factories.officer(role="operator"))

    assert client.get(table(model), follow=True).status_code == 200


@pytest.mark.parametrize("role", ["verifier", "branch_staff", "branch_head"])
@pytest.mark.parametrize(
    "model", [Branch, Holiday, DecreeYear, Programme, Cause, Edition, Message, AccessAttempt, User]
)
def test_tables_of_the_house_are_for_operators_alone(client, model, role):
    client.force_login(factories.officer(role=role))

    assert client.get(table(model)).status_code == 403


def test_the_search_box_has_its_label_in_words(client):
    client.force_login(factories.officer(role="operator"))

    assert '<label for="searchbar">Cari</label>' in client.get(table(Branch)).content.decode()
