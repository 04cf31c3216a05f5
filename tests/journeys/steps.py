"""The steps of a claimant, taken with Django's own client: what a browser without script posts."""

import re
from datetime import timedelta

from django.db.models import F
from django.test import Client
from django.utils import timezone

from branches.models import Branch, Holiday
from catalogue.models import Cause
from notifications.models import Message
from queueing import slots
from queueing.models import Draft, OpeningPlan, Slot, Ticket
from tests import factories

HOURLY = {"ends": "15:00", "places_per_hour": 5}


def open_the_week(branch: Branch, now) -> Slot:
    """Give the branch hours on every weekday, and make the slots. Holidays are put off: a week may be full of them."""
    Holiday.objects.all().delete()
    for weekday in range(7):
        OpeningPlan.objects.get_or_create(branch=branch, weekday=weekday, starts="09:00", defaults=HOURLY)
    slots.open_days(now)
    return Slot.objects.filter(branch=branch, papers_due_at__gt=now + timedelta(days=1)).order_by("starts_at").first()


def last_code() -> str:
    message = Message.objects.filter(name="one_time_code").order_by("-posted_at").first()
    return message.context["code"]


BORN = {"birth_date_0": "17", "birth_date_1": "8", "birth_date_2": "1985"}


def fill_until_check(client: Client, slot: Slot, *, nik: str, cause: Cause | None = None, phone: str = "081234567890"):
    """From the first page to the one that shows everything; the response of the last page."""
    cause = cause or factories.cause()
    relation = cause.filed_by[0]
    client.post("/ajukan/", {"programme": cause.programme.code})
    client.post("/ajukan/sebab/", {"cause": cause.code})
    client.post("/ajukan/dokumen/")
    questions = client.get("/ajukan/pertanyaan/", follow=True).content.decode()
    client.post("/ajukan/pertanyaan/", dict.fromkeys(re.findall(r'name="([A-Z0-9_]+)" value="no"', questions), "no"))
    client.post("/ajukan/kontak/", {"phone": phone, "email": ""})
    client.post("/ajukan/kode/", {"code": last_code()})
    client.post("/ajukan/cabang/", {"branch": slot.branch.code})
    client.post("/ajukan/waktu/", {"slot": slot.pk})
    client.post("/ajukan/hubungan/", {"relation": relation})
    died = dict(zip(("death_date_0", "death_date_1", "death_date_2"), ("1", "2", "2024"), strict=True))
    participant = {"name": "Budi Contoh", "nik": nik, "passport": "", "kpj": "12345678901", **BORN, **died}
    client.post("/ajukan/peserta/", participant)
    client.post("/ajukan/pemohon/", {"name": "Siti Contoh", "nik": "3171014101900001"})
    account = {"bank_name": "Bank Contoh", "account_number": "1234567890", "account_holder": "Budi Contoh"}
    return client.post("/ajukan/rekening/", account, follow=True)


def confirm(client: Client):
    """Press the last button; the response after the redirect."""
    key = re.search(r'name="key" value="([0-9a-f-]+)"', client.get("/ajukan/periksa/").content.decode()).group(1)
    return client.post("/ajukan/periksa/", {"truth": "on", "privacy": "on", "key": key}, follow=True)


def let_the_hold_lapse() -> None:
    """Ten minutes pass: what every draft holds is over, in the draft's own memory too."""
    past = timezone.now() - timedelta(minutes=1)
    Ticket.objects.held().update(held_until=past)
    for draft in Draft.objects.filter(claim=None):
        if "held_until" in draft.answers:
            draft.answers = {**draft.answers, "held_until": past.isoformat()}
            draft.save(update_fields=["answers"])


def fill_up(slot: Slot) -> None:
    """Other people take the rest of the hour."""
    Ticket.objects.expired(timezone.now()).update(ended_at=timezone.now(), ended_because="lapsed")
    Slot.objects.filter(pk=slot.pk).update(taken=F("capacity"))
