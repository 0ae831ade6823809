"""How is an act of the journal told beside its decision? Who did it, in which role, what they came by, what was given.

Pages and the terminal tell it in the same words; a terminal shows ids alone, a page the names that its reader may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sceau.people.permissions import LINK, TOKEN
from sceau.wording import language, say_date, say_outcome
from sceau.wording.lists import words

DAYS = frozenset({"since", "until", "until_before", "expires"})
IDS = frozenset({"person", "school"})
TABLES = {"role": "roles", "act": "acts"}
"""Which table holds the words of a code."""
NONE = "—"


def say_who(role: str, came_by: str, code: str) -> list[str]:
    """Return the role in which somebody acted, and what they came in by; a link or an invitation is both at once."""
    said = words("site", code)
    way, _, key = came_by.partition(":")
    parts = [] if came_by and role in {LINK, TOKEN} else [str(said["roles"].get(role, role))]
    return [*parts, str(said["came_by"].get(way, came_by)).format(id=key)] if came_by else parts


def say_facts(facts: Mapping[str, Any], kind: str, code: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what was given in an act on an object of a kind, each with its word; ``names`` are those of ids."""
    labels = words("site", code)["facts"]
    return [(str(labels.get(name, name)), _said(name, value, kind, code, names)) for name, value in facts.items()]


def _said(name: str, value: Any, kind: str, code: str, names: Mapping[str, str]) -> str:
    said = words("site", code)
    if value in (None, "", []):
        return NONE
    if name == "fields":
        return ", ".join(str(said[kind].get(one, one)) for one in value)
    if name in DAYS:
        return say_date(date.fromisoformat(value), language(code))
    if name == "outcomes":
        return ", ".join(f"{say_outcome(('jury.proposal', one), language(code))} ({n})" for one, n in value.items())
    if name in IDS:
        return names.get(value, value)
    return str(said[TABLES[name]].get(value, value)) if name in TABLES else str(value)
