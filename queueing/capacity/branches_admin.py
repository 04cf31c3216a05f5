"""A branch among the admin's tables, with what only this room knows of it: who has a place there.

A branch with people on its hours does not stop serving by a tick in a box. Its hours are taken back on the pages of its
capacity, where everybody concerned is listed first, and is then seated elsewhere or asked to choose, and told.
"""

from datetime import datetime

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from branches import calendar
from branches.admin import BranchAdmin
from branches.models import Branch
from claims.models import Claim
from queueing.models import Ticket, WaitingEntry

admin.site.unregister(Branch)  # the table of its own room, which knows no places


class BranchForm(forms.ModelForm):
    def clean_is_active(self) -> bool:
        """Refuse to stop serving while somebody has a place here. Who books at that instant is seen to by the sweep."""
        serves, stops = self.cleaned_data["is_active"], self.instance.pk and self.instance.is_active
        if stops and not serves and (people := say_people(self.instance, timezone.now())):
            raise ValidationError(_first_empty_it(self.instance, people))
        return serves


@admin.register(Branch)
class BranchWithPeopleAdmin(BranchAdmin):
    form = BranchForm
    readonly_fields = ("people",)

    @admin.display(description="orang dengan tempat di sini")
    def people(self, branch: Branch) -> str:
        return (branch.pk and say_people(branch, timezone.now())) or "tidak ada"


def say_people(branch: Branch, now: datetime) -> str:
    """How many people have a place at this branch, until when, and how many wait for one; empty when nobody does."""
    seated = Ticket.objects.confirmed().filter(slot__branch=branch, slot__starts_at__gt=now)
    waiting = WaitingEntry.objects.live().filter(list__branch=branch).count()
    last = seated.aggregate(last=Max("slot__day"))["last"]
    said = [f"{seated.count()} orang dengan tempat, yang terakhir pada {calendar.say_day(last)}"] if last else []
    said += [f"{waiting} nomor di daftar tunggu"] if waiting else []
    return " dan ".join(said)


def _first_empty_it(branch: Branch, people: str) -> SafeString:
    doors = (Claim.Door.ONLINE, Claim.Door.ONSITE)
    ways = ((reverse("admin:capacity", args=[branch.code, door]), door.label) for door in doors)
    return format_html(
        "Kantor ini belum bisa berhenti melayani: masih ada {}. Hapus dulu semua sesi mingguannya di Kapasitas ({}). "
        "Di sana terlihat siapa yang terdampak; mereka memilih tempat lain, dan dikabari. Setelah itu matikan di sini.",
        people,
        format_html_join(", ", '<a href="{}">{}</a>', ways),
    )
