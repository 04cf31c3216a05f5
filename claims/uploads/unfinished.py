"""What the page of a paper says of the uploads that broke off."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalogue.checklist import Need, Route
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


def on_their_way(claim: Claim, need: Need, *, with_names: bool, now: datetime) -> list[OnItsWay]:
    """The unfinished uploads for this paper, oldest first."""
    found = claim.uploads.unfinished(now).filter(kind__in=need.kinds)
    return [_said(claim, upload, place, with_names) for place, upload in enumerate(found, 1)]


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


def page_of(upload: Upload) -> str:
    """The page of the paper an upload is for."""
    claim = upload.claim
    needs = [*claim.needs(Route.ONLINE), *claim.needs(Route.DROPBOX)]
    key = next((need.key for need in needs if upload.kind in need.kinds), "")
    return reverse("claims:paper", args=[claim.case_number, key]) if key else claim.get_absolute_url()
