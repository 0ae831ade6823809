"""How is a fact called on a page? As the table of its class says in ``wording/facts.*.toml``, else as that of all."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from sceau.asking.shapes import Field, Kind
from sceau.wording.lists import sentence, words

ANY = "any"
"""The table of the facts that bear one name in many classes."""
HINT, LEFT_OUT, ONE, ADD = "_hint", "_left_out", "_one", "_add"


def say(key: str, /, **named: Any) -> str:
    """Return a sentence of the pages of questions in the language of the page."""
    return sentence("site", get_language() or "fr", f"asking.{key}", **named)


def label_of(one: Field, code: str) -> str:
    """Return the label of a fact; raises ``KeyError`` for one that has none."""
    found = find(one, "", code)
    if not found:
        raise KeyError(f"{one.owner}.{one.name} is not in wording/facts.{code}.toml")
    return found


def find(one: Field, what: str, code: str) -> str:
    """Return something else that is said of a fact (``_hint``, ``_left_out``…); empty where nothing is."""
    tables = words("facts", code)
    for table in (one.owner, ANY):
        found = tables.get(table, {}).get(f"{one.name}{what}")
        if found is not None:
            return str(found)
    return ""


def needed_of(one: Field) -> tuple[str, ...]:
    """Return what must be said of a fact: its label, and of what is added to a page how one adds it."""
    if one.kind is Kind.ROWS:
        return ("", ONE, ADD)
    return ("", ADD) if one.kind is Kind.PART and not one.required else ("",)
