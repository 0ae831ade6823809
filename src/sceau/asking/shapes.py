"""What does a question ask to be told? Its facts as a tree of fields that a page can draw, read and fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum, auto
from functools import cache
from inspect import isclass
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import sceau.core  # noqa: F401 - registers the questions
from sceau.core.question import QUESTIONS
from sceau.core.rule import Duration


class Kind(StrEnum):
    """What stands in a field."""

    WORD = auto()
    """A text, or a word of a list."""
    WHOLE = auto()
    NUMBER = auto()
    DAY = auto()
    INSTANT = auto()
    YES_NO = auto()
    DURATION = auto()
    SEVERAL = auto()
    """Words of a list, as many as one likes."""
    DAYS = auto()
    """A day for each of some events."""
    PART = auto()
    """Fields of its own, once."""
    ROWS = auto()
    """Fields of its own, as often as one likes."""


class Field(NamedTuple):
    """One fact: where it stands, what it holds, and what it stands for where nothing is said."""

    owner: str
    """The class of facts that it is of."""
    name: str
    kind: Kind
    required: bool
    default: Any = None
    """What it stands for where it is left out."""
    nullable: bool = False
    """True where «not known» differs from every value."""
    words: tuple[str, ...] = ()
    """The members of its type, where it is a list of words."""
    inner: tuple[Field, ...] = ()
    of: Any = None
    """The class of facts that a part or a row is."""


SCALARS = {
    str: Kind.WORD,
    bool: Kind.YES_NO,
    int: Kind.WHOLE,
    Decimal: Kind.NUMBER,
    datetime: Kind.INSTANT,
    date: Kind.DAY,
    Duration: Kind.DURATION,
}


def fields_of_question(question: str) -> tuple[Field, ...]:
    """Return the fields of the facts of a question; raises ``KeyError`` for one that does not exist."""
    return fields_of(QUESTIONS[question].facts)


@cache
def fields_of(kind: Any) -> tuple[Field, ...]:
    """Return the fields of a class of facts, in its order."""
    hints = get_type_hints(kind)
    return tuple(_field(kind.__name__, one, hints[one.name]) for one in fields(kind))


def _field(owner: str, one: Any, hint: Any) -> Field:
    required = one.default is MISSING and one.default_factory is MISSING
    default = None if required else one.default if one.default is not MISSING else one.default_factory()
    bare, nullable = _without_none(hint)
    kind, inner, words = _kind_of(bare)
    made = fields_of(inner) if inner else ()
    return Field(owner, one.name, kind, required, default, nullable, words, made, inner)


def _without_none(hint: Any) -> tuple[Any, bool]:
    """Return a type without «or nothing», and whether it was there."""
    parts = get_args(hint)
    if type(None) not in parts:
        return hint, False
    return next(part for part in parts if part is not type(None)), True


def _kind_of(hint: Any) -> tuple[Kind, Any, tuple[str, ...]]:
    """Return what a field of a type holds, the class of its parts or rows, and the members of its type."""
    origin = get_origin(hint)
    if origin is Mapping:
        return Kind.DAYS, None, ()
    if origin in (tuple, frozenset):
        item = get_args(hint)[0]
        return (Kind.ROWS, item, ()) if is_dataclass(item) else (Kind.SEVERAL, None, ())
    if is_dataclass(hint):
        return Kind.PART, hint, ()
    if isclass(hint) and issubclass(hint, Enum):
        return Kind.WORD, None, tuple(member.value for member in hint)
    return SCALARS[hint], None, ()
