"""How is a regulation walked? Every rule, every entry, every table, every pair of layers, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sceau.core.rule import Entry, Layer, Row, Rule
from sceau.core.vocabulary import RULES
from sceau.regulation.files import UnreadRow
from sceau.regulation.law import Regulation, Scope


def every_rule(regulation: Regulation) -> Iterator[tuple[Scope, Rule]]:
    """Return every rule with the folder that writes it."""
    for scope, rules in regulation.rules.items():
        for rule in rules.values():
            yield scope, rule


def every_entry(regulation: Regulation) -> Iterable[tuple[Rule, str, Entry]]:
    """Return every dated step of every rule with its place, those that have faults of their own included."""
    return regulation.once("entries", _entries)


def _entries(regulation: Regulation) -> Iterator[tuple[Rule, str, Entry]]:
    for _, rule in (*every_rule(regulation), *regulation.unfinished):
        for entry in rule.entries:
            yield rule, f"{rule.key}.value[{entry.place}]", entry


def every_value(regulation: Regulation) -> Iterable[tuple[Rule, str, Any]]:
    """Return every value with its place: those of entries, and those of the readings of contested entries."""
    return regulation.once("values", _values)


def _values(regulation: Regulation) -> Iterator[tuple[Rule, str, Any]]:
    for rule, at, entry in every_entry(regulation):
        if entry.value is not None:
            yield rule, f"{at}.value", entry.value
        for number, variant in enumerate(entry.variants, 1):
            if variant.value is not None:
                yield rule, f"{at}.variants[{number}].value", variant.value


def every_table(regulation: Regulation) -> Iterable[tuple[Rule, str, tuple[Row, ...]]]:
    """Return every table with its place."""
    return regulation.once("tables", _tables)


def _tables(regulation: Regulation) -> Iterator[tuple[Rule, str, tuple[Row, ...]]]:
    for rule, at, value in every_value(regulation):
        if RULES[rule.key].kind == "table":
            yield rule, at, value


def every_line(regulation: Regulation) -> Iterable[tuple[Rule, str, Row]]:
    """Return every line of every table with its place, but those that cannot be read."""
    return regulation.once("lines", _lines)


def _lines(regulation: Regulation) -> Iterator[tuple[Rule, str, Row]]:
    for rule, at, rows in every_table(regulation):
        for number, row in enumerate(rows, 1):
            if not isinstance(row, UnreadRow):
                yield rule, f"{at}[{number}]", row


def every_pair(regulation: Regulation) -> Iterable[tuple[Rule, Rule]]:
    """Return every upper rule with each lower one that stands under it."""
    return regulation.once("pairs", _pairs)


def _pairs(regulation: Regulation) -> Iterator[tuple[Rule, Rule]]:
    for scope, rules in regulation.rules.items():
        above = [regulation.rules[one] for one in scopes_above(scope, regulation) if one in regulation.rules]
        for lower in rules.values():
            yield from ((upper[lower.key], lower) for upper in above if lower.key in upper)


def scopes_above(scope: Scope, regulation: Regulation) -> Iterable[Scope]:
    """Return the folders above a folder, from the highest."""
    labels = [scope.label] if scope.label else _labels_of(scope, regulation)
    if scope.layer > Layer.STATE:
        yield Scope(Layer.STATE)
    if scope.layer > Layer.LABEL:
        yield from (Scope(Layer.LABEL, label=label) for label in labels)
    if scope.layer > Layer.SCHOOL:
        yield Scope(Layer.SCHOOL, school=scope.school)
        yield from (Scope(Layer.SCHOOL, label=label, school=scope.school) for label in labels)


def _labels_of(scope: Scope, regulation: Regulation) -> list[str]:
    """Return the labels of the programmes that a folder of a school speaks of."""
    school = regulation.schools.get(scope.school)
    programmes = school.programmes if school else ()
    return sorted({p.label for p in programmes if not scope.programme or p.code.lower() == scope.programme})
