"""What would be read of an export of Moodle? A preview of it, and a mapping to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sceau.regulation.fault import Fault
from sceau.studies.faults import FaultList
from sceau.studies.moodle import ExportRow, Reading, scales_of
from sceau.studies.moodle_file import read_export
from sceau.studies.moodle_mapping import written_mapping
from sceau.studies.ooxml_scan import Limits
from sceau.studies.promotion import UnitLine
from sceau.studies.words import words

PREVIEWED = 5
"""How many students are shown."""


class PreviewColumn(NamedTuple):
    """One column of an export, and what becomes of it, in words."""

    header: str
    becomes: str


class Preview(NamedTuple):
    """What an export and its mapping come to, as rows of words, to be looked at before anything is read for good."""

    columns: tuple[PreviewColumn, ...]
    assessments: tuple[str, ...]
    """The codes of the assessments that would be read."""
    students: tuple[tuple[str, ...], ...]
    """For the first students, who it is, then what would be read in each of those assessments."""
    more: int
    """How many students come after those."""
    counts: tuple[tuple[str, int, int, int], ...]
    """For each assessment, how many marks, empty cells and unreadable cells the whole export has."""
    faults: tuple[Fault, ...]
    """Everything that reading it for good would refuse."""


def preview(
    path: Path, mapping: Path | None, *, units: Sequence[UnitLine] = (), lang: str = "en", limits: Limits | None = None
) -> Preview:
    """Show which columns an export has, what each maps to, and what would be read of its first students.

    With the structure, columns that nothing maps come with the nearest code. Raises ``WorkbookFaulty`` only for an
    export that cannot be read at all.
    """
    reading = Reading(path, mapping, lang, scales_of(units) if units else None)
    reading.open(limits or Limits())
    columns = tuple(
        PreviewColumn(header, reading.becomes(at, units)) for at, header in enumerate(reading.export.headers)
    )
    codes = tuple(reading.columns.values())
    return Preview(
        columns,
        codes,
        students=tuple(reading.shown(row) for row in reading.rows[:PREVIEWED]),
        more=max(0, len(reading.rows) - PREVIEWED),
        counts=tuple(_counted(code, reading.rows) for code in codes),
        faults=tuple(reading.faults),
    )


def _counted(code: str, rows: Sequence[ExportRow]) -> tuple[str, int, int, int]:
    """Return how many marks, empty cells and unreadable cells an assessment has."""
    given = [row.marks[code] for row in rows]
    marks, unreadable = sum(one is not None and one.mark is not None for one in given), given.count(None)
    return code, marks, len(given) - marks - unreadable, unreadable


def mapping_template(
    path: Path, *, units: Sequence[UnitLine] = (), lang: str = "fr", limits: Limits | None = None
) -> str:
    """Propose the text of a mapping file for an export; with the structure, each column's nearest assessment."""
    export = read_export(path, FaultList(path.name, words(lang), kind="file"), limits or Limits())
    return written_mapping(export, units, lang)
