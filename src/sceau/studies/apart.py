"""How is the workbook of a stranger read? In a process of its own, with little to use.

``python -m sceau.studies.apart OUT``, with what is to be read as JSON on its input, writes to a file what it has read.
A workbook may be made to end, or to fill, whoever reads it: only the reading is lost then, and that is told.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sceau.regulation.fault import Fault
from sceau.regulation.plain import from_plain, plain
from sceau.studies.faults import WorkbookFaulty
from sceau.studies.head import Asked
from sceau.studies.moodle import MoodleExport
from sceau.studies.promotion import UNREAD, ComponentLine, Outline, Promotion, Titles, UnnamedResit
from sceau.studies.workbook import read_promotion

SECONDS, MEMORY = 60, 2_000_000_000
"""What the process that reads may use."""
MOST_WRITTEN = 200_000_000
"""Bytes that it may write: far above what a promotion of a thousand comes to."""
Findings = Mapping[str, tuple[Fault, ...]]
"""Faults or notes, by language."""


class NotRead(RuntimeError):
    """The process that reads came to no end, or used more than it may."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be read, in which languages its faults are told, and what it must be of."""

    workbook: Path
    scale: Decimal
    asked: Asked
    languages: Sequence[str]
    moodle: MoodleExport | None = None


@dataclass(frozen=True, slots=True)
class WhatWasRead:
    """A promotion, or its faults in each language and what could be read all the same; and what is to be noted."""

    promotion: Promotion | None
    outline: Outline = UNREAD
    faults: Findings = field(default_factory=dict)
    notes: Findings = field(default_factory=dict)


def read_apart(reading: Reading, *, seconds: int = SECONDS) -> WhatWasRead:
    """Read a promotion in a process of its own; raises ``NotRead`` where that process does not come to its end."""
    out = reading.workbook.with_name("read.json")
    command = [sys.executable, "-m", "sceau.studies.apart", str(out), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a name that we drew
            command, input=_told(reading), capture_output=True, text=True, timeout=2 * seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotRead from None
    if done.returncode or not out.is_file():
        raise NotRead
    return _from_plain(json.loads(out.read_text(encoding="utf-8")))


def _told(reading: Reading) -> str:
    """Return what is to be read as the process is told it."""
    moodle = [str(path) for path in reading.moodle] if reading.moodle else None
    about = {"workbook": str(reading.workbook), "scale": str(reading.scale), "moodle": moodle}
    return json.dumps({**about, "asked": list(reading.asked), "languages": list(reading.languages)})


def _reading_of(told: Mapping[str, Any]) -> Reading:
    moodle = MoodleExport(*map(Path, told["moodle"])) if told["moodle"] else None
    return Reading(Path(told["workbook"]), Decimal(told["scale"]), Asked(*told["asked"]), told["languages"], moodle)


def _read(reading: Reading) -> dict[str, Any]:
    """Read a promotion, as JSON; where there is anything to say of it, once in each language."""
    faults: dict[str, Any] = {}
    notes: dict[str, Any] = {}
    found: Promotion | None = None
    outline = UNREAD
    for code in reading.languages:
        noted: list[Fault] = []
        try:
            found = read_promotion(
                reading.workbook,
                scale=reading.scale,
                asked=reading.asked,
                moodle=reading.moodle,
                lang=code,
                note=noted.append,
            )
            outline = found.outline
        except WorkbookFaulty as faulty:
            faults[code], outline = list(faulty.faults), faulty.outline
        notes[code] = noted
        if found and not noted:
            break
    return {"promotion": plain(found), "outline": plain(outline), "faults": faults, "notes": notes}


def _from_plain(said: Mapping[str, Any]) -> WhatWasRead:
    teaching, components, starts_on, titles, resits = said["outline"]
    outline = Outline(
        None if teaching is None else Decimal(teaching),
        None if components is None else tuple(from_plain(ComponentLine, one) for one in components),
        None if starts_on is None else date.fromisoformat(starts_on),
        Titles(*titles),
        tuple(UnnamedResit(where, module, tuple(known)) for where, module, known in resits),
    )
    promotion: Promotion | None = from_plain(Promotion, said["promotion"])
    if promotion:
        promotion = replace(promotion, titles=outline.titles, unnamed_resits=outline.unnamed_resits)
    return WhatWasRead(promotion, outline, _findings(said["faults"]), _findings(said["notes"]))


def _findings(said: Mapping[str, Any]) -> Findings:
    return {code: tuple(Fault(*one) for one in found) for code, found in said.items()}


def main() -> int:
    """Read what is told on the input, within limits, and write what was read to the file named first."""
    seconds = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    read = _read(_reading_of(json.load(sys.stdin)))
    Path(sys.argv[1]).write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
