"""The ways a browser is let in to a claim, taken with Django's own client."""

import re

from django.http import HttpResponse
from django.test import Client

from claims.models import Claim
from notifications.models import Message


def private_link_of(claim: Claim) -> str:
    """The newest private link, as the claimant was told it: its path."""
    told = Message.objects.filter(name__in=("place_taken", "begun_for_dropbox", "private_link_replaced")).order_by(
        "-posted_at"
    )
    addresses = (each.context["private_link"] for each in told if each.context["case_number"] == claim.case_number)
    return "/" + next(addresses).split("/", 3)[3]


def last_code() -> str:
    """The code that left last."""
    return Message.objects.filter(name="one_time_code").order_by("-posted_at").first().context["code"]


def open_by_link(client: Client, claim: Claim) -> Client:
    """Let this browser in by the private link: papers may be added, little else."""
    client.post(private_link_of(claim))
    return client


def open_by_code(client: Client, claim: Claim) -> Client:
    """Let this browser in by the case number and a code: all of the claim."""
    client.post("/klaim/", {"case_number": claim.case_number})
    client.post("/klaim/kode/", {"code": last_code()})
    return client


def told(response: HttpResponse, case_number: str) -> tuple[int, str]:
    """What an answer tells, without what differs between any two: the case's own number, the token against forgery."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, body.replace(case_number, "NOMOR")
