"""The page on which every message is read before anybody else has to."""

import pytest
from django.http import Http404
from django.urls import reverse

from notifications import dev_views, gallery
from notifications.models import WhatsAppTemplate
from notifications.purposes import PURPOSES
from statements.kept import forget_all
from tests import factories


@pytest.fixture
def operator(db):
    return factories.officer(role="operator")


def test_it_shows_every_message_in_both_languages_by_every_channel(client, operator):
    client.force_login(operator)

    page = client.get(reverse("admin:message_gallery")).content.decode()

    for name in PURPOSES:
        assert f'id="{name}"' in page
        for language in ("id", "en"):
            assert reverse("admin:message_letter", args=[name, language]) in page
    assert page.count(" bagian</p>") >= 2 * len(PURPOSES)
    assert page.count("Contoh, hanya di luar produksi") == 2 * len(PURPOSES)
    assert "AUTHENTICATION" in page


def test_it_says_how_a_template_stands_with_the_provider(client, operator):
    WhatsAppTemplate.objects.create(
        name="verified", language="en", category="UTILITY", content_sid="HX" + "c" * 32, approval="paused"
    )
    forget_all()
    client.force_login(operator)

    page = client.get(reverse("admin:message_gallery")).content.decode()

    assert "HX" + "c" * 32 in page
    assert page.count("Dihentikan sementara") == 1


def test_it_asks_the_database_no_more_for_more_messages(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        for shown in gallery.all_messages():
            for spoken in shown.languages:
                assert spoken.is_ready
                assert [told.email.text and told.sms.text and told.whatsapp.text for told in spoken.told]


def test_a_letter_is_shown_as_its_reader_sees_it_and_loads_nothing_else(client, operator):
    client.force_login(operator)

    answer = client.get(reverse("admin:message_letter", args=["place_taken", "en"]) + "?datang")

    assert "Come to the branch office" in answer.content.decode()
    assert "default-src 'none'; style-src 'sha256-" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("at", [("no_such", "id"), ("verified", "jv")])
def test_a_letter_there_is_not_is_not_found(client, operator, at):
    client.force_login(operator)

    assert client.get(reverse("admin:message_letter", args=at)).status_code == 404
    assert client.get(reverse("admin:message_letter", args=["verified", "id"]) + "?datang").status_code == 404


def test_only_who_may_see_messages_sees_it(client, db):
    client.force_login(factories.officer())

    assert client.get(reverse("admin:message_gallery")).status_code == 403
    assert client.get(reverse("admin:message_letter", args=["verified", "id"])).status_code == 403


def test_an_operator_keeps_the_templates_and_deletes_none(client, operator):
    client.force_login(operator)
    add = reverse("admin:notifications_whatsapptemplate_add")
    form = {"name": "verified", "language": "id", "category": "UTILITY", "content_sid": "HX" + "d" * 32}

    client.post(add, {**form, "approval": "approved", "checked_at_0": "", "checked_at_1": ""})

    row = WhatsAppTemplate.objects.get()
    assert row.approval == "approved"
    assert client.get(reverse("admin:notifications_whatsapptemplate_delete", args=[row.pk])).status_code == 403
    assert (
        "Naskah semua pesan" in client.get(reverse("admin:notifications_whatsapptemplate_changelist")).content.decode()
    )


def test_the_words_that_left_are_only_read(client, operator):
    client.force_login(operator)

    assert client.get(reverse("admin:notifications_wording_changelist")).status_code == 200
    assert client.get(reverse("admin:notifications_wording_add")).status_code == 403


def test_in_development_it_stands_among_the_other_pages(db, rf, settings):
    settings.LAPAK_ENV = "development"
    settings.ROOT_URLCONF = "tests.notifications.development_urls"

    page = dev_views.gallery_page(rf.get("/dev/naskah/")).content.decode()

    assert page.count("<section") == len(PURPOSES)
    assert dev_views.letter_page(rf.get("/"), "verified", "id").status_code == 200


def test_elsewhere_it_does_not_exist(db, rf):
    with pytest.raises(Http404):
        dev_views.gallery_page(rf.get("/dev/naskah/"))
    with pytest.raises(Http404):
        dev_views.letter_page(rf.get("/"), "verified", "id")
