"""From an export of Moodle's grades to marks by student and assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sceau.core.facts import MOST_DIGITS
from sceau.core.marks import MarkStanding
from sceau.regulation.fault import Fault
from sceau.studies.cells import decimals_of
from sceau.studies.faults import FaultList, WorkbookFaulty
from sceau.studies.marks import Given, Key, said
from sceau.studies.moodle_file import ExportFile, Unreadable, kind_of, read_export
from sceau.studies.moodle_mapping import (
    NOT_MARKS,
    MoodleMapping,
    column_named,
    columns_of,
    read_mapping,
    suggested,
)
from sceau.studies.ooxml_scan import Limits
from sceau.studies.promotion import UnitLine
from sceau.studies.roll import Roll
from sceau.studies.sheets import MARK_DECIMALS
from sceau.studies.words import cleaned, words

Scales = Mapping[str, Decimal | None]
"""What each known assessment is marked out of; None where its cell in the workbook is faulty."""


class MoodleExport(NamedTuple):
    """An export with the mapping that says what its columns are."""

    export: Path
    mapping: Path


UNREADABLE = Given(None, None, stated=False)
"""What is given of a cell that cannot be read."""


@dataclass(slots=True)
class Supplement:
    """The marks of an export, with everything wrong with them; nothing where there is no export."""

    given: dict[Key, Given] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    lines: list[tuple[FaultList, ExportRow]] = field(default_factory=list)
    """Each line that is of a student: the list to tell it in, and what it gives."""

    def hold_against(self, roll: Roll) -> None:
        """Hold each line against the promotion: a name that is not that of the number is a fault.

        Someone who is not in the promotion is only noted, for a course may be shared.
        """
        for faults, row in self.lines:
            key, student = row.where.removeprefix(f"{faults.file}, "), roll.students.get(row.number)
            if student is None:
                what = faults.words.say("notes", "moodle_student_unknown", found=row.number)
                self.notes.append(Fault(faults.file, key, what))
            elif wrong := student.misnamed(row.last_name, row.first_name):
                values = {"found": getattr(row, wrong), "number": row.number, "expected": getattr(student, wrong)}
                self.faults.append(Fault(faults.file, key, faults.words.say("faults", "name_differs", **values)))


def read_supplement(
    moodle: MoodleExport | None, scales: Scales | None, *, lang: str, limits: Limits | None = None
) -> Supplement:
    """Read an export, if there is one; ``scales`` is None where the structure of the promotion cannot be known."""
    if moodle is None:
        return Supplement()
    reading = Reading(moodle.export, moodle.mapping, lang, scales)
    try:
        reading.open(limits or Limits())
    except WorkbookFaulty as unreadable:
        return Supplement(faults=[*reading.of_mapping.sorted(), *unreadable.faults])
    return reading.supplement()


def scales_of(units: Sequence[UnitLine]) -> Scales:
    """Return what every assessment of a structure is marked out of, by its code."""
    return {line.code: line.scale for unit in units for module in unit.modules for line in module.assessments}


@dataclass(slots=True)
class ExportRow:
    """What one line of an export gives."""

    number: str
    """Empty when the line cannot be held to anyone."""
    first_name: str
    last_name: str
    where: str
    marks: dict[str, Given | None]
    """Under each assessment; None for a cell that cannot be read, no standing for an empty one without a meaning."""

    @property
    def name(self) -> str:
        """The name as it is read."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


