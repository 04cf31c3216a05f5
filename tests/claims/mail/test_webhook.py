"""A provider's webhook: its secret, its repeats, and what it may not bring."""

import base64
import json

import pytest

from claims.mail import addresses, receiving, webhook
from claims.models import Mail
from tests.claims.mail import post

pytestmark = pytest.mark.django_db
SECRET = "penyedia:rahasia-contoh"
PATH = "/surat-masuk/"


@pytest.fixture(autouse=True)
def provider(settings):
    settings.MAIL_WEBHOOK_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


def reported(claim, *attached: tuple[str, str, bytes], **overrides) -> dict:
    """A mail as Postmark reports it."""
    return {
        "FromFull": {"Email": claim.applicant.email, "Name": "Budi"},
        "From": claim.applicant.email,
        "ToFull": [{"Email": addresses.of(claim), "Name": ""}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": addresses.of(claim),
        "Subject": "Dokumen",
        "MessageID": "contoh-1",
        "Date": "Sat, 21 Nov 2026 10:00:00 +0700",
        "TextBody": "Terlampir.",
        "HtmlBody": "",
        "Headers": [{"Name": "Message-ID", "Value": "<1@contoh.example>"},
                    {"Name": "Return-Path", "Value": "<budi@contoh.example>"}],
        "Attachments": [
            {"Name": name, "ContentType": kind, "Content": base64.b64encode(content).decode()}
            for name, kind, content in attached
        ],
        **overrides,
    }  # fmt: skip


def told(client, report, secret: str = SECRET):
    authorization = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()} if secret else {}
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    return client.post(PATH, body, content_type="application/json", **authorization)


def test_a_reported_mail_is_kept_and_filed(client, claim, now):
    name, kind, content = post.photo("KTP.jpg")

    assert told(client, reported(claim, (name, kind, content))).status_code == 200

    mail = Mail.objects.get()
    assert (mail.claim_id, mail.door) == (claim.pk, Mail.Door.WEBHOOK)
    assert post.read(mail.pk, now=now).status == Mail.Status.FILED
    assert b"".join(post.files(claim)[0].original()) == content


def test_a_mail_of_several_megabytes_is_taken(client, claim):
    assert told(client, reported(claim, ("KTP.jpg", "image/jpeg", bytes(3 * 1024 * 1024)))).status_code == 200
    assert Mail.objects.get().size > 3 * 1024 * 1024


def test_a_repeat_is_answered_and_kept_once(client, claim):
    for _ in range(3):
        assert told(client, reported(claim)).status_code == 200

    assert Mail.objects.count() == 1


@pytest.mark.parametrize("secret", ["", "penyedia:lain", "rahasia-contoh"])
def test_without_the_secret_nothing_is_taken(client, claim, secret):
    assert told(client, reported(claim), secret).status_code == 403
    assert not Mail.objects.exists()


@pytest.mark.parametrize("unset", [{"MAIL_WEBHOOK_PROVIDER": ""}, {"ANYMAIL": {"WEBHOOK_SECRET": ""}}])
def test_without_a_provider_or_a_secret_there_is_no_such_page(client, claim, settings, unset):
    for name, value in unset.items():
        setattr(settings, name, value)

    assert told(client, reported(claim)).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"{", b"\xff", b'{"FromFull": 3}', b"null"])
def test_what_is_no_report_is_never_our_error(client, body):
    assert told(client, body).status_code in (200, 403)


def test_what_is_too_large_is_not_read(client, claim, monkeypatch):
    monkeypatch.setattr(webhook, "BODY", 100)

    assert told(client, reported(claim)).status_code == 413


def test_mail_for_nobody_is_kept_for_an_officer(client, claim):
    nobody = {"OriginalRecipient": "info@surat.contoh.example", "ToFull": [{"Email": "info@surat.contoh.example"}]}

    assert told(client, reported(claim, **nobody)).status_code == 200
    assert Mail.objects.get().claim is None


def test_a_flooded_claim_asks_the_provider_to_come_again(client, claim, monkeypatch):
    def shut(letters, *, now):
        raise receiving.NotNow

    monkeypatch.setattr(receiving, "claim_for", shut)

    answer = told(client, reported(claim))

    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")


def test_only_a_post_is_answered(client):
    assert client.get(PATH).status_code == 405


def test_a_provider_anymail_does_not_know_is_no_provider(client, claim, settings):
    settings.MAIL_WEBHOOK_PROVIDER = "tidak-ada"

    assert told(client, reported(claim)).status_code == 403
