"""Which mark or standing has each student in each assessment? From either shape of the sheet, completed by Moodle."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from sceau.core.marks import MarkStanding
from sceau.studies.book import Grid
from sceau.studies.faults import FaultList, cell_name
from sceau.studies.layout import MARKS_WIDE, SHEETS, headers
from sceau.studies.roll import Roll
from sceau.studies.sheets import Line, Table
from sceau.studies.structure import Structure
from sceau.studies.words import fold, meanings

MARK_IN = "mark in "
"""Before the code of an assessment: the name of its column in the wide shape."""
Key = tuple[str, str]
"""A student's number and an assessment's code."""


class Given(NamedTuple):
    """What is said of one student in one assessment: a mark or a standing, and neither where a fault was found."""

    mark: Decimal | None
    standing: MarkStanding | None
    where: str = ""
    """The cell, or the line of an export."""
    stated: bool = True
    """False for an empty cell of an export, to which a meaning was given."""


@dataclass(slots=True)
class Marks:
    """What the sheet of marks gives."""

    title: str
    """The title of the sheet in the file."""
    given: dict[Key, Given] = field(default_factory=dict)
    places: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """The cell of each mark, given or left empty."""
    readable: bool = True
    """False if the sheet cannot be read, so that no mark can be called missing."""


def marks_table(grid: Grid, structure: Structure, faults: FaultList) -> Table:
    """Return the sheet of marks in whichever of its two shapes its headers have."""
    titles = [grid.header(column) for column in range(len(grid.rows[0]) if grid.rows else 0)]
    long = {headers(SHEETS["marks"]).get(fold(title)) for title in titles}
    by_line = "assessment" in long or (long & {"mark", "standing"} and not structure.assessments.keys() & set(titles))
    wide = bool(titles) and not by_line
    table = Table(MARKS_WIDE if wide else SHEETS["marks"], grid, faults)
    if wide:
        _name_assessments(table, structure)
    return table


def _name_assessments(table: Table, structure: Structure) -> None:
    """Make a column of each assessment; a header that is none is a fault, lest its marks be dropped."""
    name, faults = table.grid.name, table.faults
    for column, header in table.others.items():
        if MARK_IN + header in table.columns:
            where = cell_name(0, table.columns[MARK_IN + header])
            faults.cell("header_twice", name, 0, column, column=header, cell=where)
        elif header in structure.assessments:
            table.columns[MARK_IN + header] = column
        elif structure.complete:
            hint = faults.words.hint(header, structure.assessments)
            faults.cell("unknown_assessment", name, 0, column, found=header, sheet=structure.title, hint=hint)
    table.others.clear()


def read_marks(table: Table, roll: Roll, structure: Structure) -> Marks:
    """Read the sheet of marks."""
    if table.sheet is MARKS_WIDE:
        return _read_wide(table, roll, structure)
    marks = Marks(table.grid.name, readable={"number", "assessment", "mark", "standing"} <= table.columns.keys())
    for line in table.lines():
        student = roll.of(line)
        code = known_code(line, "assessment", structure.assessments, structure, "unknown_assessment")
        given = given_on(line, structure.scales.get(code or ""))
        if student is None or code is None:
            continue
        if (student, code) in marks.places:
            before = marks.places[student, code][0] + 1
            line.fault("twice", "assessment", found=f"{student} / {code}", line=before)
            continue
        marks.places[student, code] = line.where("mark")
        if given is not None:
            marks.given[student, code] = given
    return marks


def _read_wide(table: Table, roll: Roll, structure: Structure) -> Marks:
    marks = Marks(table.grid.name, readable="number" in table.columns)
    rows: dict[str, int] = {}
    for line in table.lines():
        student = roll.of(line)
        if student in rows:
            line.fault("twice", "number", found=student, line=rows[student])
        for code in structure.assessments:
            given = _given_in_one_cell(line, MARK_IN + code, structure.scales.get(code))
            if student is None or student in rows or not line.knows(MARK_IN + code):
                continue
            marks.places[student, code] = line.where(MARK_IN + code)
            if given is not None:
                marks.given[student, code] = given
        if student is not None:
            rows.setdefault(student, line.number_in_sheet)
    return marks


def known_code(line: Line, column: str, codes: Collection[str], structure: Structure, fault: str) -> str | None:
    """Return the code of an assessment or a module of the structure, or None where it is empty or unknown."""
    code = line.text(column)
    if code is None or code in codes:
        return code
    if structure.complete:
        line.fault(fault, column, found=code, sheet=structure.title, hint=line.hint(code, codes))
    return None


def given_on(line: Line, scale: Decimal | None) -> Given | None:
    """Return what a line with a mark and a standing says, or None when both are empty."""
    word = line.word("mark")
    if word and fold(word) in meanings("standings"):
        line.fault("standing_in_mark", "mark", found=word)
        return Given(None, None)
    has_mark = line.has("mark")
    mark = mark_within(line, "mark", scale)
    standing = line.choice("standing", "standings", needed=False)
    if not has_mark and (not line.has("standing") or standing == MarkStanding.PRESENT):
        return None
    if has_mark and standing not in (None, MarkStanding.PRESENT):
        line.fault("mark_and_standing", "standing", found=line.word("standing"))
        return Given(None, None)
    return _whole(line, mark, MarkStanding.PRESENT if has_mark else standing, "mark")


def _given_in_one_cell(line: Line, name: str, scale: Decimal | None) -> Given | None:
    """Return what one cell of the wide shape says, or None when it is empty."""
    if not line.has(name):
        return None
    word = line.word(name)
    if not word:
        return _whole(line, mark_within(line, name, scale), MarkStanding.PRESENT, name)
    standing = meanings("standings").get(fold(word))
    if standing == MarkStanding.PRESENT:
        return None
    if standing is None:
        line.fault("neither_mark_nor_standing", name, found=word)
        return Given(None, None)
    return _whole(line, None, standing, name)


def _whole(line: Line, mark: Decimal | None, standing: str | None, name: str) -> Given:
    """Return a mark or a standing that goes with it; one without the other was faulty and gives neither."""
    where = cell_name(*line.where(name))
    if standing is None or (mark is None and standing == MarkStanding.PRESENT):
        return Given(None, None, where)
    return Given(mark, MarkStanding(standing), where)


def mark_within(line: Line, name: str, scale: Decimal | None) -> Decimal | None:
    """Return a mark that does not go over its scale; without a known scale none is held against it."""
    mark = line.number(name, needed=False)
    if mark is not None and scale is not None and mark > scale:
        line.fault("mark_over_scale", name, found=mark, scale=scale)
        return None
    return mark


def complete(marks: Marks, extra: Mapping[Key, Given], roll: Roll, faults: FaultList) -> None:
    """Fill what the sheet leaves empty with the marks of Moodle; where both speak and differ, add a fault."""
    for key, moodle in extra.items():
        student, assessment = key
        if student not in roll.students:
            continue
        own = marks.given.get(key)
        if own is None:
            marks.given[key] = moodle
        elif moodle.stated and own.standing is not None and (own.mark, own.standing) != (moodle.mark, moodle.standing):
            values = {"moodle": said(moodle, faults), "found": said(own, faults), "where": moodle.where}
            place = marks.places[key]
            faults.cell("moodle_conflict", marks.title, *place, student=student, assessment=assessment, **values)


def said(given: Given, faults: FaultList) -> str:
    """Return a mark or a standing as a sentence names it."""
    if given.mark is not None:
        return faults.words.shown(given.mark)
    return str(faults.words["standings"][str(given.standing)][0])


def needs_every_mark(marks: Marks, roll: Roll, structure: Structure, faults: FaultList) -> None:
    """Add a fault for each missing mark, but one alone for an assessment that nobody has or a student without any."""
    if not marks.readable:
        return
    met = marks.places.keys() | marks.given.keys()
    started = {code for _, code in met}
    for code, row in structure.rows.items():
        if code not in started and roll.students:
            place = (row, structure.column)
            faults.cell("assessment_unmarked", structure.title, *place, assessment=code, sheet=marks.title)
    expected = [code for code in structure.assessments if code in started]
    for number, student in roll.students.items():
        without = [code for code in expected if (number, code) not in met]
        place = (student.row, roll.column)
        if len(without) == len(expected) > 1:
            faults.cell("student_unmarked", roll.title, *place, student=number, sheet=marks.title)
            without = []
        for code in without:
            faults.cell("no_line", roll.title, *place, student=number, assessment=code, sheet=marks.title)
    for key, place in marks.places.items():
        if key not in marks.given:
            faults.cell("mark_missing", marks.title, *place)
