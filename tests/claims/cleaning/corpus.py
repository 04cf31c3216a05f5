"""Files people send by mistake or with intent, besides those of `tests.sample_files`; the same bytes on every run.

`GOOD` become pages. `BAD` are refused, each with its cause. `EITHER` may end as pages or with one of the sentences, as
long as they cost no more than any other file.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, PngImagePlugin

from tests import pdf_bombs, sample_files
from tests.sample_files import jpeg, pdf, pdf_of, picture, png

MEGABYTE = 1024 * 1024


def written(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def webp(width: int = 1200, height: int = 900, **options: object) -> bytes:
    return written(picture(width, height), "WEBP", **({"quality": 80} | options))


def moving_webp() -> bytes:
    return written(picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (1200, 900), "blue")] * 3)


def moving_png() -> bytes:
    return written(picture(), "PNG", save_all=True, append_images=[Image.new("RGB", (1200, 900), "blue")])


@lru_cache
def patches(width: int, height: int) -> Image.Image:
    """Colours of a photo that was taken full size, quickly drawn."""
    small = Image.frombytes("RGB", (100, 75), random.Random(4).randbytes(22_500))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def fifty_megapixels(form: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    return written(patches(8160, 6120).convert(mode), form, **options)


def plain_fifty_megapixels(mode: str) -> bytes:
    return written(Image.new(mode, (8160, 6120)), "PNG")


# --- Damaged ---


def broken_exif() -> bytes:
    """The camera's notes end in the middle, and point outside of themselves."""
    whole = bytearray(sample_files.jpeg_with_place())
    at = whole.index(b"Exif\0\0") + 6
    whole[at + 4 : at + 8] = b"\xff\xff\xff\x7f"
    return bytes(whole)


def endless_exif() -> bytes:
    """A directory of the camera's notes that names itself as the next one."""
    body = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 8) + b"Exif\0\0" + body + jpeg()[2:]


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


def zeroed_tail() -> bytes:
    """A photo whose second half never arrived, though its length did."""
    whole = sample_files.jpeg()
    return whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2)


def text_mode_jpeg() -> bytes:
    """A photo that went through a program which took it for text."""
    return jpeg().replace(b"\n", b"\r\n")


# --- Two things at once ---


def jpeg_and_pdf() -> bytes:
    return jpeg() + b"\n" + pdf()


def pdf_and_zip() -> bytes:
    tail = io.BytesIO()
    with zipfile.ZipFile(tail, "w") as archive:
        archive.writestr("payload.php", sample_files.SECRET)
    return pdf() + tail.getvalue()


def gif_and_script() -> bytes:
    return b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)//"


def script_in_comment() -> bytes:
    return jpeg(comment=b"<?php system($_GET[0]); ?>" + sample_files.SECRET)


def script_after_png() -> bytes:
    return png() + b"<script>alert(1)</script>" + sample_files.SECRET


def webp_with_notes() -> bytes:
    return webp(exif=sample_files._telling_exif(), xmp=sample_files._xmp(), icc_profile=b"ICC" + sample_files.SECRET)


# --- Bombs ---


