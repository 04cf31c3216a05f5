"""The pages of bags and envelopes, and the manifest whose bars a scanner reads."""

from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse

from dropbox.custody import keeping, manifest
from dropbox.models import HandOver
from tests import factories
from tests.dropbox import at_the_box
from tests.dropbox.at_the_box import OFFICE

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def now():
    """The clock the pages look at."""
    return datetime.now(UTC)


@pytest.fixture
def me(client, branch):
    user = factories.officer(role="branch_staff", branches=[branch])
    client.force_login(user, backend=BACKEND)
    return user


@pytest.fixture
def verifier(branch):
    user = factories.officer(branches=[branch])
    user.set_password("sandi-kantor-contoh")
    user.save()
    return user


def words(answer) -> str:
    return answer.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(f"admin:{name}", args=args), data)


def test_a_bag_goes_from_hand_to_hand_over_its_pages(client, me, verifier, branch, now):
    colleague = factories.officer(role="branch_staff", branches=[branch])
    colleague.set_password("sandi-rekan-contoh")
    colleague.save()
    first, second = at_the_box.out_of_the_box(branch, now=now, number=2)

    packed = post(client, "bag_packing", branch.code, "to_office")
    bag = HandOver.objects.get()
    post(client, "bag_listing", bag.pk, scanned=first.code)
    post(client, "bag_listing_of_all", bag.pk)
    post(client, "bag_unlisting", bag.pk, second.code)
    post(client, "bag_listing", bag.pk, scanned=second.claim.case_number)
    two = {"counted": 2, "seal": "S9", "username": colleague.username, "password": "sandi-rekan-contoh"}
    sent = post(client, "bag_sending", bag.pk, **two)
    client.force_login(verifier, backend=BACKEND)
    post(client, "bag_unsealing", bag.pk, seal_read="S8")
    for envelope in (first, second):
        post(client, "bag_receipt", bag.pk, scanned=envelope.code)
    done = post(client, "bag_closing", bag.pk)

    bag.refresh_from_db()
    assert [each.status_code for each in (packed, sent, done)] == [302] * 3
    assert (bag.status, bag.sent_by, bag.countersigned_by, bag.closed_by) == (
        "closed", me.actor, colleague.actor, verifier.actor,
    )  # fmt: skip
    shown = words(client.get(bag.get_absolute_url()))
    assert "tidak sama dengan S9" in shown
    assert not bag.missing().exists()


def test_each_side_does_its_own_part(client, me, verifier, branch, now):
    bag = at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=now), now=now)

    branchs = post(client, "bag_unsealing", bag.pk, seal_read=bag.seal)
    client.force_login(verifier, backend=BACKEND)
    offices = post(client, "bag_packing", branch.code, "to_office")

    assert (branchs.status_code, offices.status_code) == (403, 403)
    assert post(client, "bag_packing", branch.code, "nowhere").status_code == 404


def test_what_is_wrong_is_said_on_the_page(client, me, branch, now):
    bag = at_the_box.packed(branch, at_the_box.out_of_the_box(branch, now=now), now=now)

    unread = post(client, "bag_listing", bag.pk, scanned="%%%")
    unsigned = post(client, "bag_sending", bag.pk, counted=1, seal="S1")

    assert (unread.status_code, unsigned.status_code) == (409, 422)
    assert "tidak terbaca" in words(unread)
    assert "kata sandinya sendiri" in words(unsigned)


def test_a_missing_envelope_is_looked_for_before_the_bag_is_closed(client, verifier, branch, now):
    bag = at_the_box.arrived(at_the_box.sent(branch, at_the_box.out_of_the_box(branch, now=now), now=now), now=now)
    client.force_login(verifier, backend=BACKEND)

    short = post(client, "bag_closing", bag.pk)
    done = post(client, "bag_closing", bag.pk, without_missing="on")

    assert (short.status_code, done.status_code) == (409, 302)


def test_the_manifests_bars_are_read_back(client, me, branch, now):
    envelopes = at_the_box.out_of_the_box(branch, now=now, number=3)
    bag = at_the_box.sent(branch, envelopes, now=now)

    answer = client.get(reverse("admin:bag_manifest", args=[bag.pk]))

    page = pypdfium2.PdfDocument(answer.content)[0]
    seen = {each.text for each in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())}
    assert seen == {str(bag), *(envelope.code for envelope in envelopes)}
    text = page.get_textpage().get_text_range()
    assert bag.seal in text
    assert all(envelope.claim.case_number in text for envelope in envelopes)


