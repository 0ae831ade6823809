"""Does every layer keep to the layers above it?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sceau.core.bounds import keeps_to
from sceau.core.rule import Bound, Duration, Entry, Force, Layer, Rule, value_of
from sceau.core.tables.tightening import Looser, loosenings
from sceau.core.vocabulary import RULES, WITHOUT_ORDER
from sceau.regulation.checks.walk import every_pair, every_rule
from sceau.regulation.fault import Fault, nearest
from sceau.regulation.law import Regulation


def bounds_fit_what_they_bind(regulation: Regulation) -> Iterator[Fault]:
    """Only what has an order has a floor or a ceiling."""
    for _, rule in every_rule(regulation):
        if rule.bound in (Bound.FLOOR, Bound.CEILING) and RULES[rule.key].kind in WITHOUT_ORDER:
            what = f"a {RULES[rule.key].kind} has no {rule.bound}, write «open» or «fixed»"
            yield Fault(rule.origin, f"{rule.key}.bound", what)


def bounds_hold_when_a_rule_is_adopted(regulation: Regulation) -> Iterator[Fault]:
    """No lower value breaks the bound of an upper one that was in force on the day the lower one begins."""
    for upper, lower in every_pair(regulation):
        for entry in lower.entries:
            above = upper.in_force(entry.since)
            at = f"{lower.key}.value[{entry.place}]"
            if above is not None:
                yield from bound_faults(upper, above, lower, entry, at)


def bound_faults(upper: Rule, above: Entry, lower: Rule, entry: Entry, at: str) -> Iterator[Fault]:
    """Return what bars a lower value from being adopted under an upper one."""
    if entry.chooses and above.variants and entry.chooses not in {variant.name for variant in above.variants}:
        names = [variant.name for variant in above.variants]
        yield Fault(
            lower.origin,
            f"{at}.chooses",
            f"«{entry.chooses}» is no reading of {above.cite}, {nearest(entry.chooses, names)}",
        )
    readings_above = _readings(above)
    if entry.contradicts is upper.layer or entry.repealed or entry.chooses:
        return
    if any(reading.none or reading.value is None for reading in readings_above):
        return
    if upper.unit != lower.unit and lower.unit in RULES[lower.key].units:
        what = f"is in «{lower.unit}» where {above.cite} is in «{upper.unit}», write it in the same unit"
        yield Fault(lower.origin, f"{lower.key}.unit", what)
        return
    rank = list(Force)
    if rank.index(entry.force) > rank.index(above.force):
        yield Fault(
            lower.origin, f"{at}.force", f"is weaker than {above.cite}, which is {above.force}; make it at least that"
        )
    for number, own in enumerate(_readings(entry), 1):
        here = f"{at}.variants[{number}]" if entry.variants else at
        barred = [list(_value_faults(upper, reading, lower, own, here)) for reading in readings_above]
        if all(barred):  # what one reading above allows may be adopted: which of them holds is open
            yield from barred[0]


def _readings(entry: Entry) -> list[Entry]:
    """Return an entry as each of its readings would stand alone; one that is not contested is its only reading."""
    return [
        replace(entry, value=one.value, none=one.none, passes=one.passes, cite=one.cite, says=one.says, variants=())
        for one in entry.variants
    ] or [entry]


def _value_faults(upper: Rule, above: Entry, lower: Rule, entry: Entry, at: str) -> Iterator[Fault]:
    """Return what bars one value from being adopted under one other."""
    if upper.bound is Bound.OPEN:
        return
    if RULES[lower.key].kind == "table":
        yield from _table_faults(upper, above, lower, entry, at)
        return
    try:
        kept = keeps_to(value_of(upper, above), value_of(lower, entry), upper.bound)
    except TypeError as error:
        yield Fault(lower.origin, at, f"cannot be set against {above.cite}: {error}; write it in the same unit")
        return
    if not kept:
        yield Fault(lower.origin, at, _broken(upper, above, entry))


def _broken(upper: Rule, above: Entry, entry: Entry) -> str:
    """Name both articles and say what may be done."""
    given = "nothing due" if entry.none else _shown(entry.value)
    may = {
        Bound.FIXED: "may not be changed",
        Bound.FLOOR: "may only be raised",
        Bound.CEILING: "may only be lowered",
    }[upper.bound]
    return (
        f"{given} ({entry.cite}) breaks {_shown(above.value)} ({above.cite}), which {may}; "
        f"keep to it, or write contradicts = «{upper.layer.name.lower()}» if the text really says so"
    )


def _shown(value: Any) -> str:
    if isinstance(value, Duration):
        return f"{value.amount} {value.unit}"
    if isinstance(value, tuple):
        return ", ".join(row.id for row in value)
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _table_faults(upper: Rule, above: Entry, lower: Rule, entry: Entry, at: str) -> Iterator[Fault]:
    """Under a bound, each line keeps a line of the upper table and loosens none of its columns."""
    if above.force is not Force.BINDING:
        return
    if entry.none:
        yield Fault(lower.origin, at, _broken(upper, above, entry))
        return
    if upper.bound is Bound.FIXED:
        yield Fault(lower.origin, at, f"replaces a table that may not be changed ({above.cite}), remove it")
        return
    for one in loosenings(above.value, entry.value):
        yield _looser(one, lower.origin, above, entry, at)


def _looser(one: Looser, origin: str, above: Entry, entry: Entry, at: str) -> Fault:
    """Say where a table is looser than the one above it, and what to do."""
    line = f"{at}.value[{one.place}]"
    if one.model is None:
        keeps, known = entry.value[one.place - 1].keeps, [row.id for row in above.value]
        return Fault(origin, f"{line}.keeps", f"names no line of {above.cite}, {nearest(keeps, known)}")
    model, cite = one.model.id, one.model.cite or above.cite
    if not one.place:
        return Fault(origin, f"{at}.value", f"no longer keeps «{model}» ({cite}), write a line that keeps it")
    if one.unlike is not None:
        return Fault(origin, f"{line}.{one.column}", f"cannot be set against «{model}»: {one.unlike}")
    what = f"is looser than «{model}» ({cite}), tighten it or keep another line"
    return Fault(origin, f"{line}.{one.column}", what)


def contradictions_name_a_layer_that_speaks(regulation: Regulation) -> Iterator[Fault]:
    """``contradicts`` names a layer that has a value of the same rule."""
    uppers: dict[int, set[Layer]] = {}
    for upper, lower in every_pair(regulation):
        uppers.setdefault(id(lower), set()).add(upper.layer)
    for _, rule in every_rule(regulation):
        for entry in rule.entries:
            if entry.contradicts is not None and entry.contradicts not in uppers.get(id(rule), set()):
                layer = entry.contradicts.name.lower()
                what = f"the layer «{layer}» says nothing of {rule.key}, remove contradicts or name another layer"
                yield Fault(rule.origin, f"{rule.key}.value[{entry.place}].contradicts", what)


def choices_are_between_readings_above(regulation: Regulation) -> Iterator[Fault]:
    """``chooses`` stands under a layer that has readings to choose from on the day it begins."""
    contested = {
        (id(lower), entry.since)
        for upper, lower in every_pair(regulation)
        for entry in lower.entries
        if (above := upper.in_force(entry.since)) and above.variants
    }
    for _, rule in every_rule(regulation):
        for entry in rule.entries:
            if entry.chooses and (id(rule), entry.since) not in contested:
                what = (
                    f"«{entry.chooses}» chooses among no readings, "
                    f"no layer above contests {rule.key} on {entry.since.isoformat()}; write a value"
                )
                yield Fault(rule.origin, f"{rule.key}.value[{entry.place}].chooses", what)
