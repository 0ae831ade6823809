"""What would a rule say if one of its figures were a little higher or lower, as after a slip of the pen?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sceau.core.rule import Duration, Entry, Moment, Row, Rule
from sceau.core.vocabulary import RULES

SLIPS = {"one_more": 1, "one_less": -1}
"""The slips that are tried: one more or one less, a hundredth of what is a share, a day of a date."""
A_LEAP_YEAR = 2024
"""The year in which every day and month exists."""


class Slip(NamedTuple):
    """A rule with one figure of one dated value a little beside what it is."""

    at: str
    """The figure: the line and the column, after the name of the reading where there are several."""
    name: str
    """Which of ``SLIPS``."""
    rule: Rule


def slips(rule: Rule, entry: Entry) -> Iterator[Slip]:
    """Return what a rule would be with each figure of the lines of an entry, and its last day, a little beside."""
    for name, way in SLIPS.items():
        for until in _beside(entry.serves_until, way):
            yield Slip("serves_until", name, _with(rule, entry, replace(entry, serves_until=until)))
        if RULES[rule.key].kind != "table":
            continue
        for at, rows in _tables(entry.value or (), way):
            yield Slip(at, name, _with(rule, entry, replace(entry, value=rows)))
        for rank, variant in enumerate(entry.variants):
            for at, rows in _tables(variant.value or (), way):
                variants = (*entry.variants[:rank], replace(variant, value=rows), *entry.variants[rank + 1 :])
                yield Slip(f"{variant.name}.{at}", name, _with(rule, entry, replace(entry, variants=variants)))


def _with(rule: Rule, entry: Entry, slipped: Entry) -> Rule:
    return replace(rule, entries=tuple(slipped if one is entry else one for one in rule.entries))


def _tables(rows: tuple[Row, ...], way: int) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Return a table with each of its figures in turn a little beside."""
    for rank, row in enumerate(rows):
        for column in fields(row):
            value = getattr(row, column.name)
            if value == column.default:  # what a line does not say is not a figure of the text
                continue
            for slipped in _beside(value, way):
                line = replace(row, **{column.name: slipped})
                yield f"{row.id}.{column.name}", (*rows[:rank], line, *rows[rank + 1 :])


def _beside(value: Any, way: int) -> Iterator[Any]:
    """Return a figure one more or one less; nothing of what is no figure, and each score in turn of several tests."""
    if isinstance(value, bool):
        return
    if isinstance(value, Duration):
        yield value._replace(amount=value.amount + way)
    elif isinstance(value, int):
        yield value + way
    elif isinstance(value, Decimal):
        yield value + way * (Decimal("0.01") if value <= 1 else 1)
    elif isinstance(value, date):
        if way < 0 or value < date.max:  # no day follows the last of the calendar
            yield value + timedelta(days=way)
    elif isinstance(value, Moment):
        yield _moment(value, way)
    elif isinstance(value, Mapping):
        yield from ({**value, name: one} for name, score in value.items() for one in _beside(score, way))


def _moment(moment: Moment, way: int) -> Moment:
    if moment.delay is not None:
        return replace(moment, delay=moment.delay._replace(amount=moment.delay.amount + way))
    if moment.on is not None:
        return replace(moment, on=moment.on + timedelta(days=way))
    day = date(A_LEAP_YEAR, moment.month or 1, moment.day or 1) + timedelta(days=way)
    return replace(moment, day=day.day, month=day.month)
