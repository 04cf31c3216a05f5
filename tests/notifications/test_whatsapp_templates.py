"""A WhatsApp template is used when it is approved, and at no other time."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from notifications import wording
from notifications.models import WhatsAppTemplate
from notifications.purposes import PURPOSES
from statements.kept import forget_all

SID = "HX" + "a" * 32


@pytest.fixture
def production(settings):
    settings.IS_PRODUCTION = True


def keep(approval: str, *, name: str = "verified", language: str = "id") -> WhatsAppTemplate:
    row = WhatsAppTemplate.objects.create(
        name=name, language=language, category="UTILITY", content_sid=SID, approval=approval
    )
    forget_all()
    return row


def test_in_production_nothing_is_ready_until_a_row_says_so(db, production):
    assert not wording.whatsapp_ready("verified", "id")
    assert wording.content_sid("verified", "id") == ""


@pytest.mark.parametrize(
    ("approval", "ready"), [("approved", True), ("pending", False), ("rejected", False), ("paused", False)]
)
@pytest.mark.parametrize("is_production", [True, False])
def test_a_row_decides_by_its_approval_alone(db, settings, approval, ready, is_production):
    settings.IS_PRODUCTION = is_production
    keep(approval)

    assert wording.whatsapp_ready("verified", "id") is ready
    assert wording.content_sid("verified", "id") == (SID if ready else "")


def test_each_language_is_approved_by_itself(db, production):
    keep("approved")

    assert wording.whatsapp_ready("verified", "id")
    assert not wording.whatsapp_ready("verified", "en")
    assert wording.whatsapp_ready("verified", "jv")  # said in Indonesian


def test_outside_production_the_samples_of_the_stand_in_are_ready(db):
    assert wording.content_sid("verified", "en") == wording.whatsapp_template("verified", "en")["content_sid"]


def test_asking_for_every_message_of_a_minute_asks_the_database_once(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        for name in PURPOSES:
            wording.whatsapp_ready(name, "id")


def test_a_template_without_a_number_of_the_provider_cannot_be_approved(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        WhatsAppTemplate.objects.create(name="verified", language="id", category="UTILITY", approval="approved")


def test_the_command_adds_a_row_for_each_message_and_language_and_touches_none_that_is_there(db, capsys):
    kept = keep("approved")

    call_command("load_whatsapp_templates")
    call_command("load_whatsapp_templates", verbosity=0)

    kept.refresh_from_db()
    assert kept.approval == "approved"
    assert WhatsAppTemplate.objects.count() == 2 * len(PURPOSES)
    assert WhatsAppTemplate.objects.get(name="one_time_code", language="en").category == "AUTHENTICATION"
    assert f"{2 * len(PURPOSES) - 1} WhatsApp templates added" in capsys.readouterr().out


def test_another_number_of_the_provider_waits_for_approval_anew(db, tmp_path):
    keep("approved")
    keep("approved", name="rejected")
    file = tmp_path / "sids.json"
    file.write_text(json.dumps({"verified": {"id": "HX" + "b" * 32}, "rejected": {"id": SID}}))

    call_command("load_whatsapp_templates", sids=file, verbosity=0)

    assert WhatsAppTemplate.objects.get(name="verified", language="id").approval == "pending"
    assert WhatsAppTemplate.objects.get(name="rejected", language="id").approval == "approved"


def test_a_number_for_a_message_there_is_not_is_refused(db, tmp_path):
    file = tmp_path / "sids.json"
    file.write_text(json.dumps({"no_such": {"id": SID}}))

    with pytest.raises(CommandError, match="no_such"):
        call_command("load_whatsapp_templates", sids=file, verbosity=0)
