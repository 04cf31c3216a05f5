"""Scans as staff see them: brought, read, their pages, and the word that an envelope's contents are all there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, REFUSED, desk_page
from branches.models import Branch
from claims.cleaning.leaves import MAX_SCAN_BYTES
from claims.models import Claim
from claims.uploads.plain_form import takes_files
from dropbox.access import batch_in_sight, for_handlers
from dropbox.models import Batch, Leaf
from dropbox.scans import bringing, contents, showing
from dropbox.scans.forms import FILES_AT_ONCE, BringForm
from dropbox.scans.page import show_batch
from queueing.day.page import branch_in_sight
from verification.desk import note_reading
from verification.models import PageView
from workflow import Refused

SHOWN = 30


@for_handlers
@takes_files(largest=MAX_SCAN_BYTES, files=FILES_AT_ONCE)
def batches(request: HttpRequest, code: str) -> HttpResponse:
    """The branch's batches, the newest first, and the form that brings another."""
    user, now = officer_of(request), timezone.now()
    branch = branch_in_sight(user, code)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    if not form.is_valid():
        return _list(request, branch, form, status=INVALID if form.is_bound else 200)
    try:
        brought = bringing.bring(branch, form.take(), by=user.actor, now=now)
    except Refused as refusal:
        form.add_error("scans", str(refusal))
        return _list(request, branch, form, status=REFUSED)
    if brought.known:
        messages.warning(request, f"{brought.known} berkas sudah pernah diunggah dan tidak dipindai dua kali.")
    return redirect("admin:scan_batch", brought.batch.pk)


def _list(request: HttpRequest, branch: Branch, form: BringForm, *, status: int) -> HttpResponse:
    found = Batch.objects.filter(branch=branch)
    context = {
        "branch": branch,
        "form": form,
        "batches": found.with_counts()[:SHOWN],
        "title": f"Pindaian {branch}",
    }
    return desk_page(request, "dropbox/scan_batches.html", context, status=status)


@require_GET
@for_handlers
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What became of every page of it."""
    return show_batch(request, batch_in_sight(officer_of(request), batch_id), now=timezone.now())


@require_POST
@for_handlers
def contents_check(request: HttpRequest, batch_id: UUID, case_number: str) -> HttpResponse:
    """Everything of this claim is where it belongs: the claim goes on, its claimant is told."""
    user, now = officer_of(request), timezone.now()
    found = batch_in_sight(user, batch_id)
    claim = get_object_or_404(Claim.objects.visible_to(user), case_number=case_number)
    try:
        claim = contents.check(found.pk, claim_id=claim.pk, by=user.actor, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return show_batch(request, found, now=now, status=REFUSED)
    messages.success(request, f"{claim}: isi amplop diperiksa, pemohon dikabari. {claim.get_status_display()}.")
    return redirect("admin:scan_batch", found.pk)


@require_GET
@for_handlers
def leaf_picture(request: HttpRequest, batch_id: UUID, leaf_id: int) -> HttpResponse:
    """One page, large. Who looks at it is on record before it is shown."""
    user = officer_of(request)
    leaf = _leaf(batch_in_sight(user, batch_id), leaf_id)
    code = f"{leaf.scan_id}/{leaf.number}"
    note_reading(leaf.claim, PageView.What.SCAN, code=code, by=user.actor, now=timezone.now())
    return showing.picture(leaf, small=False)


@require_GET
@for_handlers
def leaf_thumbnail(request: HttpRequest, batch_id: UUID, leaf_id: int) -> HttpResponse:
    """One page, too small to be read."""
    return showing.picture(_leaf(batch_in_sight(officer_of(request), batch_id), leaf_id), small=True)


def _leaf(of: Batch, leaf_id: int) -> Leaf:
    leaf = get_object_or_404(Leaf.objects.filter(scan__batch=of).select_related("scan", "claim"), pk=leaf_id)
    leaf.scan.batch = of
    return leaf
