"""How these tests have a file looked at, and look at what became of it."""

import io
from contextlib import contextmanager

from PIL import Image

from claims.cleaning import CleanFile, examine, sandbox


def clean(content: bytes, file_name: str = "", declared_type: str = "") -> CleanFile:
    return examine(iter([content[:70_000], content[70_000:]]), file_name=file_name, declared_type=declared_type)


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    image.load()
    return image


def close_to(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


@contextmanager
def played_by(monkeypatch, tmp_path, lines: str):
    """Another script in the zygote's place: of each job it has `order`, `source`, `target` and `end(outcome, died)`."""
    begin = (
        "import os, socket, struct, sys, time\n"
        "control = socket.socket(fileno=int(sys.argv[1]))\n"
        "def end(outcome, died=0): control.send(struct.pack('>BBIf', outcome, died, 0, 0))\n"
        "while True:\n"
        "    order, (source, target), _, _ = socket.recv_fds(control, 4096, 2)\n"
    )
    (script := tmp_path / "zygote.py").write_text(begin + "".join(f"    {line}\n" for line in lines.splitlines()))
    with monkeypatch.context() as played:
        played.setattr(sandbox, "SCRIPT", script)
        yield
        sandbox.end_all()
