"""`make manage ARGS="sweep papers_due"`: Django's command line beside a running `make run`, on its data."""

import os

from deploy.local.data_folder import data_folder
from deploy.local.places import PYTHON, ROOT
from deploy.local.portal import read_environment, with_ours


def main(arguments: list[str]) -> int:
    data = data_folder([])
    if not (data / "environment").exists():
        raise SystemExit("Start the portal first with `make run`; its servers are needed.")
    env = with_ours(read_environment(data))
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "manage.py", *arguments], env)  # noqa: S606 - becomes the command itself
