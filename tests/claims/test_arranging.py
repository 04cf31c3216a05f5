"""Pages are put upright and in order, and files without a paper are said to be one."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageOps

from catalogue.checklist import Route
from claims import arranging, looking, papers, showing
from claims.models import Claim, Page, Paper, PaperFile
from tests import factories, sample_files
from tests.claims.doors import open_by_code, open_by_link
from workflow import Refused

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


@pytest.fixture
def kind(claim):
    return claim.missing_papers()[0].kinds[0]


def two_pages(claim: Claim, kind, *, now) -> PaperFile:
    """A PDF of two pages, looked at; unsorted when there is no kind."""
    file = papers.receive_file(
        claim.pk, kind=kind, kept=factories.kept(sample_files.pdf(2)), file_name="surat.pdf", declared_type="",
        came_by="email", by="mail", now=now,
    )  # fmt: skip
    return looking.look_at(file.pk, now=now)


def unsorted_file(claim: Claim, *, now, content: bytes | None = None, looked_at: bool = True) -> PaperFile:
    """A photo as mail brings it, from a sender who is not known."""
    file = papers.receive_file(
        claim.pk, kind=None, kept=factories.kept(content or factories.photo(77)), file_name="IMG_0001.jpg",
        declared_type="image/jpeg", came_by="email", by="mail", now=now,
    )  # fmt: skip
    return looking.look_at(file.pk, now=now) if looked_at else file


def order(claim: Claim) -> list[int]:
    return [page.pk for page in Paper.objects.get(claim=claim).pages()]


# --- Turning and moving ---


def test_a_page_is_turned_by_quarters_all_the_way_round(claim, kind, now):
    page = factories.send_paper(claim, kind, now=now).pages.get()

    turns = [arranging.turn_page(page.pk, claim_id=claim.pk, by="x", now=now).turn for _ in range(5)]

    assert turns == [90, 180, 270, 0, 90]


def test_a_page_changes_places_with_its_neighbour_also_of_another_file(claim, kind, now):
    first, second = (factories.send_paper(claim, kind, now=now).pages.get() for _ in range(2))
    third, fourth = two_pages(claim, kind, now=now).pages.all()
    assert order(claim) == [first.pk, second.pk, third.pk, fourth.pk]

    arranging.move_page(third.pk, claim_id=claim.pk, later=False, by="x", now=now)
    arranging.move_page(first.pk, claim_id=claim.pk, later=True, by="x", now=now)

    assert order(claim) == [third.pk, first.pk, second.pk, fourth.pk]


def test_the_first_and_the_last_page_stay_at_their_ends(claim, kind, now):
    first, last = (factories.send_paper(claim, kind, now=now).pages.get() for _ in range(2))

    arranging.move_page(first.pk, claim_id=claim.pk, later=False, by="x", now=now)
    arranging.move_page(last.pk, claim_id=claim.pk, later=True, by="x", now=now)

    assert order(claim) == [first.pk, last.pk]


def test_what_is_handed_in_is_not_arranged_any_more(now):
    claim = factories.submitted_claim(now=now)
    page = Page.objects.first()

    for change in (arranging.turn_page, lambda pk, **how: arranging.move_page(pk, later=True, **how)):
        with pytest.raises(Refused, match="sudah diserahkan"):
            change(page.pk, claim_id=claim.pk, by="x", now=now)


def test_a_page_of_another_claim_is_not_found(claim, kind, now):
    page = factories.send_paper(claim, kind, now=now).pages.get()
    another = factories.open_claim(now=now)

    with pytest.raises(Page.DoesNotExist):
        arranging.turn_page(page.pk, claim_id=another.pk, by="x", now=now)


# --- Sorting ---


def test_an_unsorted_file_counts_once_it_is_said_to_be_a_paper(claim, kind, now):
    file = unsorted_file(claim, now=now)
    assert kind in claim.missing_papers()[0].kinds

    papers.sort_file(file.pk, claim_id=claim.pk, kind=kind, by="claimant:x", now=now)

    assert kind not in claim.missing_papers()[0].kinds
    assert [page.position for page in Paper.objects.get().pages()] == [1]
    assert claim.events.latest("number").name == "file_sorted"


def test_pages_of_a_sorted_file_come_behind_those_that_are_there(claim, kind, now):
    there = factories.send_paper(claim, kind, now=now).pages.get()
    file = two_pages(claim, None, now=now)

    papers.sort_file(file.pk, claim_id=claim.pk, kind=kind, by="claimant:x", now=now)

    assert order(claim) == [there.pk, *file.pages.values_list("pk", flat=True)]


def test_a_file_that_is_sorted_while_a_machine_looks_is_put_in_order_afterwards(claim, kind, now):
    there = factories.send_paper(claim, kind, now=now).pages.get()
    file = unsorted_file(claim, now=now, looked_at=False)
    papers.sort_file(file.pk, claim_id=claim.pk, kind=kind, by="claimant:x", now=now)

    looking.look_at(file.pk, now=now)

    assert order(claim) == [there.pk, file.pages.get().pk]


def test_the_same_bytes_are_not_kept_again_whatever_they_were_sorted_as(claim, kind, now):
    sorted_before = factories.send_paper(claim, kind, content=factories.photo(77), now=now)

    assert unsorted_file(claim, now=now).pk == sorted_before.pk


def test_a_file_is_sorted_once(claim, now):
    kinds = [need.kinds[0] for need in claim.missing_papers()[:2]]
    file = unsorted_file(claim, now=now)
    papers.sort_file(file.pk, claim_id=claim.pk, kind=kinds[0], by="x", now=now)

    again = papers.sort_file(file.pk, claim_id=claim.pk, kind=kinds[0], by="x", now=now)
    with pytest.raises(Refused, match="tidak bisa dipilah lagi"):
        papers.sort_file(file.pk, claim_id=claim.pk, kind=kinds[1], by="x", now=now)

    assert again.paper.kind == kinds[0]


def test_what_waits_to_be_sorted_has_an_end(claim, now, monkeypatch):
    monkeypatch.setattr(papers, "UNSORTED_AT_ONCE", 1)
    unsorted_file(claim, now=now)

    with pytest.raises(Refused, match="belum dipilah"):
        unsorted_file(claim, now=now, content=factories.photo(78))


# --- The grace of an upload ---


@pytest.mark.parametrize(
    ("begun_before", "ended_after", "late"),
    [("1 second", "29 minutes", False), ("1 second", "30 minutes", True), ("0 seconds", "1 minute", True)],
)
def test_an_upload_begun_in_time_may_end_a_little_later(begun_before, ended_after, late, claim, now):
    due = claim.papers_due_at
    given, [last] = claim.missing_papers(Route.ONLINE)[:-1], claim.missing_papers(Route.ONLINE)[-1:]
    for need in given:
        factories.send_paper(claim, need.kinds[0], now=now)

    file = papers.receive_file(
        claim.pk, kind=last.kinds[0], kept=factories.kept(factories.photo()), file_name="", declared_type="",
        came_by="web", by="x", begun_at=due - length(begun_before), now=due + length(ended_after),
    )  # fmt: skip

    claim.refresh_from_db()
    assert file.is_late == late
    assert (claim.status == "sent_to_dropbox") == late


def length(words: str):
    number, unit = words.split()
    return timedelta(**{unit.rstrip("s") + "s": int(number)})


# --- The pages ---


def shown_size(client, page: list) -> tuple[int, int]:
    """How large the small picture of a page is when a browser shows it, which does as the picture says of itself."""
    picture = Image.open(BytesIO(client.get(reverse("claims:thumbnail", args=page)).content))
    return ImageOps.exif_transpose(picture).size


@pytest.mark.parametrize(
    ("degrees", "corners"),
    [(0, "red white white white"), (90, "white red white white"), (180, "white white white red"),
     (270, "white white red white")],
)  # fmt: skip
def test_a_turned_page_is_a_picture_that_says_how_it_is_turned(degrees, corners):
    drawn = Image.new("RGB", (64, 32), "white")
    drawn.paste("red", (0, 0, 16, 16))
    content = BytesIO()
    drawn.save(content, "JPEG", quality=95)

    picture = ImageOps.exif_transpose(Image.open(BytesIO(showing.turned(content.getvalue(), degrees))))

    right, bottom = picture.width - 1, picture.height - 1
    at_corners = (picture.getpixel(at) for at in ((0, 0), (right, 0), (0, bottom), (right, bottom)))
    assert ["red" if green < 128 else "white" for _red, green, _blue in at_corners] == corners.split()
    assert picture.size == ((32, 64) if degrees in (90, 270) else (64, 32))


def test_pages_are_seen_turned_and_moved_after_a_code(claim, kind, client):
    open_by_code(client, claim)
    files = [factories.send_paper(claim, kind, now=timezone.now()) for _ in range(2)]
    address = reverse("claims:paper", args=[claim.case_number, claim.needs()[0].key])
    of_first = [claim.case_number, files[0].pk, 1]

    shown = client.get(address).content.decode()
    client.post(reverse("claims:page_turn", args=of_first))
    moved = client.post(reverse("claims:page_place", args=of_first), {"to": "later"})

    assert shown.count("page-small") == 2
    assert client.get(reverse("claims:thumbnail", args=of_first)).content.startswith(b"\xff\xd8")
    assert moved.url.startswith(address)
    assert shown_size(client, of_first) == (213, 320)
    assert order(claim) == [files[1].pages.get().pk, files[0].pages.get().pk]


def test_without_a_code_no_page_is_seen_and_nothing_is_sorted(claim, kind, client):
    open_by_link(client, claim)
    file = factories.send_paper(claim, kind, now=timezone.now())

    for name, more in (("thumbnail", [1]), ("image", [1]), ("page_turn", [1]), ("page_place", [1]), ("sorting", [])):
        address = reverse(f"claims:{name}", args=[claim.case_number, file.pk, *more])
        answer = client.post(address) if "page" in name or name == "sorting" else client.get(address)
        assert answer.status_code == 302 and "kode" in answer.url


def test_one_tap_sorts_a_file(claim, kind, client):
    open_by_code(client, claim)
    file = unsorted_file(claim, now=timezone.now())

    home = client.get(claim.get_absolute_url()).content.decode()
    page = client.get(reverse("claims:unsorted", args=[claim.case_number])).content.decode()
    done = client.post(reverse("claims:sorting", args=[claim.case_number, file.pk]), {"kind": kind.code}, follow=True)

    assert "1 berkas belum dipilah" in home
    assert "IMG_0001.jpg" in page and re.search(rf'value="{kind.code}"', page)
    assert done.redirect_chain[-1][0] == claim.get_absolute_url()
    assert "Berkas dipilah sebagai" in done.content.decode()
