"""What who files opens of an envelope: its slip and the forms that go into it."""

from django.urls import path

from dropbox.forms import views as form_views
from dropbox.originals import owner_views
from dropbox.slips import views as slip_views

app_name = "slips"
urlpatterns = [
    path("<str:case_number>/amplop/", slip_views.slip, name="slip"),
    path("<str:case_number>/amplop.pdf", slip_views.slip_pdf, name="slip_pdf"),
    path("<str:case_number>/amplop-semua.pdf", slip_views.slips_pdf, name="slips_pdf"),
    path("<str:case_number>/asli/", owner_views.originals, name="originals"),
    path("<str:case_number>/formulir/<str:code>.pdf", form_views.form_pdf, name="form"),
]
