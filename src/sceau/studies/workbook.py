"""From the registrar's workbook to a promotion, or every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from sceau.core.fees import SettlementFacts
from sceau.core.final_work import ThesisFacts
from sceau.core.jury import StudentFacts
from sceau.core.marks import Mark, ModuleFacts
from sceau.core.units import UnitFacts
from sceau.regulation.fault import Fault
from sceau.studies.book import Book, Grid, find_sheets, open_book, refuse, tell
from sceau.studies.faults import FaultList, WorkbookFaulty
from sceau.studies.head import ANY, Asked, Head, read_head
from sceau.studies.layout import SHEETS
from sceau.studies.marks import (
    Marks,
    complete,
    marks_table,
    needs_every_mark,
    read_marks,
)
from sceau.studies.moodle import MoodleExport, Supplement, read_supplement
from sceau.studies.ooxml_scan import Limits, Refused
from sceau.studies.promotion import (
    AssessmentLine,
    JuryMember,
    ModuleLine,
    Outline,
    Promotion,
    Student,
    Titles,
    UnitLine,
)
from sceau.studies.records import Missions, read_fees, read_jury, read_missions, read_theses
from sceau.studies.resits import Resits, read_resits
from sceau.studies.roll import Enrolled, Roll, read_roll
from sceau.studies.sheets import Table
from sceau.studies.structure import Components, Structure, read_components, read_structure
from sceau.studies.words import words

__all__ = ["WorkbookFaulty", "hold_export", "read_promotion", "read_units"]

T = TypeVar("T")


def read_promotion(
    path: Path,
    *,
    scale: Decimal | None = None,
    asked: Asked = ANY,
    lang: str = "en",
    moodle: MoodleExport | None = None,
    note: Callable[[Fault], None] | None = None,
    limits: Limits | None = None,
) -> Promotion:
    """Read a promotion from its workbook, the marks it lacks filled from an export of Moodle.

    Raises ``WorkbookFaulty`` with every fault of the workbook and of the export, said in ``lang``; a workbook of
    another promotion than the one ``asked`` for is one. What bars nothing, such as a sheet that nobody knows, is
    passed to ``note``, with faults or without. A mark of Moodle never overwrites one of the workbook.
    ``scale`` is what the regulation marks out of, for the lines that do not say; without it each line must say.
    """
    faults = FaultList(path.name, words(lang))
    grids = _grids(path, faults, limits or Limits())
    structure = read_structure(_scaled("structure", grids, faults, scale), scale)
    scales = structure.scales if structure.complete else None
    supplement = read_supplement(moodle, scales, lang=lang, limits=limits)
    read = _read(grids, structure, supplement, asked, faults)
    supplement.hold_against(read.roll)
    faults.needs_letters()
    for remark in (*faults.notes, *supplement.notes):
        if note is not None:
            note(remark)
    found = (*faults.sorted(), *supplement.faults)
    if found:
        raise WorkbookFaulty(found, read.outline())
    return read.promotion()


def read_units(
    path: Path, *, scale: Decimal | None = None, lang: str = "en", limits: Limits | None = None
) -> tuple[UnitLine, ...]:
    """Read the structure alone, e.g. to prepare the mapping of an export; raises ``WorkbookFaulty`` with its faults."""
    faults = FaultList(path.name, words(lang))
    grids = _grids(path, faults, limits or Limits(), wanted=("structure",))
    structure = read_structure(_scaled("structure", grids, faults, scale), scale)
    faults.stop_if_any()
    return structure.units()


def hold_export(
    path: Path, moodle: MoodleExport, *, scale: Decimal | None = None, lang: str = "en", limits: Limits | None = None
) -> tuple[Sequence[Fault], Sequence[Fault]]:
    """Return the faults and the notes of an export against a workbook, whatever else in the workbook is faulty."""
    own, beside = (FaultList(path.name, words(lang)) for _ in range(2))
    grids = _grids(path, own, limits or Limits(), wanted=("structure", "students", "marks"))
    structure = read_structure(_scaled("structure", grids, own, scale), scale)
    scales = structure.scales if structure.complete else None
    supplement = read_supplement(moodle, scales, lang=lang, limits=limits)
    roll = read_roll(_table("students", grids, own), None)
    marks = read_marks(_checked(marks_table(grids["marks"], structure, own)), roll, structure)
    complete(marks, supplement.given, roll, beside)
    supplement.hold_against(roll)
    return (*beside.sorted(), *supplement.faults), supplement.notes


def _grids(path: Path, faults: FaultList, limits: Limits, wanted: Sequence[str] = tuple(SHEETS)) -> Mapping[str, Grid]:
    """Open the sheets of a workbook; one that is missing is a fault and stands empty, so that the others are read."""
    grids: dict[str, Grid] = {}
    try:
        book = open_book(path, limits)
        faults.order(book.titles)
        titles = find_sheets(book, faults)
        for name in wanted:
            grids[name] = _grid(book, titles[name], faults) if name in titles else Grid("", [])
    except Refused as refused:
        refuse(refused, faults)
    return grids


def _grid(book: Book, title: str, faults: FaultList) -> Grid:
    """Return a sheet; one that cannot be read by itself is a fault of its own, and bars no other."""
    try:
        return book.grid(title)
    except Refused as refused:
        if not refused.sheet:
            raise
        tell(refused, faults)
        return Grid(title, [], refused=True)


def _table(name: str, grids: Mapping[str, Grid], faults: FaultList, *also: str) -> Table:
    return _checked(Table(SHEETS[name], grids[name], faults), *also)


def _scaled(name: str, grids: Mapping[str, Grid], faults: FaultList, scale: Decimal | None) -> Table:
    """Return a table whose lines must say what they are marked out of, where the regulation does not."""
    return _table(name, grids, faults, *(("scale",) if scale is None else ()))


def _checked(table: Table, *also: str) -> Table:
    """Return a table once what its sheet must have was looked for."""
    if not table.grid.name:
        table.grid.name = table.faults.words["sheets"][table.sheet.name]
        table.faults.sheet("sheet_missing", table.grid.name)
        return table
    if table.grid.refused:
        return table
    table.needs_headers(*also)
    table.note_others()
    table.needs_plain_sight()
    table.needs_lines()
    return table


@dataclass(slots=True)
class _Read:
    """Everything that the sheets say, as far as it could be read."""

    head: Head
    structure: Structure
    components: Components
    roll: Roll
    marks: Marks
    resits: Resits
    missions: Missions
    theses: Mapping[str, ThesisFacts]
    fees: Mapping[str, SettlementFacts]
    jury: tuple[JuryMember, ...]

    @property
    def titles(self) -> Titles:
        """How the sheets that the law is held against are called."""
        return Titles(self.structure.title, self.components.title)

    def outline(self) -> Outline:
        """Return what could be read for the law; no day where the year of the intake contradicts it."""
        starts_on = None if self.head.contradicts_itself else self.head.intake_starts_on
        return Outline(self.structure.ects, self.components.known, starts_on, self.titles, self.resits.unnamed)

    def promotion(self) -> Promotion:
        """Return the promotion; only when there was no fault."""
        head, units = self.head, self.structure.units()
        return Promotion(
            programme=_sure(head.programme),
            title=_sure(head.title),
            intake_year=_sure(head.intake_year),
            intake_starts_on=_sure(head.intake_starts_on),
            jury_on=_sure(head.jury_on),
            units=units,
            components=self.components.lines,
            jury=self.jury,
            students=tuple(self._student(one, units) for one in self.roll.students.values()),
            titles=self.titles,
            unnamed_resits=self.resits.unnamed,
        )

    def _student(self, enrolled: Enrolled, units: tuple[UnitLine, ...]) -> Student:
        number = enrolled.number
        facts = StudentFacts(
            units=tuple(self._unit(number, unit) for unit in units),
            jury_on=_sure(self.head.jury_on),
            mission=self.missions.get(number),
            thesis=self.theses.get(number),
            fees=self.fees.get(number),
            agreement_ends_on=enrolled.agreement_ends_on or self.head.agreement_ends_on,
            extensions_had=enrolled.extensions_had,
        )
        return Student(number, _sure(enrolled.last_name), _sure(enrolled.first_name), facts)

    def _unit(self, number: str, unit: UnitLine) -> UnitFacts:
        modules = tuple(self._module(number, module) for module in unit.modules)
        return UnitFacts(unit.code, unit.ects, modules, unit.coefficient, unit.block)

    def _module(self, number: str, module: ModuleLine) -> ModuleFacts:
        marks = tuple(self._mark(number, assessment) for assessment in module.assessments)
        return ModuleFacts(module.code, marks, module.coefficient, self.resits.given.get((number, module.code), ()))

    def _mark(self, number: str, assessment: AssessmentLine) -> Mark:
        given = self.marks.given[number, assessment.code]
        return Mark(
            assessment=assessment.code,
            mark=given.mark,
            standing=_sure(given.standing),
            coefficient=assessment.coefficient,
            scale=assessment.scale,
            group=assessment.group,
            individualised=assessment.individualised,
        )


def _sure(value: T | None) -> T:
    """Return a value that cannot be missing once there is no fault."""
    if value is None:
        raise AssertionError("a cell without value went by without a fault")
    return value


def _read(
    grids: Mapping[str, Grid], structure: Structure, supplement: Supplement, asked: Asked, faults: FaultList
) -> _Read:
    """Read every sheet but the structure, which the others refer to."""
    head = read_head(_table("promotion", grids, faults), asked)
    components = read_components(_table("components", grids, faults))
    roll = read_roll(_table("students", grids, faults), head.intake_starts_on)
    marks = read_marks(_checked(marks_table(grids["marks"], structure, faults)), roll, structure)
    complete(marks, supplement.given, roll, faults)
    needs_every_mark(marks, roll, structure, faults)
    missions = read_missions(_table("missions", grids, faults), roll, head.intake_starts_on)
    return _Read(
        head=head,
        structure=structure,
        components=components,
        roll=roll,
        marks=marks,
        resits=read_resits(_scaled("resits", grids, faults, structure.scale), roll, structure),
        missions=missions,
        theses=read_theses(_table("theses", grids, faults), roll, components, missions, head, structure.scale),
        fees=read_fees(_table("fees", grids, faults), roll),
        jury=read_jury(_table("jury", grids, faults)),
    )
