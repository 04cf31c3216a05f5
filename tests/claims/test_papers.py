"""Papers that are sent, looked at, taken back: what is kept, how it rests, and what is gone for good."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from PIL import Image

from catalogue.models import PaperKind
from claims import cleaning, filing, looking, papers, tasks
from claims.models import Claim, Paper, PaperFile
from notifications.models import Message
from privacy import sealed_files, vault
from tests import factories, sample_files
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


@pytest.fixture
def kind(claim) -> PaperKind:
    return claim.missing_papers()[0].kinds[0]


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def unsealed(claim: Claim, file: PaperFile, name: str) -> bytes:
    return sealed_files.read(name, key=claim.data_key, about=file.about)


# --- Sending ----------------------------------------------------------------------------------------------------


def test_a_photo_becomes_a_page_image_and_a_small_one_beside_the_original(claim, kind, now):
    content = factories.photo(1)

    file = factories.send_paper(claim, kind, content=content, now=now)

    assert (file.state, file.size, file.received_at, file.is_late) == ("ready", len(content), now, False)
    [page] = file.pages.all()
    assert b"".join(file.original()) == content
    assert Image.open(io.BytesIO(unsealed(claim, file, page.image))).format == "JPEG"
    assert max(Image.open(io.BytesIO(unsealed(claim, file, page.thumbnail))).size) <= 320
    assert (page.number, page.position, page.turn) == (1, 1, 0)


def test_every_page_of_a_pdf_becomes_an_image_in_order(claim, kind, now):
    received = papers.receive_file(
        claim.pk, kind=kind, kept=factories.kept(sample_files.pdf(3)), file_name="surat.pdf",
        declared_type="application/pdf", came_by="web", by="claimant:x", now=now,
    )  # fmt: skip

    file = looking.look_at(received.pk, now=now)

    assert len({unsealed(claim, file, page.image) for page in file.pages.all()}) == 3
    assert [page.position for page in file.pages.order_by("number")] == [1, 2, 3]


def test_the_same_bytes_sent_twice_are_one_file(claim, kind, now, sealed_folder):
    first = factories.send_paper(claim, kind, content=factories.photo(1), now=now)
    stored = len(on_disk(sealed_folder))

    second = factories.send_paper(claim, kind, content=factories.photo(1), now=now)

    assert second.pk == first.pk
    assert PaperFile.objects.count() == 1
    assert len(on_disk(sealed_folder)) == stored


def test_the_same_bytes_are_another_file_for_another_paper(claim, now):
    kinds = [need.kinds[0] for need in claim.missing_papers()[:2]]

    for kind in kinds:
        factories.send_paper(claim, kind, content=factories.photo(1), now=now)

    assert PaperFile.objects.count() == 2


def test_pages_keep_the_order_in_which_they_came(claim, kind, now):
    sent = [factories.send_paper(claim, kind, now=now) for _ in range(3)]

    assert [file.pk for file in Paper.objects.get().current_files()] == [file.pk for file in sent]
    assert [file.position for file in sent] == [1, 2, 3]


def test_more_pages_than_a_paper_has_are_refused_with_what_to_do(claim, kind, now):
    for _ in range(papers.FILES_PER_PAPER):
        factories.send_paper(claim, kind, now=now, checked=False)

    with pytest.raises(Refused, match="Gabungkan menjadi satu PDF"):
        factories.send_paper(claim, kind, now=now, checked=False)

    assert PaperFile.objects.count() == papers.FILES_PER_PAPER


def test_a_refused_file_takes_no_page_away(claim, kind, now):
    for _ in range(papers.FILES_PER_PAPER - 1):
        factories.send_paper(claim, kind, now=now, checked=False)
    factories.send_paper(claim, kind, content=sample_files.truncated_jpeg(), now=now)

    last = factories.send_paper(claim, kind, now=now, checked=False)

    assert last.position == papers.FILES_PER_PAPER


def test_a_paper_the_claim_does_not_ask_for_is_refused_and_nothing_is_kept(claim, now, sealed_folder):
    asked = {kind.pk for need in claim.needs() for kind in need.kinds}
    other = PaperKind.objects.exclude(pk__in=asked).exclude(code__startswith="F5").first()

    with pytest.raises(Refused, match="tidak meminta"):
        factories.send_paper(claim, other, now=now)

    assert Paper.objects.count() == 0
    assert on_disk(sealed_folder) == []


def test_any_paper_of_a_choice_will_do(now):
    claim = factories.open_claim(now=now)
    choice = next(need for need in claim.missing_papers() if len(need.kinds) > 1)

    factories.send_paper(claim, choice.kinds[-1], now=now)

    assert choice.key not in [need.key for need in claim.missing_papers()]


def test_after_handing_in_nothing_is_added(now):
    claim = factories.submitted_claim(now=now)
    kind = claim.needs()[0].kinds[0]

    with pytest.raises(Refused, match="sudah diserahkan"):
        factories.send_paper(claim, kind, now=now)


def test_a_paper_an_officer_accepted_is_not_sent_over_during_a_repair(now):
    claim = factories.open_claim(now=now)
    factories.complete_papers(claim, now=now)
    accepted, asked_again = claim.needs()[0].kinds[0], claim.needs()[1].kinds[0]
    unusable = factories.send_paper(claim, asked_again, content=sample_files.truncated_png(), now=now, checked=False)
    filing.submit(claim.pk, by="claimant:x", now=now)
    Paper.objects.filter(kind=accepted).update(accepted_at=now, accepted_by="officer:1")
    looking.look_at(unusable.pk, now=now)

    with pytest.raises(Refused, match="sudah diterima petugas"):
        factories.send_paper(claim, accepted, now=now)

    assert factories.send_paper(claim, asked_again, now=now).state == "ready"


# --- Taking back ------------------------------------------------------------------------------------------------


def test_a_file_is_taken_back_and_its_bytes_are_gone_from_the_disk(
    claim, kind, now, sealed_folder, django_capture_on_commit_callbacks
):
    file = factories.send_paper(claim, kind, now=now)
    before = len(on_disk(sealed_folder))

    with django_capture_on_commit_callbacks(execute=True):
        papers.remove_file(file.pk, claim_id=claim.pk, by="claimant:x", now=now)

    assert before == 3  # the original, the page, the small one
    assert on_disk(sealed_folder) == []
    assert PaperFile.objects.count() == 0
    assert kind in claim.missing_papers()[0].kinds


def test_the_bytes_stay_when_the_taking_back_is_not_committed(claim, kind, now, sealed_folder):
    file = factories.send_paper(claim, kind, now=now)

    papers.remove_file(file.pk, claim_id=claim.pk, by="claimant:x", now=now)

    assert len(on_disk(sealed_folder)) == 3


def test_after_handing_in_nothing_is_taken_back(now):
    claim = factories.submitted_claim(now=now)
    file = PaperFile.objects.first()

    with pytest.raises(Refused, match="sudah diserahkan"):
        papers.remove_file(file.pk, claim_id=claim.pk, by="claimant:x", now=now)

    assert PaperFile.objects.filter(pk=file.pk).exists()


def test_a_file_of_another_claim_is_not_found(claim, kind, now):
    file = factories.send_paper(claim, kind, now=now)
    another = factories.open_claim(now=now)

    with pytest.raises(PaperFile.DoesNotExist):
        papers.remove_file(file.pk, claim_id=another.pk, by="claimant:x", now=now)

    assert PaperFile.objects.filter(pk=file.pk).exists()


# --- Looking ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sample_files.ONE_FOR_EACH_CAUSE)
def test_a_file_that_cannot_be_used_is_refused_with_its_sentence(name, claim, kind, now):
    build, file_name, declared_type, cause = sample_files.BAD[name]
    file = papers.receive_file(
        claim.pk, kind=kind, kept=factories.kept(build()), file_name=file_name, declared_type=declared_type,
        came_by="web", by="claimant:x", now=now,
    )  # fmt: skip

    file = looking.look_at(file.pk, now=now)

    assert (file.state, file.refusal_cause) == ("refused", cause)
    assert file.refusal.endswith(".")
    assert claim.events.order_by("number").last().name == "file_refused"
    assert claim.missing_papers()[0].kinds[0] == kind


def test_who_stays_reads_of_a_refused_page_and_who_leaves_is_told_once(claim, kind, now):
    file = factories.send_paper(claim, kind, content=sample_files.gif(), now=now)
    soon, later = now + timedelta(minutes=9), now + timedelta(minutes=10)

    assert not Message.objects.filter(name="page_refused").exists()
    assert looking.refusals_to_tell(soon) == []
    assert looking.refusals_to_tell(later) == [file.pk]
    looking.tell_of_refusal(file.pk, now=later)
    looking.tell_of_refusal(file.pk, now=later)

    assert Message.objects.filter(name="page_refused", channel="sms").count() == 1
    assert looking.refusals_to_tell(later) == []


def test_a_file_left_by_a_process_that_died_is_looked_at_by_the_sweep(claim, kind, now):
    left = factories.send_paper(claim, kind, now=now, checked=False)

    too_early = looking.files_to_look_at(now + timedelta(seconds=59))
    in_time = looking.files_to_look_at(now + timedelta(seconds=60))

    assert (too_early, in_time) == ([], [left.pk])


def test_the_sweep_looks_at_every_file_though_one_is_odd(claim, now, sealed_folder):
    kinds = [need.kinds[0] for need in claim.missing_papers()[:3]]
    long_ago = now - timedelta(days=1)
    lost = factories.send_paper(claim, kinds[0], now=long_ago, checked=False)
    unusable = factories.send_paper(claim, kinds[1], content=sample_files.gif(), now=long_ago, checked=False)
    sound = factories.send_paper(claim, kinds[2], now=long_ago, checked=False)
    (sealed_folder / lost.pieces[0]).unlink()

    with pytest.raises(RuntimeError, match=f"1 of 3 rows, first {lost.pk}"):
        tasks.sweep_pages()

    states = dict(PaperFile.objects.values_list("pk", "state"))
    assert states == {lost.pk: "checking", unusable.pk: "refused", sound.pk: "ready"}


def test_looking_twice_changes_nothing(claim, kind, now, sealed_folder):
    file = factories.send_paper(claim, kind, now=now)
    before = (list(claim.events.values_list("name", flat=True)), sorted(on_disk(sealed_folder)))

    looking.look_at(file.pk, now=now + timedelta(minutes=1))

    assert (list(claim.events.values_list("name", flat=True)), sorted(on_disk(sealed_folder))) == before


def test_two_that_look_at_once_leave_one_set_of_images(claim, kind, now, sealed_folder, monkeypatch):
    file = factories.send_paper(claim, kind, now=now, checked=False)
    really = cleaning.examine

    begun = []

    def examine(*arguments, **more):
        begun.append(more)
        looking.look_at(file.pk, now=now)  # the bell was rung twice
        return really(*arguments, **more)

    monkeypatch.setattr(cleaning, "examine", examine)
    looking.look_at(file.pk, now=now)

    assert len(begun) == 1
    assert len(on_disk(sealed_folder)) == 3
    assert claim.events.filter(name="file_ready").count() == 1


# --- At rest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [sample_files.jpeg_with_place, sample_files.png_with_text, sample_files.phone_photo])
def test_no_image_that_is_shown_says_where_or_with_what_it_was_taken(build, claim, kind, now):
    content = build()

    file = papers.receive_file(
        claim.pk,
        kind=kind,
        kept=factories.kept(content),
        file_name="foto",
        declared_type="",
        came_by="web",
        by="x",
        now=now,
    )
    file = looking.look_at(file.pk, now=now)

    assert sample_files.SECRET in content
    for name in (name for page in file.pages.all() for name in (page.image, page.thumbnail)):
        shown = unsealed(claim, file, name)
        assert sample_files.SECRET not in shown
        assert not Image.open(io.BytesIO(shown)).getexif()


def test_what_lies_on_the_disk_is_sealed_and_closed_to_others(claim, kind, now, sealed_folder):
    content = factories.photo(1)

    file = factories.send_paper(claim, kind, content=content, now=now)

    for path in on_disk(sealed_folder):
        resting = path.read_bytes()
        assert b"JFIF" not in resting
        assert content[200:264] not in resting
        assert path.stat().st_mode & 0o077 == 0
        assert file.file_name not in path.name


def test_a_sealed_page_does_not_open_as_another_files_page(claim, now):
    one, other = (factories.send_paper(claim, need.kinds[0], now=now) for need in claim.missing_papers()[:2])

    with pytest.raises(vault.Unreadable):
        unsealed(claim, other, one.pages.get().image)

    assert unsealed(claim, one, one.pages.get().image)


def test_the_files_own_name_is_not_readable_in_the_database(claim, kind, now):
    papers.receive_file(
        claim.pk, kind=kind, kept=factories.kept(factories.photo()), file_name="KTP 3171011708850001.jpg",
        declared_type="image/jpeg", came_by="web", by="x", now=now,
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(f)::text || e.detail::text FROM claims_paperfile f, claims_claimevent e")
        rows = "".join(row for (row,) in cursor.fetchall())

    assert rows
    assert "3171011708850001" not in rows
    assert b"3171011708850001".hex() not in rows
