"""The outbox, to be read. Addresses are masked and words are not shown; nothing is changed here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from formpack.tables import Unwritten
from notifications import providers_admin, wordings_admin  # noqa: F401 (they register their own tables)
from notifications.address import masked
from notifications.models import Message
from notifications.purposes import PURPOSES


class WhichMessage(admin.SimpleListFilter):
    """Names of messages as the code knows them: the table of all that were sent is not asked which it holds."""

    title, parameter_name = "pesan", "name"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted(PURPOSES)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(Message)
class MessageAdmin(Unwritten):
    list_display = ("posted_at", "name", "channel", "masked_address", "state", "reason", "tries", "repeats", "ref")
    list_filter = ("state", "channel", WhichMessage)
    search_fields = ("ref__exact", "about__exact")
    search_help_text = "Ref empat huruf, huruf besar, atau kunci peristiwa."
    fields = (
        *("posted_at", "name", "channel", "masked_address", "about", "person", "ref"),
        *("state", "reason", "tries", "repeats", "provider_id"),
        *("due_at", "taken_at", "sent_at", "delivered_at", "read_at", "failed_at"),
    )
    readonly_fields = fields

    @admin.display(description="alamat")
    def masked_address(self, message: Message) -> str:
        return masked(message.address)
