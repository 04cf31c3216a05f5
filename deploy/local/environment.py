"""Makes .venv and fills it from the locked requirements, by hash. Standard library only: nothing is installed yet.

A stamp inside .venv holds the hash of what was installed, so the second time costs nothing and needs no network.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.places import PYTHON, ROOT, VENV, say

STAMP = VENV / "installed.json"
RUN, HEIC, DEVELOP = "requirements.txt", "requirements-heic.txt", "requirements-dev.txt"
BY_PIP = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement"]
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")  # an office's own proxy is known there, not to uv
NO_VENV = "This Python comes without venv and pip. Run `apt install python3-venv` and try again."


def main(arguments: list[str]) -> int:
    """`environment` for what the portal runs on, `environment --dev` for the checks and tests on top."""
    ensure(DEVELOP if "--dev" in arguments else RUN)
    return 0


def ensure(wanted: str) -> None:
    """Stand .venv up with at least what `wanted` lists. Does nothing when the stamp says it is already so."""
    if is_current(wanted):
        return
    with _one_at_a_time():
        if is_current(wanted):
            return
        if _stamp().get("file") == DEVELOP:
            wanted = DEVELOP  # tools once installed stay in step
        _make_venv()
        _install(wanted)
        STAMP.write_text(json.dumps({"file": wanted, "sha256": _digest(wanted), "venv": str(VENV)}))


def add(wanted: str) -> None:
    """Put what `wanted` lists beside what is there; it stays until .venv is made anew or the tools are put in step."""
    ensure(RUN)
    with _one_at_a_time():
        _install(wanted)


def is_current(wanted: str) -> bool:
    """Whether .venv already holds `wanted`, here (a moved .venv is broken) and on a Python that still starts."""
    stamp = _stamp()
    return (
        stamp.get("venv") == str(VENV)
        and stamp.get("file") in (wanted, DEVELOP)
        and stamp.get("sha256") == _digest(stamp["file"])
        and _venv_starts()
    )


def _stamp() -> dict[str, str]:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _venv_starts() -> bool:
    try:
        subprocess.run([PYTHON, "-c", ""], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands started together must not install over each other."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_venv() -> None:
    moved = _stamp().get("venv", str(VENV)) != str(VENV)
    if _venv_starts() and not moved:
        return
    has_pip = importlib.util.find_spec("ensurepip") is not None
    if importlib.util.find_spec("venv") is None or not (has_pip or shutil.which("uv")):
        raise SystemExit(NO_VENV)
    say("Making .venv …")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command if has_pip else [*command, "--without-pip"], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)  # half an environment must not pass for one
        raise SystemExit(NO_VENV if "ensurepip" in made.stdout + made.stderr else made.stdout + made.stderr)


def _install(wanted: str) -> None:
    """By uv when it is there or can be had (3 s), else by pip (a minute). Both refuse unlisted hashes."""
    say(f"Installing {wanted} into .venv …")
    uv = _uv()
    env = {"UV_SYSTEM_CERTS": "1", **os.environ} if SYSTEM_CERTIFICATES.exists() else None
    if uv and not subprocess.run(_by_uv(uv, wanted), cwd=ROOT, env=env).returncode:
        return
    say("uv could not do it; trying pip …" if uv else "Without uv, pip takes about a minute …")
    if subprocess.run([*BY_PIP, ROOT / wanted]).returncode:
        raise SystemExit(f"Could not install {wanted}: the package index must be reachable the first time.")


def _by_uv(uv: str, wanted: str) -> list[str]:
    # `sync` also removes what is no longer listed; the shorter file must not remove uv itself, so it is only added to.
    verb = ["sync", wanted] if wanted == DEVELOP else ["install", "--requirement", wanted]
    return [uv, "pip", *verb, "--quiet", "--python", str(PYTHON), "--require-hashes", "--no-build"]


def _uv() -> str | None:
    """uv from PATH, or its wheel installed first by the hash in the lock. None when neither can be had."""
    in_venv = VENV / "bin" / "uv"
    if found := shutil.which("uv") or (str(in_venv) if in_venv.exists() else None):
        return found
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
        lock.write(locked_block("uv"))
        lock.flush()
        failed = subprocess.run([*BY_PIP, lock.name], capture_output=True).returncode
    return None if failed else str(in_venv)


def locked_block(package: str, lock: Path = ROOT / DEVELOP) -> str:
    """The lines of the lock that pin one package with its hashes."""
    block: list[str] = []
    for line in lock.read_text().splitlines():
        if line.startswith(f"{package}==") or (block and line.startswith("    --hash")):
            block.append(line)
        elif block:
            break
    return "\n".join(block) + "\n"
