"""What the operator must know of the house today: shown above the tables of the admin."""

from datetime import datetime, timedelta

from branches import calendar
from branches.models import Branch
from claims import ledger
from claims.cleaning import scanner
from notifications import actions
from notifications.models import Message, State
from verification.deciding import proposing, quality
from verification.told import red_list

LATELY = timedelta(hours=24)


def for_operator(now: datetime) -> list[str]:
    """One sentence per thing that wants attention, the gravest first; empty when all is well."""
    notices = []
    if warning := calendar.decree_warning(now):
        notices.append(warning)
    if failed := Message.objects.filter(state=State.FAILED, failed_at__gt=now - LATELY).count():
        notices.append(f"{failed} pesan tidak sampai dalam 24 jam terakhir. Lihat tabel Pesan, dan hubungi orangnya.")
    ours = [f"twilio {code}" for code in actions.to_mend()]
    if faults := Message.objects.filter(reason__in=ours, failed_at__gt=now - LATELY).count():
        notices.append(f"{faults} pesan gagal karena templat, akun, atau nama pengirim kita sendiri. Perbaiki dulu.")
    if untold := red_list.untold().count():
        notices.append(
            f"{untold} klaim: orangnya harus tahu, tetapi belum, dan tidak ada yang sedang dikirim. Lihat Belum tahu."
        )
    if late := proposing.overdue(now):
        notices.append(f"{late} usulan keputusan terlambat dijawab petugas kedua. Lihat Petugas kedua.")
    if waiting := quality.overdue(now):
        notices.append(f"{waiting} sampel mutu belum diperiksa sejak {quality.WAITS_AT_MOST.days} hari. Lihat Mutu.")
    if idle := Branch.objects.filter(is_active=True, opening_plans=None).count():
        notices.append(f"{idle} kantor cabang belum punya rencana jam buka, jadi tidak bisa dipilih siapa pun.")
    if late := len(ledger.overdue(now)):
        notices.append(f"{late} berkas atau surat belum sampai pada akhirnya. Lihat `manage.py ledger`.")
    if not scanner.is_on():
        notices.append("Pemindaian virus tidak aktif: belum ada pemindai yang dihubungkan.")
    return notices
