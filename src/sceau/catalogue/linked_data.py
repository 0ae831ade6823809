"""What do search engines read of a programme? Its page as JSON-LD, in the words of schema.org."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString

from sceau.catalogue.models import Version
from sceau.catalogue.sheet import Lasts, Sheet

ISO_UNITS = {"months": "M", "years": "Y"}
"""The units that ISO 8601 knows; of any other no engine is told."""
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What would end the element that holds the data."""


def linked_data(version: Version, sheet: Sheet, *, url: str, label: str, lang: str) -> dict[str, Any]:
    """Return what is said of a programme; what its sheet does not say is left out."""
    said, own, school = sheet.presentation, sheet.organisation, version.programme.school
    provider = {"@type": "CollegeOrUniversity", "name": school.name} if school else None
    told = {
        "name": said.title.of(lang),
        "url": url,
        "description": said.objectives.of(lang),
        "provider": provider,
        "educationalCredentialAwarded": label,
        "numberOfCredits": _number(sheet.ects),
        "timeToComplete": _iso(own.lasts),
        "educationalProgramMode": list(own.paces),
        "programPrerequisites": said.conditions.of(lang),
        "startDate": next((one.begins_on.isoformat() for one in sheet.platforms.starts), None),
        "offers": _offer(sheet),
        "hasCourse": [
            _course(one.title, one.code, _number(one.ects), provider, own.languages) for one in sheet.structure.units
        ],
    }
    filled = {name: value for name, value in told.items() if value not in (None, "", [])}
    return {"@context": "https://schema.org", "@type": "EducationalOccupationalProgram", **filled}


def as_script(data: dict[str, Any]) -> SafeString:
    """Return the data as the text of a script element, which nothing in it can end."""
    text = json.dumps(data, ensure_ascii=False)
    for letter, escaped in ESCAPES.items():
        text = text.replace(letter, escaped)
    return SafeString(text)


def _course(title: str, code: str, credit: float | None, provider: Any, languages: tuple[str, ...]) -> dict[str, Any]:
    told = {
        "name": title,
        "courseCode": code,
        "numberOfCredits": credit,
        "provider": provider,
        "inLanguage": list(languages),
    }
    return {"@type": "Course", **{name: value for name, value in told.items() if value not in (None, "", [])}}


def _offer(sheet: Sheet) -> dict[str, Any] | None:
    price = sheet.platforms.price
    return None if price is None else {"@type": "Offer", "price": str(price), "priceCurrency": "EUR"}


def _iso(lasts: Lasts | None) -> str:
    return f"P{lasts.amount}{ISO_UNITS[lasts.unit]}" if lasts and lasts.unit in ISO_UNITS else ""


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
