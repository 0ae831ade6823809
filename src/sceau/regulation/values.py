"""How is one value of the law read? By the shape of its key, with every fault that the value shows alone."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any, get_type_hints

from pydantic import ValidationError

from sceau.core.rule import Duration, Moment, Row, Words
from sceau.core.vocabulary import Shape
from sceau.regulation.fault import Fault, as_written, faults_of, joined, made_of, nearest
from sceau.regulation.files import UnreadRow, adapter
from sceau.regulation.written import miswritten

WHOLE = ("times", "places", "days")
"""The units that are counted one by one."""
LARGEST_COUNT = 1_000
"""What has no unit is a level, in years or of a register, or a count of digits."""
LONGEST = 40_000
"""No duration of law is longer than a century counted in days."""
DURATION_UNITS = ("days", "working_days", "weeks", "months", "quarters", "semesters", "years")


def read_value(raw: Any, shape: Shape, unit: str, file: str, at: str) -> tuple[Any, list[Fault]]:
    """Read a value of the law; returns it with the faults found in it (then the value means nothing)."""
    match shape.kind:
        case "number":
            return _number(raw, unit, file, at)
        case "yes_no":
            what = f"«{as_written(raw)}» is neither true nor false, write one of them"
            return raw, [] if isinstance(raw, bool) else [Fault(file, at, what)]
        case "choice":
            return raw, _among([raw], shape.choices, file, at)
        case "set":
            if not isinstance(raw, list):
                return None, [Fault(file, at, f"«{as_written(raw)}» is not a list, write it between square brackets")]
            return frozenset(map(str, raw)), _among(raw, shape.choices, file, at)
        case "duration":
            found = duration(raw)
            return found, [] if isinstance(found, Duration) else [duration_fault(raw, file, at)]
        case "moment":
            return _read(Moment, raw, file, at)
        case "text":
            return _read(Words, raw, file, at)
    return _table(raw, shape, file, at)


def _number(raw: Any, unit: str, file: str, at: str) -> tuple[Any, list[Fault]]:
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or not Decimal(raw).is_finite():
        return None, [Fault(file, at, f"«{as_written(raw)}» is not a number, write digits without quotes")]
    if raw < 0:
        return None, [Fault(file, at, f"{raw} is below zero, write zero or more")]
    if unit in WHOLE and raw != int(raw):
        return None, [Fault(file, at, f"{raw} {unit} cannot be counted, write a whole number")]
    if not unit and raw not in range(LARGEST_COUNT):
        return None, [Fault(file, at, f"{raw} is no level and no count, write a whole number below {LARGEST_COUNT}")]
    if unit == "ratio" and raw > 1:
        return None, [Fault(file, at, f"{raw} is more than the whole, write 0.3 for thirty per cent")]
    return Decimal(raw), []


def _among(raw: list[Any], choices: tuple[str, ...], file: str, at: str) -> list[Fault]:
    """An empty list of choices means free words."""
    unknown = [item for item in raw if not isinstance(item, str) or (choices and item not in choices)]
    return [Fault(file, at, f"«{item}» is not among the choices, {nearest(str(item), choices)}") for item in unknown]


def duration(raw: Any) -> Any:
    """Read ``{ months = 4 }``; returns what it was given if it is no duration."""
    if isinstance(raw, dict) and len(raw) == 1:
        unit, amount = next(iter(raw.items()))
        if unit in DURATION_UNITS and type(amount) is int and 0 <= amount <= LONGEST:
            return Duration(amount, unit)
    return raw


def duration_fault(raw: Any, file: str, at: str) -> Fault:
    """Say how a duration is written."""
    units = ", ".join(DURATION_UNITS)
    what = f"«{as_written(raw)}» is not a duration, write for example {{ months = 4 }} ({units})"
    return Fault(file, at, what)


def _read(kind: type, raw: Any, file: str, at: str) -> tuple[Any, list[Fault]]:
    ready, faults = _with_times(kind, raw, file, at)
    faults += miswritten(kind, ready, file, at)
    try:
        read = adapter(kind).validate_python(ready)
    except ValidationError as error:
        read, faults = None, joined(faults, faults_of(error, file, at, kind))
    return read, [fault._replace(key=_as_written(fault.key, raw, at)) for fault in faults] if faults else faults


def _as_written(place: str, raw: Any, at: str) -> str:
    """Return the place of a fault in the words of the file: the event of a moment is written as before or after."""
    around, _, field = place.rpartition(".")
    moment = raw if around == at else raw.get(around.removeprefix(f"{at}.")) if isinstance(raw, dict) else None
    sides = [side for side in ("before", "after") if field == "event" and isinstance(moment, dict) and side in moment]
    return f"{around}.{sides[0]}" if sides else place


def _with_times(kind: type, raw: Any, file: str, at: str) -> tuple[Any, list[Fault]]:
    """Bring what TOML writes shortly (durations, moments) to the fields of ``core``.

    What is no duration is a fault and is taken out: a named tuple would be read from any table of fields.
    """
    faults: list[Fault] = []
    if not isinstance(raw, dict):
        return raw, faults
    fields = dict(raw)
    for name, of_duration in _timed(kind):
        if name not in fields:
            continue
        if not of_duration:
            fields[name], found = _with_times(Moment, fields[name], file, f"{at}.{name}")
            faults += found
        elif not isinstance(read := duration(fields.pop(name)), Duration):
            faults.append(duration_fault(read, file, f"{at}.{name}"))
        else:
            fields[name] = read
    return _with_side(fields) if kind is Moment else fields, faults


def _with_side(moment: dict[str, Any]) -> dict[str, Any]:
    """Return a moment with the side and the event that it writes as ``before`` or ``after``."""
    for side in ("before", "after"):
        if side in moment and "event" not in moment:
            moment |= {"side": side, "event": moment.pop(side)}
    return moment


@cache
def _timed(kind: type) -> tuple[tuple[str, bool], ...]:
    """Return the fields that hold a duration or a moment, each with whether it is a duration."""
    hints = {name: made_of(hint) for name, hint in get_type_hints(kind).items()}
    return tuple((name, Duration in made) for name, made in hints.items() if Duration in made or Moment in made)


def _table(raw: Any, shape: Shape, file: str, at: str) -> tuple[Any, list[Fault]]:
    if not isinstance(raw, list) or not raw:
        return None, [
            Fault(file, at, "is not a table of lines, write at least one [[….value.value]] or a list of { id = … }")
        ]
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(raw, 1):
        row, found = _read(shape.row or Row, line, file, f"{at}[{number}]")
        rows.append(_unread(line) if found else row)
        faults += found
    return tuple(rows), faults


def _unread(line: Any) -> UnreadRow:
    """Return what stands for a line with faults: its name, which other lines may use."""
    written = line.get("id") if isinstance(line, dict) else None
    return UnreadRow(written if isinstance(written, str) else "")
