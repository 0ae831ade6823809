"""Do the lines of tables make sense: reachable, in known words, with possible numbers?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from itertools import pairwise
from typing import Any

from sceau.core.closed_lists import COMPONENTS
from sceau.core.rule import Force, Layer, Row
from sceau.core.tables.admission import LanguageRow, QuotaRow, RouteRow
from sceau.core.tables.studies import HonoursRow, WeightRow
from sceau.regulation.checks.walk import every_line, every_rule, every_table, scopes_above
from sceau.regulation.columns import AMOUNTS, COLUMNS, FIRST_FITS, LINES_NAMED, PARTS
from sceau.regulation.fault import Fault, nearest
from sceau.regulation.files import UnreadRow
from sceau.regulation.law import Regulation, Scope

NUMBERS = (*AMOUNTS, *PARTS)
OWED = ("amount", "ratio", "pro_rata")
"""The ways to say what is owed."""
ALLOWED = {column: {"", *words} for column, words in COLUMNS.items()}


def rows_can_be_reached(regulation: Regulation) -> Iterator[Fault]:
    """Ids differ within a table, and no line hides behind one that fits whenever it does."""
    for rule, at, rows in every_table(regulation):
        seen: set[str] = set()
        for number, row in enumerate(rows, 1):
            here = f"{at}[{number}]"
            if row.id in seen:
                yield Fault(rule.origin, f"{here}.id", f"«{row.id}» stands twice, give each line its own id")
            if row.id or not isinstance(row, UnreadRow):
                seen.add(row.id)
            hiding = next((above for above in rows[: number - 1] if _hides(above, row, rule.key)), None)
            if hiding is not None and hiding.id != row.id:
                what = f"is never reached behind «{hiding.id}», move it above or remove it"
                yield Fault(rule.origin, here, what)


def _hides(above: Row, row: Row, key: str) -> bool:
    """Tell whether a line fits whenever a line below it does, so that the lower one never applies."""
    if isinstance(above, UnreadRow) or isinstance(row, UnreadRow):
        return False
    if above.otherwise:
        return True
    if key not in FIRST_FITS or getattr(above, "force", Force.BINDING) is not Force.BINDING:
        return False
    if not (above.requires <= row.requires and _excluded(above) <= _excluded(row)) or row.otherwise:
        return not (above.requires or _excluded(above) or any(_asks(getattr(above, col)) for col in FIRST_FITS[key]))
    return all(_lets_through(getattr(above, column), getattr(row, column)) for column in FIRST_FITS[key])


def _asks(column: Any) -> bool:
    """Tell whether a column asks for anything: a number asks even where it is zero."""
    return column is not None and column != frozenset()


def _lets_through(wide: Any, narrow: Any) -> bool:
    """Tell whether a column lets through whatever the same column of a line below does."""
    if not _asks(wide) or wide == narrow:
        return True
    return isinstance(wide, frozenset) and bool(narrow) and narrow <= wide


def _excluded(row: Row) -> frozenset[str]:
    """Return everything that must not be there for a line to fit."""
    return row.excludes | getattr(row, "without", frozenset())


def words_of_rows_are_known(regulation: Regulation) -> Iterator[Fault]:
    """Qualities are declared, and columns take their words from the closed lists."""
    for rule, at, row in every_line(regulation):
        named = row.requires | row.excludes | getattr(row, "numerator_qualities", frozenset())
        if named:
            yield from _quality_faults(row, named, regulation.names_in(rule.origin).qualities, rule.origin, at)
        kind: type = type(row)
        for column in _worded(kind):
            given = getattr(row, column)
            for word in sorted(({given} if isinstance(given, str) else set(given)) - ALLOWED[column]):
                what = f"«{word}» is not known, {nearest(word, COLUMNS[column])}"
                yield Fault(rule.origin, f"{at}.{column}", what)


def _quality_faults(
    row: Row, named: frozenset[str], known: Mapping[str, object], file: str, at: str
) -> Iterator[Fault]:
    for quality in sorted(row.requires & row.excludes):
        yield Fault(file, at, f"requires and excludes «{quality}» at once and never fits, keep one")
    for quality in sorted(named - known.keys()):
        what = f"«{quality}» is not a declared quality, declare it in qualities.toml; {nearest(quality, known)}"
        yield Fault(file, at, what)


@cache
def _worded(kind: type) -> tuple[str, ...]:
    """Return the columns of a kind of line that take their words from a closed list."""
    return tuple(one.name for one in fields(kind) if one.name in COLUMNS)


@cache
def _columns(kind: type, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some columns that a kind of line has."""
    known = {one.name for one in fields(kind)}
    return tuple(name for name in names if name in known)


def numbers_of_rows_make_sense(regulation: Regulation) -> Iterator[Fault]:
    """Amounts are not below zero, and shares are not above the whole."""
    for rule, at, row in every_line(regulation):
        kind: type = type(row)
        for column in _columns(kind, NUMBERS):
            given = getattr(row, column)
            if given is not None and given < 0:
                yield Fault(rule.origin, f"{at}.{column}", f"{given} is below zero, write zero or more")
            if given is not None and given > 1 and column in PARTS:
                what = f"{given} is more than the whole, write 0.3 for thirty per cent"
                yield Fault(rule.origin, f"{at}.{column}", what)


