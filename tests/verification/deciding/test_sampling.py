from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests import factories
from tests.verification.at_the_desk import accept_all, papers_of, rule, taken_claim
from tests.verification.deciding.waiting import proposed
from verification import notices
from verification.deciding import deciding, proposing, quality, sampling
from verification.models import Decision, QualityFinding, QualitySample
from workflow import Refused

pytestmark = [pytest.mark.usefixtures("desk"), pytest.mark.slow]


@pytest.fixture
def decider():
    return factories.officer()


@pytest.fixture
def checker():
    return factories.officer()


@pytest.fixture
def sample(decider, now, settings):
    settings.QUALITY_ONE_IN = 1
    claim = taken_claim(decider, now=now)
    accept_all(claim, decider, now=now)
    return deciding.verify(claim.pk, by=decider.actor, now=now).sample


def check(sample, faults: dict[str, str] | None = None, **said) -> QualitySample:
    papers = {paper: (faults or {}).get(paper.kind.code, "") for paper in papers_of(sample.claim)}
    return sampling.check(sample.pk, **{"papers": papers, "decision": "", **said})


# --- Drawn ---


def drawn(settings, one_in: int, key: bytes) -> set[int]:
    """Which of a thousand decisions on one claim are drawn."""
    settings.QUALITY_ONE_IN, settings.INDEX_KEY = one_in, key
    claim = "0b54bb6b-6a52-4c73-9f41-8b7c1a3cfb0e"
    return {pk for pk in range(1000) if sampling.is_drawn(Decision(pk=pk, claim_id=claim))}


@pytest.mark.parametrize(("one_in", "least", "most"), [(1, 1000, 1000), (20, 25, 80), (0, 0, 0)])
def test_about_one_in_n_is_drawn(settings, one_in, least, most):
    assert least <= len(drawn(settings, one_in, b"k" * 32)) <= most


def test_another_key_draws_others_so_that_nobody_can_tell_without_it(settings):
    one, other = drawn(settings, 20, b"k" * 32), drawn(settings, 20, b"l" * 32)

    assert len(one & other) < len(one) / 2


def test_the_same_decision_is_drawn_again_and_again_or_never(settings):
    assert drawn(settings, 20, b"k" * 32) == drawn(settings, 20, b"k" * 32)


def test_a_refusal_is_not_drawn(decider, now, settings):
    settings.QUALITY_ONE_IN = 1

    deciding.reject(taken_claim(decider, now=now).pk, rule=rule(), by=decider.actor, now=now)

    assert not QualitySample.objects.exists()


# --- Checked ---


def test_what_was_found_is_one_row_a_paper_and_one_on_the_decision(sample, checker, now):
    wrong = papers_of(sample.claim)[0]

    check(sample, {wrong.kind.code: "other_person"}, note="KTP orang lain.", by=checker.actor, now=now)

    found = dict(QualityFinding.objects.values_list("paper__kind__code", "fault"))
    assert len(found) == len(papers_of(sample.claim)) + 1
    assert (found[wrong.kind.code], found[None]) == ("other_person", "")
    assert sample.claim.events.filter(name="quality_checked", by=checker.actor).exists()


def test_nothing_of_the_claim_changes_by_it(sample, checker, now):
    check(sample, decision="not_entitled", note="Masih bekerja.", by=checker.actor, now=now)

    sample.claim.refresh_from_db()
    assert sample.claim.status == "verified"


def test_neither_of_the_two_who_decided_checks_it(decider, checker, now, settings):
    settings.QUALITY_ONE_IN = 1
    decision = proposing.confirm(proposed(decider, now=now).pk, by=checker.actor, now=now)

    for by in (decider, checker):
        assert not QualitySample.objects.for_checker(by).exists()
        with pytest.raises(Refused, match="petugas lain"):
            check(decision.sample, by=by.actor, now=now)
    assert QualitySample.objects.for_checker(factories.officer()).exists()


@pytest.mark.parametrize(
    "said",
    [{"decision": "not_entitled"}, {"decision": "bosan", "note": "x"}, {"papers": {}}],
)
def test_a_check_is_whole_and_coded_and_says_what_is_wrong(sample, checker, now, said):
    with pytest.raises(Refused):
        check(sample, **said, by=checker.actor, now=now)

    assert not QualityFinding.objects.exists()


def test_a_sample_is_checked_once(sample, checker, now):
    check(sample, by=checker.actor, now=now)

    with pytest.raises(Refused, match="sudah diperiksa"):
        check(sample, by=factories.officer().actor, now=now)
    with pytest.raises(IntegrityError, match="one_finding_on_the_decision"), transaction.atomic():
        QualityFinding.objects.create(sample=sample)


def test_findings_are_written_once(sample, checker, now):
    check(sample, by=checker.actor, now=now)

    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        QualityFinding.objects.update(fault="forged")


# --- What they came to ---


def test_results_count_faults_per_paper_and_decision(sample, checker, now):
    wrong = papers_of(sample.claim)[0]
    check(sample, {wrong.kind.code: "expired"}, decision="paper_lacked", note="x", by=checker.actor, now=now)

    came = quality.results(factories.officer(role="operator"), now=now)

    assert (came.drawn, came.checked, came.wrong_papers, came.wrong_decisions) == (1, 1, 1, 1)
    assert came.papers == len(papers_of(sample.claim))
    assert sorted(came.faults) == sorted(
        [(wrong.kind.name, "tidak berlaku lagi", 1), ("Keputusan", "dokumen wajib dianggap tidak perlu", 1)]
    )


def test_a_head_sees_the_results_of_their_own_branches(sample, checker, now):
    check(sample, decision="call_lacked", note="x", by=checker.actor, now=now)
    head = factories.officer(role="branch_head", branches=[factories.branch("Asia/Jayapura")])

    assert quality.results(head, now=now).drawn == 0


def test_a_sample_nobody_looks_at_is_said_to_the_operator(sample, now):
    later = now + quality.WAITS_AT_MOST + timedelta(minutes=1)

    assert not any("sampel mutu" in said for said in notices.for_operator(now))
    assert any("1 sampel mutu" in said for said in notices.for_operator(later))
