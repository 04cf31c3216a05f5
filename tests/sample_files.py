"""Files people send by mistake or with intent. Every builder returns bytes and is the same on every run.

`GOOD` are accepted as they are; `BAD` are refused, each with its cause in `claims.cleaning.SENTENCES`.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec

from PIL import ExifTags, Image, ImageDraw, PngImagePlugin
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

MEGABYTE = 1024 * 1024
SECRET = b"EXIF-KAMERA-RAHASIA"
NO_HEIC = "picture_unreadable" if find_spec("pillow_heif") else "heic"
"""What is said of something that begins like a HEIC and is none: without its decoder nobody can tell."""


# --- Pictures that are fine ---------------------------------------------------------------------------------------


def picture(width: int = 1200, height: int = 900) -> Image.Image:
    """A paper-like picture whose left upper corner is red, so that a turn can be seen."""
    drawn = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(drawn)
    for line in range(height // 20, height, max(1, height // 15)):
        pen.line((width // 10, line, width * 9 // 10, line), fill="black", width=max(1, height // 200))
    pen.rectangle((0, 0, width // 3, height // 3), fill="red")
    return drawn


def jpeg(width: int = 1200, height: int = 900, **options: object) -> bytes:
    return _written(picture(width, height), "JPEG", **({"quality": 90} | options))


def png(width: int = 1200, height: int = 900) -> bytes:
    return _written(picture(width, height), "PNG")


def progressive_jpeg() -> bytes:
    return jpeg(progressive=True)


@lru_cache
def phone_photo(width: int = 4000, height: int = 3000) -> bytes:
    """What a 12-megapixel phone held upright sends: grain, orientation 6, the place, XMP, a comment; near 6 MB."""
    chance = random.Random(12)
    patches = Image.frombytes("RGB", (width // 8, height // 8), chance.randbytes(width * height * 3 // 64))
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height)).convert("RGB")
    shot = Image.blend(patches.resize((width, height), Image.Resampling.BICUBIC), grain, 0.05)
    return _written(shot, "JPEG", quality=93, exif=_telling_exif(), comment=SECRET, xmp=_xmp())


def jpeg_with_place(orientation: int = 6) -> bytes:
    return jpeg(exif=_telling_exif(orientation), comment=SECRET, xmp=_xmp(), icc_profile=b"ICC" + SECRET)


def png_with_text() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", _xmp().decode(), zip=True)
    return _written(picture(), "PNG", pnginfo=notes, exif=_telling_exif())


def mpo_jpeg() -> bytes:
    """Two pictures in one JPEG, as phones with depth or zoom lenses write them."""
    return _written(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (1200, 900), "blue")])


def cmyk_jpeg() -> bytes:
    return _written(picture().convert("CMYK"), "JPEG")


def grey_jpeg() -> bytes:
    return _written(picture().convert("L"), "JPEG")


def sixteen_bit_png() -> bytes:
    """Grey from black at the left to white at the right, in 16 bits."""
    row = b"".join(struct.pack("<H", column * 65535 // 999) for column in range(1000))
    return _written(Image.frombytes("I;16", (1000, 700), row * 700), "PNG")


def transparent_palette_png() -> bytes:
    """A drawing on a transparent ground: on black it would be unreadable."""
    drawn = Image.new("P", (1000, 800), 0)
    drawn.putpalette([0, 0, 0, 200, 0, 0])
    ImageDraw.Draw(drawn).rectangle((100, 100, 400, 400), fill=1)
    return _written(drawn, "PNG", transparency=0)


def transparent_png() -> bytes:
    return _written(Image.new("RGBA", (800, 800), (0, 0, 0, 0)), "PNG")


def jpeg_with_zip_tail() -> bytes:
    """A JPEG that is a ZIP archive as well."""
    tail = io.BytesIO()
    with zipfile.ZipFile(tail, "w") as archive:
        archive.writestr("payload.php", SECRET)
    return jpeg() + tail.getvalue()


def small_jpeg() -> bytes:
    return jpeg(320, 240)


# --- PDFs ---------------------------------------------------------------------------------------------------------


def pdf(pages: int = 1, *, password: str = "", owner_only: bool = False) -> bytes:
    lock = StandardEncryption("" if owner_only else password, ownerPassword=password) if password else None
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), encrypt=lock, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 40)
        canvas.drawString(80, 700, f"Halaman {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_with_filled_form() -> bytes:
    """A form whose field was filled in black: the answer stands only in the field."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 800), invariant=1)
    canvas.acroForm.textfield(name="nama", value="MMMMMMMMMM", x=50, y=350, width=500, height=100, fontSize=60)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_that_acts() -> bytes:
    """A PDF that opens a program and runs JavaScript when it is opened."""
    action = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC<</S/Launch/F(calc.exe)>>>>"
    return pdf_of(b"/MediaBox[0 0 600 800]", b"0 0 0 rg 100 100 200 200 re f", root=action)