def png_of_claims(width: int, height: int) -> bytes:
    """A header that promises much, and nothing behind it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def png_of_many_chunks() -> bytes:
    whole = png(100, 100)
    return whole[:33] + _chunk(b"tEXt", b"a\0b") * 300_000 + whole[33:]


def png_of_many_notes() -> bytes:
    notes = PngImagePlugin.PngInfo()
    for number in range(70):
        notes.add_text(f"n{number}", "x" * MEGABYTE, zip=True)
    return written(picture(), "PNG", pnginfo=notes)


def jpeg_of_claims() -> bytes:
    """A small photo whose header says 65,000 by 65,000."""
    whole = bytearray(jpeg())
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return bytes(whole)


def wide_webp() -> bytes:
    return written(Image.new("RGB", (16_383, 3_000), "white"), "WEBP", method=0)


def pdf_of_deep_pages(depth: int = 3000) -> bytes:
    """A tree of pages as deep as it is long."""
    nodes = [
        b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (number + 6, max(2, number + 4))
        for number in range(depth)
    ]
    return pdf_of(b"/MediaBox[0 0 600 800]", b"", more=[*nodes, b"<</Type/Page>>"]).replace(b"[3 0 R]", b"[5 0 R]")


def pdf_of_nested_brackets() -> bytes:
    return pdf_of(b"/MediaBox[0 0 600 800]/Annots" + b"[" * 200_000, b"")


def pdf_of_itself() -> bytes:
    """A form that draws itself."""
    form = sample_files.stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</F 5 0 R>>>>", b"/F Do " * 50
    )
    return pdf_of(b"/MediaBox[0 0 600 800]/Resources<</XObject<</F 5 0 R>>>>", b"/F Do", more=[form])


def pdf_with_a_file_in_it() -> bytes:
    names = b"/Names<</EmbeddedFiles<</Names[(a.exe) 5 0 R]>>>>"
    more = [b"<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>", sample_files.stream(b"/Type/EmbeddedFile", b"MZ" * 99)]
    return pdf_of(b"/MediaBox[0 0 600 800]", b"9 9 99 99 re f", root=names, more=more)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


GOOD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a WebP": (webp, "kk.webp", "image/webp"),
    "a WebP called JPEG": (webp, "kk.jpg", "image/jpeg"),
    "a lossless WebP": (lambda: webp(lossless=True), "kk.webp", "image/webp"),
    "a moving WebP": (moving_webp, "kk.webp", "image/webp"),
    "a moving PNG": (moving_png, "kk.png", "image/png"),
    "a WebP with notes": (webp_with_notes, "kk.webp", "image/webp"),
    "a JPEG with broken EXIF": (broken_exif, "ktp.jpg", "image/jpeg"),
    "a JPEG with endless EXIF": (endless_exif, "ktp.jpg", "image/jpeg"),
    "a JPEG that is a PDF too": (jpeg_and_pdf, "ktp.jpg", "image/jpeg"),
    "a PDF that is a ZIP too": (pdf_and_zip, "kk.pdf", "application/pdf"),
    "a JPEG with a script in its comment": (script_in_comment, "ktp.jpg", "image/jpeg"),
    "a PNG with a script behind it": (script_after_png, "ktp.png", "image/png"),
    "a JPEG with a name of 300 letters": (jpeg, "k" * 300 + ".jpg", "image/jpeg"),
    "a JPEG with a name written backwards": (jpeg, "ktp\u202egpj.jpg", "image/jpeg"),
    "a JPEG with a path for a name": (jpeg, "../../etc/passwd.jpg", "image/jpeg"),
    "a JPEG of 50 megapixels": (lambda: fifty_megapixels(quality=60), "ktp.jpg", "image/jpeg"),
    "a progressive JPEG of 50 megapixels": (
        lambda: fifty_megapixels(quality=40, progressive=True, subsampling=0), "ktp.jpg", "image/jpeg",
    ),
    "a PNG of 50 megapixels": (lambda: plain_fifty_megapixels("RGB"), "ktp.png", "image/png"),
    "a transparent PNG of 50 megapixels": (lambda: plain_fifty_megapixels("RGBA"), "ktp.png", "image/png"),
    "a 16-bit PNG of 50 megapixels": (lambda: plain_fifty_megapixels("I;16"), "ktp.png", "image/png"),
    "a WebP of 24 megapixels": (lambda: written(patches(5657, 4243), "WEBP", quality=30, method=0), "a.webp", ""),
    "a PNG of very many notes": (png_of_many_chunks, "ktp.png", "image/png"),
    "a PDF after white space": (lambda: b"\r\n \xef\xbb\xbf"[:3] + pdf(), "kk.pdf", "application/pdf"),
    "a PDF with a file in it": (pdf_with_a_file_in_it, "kk.pdf", "application/pdf"),
}  # fmt: skip

BAD: dict[str, tuple[Callable[[], bytes], str, str, str]] = {
    "half a WebP": (lambda: cut(webp(), 0.5), "ktp.webp", "image/webp", "picture_unreadable"),
    "a WebP's first bytes": (lambda: webp()[:30], "ktp.webp", "image/webp", "picture_unreadable"),
    "a WebP of 50 megapixels": (wide_webp, "ktp.webp", "image/webp", "picture_too_heavy"),
    "a WebP called a PDF": (webp, "ktp.pdf", "application/pdf", "picture_mislabelled"),
    "a JPEG of three bytes": (lambda: b"\xff\xd8\xff", "ktp.jpg", "image/jpeg", "picture_unreadable"),
    "a JPEG that claims 65,000 by 65,000": (jpeg_of_claims, "ktp.jpg", "image/jpeg", "too_many_pixels"),
    "a PNG that claims four milliards": (lambda: png_of_claims(65_000, 65_000), "a.png", "", "too_many_pixels"),
    "a PNG that claims and has nothing": (lambda: png_of_claims(5000, 5000), "a.png", "", "picture_unreadable"),
    "a PNG's signature": (lambda: png()[:8], "a.png", "image/png", "picture_unreadable"),
    "a PNG of too many notes": (png_of_many_notes, "a.png", "image/png", "picture_unreadable"),
    "a GIF that is a script": (gif_and_script, "a.gif", "image/gif", "wrong_kind"),
    "a TIFF": (lambda: written(picture(300, 300), "TIFF"), "a.tif", "image/tiff", "wrong_kind"),
    "a BMP": (lambda: written(picture(300, 300), "BMP"), "a.bmp", "image/bmp", "wrong_kind"),
    "a drawing in SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "image/svg+xml", "wrong_kind"),
    "a film": (lambda: struct.pack(">I", 24) + b"ftypisom" + bytes(999), "a.mp4", "video/mp4", "wrong_kind"),
    "an AVIF": (lambda: struct.pack(">I", 28) + b"ftypavif\0\0\0\0mif1avif" + bytes(99), "a.avif", "", "wrong_kind"),
    "an archive": (lambda: pdf_and_zip()[len(pdf()) :], "a.zip", "application/zip", "wrong_kind"),
    "zeros": (lambda: bytes(5000), "ktp.jpg", "image/jpeg", "wrong_kind"),
    "a PDF of forms in forms": (pdf_bombs.nested_forms, "kk.pdf", "application/pdf", "pdf_unreadable"),
    "a PDF painted without end": (pdf_bombs.shadings, "kk.pdf", "application/pdf", "pdf_too_heavy"),
}

EITHER: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "a JPEG whose second half is zeros": (zeroed_tail, "ktp.jpg", "image/jpeg"),
    "a JPEG taken for text": (text_mode_jpeg, "ktp.jpg", "image/jpeg"),
    "a PDF that draws itself": (pdf_of_itself, "kk.pdf", "application/pdf"),
    "a PDF with a huge mask": (pdf_bombs.huge_mask, "kk.pdf", "application/pdf"),
    "a PDF with a huge pattern": (pdf_bombs.huge_pattern, "kk.pdf", "application/pdf"),
    "a PDF of deep pages": (pdf_of_deep_pages, "kk.pdf", "application/pdf"),
    "a PDF of nested brackets": (pdf_of_nested_brackets, "kk.pdf", "application/pdf"),
    **{f"{share:.0%} of a JPEG": (lambda share=share: cut(jpeg(), share), "a.jpg", "") for share in (0.02, 0.9, 0.999)},
    **{f"{share:.0%} of a PNG": (lambda share=share: cut(png(), share), "a.png", "") for share in (0.02, 0.9, 0.999)},
    **{f"{share:.0%} of a PDF": (lambda share=share: cut(pdf(3), share), "a.pdf", "") for share in (0.1, 0.5, 0.9)},
}
