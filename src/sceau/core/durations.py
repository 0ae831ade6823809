"""Is one duration as long as another? In one unit, along the calendar, or by an equivalence that a text gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sceau.core.calendar import in_months
from sceau.core.decision import Reason
from sceau.core.rule import Duration, Value
from sceau.core.rulebook import Rulebook

EQUIVALENCES = {"quarters": "quarter_is", "semesters": "semester_is"}
"""The rule that says how long a unit is which no calendar fixes."""


def by_calendar(duration: Duration | None) -> int | None:
    """Return months and years in months; None for what no calendar brings to months."""
    if duration is None or duration.unit not in ("months", "years"):
        return None
    return in_months(duration)


def in_months_by_law(duration: Duration, rules: Rulebook) -> int | None:
    """Return a duration in months, by the calendar or by the equivalence that a text gives; None where none does."""
    months = by_calendar(duration)
    if months is not None or duration.unit not in EQUIVALENCES:
        return months
    equivalence = rules.get(EQUIVALENCES[duration.unit])
    return None if equivalence.absence is not None else duration.amount * in_months(equivalence.value)


def lasts_at_least(check: str, rule: Value, declared: Sequence[Duration], rules: Rulebook) -> list[Reason]:
    """Set a minimum against a duration, in the first of the units declared that can be compared with it."""
    if rule.absence is not None:
        return []
    found, beyond = _compared(rule, declared, rules)
    return [Reason(check, None if beyond is None else beyond >= 0, rule, rule.value, found)]


def lasts_at_most(check: str, rule: Value, declared: Sequence[Duration], rules: Rulebook) -> list[Reason]:
    """Set a maximum against a duration, as ``lasts_at_least`` sets a minimum."""
    if rule.absence is not None:
        return []
    found, beyond = _compared(rule, declared, rules)
    return [Reason(check, None if beyond is None else beyond <= 0, rule, rule.value, found)]


def equivalences(compared: Iterable[tuple[Value, Sequence[Duration]]], rules: Rulebook) -> list[Reason]:
    """Tell which equivalence was used between two units, or that no text gives the one that is lacking."""
    units: set[str] = set()
    for rule, declared in compared:
        found = None if rule.absence is not None else _compared(rule, declared, rules)[0]
        if found is not None and found.unit != rule.value.unit:
            units |= {found.unit, rule.value.unit}
    reasons = []
    for unit in sorted(units & EQUIVALENCES.keys()):
        rule = rules.get(EQUIVALENCES[unit])
        given = True if rule.absence is None else None
        reasons.append(Reason("an_equivalence_is_given", given, rule, Duration(1, unit), rule.value))
    return reasons


def _compared(rule: Value, declared: Sequence[Duration], rules: Rulebook) -> tuple[Duration | None, int | None]:
    """Return the duration that can be set against a rule, and by how much it is longer."""
    for found in declared:
        beyond = _beyond(found, rule.value, rules)
        if beyond is not None:
            return found, beyond
    return next(iter(declared), None), None


def _beyond(found: Duration, asked: Duration, rules: Rulebook) -> int | None:
    """Return by how much one duration is longer than another; None where no text relates their units."""
    if found.unit == asked.unit:
        return found.amount - asked.amount
    one, other = in_months_by_law(found, rules), in_months_by_law(asked, rules)
    return None if one is None or other is None else one - other
