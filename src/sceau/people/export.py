"""How does a list of persons leave as a workbook? Every cell is text, so that no name can become a formula."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.utils.translation import get_language

from sceau.people.countries import country_name
from sceau.people.models import Person, RoleHeld
from sceau.people.queries import FIELDS_SHOWN
from sceau.wording.lists import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula once a sheet is saved as text and opened again."""
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook_of(persons: Sequence[Person], roles: Sequence[Sequence[RoleHeld]]) -> bytes:
    """Return a workbook with a line a person, in the order given; ``roles`` are those of each."""
    code, held = get_language() or "fr", BytesIO()
    with xlsxwriter.Workbook(held, OPTIONS) as book:
        sheet = book.add_worksheet(sentence("site", code, "persons.sheet"))
        head = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate((*FIELDS_SHOWN, "roles")):
            sheet.write_string(0, place, sentence("site", code, f"person.{column}"), head)
        for line, (person, held_roles) in enumerate(zip(persons, roles, strict=True), start=1):
            for place, text in enumerate((*_said(person, code), _roles(held_roles, code))):
                sheet.write_string(line, place, text_alone(text))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(persons)), len(FIELDS_SHOWN))
        sheet.set_column(0, len(FIELDS_SHOWN), 20)
    return held.getvalue()


def text_alone(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, even once it has been saved as CSV."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def _said(person: Person, code: str) -> list[str]:
    said = {name: str(getattr(person, name) or "") for name in FIELDS_SHOWN}
    for name in ("nationality", "birth_country"):
        said[name] = country_name(said[name], code)
    said["sex"] = sentence("site", code, f"sexes.{person.sex}") if person.sex else ""
    return [said[name] for name in FIELDS_SHOWN]


def _roles(roles: Sequence[RoleHeld], code: str) -> str:
    """Return roles with where and when: « student, Example School, 2025-09-01 – 2026-08-31 »."""
    return "\n".join(
        f"{sentence('site', code, f'roles.{one.role}')}, {one.school or '—'}, {one.since} – {one.until or '…'}"
        for one in roles
    )
