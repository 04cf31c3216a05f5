"""The private link: what it opens, what it does not, and when it dies."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from claims import checking, contacts, filing, fresh, links
from claims.models import Claim, PrivateLink
from queueing import booking
from tests import factories
from tests.claims.doors import last_code, open_by_code, open_by_link, private_link_of

MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def claim(house, now) -> Claim:
    return factories.open_claim(now=now)


def test_the_token_cannot_be_guessed_and_is_kept_only_as_a_hash(claim):
    token = private_link_of(claim).strip("/").split("/")[-1]

    assert len(token) >= 128 / 6  # six bits a letter
    assert len({fresh.token() for _ in range(100)}) == 100
    assert bytes(PrivateLink.objects.get().token_hash) == links.token_hash(token)
    assert token.encode() not in bytes(PrivateLink.objects.get().token_hash)


def test_looking_at_the_link_changes_nothing_and_opens_nothing(claim, client):
    events = claim.events.count()

    seen = client.get(private_link_of(claim))
    client.head(private_link_of(claim))

    assert seen.status_code == 200
    assert "<form" in seen.content.decode()
    assert claim.case_number not in seen.content.decode()
    assert not client.session.keys()
    assert claim.events.count() == events
    assert client.get(claim.get_absolute_url()).status_code == 404


def test_pressing_the_button_opens_the_claim_at_an_address_without_the_token(claim, client):
    response = client.post(private_link_of(claim))

    assert response.status_code == 302
    assert response.url == f"/klaim/{claim.case_number}/"
    assert client.get(response.url).status_code == 200


def test_the_button_begins_a_new_session_so_that_a_planted_cookie_is_worth_nothing(claim, client):
    client.post("/klaim/", {"case_number": fresh.case_number()})
    planted = client.cookies["sessionid"].value

    client.post(private_link_of(claim))

    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(claim.get_absolute_url()).status_code == 404


def test_the_links_page_is_told_to_nobody_else(claim, client):
    response = client.get(private_link_of(claim))

    assert response["Referrer-Policy"] == "same-origin"
    # No path with a token in it leaves; "no-referrer" would make Chromium post the button with the origin "null".
    assert 'name="referrer" content="strict-origin"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("token", ["x", "A" * 32, "0"])
def test_a_token_nobody_has_gets_a_page_that_says_what_to_do(token, client):
    response = client.get(f"/klaim/tautan/{token}/")

    assert response.status_code == 404
    assert "/klaim/" in response.content.decode()
    assert client.post(f"/klaim/tautan/{token}/").status_code == 404


def test_by_the_link_the_names_are_masked_and_no_contact_or_account_is_shown(claim, client):
    open_by_link(client, claim)

    pages = [client.get(claim.get_absolute_url()).content.decode()]
    pages += [client.get(address).content.decode() for address in re.findall(r'href="(/klaim/LA-[^"]+)"', pages[0])]

    assert len(pages) > 5
    for secret in (claim.participant.name, claim.participant.nik, claim.applicant.phone, claim.applicant.email):
        assert not [page for page in pages if secret in page]
    assert "B*** C*** S***" in pages[0]


def test_by_the_link_papers_may_be_added_and_handed_in(claim, client, now):
    open_by_link(client, claim)
    factories.complete_papers(claim, now=now)

    response = client.post(f"{claim.get_absolute_url()}penyerahan/", follow=True)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert "sudah kami terima" in response.content.decode()


@pytest.mark.parametrize(
    "place", ["kontak/ponsel/", "kontak/email/", "kontak/kode/", "rekening/", "rekening/pembatalan/", "penarikan/"]
)
def test_by_the_link_nothing_is_changed_that_matters_a_code_is_asked(place, claim, client):
    open_by_link(client, claim)
    given = {"value": "081299998888", "bank_name": "X", "account_number": "12345678", "account_holder": "Maling"}

    response = client.post(f"{claim.get_absolute_url()}{place}", given)

    claim.refresh_from_db()
    assert response.status_code == 302
    assert response.url == f"/klaim/{claim.case_number}/kode/"
    assert claim.status == Claim.Status.AWAITING_PAPERS
    assert claim.applicant.account_changes.count() == 0


def test_by_the_link_a_paper_that_was_sent_is_not_seen(claim, client, now):
    file = factories.send_paper(claim, claim.missing_papers()[0].kinds[0], now=now)
    image = f"{claim.get_absolute_url()}berkas/{file.pk}/halaman/1/"
    open_by_link(client, claim)

    paper = client.get(f"{claim.get_absolute_url()}dokumen/{claim.needs()[0].key}/").content.decode()
    response = client.get(image)

    assert image not in paper
    assert file.file_name not in paper
    assert response.status_code == 302
    assert response.url == f"/klaim/{claim.case_number}/kode/"


def test_after_the_code_the_browser_is_back_where_it_wanted_to_go(claim, client):
    open_by_link(client, claim)
    wanted = f"{claim.get_absolute_url()}rekening/"
    client.get(wanted)
    client.post(f"{claim.get_absolute_url()}kode/")
    response = client.post("/klaim/kode/", {"code": last_code()})

    assert response.url == wanted
    assert client.get(wanted).status_code == 200


def test_the_link_is_replaced_when_a_contact_is_and_who_came_by_the_old_one_is_out(claim, client, now):
    old = private_link_of(claim)
    open_by_link(client, claim)

    contacts.replace(
        claim.pk, channel="phone", value="+6281299998888", link_token=fresh.token(), by="claimant:x", now=now + MINUTE
    )

    assert client.get(claim.get_absolute_url()).status_code == 404
    assert client.post(old).status_code == 404
    assert private_link_of(claim) != old
    assert open_by_link(Client(), claim).get(claim.get_absolute_url()).status_code == 200


def test_who_came_by_a_code_stays_in_when_the_link_is_replaced(claim, client, now):
    open_by_code(client, claim)

    contacts.replace(
        claim.pk, channel="phone", value="+6281299998888", link_token=fresh.token(), by="claimant:x", now=now + MINUTE
    )

    assert client.get(claim.get_absolute_url()).status_code == 200


def withdrawn(claim: Claim, now) -> None:
    booking.withdraw(claim.pk, by="claimant:x", now=now)


def rejected(claim: Claim, now) -> None:
    factories.complete_papers(claim, now=now)
    filing.submit(claim.pk, by="claimant:x", now=now)
    checking.reject(Claim.objects.with_people().get(pk=claim.pk), rule="X", reason="Contoh", by="officer:1", now=now)


@pytest.mark.parametrize("ends", [withdrawn, rejected])
def test_the_link_dies_with_the_claim(ends, claim, client, now):
    link = private_link_of(claim)
    open_by_link(client, claim)

    ends(claim, now)

    assert PrivateLink.objects.get().ended_at == now
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404
    assert client.get(claim.get_absolute_url()).status_code == 404


def test_a_claim_that_has_ended_can_still_be_read_with_a_code(claim, client, now):
    withdrawn(claim, now)

    response = open_by_code(client, claim).get(claim.get_absolute_url())

    assert response.status_code == 200
    assert "Dibatalkan" in response.content.decode()


def test_a_claim_has_one_living_link(claim, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        links.give(claim, token=fresh.token(), now=now)

    assert claim.private_links.filter(ended_at=None).count() == 1
