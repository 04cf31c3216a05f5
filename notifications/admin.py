"""The outbox, to be read. Addresses are masked and words are not shown; nothing is changed here."""

from django.contrib import admin

from formpack.tables import Unwritten
from notifications import providers_admin, wordings_admin  # noqa: F401 (they register their own tables)
from notifications.address import masked
from notifications.models import Message


@admin.register(Message)
class MessageAdmin(Unwritten):
    list_display = ("posted_at", "name", "channel", "masked_address", "state", "reason", "tries", "repeats", "ref")
    list_filter = ("state", "channel", "name")
    search_fields = ("ref", "about__startswith")
    search_help_text = "Ref empat huruf, atau awal kunci peristiwa."
    show_full_result_count = False
    fields = (
        *("posted_at", "name", "channel", "masked_address", "about", "person", "ref"),
        *("state", "reason", "tries", "repeats", "provider_id"),
        *("due_at", "taken_at", "sent_at", "delivered_at", "read_at", "failed_at"),
    )
    readonly_fields = fields

    @admin.display(description="alamat")
    def masked_address(self, message: Message) -> str:
        return masked(message.address)
