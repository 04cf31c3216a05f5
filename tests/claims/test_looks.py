"""A look at a file is counted before it begins, so that a file nobody survives looking at does not live for ever."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from catalogue.models import PaperKind
from claims import cleaning, looking, papers
from claims.models import Claim, PaperFile
from claims.models.papers import LOOK_LASTS, LOOKS
from tests import factories
from tests.claims.doors import open_by_link

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


@pytest.fixture
def kind(claim) -> PaperKind:
    return claim.missing_papers()[0].kinds[0]


class Died(BaseException):
    """Stands for the end of the whole process while it looked."""


def sent(claim: Claim, kind: PaperKind, *, now, file_name: str = "kk.jpg") -> PaperFile:
    return papers.receive_file(
        claim.pk, kind=kind, kept=factories.kept(factories.photo(1)), file_name=file_name, declared_type="",
        came_by="web", by="claimant:x", now=now,
    )  # fmt: skip


def looking_dies(monkeypatch, of=Died) -> list[int]:
    """Whoever looks at a file dies; how often a look was begun and counted before that."""
    begun = []

    def examine(*_arguments, **_more):
        begun.append(PaperFile.objects.get().looks)
        raise of

    monkeypatch.setattr(cleaning, "examine", examine)
    return begun


@pytest.mark.parametrize(("file_name", "sentence"), [("kk.jpg", "Foto ini rusak"), ("kk.PDF", "PDF ini rusak")])
@pytest.mark.parametrize("of", [Died, RuntimeError])
def test_a_file_that_takes_down_whoever_looks_is_refused_unseen_the_third_time(
    of, file_name, sentence, claim, kind, now, monkeypatch
):
    file = sent(claim, kind, file_name=file_name, now=now)
    begun = looking_dies(monkeypatch, of)
    for number in range(LOOKS):
        with pytest.raises(of):
            looking.look_at(file.pk, now=now + number * LOOK_LASTS)

    too_early = looking.look_at(file.pk, now=now + LOOK_LASTS)
    refused = looking.look_at(file.pk, now=now + LOOKS * LOOK_LASTS)

    assert begun == [1, 2]
    assert (too_early.state, refused.state) == ("checking", "refused")
    assert refused.refusal.startswith(sentence)
    assert looking.files_to_look_at(now + timedelta(days=1)) == []


@pytest.mark.django_db(transaction=True)
def test_the_count_of_a_look_is_committed_before_the_look(now, monkeypatch):
    claim = factories.open_claim(now=now)
    file = sent(claim, claim.missing_papers()[0].kinds[0], now=now)

    def examine(*_arguments, **_more):
        assert not connection.in_atomic_block
        raise Died

    monkeypatch.setattr(cleaning, "examine", examine)
    with pytest.raises(Died):
        looking.look_at(file.pk, now=now)

    assert PaperFile.objects.get().looks == 1


def test_a_look_that_ended_or_found_no_turn_is_not_held_against_the_file(claim, kind, now, monkeypatch):
    file = sent(claim, kind, now=now)
    with monkeypatch.context() as crowd:
        begun = looking_dies(crowd, cleaning.Busy)
        for _ in range(5):
            with pytest.raises(cleaning.Busy):
                looking.look_at(file.pk, now=now)

    ready = looking.look_at(file.pk, now=now)

    assert begun == [1] * 5
    assert ready.state == "ready"
    assert PaperFile.objects.get().looks == 0


def test_a_file_whose_looks_do_not_end_waits_behind_the_others(claim, now):
    kinds = [need.kinds[0] for need in claim.missing_papers()[:2]]
    poison = sent(claim, kinds[0], now=now - timedelta(days=1))
    sound = sent(claim, kinds[1], now=now - timedelta(hours=1))
    PaperFile.objects.filter(pk=poison.pk).update(looks=1)

    assert looking.files_to_look_at(now) == [sound.pk, poison.pk]


def test_of_a_file_that_is_taken_back_while_a_machine_looks_nothing_is_kept(
    claim, kind, now, monkeypatch, sealed_folder, django_capture_on_commit_callbacks
):
    file = sent(claim, kind, now=now)
    really = cleaning.examine

    def examine(*arguments, **more):
        clean = really(*arguments, **more)
        papers.remove_file(file.pk, claim_id=claim.pk, by="claimant:x", now=now)
        return clean

    monkeypatch.setattr(cleaning, "examine", examine)
    with django_capture_on_commit_callbacks(execute=True):
        looked = looking.look_at(file.pk, now=now)

    assert looked is None
    assert looking.look_at(file.pk, now=now) is None
    assert [path for path in sealed_folder.rglob("*") if path.is_file()] == []


def test_a_file_that_waits_for_the_scanner_says_so_until_it_was_scanned(claim, kind, now, monkeypatch, client):
    file = sent(claim, kind, now=now)
    address = reverse("claims:paper", args=[claim.case_number, claim.needs()[0].key])
    open_by_link(client, claim)
    with monkeypatch.context() as down, pytest.raises(cleaning.ScannerDown):
        looking_dies(down, cleaning.ScannerDown)
        looking.look_at(file.pk, now=now)

    waiting = client.get(address).content.decode()
    looking.look_at(file.pk, now=now)

    assert "pemindai virus sedang tidak menjawab" in waiting
    assert "pemindai virus" not in client.get(address).content.decode()
