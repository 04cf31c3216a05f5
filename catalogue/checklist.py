"""Which papers a claim needs, judged from its edition, the answers given and the facts known.

The rules of a published edition are kept in the process, so that judging a claim asks nothing of the database. Words of
papers may still be polished by an office: a polished word shows within RULES_KEPT_FOR.
"""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalogue import conditions
from catalogue.conditions import Condition, Facts, Route
from catalogue.models import Cause, Edition, Form, Original, PaperKind, Question, Requirement
from statements.kept import A_MOMENT, kept_for

RULES_KEPT_FOR = 60.0  # seconds

__all__ = [
    "Facts",
    "Need",
    "Route",
    "State",
    "current_edition",
    "kinds_asked_for",
    "missing",
    "needs",
    "overview",
    "questions_for",
]


class State(enum.StrEnum):
    """What a paper is to this claim."""

    REQUIRED = "required"
    IF_ANY = "if_any"  # welcome, never missing
    OFFICER = "officer"  # the claimant does not know; an officer decides, never missing
    DEPENDS = "depends"  # only in an overview: nobody has been asked yet


@dataclass(frozen=True)
class Need:
    """One row of a checklist: one paper, or a choice of papers of which any one is enough."""

    key: str
    label: str
    kinds: tuple[PaperKind, ...]
    state: State
    original: Original
    looks_like: str
    tip: str
    accepted: tuple[Form, ...]
    reason: str

    def is_met_by(self, given: Collection[str]) -> bool:
        """Whether the codes of the papers given hold one of this row's kinds."""
        return any(kind.code in given for kind in self.kinds)


@dataclass(frozen=True)
class _Rule:
    """One row of a checklist before a claim is known: a requirement, or all those of one group."""

    lines: tuple[Requirement, ...]
    condition: Condition

    @property
    def first(self) -> Requirement:
        return self.lines[0]

    def state(self, answers: Mapping[str, str], facts: Facts, route: Route) -> State | None:
        """What the papers are to this claim; None: not asked for at all."""
        if self.first.need == Requirement.Need.IF_ANY:
            return State.IF_ANY
        if not self.condition:
            return State.REQUIRED
        verdict = conditions.holds(self.condition, answers, facts, route)
        return {True: State.REQUIRED, None: State.OFFICER, False: None}[verdict]

    def state_before_asking(self, route: Route) -> State | None:
        """The same before anything was asked: only the road is known."""
        state = self.state({}, Facts(), route)
        return State.DEPENDS if state == State.OFFICER else state

    def need(self, state: State, route: Route) -> Need:
        first, group = self.first, self.first.group
        accepted = first.accepted_online if route == Route.ONLINE else first.accepted_dropbox
        return Need(
            key=group.code if group else first.kind.code,
            label=group.label if group else first.kind.label,
            kinds=tuple(line.kind for line in self.lines),
            state=state,
            original=Original(first.original),
            looks_like="" if group else first.kind.said("looks_like"),
            tip="" if group else first.kind.said("tip"),
            accepted=tuple(Form(form) for form in accepted),
            reason=_("Cukup salah satu.") if group else first.said("reason"),
        )


@dataclass(frozen=True)
class _Rules:
    """An edition's rules and questions by cause."""

    rules: dict[int, tuple[_Rule, ...]]
    questions: dict[int, tuple[Question, ...]]


def current_edition(day: date) -> Edition:
    """The edition a claim opened on this day stands under, for life.

    One published for this very day is in force in every process within a moment.
    """
    if edition := _in_force(day):
        return edition
    raise Edition.DoesNotExist(f"No edition is in force on {day}: run load_catalogue.")


def questions_for(cause: Cause | int, edition: Edition | int) -> list[Question]:
    """What to ask so that the list becomes the claimant's own."""
    return list(_rules_of(edition).questions.get(_key(cause), ()))


def needs(
    cause: Cause | int, edition: Edition | int, *, answers: Mapping[str, str], facts: Facts, route: Route
) -> list[Need]:
    """The papers this claim needs on this road; rows or their keys may be given, a missing answer is unknown."""
    rules = _rules_of(edition).rules.get(_key(cause), ())
    judged = ((rule, rule.state(answers, facts, route)) for rule in rules)
    return [rule.need(state, route) for rule, state in judged if state]


def kinds_asked_for(
    cause: Cause | int, edition: Edition | int, *, answers: Mapping[str, str], facts: Facts
) -> list[PaperKind]:
    """The kinds of paper this claim may be given, on either road, in the order of its checklist."""
    rules = _rules_of(edition).rules.get(_key(cause), ())
    asked = (rule for route in (Route.ONLINE, Route.DROPBOX) for rule in rules if rule.state(answers, facts, route))
    return list({line.kind_id: line.kind for rule in asked for line in rule.lines}.values())


def overview(cause: Cause | int, edition: Edition | int, route: Route = Route.ONLINE) -> list[Need]:
    """The papers a cause may ask for, shown before anything is asked."""
    rules = _rules_of(edition).rules.get(_key(cause), ())
    judged = ((rule, rule.state_before_asking(route)) for rule in rules)
    return [rule.need(state, route) for rule, state in judged if state]


def missing(needed: Iterable[Need], given: Collection[str]) -> list[Need]:
    """What still lacks, given the codes of the papers that are there."""
    return [need for need in needed if need.state == State.REQUIRED and not need.is_met_by(given)]


def _key(row: Cause | Edition | int) -> int:
    return row if isinstance(row, int) else row.pk


# --- What is kept in the process ---


@kept_for(A_MOMENT)
def _in_force(day: date) -> Edition | None:
    return Edition.objects.in_force(day)


def _rules_of(edition: Edition | int) -> _Rules:
    key = _key(edition)
    return _published_rules(key) or _read(key)


@kept_for(RULES_KEPT_FOR)
def _published_rules(edition_id: int) -> _Rules | None:
    """None for a draft: it is being edited, and read anew each time."""
    return _read(edition_id) if Edition.objects.published().filter(pk=edition_id).exists() else None


def _read(edition_id: int) -> _Rules:
    lines: dict[int, dict[str, list[Requirement]]] = {}
    for line in Requirement.objects.filter(edition=edition_id).select_related("kind", "group").order_by("order", "pk"):
        key = line.group.code if line.group else line.kind.code
        lines.setdefault(line.cause_id, {}).setdefault(key, []).append(line)
    rules = {
        cause_id: tuple(_Rule(tuple(group), conditions.parse(group[0].condition)) for group in by_key.values())
        for cause_id, by_key in lines.items()
    }
    every_question = list(Question.objects.all())
    return _Rules(rules, {cause_id: _asked(every_question, of_cause) for cause_id, of_cause in rules.items()})


def _asked(questions: Iterable[Question], rules: Iterable[_Rule]) -> tuple[Question, ...]:
    codes = set().union(*(conditions.codes(rule.condition) for rule in rules))
    return tuple(question for question in questions if question.code in codes)
