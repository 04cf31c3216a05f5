"""The claim's home as a task list: one row per paper, with its status in a word."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.checklist import Need
from claims.kept_sentences import in_active_language
from claims.models import Claim, Paper


def account_row(claim: Claim) -> list[dict[str, Any]]:
    """The account as one more row, where the bank sent the money back and nobody has answered yet."""
    if not claim.account_wanted_at:
        return []
    hint = _("Kata bank: %(reason)s.") % {"reason": claim.get_account_wanted_because_display()}
    href = reverse("claims:account", args=[claim.case_number])
    return [{"label": _("Periksa rekening Anda"), "href": href, "status": _("Jawab"), "tone": "fix", "hint": hint}]


def rows(claim: Claim, needs: list[Need]) -> list[dict[str, Any]]:
    """One row per paper asked for, in the catalogue's order."""
    papers = {paper.kind.code: paper for paper in claim.papers_with_files()}
    return [
        {
            "label": need.label,
            "href": reverse("claims:paper", args=[claim.case_number, need.key]),
            **_status(claim, need, [papers[kind.code] for kind in need.kinds if kind.code in papers]),
        }
        for need in needs
    ]


def _status(claim: Claim, need: Need, papers: list[Paper]) -> dict[str, str]:
    given = [paper for paper in papers if paper.is_given]
    again = [paper for paper in papers if paper.must_be_sent_again]
    if again and not given:
        return {"status": _("Kirim ulang"), "tone": "fix", "hint": again[0].return_words}
    if claim.takes_papers and (pages := [page for paper in given if (page := paper.lacking_page())]):
        return {"status": _("Kirim ulang"), "tone": "fix", "hint": in_active_language(pages[0].refusal)}
    if any(paper.accepted_at for paper in given):
        return {"status": _("Diterima petugas"), "tone": "done"}
    if given:
        checking = any(file.is_being_looked_at for paper in given for file in paper.current_files())
        return {"status": _("Sedang diperiksa") if checking else _("Sudah dikirim"), "tone": "done"}
    if need.state == "required":
        return {"status": _("Belum dikirim"), "tone": "act" if claim.takes_papers else "fix"}
    if need.state == "officer":
        return {"status": _("Petugas menentukan"), "tone": "done"}
    return {"status": _("Bila ada"), "tone": "done"}


def originals(needs: list[Need]) -> list[dict[str, str]]:
    """The papers whose original must still come in an envelope or be shown, whatever was sent online."""
    words = {"envelope": _("asli dimasukkan ke amplop drop box"), "show": _("asli diperlihatkan kepada petugas")}
    return [
        {"label": need.label, "how": words[need.original]}
        for need in needs
        if need.original in words and need.state == "required"
    ]
