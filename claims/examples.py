"""Drawings that show what is wrong with a paper beside how it should be: ours, plainly examples, a few KiB each."""

from django.db import models
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


class Example(models.TextChoices):
    """One drawing in static/img/reasons/, by its file's name; its label says what is on it to who cannot see it."""

    BLURRED = "buram", _("Kiri salah: tulisannya kabur. Kanan benar: tulisannya tajam.")
    CUT_OFF = "terpotong", _("Kiri salah: sebagian dokumen di luar foto. Kanan benar: keempat sudutnya terlihat.")
    DARK = "gelap", _("Kiri salah: fotonya gelap. Kanan benar: fotonya terang.")
    GLARE = "silau", _("Kiri salah: pantulan cahaya menutupi tulisan. Kanan benar: tanpa pantulan.")
    WRONG_PAPER = "salah-dokumen", _("Kiri salah: struk belanja. Kanan benar: KTP, dokumen yang diminta.")
    PAGES_MISSING = "halaman-kurang", _("Kiri salah: hanya halaman 1 dari 3. Kanan benar: ketiga halamannya.")
    OTHER_NAME = "nama-berbeda", _("Kiri salah: nama orang lain. Kanan benar: nama yang sama dengan di klaim.")
    EXPIRED = "kedaluwarsa", _("Kiri salah: masa berlakunya sudah lewat. Kanan benar: masih berlaku.")
    SCREENSHOT = "tangkapan-layar", _("Kiri salah: gambar layar ponsel. Kanan benar: foto dokumen aslinya.")
    NOT_SIGNED = (
        "tanpa-tanda-tangan",
        _("Kiri salah: tempat tanda tangan kosong. Kanan benar: ada tanda tangan."),
    )
    NUMBER_HIDDEN = "nomor-hilang", _("Kiri salah: jari menutupi nomor rekening. Kanan benar: nomornya terbaca.")
    FACE_COVERED = "wajah-tertutup", _("Kiri salah: bermasker dan berkacamata hitam. Kanan benar: wajah terlihat.")

    @property
    def address(self) -> str:
        return static(f"img/reasons/{self.value}.svg")


def examples_of(codes: list[str]) -> list[Example]:
    """The drawings of these codes; a code whose drawing is gone shows nothing."""
    return [Example(code) for code in codes if code in Example.values]
