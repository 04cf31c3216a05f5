from django.urls import path

from queueing.intake import confirm_views, envelope_views, person_views, time_views, views
from queueing.rush import views as rush_views

app_name = "intake"
urlpatterns = [
    path("", views.programme, name="programme"),
    path("sebab/", views.cause, name="cause"),
    path("dokumen/", views.papers, name="papers"),
    path("pertanyaan/", views.questions, name="questions"),
    path("cabang/", views.branch, name="branch"),
    path("antrean/", rush_views.number, name="number"),
    path("waktu/", time_views.time, name="time"),
    path("hubungan/", views.relation, name="relation"),
    path("peserta/", person_views.participant, name="participant"),
    path("pemohon/", person_views.applicant, name="applicant"),
    path("kontak/", person_views.contact, name="contact"),
    path("kode/", person_views.code, name="code"),
    path("kode/pengiriman/", person_views.code_again, name="code_again"),
    path("kode/penundaan/", person_views.code_skipped, name="code_skipped"),
    path("rekening/", person_views.account, name="account"),
    path("periksa/", confirm_views.check, name="check"),
    path("amplop/", envelope_views.envelope, name="envelope"),
    path("amplop/pilihan/", envelope_views.way, name="way"),
    path("amplop/berikutnya/", envelope_views.another, name="another"),
    path("selesai/", confirm_views.done, name="done"),
]
