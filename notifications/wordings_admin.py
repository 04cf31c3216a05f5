"""What the portal says: the gallery of all messages, the WhatsApp templates, and the words that have left."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from formpack.tables import Table, Unwritten
from notifications import gallery
from notifications.models import WhatsAppTemplate, Wording


@admin.register(WhatsAppTemplate)
class WhatsAppTemplateAdmin(Table):
    """Kept by who may approve them; the gallery is read by who may see messages."""

    change_list_template = "notifications/templates_list.html"
    list_display = ("name", "language", "category", "content_sid", "approval", "checked_at")
    list_filter = ("approval", "category", "language")
    search_fields = ("name", "content_sid")
    ordering = ("name", "language")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("name", "language") if obj else ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may_approve(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_approve(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list:
        guarded = self.admin_site.admin_view
        pages = [
            path("naskah/", guarded(self.gallery), name="message_gallery"),
            path("naskah/<slug:name>/<slug:language>/", guarded(self.letter), name="message_letter"),
        ]
        return [*pages, *super().get_urls()]

    def gallery(self, request: HttpRequest) -> HttpResponse:
        """All messages, languages and channels on one page."""
        self._refuse_who_sees_no_messages(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Naskah pesan",
            "shown": gallery.all_messages(),
            "letter": "admin:message_letter",
        }
        return TemplateResponse(request, "notifications/gallery.html", context)

    def letter(self, request: HttpRequest, name: str, language: str) -> HttpResponse:
        """One e-mail as its reader sees it."""
        self._refuse_who_sees_no_messages(request)
        return gallery.letter_page(name, language, comes="datang" in request.GET)

    def _may_approve(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("notifications.approve_whatsapptemplate"))

    def _refuse_who_sees_no_messages(self, request: HttpRequest) -> None:
        if not request.user.has_perm("notifications.view_message"):
            raise PermissionDenied


@admin.register(Wording)
class WordingAdmin(Unwritten):
    """What was said, as long as anybody may ask. Nothing is changed here."""

    list_display = ("name", "language", "version", "first_used_at")
    list_filter = ("language", "name")
    search_fields = ("name", "version")
    fields = ("name", "language", "version", "first_used_at", "sources")
    readonly_fields = fields
