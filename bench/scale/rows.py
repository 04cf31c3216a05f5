"""The rows of claims as PostgreSQL's COPY reads them: a line a row, tabs between the columns.

Histories are true chains: every hash is that of `ClaimEvent.computed_hash`, so that any claim proves itself. Of papers
each claim has two with one page each, where people send four to six; the names of their pages name no file.

A row is a dictionary of texts whose keys stand in the same order each time. A hundred million of them are written, so
what is the same for many is written once.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate

from bench.scale.house import House
from bench.scale.story import APART, HELD, JUDGED, STORIES, WITH_PAPERS, door_of, is_late, is_sought, status_of
from branches.models import Branch
from claims import names
from claims.models import Claim
from privacy.blind_index import blind_index

Row = dict[str, str]
NOTHING, YES, NO = "\\N", "t", "f"
FINAL = frozenset(Claim.FINAL)
BECAUSE = {"paid": "verified", "rejected": "rejected", "withdrawn": "withdrawn", "expired": "expired"}
IN_A_BATCH = 1_000
PAYER, SECOND = "officer:1", "officer:2"
A_DAY, HELD_FOR = timedelta(days=1), timedelta(hours=8)


class Writer:
    """Writes the rows of claims by their numbers."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now, self.lease = str(house.now), str(house.now + HELD_FOR)
        self.branch_weights = list(accumulate(branch.weight for branch in house.branches))
        self.cause_weights = list(accumulate(weight for *_rest, weight in house.causes))

    def rows(self, first: int, last: int) -> dict[str, list[Row]]:
        """By table, the rows of the claims from `first` to before `last`."""
        chance, written = random.Random(first), defaultdict(list)
        for number in range(first, last):
            for table, row in self._rows_of(Facts(self.house, self, number, chance)):
                written[table].append(row)
        if paid := written.get("payments_line"):
            written["payments_batch"].append(_batch(self.house.now, first, len(paid)))
        return written

    def _rows_of(self, facts: "Facts") -> Iterator[tuple[str, Row]]:
        yield "claims_claim", self._claim(facts)
        yield "claims_participant", _participant(facts)
        yield "claims_applicant", _applicant(facts)
        yield from (("claims_claimevent", event) for event in _events(facts))
        if facts.status in WITH_PAPERS:
            for place, kind in enumerate(self.house.kinds):
                yield from _paper(facts, place, kind)
        if facts.status in ("paid", "rejected"):
            yield "verification_decision", _decision(facts)
        if facts.status == "paid":
            yield "payments_line", _payment(facts)
        yield "queueing_ticket", _ticket(facts)

    def _claim(self, facts: "Facts") -> Row:
        programme, cause, days, _weight = facts.cause
        handed_in, decided = facts.at("submitted"), facts.at("verified", "rejected")
        came, held = handed_in != NOTHING, facts.status == "awaiting_check" and facts.chance.random() < HELD
        visit = facts.opened + 3 * A_DAY
        return {
            "id": facts.claim, "case_number": case_number(facts.number), **facts.person.claim, "status": facts.status,
            "door": door_of(facts.chance), "opened_at": facts.opened_at, "opened_by": facts.claimant,
            "declared_at": facts.opened_at, "privacy_notice": "2026-11", "branch_id": str(facts.branch.pk),
            "cause_id": str(cause), "edition_id": str(self.house.edition), "programme_id": str(programme),
            "visit_at": str(visit), "papers_due_at": str(visit - A_DAY), "submitted_at": handed_in,
            "submitted_by": facts.claimant if came else "", "complete_at": handed_in,
            "turn_on": str(visit.date()) if came else NOTHING,
            "promised_on": _promised_on(facts, visit, days) if came and days else NOTHING,
            "repair_due_at": self.lease if facts.status == "awaiting_repair" else NOTHING,
            "sent_to_dropbox_at": facts.at("sent_to_dropbox"), "decided_at": decided,
            "decided_by": facts.officer if decided != NOTHING else "", "taken_at": self.now if held else NOTHING,
            "taken_by": facts.officer if held else "", "taken_until": self.lease if held else NOTHING,
            "forwarded_at": facts.at("paid"), "paid_at": facts.at("paid"),
        }  # fmt: skip


