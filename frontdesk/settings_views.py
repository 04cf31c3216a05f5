"""How a branch wants its gate, kept by its head."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.admin_rights import officer_of
from accounts.staff_pages import INVALID, desk_page, only_for
from frontdesk.forms import DeskSettingsForm
from frontdesk.models import DeskSettings
from queueing.capacity.access import keeps_plans, note
from queueing.day.page import branch_in_sight

for_heads = only_for(keeps_plans)


@for_heads
def desk_settings(request: HttpRequest, code: str) -> HttpResponse:
    """The limits of the gate: warmest, people inside, how long screenings are kept, the printer's roll."""
    branch = branch_in_sight(officer_of(request), code)
    form = DeskSettingsForm(request.POST or None, instance=DeskSettings.of(branch))
    if form.is_valid():
        DeskSettings.objects.update_or_create(branch=branch, defaults=form.cleaned_data)
        changed = ", ".join(str(form.fields[name].label) for name in form.changed_data)
        note(request, branch, f"Pengaturan meja depan diubah: {changed or 'tanpa perubahan'}.")
        messages.success(request, "Pengaturan meja depan disimpan.")
        return redirect("admin:desk_settings", branch.code)
    context = {"branch": branch, "form": form, "title": f"Pengaturan meja depan {branch}"}
    return desk_page(request, "frontdesk/settings.html", context, status=INVALID if form.errors else 200)
