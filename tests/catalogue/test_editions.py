from datetime import UTC, date, datetime, timedelta

import pytest

from catalogue import editions
from catalogue.models import Edition, Requirement
from workflow import Refused

NOW = datetime.now(UTC)
TOMORROW = NOW.date() + timedelta(days=1)


@pytest.fixture
def draft(edition):
    return editions.copy_edition(edition.pk, by="officer:7", now=NOW)


def publish(draft, valid_from=TOMORROW):
    return editions.publish_edition(draft.pk, valid_from=valid_from, by="officer:7", now=NOW)


def test_a_copy_is_a_draft_with_every_line(edition, draft):
    assert not draft.is_published
    assert draft.number == edition.number + 1
    assert draft.requirements.count() == edition.requirements.count()
    assert editions.problems_of(draft) == []


def test_a_published_draft_is_in_force_from_its_day_and_not_before(edition, draft):
    publish(draft)

    assert Edition.objects.in_force(TOMORROW) == draft
    assert Edition.objects.in_force(TOMORROW - timedelta(days=1)) == edition
    draft.refresh_from_db()
    assert (draft.published_at, draft.published_by) == (NOW, "officer:7")


def test_an_edition_is_published_once(draft):
    publish(draft)

    with pytest.raises(Refused, match="sudah terbit"):
        publish(draft, TOMORROW + timedelta(days=1))


def test_a_day_is_needed_and_it_lies_after_the_last_edition(edition, draft):
    with pytest.raises(Refused, match="tanggal"):
        publish(draft, None)
    with pytest.raises(Refused, match="Edisi 1 sudah berlaku"):
        publish(draft, date(2020, 1, 1))


def test_a_cause_without_a_required_paper_stops_the_publication(draft, cause):
    draft.requirements.filter(cause=cause("JHT", "RESIGN"), need="required").delete()

    with pytest.raises(Refused, match="Mengundurkan diri: belum ada dokumen wajib"):
        publish(draft)


def test_a_group_of_one_stops_the_publication(draft, cause):
    draft.requirements.get(cause=cause("JHT", "RESIGN"), kind__code="RESIGN").delete()

    with pytest.raises(Refused, match="paling sedikit dua"):
        publish(draft)


def test_originals_of_a_group_are_treated_alike(draft, cause):
    line = draft.requirements.get(cause=cause("JHT", "RESIGN"), kind__code="RESIGN")
    line.original = "envelope"
    line.save(update_fields=["original"])

    with pytest.raises(Refused, match="diperlakukan sama"):
        publish(draft)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [("question.BESAR=yes", "pertanyaan “BESAR” tidak ada"), ("saldo besar", "tidak terbaca")],
)
def test_a_condition_nobody_can_judge_stops_the_publication(draft, condition, sentence):
    Requirement.objects.filter(pk=draft.requirements.filter(need="conditional").first().pk).update(condition=condition)

    with pytest.raises(Refused, match=sentence):
        publish(draft)
