"""Is each value written as what it is: numbers and days without quotes, yes and no as ``true`` and ``false``?

Pydantic would read the text ``"12"`` as a number, ``1`` as yes and a number as a day counted from 1970. Nobody who
writes law or facts means that, and no limit that is set to numbers would hold for a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

from sceau.regulation.fault import Fault, as_written, fields_of, made_of

NUMBERS, DAYS = frozenset({int, Decimal}), frozenset({date, datetime})
WRITTEN_BARE = NUMBERS | DAYS | {bool}
MAPPINGS = (Mapping, dict)
"""What holds values or tables under names that the file chooses."""


def miswritten(kind: type, given: Any, file: str, at: str) -> list[Fault]:
    """Return a fault for each value of a table that is written as something else than its field holds."""
    faults: list[Fault] = []
    if not isinstance(given, dict):
        return faults
    held = _held(kind)
    for name, said in given.items():
        if name not in held or type(said) in held[name].holds:
            continue
        faults += _miswritten_in(held[name], said, file, f"{at}.{name}" if at else name)
    return faults


def _miswritten_in(held: Held, said: Any, file: str, at: str) -> Iterator[Fault]:
    """Return what is miswritten in a field, in each of several values under its own place."""
    for place, one in _named(said, at) if held.named and isinstance(said, dict) else several(said, at):
        if held.inner is not None and isinstance(one, dict):
            yield from miswritten(held.inner, one, file, place)
            continue
        what = _wrong(one, held.holds)
        if what:
            yield Fault(file, place, what)


class Held(NamedTuple):
    """What a field may hold: values of some types, or a kind of table."""

    holds: frozenset[Any]
    inner: type | None
    named: bool
    """True if it holds several, each under a name that the file chooses: the programmes of a school."""


@cache
def _held(kind: type) -> Mapping[str, Held]:
    """Return what a field may hold, for each that could be miswritten."""
    held = {name: _held_by(hint) for name, hint in fields_of(kind).items()}
    return {
        name: one
        for name, one in held.items()
        if (one.inner is not None and _held(one.inner))
        or (one.inner is None and str not in one.holds and one.holds & WRITTEN_BARE)
    }


def _held_by(hint: Any) -> Held:
    all_of = made_of(_values_of(hint))
    return Held(frozenset(all_of), next(filter(fields_of, all_of), None), get_origin(hint) in MAPPINGS)


def _values_of(hint: Any) -> Any:
    """Return what a mapping holds beside its keys, which are always written as text; any other type as it is."""
    return get_args(hint)[1] if get_origin(hint) in MAPPINGS else hint


def _named(given: Mapping[str, Any], place: str) -> Iterable[tuple[str, Any]]:
    """Return what stands at a place under names, each under its own."""
    return [(f"{place}.{name}", one) for name, one in given.items()]


def several(given: Any, place: str) -> Iterable[tuple[str, Any]]:
    """Return what stands at a place, each of several under its own."""
    if isinstance(given, list | tuple):
        return [(f"{place}[{number}]", one) for number, one in enumerate(given, 1)]
    return [(place, given)]


def _wrong(given: Any, holds: frozenset[Any]) -> str:
    """Return what is wrong with a value where its field holds something else; nothing if it is right."""
    told = as_written(given)
    quoted, said = isinstance(given, str) and str not in holds, isinstance(given, bool) and bool not in holds
    if (quoted or said) and holds & NUMBERS:
        return f"«{told}» is not a number, write digits without quotes"
    if not isinstance(given, str | int | Decimal) or holds & {str, type(given), *NUMBERS}:
        return ""
    if holds & DAYS:
        return f"«{told}» is not a date, write it as 2025-09-01 without quotes"
    return f"«{told}» is neither true nor false, write one of them without quotes" if bool in holds else ""
