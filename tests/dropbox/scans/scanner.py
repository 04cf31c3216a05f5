"""What a sheet-fed scanner makes: pages of grey paper with a little dust, as a PDF or one by one."""

import io
import random

import segno
from PIL import Image, ImageDraw

A4_AT_100_DPI = (827, 1169)
PAPER = 245


def page(seed: int = 1) -> Image.Image:
    """A page of writing; another seed, another page."""
    sheet = blank()
    pen, chance = ImageDraw.Draw(sheet), random.Random(seed)
    for line in range(120, 1050, 28):
        pen.line((90, line, 90 + chance.randint(200, 640), line), fill=30, width=7)
    return sheet


def blank() -> Image.Image:
    """An empty sheet, as a scanner sees it: not quite white, with specks of dust."""
    sheet = Image.new("L", A4_AT_100_DPI, PAPER)
    pen, chance = ImageDraw.Draw(sheet), random.Random(7)
    for _ in range(20):
        x, y = chance.randint(0, 826), chance.randint(0, 1168)
        pen.rectangle((x, y, x + 1, y + 1), fill=90)
    return sheet


def signature() -> Image.Image:
    """A sheet with nothing but a small signature."""
    sheet = blank()
    ImageDraw.Draw(sheet).line((500, 900, 540, 870, 560, 910, 590, 875, 640, 900), fill=40, width=2)
    return sheet


def separator(text: str, *, turned: bool = False) -> Image.Image:
    """A printed sheet with a QR code of 32 mm, and words below it."""
    sheet = blank()
    code = io.BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=8, border=4)
    sheet.paste(Image.open(code).convert("L").resize((126, 126)), (120, 160))
    ImageDraw.Draw(sheet).line((120, 330, 600, 330), fill=20, width=9)
    return sheet.rotate(180) if turned else sheet


def pdf(*sheets: Image.Image) -> bytes:
    first, *others = sheets
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others, resolution=100)
    return written.getvalue()


def jpeg(sheet: Image.Image) -> bytes:
    written = io.BytesIO()
    sheet.save(written, "JPEG", quality=80)
    return written.getvalue()
