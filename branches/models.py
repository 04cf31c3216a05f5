"""Where and when: the offices that serve, the days on which they do not."""

from datetime import time

from django.db import models
from django.db.models import F, Q


class Zone(models.TextChoices):
    """Indonesia's three zones by their IANA names. There is no daylight saving (Keppres 41/1987)."""

    WIB = "Asia/Jakarta", "WIB"
    WIB_PONTIANAK = "Asia/Pontianak", "WIB (Pontianak)"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Branch(models.Model):
    """An office that takes claims. Any branch may serve anyone, whatever their address."""

    code = models.CharField("kode", max_length=12, unique=True, help_text="Kode bawaan adalah contoh, bukan resmi.")
    name = models.CharField("nama", max_length=120)
    city = models.CharField("kota atau kabupaten", max_length=80)
    province = models.CharField("provinsi", max_length=80)
    province_code = models.CharField("kode provinsi", max_length=2, help_text="Kode Kemendagri, seperti dalam NIK.")
    zone = models.CharField("zona waktu", max_length=32, choices=Zone)
    kanwil = models.CharField("kantor wilayah", max_length=80)
    address = models.CharField("alamat", max_length=250, blank=True)
    opens_at = models.TimeField("buka pukul", default=time(8))
    closes_at = models.TimeField("tutup pukul", default=time(15))
    is_active = models.BooleanField("melayani", default=True)
    is_verified = models.BooleanField("sudah dicocokkan", default=False, help_text="Keberadaannya ada sumbernya.")
    note = models.TextField("catatan", blank=True)
    source = models.TextField("sumber", blank=True)

    class Meta:
        ordering = ("province_code", "name")
        verbose_name = "kantor cabang"
        verbose_name_plural = "kantor cabang"
        constraints = [
            models.CheckConstraint(condition=Q(zone__in=Zone.values), name="branch_zone_is_indonesian"),
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="branch_opens_before_it_closes"),
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day without service: for the whole country, or for one branch only."""

    class Kind(models.TextChoices):
        NATIONAL = "national", "Libur nasional"
        CUTI_BERSAMA = "cuti_bersama", "Cuti bersama"
        CLOSURE = "closure", "Kantor tutup"

    day = models.DateField("tanggal")
    name = models.CharField("nama", max_length=120)
    kind = models.CharField("jenis", max_length=16, choices=Kind)
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, verbose_name="kantor", help_text="Kosong: semua kantor."
    )

    class Meta:
        ordering = ("day",)
        verbose_name = "hari libur"
        verbose_name_plural = "hari libur"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "branch"], nulls_distinct=False, name="holiday_once_per_day_and_branch"
            ),
            models.CheckConstraint(
                condition=Q(kind="closure") | Q(branch__isnull=True), name="holiday_of_one_branch_is_a_closure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y} {self.name}"


class DecreeYear(models.Model):
    """A year whose holidays are decreed (the yearly SKB of three ministers) and entered.

    A year without its row is provisional: no places are offered in it and dates that fall in it are estimates.
    """

    year = models.PositiveSmallIntegerField("tahun", unique=True)
    decree = models.CharField("keputusan", max_length=200)
    source = models.TextField("sumber", blank=True)

    class Meta:
        ordering = ("-year",)
        verbose_name = "tahun dengan SKB libur"
        verbose_name_plural = "tahun dengan SKB libur"

    def __str__(self) -> str:
        return f"{self.year}: {self.decree}"
