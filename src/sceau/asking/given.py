"""What do the texts of a page say? The facts as a file would give them, with every text that says none at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sceau.asking.shapes import Field, Kind
from sceau.asking.typed import AMOUNT, LONGEST, NONE_OF_THEM, UNIT, Typed
from sceau.core.calendar import PARIS
from sceau.regulation.toml import CONTROLS
from sceau.regulation.values import DURATION_UNITS

SPACES = re.compile(r"[\s\u00a0\u202f']+")
WHOLE = re.compile(r"[+-]?[0-9]{1,12}")
NUMBER = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,30})?")
HUGE = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?", re.IGNORECASE)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
YES_NO = {"yes": True, "no": False}


class Wrong(NamedTuple):
    """A text that says no fact: at which place, and which sentence tells it."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Given:
    """The facts as a file would give them, and what could not be read of them."""

    facts: dict[str, Any]
    wrong: tuple[Wrong, ...]


class Unreadable(ValueError):
    """A text that says no fact of its kind; its name is that of the sentence that tells it."""


def given_of(fields: Sequence[Field], typed: Typed) -> Given:
    """Return what was typed as a file of facts would give it, and every text that says none."""
    wrong: list[Wrong] = []
    return Given(_part(fields, typed, "", wrong), tuple(wrong))


def _part(fields: Sequence[Field], typed: Typed, at: str, wrong: list[Wrong]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for one in fields:
        said = _said(one, typed.get(one.name), f"{at}{one.name}", wrong)
        if said is not None:
            facts[one.name] = said
        elif one.required and not any(found.place == f"{at}{one.name}" for found in wrong):
            wrong.append(Wrong(f"{at}{one.name}", "needed"))
    return facts


def _said(one: Field, held: Any, at: str, wrong: list[Wrong]) -> Any:
    """Return what was typed for a field as a file gives it; None where it is left out or cannot be read."""
    match one.kind:
        case Kind.PART:
            return None if held is None and not one.required else _part(one.inner, held or {}, f"{at}.", wrong)
        case Kind.ROWS:
            rows = [_part(one.inner, row, f"{at}.{rank}.", wrong) for rank, row in enumerate(held or (), 1)]
            return rows if rows or one.required else None
        case Kind.DAYS:
            days = {name: _text(read_day, text, f"{at}.{name}", wrong) for name, text in (held or {}).items()}
            return {name: day for name, day in days.items() if day is not None} or None
        case Kind.SEVERAL:
            return _several(one, held or [], at, wrong)
        case Kind.DURATION:
            return _duration(held or {}, at, wrong)
    return _text(READERS[one.kind], held or "", at, wrong)


def _text(read: Callable[[str], Any], text: str, at: str, wrong: list[Wrong]) -> Any:
    """Return what a text says, None where it is empty or says nothing that can be read."""
    try:
        return read(_clean(text)) if text.strip() else None
    except Unreadable as why:
        wrong.append(Wrong(at, str(why)))
    return None


def _clean(text: str) -> str:
    if len(text) > LONGEST:
        raise Unreadable("too_long")
    if CONTROLS.search(text):
        raise Unreadable("unprintable")
    return text.strip()


def _several(one: Field, held: Sequence[str], at: str, wrong: list[Wrong]) -> list[str] | None:
    words = [word for text in held if (word := _text(str, text, at, wrong)) is not None]
    if one.nullable and NONE_OF_THEM in words:
        if len(words) > 1:
            wrong.append(Wrong(at, "none_and_some"))
        return []
    return words or None


def _duration(held: Mapping[str, str], at: str, wrong: list[Wrong]) -> dict[str, int] | None:
    amount, unit = _text(read_whole, held.get(AMOUNT, ""), at, wrong), held.get(UNIT, "")
    if amount is None:
        return None
    if unit not in DURATION_UNITS:
        wrong.append(Wrong(at, "no_unit"))
        return None
    return {unit: amount}


def read_whole(text: str) -> int:
    """Return a whole number; raises ``Unreadable``."""
    bare = SPACES.sub("", text)
    if WHOLE.fullmatch(bare):
        return int(bare)
    raise Unreadable(_why_no_number(bare, "no_whole"))


def read_number(text: str) -> Decimal:
    """Return a number with a decimal point or a decimal comma, exact; raises ``Unreadable``."""
    bare = SPACES.sub("", text)
    if NUMBER.fullmatch(bare):
        return Decimal(bare.replace(",", "."))
    raise Unreadable(_why_no_number(bare, "no_number"))


def _why_no_number(bare: str, otherwise: str) -> str:
    """Tell a number that nothing is counted in from what is no number."""
    if not HUGE.fullmatch(bare):
        return otherwise
    return otherwise if NUMBER.fullmatch(bare) else "beyond_counting"


def read_day(text: str) -> date:
    """Return a day written 2025-09-01 or 1/9/2025; raises ``Unreadable``."""
    french = FRENCH_DAY.fullmatch(text)
    try:
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
        if ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unreadable("no_day")


def read_instant(text: str) -> datetime:
    """Return an instant; one that names no time zone is of Paris. Raises ``Unreadable``."""
    try:
        if INSTANT.fullmatch(text):
            at = datetime.fromisoformat(text.replace(",", "."))
            return at if at.tzinfo else at.replace(tzinfo=PARIS)
    except ValueError:
        pass
    raise Unreadable("no_instant")


def _read_yes_no(text: str) -> bool:
    if text in YES_NO:
        return YES_NO[text]
    raise Unreadable("no_yes_no")


READERS: Mapping[Kind, Callable[[str], Any]] = {
    Kind.WORD: str,
    Kind.WHOLE: read_whole,
    Kind.NUMBER: read_number,
    Kind.DAY: read_day,
    Kind.INSTANT: read_instant,
    Kind.YES_NO: _read_yes_no,
}


def typed_of(fields: Sequence[Field], facts: Any) -> Typed:
    """Return what one would type to give some facts; what they leave out stays blank."""
    typed: Typed = {}
    for one in fields:
        held = getattr(facts, one.name)
        if one.required or held != one.default:
            typed[one.name] = _written(one, held)
    return typed


def _written(one: Field, held: Any) -> Any:
    match one.kind:
        case Kind.PART:
            return typed_of(one.inner, held)
        case Kind.ROWS:
            return [typed_of(one.inner, row) for row in held]
        case Kind.DAYS:
            return {name: day.isoformat() for name, day in held.items()}
        case Kind.SEVERAL:
            return list(held if isinstance(held, tuple) else sorted(held)) or [NONE_OF_THEM]
        case Kind.DURATION:
            return {AMOUNT: str(held.amount), UNIT: held.unit}
        case Kind.YES_NO:
            return "yes" if held else "no"
        case Kind.NUMBER:
            return f"{held:f}"
        case Kind.INSTANT:
            return _instant(held)
    return held.isoformat() if isinstance(held, date) else str(held)


def _instant(at: datetime) -> str:
    """Return an instant as the clocks of Paris show it, with its offset where it was told by others."""
    local = at.replace(tzinfo=PARIS)
    is_of_paris = (local.utcoffset(), local.astimezone(UTC)) == (at.utcoffset(), at.astimezone(UTC))
    return at.replace(tzinfo=None).isoformat() if is_of_paris else at.isoformat()