def lines_say_one_amount(regulation: Regulation) -> Iterator[Fault]:
    """A line says what is owed in one way at most, and counts parts of a course over one day at least."""
    for rule, at, row in every_line(regulation):
        kind: type = type(row)
        said = [name for name in _columns(kind, OWED) if getattr(row, name) not in (None, False)]
        if len(said) > 1:
            yield Fault(rule.origin, at, f"says {' and '.join(said)}, keep one of them")
        base = getattr(row, "day_base", None)
        if base is not None and base < 1:
            yield Fault(rule.origin, f"{at}.day_base", f"{base} days are no course, write one or more")


def parts_of_the_end_are_weighed(regulation: Regulation) -> Iterator[Fault]:
    """The lines of the weights are parts of the end of studies, each with a weight."""
    for rule, at, row in every_line(regulation):
        if not isinstance(row, WeightRow):
            continue
        if row.id not in COMPONENTS:
            yield Fault(rule.origin, f"{at}.id", f"«{row.id}» is not known, {nearest(row.id, COMPONENTS)}")
        if row.weight <= 0:
            yield Fault(rule.origin, f"{at}.weight", f"{row.weight} weighs nothing, write more than zero")


def honours_fall_from_line_to_line(regulation: Regulation) -> Iterator[Fault]:
    """The highest band stands first: one that asks for more behind one that asks for less is never reached."""
    for rule, at, rows in every_table(regulation):
        for number, (above, row) in enumerate(pairwise(rows), 2):
            if isinstance(above, HonoursRow) and isinstance(row, HonoursRow) and row.mean > above.mean:
                what = f"asks for more than «{above.id}» above it, write the highest band first"
                yield Fault(rule.origin, f"{at}[{number}].mean", what)


def quotas_set_one_limit(regulation: Regulation) -> Iterator[Fault]:
    """A quota gives a ratio or a number, and not both."""
    for rule, at, row in every_line(regulation):
        if isinstance(row, QuotaRow) and (row.ratio is None) is (row.number is None):
            yield Fault(rule.origin, at, "sets no limit or two, write a ratio or a number")


def languages_can_be_proved(regulation: Regulation) -> Iterator[Fault]:
    """Something proves each language that is asked for, or someone judges it."""
    for rule, at, row in every_line(regulation):
        if isinstance(row, LanguageRow) and not (row.cefr or row.tests or row.recognised_by):
            what = "nothing can prove this language, write cefr, tests or recognised_by"
            yield Fault(rule.origin, at, what)


def routes_without_a_degree_ask_nothing_of_one(regulation: Regulation) -> Iterator[Fault]:
    """A route that asks for no degree has no column that speaks of one."""
    for rule, at, row in every_line(regulation):
        if isinstance(row, RouteRow) and row.without_degree:
            for column in row.OF_A_DEGREE:
                if getattr(row, column):
                    what = "asks something of a degree on a route without one, remove it or without_degree"
                    yield Fault(rule.origin, f"{at}.{column}", what)


def lines_name_lines_that_exist(regulation: Regulation) -> Iterator[Fault]:
    """A line that names lines of another table names lines of its folder or of one above."""
    scopes = _scopes(regulation)
    lines = _ids(regulation, scopes)
    for rule, at, row in every_line(regulation):
        for column, other in LINES_NAMED.get(rule.key, {}).items():
            named = getattr(row, column)
            if not named:
                continue
            folders = _folders_named(scopes[rule.origin], regulation)
            known = {line for folder in folders for line in lines.get((folder, other), ())}
            for word in sorted(named - known):
                what = f"«{word}» is no line of this folder nor of one above, {nearest(word, known)}"
                yield Fault(rule.origin, f"{at}.{column}", what)


def _folders_named(scope: Scope, regulation: Regulation) -> Iterator[Scope]:
    """Return a folder and those above it: for what a school writes for one label, what it writes for all as well."""
    yield scope
    yield from scopes_above(scope, regulation)
    if scope.layer is Layer.SCHOOL and scope.label:
        yield Scope(Layer.SCHOOL, school=scope.school)


def _ids(regulation: Regulation, scopes: Mapping[str, Scope]) -> dict[tuple[Scope, str], set[str]]:
    """Return the ids of every line that each table of each folder has had, under any reading."""
    found: dict[tuple[Scope, str], set[str]] = {}
    for rule, _, rows in every_table(regulation):
        found.setdefault((scopes[rule.origin], rule.key), set()).update(row.id for row in rows if row.id)
    return found


def _scopes(regulation: Regulation) -> dict[str, Scope]:
    """Return whose rules each file holds."""
    return {rule.origin: scope for scope, rule in (*every_rule(regulation), *regulation.unfinished)}
