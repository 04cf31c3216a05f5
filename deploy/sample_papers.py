"""Draws sample papers for tests and the demonstration day: cards, letters, tables and a face, of people nobody is.

The same kind, name and seed give the same bytes. All papers of one name and seed agree with each other, and
`invent(name, seed)` tells what stands on them, so that a claim can declare the same. Everything carries a large CONTOH
and numbers that cannot exist (a NIK of province 99), and resembles no real form.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
FOOTNOTE = "Dokumen contoh untuk mencoba Lapak Asik. Orang dan nomor di dalamnya tidak ada."
MARK = "CONTOH"
INK, FAINT, RED = (30, 34, 40), (120, 126, 134), (190, 30, 45)

TITLES = {
    "KTP": "KARTU TANDA PENDUDUK",
    "KTP_ALM": "KARTU TANDA PENDUDUK (PESERTA)",
    "KTP_AW": "KARTU TANDA PENDUDUK (AHLI WARIS)",
    "KTP_WALI": "KARTU TANDA PENDUDUK (WALI)",
    "KTP_PERW": "KARTU TANDA PENDUDUK (WAKIL PERUSAHAAN)",
    "KPJ": "KARTU PESERTA JAMINAN",
    "NPWP": "NOMOR POKOK WAJIB PAJAK",
    "PASPOR": "PASPOR",
    "REK": "BUKU TABUNGAN",
    "KRED_REK": "BUKU TABUNGAN KREDIT",
    "KK": "KARTU KELUARGA",
    "ABSENSI": "DAFTAR HADIR",
    "SLIP": "SLIP GAJI",
    "PAKLARING": "SURAT KETERANGAN PERNAH BEKERJA",
    "RESIGN": "SURAT PENGUNDURAN DIRI",
    "PENSIUN": "SURAT KETERANGAN PENSIUN",
    "MATI": "SURAT KETERANGAN KEMATIAN",
    "WARIS": "SURAT KETERANGAN AHLI WARIS",
    "NIKAH": "KUTIPAN AKTA NIKAH",
    "AKTA_ANAK": "KUTIPAN AKTA KELAHIRAN",
    "PKWT": "PERJANJIAN KERJA WAKTU TERTENTU",
    "PHK_TT": "TANDA TERIMA LAPORAN PHK",
    "PHK_PB": "PERJANJIAN BERSAMA",
    "KRONO": "KRONOLOGI KECELAKAAN",
    "KWIT": "KUITANSI PENGOBATAN",
    "F4": "FORMULIR KLAIM JAMINAN KEMATIAN",
    "F5": "FORMULIR KLAIM JAMINAN HARI TUA",
    "F7": "FORMULIR KLAIM JAMINAN PENSIUN",
}
PLACES = ("Kota Mega", "Kota Lazuardi", "Kota Anggrek", "Kota Samudra", "Kota Puspa")


@dataclass(frozen=True)
class Invented:
    """A person who does not exist, with numbers nobody can have."""

    name: str
    nik: str
    kpj: str
    birth_place: str
    birth_date: date
    address: str
    account: str
    company: str


def invent(name: str, seed: int) -> Invented:
    """The person of that name and seed: always the same one."""
    chance = random.Random(f"{name}:{seed}")  # noqa: S311 - a sample needs repetition, not secrecy
    birth_date = date(1970, 1, 1) + timedelta(days=chance.randrange(9000))
    return Invented(
        name=name,
        nik=f"99{chance.randrange(10**4):04}{birth_date:%d%m%y}{chance.randrange(1, 10**4):04}",
        kpj=f"99{chance.randrange(10**9):09}",
        birth_place=chance.choice(PLACES),
        birth_date=birth_date,
        address=f"Jalan Contoh No. {chance.randrange(1, 90)}, {chance.choice(PLACES)}",
        account=f"99{chance.randrange(10**8):08}",
        company=f"PT Contoh {chance.choice(('Sentosa', 'Makmur', 'Sejahtera'))}",
    )


def draw(kind_code: str, *, name: str, seed: int) -> tuple[str, str, bytes]:
    """A paper of that kind, as the person's phone or office would send it: `(file name, content type, bytes)`.

    A kind without a drawing of its own becomes a letter that bears its code.
    """
    paint, content_type = DRAWINGS.get(kind_code, (_letter, PDF))
    title = TITLES.get(kind_code, f"DOKUMEN {kind_code}")
    content = paint(invent(name, seed), title, content_type)
    suffix = {JPEG: "jpg", PNG: "png", PDF: "pdf"}[content_type]
    return f"{kind_code.lower()}-{seed}.{suffix}", content_type, content


# --- Photographed papers ------------------------------------------------------------------------------------------


def _card(person: Invented, title: str, content_type: str) -> bytes:
    """A card that lies on a table, a little askew."""
    card = Image.new("RGB", (1240, 780), (214, 230, 240))
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, 1240, 110), fill=(120, 165, 195))
    pen.text((40, 28), title, font=_font(46), fill=INK)
    _write_lines(pen, (40, 150), _facts_of(person), size=34, leading=76)
    card.paste(_face(person).resize((270, 360)), (930, 150))
    _mark(card)
    table = Image.new("RGB", (1600, 1200), (112, 88, 66))
    turned = card.convert("RGBA").rotate(_lean(person), expand=True, resample=Image.Resampling.BICUBIC)
    table.paste(turned, ((1600 - turned.width) // 2, (1200 - turned.height) // 2), turned)
    return _photographed(table, content_type)


def _passbook(person: Invented, title: str, content_type: str) -> bytes:
    sheet = Image.new("RGB", (1500, 1050), (246, 243, 230))
    pen = ImageDraw.Draw(sheet)
    pen.text((70, 60), f"{title} - BANK CONTOH", font=_font(54), fill=INK)
    facts = [
        ("Nomor rekening", person.account),
        ("Nama", person.name),
        ("Alamat", person.address),
        ("Cabang", "Contoh"),
    ]
    _write_lines(pen, (70, 190), facts, size=44, leading=100)
    for row in range(620, 980, 60):
        pen.line((70, row, 1430, row), fill=FAINT, width=2)
    _mark(sheet)
    return _photographed(sheet, content_type)


def _portrait(person: Invented, title: str, content_type: str) -> bytes:
    face = _face(person)
    _mark(face)
    return _photographed(face, content_type)


def _slip(person: Invented, title: str, content_type: str) -> bytes:
    """A table on a screen, sent as a screenshot."""
    sheet = Image.new("RGB", (1080, 1500), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((60, 60), title, font=_font(52), fill=INK)
    pen.text((60, 140), person.company, font=_font(36), fill=FAINT)
    _write_lines(pen, (60, 240), [*_facts_of(person), ("Jumlah", "Rp 9.999.999")], size=36, leading=110)
    _mark(sheet)
    return _photographed(sheet, content_type)


def _face(person: Invented) -> Image.Image:
    """A figure drawn with a few shapes: plainly nobody."""
    chance = random.Random(person.nik)  # noqa: S311 - a sample needs repetition, not secrecy
    picture = Image.new("RGB", (900, 1200), (222, 228, 234))
    pen = ImageDraw.Draw(picture)
    skin, shirt = (
        chance.choice([(224, 184, 150), (198, 150, 112), (168, 120, 86)]),
        chance.choice([INK, (240, 240, 240)]),
    )
    pen.ellipse((130, 800, 770, 1500), fill=shirt)
    pen.rectangle((390, 700, 510, 860), fill=skin)
    pen.ellipse((240, 190, 660, 520), fill=(35, 28, 26))
    pen.ellipse((270, 260, 630, 760), fill=skin)
    for eye in (360, 540):
        pen.ellipse((eye - 24, 450, eye + 24, 480), fill=INK)
    pen.arc((370, 560, 530, 660), 20, 160, fill=(120, 50, 50), width=10)
    return picture


# --- Papers from an office ----------------------------------------------------------------------------------------


def _letter(person: Invented, title: str, content_type: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    width, height = A4
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawCentredString(width / 2, height - 90, person.company.upper())
    canvas.drawCentredString(width / 2, height - 140, title)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(70, height - 200, "Yang bertanda tangan di bawah ini menerangkan bahwa:")
    for row, (label, value) in enumerate(_facts_of(person)):
        canvas.drawString(90, height - 235 - 24 * row, label)
        canvas.drawString(220, height - 235 - 24 * row, f": {value}")
    canvas.drawString(70, height - 430, "Surat ini dibuat sebagai contoh dan tidak berlaku untuk keperluan apa pun.")
    canvas.drawString(360, height - 520, person.birth_place)
    canvas.drawString(360, height - 610, "( Bagian Personalia Contoh )")
    return _finished(canvas, out, A4)


def _family_card(person: Invented, title: str, content_type: str) -> bytes:
    size = landscape(A4)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawCentredString(size[0] / 2, size[1] - 60, f"{title} No. {person.nik[::-1]}")
    members = [
        ("Nama", "NIK", "Hubungan"),
        (person.name, person.nik, "Kepala keluarga"),
        ("Sekar Contoh", f"99{person.nik[2:12]}0001", "Pasangan"),
        ("Banyu Contoh", f"99{person.nik[2:12]}0002", "Anak"),
    ]
    canvas.setFont("Helvetica", 12)
    for row, cells in enumerate(members):
        for column, cell in enumerate(cells):
            canvas.rect(60 + 240 * column, size[1] - 150 - 36 * row, 240, 36)
            canvas.drawString(70 + 240 * column, size[1] - 138 - 36 * row, cell)
    return _finished(canvas, out, size)


def _finished(canvas: Canvas, out: io.BytesIO, size: tuple[float, float]) -> bytes:
    canvas.setFont("Helvetica", 9)
    canvas.drawCentredString(size[0] / 2, 40, FOOTNOTE)
    canvas.setFillColor(Color(0.75, 0.1, 0.15, alpha=0.28))
    canvas.setFont("Helvetica-Bold", 110)
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(35)
    canvas.drawCentredString(0, -40, MARK)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


# --- Pencil and camera --------------------------------------------------------------------------------------------


def _facts_of(person: Invented) -> list[tuple[str, str]]:
    return [
        ("Nama", person.name),
        ("NIK", person.nik),
        ("Lahir", f"{person.birth_place}, {person.birth_date:%d-%m-%Y}"),
        ("Alamat", person.address),
        ("No. peserta", person.kpj),
        ("Perusahaan", person.company),
    ]


def _write_lines(
    pen: ImageDraw.ImageDraw, place: tuple[int, int], facts: list[tuple[str, str]], *, size: int, leading: int
) -> None:
    for row, (label, value) in enumerate(facts):
        pen.text((place[0], place[1] + row * leading), label, font=_font(size - 10), fill=FAINT)
        pen.text((place[0], place[1] + row * leading + size - 8), value, font=_font(size), fill=INK)


def _mark(sheet: Image.Image) -> None:
    """CONTOH across the whole sheet, and the footnote under it."""
    layer = Image.new("L", sheet.size, 0)
    font = _font(min(sheet.size) // 5)
    ImageDraw.Draw(layer).text((sheet.width / 2, sheet.height / 2), MARK, font=font, fill=110, anchor="mm")
    sheet.paste(RED, mask=layer.rotate(25))
    small = _font(max(20, sheet.width // 55))
    pen = ImageDraw.Draw(sheet)
    pen.text((sheet.width / 2, sheet.height - 30), FOOTNOTE, font=small, fill=RED, anchor="mm")


def _lean(person: Invented) -> float:
    return int(person.nik[-2:]) / 25 - 2  # degrees


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _photographed(sheet: Image.Image, content_type: str) -> bytes:
    out = io.BytesIO()
    if content_type == JPEG:
        sheet.filter(ImageFilter.GaussianBlur(0.6)).save(out, "JPEG", quality=88)
    else:
        sheet.save(out, "PNG")
    return out.getvalue()


DRAWINGS: dict[str, tuple[Callable[[Invented, str, str], bytes], str]] = {
    "KTP": (_card, JPEG),
    "KTP_ALM": (_card, JPEG),
    "KTP_AW": (_card, JPEG),
    "KTP_WALI": (_card, JPEG),
    "KTP_PERW": (_card, JPEG),
    "KPJ": (_card, PNG),
    "NPWP": (_card, JPEG),
    "PASPOR": (_card, JPEG),
    "REK": (_passbook, JPEG),
    "KRED_REK": (_passbook, JPEG),
    "FOTO": (_portrait, JPEG),
    "SLIP": (_slip, PNG),
    "ABSENSI": (_slip, PNG),
    "KK": (_family_card, PDF),
}