def test_a_manifest_of_many_goes_on_over_the_page(branch, now):
    envelopes = at_the_box.out_of_the_box(branch, now=now, number=30)
    bag = at_the_box.sent(branch, envelopes, now=now)

    pages = pypdfium2.PdfDocument(manifest.pdf_of(bag))

    seen = {each.text for page in pages for each in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())}
    assert len(pages) > 1
    assert {envelope.code for envelope in envelopes} <= seen


# --- One envelope ---


@pytest.mark.parametrize("what", ["code", "case", "bag", "seal", "round"])
def test_where_is_it_now_is_one_field(client, me, branch, now, what):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    bag = at_the_box.sent(branch, [envelope], now=now)
    typed = {
        "code": (envelope.code.lower(), envelope), "case": (envelope.claim.case_number, envelope),
        "bag": (str(bag), bag), "seal": (bag.seal, bag), "round": (str(envelope.round), envelope.round),
    }  # fmt: skip

    answer = client.get(reverse("admin:envelope_search"), {"q": typed[what][0]})

    assert answer.url == typed[what][1].get_absolute_url()


def test_several_are_listed_and_nothing_is_said_to_be_nothing(client, me, branch, now):
    this = at_the_box.opened(branch, now=now, counted=2)
    claim = at_the_box.claim_at(branch, now=now)
    both = [at_the_box.registered(this, claim, now=now), at_the_box.registered(this, claim, now=now, second=True)]
    address = reverse("admin:envelope_search")

    shown = words(client.get(address, {"q": claim.case_number}))

    assert all(each.code in shown for each in both)
    assert "Tidak ada yang cocok" in words(client.get(address, {"q": "S9999"}))
    assert client.get(address, {"q": ""}).status_code == 422
    assert client.get(address).status_code == 200


def test_an_envelope_of_another_branch_is_not_found(client, me, now):
    there = factories.branch("Asia/Jayapura")
    at_the_box.box(there)
    [theirs] = at_the_box.out_of_the_box(there, now=now)

    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert "Tidak ada yang cocok" in words(client.get(reverse("admin:envelope_search"), {"q": theirs.code}))


def test_the_page_of_an_envelope_says_where_it_is_and_who_had_it(client, me, branch, now):
    colleague = factories.officer(role="branch_staff", branches=[branch], first_name="Wayan", last_name="Contoh")
    [envelope] = at_the_box.out_of_the_box(branch, now=now)
    keeping.declare_lost(envelope.pk, by=me.actor, countersigned_by=colleague.actor, now=now)

    shown = words(client.get(envelope.get_absolute_url()))

    assert "Dinyatakan hilang" in shown
    assert f"{me.username} dan Wayan Contoh" in shown


def test_an_envelope_is_tied_found_given_back_and_lost_over_its_page(client, me, verifier, branch, now):
    this = at_the_box.opened(branch, now=now, counted=2)
    claim = at_the_box.claim_at(branch, now=now)
    envelope = at_the_box.nameless(this, now=now)

    tied = post(client, "envelope_owner", envelope.code, scanned=claim.case_number)
    lost = post(client, "envelope_loss", envelope.code, username=verifier.username, password="sandi-kantor-contoh")
    found = post(client, "envelope_finding", envelope.code, place="branch")
    again = post(client, "envelope_finding", envelope.code, place="branch")
    back = post(client, "envelope_giving_back", envelope.code)

    assert [each.status_code for each in (tied, lost, found, again, back)] == [302, 302, 302, 409, 302]
    assert at_the_box.again(envelope).place == "owner"
    assert post(client, "envelope_loss", envelope.code).status_code == 422


def test_the_office_files_away_and_takes_out(client, verifier, branch, now):
    envelope = at_the_box.at_the_office(branch, now=now)
    keeping.note_scanned(envelope.pk, by=OFFICE, now=now)
    client.force_login(verifier, backend=BACKEND)

    nowhere = post(client, "envelope_filing_away", envelope.code)
    filed = post(client, "envelope_filing_away", envelope.code, shelf="A1")
    shown = words(client.get(envelope.get_absolute_url()))
    fetched = post(client, "envelope_fetching", envelope.code)

    assert [each.status_code for each in (nowhere, filed, fetched)] == [422, 302, 302]
    assert "rak A1" in shown


def test_the_label_of_one_envelope(client, me, branch, now):
    [envelope] = at_the_box.out_of_the_box(branch, now=now)

    assert envelope.code in words(client.get(reverse("admin:envelope_label", args=[envelope.code])))
