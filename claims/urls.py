from django.urls import path

from claims import (
    contact_views,
    door_views,
    home_views,
    page_views,
    paper_views,
    question_views,
    replacement_views,
    video_views,
)
from claims.uploads import views as upload_views

app_name = "claims"
urlpatterns = [
    path("", door_views.find, name="find"),
    path("kode/", door_views.code, name="code"),
    path("kode/pengiriman/", door_views.code_again, name="code_again"),
    path("penutupan/", door_views.leave, name="leave"),
    path("tautan/<str:token>/", door_views.private_link, name="private_link"),
    path("<str:case_number>/", home_views.home, name="home"),
    path("<str:case_number>/kode/", door_views.code_for, name="code_for"),
    path("<str:case_number>/penyerahan/", home_views.submission, name="submission"),
    path("<str:case_number>/jadwal.ics", home_views.calendar_file, name="calendar"),
    path("<str:case_number>/dokumen/<str:key>/", paper_views.paper, name="paper"),
    path("<str:case_number>/unggahan/", upload_views.uploads, name="uploads"),
    path("<str:case_number>/unggahan/<str:address>/", upload_views.upload, name="upload"),
    path("<str:case_number>/unggahan/<str:address>/pembatalan/", upload_views.cancellation, name="upload_cancellation"),
    path("<str:case_number>/berkas/<uuid:file_id>/penghapusan/", paper_views.file_removal, name="file_removal"),
    path("<str:case_number>/berkas/<uuid:file_id>/penggantian/", replacement_views.replacement, name="replacement"),
    path("<str:case_number>/belum-dipilah/", page_views.unsorted, name="unsorted"),
    path("<str:case_number>/berkas/<uuid:file_id>/jenis/", page_views.sorting, name="sorting"),
    path("<str:case_number>/berkas/<uuid:file_id>/halaman/<int:page>/", page_views.image, name="image"),
    path("<str:case_number>/berkas/<uuid:file_id>/halaman/<int:page>/kecil/", page_views.thumbnail, name="thumbnail"),
    path("<str:case_number>/berkas/<uuid:file_id>/halaman/<int:page>/putaran/", page_views.turn, name="page_turn"),
    path("<str:case_number>/berkas/<uuid:file_id>/halaman/<int:page>/urutan/", page_views.place, name="page_place"),
    path("<str:case_number>/kontak/kode/", contact_views.contact_code, name="contact_code"),
    path("<str:case_number>/kontak/<str:which>/", contact_views.contact, name="contact"),
    path("<str:case_number>/video/", video_views.video, name="video"),
    path("<str:case_number>/video/kursi/", video_views.seat, name="video_seat"),
    path("<str:case_number>/pertanyaan/<uuid:question_id>/", question_views.question, name="question"),
    path("<str:case_number>/kabar/", contact_views.being_told, name="being_told"),
    path("<str:case_number>/rekening/", contact_views.account, name="account"),
    path("<str:case_number>/rekening/pembenaran/", contact_views.account_confirmation, name="account_confirmation"),
    path("<str:case_number>/rekening/pembatalan/", contact_views.account_cancellation, name="account_cancellation"),
]
