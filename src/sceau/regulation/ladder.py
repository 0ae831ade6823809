"""Which layer's value applies, and why? The ladder of one key, layer by layer, as a rulebook goes down it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sceau.core.rule import Absence, Bound, Entry, Layer, Rule, Value
from sceau.core.rulebook import Rulebook

VERDICTS = (
    "silent",
    "not_begun",
    "set",
    "nothing_due",
    "repeated",
    "tightened",
    "replaced",
    "stricter_above",
    "stricter_under_one",
    "chosen",
    "contested",
    "contradicts",
    "repealed",
)
"""What may become of what one layer says, under the layers above it."""


class Step(NamedTuple):
    """What one layer says of a key on a date, and what becomes of it."""

    layer: Layer
    verdict: str
    rule: Rule | None = None
    entry: Entry | None = None
    applies: tuple[Value, ...] = ()
    """What applies from this layer down to here: several values where a rule has several readings."""


def ladder_of(key: str, book: Rulebook) -> tuple[Step, ...]:
    """Return one step for each layer that may speak to whom the rulebook is for, from the highest."""
    rules = {rule.layer: rule for rule in book.ladders.get(key, ())}
    lowest = Layer.PROGRAMME if book.programme else Layer.SCHOOL if book.school else Layer.LABEL
    steps: list[Step] = []
    begun: list[Rule] = []
    for layer in (one for one in Layer if one <= lowest):
        rule = rules.get(layer)
        entry = rule.in_force(book.on) if rule else None
        if rule is None or entry is None:
            steps.append(Step(layer, "silent" if rule is None else "not_begun", rule, None, _applies(key, begun, book)))
            continue
        above = _applies(key, begun, book)
        bound = any(one.bound is not Bound.OPEN for one in begun)
        begun.append(rule)
        applies = _applies(key, begun, book)
        steps.append(Step(layer, _verdict(entry, layer, above, applies, bound=bound), rule, entry, applies))
    return tuple(steps)


def _applies(key: str, rules: Sequence[Rule], book: Rulebook) -> tuple[Value, ...]:
    """Return what would apply if these layers alone spoke."""
    if not rules:
        return ()
    return replace(book, ladders={key: tuple(rules)}, chosen={}, _known={}, _beside={}).readings(key)


def _verdict(entry: Entry, layer: Layer, above: Sequence[Value], applies: Sequence[Value], *, bound: bool) -> str:
    said = (
        ("repealed", entry.repealed),
        ("chosen", bool(entry.chooses)),
        ("contested", bool(entry.variants)),
        ("contradicts", entry.contradicts is not None),
        ("stricter_above", all(value.layer is not layer for value in applies)),
        ("stricter_under_one", any(value.layer is not layer for value in applies)),
        ("nothing_due", entry.none),
    )
    for verdict, is_so in said:
        if is_so:
            return verdict
    speaking = [value for value in above if value.absence is not Absence.REPEALED]
    if not speaking:
        return "set"
    if all((value.value, value.passes, value.absence) == (entry.value, entry.passes, None) for value in speaking):
        return "repeated"
    return "tightened" if bound and all(value.binds for value in speaking) else "replaced"
