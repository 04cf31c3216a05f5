"""What the page of a paper says of the uploads that broke off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalogue.models import PaperKind
from claims.models import Claim, Upload
from claims.uploads.metadata import file_name, read

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class OnItsWay:
    """One upload that can be gone on with. The name is only for who was let in by a code."""

    name: str
    detail: str
    address: str
    cancel: str


def on_their_way(
    claim: Claim, kinds: Sequence[PaperKind], *, replaces: str = "", with_names: bool, now: datetime
) -> list[OnItsWay]:
    """The unfinished uploads to be added to these papers, or to come in the place of one file; oldest first."""
    found = claim.uploads.unfinished(now).filter(kind__in=kinds)
    found_here = [upload for upload in found if read(upload.metadata).get("replaces", "") == replaces]
    return [_said(claim, upload, place, with_names) for place, upload in enumerate(found_here, 1)]


def _said(claim: Claim, upload: Upload, place: int, with_name: bool) -> OnItsWay:
    upload.claim = claim
    where = [claim.case_number, upload.word]
    size = number_format(upload.length / MEGABYTE, decimal_pos=1)
    return OnItsWay(
        name=(with_name and file_name(read(upload.metadata))) or _("Berkas %(n)s") % {"n": place},
        detail=_("%(percent)s%% dari %(size)s MB sudah sampai")
        % {"percent": upload.offset * 100 // upload.length, "size": size},
        address=reverse("claims:upload", args=where),
        cancel=reverse("claims:upload_cancellation", args=where),
    )
