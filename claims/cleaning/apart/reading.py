"""Becomes tesseract, the program that reads, on one of our own page images. It keeps the limits of cost."""

import os
from typing import NoReturn

from .talk import Job

MODES = {
    Job.READ: ("--psm", "3", "-l", "ind"),  # whole pages: of a family card's table the other modes read but a line
    Job.TURN: ("--psm", "0", "-l", "osd"),  # only which way up the writing stands
}


def become_the_reader(program: str, job: Job) -> NoReturn:
    """Exchange this process for tesseract, which reads descriptor 0 and writes descriptor 1, on one core."""
    os.closerange(3, 256)
    os.execve(program, [program, "stdin", "stdout", *MODES[job]], {"OMP_THREAD_LIMIT": "1"})  # noqa: S606 - no shell
