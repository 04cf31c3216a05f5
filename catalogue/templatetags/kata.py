"""Catalogue words in the active language, for templates: `{% load kata %}`."""

from django import template

from catalogue.models import Bilingual

register = template.Library()


@register.filter
def kata(row: Bilingual, column: str) -> str:
    """`{{ cause|kata:"eligibility" }}`: the column's words in the active language."""
    return row.said(column)
