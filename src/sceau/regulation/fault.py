"""What is wrong with a file, where, and what to do: faults are values, and all are reported at once."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from pydantic import BaseModel, ValidationError


class Fault(NamedTuple):
    """One thing to mend: ``file: key: what, and what to do``."""

    file: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.what}"


def as_written(given: Any) -> str:
    """Return what was read as a file writes it; a text alone, which is quoted already, without its quotes."""
    return given if isinstance(given, str) else _written(given)


def _written(given: Any) -> str:
    if isinstance(given, dict) and given:
        return f"{{ {', '.join(f'{key} = {_written(one)}' for key, one in given.items())} }}"
    if isinstance(given, list):
        return f"[{', '.join(map(_written, given))}]"
    if isinstance(given, bool):
        return str(given).lower()
    return json.dumps(given, ensure_ascii=False) if isinstance(given, str) else str(given)


MANY = 100
"""Beyond this nobody reads a list of all the names that are known."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence: the nearest known word, or all of them when none is near and a list is read."""
    words = sorted(known)
    close = difflib.get_close_matches(word, words, n=1)
    if close:
        return f"did you mean «{close[0]}»?"
    if len(words) > MANY:
        return f"none of the {len(words)} known names is near it, look for its own in regulations/README.md"
    return f"use one of: {', '.join(words)}" if words else "none is known here"


def faults_of(error: ValidationError, file: str, at: str, kind: type) -> list[Fault]:
    """Turn what pydantic found while reading a ``kind`` into faults, each with the nearest known field."""
    return [_fault(detail, file, at, kind) for detail in error.errors()]


def _fault(detail: Any, file: str, at: str, kind: type) -> Fault:
    """Return one finding as a fault; one that names a field of the object it speaks of stands under that field."""
    location = detail["loc"]
    what = _sentence(detail, fields_at(kind, location))
    field, _, rest = what.partition(": ")
    if detail["type"] == "value_error" and field in fields_at(kind, (*location, field)):
        location, what = (*location, field), rest
    return Fault(file, _dotted(at, location), what)


def joined(told: Iterable[Fault], others: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of ``others``, those already told of a place instead of what they say of it."""
    left: dict[str, list[Fault]] = {}
    for fault in told:
        left.setdefault(fault.key, []).append(fault)
    ordered, keys = [], tuple(left)
    for other in others:
        place = next((key for key in keys if f"{other.key}.".startswith(f"{key}.")), None)
        ordered += [other] if place is None else left.pop(place, [])
    return [*ordered, *(fault for faults in left.values() for fault in faults)]


def fields_at(kind: Any, location: tuple[Any, ...]) -> tuple[str, ...]:
    """Return the fields of what stands around a place: of a line of a table within an entry within a rule, say."""
    for part in location[:-1]:
        inner = fields_of(kind).get(str(part)) if isinstance(part, str) else kind
        kind = next((one for one in made_of(inner) if fields_of(one)), kind)
    return tuple(fields_of(kind))


@cache
def fields_of(kind: Any) -> dict[str, Any]:
    """Return the fields of a model or a dataclass with their types, under the names that files write."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: hints[field.name] for field in fields(kind)}
    return {}


def made_of(hint: Any) -> list[Any]:
    """Return a type with every type that it is made of."""
    return [hint, *(inner for part in get_args(hint) for inner in made_of(part))]


def _dotted(at: str, location: tuple[Any, ...]) -> str:
    """Return ``unit_pass_mark.value[2].cite``: entries are numbered from one, as a person counts them."""
    key = at
    for part in location:
        if isinstance(part, int):
            key += f"[{part + 1}]"
        else:
            key += f".{part}" if key else part
    return key or "—"


def _sentence(detail: Any, known: tuple[str, ...]) -> str:
    """Say what is wrong and what to do, in words that a jurist can use."""
    read = detail.get("input")
    given = as_written(read)
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing" | "missing_argument":
            return "is missing, add it"
        case "extra_forbidden" | "unexpected_keyword_argument":
            return f"is not a known field, {nearest(str(detail['loc'][-1]), known)}"
        case "enum" | "literal_error":
            return f"«{given}» is not among the choices, write {context.get('expected')}"
        case "date_type" | "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return f"«{given}» is not a date, write it as 2025-09-01 without quotes"
        case "bool_type" | "bool_parsing":
            return f"«{given}» is neither true nor false, write one of them without quotes"
        case "string_type":
            return f"«{given}» is not text, put it between quotes"
        case "decimal_type" | "decimal_parsing" | "int_type" | "int_parsing" | "int_from_float":
            return f"«{given}» is not a number, write digits without quotes"
        case "tuple_type" if isinstance(read, dict):
            return "is one table where there may be several, write its name between double brackets: [[…]]"
        case "list_type" | "tuple_type" | "frozen_set_type":
            return f"«{given}» is not a list, write it between square brackets"
        case "model_type" | "model_attributes_type" | "dataclass_type" | "dict_type":
            return f"«{given}» is not a table of fields, write it as {{ field = value }}"
        case "value_error":
            return f"{context.get('error')}"
    return f"{detail['msg']} (found «{given}»), correct it"
