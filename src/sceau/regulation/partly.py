"""What can be read of a rule or a school that is not whole? Every field that is sound, so that all faults are told."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from sceau.regulation.fault import Fault, faults_of

M = TypeVar("M", bound=BaseModel)
Place = tuple[int | str, ...]
"""Where pydantic finds something: the names and numbers that lead to it."""
UNSAID = "…"
STAND_INS: dict[str, Any] = {
    "title": {"fr": UNSAID, "en": UNSAID},
    "says": {"fr": UNSAID, "en": UNSAID},
    "cite": {"text": UNSAID, "locator": UNSAID},
    "fr": UNSAID,
    "en": UNSAID,
    "text": UNSAID,
    "locator": UNSAID,
    "name": UNSAID,
    "bound": "open",
    "from": date(2000, 1, 1),
    "value": [],
    "school": {},
    "genitive": {},
    "address": UNSAID,
    "city": UNSAID,
    "label": UNSAID,
}
"""What stands for a field that must be there and cannot be read; nothing rests on it, for its fault is told."""
UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
"""How pydantic calls a field that nobody knows: whatever stands beside it can be read as it is."""
STATEMENTS = ("none", "repealed", "standing", "variants", "chooses")
"""Where one of these cannot be read, it is not known what the entry says, if anything."""
JUDGED_BY_STATEMENTS = ("", ".variants", ".standing")
"""The places, within an entry, of the faults of what it says on the whole."""


class Partly(NamedTuple, Generic[M]):
    """A table with what could be read of it."""

    read: M | None
    faults: list[Fault]
    unfinished: frozenset[int]
    """The entries of a rule, counted from one, that could be read in part only."""
    told: frozenset[str]
    """The places of which no more is to be told before they are mended, each with what lies in it."""
    exactly: frozenset[str]
    """The places alone, whatever lies in them, of which no more is to be told."""

    def tells_more(self, key: str) -> bool:
        """Tell whether a fault at a place says anything that is not already said by a fault of shape."""
        return key not in self.exactly and not any(
            key == one or key.startswith((f"{one}.", f"{one}[")) for one in self.told
        )


def read_partly(kind: type[M], table: Any, file: str, key: str) -> Partly[M]:
    """Read a table as a file writes it, and go on past each fault of shape."""
    try:
        return Partly(kind.model_validate(table), [], frozenset(), frozenset(), frozenset())
    except ValidationError as error:
        faults = faults_of(error, file, key, kind)
        details = error.errors()
    missed = [
        (fault.key, detail["loc"])
        for fault, detail in zip(faults, details, strict=True)
        if detail["type"] not in UNKNOWN
    ]
    inside = [(int(loc[1]) + 1, loc[2:3]) for _, loc in missed if loc[:1] == ("value",) and len(loc) > 1]
    unfinished = frozenset(number for number, _ in inside)
    unsure = {f"{key}.value[{number}]" for number, part in inside if part and part[0] in STATEMENTS}
    exactly = frozenset(at + place for at in unsure for place in JUDGED_BY_STATEMENTS)
    read = _readable(kind, deepcopy(table), Counter()) if isinstance(table, dict) else None
    return Partly(read, faults, unfinished, frozenset(at for at, _ in missed), exactly)


def _readable(kind: type[M], table: dict[str, Any], times: Counter[Place]) -> M | None:
    """Take out what cannot be read, with a stand-in for what must be there, until the rest can be; None if none can.

    Where a place cannot be read even so, what it lies in is taken out, and so on outwards: there is an end to it.
    """
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        details = error.errors()
    for detail in details:
        place = detail["loc"]
        times[place] += 1
        place = place[: len(place) + 1 - times[place]]
        if not place:
            return None
        with suppress(LookupError, TypeError):  # taken out already, with what it lay in
            _take_out(table, place, detail["type"])
    return _readable(kind, table, times)


def _take_out(table: Any, place: Place, finding: str) -> None:
    """Take out of a table the field that a finding of pydantic speaks of; what must be a table stays, empty."""
    *way, last = place
    for part in way:
        table = table[part]
    if isinstance(last, int):
        table[last] = {}
    elif last in STAND_INS and finding not in UNKNOWN:
        table[last] = deepcopy(STAND_INS[last])
    elif finding == "model_type":
        table[last] = {}
    else:
        del table[last]
