"""How much of a claim, and of a network, may be on its way at once. Counted from the uploads themselves."""

from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from claims.cleaning import MAX_BYTES
from claims.models import Claim, Upload
from workflow import Refused

HOUR = timedelta(hours=1)

UNFINISHED_PER_CLAIM = 12
"""As many as one paper may have files; who has more broke off a dozen times and can go on with any of them."""

UNFINISHED_BYTES_PER_CLAIM = 8 * MAX_BYTES

BEGUN_PER_CLAIM = 120
"""Within an hour: every paper of the longest list, each with its pages, sent twice."""

BEGUN_PER_NETWORK = 3000
"""Within an hour: an operator puts thousands of phones behind one address."""

TRY_AGAIN_AFTER = int(HOUR.total_seconds())


class TooMany(Refused):
    """One claim or network has more on its way than its share; the answer is a 429."""


def refuse_too_many(claim: Claim, *, network_index: bytes, length: int, now: datetime) -> None:
    """Refuse one more upload of `length` bytes with TooMany. The caller holds the claim's lock."""
    on_their_way = claim.uploads.unfinished(now).aggregate(number=Count("pk"), size=Sum("length", default=0))
    too_large = on_their_way["number"] and on_their_way["size"] + length > UNFINISHED_BYTES_PER_CLAIM
    if on_their_way["number"] >= UNFINISHED_PER_CLAIM or too_large:
        raise TooMany(
            _("Ada %(n)s berkas yang belum selesai terkirim. Lanjutkan atau batalkan salah satunya dulu.")
            % {"n": on_their_way["number"]}
        )
    begun = Upload.objects.filter(begun_at__gt=now - HOUR)
    if begun.filter(claim=claim).count() >= BEGUN_PER_CLAIM:
        raise TooMany(_("Sudah banyak berkas dikirim untuk klaim ini dalam satu jam. Coba lagi satu jam lagi."))
    if begun.filter(network_index=network_index).count() >= BEGUN_PER_NETWORK:
        raise TooMany(
            _("Sudah banyak berkas dikirim dari jaringan ini. Coba lagi satu jam lagi, atau pakai jaringan lain.")
        )
