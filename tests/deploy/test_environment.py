"""The environment is made from the lock alone, and only when something changed."""

import json

import pytest

from deploy.local import environment


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An invented clone whose .venv starts, holding both locks."""
    (tmp_path / ".venv").mkdir()
    for lock in (environment.RUN, environment.DEVELOP):
        (tmp_path / lock).write_text(f"# {lock}\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv/installed.json")
    monkeypatch.setattr(environment, "_venv_starts", lambda: True)
    return tmp_path


def stamp(clone, file, **changed):
    kept = {"file": file, "sha256": environment._digest(file), "venv": str(clone / ".venv"), **changed}
    environment.STAMP.write_text(json.dumps(kept))


def test_without_a_stamp_it_is_not_current(clone):
    assert not environment.is_current(environment.RUN)


def test_what_was_installed_is_current(clone):
    stamp(clone, environment.RUN)

    assert environment.is_current(environment.RUN)
    assert not environment.is_current(environment.DEVELOP)


def test_the_tools_include_what_the_portal_needs(clone):
    stamp(clone, environment.DEVELOP)

    assert environment.is_current(environment.RUN)


def test_a_changed_lock_is_installed_again(clone):
    stamp(clone, environment.RUN)
    (clone / environment.RUN).write_text("changed\n")

    assert not environment.is_current(environment.RUN)


def test_a_moved_clone_is_installed_again(clone):
    stamp(clone, environment.RUN, venv="/somewhere/else/.venv")

    assert not environment.is_current(environment.RUN)


def test_a_python_without_venv_and_uv_gets_one_sentence(clone, monkeypatch):
    monkeypatch.setattr(environment, "_venv_starts", lambda: False)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match="apt install python3-venv"):
        environment.ensure(environment.RUN)


def test_only_the_asked_packages_lines_are_taken_from_the_lock(tmp_path):
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "a==1 \\\n    --hash=sha256:aa\nuv==2 \\\n    --hash=sha256:bb\n    # via x\nz==3 \\\n    --hash=sha256:cc\n"
    )

    assert environment.locked_block("uv", lock) == "uv==2 \\\n    --hash=sha256:bb\n"