class Facts:
    """What several rows of one claim share, drawn by chance."""

    def __init__(self, house: House, writer: Writer, number: int, chance: random.Random) -> None:
        self.now, self.number, self.chance = house.now, number, chance
        self.status = status_of(number, chance)
        (self.branch,) = chance.choices(house.branches, cum_weights=writer.branch_weights)
        (self.cause,) = chance.choices(house.causes, cum_weights=writer.cause_weights)
        self.person = house.sought if is_sought(number) else chance.choice(house.people)
        self.officer = chance.choice(self.branch.officers)
        self.key = f"{chance.getrandbits(120):030x}"
        self.claim = _uuid(self.key + "00")
        self.claimant = f"claimant:{self.claim}"
        self.opened = house.now - timedelta(seconds=(number + chance.random()) * APART)
        self.opened_at = written(self.opened)
        self.times = {told.event: written(self.opened + told.after) for told in STORIES[self.status]}
        self.person_index = person_index(number)

    def at(self, *events: str) -> str:
        """When the first of these happened."""
        return next((self.times[event] for event in events if event in self.times), NOTHING)

    def fresh(self, number: int) -> str:
        return "\\\\x" + self.chance.randbytes(number).hex()


def _promised_on(facts: Facts, visit: datetime, days: int) -> str:
    promised = facts.now - 2 * A_DAY if is_late(facts.number) else visit + days * 1.4 * A_DAY
    return str(promised.date())


def _participant(facts: Facts) -> Row:
    keys = ",".join(_keys(word, facts.branch.code) for word in facts.person.name.split())
    return {"claim_id": facts.claim, **facts.person.participant, "person_index": facts.person_index,
            "name_keys": f"{{{keys}}}"}  # fmt: skip


def _applicant(facts: Facts) -> Row:
    return {
        "claim_id": facts.claim, **facts.person.applicant, "relation": "self", "language": "id",
        "phone_index": facts.fresh(16), "email_index": facts.fresh(16), "phone_confirmed_at": facts.opened_at,
        "email_confirmed_at": facts.opened_at,
    }  # fmt: skip


def _events(facts: Facts) -> Iterator[Row]:
    """The history, each event chained to the one before as `claims.history` does."""
    proof, told = "", [("opened", facts.claimant, facts.opened_at)]
    told += [(each.event, facts.officer if each.by_officer else facts.claimant, facts.times[each.event])
             for each in STORIES[facts.status]]  # fmt: skip
    for number, (name, by, at) in enumerate(told, start=1):
        before = proof
        said = f'["{before}","{facts.claim}",{number},"{name}","{at}","{by}",{{}}]'
        proof = hashlib.sha256(said.encode()).hexdigest()
        yield {"id": _uuid(f"{facts.key}e{number}"), "claim_id": facts.claim, "number": str(number), "name": name,
               "at": at, "by": by, "previous_hash": before, "hash": proof}  # fmt: skip


def _paper(facts: Facts, place: int, kind: int) -> Iterator[tuple[str, Row]]:
    paper, file = _uuid(f"{facts.key}a{place}"), _uuid(f"{facts.key}b{place}")
    judged, number = facts.at("taken"), str(2 * facts.number + place + 1)
    is_returned = facts.status == "awaiting_repair" and place == 0
    is_accepted = facts.status in JUDGED and not is_returned
    yield "claims_paper", {
        "id": paper, "claim_id": facts.claim, "kind_id": str(kind), "accepted_at": judged if is_accepted else NOTHING,
        "accepted_by": facts.officer if is_accepted else "", "returned_at": judged if is_returned else NOTHING,
        "returned_by": facts.officer if is_returned else "",
    }  # fmt: skip
    yield "claims_paperfile", {
        "id": file, "claim_id": facts.claim, "paper_id": paper, "state": "ready", "came_by": "web",
        **facts.person.file, "declared_type": "image/jpeg", "size": "400000", "sha256": facts.fresh(32),
        "received_at": facts.opened_at, "received_by": facts.claimant, "checked_at": facts.opened_at,
        "seen_at": judged, "replaced_at": judged if is_returned else NOTHING,
        "original_gone_at": judged if facts.status in FINAL else NOTHING,
    }  # fmt: skip
    yield "claims_page", {
        "id": number, "file_id": file, "number": "1", "image": f"bench/{file}", "thumbnail": f"bench/{file}-kecil",
        "width": "1400", "height": "2000", "likeness": str(facts.chance.getrandbits(63)),
    }  # fmt: skip
    if facts.status in JUDGED:
        accepted = YES if is_accepted else NO
        verdict = {"id": number, "claim_id": facts.claim, "paper_id": paper, "accepted": accepted}
        yield "verification_verdict", verdict | {"by": facts.officer, "at": judged}


