"""The audit never passes for want of an answer."""

import subprocess

from deploy.local import audit


def judged(name, *flaws):
    return {"name": name, "version": "1", "vulns": list(flaws)}


def skipped(name):
    return {"name": name, "skip_reason": "not found on PyPI"}


def test_it_passes_when_all_is_judged_and_nothing_found():
    assert audit.verdict([judged("a"), judged("b")]) == 0


def test_it_fails_with_a_known_vulnerability():
    assert audit.verdict([judged("a", {"id": "CVE-1", "fix_versions": ["2"]}), judged("b")]) == 1


def test_it_fails_when_too_little_was_judged():
    packages = [judged(str(number)) for number in range(8)] + [skipped("x"), skipped("y")]

    assert audit.verdict(packages) == 2


def test_it_passes_with_nine_of_ten_judged():
    assert audit.verdict([judged(str(number)) for number in range(9)] + [skipped("x")]) == 0


def test_nothing_at_all_is_no_answer():
    assert audit.verdict([]) == 2


def test_it_fails_when_the_service_cannot_be_reached(monkeypatch, capsys):
    silence = subprocess.CompletedProcess([], 1, stdout="", stderr="Connection refused")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: silence)

    assert audit.main([]) == 2
    assert "could not be asked" in capsys.readouterr().err
