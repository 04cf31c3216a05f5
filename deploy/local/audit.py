"""`make audit`: known vulnerabilities of all the lock pins. It asks the network, and never passes without an answer."""

import json
import subprocess
import sys

from deploy.local.environment import DEVELOP
from deploy.local.places import PYTHON, ROOT, say

ENOUGH = 0.9  # of the packages must have been judged, or the answer is worth nothing


def main(arguments: list[str]) -> int:
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [str(PYTHON), "-m", "pip_audit", "--requirement", DEVELOP, *options, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        sys.stderr.write(done.stderr)
        say("audit: the advisory service could not be asked, so nothing is known. Try again with the network open.")
        return 2
    return verdict(packages)


def verdict(packages: list[dict]) -> int:
    """0 when enough was judged and nothing found, 1 with findings, 2 when too little was judged."""
    judged = [package for package in packages if "skip_reason" not in package]
    if skipped := [package["name"] for package in packages if "skip_reason" in package]:
        say(f"audit: the advisory service knew nothing of: {', '.join(skipped)}")
    found = [(package, flaw) for package in judged for flaw in package["vulns"]]
    for package, flaw in found:
        fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
        say(f"{package['name']} {package['version']}: {flaw['id']}, fixed in {fixed}")
    say(f"audit: {len(judged)} of {len(packages)} packages judged, {len(found)} known vulnerabilities")
    if found:
        return 1
    if len(judged) < ENOUGH * len(packages) or not judged:
        say(f"audit: fewer than {ENOUGH:.0%} could be judged, so this is no answer.")
        return 2
    return 0