class Reading:
    """One export with its mapping, and what is wrong with either."""

    export: ExportFile
    columns: Mapping[int, str]
    rows: Sequence[ExportRow]

    def __init__(self, export: Path, mapping: Path | None, lang: str, scales: Scales | None) -> None:
        self.of_export = FaultList(export.name, words(lang), kind="file")
        self.of_mapping = FaultList(mapping.name if mapping else "", words(lang), kind="file")
        self._paths = (export, mapping)
        self._scales = scales
        self._mapping = MoodleMapping()
        self._numbers: int | None = None
        self._empty: list[str] = []
        self._seen: dict[str, int] = {}

    def open(self, limits: Limits) -> None:
        """Read both files; raises ``WorkbookFaulty`` when the export cannot be read at all."""
        path, mapping = self._paths
        if mapping is not None:
            self._mapping = read_mapping(mapping, self.of_mapping)
        self.export = read_export(path, self.of_export, limits)
        self.columns = columns_of(self._mapping, self.export, self._scales, self.of_mapping)
        self._numbers = self._student_column()
        self.rows = [self._row(row) for row in range(len(self.export.rows))]
        if self._empty and self._mapping.unsaid:
            values = {"count": len(self._empty), "where": self._empty[0]}
            self.of_mapping.key("mapping_empty_needed", "empty", **values)

    @property
    def faults(self) -> Sequence[Fault]:
        """Everything wrong with the mapping, then with the export."""
        return (*self.of_mapping.sorted(), *self.of_export.sorted())

    def becomes(self, column: int, units: Sequence[UnitLine]) -> str:
        """Say what becomes of a column: the assessment it maps to, or why it is not read and what it might be."""
        if column in self.columns:
            return self.columns[column]
        if column == self._numbers:
            return self._said("number")
        kind = kind_of(self.export.headers[column])
        near = suggested(self.export.headers[column], units) if kind == "mark" else ""
        return self._said("suggestion", code=near) if near else self._said(kind if kind in NOT_MARKS else "unread")

    def shown(self, row: ExportRow) -> tuple[str, ...]:
        """Say who a line is about and what would be read of it."""
        return (" ".join(filter(None, (row.number, row.name))), *map(self._shown, row.marks.values()))

    def supplement(self) -> Supplement:
        """Return the marks of every line that is of a student, with what is wrong.

        A cell with a fault is spoken for all the same: nobody is asked to write what it says elsewhere.
        """
        rows = [row for row in self.rows if row.number]
        given = {
            (row.number, code): one or UNREADABLE
            for row in rows
            for code, one in row.marks.items()
            if one is None or one.standing is not None or self._mapping.unsaid
        }
        lines = [(self.of_export, row) for row in rows]
        return Supplement(given, list(self.faults), list(self.of_export.notes), lines)

    def _student_column(self) -> int | None:
        """Return the column of the student numbers: the one that the mapping names, or the one Moodle writes."""
        if self._mapping.student is not None:
            return column_named(self._mapping.student, "student", self.export, self.of_mapping)
        numbers = self.export.columns_that_are("number")
        if not numbers:
            self.of_export.whole("export_student_column")
        elif len(numbers) > 1:
            self.of_export.whole("export_header_twice", column=self.export.headers[numbers[0]])
        return numbers[0] if len(numbers) == 1 else None

    def _shown(self, given: Given | None) -> str:
        if given is None:
            return self._said("unreadable")
        return self._said("undecided") if given.standing is None else said(given, self.of_export)

    def _said(self, code: str, /, **values: str) -> str:
        return self.of_export.words.say("preview", code, **values)

    def _row(self, row: int) -> ExportRow:
        marks = {code: self._given(row, column, code) for column, code in self.columns.items()}
        first, last = (self._name(row, kind) for kind in ("first_name", "last_name"))
        if self._numbers is None:
            return ExportRow("", first, last, "", marks)
        number, where = self._number(row, self._numbers), self.export.where(row, self._numbers)
        return ExportRow(number, first, last, where, marks)

    def _name(self, row: int, kind: str) -> str:
        columns = self.export.columns_that_are(kind)
        return " ".join(cleaned(str(self.export.rows[row][column])) for column in columns)

    def _number(self, row: int, column: int) -> str:
        """Return a student number, or nothing when the line cannot be held to anyone."""
        try:
            number = self.export.identity(row, column)
        except Unreadable as wrong:
            self.export.fault(wrong.code, row, column, **wrong.values)
            return ""
        if not number:
            self.export.fault("export_number_empty", row, column)
        elif number in self._seen:
            self.export.fault("export_number_twice", row, column, found=number, line=self._seen[number])
            return ""
        self._seen[number] = self.export.places[row]
        return number

    def _given(self, row: int, column: int, code: str) -> Given | None:
        """Return the mark of one cell, or the meaning given to an empty one; None when it cannot be read."""
        where = self.export.where(row, column)
        try:
            mark = self.export.mark(row, column)
        except Unreadable as wrong:
            self.export.fault(wrong.code, row, column, **wrong.values)
            return None
        if mark is None:
            self._empty.append(where)
            return Given(None, self._mapping.empty, where, stated=False)
        scale = (self._scales or {}).get(code)
        fault = _beyond(mark, scale)
        if fault:
            values = {"scale": scale, "allowed": MARK_DECIMALS, "digits": MOST_DIGITS + 1}
            self.export.fault(fault, row, column, found=mark, **values)
            return None
        return Given(mark, MarkStanding.PRESENT, where)


def _beyond(mark: Decimal, scale: Decimal | None) -> str:
    """Return the fault of a mark that is no mark of its assessment, or nothing."""
    if mark.adjusted() > MOST_DIGITS:
        return "too_large"
    if decimals_of(mark) > MARK_DECIMALS:
        return "too_many_decimals"
    if mark < 0:
        return "below_zero"
    return "mark_over_scale" if scale is not None and mark > scale else ""
