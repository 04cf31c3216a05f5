"""PostgreSQL refuses root. As root, the servers run as an account that exists already, on folders it can reach.

No account is made and no parent folder's mode is changed. As an ordinary user there is nothing to do: `None` means
"as myself".
"""

import errno
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int

    def can(self, *command: str | Path) -> bool:
        """Whether this account can run `command`; asked by trying, so it holds whatever closes the way."""
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, **self.as_process())
        except OSError as refusal:
            if refusal.errno != errno.EPERM:  # the program is out of reach, or cannot start here
                return False
            sentence = f"The servers cannot run as root, and this root may not become {self.name}."
            raise SystemExit(sentence) from None
        return done.returncode == 0

    def can_write(self, folder: Path) -> bool:
        """Whether this account gets into `folder` and may write there."""
        return self.can("/bin/sh", "-c", 'test -w "$1"', "sh", folder)

    def as_process(self) -> dict:
        """What makes `subprocess` start a child as this account and nobody else."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(folder: Path) -> Account | None:
    """Who runs servers on `folder`: the owner of an existing one, else an account that exists. None when not root."""
    owner = folder.stat().st_uid if folder.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise SystemExit(f"{folder} belongs to another account; run as that one, or let it `make clean-data`.")
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid) if owner in (None, 0, entry.pw_uid) else _owner(folder)
    raise SystemExit(f"The servers cannot run as root, and neither {' nor '.join(CANDIDATES)} exists on this machine.")


def _owner(folder: Path) -> Account:
    state = folder.stat()
    return Account(f"uid {state.st_uid}", state.st_uid, state.st_gid)


def open_folder(folder: Path, account: Account | None) -> Path:
    """Make `folder` if need be, closed to all others, owned by whom the servers run as."""
    folder.mkdir(mode=0o700, exist_ok=True)
    hand_over(folder, account)
    return folder


def hand_over(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def reachable_folder(wished: Path, account: Account | None) -> Path:
    """`wished`; or where the account cannot get there (a clone under /root), a new one outside, linked from there."""
    if wished.is_symlink():
        if not wished.exists():
            raise SystemExit(f"{wished} points to {wished.readlink()}, which is gone; `make clean-data` starts afresh.")
        return wished.resolve()
    if not wished.exists():
        open_folder(wished, account)
    if account is None or account.can_write(wished):
        return wished
    wished.rmdir()
    for parent in ("/var/lib", "/var/tmp", "/tmp"):  # noqa: S108 - made by mkdtemp, closed to others
        outside = temporary_folder(account, Path(parent))
        if outside:
            wished.symlink_to(outside)
            return outside
    raise SystemExit(f"The servers run as {account.name}, who cannot reach {wished}, /var/lib, /var/tmp or /tmp.")


def temporary_folder(account: Account | None, parent: Path | None = None) -> Path | None:
    """A new folder of the account's own under `parent` (else the temporary folder). None where it cannot be reached."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="lapak-asik-", dir=parent))
    except OSError:
        return None
    hand_over(folder, account)
    if account is None or account.can_write(folder):
        return folder
    folder.rmdir()
    return None


def reachable_program(program: Path, trees: list[Path], account: Account | None, shelf: Path) -> Path:
    """`program` where the account can start it: in place, or, where that is closed, in a copy of `trees` on `shelf`."""
    if account is None or account.can(program, "--version"):
        return program
    copied = shelf / program.relative_to(trees[0].parent)
    if not copied.exists() or copied.stat().st_mtime_ns != program.stat().st_mtime_ns:  # a newer wheel was installed
        for tree in trees:
            _copy_open(tree, shelf / tree.name)
    if not account.can(copied, "--version"):
        raise SystemExit(f"{account.name} cannot start {copied}: the servers need a folder that allows programs.")
    return copied


def _copy_open(tree: Path, target: Path) -> None:
    """A copy all may read; it takes its name only when it is whole."""
    half = target.with_name(f"{target.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(tree, half, symlinks=True)
    for path in (half, *half.rglob("*")):
        if not path.is_symlink():
            is_open = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if is_open else 0o644)
    shutil.rmtree(target, ignore_errors=True)
    half.rename(target)
