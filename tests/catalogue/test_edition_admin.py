from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from catalogue import editions
from catalogue.models import Cause, Edition, Requirement
from tests import factories

NOW = datetime.now(UTC)
LIST = "/petugas/catalogue/edition/"


@pytest.fixture
def office_client(client, db):
    client.force_login(factories.officer(role="operator"))
    return client


def act(client, action, edition):
    return client.post(LIST, {"action": action, "_selected_action": [edition.pk]}, follow=True)


def test_the_office_copies_an_edition_and_publishes_the_draft_from_a_day(office_client, edition):
    act(office_client, "copy", edition)
    draft = Edition.objects.drafts().get()
    office_client.post(f"{LIST}{draft.pk}/change/", {"valid_from": NOW.date() + timedelta(days=9), "note": "Uji"})
    page = act(office_client, "publish", draft)

    draft.refresh_from_db()
    assert "terbit" in page.content.decode()
    assert draft.is_published and draft.published_by.startswith("officer:")


def test_a_refusal_is_a_sentence_and_changes_nothing(office_client, edition):
    page = act(office_client, "publish", edition)

    assert "sudah terbit" in page.content.decode()


def test_a_published_edition_and_its_lines_are_only_read(office_client, edition):
    line = edition.requirements.first()
    where = f"/petugas/catalogue/requirement/{line.pk}/"

    assert "_save" not in office_client.get(f"{LIST}{edition.pk}/change/").content.decode()
    assert office_client.post(f"{LIST}{edition.pk}/change/", {"note": "x"}).status_code == 403
    assert office_client.get(f"{where}change/").status_code == 200
    assert office_client.post(f"{where}change/", {"note": "x"}).status_code == 403
    assert office_client.post(f"{where}delete/", {"post": "yes"}).status_code == 403
    assert office_client.get("/petugas/catalogue/requirement/").status_code == 200


def line_of(draft, **changes):
    line = draft.requirements.get(cause=Cause.objects.get(code="RESIGN"), kind__code="NPWP")
    form = {
        "edition": draft.pk,
        "cause": line.cause_id,
        "kind": line.kind_id,
        "need": line.need,
        "condition": line.condition,
        "accepted_online": line.accepted_online,
        "accepted_dropbox": line.accepted_dropbox,
        "original": line.original,
        "order": line.order,
        "certainty": line.certainty,
    }
    return line, form | changes


def test_a_draft_line_is_edited_in_words_an_office_can_read(office_client, edition):
    draft = editions.copy_edition(edition.pk, by="officer:1", now=NOW)
    line, form = line_of(draft, condition="question.EARLIER_PARTIAL=yes", accepted_online=["photo"])

    office_client.post(f"/petugas/catalogue/requirement/{line.pk}/change/", form)

    line.refresh_from_db()
    assert line.condition == "question.EARLIER_PARTIAL=yes"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"condition": "saldo besar"}, "tidak terbaca"),
        ({"condition": "question.BESAR=yes"}, "BESAR tidak ada"),
        ({"need": "required"}, "dokumen bersyarat"),
        ({"need": "one_of", "condition": ""}, "Kelompok diisi"),
    ],
)
def test_a_draft_line_that_makes_no_sense_is_refused_with_a_sentence(office_client, edition, changes, sentence):
    draft = editions.copy_edition(edition.pk, by="officer:1", now=NOW)
    line, form = line_of(draft, **changes)

    page = office_client.post(f"/petugas/catalogue/requirement/{line.pk}/change/", form)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert Requirement.objects.get(pk=line.pk).condition == line.condition


@pytest.mark.parametrize("rows", ["programme", "cause", "paperkind", "papergroup", "question", "edition"])
def test_the_words_of_the_catalogue_can_be_listed_and_edited(office_client, edition, rows):
    first = apps.get_model("catalogue", rows).objects.first()

    assert office_client.get(f"/petugas/catalogue/{rows}/").status_code == 200
    assert office_client.get(f"/petugas/catalogue/{rows}/{first.pk}/change/").status_code == 200
