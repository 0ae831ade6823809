"""Which rules hold some words? Those of the open law, and of the schools whose law one may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sceau.law.queries import law_of, schools_with_law
from sceau.law.readers import schools_open_to
from sceau.law.reading import Found, search
from sceau.people.access import Viewer
from sceau.regulation import Regulation
from sceau.wording import Language


def rules_found(viewer: Viewer, text: str, *, on: date, lang: Language) -> list[Found]:
    """Return the rules that hold every word looked for, on a day: the State's first, then labels', then schools'."""
    return rules_among(schools_with_law(schools_open_to(viewer), on=on), text, on=on, lang=lang)


def rules_among(schools: Mapping[str, Regulation], text: str, *, on: date, lang: Language) -> list[Found]:
    """Return the rules that hold every word looked for, in the open law and in that of the schools given."""
    shipped = law_of(on=on)
    adopted = {id(law): law for law in schools.values() if law is not shipped}
    found = [one for law in (shipped, *adopted.values()) for one in search(text, law, frozenset(schools), lang)]
    return list(dict.fromkeys(found))
