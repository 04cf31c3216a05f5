"""The addresses of tus: where an upload is begun, and each upload's own."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims import access, fresh
from claims.models import Claim, Upload
from claims.uploads import arriving, keeping
from claims.uploads.keeping import Lost, Overtaken
from claims.uploads.metadata import read, replaced_file
from claims.uploads.protocol import CONTENT_TYPE, NotSo, abilities, number, speaks_tus, standing

_TOO_LONG = gettext_lazy("Kiriman ini lebih panjang daripada berkasnya.")


@speaks_tus("POST")
def uploads(request: HttpRequest, case_number: str, *, method: str) -> HttpResponse:
    """Begin an upload. Upload-Metadata names what it is for: `paper`, the code of its kind, and, where a file of that
    paper is to be replaced, `replaces`, the file's id; that asks for a code, as taking a file back does."""
    claim = _claim(request, case_number)
    if "Upload-Defer-Length" in request.headers or "Upload-Concat" in request.headers:
        raise NotSo(400, _("Ukuran berkas harus diketahui sejak awal, dan berkas dikirim utuh."))
    length, metadata = number(request, "Upload-Length"), request.headers.get("Upload-Metadata", "")
    words = read(metadata)
    if sentence := keeping.refusal_of_size(length):
        raise NotSo(413 if length else 422, sentence, Tus_Max_Size=abilities()["Tus-Max-Size"])
    upload = keeping.begin(
        claim.pk,
        paper=words.get("paper", ""),
        replaces=_replaced(request, case_number, words),
        metadata=metadata,
        length=length,
        network=access.network_of(request),
        word=fresh.token(),
        now=timezone.now(),
    )
    answer = standing(upload, 201)
    answer["Location"] = reverse("claims:upload", args=[case_number, upload.word])
    return answer


@speaks_tus("HEAD", "PATCH", "DELETE")
def upload(request: HttpRequest, case_number: str, address: str, *, method: str) -> HttpResponse:
    """One upload: how far it is, go on with it, give it up."""
    claim = _claim(request, case_number)
    found = Upload.objects.select_related("claim", "kind").filter(claim=claim, word=address).first()
    if found is None or found.rests_until <= timezone.now():
        raise NotSo(404, _("Unggahan ini sudah tidak ada. Pilih berkasnya sekali lagi."))
    if found.ended_at and not found.is_whole:
        raise NotSo(410, _("Unggahan ini sudah berakhir. Pilih berkasnya sekali lagi."))
    if method == "HEAD":
        return _how_far(found)
    return _go_on(request, found) if method == "PATCH" else _give_up(found)


def _claim(request: HttpRequest, case_number: str) -> Claim:
    """The claim this browser was let in to, by the link at least, as its pages ask."""
    if not access.level_of(request.session, case_number, now=timezone.now()):
        raise NotSo(404, _("Klaim ini belum terbuka di peramban ini. Buka lagi lewat tautan pribadi Anda."))
    return Claim.objects.get(case_number=case_number)


def _replaced(request: HttpRequest, case_number: str, words: dict[str, str]) -> UUID | None:
    """The file that is to be replaced, if one is named by somebody who may."""
    if "replaces" in words and access.level_of(request.session, case_number, now=timezone.now()) != access.CODE:
        raise NotSo(403, _("Untuk mengganti berkas, masukkan kode dulu di halaman klaim."))
    return replaced_file(words)


def _how_far(found: Upload) -> HttpResponse:
    answer = _with_its_page(found, standing(found, 200))
    answer["Upload-Length"], answer["Upload-Metadata"] = str(found.length), found.metadata
    return answer


def _go_on(request: HttpRequest, found: Upload) -> HttpResponse:
    """Keep what comes from the offset on. Where the line breaks, what came until then stays."""
    body = _body(request, found)
    try:
        for leg in arriving.legs(body):
            found = keeping.keep(found, leg, by=f"claimant:{found.claim_id}", now=timezone.now())
    except arriving.TooLong:
        raise NotSo(413, _TOO_LONG) from None
    except Overtaken:
        raise NotSo(409, _("Berkas ini sedang dikirim dari tempat lain.")) from None
    except Lost:
        raise NotSo(410, _("Bagian yang sudah sampai tidak terbaca lagi. Pilih berkasnya sekali lagi.")) from None
    if found.is_whole:
        messages.success(request, _said_of(found))
    return _with_its_page(found, standing(found, 204))


def _said_of(found: Upload) -> str:
    """What is said of a file all of which is here, as the plain form says it."""
    if replaced_file(read(found.metadata)):
        return _("Berkas diterima. Yang lama tetap dipakai sampai yang baru selesai diperiksa.")
    return _("Berkas diterima. Tambah halaman lain, atau kembali ke daftar dokumen.")


def _body(request: HttpRequest, found: Upload) -> Iterator[bytes]:
    """What the request brings; it must begin where the upload is, and not reach beyond its end."""
    if request.content_type != CONTENT_TYPE:
        raise NotSo(415, _("Isi berkas dikirim sebagai %(type)s.") % {"type": CONTENT_TYPE})
    offset, missing = number(request, "Upload-Offset"), found.length - found.offset
    if offset != found.offset:
        sentence = _("Berkas ini sudah sampai pada byte %(n)s; lanjutkan dari sana.") % {"n": found.offset}
        raise NotSo(409, sentence, Upload_Offset=str(found.offset))
    if arriving.says_no_length(request):
        return arriving.chunks_until_it_ends(request, missing)
    if not request.META.get("CONTENT_LENGTH"):
        raise NotSo(411, _("Permintaan ini tidak menyebut panjangnya."))
    brings = number(request, "Content-Length")
    if brings > missing:
        raise NotSo(413, _TOO_LONG)
    return arriving.chunks(request, brings)


def _give_up(found: Upload) -> HttpResponse:
    """Erase what came. A file that was taken in already is not taken back here."""
    if found.is_whole:
        raise NotSo(403, _("Berkas ini sudah kami terima. Anda dapat menghapusnya dari daftar dokumen."))
    keeping.cancel(found, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@access.claimant_required(access.LINK)
def cancellation(request: HttpRequest, claim: Claim, address: str) -> HttpResponse:
    """Give up, by a button of the page, an upload that broke off."""
    found = get_object_or_404(claim.uploads.select_related("claim", "kind"), word=address)
    keeping.cancel(found, now=timezone.now())
    messages.success(request, _("Unggahan yang belum selesai dihapus."))
    return redirect(found.claim.address_of_paper(found.kind))


def _with_its_page(found: Upload, answer: HttpResponse) -> HttpResponse:
    """Say where to look for the file once all of it is here."""
    if found.is_whole:
        answer["Location"] = found.claim.address_of_paper(found.kind)
    return answer
