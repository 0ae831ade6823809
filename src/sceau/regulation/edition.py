"""Which law was that? The digest and the resolved values of a rulebook, so that a decision can be judged again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from sceau.core.rule import Rule
from sceau.core.rulebook import Rulebook, School
from sceau.regulation.plain import plain

SCALE = "unit_pass_mark"
"""The rule whose unit marks are out of, whether it has begun or not."""


@dataclass(frozen=True)
class Edition:
    """The law as one rulebook held it: layout and comments of the files do not matter, whatever decides does."""

    digest: str
    """SHA-256 of the canonical JSON of ``values`` and ``of``, in hexadecimal."""
    values: dict[str, Any]
    """For each key, what each layer has in force; where none has begun, since when the first of them will."""
    of: dict[str, Any]
    """Whose law it is and on which day, as far as a decision may depend on it."""


def edition_of(rules: Rulebook) -> Edition:
    """Return the edition of a rulebook: two of one digest answer every question alike."""
    values = {key: _steps(rules.ladders[key], rules) for key in sorted(rules.ladders)}
    held = Edition("", values, _of(rules))
    return replace(held, digest=hashlib.sha256(text_of(held).encode()).hexdigest())


def changed_between(before: Rulebook, after: Rulebook) -> frozenset[str]:
    """Return the keys of the rules that one rulebook holds otherwise than another."""
    old, new = edition_of(before).values, edition_of(after).values
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def text_of(edition: Edition) -> str:
    """Return an edition as the one text that its digest is of."""
    held = {"values": edition.values, "of": edition.of}
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def edition_from(text: str) -> Edition:
    """Return the edition that was kept as a text."""
    return Edition(hashlib.sha256(text.encode()).hexdigest(), **json.loads(text))


def _of(rules: Rulebook) -> dict[str, Any]:
    """Return what a rulebook holds beside its rules: the qualities of a school and of a programme feed every table."""
    marks = rules.ladders.get(SCALE)
    return {
        "on": plain(rules.on),
        "label": rules.label,
        "school": plain(rules.school and _in_order(rules.school)),
        "programme": plain(rules.programme),
        "chosen": plain(dict(rules.chosen)),
        "outlived": plain(dict(rules.outlived)),
        "scale": marks[-1].unit if marks else "",
    }


def _in_order(school: School) -> School:
    """Return a school with its programmes by their codes: in which order they are written says nothing."""
    return replace(school, programmes=tuple(sorted(school.programmes, key=lambda one: one.code)))


def _steps(ladder: tuple[Rule, ...], rules: Rulebook) -> list[dict[str, Any]]:
    begun = [(rule, entry) for rule in ladder if (entry := rule.in_force(rules.on))]
    if not begun:
        return [{"begins": plain(min(rule.entries[0].since for rule in ladder))}]
    return [
        {"layer": rule.layer.name.lower(), "bound": rule.bound.value, "unit": rule.unit}
        | {"title": plain(rule.title), **plain(entry)}
        for rule, entry in begun
    ]
