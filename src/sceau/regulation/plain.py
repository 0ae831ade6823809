"""How do values look in JSON and in cases? Exact: decimals and fractions as text, days and instants in ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from inspect import isclass
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from sceau.core.decision import Decision, Line, Reason
from sceau.core.rule import Citation, Duration, Layer, Moment

SIDES = ("before", "after")
"""On which side of an event a delay may lie."""


def plain(value: Any) -> Any:
    """Return a value of ``core`` as JSON can hold it, without losing a digit.

    Decimals lose their trailing zeros, a fraction that ends is written as a decimal, any other as ``31/3``.
    """
    if isinstance(value, Layer):
        return value.name.lower()
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal) and not value.is_finite():
        return str(value)
    if isinstance(value, int | Decimal | Fraction):
        return exact(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Duration):
        return {value.unit: exact(value.amount)}
    if isinstance(value, Moment):
        return _plain_moment(value)
    if isinstance(value, Citation):
        return plain_citation(value)
    if isinstance(value, Line):
        return {"code": value.code, "amount": exact(value.amount), "cite": plain(value.cite)}
    if is_dataclass(value) and not isinstance(value, type):
        said = ((field.name, getattr(value, field.name), field.default) for field in fields(value) if field.compare)
        return {name: plain(held) for name, held, default in said if _is_said(held, default)}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


def _plain_moment(moment: Moment) -> dict[str, Any]:
    """Return a moment as the law writes it: a date, a day and month of a year, or a delay around an event."""
    if moment.on is not None:
        return {"on": moment.on.isoformat()}
    if moment.delay is not None:
        return {"delay": plain(moment.delay), moment.side: moment.event}
    return {"day": plain(moment.day), "month": plain(moment.month), "year": moment.year}


def from_plain(kind: Any, said: Any) -> Any:
    """Return a value of some type from the JSON that ``plain`` made of it; what says nothing is as nobody wrote it."""
    inner = get_args(kind)
    if said is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        return from_plain(next(one for one in inner if one is not type(None)), said)
    if get_origin(kind) in (tuple, frozenset):
        return get_origin(kind)(from_plain(inner[0], one) for one in said)
    if get_origin(kind) is Mapping:
        return {name: from_plain(inner[1], one) for name, one in said.items()}
    if kind is Duration:
        unit, amount = next(iter(said.items()))
        return Duration(int(amount), unit)
    if kind is Moment:
        return _moment_from(said)
    if kind is Layer:
        return Layer[said.upper()]
    if kind in (date, datetime):
        return kind.fromisoformat(said)
    if is_dataclass(kind):
        return _dataclass_from(kind, said)
    return kind(said) if kind in (int, Decimal) or (isclass(kind) and issubclass(kind, Enum)) else said


def _moment_from(said: Mapping[str, Any]) -> Moment:
    """Return a moment from the way in which the law writes it."""
    fields = {name: one for name, one in said.items() if name not in SIDES}
    around = [{"side": side, "event": said[side]} for side in SIDES if side in said]
    return cast(Moment, _dataclass_from(Moment, fields | (around[0] if around else {})))


def _dataclass_from(kind: Any, said: Mapping[str, Any]) -> Any:
    """Return a dataclass with what was said of it; None was not, and stands again where a field must be given."""
    hints, needed = _hints(kind)
    return kind(**{name: from_plain(hints[name], said.get(name)) for name in {*needed, *said}})


@cache
def _hints(kind: Any) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return the type of each field of a dataclass, and those that must be given: it is asked thousands of times."""
    needed = tuple(one.name for one in fields(kind) if one.default is one.default_factory is MISSING)
    return get_type_hints(kind), needed


def _is_said(value: Any, default: Any) -> bool:
    """Tell whether a field says something: one that is empty because nobody wrote it says nothing."""
    return value is not None and (bool(value) or value != default)


def exact(number: int | Decimal | Fraction) -> str:
    """Return a number without loss: ``10.5``, ``75``, ``31/3``."""
    ratio = Fraction(number)
    if ratio.denominator == 1:
        return str(ratio.numerator)
    rest = ratio.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{ratio.numerator}/{ratio.denominator}"
    digits = max(_times(ratio.denominator, 2), _times(ratio.denominator, 5))
    whole, part = divmod(abs(ratio.numerator) * 10**digits // ratio.denominator, 10**digits)
    sign = "-" if ratio < 0 else ""
    return f"{sign}{whole}.{part:0{digits}d}".rstrip("0")


def _times(number: int, prime: int) -> int:
    """Return how many times a prime divides a number."""
    count = 0
    while number % prime == 0:
        number //= prime
        count += 1
    return count


def plain_decision(decision: Decision) -> dict[str, Any]:
    """Return a decision whole, as the JSON of the command line and of files holds it."""
    shown: dict[str, Any] = {
        "question": decision.question,
        "outcome": decision.outcome,
        "figures": {name: plain(figure) for name, figure in decision.figures.items()},
        "reasons": [plain_reason(reason) for reason in decision.reasons],
    }
    if decision.warnings:
        shown["warnings"] = [plain_reason(reason) for reason in decision.warnings]
    if decision.readings:
        shown["readings"] = [
            {"rule": reading.key, "reading": reading.name, "decision": plain_decision(reading.decision)}
            for reading in decision.readings
        ]
    return shown


def plain_reason(reason: Reason) -> dict[str, Any]:
    """Return a reason with the rule, what it requires, what was found and where the text says so."""
    silence = {"absence": reason.rule.absence.value} if reason.rule.absence else {}
    return {
        "check": reason.check,
        "holds": reason.holds,
        "subject": reason.subject,
        "rule": reason.rule.key,
        "required": plain(reason.required),
        "found": plain(reason.found),
        "cite": plain_citation(reason.cite),
        **silence,
    }


def plain_citation(cite: Citation | None) -> dict[str, Any] | None:
    """Return ``{text, locator}``, with ``confirmed`` only when it is false; None where the texts say nothing."""
    if cite is None:
        return None
    shown: dict[str, Any] = {"text": cite.text, "locator": cite.locator}
    return shown if cite.confirmed else {**shown, "confirmed": False}
