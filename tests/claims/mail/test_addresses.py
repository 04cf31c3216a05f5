import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import filing, fresh
from claims.mail import addresses, receiving, spelling
from claims.mail.spelling import ALPHABET, LETTERS, Mistyped
from claims.models import Claim, Mail, MailAddress
from queueing import booking
from tests.claims.mail import post

letters = st.text(ALPHABET, min_size=LETTERS, max_size=LETTERS)


@given(letters)
def test_what_is_spelled_is_read_back_however_it_is_typed(token):
    local_part = spelling.spell(token)

    assert spelling.read(local_part) == token
    assert spelling.read(f" {local_part.upper()} ") == token
    assert spelling.read(local_part.replace("-", "")) == token


@given(letters, st.data())
def test_any_one_wrong_letter_shows(token, data):
    proven = spelling.spell(token).removeprefix("berkas-").replace("-", "")
    place = data.draw(st.integers(0, LETTERS))
    other = data.draw(st.sampled_from(ALPHABET.replace(proven[place], "")))

    with pytest.raises(Mistyped):
        spelling.read("berkas-" + proven[:place] + other + proven[place + 1 :])


@given(letters, st.data())
def test_any_two_letters_that_changed_places_show(token, data):
    proven = list(spelling.spell(token).removeprefix("berkas-").replace("-", ""))
    one, two = data.draw(st.lists(st.integers(0, LETTERS), min_size=2, max_size=2, unique=True))
    if proven[one] == proven[two]:
        return
    proven[one], proven[two] = proven[two], proven[one]

    with pytest.raises(Mistyped):
        spelling.read("berkas-" + "".join(proven))


@pytest.mark.parametrize("typed", ["berkas-", "berkas-abc", "berkas-0000", "berkas-" + "u" * 16, "berkas-" + "a" * 40])
def test_what_begins_like_an_address_and_is_none_is_mistyped(typed):
    with pytest.raises(Mistyped):
        spelling.read(typed)


@pytest.mark.parametrize("other", ["", "postmaster", "kabar", "info-berkas-2222"])
def test_other_names_of_our_domain_are_no_addresses_of_claims(other):
    assert spelling.read(other) == ""


def test_another_domain_is_not_ours(claim):
    local_part = addresses.of(claim).partition("@")[0]

    assert addresses.read(f"{local_part}@lain.example") == ""
    assert addresses.read(f"<{local_part}@SURAT.contoh.example>")


def test_an_address_leads_to_its_claim_and_rests_sealed(claim):
    address = addresses.of(claim)

    found = addresses.claim_behind(addresses.read(address))

    assert found == claim
    assert address.partition("@")[0].encode() not in bytes(
        MailAddress.objects.values_list("local_part", flat=True).get(claim=claim).at_rest
    )


def test_it_has_nothing_to_do_with_the_case_number_and_no_two_claims_share_one(house, now):
    one, two = post.open_claim(now=now), post.open_claim(now=now)

    assert addresses.of(one) != addresses.of(two)
    assert one.case_number.replace("-", "").lower()[2:6] not in addresses.of(one)
    assert len({fresh.mail_letters() for _ in range(1000)}) == 1000


def test_it_dies_with_the_claim(claim, now):
    token = addresses.read(addresses.of(claim))
    booking.withdraw(claim.pk, by="claimant:x", now=now)

    assert addresses.claim_behind(token) is None
    assert addresses.of(Claim.objects.get(pk=claim.pk)) == ""
    assert addresses.invitation(Claim.objects.get(pk=claim.pk)) == ""


def test_a_claim_that_has_been_decided_but_can_be_asked_for_a_repair_still_takes_mail(claim, now):
    Claim.objects.filter(pk=claim.pk).update(status=Claim.Status.VERIFIED)

    assert addresses.claim_behind(addresses.read(addresses.of(claim))) == claim


def test_the_invitation_names_the_address_and_that_it_is_not_shared(claim):
    assert addresses.of(claim) in addresses.invitation(claim)
    assert "Jangan bagikan" in addresses.invitation(claim)


def test_a_claim_that_was_flooded_asks_to_come_again(claim, now, monkeypatch):
    monkeypatch.setattr(receiving, "SHUT_AFTER", 2)
    receiving._mails_since.composed = None
    token = addresses.read(addresses.of(claim))
    for _ in range(2):
        post.keep(claim, post.letter(claim), now=now)

    with pytest.raises(receiving.NotNow):
        receiving.claim_for(token, now=now)

    assert receiving.claim_for(token, now=now + receiving.A_DAY) == claim
    assert Mail.objects.count() == 2
    receiving._mails_since.composed = None


def test_a_handed_in_claim_keeps_its_address(claim, now):
    assert filing.locked(claim.pk).mail_address.claim_id == claim.pk
