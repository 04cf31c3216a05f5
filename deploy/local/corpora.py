"""`make corpora`: fetches the source packages whose test files our tests open too, once, into .data/corpora.

Tests ask no network themselves; without these they are skipped and say so.
"""

import subprocess

from deploy.local.places import PYTHON, ROOT, say

FOLDER = ROOT / ".data" / "corpora"
PACKAGES = ("pikepdf==10.17.0", "pypdf==7.1.0", "pillow-heif==1.8.1")
FETCH = (str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(FOLDER))


def main(arguments: list[str]) -> int:
    """35 MB from PyPI. Nothing of theirs becomes part of the portal."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        say(f"Fetching the sources of {package} …")
        subprocess.run([*FETCH, package], check=True)
    return 0
