"""Who are the students of this promotion, and whose line is this one?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sceau.studies.head import within_studies
from sceau.studies.sheets import Line, Table
from sceau.studies.words import fold


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One line of the sheet of students."""

    number: str
    last_name: str | None
    first_name: str | None
    agreement_ends_on: date | None
    extensions_had: int
    row: int

    def misnamed(self, last_name: str | None, first_name: str | None) -> str:
        """Return which of two names cannot be this student's, or nothing; of the first names some may be left out."""
        if last_name and self.last_name and fold(last_name) != fold(self.last_name):
            return "last_name"
        given, own = (set(fold(name or "").split()) for name in (first_name, self.first_name))
        return "first_name" if given and own and not (given <= own or own <= given) else ""


@dataclass(slots=True)
class Roll:
    """The students in the order of their sheet."""

    title: str
    """The title of the sheet in the file."""
    column: int = 0
    """The column of the numbers."""
    students: dict[str, Enrolled] = field(default_factory=dict)
    complete: bool = True
    """False if a number could not be read, so that none can be called unknown."""
    _hints: dict[str, str] = field(default_factory=dict)
    """What was said of each unknown number: the same one may stand on every line of a large sheet."""

    def of(self, line: Line) -> str | None:
        """Return whose line this is; a number that is not on the roll, or goes with another name, is a fault."""
        number = line.text("number")
        student = self.students.get(number or "")
        if student is None:
            self._unknown(line, number)
            return None
        names = {column: line.word(column) for column in ("last_name", "first_name")}
        if wrong := student.misnamed(**names):
            values = {"number": student.number, "expected": getattr(student, wrong)}
            line.fault("name_differs", wrong, found=names[wrong], **values)
        return student.number

    def _unknown(self, line: Line, number: str | None) -> None:
        if number is not None and self.complete:
            if number not in self._hints:
                self._hints[number] = line.hint(number, self.students)
            line.fault("unknown_student", "number", found=number, sheet=self.title, hint=self._hints[number])


def read_roll(table: Table, starts_on: date | None) -> Roll:
    """Read the sheet of the students of an intake."""
    column = table.columns.get("number")
    roll = Roll(table.grid.name, column or 0, complete=column is not None)
    for line in table.lines():
        number = line.printed("number")
        student = Enrolled(
            number or "",
            line.printed("last_name"),
            line.printed("first_name"),
            line.day("agreement_ends_on", needed=False),
            line.count("extensions_had"),
            line.row,
        )
        within_studies(line, "agreement_ends_on", student.agreement_ends_on, starts_on)
        if number is None:
            roll.complete = False
        elif number in roll.students:
            line.fault("twice", "number", found=number, line=roll.students[number].row + 1)
        else:
            roll.students[number] = student
    roll.complete = roll.complete and bool(roll.students)
    return roll


def once_each(table: Table, roll: Roll) -> Iterator[tuple[str | None, Line]]:
    """Return the lines of a sheet that has one for each student; those of nobody and second ones have no number.

    They still come, so that the faults of their other cells are found in the same reading.
    """
    rows: dict[str, int] = {}
    for line in table.lines():
        number = roll.of(line)
        if number in rows:
            line.fault("twice", "number", found=number, line=rows[number])
            number = None
        if number is not None:
            rows[number] = line.number_in_sheet
        yield number, line