def _decision(facts: Facts) -> Row:
    is_paid = facts.status == "paid"
    return {"id": str(facts.number + 1), "claim_id": facts.claim, "outcome": "verified" if is_paid else "rejected",
            "rule_id": NOTHING if is_paid else "1", "by": facts.officer,
            "at": facts.at("verified", "rejected")}  # fmt: skip


def _payment(facts: Facts) -> Row:
    """Each thousand claims have a batch of their own; its lines stand at their numbers within it."""
    return {
        "id": str(facts.number + 1), "batch_id": _batch_id(facts.number), "claim_id": facts.claim, **facts.person.line,
        "position": str(facts.number % IN_A_BATCH + 1), "attempt": "1", "programme": "JHT", "result": "paid",
        "result_at": facts.at("paid"), "result_by": PAYER,
    }  # fmt: skip


def _batch(now: datetime, first: int, lines: int) -> Row:
    """Long settled, of a year of its own, so that the numbers of this year begin with the first that is made."""
    at = written(now - 5 * 366 * A_DAY)
    times = dict.fromkeys(("made_at", "closed_at", "approved_at", "sent_at", "settled_at"), at)
    signed = {"made_by": PAYER, "closed_by": PAYER, "approved_by": SECOND, "sent_by": PAYER}
    return {
        "id": _batch_id(first), "year": str(now.year - 5), "number": str(first // IN_A_BATCH + 1), "status": "settled",
        "count": str(lines), "sha256": "0" * 64, **times, **signed,
    }  # fmt: skip


def _batch_id(number: int) -> str:
    return _uuid(f"{number // IN_A_BATCH:032x}")


def _ticket(facts: Facts) -> Row:
    return {
        "id": str(facts.number + 1), "slot_id": facts.branch.slots[facts.number % len(facts.branch.slots)],
        "taken_at": facts.opened_at, "contact_index": facts.fresh(16), "device_index": facts.fresh(16),
        "network_index": facts.fresh(16), "claim_id": facts.claim, "programme_id": str(facts.cause[0]),
        "person_index": facts.person_index, "confirmed_at": facts.opened_at,
        "ended_at": facts.opened_at if facts.status in FINAL else NOTHING,
        "ended_because": BECAUSE.get(facts.status, ""),
    }  # fmt: skip


def person_index(number: int) -> str:
    """The participant of each claim has a NIK of their own, by which they are found."""
    return "\\\\x" + blind_index("person", f"nik:{nik_of(number)}").hex()


def case_number(number: int) -> str:
    """Like one, and never one: no number that is drawn holds a 0."""
    return f"LA-0{number:08}"


def number_in(case_number: str) -> int:
    return int(case_number.removeprefix("LA-"))


def nik_of(number: int) -> str:
    """No province has the number 99."""
    return f"9998{number:012}"


def written(instant: datetime) -> str:
    """As the chain of the history writes it, which PostgreSQL reads too."""
    return instant.isoformat(timespec="microseconds")


@cache
def _keys(word: str, branch: str) -> str:
    return ",".join(map(str, names.keys_of([word], Branch(code=branch))))


def _uuid(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
