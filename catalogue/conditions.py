"""When a conditional paper is asked for: a small language an office can read and write.

Terms are joined by " or "; any that holds makes the paper required. A term looks at

    question.CODE=yes     an answer of the claimant, yes or no
    relation=spouse       who files
    age<18                the filer's age in whole years
    route=dropbox         by which road the papers are judged: online or dropbox
    door=booth            by which door the claim came
    sent_to_dropbox=yes   the claim was incomplete at H-1

Each term is true, false or unknown. Somebody who files for another (attorney, company) tells nothing about who the
heirs are, so relation and age are unknown then. Unknown is left to an officer and is never missing.
"""

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.models import Question, Relation

SPEAKS_FOR_OTHERS = frozenset({Relation.ATTORNEY, Relation.COMPANY})
GROWN_UP = frozenset({Relation.SPOUSE, Relation.PARENT, Relation.GUARDIAN})  # even when their age was not asked
MAJORITY = 18
TERM = re.compile(r"(?P<subject>[a-z_]+)(?:\.(?P<code>[A-Z0-9_]+))?(?P<sign>[=<])(?P<value>[a-z0-9_]+)")


class Route(enum.StrEnum):
    """The road by which a claim's papers are judged."""

    ONLINE = "online"
    DROPBOX = "dropbox"


@dataclass(frozen=True)
class Facts:
    """What is known of a claim without asking. `age` is the filer's, in whole years, None while unknown.

    `relation` is a value of Relation, empty while unknown; `door` is how the claim came: web, email, dropbox, booth,
    collective.
    """

    relation: str = ""
    age: int | None = None
    sent_to_dropbox: bool = False
    door: str = "web"


class Unreadable(ValueError):
    """A condition that is not in the language. The message is written for the office that typed it."""


@dataclass(frozen=True)
class Term:
    subject: str
    value: str
    code: str = ""

    def holds(self, answers: Mapping[str, str], facts: Facts, route: Route) -> bool | None:
        """True, false, or None where nobody knows yet."""
        match self.subject:
            case "question":
                answer = answers.get(self.code, Question.Answer.UNKNOWN)
                return None if answer == Question.Answer.UNKNOWN else answer == self.value
            case "relation":
                hidden = facts.relation in SPEAKS_FOR_OTHERS and self.value not in SPEAKS_FOR_OTHERS
                return None if hidden or not facts.relation else facts.relation == self.value
            case "age":
                return _is_younger(facts, int(self.value))
            case "route":
                return route == self.value
            case "door":
                return facts.door == self.value
            case _:
                return facts.sent_to_dropbox


def _is_younger(facts: Facts, years: int) -> bool | None:
    if facts.relation in SPEAKS_FOR_OTHERS:
        return None
    if facts.age is None:
        return False if facts.relation in GROWN_UP and years <= MAJORITY else None
    return facts.age < years


Condition = tuple[Term, ...]

_VALUES = {
    "question": {Question.Answer.YES.value, Question.Answer.NO.value},
    "relation": set(Relation.values),
    "route": {route.value for route in Route},
    "door": {"web", "email", "dropbox", "booth", "collective"},
    "sent_to_dropbox": {"yes"},
}


def parse(text: str) -> Condition:
    """The terms of a condition as an office wrote it; raises Unreadable with a sentence about the first bad term."""
    return tuple(_term(written.strip()) for written in text.split(" or ")) if text else ()


def _term(written: str) -> Term:
    found = TERM.fullmatch(written)
    if not found:
        raise Unreadable(f"Syarat “{written}” tidak terbaca.")
    subject, code, sign, value = found["subject"], found["code"] or "", found["sign"], found["value"]
    known = value.isdigit() if subject == "age" else value in _VALUES.get(subject, ())
    if not known or (sign == "<") != (subject == "age") or bool(code) != (subject == "question"):
        raise Unreadable(f"Syarat “{written}” tidak dikenal.")
    return Term(subject, value, code)


def codes(condition: Condition) -> set[str]:
    """The codes of the questions a condition looks at."""
    return {term.code for term in condition if term.code}


def holds(condition: Iterable[Term], answers: Mapping[str, str], facts: Facts, route: Route) -> bool | None:
    """Whether any term is true; None when none is but some are unknown."""
    verdicts = [term.holds(answers, facts, route) for term in condition]
    return True if True in verdicts else None if None in verdicts else False
