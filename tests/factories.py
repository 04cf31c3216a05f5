"""The smallest valid beginnings. Later statuses are reached through the rooms' own verbs, never by writing a status."""

import functools
import itertools
from datetime import date, datetime, time, timedelta
from io import BytesIO

from PIL import Image

from accounts.models import User
from branches import calendar
from branches.models import Branch
from catalogue import checklist
from catalogue.checklist import Route
from catalogue.models import Cause, PaperKind
from claims import filing, fresh, looking, originals, papers
from claims.filing import ApplicantDetails, Opening, ParticipantDetails
from claims.models import Claim, PaperFile
from claims.originals import Kept
from queueing import beginning, booking, slots
from queueing.models import Draft, Slot

_numbers = itertools.count(1)
_pictures = itertools.cycle(range(1, 25))
"""Seeds of the photos that are sent: more than a claim has papers, few enough to be drawn once."""


def branch(zone: str = "Asia/Makassar") -> Branch:
    """A carried branch of that zone."""
    return Branch.objects.filter(zone=zone, is_active=True).order_by("code").first()


def cause(programme: str = "JHT", code: str = "RESIGN") -> Cause:
    found = Cause.objects.select_related("programme").filter(programme__code=programme)
    return found.filter(code=code).first() or found.first()


def slot(at: Branch, *, now: datetime, days: int = 2, hour: int = 9, capacity: int = 5, door: str = "online") -> Slot:
    """An hour `days` days after the branch's today, whatever weekday that is."""
    starts_at = calendar.at(at, calendar.local_day(at, now) + timedelta(days=days), time(hour))
    if there := Slot.objects.filter(branch=at, door=door, starts_at=starts_at).select_related("branch").first():
        return there
    made = slots.hour_of(at, starts_at, places=capacity, door=door)
    made.releases_at = min(made.releases_at, now - timedelta(days=1))
    made.save()
    return made


def participant(**overrides) -> ParticipantDetails:
    given = {
        "name": "Budi Contoh Santosa",
        "nik": f"317101170885{next(_numbers):04d}",
        "birth_date": date(1985, 8, 17),
        "kpj_numbers": ["12345678901"],
    }
    return ParticipantDetails(**{**given, **overrides})


def applicant(now: datetime, **overrides) -> ApplicantDetails:
    number = next(_numbers)
    given = {
        "relation": "self",
        "name": "Budi Contoh Santosa",
        "nik": "3171011708850001",
        "phone": f"+62812{number:07d}",
        "email": f"budi{number}@contoh.example",
        "phone_confirmed_at": now,
        "email_confirmed_at": now,
        "bank_name": "Bank Contoh",
        "account_number": "1234567890",
        "account_holder": "Budi Contoh Santosa",
    }
    return ApplicantDetails(**{**given, **overrides})


def opening(at: Slot, *, now: datetime, **overrides) -> Opening:
    of = overrides.pop("cause", None) or cause()
    given = {
        "cause": of,
        "edition": checklist.current_edition(calendar.national_day(now)),
        "branch": at.branch,
        "visit_at": at.starts_at,
        "papers_due_at": at.papers_due_at,
        "answers": {question.code: "no" for question in checklist.questions_for(of, _edition(now))},
        "participant": participant(),
        "applicant": applicant(now),
    }
    return Opening(**{**given, **overrides})


def _edition(now: datetime):
    return checklist.current_edition(calendar.national_day(now))


def open_claim(*, now: datetime, at: Slot | None = None, **overrides) -> Claim:
    """A claim with a place, as the confirmation page leaves it."""
    at = at or slot(overrides.pop("branch", None) or branch(), now=now)
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return booking.take_place(draft.pk, taking(at, now=now, **overrides), now=now)


def taking(at: Slot, *, now: datetime, **overrides) -> booking.Taking:
    """Everything a place is taken with."""
    of = opening(at, now=now, **overrides)
    return booking.Taking(
        at,
        of,
        booking.asker_of(of.applicant),
        fresh.handles(),
    )


def begin_claim(*, now: datetime, by: str = "claimant:new", **overrides) -> Claim:
    """A claim without a place, whose papers go to the drop box of a branch."""
    draft = Draft.objects.create(made_at=now, changed_at=now)
    return beginning.begin(draft.pk, begun(now=now, **overrides), by=by, now=now)


def begun(*, now: datetime, **overrides) -> beginning.Beginning:
    """Everything a claim without a place is begun with."""
    at = slot(overrides.pop("branch", None) or branch(), now=now)
    of = opening(at, now=now, **overrides)
    return beginning.Beginning(
        of,
        booking.asker_of(of.applicant),
        fresh.handles(),
    )


@functools.cache
def photo(seed: int = 0, size: tuple[int, int] = (900, 600)) -> bytes:
    """A small JPEG; another seed, another picture."""
    picture = Image.new("RGB", size, ((seed * 53) % 255, (seed * 97) % 255, (seed * 31) % 255))
    content = BytesIO()
    picture.save(content, "JPEG")
    return content.getvalue()


def scan(*, pages: int, seed: int = 0) -> bytes:
    """A PDF of so many small pages; another seed, another file."""
    first, *more = (Image.open(BytesIO(photo(seed * 100 + number, (300, 200)))) for number in range(pages))
    content = BytesIO()
    first.save(content, "PDF", save_all=True, append_images=more)
    return content.getvalue()


def send_paper(
    claim: Claim, kind: PaperKind, *, now: datetime, content: bytes | None = None, checked: bool = True
) -> PaperFile:
    """One file for one paper, as the web brings it; looked at by the machine unless `checked` is off."""
    content = content or photo(next(_pictures))
    is_pdf = content.startswith(b"%PDF")
    file = papers.receive_file(
        claim.pk,
        kind=kind,
        kept=kept(content),
        file_name="pindaian.pdf" if is_pdf else "foto.jpg",
        declared_type="application/pdf" if is_pdf else "image/jpeg",
        came_by="web",
        by=f"claimant:{claim.pk}",
        now=now,
    )
    return looking.look_at(file.pk, now=now) if checked else file


def kept(content: bytes) -> Kept:
    """A file as a door keeps it."""
    return originals.keep([content])


def complete_papers(claim: Claim, *, now: datetime) -> Claim:
    """Send every paper the claim misses online."""
    for need in Claim.objects.with_people().get(pk=claim.pk).missing_papers(Route.ONLINE):
        send_paper(claim, need.kinds[0], now=now)
    return Claim.objects.with_people().get(pk=claim.pk)


def submitted_claim(*, now: datetime, **overrides) -> Claim:
    """A claim in the officers' queue."""
    claim = open_claim(now=now, **overrides)
    complete_papers(claim, now=now)
    return filing.submit(claim.pk, by=f"claimant:{claim.pk}", now=now)


def officer(*, role: str = "verifier", branches: list[Branch] | None = None, **overrides) -> User:
    """A member of staff; serves every branch unless some are named."""
    number = next(_numbers)
    user = User.objects.create_user(
        username=f"petugas{number}",
        password=f"kata-sandi-contoh-{number}",
        role=role,
        is_staff=True,
        serves_all_branches=branches is None,
        **overrides,
    )
    user.branches.set(branches or [])
    return user