def pdf_without_pages() -> bytes:
    return _pdf_file([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"])


def pdf_with_huge_page() -> bytes:
    return pdf_of(b"/MediaBox[0 0 14400 14400]/UserUnit 1000", b"1 0 0 rg 0 0 9000 9000 re f")


def pdf_with_pixel_bomb(side: int = 30_000) -> bytes:
    """An 870 KB file whose one picture takes 900 MB once it is unpacked."""
    page = b"/MediaBox[0 0 600 800]/Resources<</XObject<</I 5 0 R>>>>"
    return pdf_of(page, b"q 600 0 0 800 0 0 cm /I Do Q", more=[blank_picture(side)])


def pdf_of_the_largest_picture() -> bytes:
    """A colour scan of just the pixels that are allowed, in red."""
    scan = _written(Image.new("RGB", (7071, 7071), "red"), "JPEG", quality=60)
    head = (
        b"/Type/XObject/Subtype/Image/Width 7071/Height 7071/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    )
    page = b"/MediaBox[0 0 600 800]/Resources<</XObject<</I 5 0 R>>>>"
    return pdf_of(page, b"q 600 0 0 800 0 0 cm /I Do Q", more=[stream(head, scan)])


def pdf_as_thin_as_a_hair() -> bytes:
    return pdf_of(b"/MediaBox[0 0 1 14400]", b"1 0 0 rg 0 0 1 14400 re f")


# --- Files that cannot be used ------------------------------------------------------------------------------------


def truncated_jpeg() -> bytes:
    whole = jpeg()
    return whole[: len(whole) // 2]


def truncated_png() -> bytes:
    whole = png()
    return whole[: len(whole) // 2]


def png_bomb(side: int = 30_000) -> bytes:
    """900 megapixels in some hundred kilobytes."""
    packer = zlib.compressobj(9)
    rows = bytes(side // 8 + 1) * 100
    packed = b"".join(packer.compress(rows) for _ in range(side // 100)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def png_just_over_the_pixels() -> bytes:
    return _written(Image.new("1", (10_000, 5_001)), "PNG")


def png_text_bomb() -> bytes:
    """A note that unpacks to 100 MB, in front of a tiny picture."""
    packer = zlib.compressobj(9)
    note = b"note\0\0" + b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(100)) + packer.flush()
    whole = png(100, 100)
    return whole[:33] + _chunk(b"zTXt", note) + whole[33:]


def jpeg_of_many_scans() -> bytes:
    """A progressive JPEG whose last scan stands there thousands of times, to keep the decoder busy."""
    whole = _written(Image.new("RGB", (6000, 6000), "white"), "JPEG", progressive=True)
    start = whole.rindex(b"\xff\xda")
    scan = whole[start:-2]
    return whole[:start] + scan * (3 * MEGABYTE // len(scan)) + b"\xff\xd9"


def html_before_jpeg() -> bytes:
    return b"<html><script>alert(1)</script></html>" + jpeg()


def program() -> bytes:
    """The beginning of a Windows program."""
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + bytes(0) + b"PE\0\0\x4c\x01" + bytes(400)


def heic() -> bytes:
    return struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + bytes(200)


def gif() -> bytes:
    return _written(picture(300, 300), "GIF")


def over_six_megabytes() -> bytes:
    return jpeg() + bytes(6 * MEGABYTE + 1 - len(jpeg()))


def exactly_six_megabytes() -> bytes:
    return jpeg() + bytes(6 * MEGABYTE - len(jpeg()))


GOOD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a JPEG": (jpeg, "ktp.jpg", "image/jpeg"),
    "a JPEG named in capitals": (jpeg, "KTP.JPEG", "image/jpeg"),
    "a JPEG without a name or type": (jpeg, "", ""),
    "a JPEG whose phone does not know its type": (jpeg, "1000023", "application/octet-stream"),
    "a JPEG named like a sentence": (jpeg, "KTP an. Sari", "image/jpeg"),
    "a JPEG named by the hour": (jpeg, "WhatsApp Image 2026-03-12 at 10.22.33", "image/jpeg"),
    "a JPEG called PNG": (jpeg, "kk.png", "image/png"),
    "a PNG called JPEG": (png, "kk.jpg", "image/jpeg; charset=binary"),
    "a progressive JPEG": (progressive_jpeg, "kk.jpg", "image/jpeg"),
    "a photo with the place in it": (jpeg_with_place, "foto.jpg", "image/jpeg"),
    "a PNG with notes": (png_with_text, "foto.png", "image/png"),
    "an MPO": (mpo_jpeg, "foto.jpg", "image/jpeg"),
    "a JPEG for print": (cmyk_jpeg, "scan.jpg", "image/jpeg"),
    "a grey JPEG": (grey_jpeg, "scan.jpg", "image/jpeg"),
    "a 16-bit PNG": (sixteen_bit_png, "scan.png", "image/png"),
    "a PNG with a transparent palette": (transparent_palette_png, "scan.png", "image/png"),
    "a transparent PNG": (transparent_png, "scan.png", "image/png"),
    "a JPEG with a ZIP behind it": (jpeg_with_zip_tail, "foto.jpg", "image/jpeg"),
    "a JPEG of six megabytes": (exactly_six_megabytes, "foto.jpg", "image/jpeg"),
    "a small JPEG": (small_jpeg, "foto.jpg", "image/jpeg"),
    "a JPEG one pixel wide": (lambda: jpeg(1, 2000), "foto.jpg", "image/jpeg"),
    "a JPEG one pixel high": (lambda: jpeg(2000, 1), "foto.jpg", "image/jpeg"),
    "a JPEG as thin as can be": (lambda: jpeg(1, 65_000), "foto.jpg", "image/jpeg"),
    "a PNG one pixel wide": (lambda: png(1, 2000), "foto.png", "image/png"),
    "a PNG one pixel high": (lambda: png(2000, 1), "foto.png", "image/png"),
    "a PDF": (pdf, "surat.pdf", "application/pdf"),
    "a PDF of twenty pages": (lambda: pdf(20), "surat.pdf", "application/pdf"),
    "a PDF only its owner may change": (lambda: pdf(password="x", owner_only=True), "surat.pdf", "application/pdf"),
    "a PDF with a filled form": (pdf_with_filled_form, "formulir.pdf", "application/pdf"),
    "a PDF that acts": (pdf_that_acts, "surat.pdf", "application/pdf"),
    "a PDF with a huge page": (pdf_with_huge_page, "surat.pdf", "application/pdf"),
    "a PDF as thin as a hair": (pdf_as_thin_as_a_hair, "surat.pdf", "application/pdf"),
    "a PDF of the largest picture": (pdf_of_the_largest_picture, "surat.pdf", "application/pdf"),
}

BAD: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "nothing": (lambda: b"", "ktp.jpg", "image/jpeg", "empty"),
    "one byte over six megabytes": (over_six_megabytes, "ktp.jpg", "image/jpeg", "too_big"),
    "half a JPEG": (truncated_jpeg, "ktp.jpg", "image/jpeg", "picture_unreadable"),
    "half a PNG": (truncated_png, "ktp.png", "image/png", "picture_unreadable"),
    "a PNG of 900 megapixels": (png_bomb, "ktp.png", "image/png", "too_many_pixels"),
    "a PNG just over the limit": (png_just_over_the_pixels, "ktp.png", "image/png", "too_many_pixels"),
    "a PNG whose note unpacks without end": (png_text_bomb, "ktp.png", "image/png", "picture_unreadable"),
    "a JPEG of thousands of scans": (jpeg_of_many_scans, "ktp.jpg", "image/jpeg", "picture_unreadable"),
    "a web page before a JPEG": (html_before_jpeg, "ktp.jpg", "image/jpeg", "wrong_kind"),
    "a program called a photo": (program, "ktp.jpg", "image/jpeg", "wrong_kind"),
    "a text": (lambda: b"KTP saya menyusul", "ktp.jpg", "image/jpeg", "wrong_kind"),
    "a GIF": (gif, "ktp.gif", "image/gif", "wrong_kind"),
    "an iPhone's HEIC": (heic, "IMG_0001.HEIC", "image/heic", NO_HEIC),
    "a photo called a program": (jpeg, "ktp.exe", "image/jpeg", "picture_mislabelled"),
    "a photo declared a web page": (jpeg, "ktp.jpg", "text/html", "picture_mislabelled"),
    "a photo called a PDF": (jpeg, "ktp.pdf", "application/pdf", "picture_mislabelled"),
    "a PDF called a photo": (pdf, "ktp.jpg", "image/jpeg", "pdf_mislabelled"),
    "a PDF declared a photo": (pdf, "ktp.pdf", "image/jpeg", "pdf_mislabelled"),
    "a PDF with a password": (lambda: pdf(password="rahasia"), "kk.pdf", "application/pdf", "pdf_locked"),
    "a PDF without pages": (pdf_without_pages, "kk.pdf", "application/pdf", "pdf_empty"),
    "a PDF of 21 pages": (lambda: pdf(21), "kk.pdf", "application/pdf", "too_many_pages"),
    "a PDF with a picture of 900 megapixels": (pdf_with_pixel_bomb, "kk.pdf", "application/pdf", "too_many_pixels"),
    "the first kilobyte of a PDF": (lambda: pdf()[:600], "kk.pdf", "application/pdf", "pdf_unreadable"),
    "a PDF in name only": (lambda: b"%PDF-1.7\n" + bytes(500), "kk.pdf", "application/pdf", "pdf_unreadable"),
}
ONE_FOR_EACH_CAUSE = list({file[-1]: name for name, file in reversed(BAD.items())}.values())
"""Enough where the question is what becomes of the sentence, and not which file gets it."""


# --- Building blocks ----------------------------------------------------------------------------------------------


def _written(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _telling_exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = SECRET.decode()
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "S", (6.0, 10.0, 31.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (106.0, 49.0, 37.0)
    return exif


def _xmp() -> bytes:
    return b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><p>' + SECRET + b"</p></x:xmpmeta>"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def stream(head: bytes, body: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(body), body)


@lru_cache
def blank_picture(side: int) -> bytes:
    """A black picture as an object of a PDF, packed a thousandfold."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(side * 100)) for _ in range(side // 100)) + packer.flush()
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray" % (side, side)
    return stream(head + b"/BitsPerComponent 8/Filter/FlateDecode", packed)


def pdf_of(
    page: bytes, drawing: bytes, *, contents: bytes = b"", root: bytes = b"", more: list[bytes] | None = None
) -> bytes:
    return _pdf_file(
        [
            b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R" + page + b">>",
            stream(contents, drawing),
            *(more or []),
        ]
    )


def _pdf_file(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end
