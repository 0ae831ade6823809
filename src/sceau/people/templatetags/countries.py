"""How does a page say a country, or a field of an identity?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.translation import get_language

from sceau.people.countries import country_name
from sceau.people.models import Person
from sceau.wording import language, say_date
from sceau.wording.lists import sentence

register = template.Library()


@register.filter
def country(code: str) -> str:
    """Return the name of a country."""
    return country_name(code, get_language() or "fr")


@register.filter
def identity_field(person: Person, name: str) -> str:
    """Return a field of an identity in words; nothing where it is empty."""
    value: Any = getattr(person, name)
    code = get_language() or "fr"
    if not value:
        return ""
    if name in {"nationality", "birth_country"}:
        return country_name(value, code)
    if name == "sex":
        return sentence("site", code, f"sexes.{value}")
    return say_date(value, language(code)) if isinstance(value, date) else str(value)
