"""What does a file of TOML say, its numbers exact and none that nothing could be computed with? How is it written?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import tomli

from sceau.core.rule import Duration, Moment, Words
from sceau.regulation.fault import Fault
from sceau.regulation.plain import exact

LARGEST, MOST_DECIMALS, DEEPEST = 10**12, 30, 100
"""Beyond these a file holds no number and no table that anybody would write; to compute with it might never end."""


MOST_BYTES = 1_000_000
"""Beyond this a file is nothing that people wrote; to read it might never end."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What commands a terminal or a printer instead of showing: text has no use for it, but for tabs and ends of lines."""
KEYS = re.compile(r"\('([^()]*)',?\)")
"""How the reader of TOML names a key of several parts: ``('unit_pass_mark', 'value')``."""


def parse_file(path: Path | str, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return what a file found in a folder says; whatever cannot be read so is a fault of that file alone.

    A text is what such a file would hold.
    """
    if isinstance(path, str):
        return parse_bytes(path.encode(), name, faults)
    try:
        if not path.is_file():
            faults.append(Fault(name, "—", "is no plain file, put the file itself there"))
        elif path.stat().st_size > MOST_BYTES:
            faults.append(Fault(name, "—", f"is larger than {MOST_BYTES:,} bytes, nobody writes that much; split it"))
        else:
            return parse_toml(path, name, faults)
    except OSError as error:
        faults.append(unopened(name, error))
    return None


def unopened(name: str, error: OSError) -> Fault:
    """Return the fault of a file or a folder that the system does not let us read."""
    return Fault(name, "—", f"cannot be opened ({error.strerror}), make it readable")


def parse_toml(path: Path, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return what a file of TOML says, numbers exact, or None with a fault added."""
    return parse_bytes(path.read_bytes(), name, faults)


def parse_bytes(held: bytes, name: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Return what the bytes of a file of TOML say, or None with a fault added."""
    try:
        text = held.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        document = tomli.loads(text, parse_float=_exactly)
        sure = "\\" not in text and not CONTROLS.search(text) and _is_plain(document)
        found = [] if sure else [*_unusable(document, name)]
    except UnicodeDecodeError as error:
        faults.append(Fault(name, "—", f"is not UTF-8 (byte {error.start}), save it as UTF-8"))
    except RecursionError:
        faults.append(Fault(name, "—", "is nested too deeply to be read, flatten it"))
    except tomli.TOMLDecodeError as error:
        flaw = KEYS.sub(lambda key: key[1].replace("', '", "."), str(error))
        faults.append(Fault(name, "—", f"is not TOML ({flaw}), correct that line"))
    except ValueError:  # of what tomli reads, whole numbers alone end so: Python stops at some thousand digits
        faults.append(Fault(name, "—", "holds a number of thousands of digits, nothing is counted so; shorten it"))
    else:
        faults += found
        return None if found else document
    return None


def _exactly(number: str) -> Decimal:
    """Return a number without rounding; one whose exponent nothing can hold stays a number beyond the largest."""
    try:
        return Decimal(number)
    except InvalidOperation:
        return Decimal(LARGEST + 1)


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


def _unusable(document: dict[str, Any], name: str) -> Iterator[Fault]:
    """Return a fault for each number and each text with which nothing can be done."""
    for at, said in _leaves(document, "", DEEPEST):
        control = CONTROLS.search(said) if isinstance(said, str) else None
        if control:
            yield Fault(name, at, f"holds a control character (U+{ord(control[0]):04X}), remove it")
        elif isinstance(said, int | Decimal) and not _can_be_counted(said):
            limits = f"beyond {LARGEST:,} or finer than {MOST_DECIMALS} decimals"
            yield Fault(name, at, f"is a number {limits}, nothing is counted so; correct it")


def _leaves(said: Any, at: str, deepest: int) -> Iterator[tuple[str, Any]]:
    """Return each key and each value that holds no other, by its place; raises ``RecursionError`` too far down."""
    if not deepest:
        raise RecursionError
    if isinstance(said, dict):
        for key, one in said.items():
            place = f"{at}.{key}" if at else key
            yield place, key
            yield from _leaves(one, place, deepest - 1)
    elif isinstance(said, list):
        for number, one in enumerate(said, 1):
            yield from _leaves(one, f"{at}[{number}]", deepest - 1)
    else:
        yield at, said


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
