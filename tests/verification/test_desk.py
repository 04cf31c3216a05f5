from datetime import timedelta

import pytest

from catalogue.models import PaperKind
from claims.models import Claim, ClaimEvent, Paper, PrivateLink
from notifications.models import Message
from queueing.models import Slot, Ticket
from tests import factories
from tests.verification.at_the_desk import (
    MINUTE,
    accept_all,
    answer_repair,
    ask_for_repair,
    papers_of,
    reason,
    rule,
    taken_claim,
)
from verification import desk as verbs
from verification import holding
from verification.models import Decision, Verdict
from workflow import Refused

pytestmark = pytest.mark.usefixtures("desk")


def messages_about(claim: Claim, name: str) -> list[Message]:
    keys = [event.key for event in claim.events.all()]
    return list(Message.objects.filter(name=name, about__in=keys))


# --- Verified ---


def test_a_claim_whose_papers_are_all_accepted_is_verified_and_its_claimant_told(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)

    decision = verbs.verify(claim.pk, note="Sesuai.", by=officer.actor, now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.VERIFIED
    assert (claim.decided_by, claim.taken_by) == (officer.actor, "")
    assert (decision.outcome, decision.by, decision.note) == ("verified", officer.actor, "Sesuai.")
    assert messages_about(claim, "verified")


def test_a_verified_claim_gives_its_place_back(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)

    verbs.verify(claim.pk, by=officer.actor, now=now)

    assert Ticket.objects.get(claim=claim).ended_because == "verified"
    assert Slot.objects.get().taken == 0


def test_a_verified_claim_keeps_its_private_link(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)

    verbs.verify(claim.pk, by=officer.actor, now=now)

    assert PrivateLink.objects.filter(claim=claim, ended_at=None).exists()


def test_a_claim_with_a_paper_nobody_judged_is_not_verified(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    for paper in papers_of(claim)[1:]:
        verbs.accept(paper.pk, by=officer.actor, now=now)

    with pytest.raises(Refused, match="Nilai dulu"):
        verbs.verify(claim.pk, by=officer.actor, now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.AWAITING_CHECK
    assert not Decision.objects.exists()


def test_a_claim_with_a_required_paper_returned_is_not_verified(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)
    verbs.find_wanting(papers_of(claim)[0].pk, reasons=[reason()], by=officer.actor, now=now + MINUTE)

    with pytest.raises(Refused, match="belum ada dokumen yang diterima"):
        verbs.verify(claim.pk, by=officer.actor, now=now + MINUTE)


def test_a_paper_the_claimant_could_not_judge_must_be_decided_by_the_officer(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, answers={})
    left = [need.key for need in claim.needs() if need.state == "officer"]
    accept_all(claim, officer, now=now)

    with pytest.raises(Refused, match="Belum bisa diverifikasi"):
        verbs.verify(claim.pk, by=officer.actor, now=now)
    decision = verbs.verify(claim.pk, not_needed=left, by=officer.actor, now=now)

    assert left
    assert decision.not_needed == sorted(left)


def test_a_required_paper_cannot_be_called_not_needed(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)
    wanting = papers_of(claim)[0]
    verbs.find_wanting(wanting.pk, reasons=[reason()], by=officer.actor, now=now + MINUTE)

    with pytest.raises(Refused, match="Belum bisa diverifikasi"):
        verbs.verify(claim.pk, not_needed=[wanting.kind.code], by=officer.actor, now=now + MINUTE)


# --- Rejected ---


def test_a_rejected_claim_names_its_rule_tells_the_claimant_and_ends_its_link_and_place(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)

    decision = verbs.reject(claim.pk, rule=rule(), note="Masih tercatat aktif.", by=officer.actor, now=now)

    claim.refresh_from_db()
    assert claim.status == Claim.Status.REJECTED
    assert decision.rule.code == "masih-bekerja"
    assert claim.events.get(name="rejected").detail == {"rule": "masih-bekerja"}
    assert messages_about(claim, "rejected")[0].context["reason"] == rule().words
    assert not PrivateLink.objects.filter(claim=claim, ended_at=None).exists()
    assert Ticket.objects.get(claim=claim).ended_because == "rejected"


# --- Sent back ---


def test_a_repair_asks_for_the_returned_papers_alone_with_reason_remedy_and_time(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)

    wanting = ask_for_repair(claim, officer, now=now)

    claim.refresh_from_db()
    told = messages_about(claim, "repair_wanted")[0].context
    assert claim.status == Claim.Status.AWAITING_REPAIR
    assert claim.taken_by == ""
    assert [need.key for need in claim.missing_papers()] == [wanting.kind.code]
    assert told["returned"] == [f"{wanting.kind.name}: {reason().words} — {reason().remedy}"]
    assert "23.59" in told["until"]


def test_the_note_to_the_claimant_stands_on_their_page_and_not_in_the_message(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    wanting, *good = papers_of(claim)
    for paper in good:
        verbs.accept(paper.pk, by=officer.actor, now=now)
    verbs.find_wanting(wanting.pk, reasons=[reason()], note="Baris alamat tertutup jari.", by=officer.actor, now=now)

    verbs.return_for_repair(claim.pk, by=officer.actor, now=now)

    assert "tertutup jari" in Paper.objects.get(pk=wanting.pk).return_words
    assert "tertutup jari" not in str(messages_about(claim, "repair_wanted")[0].context)


def test_a_repair_needs_a_returned_paper(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)

    with pytest.raises(Refused, match="Belum ada dokumen yang dikembalikan"):
        verbs.return_for_repair(claim.pk, by=officer.actor, now=now)


def test_a_repair_is_not_asked_for_while_a_paper_was_not_looked_at(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    verbs.find_wanting(papers_of(claim)[0].pk, reasons=[reason()], by=officer.actor, now=now)

    with pytest.raises(Refused, match="Nilai dulu"):
        verbs.return_for_repair(claim.pk, by=officer.actor, now=now)


def test_a_return_needs_a_reason(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)

    with pytest.raises(Refused, match="Pilih alasan"):
        verbs.find_wanting(papers_of(claim)[0].pk, reasons=[], by=officer.actor, now=now)

    assert not Verdict.objects.exists()


def test_an_answered_repair_keeps_the_accepted_papers_and_asks_for_a_verdict_on_the_new_one(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    wanting = ask_for_repair(claim, officer, now=now)
    answer_repair(wanting, now=now + timedelta(hours=1))

    again = verbs.take_next(officer, now=now + timedelta(hours=2))
    with pytest.raises(Refused, match=wanting.kind.name):
        verbs.verify(again.pk, by=officer.actor, now=now + timedelta(hours=2))
    verbs.accept(wanting.pk, by=officer.actor, now=now + timedelta(hours=2))
    verbs.verify(again.pk, by=officer.actor, now=now + timedelta(hours=2))

    assert Claim.objects.get().status == Claim.Status.VERIFIED


def test_an_officer_may_ask_for_a_paper_of_which_nothing_was_sent(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now, answers={})
    left = next(need for need in claim.needs() if need.state == "officer")
    accept_all(claim, officer, now=now)

    verbs.ask_for(claim.pk, kind=left.kinds[0], reasons=[reason("diperlukan")], by=officer.actor, now=now)
    verbs.return_for_repair(claim.pk, by=officer.actor, now=now)

    asked = Paper.objects.get(claim=claim, kind=left.kinds[0])
    assert asked.returned_at == now
    assert asked.must_be_sent_again


def test_a_paper_the_claim_does_not_ask_for_cannot_be_asked_for(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    asked = [kind.pk for need in claim.needs() for kind in need.kinds]

    with pytest.raises(Refused, match="tidak meminta"):
        verbs.ask_for(
            claim.pk,
            kind=PaperKind.objects.exclude(pk__in=asked).first(),
            reasons=[reason()],
            by=officer.actor,
            now=now,
        )


# --- Whose claim it is ---


def test_only_the_holder_judges_and_decides(now):
    holder, other = factories.officer(), factories.officer()
    claim = taken_claim(holder, now=now)
    paper = papers_of(claim)[0]
    asked = {"by": other.actor, "now": now}

    for verb in (
        lambda: verbs.accept(paper.pk, **asked),
        lambda: verbs.find_wanting(paper.pk, reasons=[reason()], **asked),
        lambda: verbs.ask_for(claim.pk, kind=paper.kind, reasons=[reason()], **asked),
        lambda: holding.put_back(claim.pk, because="mistake", **asked),
        lambda: verbs.return_for_repair(claim.pk, **asked),
        lambda: verbs.verify(claim.pk, **asked),
        lambda: verbs.reject(claim.pk, rule=rule(), **asked),
    ):
        with pytest.raises(Refused, match="tidak sedang Anda pegang"):
            verb()

    assert not Verdict.objects.exists()


def test_a_decided_claim_is_not_decided_again(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)
    verbs.verify(claim.pk, by=officer.actor, now=now)

    with pytest.raises(Refused):
        verbs.reject(claim.pk, rule=rule(), by=officer.actor, now=now)

    assert Decision.objects.count() == 1


def test_a_verdict_may_be_followed_by_another_and_the_last_one_counts(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)
    paper = papers_of(claim)[0]
    verbs.find_wanting(paper.pk, reasons=[reason()], by=officer.actor, now=now + MINUTE)

    verbs.accept(paper.pk, by=officer.actor, now=now + 2 * MINUTE)
    verbs.verify(claim.pk, by=officer.actor, now=now + 2 * MINUTE)

    assert [verdict.accepted for verdict in paper.verdicts.order_by("at")] == [True, False, True]


def test_every_verb_writes_one_event_that_names_no_person(now):
    officer = factories.officer()
    claim = taken_claim(officer, now=now)
    accept_all(claim, officer, now=now)
    verbs.verify(claim.pk, note="Catatan", by=officer.actor, now=now)

    names = list(ClaimEvent.objects.filter(claim=claim, by=officer.actor).values_list("name", flat=True))
    assert names == ["taken", *["paper_accepted"] * len(papers_of(claim)), "verified"]
    assert "Budi" not in str(list(ClaimEvent.objects.values_list("detail", flat=True)))
