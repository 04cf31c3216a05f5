"""A broken promise: its reason before the claim leaves the desk, and the head of the branch who hears of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from branches import calendar
from branches.models import Holiday
from claims import timeline
from claims.models import Claim
from notifications.models import Message
from tests import factories
from tests.verification.at_the_desk import accept_all, paid, papers_of, reason, taken_claim, verified_claim
from verification import desk, lateness
from verification.deciding import deciding
from workflow import Refused

pytestmark = pytest.mark.usefixtures("desk")

DAY = timedelta(days=1)


def make_late(claim: Claim, now: datetime) -> Claim:
    Claim.objects.filter(pk=claim.pk).update(promised_on=calendar.local_day(claim.branch, now) - DAY)
    return Claim.objects.with_people().get(pk=claim.pk)


@pytest.fixture
def staff():
    return factories.officer()


@pytest.fixture
def late(staff, now) -> Claim:
    return make_late(taken_claim(staff, now=now), now)


def test_a_late_claim_is_not_decided_before_its_reason_is_named(staff, late, now):
    accept_all(late, staff, now=now)

    with pytest.raises(Refused, match="Sebutkan dulu sebabnya"):
        deciding.verify(late.pk, by=staff.actor, now=now)
    lateness.explain(late.pk, because="many", by=staff.actor, now=now)

    assert deciding.verify(late.pk, by=staff.actor, now=now)


def test_nor_sent_back_for_a_repair(staff, late, now):
    accept_all(late, staff, now=now)
    desk.find_wanting(papers_of(late)[0].pk, reasons=[reason()], by=staff.actor, now=now)

    with pytest.raises(Refused, match="Sebutkan dulu sebabnya"):
        desk.return_for_repair(late.pk, by=staff.actor, now=now)


def test_its_claimant_reads_the_reason(staff, late, now):
    lateness.explain(late.pk, because="system", by=staff.actor, now=now)

    late.refresh_from_db()
    assert "karena sistem kami terganggu" in timeline.next_step(late)["text"]
    assert late.events.get(name="late_explained").detail == {"because": "system"}


def test_a_reason_is_named_for_what_is_late_and_held_and_known(staff, late, now):
    in_time = taken_claim(staff, now=now, branch=factories.branch("Asia/Jayapura"))

    with pytest.raises(Refused, match="tidak lewat janji"):
        lateness.explain(in_time.pk, because="many", by=staff.actor, now=now)
    with pytest.raises(Refused, match="Pilih sebab"):
        lateness.explain(late.pk, because="hujan", by=staff.actor, now=now)
    with pytest.raises(Refused, match="tidak sedang Anda pegang"):
        lateness.explain(late.pk, because="many", by="officer:0", now=now)


# --- The head of the branch ---


def working_morning(claim: Claim, now: datetime) -> datetime:
    day = calendar.add_working_days(claim.branch, calendar.local_day(claim.branch, now), 1)
    return calendar.at(claim.branch, day, claim.branch.opens_at)


def test_the_head_hears_of_it_once_a_working_day_from_the_hour_the_branch_opens(late, now):
    head = factories.officer(role="branch_head", branches=[late.branch], email="kepala@example.com")
    factories.officer(role="branch_head", branches=[factories.branch("Asia/Jayapura")], email="lain@example.com")
    morning = working_morning(late, now)

    before = lateness.tell_heads(morning - timedelta(minutes=1))
    told = [lateness.tell_heads(morning + timedelta(minutes=15 * n)) for n in range(3)]

    assert (before, told) == (0, [1, 1, 1])
    [message] = Message.objects.filter(name="claims_late")
    assert (message.person, message.address) == (head.actor, "kepala@example.com")
    assert message.context["number"] == "1"


def test_on_a_day_off_nobody_is_written_to(late, now):
    factories.officer(role="branch_head", branches=[late.branch], email="kepala@example.com")
    morning = working_morning(late, now)
    off = {"branch": late.branch, "kind": Holiday.Kind.CLOSURE, "name": "CONTOH"}
    Holiday.objects.create(day=calendar.local_day(late.branch, morning), **off)

    assert lateness.tell_heads(morning) == 0


def test_nothing_late_is_nothing_to_tell(staff, now):
    claim = taken_claim(staff, now=now)
    factories.officer(role="branch_head", branches=[claim.branch], email="kepala@example.com")

    assert lateness.tell_heads(working_morning(claim, now)) == 0


def test_the_heads_page_names_each_with_its_holder_and_reason(client, staff, late, now):
    Claim.objects.filter(pk=late.pk).update(late_because="many")
    client.force_login(
        factories.officer(role="branch_head", branches=[late.branch]),
        backend="django.contrib.auth.backends.ModelBackend",
    )

    shown = client.get(reverse("admin:late")).content.decode()

    assert late.case_number in shown
    assert staff.username in shown
    assert staff.actor not in shown
    assert "jumlah klaim jauh melebihi" in shown


def test_what_the_bank_has_not_paid_in_time_stands_apart_from_what_we_have_not_decided(client, staff, now):
    in_time, too_late = (
        verified_claim(staff, now=now - 20 * DAY, branch=factories.branch("Asia/Jayapura")) for _ in range(2)
    )
    Claim.objects.filter(pk=too_late.pk).update(promised_on=calendar.local_day(too_late.branch, now) - 30 * DAY)
    paid_late = verified_claim(staff, now=now - 20 * DAY, branch=in_time.branch)
    paid(paid_late.pk, now=now)
    of_today = verified_claim(staff, now=now, branch=in_time.branch)
    client.force_login(factories.officer(role="branch_head", branches=[in_time.branch]))

    ours, banks = client.get(reverse("admin:late")).content.decode().split('id="pada-bank"')

    assert "Tidak ada klaim yang lewat janji pada petugas" in ours
    assert re.findall(r">(LA-[^<]+)</a>", banks) == [too_late.case_number, in_time.case_number]
    assert re.findall(r"<td>([^<]+)</td></tr>", banks) == ["lewat janji", "tepat waktu"]
    assert of_today.case_number not in banks


def test_the_officers_form_says_what_lacks(client, officer):
    claim = make_late(taken_claim(officer, now=datetime.now(UTC)), datetime.now(UTC))
    address = reverse("admin:lateness_reason", args=[claim.case_number])

    assert "Sebab lewat janji" in client.get(reverse("admin:workbench", args=[claim.case_number])).content.decode()
    assert client.post(address).status_code == 422
    assert client.post(address, {"because": "careful"}).status_code == 302
