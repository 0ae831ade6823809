"""What does a file of TOML say, its numbers exact and none that nothing could be computed with? How is it written?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli

from sceau.core.rule import Duration, Moment, Words
from sceau.regulation.fault import Fault
from sceau.regulation.plain import exact

LARGEST, MOST_DECIMALS, DEEPEST = 10**12, 30, 100
"""Beyond these a file holds no number and no table that anybody would write; to compute with it might never end."""


def parse_toml(path: Path, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return what a file of TOML says, numbers exact, or None with a fault added."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        document = tomli.loads(text, parse_float=Decimal)
        beyond = [] if _is_plain(document) else _numbers_beyond(document, "", DEEPEST)
    except UnicodeDecodeError as error:
        faults.append(Fault(name, "—", f"is not UTF-8 (byte {error.start}), save it as UTF-8"))
    except RecursionError:
        faults.append(Fault(name, "—", "is nested too deeply to be read, flatten it"))
    except ValueError as error:  # not TOML, or a number too long to be one
        faults.append(Fault(name, "—", f"is not TOML ({error}), correct that line"))
    else:
        what = (
            f"is a number beyond {LARGEST:,} or finer than {MOST_DECIMALS} decimals, nothing is counted so; correct it"
        )
        faults += [Fault(name, at, what) for at in beyond]
        return None if beyond else document
    return None


def _is_plain(document: dict[str, Any]) -> bool:
    """Tell, without looking for places, whether every number could be counted and no table lies too far down."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for each in level:
            for one in each.values() if type(each) is dict else each:
                kind = type(one)
                if kind is dict or kind is list:
                    deeper.append(one)
                elif (kind is int or kind is Decimal) and not _can_be_counted(one):
                    return False
        if not deeper:
            return True
        level = deeper
    return False


def _numbers_beyond(said: Any, at: str, deepest: int) -> list[str]:
    """Return the place of each number with which nothing could be computed; raises ``RecursionError`` too far down."""
    if not deepest:
        raise RecursionError
    if isinstance(said, dict):
        inside = [(f"{at}.{key}" if at else key, one) for key, one in said.items() if not isinstance(one, str)]
    elif isinstance(said, list):
        inside = [(f"{at}[{number}]", one) for number, one in enumerate(said, 1) if not isinstance(one, str)]
    else:
        return [at] if isinstance(said, int | Decimal) and not _can_be_counted(said) else []
    return [place for where, one in inside for place in _numbers_beyond(one, where, deepest - 1)]


def _can_be_counted(number: int | Decimal) -> bool:
    """Tell whether a number is one that somebody may have meant; whoever reads it says what infinity is."""
    if isinstance(number, Decimal) and not number.is_finite():
        return True
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    return -LARGEST <= number <= LARGEST and int(exponent) >= -MOST_DECIMALS


def as_toml(value: Any) -> str:
    """Return a value of the law as a file of TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Duration):
        return f"{{ {value.unit} = {value.amount} }}"
    if isinstance(value, Words):
        return f"{{ fr = {as_toml(value.fr)}, en = {as_toml(value.en)} }}"
    if isinstance(value, Moment):
        return _moment(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {as_toml(one)}" for name, one in value.items()) + " }"
    if isinstance(value, frozenset):
        return f"[{', '.join(map(as_toml, sorted(value)))}]"
    return exact(value)


def _moment(moment: Moment) -> str:
    if moment.on is not None:
        return f"{{ on = {moment.on.isoformat()} }}"
    if moment.delay is not None:
        return f"{{ delay = {as_toml(moment.delay)}, {moment.side} = {as_toml(moment.event)} }}"
    return f"{{ day = {moment.day}, month = {moment.month}, year = {as_toml(moment.year)} }}"
