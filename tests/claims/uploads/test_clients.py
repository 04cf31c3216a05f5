"""tus's own clients, in Python and in JavaScript, against the served portal over a line that is cut every 64 KiB."""

import io
import json
import os
import subprocess
from pathlib import Path

import pytest
from tusclient import client as tus

from claims.cleaning import MAX_BYTES
from claims.models import PaperFile
from tests.claims.uploads.proxy import cutting_line
from tests.claims.uploads.sample import noisy_photo

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CUT = 64 * 1024
TUS_JS = "tus-js-client@4.3.1"


def kept() -> bytes:
    return b"".join(PaperFile.objects.get().original())


def words(claim) -> dict[str, str]:
    return {"filename": "ktp.jpg", "filetype": "image/jpeg", "paper": claim.missing_papers()[0].kinds[0].code}


@pytest.mark.parametrize("size", [1, 900_000, MAX_BYTES], ids=["one byte", "900 kB", "the largest"])
def test_tuspy_brings_a_file_over_a_line_that_is_cut_every_64_kib(size, served, claim, cookie):
    content = noisy_photo(size)
    with cutting_line(served.port, bytes_each=CUT) as line:
        door = tus.TusClient(f"{line.address}{claim.get_absolute_url()}unggahan/", headers={"Cookie": cookie})
        uploader = door.uploader(
            file_stream=io.BytesIO(content), metadata=words(claim), retries=1000, retry_delay=0.01, chunk_size=MAX_BYTES
        )
        uploader.upload()

    assert kept() == content
    assert line.cuts >= size // CUT


def test_without_going_on_the_same_line_brings_nothing(served, claim, cookie):
    """The negative control: the line really is too bad for one piece."""
    with cutting_line(served.port, bytes_each=CUT) as line:
        door = tus.TusClient(f"{line.address}{claim.get_absolute_url()}unggahan/", headers={"Cookie": cookie})
        uploader = door.uploader(file_stream=io.BytesIO(noisy_photo(900_000)), metadata=words(claim), retries=0)

        with pytest.raises(Exception, match=r"."):
            uploader.upload()

    assert PaperFile.objects.count() == 0


@pytest.fixture(scope="session")
def tus_js(tmp_path_factory) -> Path:
    """A folder with tus-js-client, from npm; kept between runs where TUS_JS_CACHE says."""
    folder = Path(os.environ.get("TUS_JS_CACHE") or tmp_path_factory.mktemp("npm"))
    if not (folder / "node_modules/tus-js-client").exists():
        try:
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", TUS_JS],
                cwd=folder, check=True, capture_output=True, timeout=120,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as trouble:
            pytest.skip(f"tus-js-client could not be had from npm: {trouble}")
    return folder


SCRIPT = """
const tus = require("tus-js-client");
const { endpoint, cookie, metadata, size, part } = JSON.parse(process.argv[1]);
const content = require("fs").readFileSync(0);
new tus.Upload(content, {
  endpoint, metadata, chunkSize: part, headers: { Cookie: cookie },
  retryDelays: Array(1000).fill(5),
  onError: (error) => { console.error(String(error)); process.exit(1); },
  onSuccess: () => process.exit(0),
}).start();
"""


@pytest.mark.parametrize("part", [100_000, MAX_BYTES], ids=["parts of 100 kB", "one part"])
def test_tus_js_client_brings_a_file_over_a_line_that_is_cut_every_64_kib(part, served, claim, cookie, tus_js):
    content = noisy_photo(1_500_000)
    with cutting_line(served.port, bytes_each=CUT) as line:
        how = {"endpoint": f"{line.address}{claim.get_absolute_url()}unggahan/", "cookie": cookie, "part": part}
        told = json.dumps({**how, "metadata": words(claim)})
        ran = subprocess.run(["node", "-e", SCRIPT, told], cwd=tus_js, input=content, capture_output=True, timeout=60)

    assert ran.returncode == 0, ran.stderr.decode()
    assert kept() == content
    assert line.cuts >= len(content) // CUT
