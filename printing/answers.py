"""A sheet on its way to a browser: shown where it stands, saved under a name, kept by nobody on the way."""

from django.http import HttpResponse


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF called `name`.pdf."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
