"""Public pages from memory: the same answer Django gives, for as long as the view says, and nobody's own page ever."""

import gzip
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from lapak_asik import ready_pages
from lapak_asik.ready_pages import ReadyPages
from queueing.public_pages import public_page, render_public

made = []


@public_page(seconds=5)
def shared(request, name="halaman"):
    made.append(request.path)
    return render_public(request, "privacy.html", {"version": len(made)})


def with_cookie(request):
    made.append(request.path)
    response = HttpResponse("milik seseorang", headers={"Cache-Control": "public, max-age=5"})
    response.set_cookie("session", "rahasia")
    return response


def of_a_session(request):
    made.append(request.path)
    request.session.get("draft")
    return HttpResponse("milik seseorang", headers={"Cache-Control": "public, max-age=5"})


def file(request):
    made.append(request.path)
    return HttpResponse("berkas", headers={"Cache-Control": "public, max-age=31536000"})


def private(request):
    made.append(request.path)
    return HttpResponse("pribadi")


def broken(request):
    made.append(request.path)
    return HttpResponse("maaf", status=503, headers={"Cache-Control": "public, max-age=5"})


from lapak_asik.urls import urlpatterns as portal  # noqa: E402 (the addresses the page's header links to)

urlpatterns = [
    path("umum/", shared),
    path("umum/<str:name>/", shared),
    path("kuki/", with_cookie),
    path("sesi/", of_a_session),
    path("berkas/", file),
    path("pribadi/", private),
    path("rusak/", broken),
    *portal,
]

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Asked:
    """What one GET came to."""

    def __init__(self, application, address: str, method: str = "GET", **environ) -> None:
        path_info, _, query = address.partition("?")
        given = {"REQUEST_METHOD": method, "PATH_INFO": path_info, "QUERY_STRING": query, "HTTP_HOST": "testserver"}
        setup_testing_defaults(given := {**given, **environ})
        parts = application(given, self._begin)
        self.body = b"".join(parts)
        getattr(parts, "close", lambda: None)()

    def _begin(self, status, headers, *exc_info):
        self.status, self.headers = status, {name.lower(): value for name, value in headers}
        return lambda part: None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pages(clock) -> ReadyPages:
    made.clear()
    return ReadyPages(get_wsgi_application(), clock=clock)


def test_a_public_page_is_made_once_until_its_time_is_over_and_says_its_age(pages, clock):
    first = Asked(pages, "/umum/")
    clock.seconds += 4.9
    kept = Asked(pages, "/umum/")
    clock.seconds += 0.2
    fresh = Asked(pages, "/umum/")

    assert len(made) == 2
    assert kept.body == first.body != fresh.body
    assert [asked.headers.get("age") for asked in (first, kept, fresh)] == [None, "4", None]
    assert first.headers["cache-control"] == "public, max-age=5"


def test_its_headers_are_those_django_gives(pages):
    through_django = Asked(get_wsgi_application(), "/umum/")
    Asked(pages, "/umum/")

    kept = Asked(pages, "/umum/")

    assert kept.headers.pop("age") == "0"
    assert "Cookie" in kept.headers.pop("vary").split(", ")
    del through_django.headers["vary"]
    assert kept.headers == through_django.headers
    assert {"content-security-policy", "permissions-policy", "x-frame-options", "referrer-policy"} <= set(kept.headers)


def test_each_language_has_its_own(pages):
    said = [
        Asked(pages, "/umum/", **who).headers["content-language"]
        for who in (
            {},
            {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"},
            {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_COOKIE": "a=b; django_language=id"},
            {"HTTP_COOKIE": "django_language=en"},
            {"HTTP_COOKIE": "django_language=xx", "HTTP_ACCEPT_LANGUAGE": "en;q=0.1"},
        )
    ]

    assert said == ["id", "en", "id", "en", "en"]
    assert len(made) == 2


def test_who_takes_no_gzip_is_given_none(pages):
    squeezed = Asked(pages, "/umum/", HTTP_ACCEPT_ENCODING="br, gzip")
    plain = Asked(pages, "/umum/")
    again = Asked(pages, "/umum/", HTTP_ACCEPT_ENCODING="gzip")

    assert squeezed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert again.body == squeezed.body
    assert gzip.decompress(squeezed.body).startswith(b"<!doctype html>")


@pytest.mark.parametrize("address", ["/kuki/", "/sesi/", "/pribadi/", "/berkas/", "/rusak/", "/umum/?a=1"])
def test_what_is_not_for_everybody_is_asked_of_django_each_time(pages, address):
    first, second = Asked(pages, address), Asked(pages, address)

    assert len(made) == 2
    assert not pages.kept
    assert "age" not in second.headers
    assert first.status == second.status


def test_somebody_with_a_session_is_given_the_shared_page_and_no_cookie(pages):
    Asked(pages, "/umum/", HTTP_COOKIE=f"sessionid={'s' * 32}; csrftoken={'t' * 32}")

    stranger = Asked(pages, "/umum/")

    assert len(made) == 1
    assert "set-cookie" not in stranger.headers
    assert b"csrfmiddlewaretoken" not in stranger.body


def test_a_post_and_a_strange_host_never_meet_the_memory(pages):
    Asked(pages, "/umum/")

    assert Asked(pages, "/umum/", method="POST").status.startswith("403")
    assert Asked(pages, "/umum/", HTTP_HOST="calo.example").status.startswith("400")


def test_memory_is_bounded_and_the_least_asked_for_leaves_first(pages, monkeypatch):
    monkeypatch.setattr(ready_pages, "MOST_PAGES", 3)
    for name in ("a", "b", "c"):
        Asked(pages, f"/umum/{name}/")
    Asked(pages, "/umum/a/")

    Asked(pages, "/umum/d/")

    assert len(pages.kept) == 3
    assert [key[4] for key in pages.kept] == ["/umum/c/", "/umum/a/", "/umum/d/"]


def test_a_page_too_large_to_keep_is_given_all_the_same(pages, monkeypatch):
    monkeypatch.setattr(ready_pages, "LARGEST", 10)

    assert Asked(pages, "/umum/").body.endswith(b"</html>\n")
    assert not pages.kept


def test_a_ready_answer_fills_a_public_page_before_django_is_asked(clock):
    def position(environ, page_at):
        if environ["PATH_INFO"] != "/antrean/tiket/":
            return None
        skeleton = page_at("/umum/")
        return skeleton.filled(skeleton.body.replace(b"Lapak Asik", b"nomor 7"))

    made.clear()
    pages = ReadyPages(get_wsgi_application(), ready=(position,), clock=clock)

    answers = [Asked(pages, "/antrean/tiket/", HTTP_ACCEPT_ENCODING="gzip") for _ in range(3)]

    assert made == ["/umum/"]
    for answer in answers:
        assert b"nomor 7" in answer.body
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-length"] == str(len(answer.body))
        assert "content-security-policy" in answer.headers


def test_a_page_that_is_not_public_is_no_skeleton(clock):
    seen = []
    pages = ReadyPages(
        get_wsgi_application(), ready=(lambda environ, page_at: seen.append(page_at("/pribadi/")),), clock=clock
    )

    Asked(pages, "/pribadi/")

    assert seen == [None]
