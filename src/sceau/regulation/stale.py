"""What in the law has grown old? Rules overtaken from above, values given until a day, texts that nobody read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sceau.core.calendar import later
from sceau.core.rule import Citation, Duration, Entry, Rule
from sceau.regulation.checks.bounds import bound_faults
from sceau.regulation.checks.walk import every_pair, every_rule
from sceau.regulation.fault import Fault
from sceau.regulation.files import TextFile
from sceau.regulation.law import Regulation, Scope


class Overtaken(NamedTuple):
    """A lower rule that could not be adopted any more as it stands: the stricter one above applies instead."""

    fault: Fault
    """What would be its fault, if it were adopted today."""
    cite: Citation
    since: date
    above: Citation


class Expired(NamedTuple):
    """A value that its text gives until a day that has passed, and that nothing has replaced."""

    origin: str
    key: str
    until: date


class Unread(NamedTuple):
    """A text that is old, and the rules that rest on it and that nobody has held against it since."""

    title: str
    """The title of the text."""
    last_read: date
    """The day of the text, or the last day on which someone read it again."""
    reviewed: bool
    keys: tuple[str, ...]


def overtaken(regulation: Regulation, on: date, school: str = "") -> Iterator[Overtaken]:
    """Return the rules that a later rule above has overtaken on a date; of one school, if one is named."""
    for upper, lower in every_pair(regulation):
        entry = lower.in_force(on)
        if entry is None or not lower.origin.startswith(f"schools/{school}/" if school else ""):
            continue
        at = f"{lower.key}.value[{entry.place}]"
        broken: list[tuple[Entry, list[Fault]]] = []
        for above in upper.entries:
            if entry.since < above.since <= on:
                faults = [*bound_faults(upper, above, lower, entry, at), *_chooses_nothing(above, lower, entry, at)]
                broken = [*broken, (above, faults)] if faults else []
        for fault in broken[-1][1] if broken else ():
            yield Overtaken(fault, entry.cite, broken[0][0].since, broken[-1][0].cite)


def _chooses_nothing(above: Entry, lower: Rule, entry: Entry, at: str) -> Iterator[Fault]:
    """A reading was chosen, and the layer above has settled the matter itself since."""
    if entry.chooses and not above.variants:
        what = f"«{entry.chooses}» chooses among no readings, no layer above contests {lower.key}; write a value"
        yield Fault(lower.origin, f"{at}.chooses", what)


def expired(regulation: Regulation, on: date, school: str = "") -> Iterator[Expired]:
    """Return the values that, by their own word, served until a day before a date; of what bears on one school."""
    for scope, rule in every_rule(regulation):
        entry = rule.in_force(on)
        until = entry.serves_until if entry else None
        if until is not None and until < on and _concerns(scope, school, regulation):
            yield Expired(rule.origin, rule.key, until)


def unread(regulation: Regulation, on: date, years: int, school: str = "") -> Iterator[Unread]:
    """Return the texts that were last read more than some years before a date, and what rests on them."""
    limit = later(on, Duration(-years, "years"))
    resting: dict[tuple[str, date, bool], list[str]] = {}
    for scope, rule in every_rule(regulation):
        entry = rule.in_force(on)
        text = regulation.names_in(rule.origin).texts.get(entry.cite.text) if entry else None
        if entry is None or text is None or not _concerns(scope, school, regulation):
            continue
        reviewed = regulation.reviewed.get((rule.origin, rule.key, entry.since))
        last = reviewed or day_of_text(text)
        served_until = text.serves_until
        outlived = served_until is not None and served_until < on and (reviewed is None or reviewed <= served_until)
        if last is not None and (last < limit or outlived):
            resting.setdefault((text.title, last, reviewed is not None), []).append(rule.key)
    for (title, last, again), keys in sorted(resting.items()):
        yield Unread(title, last, again, tuple(sorted(set(keys))))


def _concerns(scope: Scope, school: str, regulation: Regulation) -> bool:
    """Tell whether a folder speaks to a school: its own, the State's and those of its labels do."""
    if not school:
        return True
    if scope.school:
        return scope.school == school
    labels = {programme.label for programme in regulation.school(school).programmes}
    return not scope.label or scope.label in labels


def day_of_text(text: TextFile) -> date | None:
    """Return the day of a text, or the last one of the last year that it names, while it served; None if unknown."""
    years = re.findall(r"\b[12]\d{3}\b", text.period)
    if text.dated or not years:
        return text.dated
    last = date(int(years[-1]), 12, 31)
    return min(last, text.serves_until or last)
