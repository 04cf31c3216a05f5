import json

import pytest
from django.test import RequestFactory

from notifications import dev_views
from notifications.address import Address
from tests.notifications.conftest import SAMPLE, post


@pytest.fixture
def development(settings):
    settings.LAPAK_ENV = "development"


def test_every_message_can_be_read_as_its_reader_gets_it_newest_first(db, now, development, rf: RequestFactory):
    post(to=Address(person="claimant:1", phone="+6281234567890"), now=now)
    post(to=Address(person="claimant:2"), about="claim-event:2", now=now.replace(year=now.year + 1))

    messages = json.loads(dev_views.messages_json(rf.get("/dev/messages.json")).content)["messages"]

    assert [message["channel"] for message in messages] == ["none", "sms"]
    assert messages[1]["text"].startswith("LAPAK ASIK: ")
    assert messages[1]["address"] == "+6281234567890"
    assert messages[1]["state"] == "queued"
    assert SAMPLE["case_number"] in messages[1]["text"]


def test_the_page_shows_them_without_taking_a_name_for_markup(db, now, development, rf: RequestFactory):
    post(to=Address(person="1", email="siti@example.com"), applicant_name="<script>alert(1)</script>", now=now)

    page = dev_views.messages_page(rf.get("/dev/messages/")).content.decode()

    assert "klaim Anda terverifikasi" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("environment", ["production", "test"])
@pytest.mark.parametrize("view", [dev_views.messages_page, dev_views.messages_json])
def test_outside_development_they_do_not_exist(db, settings, rf: RequestFactory, environment, view):
    settings.LAPAK_ENV = environment

    with pytest.raises(dev_views.Http404):
        view(rf.get("/dev/messages/"))
