import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from privacy import rotation

ROUNDS = 10
PAUSE = 1.0  # seconds, for rows that somebody held in the last round


class Command(BaseCommand):
    help = (
        "Segel ulang semua yang masih memakai kunci lama dengan kunci pertama di SEALING_KEYS. Aman dijalankan saat "
        "portal melayani, setelah setiap proses dimulai ulang dengan kunci baru di depan. Buang kunci lama dari "
        "SEALING_KEYS hanya setelah perintah ini selesai tanpa sisa."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="hanya hitung, jangan ubah")

    def handle(self, *, dry_run: bool, **options):
        self.stdout.write(f"Kunci yang menyegel: {settings.SEALING_KEYS[0][0]}")
        columns = list(rotation.columns_at_rest())
        if dry_run:
            for field in columns:
                self.stdout.write(f"{field.model._meta.label}.{field.name}: {rotation.under_older_keys(field).count()}")
            return
        left = unreadable = 0
        for field in columns:
            turned = self._turn(field)
            left, unreadable = left + turned.left, unreadable + turned.unreadable
        if left or unreadable:
            raise CommandError(f"{left} nilai masih tersisa, {unreadable} tidak terbaca. Jangan buang kunci lama.")
        self.stdout.write(self.style.SUCCESS("Selesai. Kunci lama tidak dipakai lagi."))

    def _turn(self, field) -> rotation.Turned:
        resealed = 0
        for _round in range(ROUNDS):
            turned = rotation.turn(field)
            resealed += turned.resealed
            if not turned.left:
                break
            time.sleep(PAUSE)
        self.stdout.write(f"{turned.column}: {resealed} disegel ulang, {turned.left} sisa")
        return turned
