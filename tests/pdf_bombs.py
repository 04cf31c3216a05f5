"""PDFs that want all of the machine. They are drawn only in a process of its own: here one took 19 GB before."""

import zlib

from tests.sample_files import blank_picture, pdf_of, stream


def nested_forms(levels: int = 9, calls: int = 10) -> bytes:
    """Two kilobytes that draw a square a thousand million times: each form calls the next one ten times."""
    forms = []
    for level in range(levels):
        last = level == levels - 1
        drawing = b"0 0 9 9 re f" if last else b"/F Do " * calls
        inner = b"" if last else b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level)
        forms.append(stream(b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + inner, drawing))
    return pdf_of(b"/MediaBox[0 0 600 800]/Resources<</XObject<</F 5 0 R>>>>", b"/F Do", more=forms)


def shadings(times: int = 200_000) -> bytes:
    """A page painted over with the same colour run, thousands of times; packed, it is a few hundred bytes."""
    run = (
        b"<</ShadingType 3/ColorSpace/DeviceRGB/Coords[300 400 0 300 400 900]/Extend[true true]"
        b"/Function<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0 0 1]/N 1.7>>>>"
    )
    page = b"/MediaBox[0 0 600 800]/Resources<</Shading<</S 5 0 R>>>>"
    return pdf_of(page, zlib.compress(b"/S sh " * times, 9), contents=b"/Filter/FlateDecode", more=[run])


def huge_mask(side: int = 30_000) -> bytes:
    """One pixel, whose transparency is a picture of 900 megapixels."""
    mask = blank_picture(side)
    pixel = b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8/SMask 6 0 R"
    page = b"/MediaBox[0 0 600 800]/Resources<</XObject<</I 5 0 R>>>>"
    return pdf_of(page, b"q 600 0 0 800 0 0 cm /I Do Q", more=[stream(pixel, b"\xff\0\0"), mask])


def huge_pattern(side: int = 30_000) -> bytes:
    """A picture of 900 megapixels that is no object of the page but stands in the pattern it is filled with."""
    tile = stream(
        b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 600 800]/XStep 600/YStep 800"
        b"/Resources<</XObject<</I 6 0 R>>>>",
        b"q 600 0 0 800 0 0 cm /I Do Q",
    )
    page = b"/MediaBox[0 0 600 800]/Resources<</Pattern<</P 5 0 R>>>>"
    return pdf_of(page, b"/Pattern cs /P scn 0 0 600 800 re f", more=[tile, blank_picture(side)])
