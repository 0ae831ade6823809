"""How are facts read from JSON? Numbers exactly, days and numbers written as text where a fact is one."""

from __future__ import annotations

import json
from collections import abc
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NoReturn, get_type_hints

from django.http import HttpRequest
from ninja.parser import Parser

from sceau.regulation.fault import made_of

NUMBERS = (int, Decimal, Fraction)


class ExactParser(Parser):
    """A reader of JSON that rounds nothing, and knows no number that is none."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what was sent; raises ``ValueError`` for what is no JSON."""
        try:
            return json.loads(request.body, parse_float=Decimal, parse_constant=_no_number)
        except RecursionError:
            raise ValueError(request.path) from None


def facts_from(kind: Any, given: Any) -> Any:
    """Return facts as a file would give them: JSON has neither days nor decimals, and writes them as text."""
    if not isinstance(given, Mapping):
        return given
    hints = get_type_hints(kind)
    return {name: _read(hints.get(name), value) for name, value in given.items()}


def _read(hint: Any, value: Any) -> Any:
    made = made_of(hint)
    inner = next((one for one in made if is_dataclass(one)), None)
    if isinstance(value, list):
        return [_read(hint, one) for one in value]
    if isinstance(value, Mapping):
        named = {name: _read(hint, one) for name, one in value.items()} if abc.Mapping in _bare(made) else value
        return facts_from(inner, value) if inner is not None else named
    return _typed(made, value) if isinstance(value, str) and str not in _leaves(made) else value


def _bare(made: list[Any]) -> set[Any]:
    return {getattr(one, "__origin__", one) for one in made}


def _leaves(made: list[Any]) -> set[Any]:
    """Return the types that a fact may be of; the names of a mapping are none of them."""
    names = {one.__args__[0] for one in made if getattr(one, "__origin__", None) is abc.Mapping}
    return set(made) - names


def _typed(made: list[Any], said: str) -> Any:
    """Return a day, an instant or a number that a text writes; the text itself where it writes none."""
    for kind, read in ((datetime, datetime.fromisoformat), (date, date.fromisoformat)):
        if kind in made:
            try:
                return read(said)
            except ValueError:
                return said
    try:
        return Decimal(said) if any(one in made for one in NUMBERS) else said
    except InvalidOperation:
        return said


def _no_number(said: str) -> NoReturn:
    raise ValueError(said)
