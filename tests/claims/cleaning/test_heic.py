"""Photos in HEIC are read where the operator installed their decoder, and get their own sentence where not."""

import importlib.util
import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from claims.cleaning import FileRefused, examine, sandbox
from claims.cleaning.apart import pictures
from claims.cleaning.apart.talk import Job
from tests import sample_files
from tests.claims.cleaning.conftest import MOST_MEMORY
from tests.claims.cleaning.corpus import patches

needs_heic = pytest.mark.skipif(
    importlib.util.find_spec("pillow_heif") is None, reason="pillow-heif is not installed (make heic)."
)


def looked_at(content: bytes):
    return examine([content], file_name="IMG_0001.HEIC", declared_type="image/heic")


def heic(picture: Image.Image, **options: object) -> bytes:
    """Written in a process of its own, so that these tests' own never loads the codec."""
    raw = io.BytesIO()
    picture.save(raw, "PNG", compress_level=1)
    lines = (
        "import io, sys, pillow_heif; from PIL import Image; pillow_heif.register_heif_opener(); "
        "Image.open(io.BytesIO(sys.stdin.buffer.read())).save(sys.stdout.buffer, 'HEIF', **" + repr(options) + ")"
    )
    return subprocess.run([sys.executable, "-c", lines], input=raw.getvalue(), capture_output=True, check=True).stdout


@needs_heic
def test_a_photo_becomes_a_plain_page():
    content = heic(sample_files.picture(), quality=80, exif=sample_files._telling_exif(1).tobytes())

    (page,) = looked_at(content).pages

    assert sample_files.SECRET in content
    assert sample_files.SECRET not in page.image
    assert (page.width, page.height) == (1200, 900)
    corner = Image.open(io.BytesIO(page.image)).getpixel((20, 20))
    assert corner[0] > 200 > 60 > corner[1]


@needs_heic
@pytest.mark.slow
def test_a_photo_of_48_megapixels_is_read_within_the_limits(costs):
    (page,) = looked_at(heic(patches(8064, 6048), quality=30)).pages

    assert max(page.width, page.height) == 3000
    assert costs[-1].peak_memory < MOST_MEMORY


@needs_heic
@pytest.mark.parametrize("share", [0.1, 0.5, 0.97])
def test_a_photo_that_was_cut_off_is_refused(share):
    whole = heic(sample_files.picture(), quality=80)

    with pytest.raises(FileRefused) as refusal:
        looked_at(whole[: int(len(whole) * share)])

    assert refusal.value.cause == "picture_unreadable"


@needs_heic
def test_a_photo_of_too_many_pixels_is_refused_by_what_it_says_of_itself():
    whole = bytearray(heic(sample_files.picture(), quality=80))
    at = whole.index(b"ispe")
    whole[at + 8 : at + 16] = (60_000).to_bytes(4, "big") * 2

    with pytest.raises(FileRefused) as refusal:
        looked_at(bytes(whole))

    assert refusal.value.cause in ("too_many_pixels", "picture_unreadable")


@pytest.mark.usefixtures("own_zygotes")
def test_without_its_decoder_a_photo_gets_its_own_sentence(monkeypatch, tmp_path):
    """As on a machine without it: the script runs where the package cannot be found."""
    script = Path(sandbox.__file__).parent / "__main__.py"
    hiding = f"import sys; sys.modules['pillow_heif'] = None; sys.path.insert(0, {str(script.parent)!r})\n"
    (tmp_path / "without.py").write_text(hiding + script.read_text())
    monkeypatch.setattr(sandbox, "SCRIPT", tmp_path / "without.py")

    with pytest.raises(FileRefused, match="berformat HEIC, yang belum bisa kami baca") as refusal:
        looked_at(sample_files.heic())

    assert refusal.value.cause == "heic"


def test_the_portals_own_code_never_imports_the_decoder():
    assert Job.HEIC not in pictures.DECODERS
    assert "pillow_heif" not in sys.modules
