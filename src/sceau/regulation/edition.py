"""Which law was that? The digest and the resolved values of a rulebook, so that a decision can be judged again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sceau.core.rule import Rule
from sceau.core.rulebook import Rulebook
from sceau.regulation.plain import plain


@dataclass(frozen=True)
class Edition:
    """The law as one rulebook held it: layout and comments of the files do not matter, values and citations do."""

    digest: str
    """SHA-256 of the canonical JSON of ``values``, in hexadecimal."""
    values: dict[str, Any]


def edition_of(rules: Rulebook) -> Edition:
    """Return the edition of a rulebook: for each key, what each layer has in force on its date."""
    values = {
        key: [step for rule in rules.ladders[key] for step in _step(rule, rules)] for key in sorted(rules.ladders)
    }
    values = {key: steps for key, steps in values.items() if steps}
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Edition(hashlib.sha256(text.encode()).hexdigest(), values)


def _step(rule: Rule, rules: Rulebook) -> list[dict[str, Any]]:
    entry = rule.in_force(rules.on)
    if entry is None:
        return []
    return [{"layer": rule.layer.name.lower(), "bound": rule.bound.value, "unit": rule.unit, **plain(entry)}]
