"""What is in the file? Its sheets as they stand, once the file has been measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from sceau.studies.cells import digits_of
from sceau.studies.faults import FaultList, cell_name
from sceau.studies.layout import SHEETS, sheet_named
from sceau.studies.ooxml import Package, open_package
from sceau.studies.ooxml_scan import Limits, Refused, Unsaid
from sceau.studies.words import cleaned


@dataclass(slots=True)
class Grid:
    """One sheet as it stands in the file."""

    name: str
    rows: list[list[Any]]
    unsaid: Unsaid = field(default_factory=Unsaid)
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden: bool = False
    refused: bool = False
    """True where it could not be read, and why has been told: it stands empty, so that the others are read."""

    def at(self, row: int, column: int) -> Any:
        """Return what the cell reader found, an empty text where there is nothing."""
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column] if column < len(line) else ""

    def filled(self, row: int, column: int) -> bool:
        """Tell whether a cell holds anything: a formula in error or never calculated counts."""
        value = self.at(row, column)
        if isinstance(value, str) and not cleaned(value):
            return (row, column) in self.unsaid.errors or (row, column) in self.unsaid.not_calculated
        return True

    @property
    def blank(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(self.filled(row, column) for row, line in enumerate(self.rows) for column in range(len(line)))

    def header(self, column: int) -> str:
        """Return what stands above a column; a whole number is read as its digits, as in the cells below."""
        value = self.at(0, column)
        return digits_of(value, self.unsaid.formats.get((0, column), "")) or cleaned(str(value))

    def needs_plain_sight(self, columns: Iterable[int], faults: FaultList) -> None:
        """Add a fault for all that hides or joins cells: what is read must be what is seen."""
        if self.hidden:
            faults.sheet("sheet_hidden", self.name)
        for start, end in self.merged:
            faults.cell("merged_cells", self.name, *start, end=cell_name(*end))
        for row in self.unsaid.hidden_rows:
            faults.cell("hidden_row", self.name, row, 0)
        for column in columns:
            if any(first <= column <= last for first, last in self.unsaid.hidden_columns):
                faults.cell("hidden_column", self.name, 0, column)


class Book:
    """A workbook whose file has been measured; sheets are read one by one."""

    def __init__(self, package: Package) -> None:
        self._package = package
        try:
            cells = CalamineWorkbook.from_filelike(package.copy())
        except CalamineError:
            raise Refused("file_damaged") from None
        self._seen = {
            sheet.name: sheet.visible is SheetVisibleEnum.Visible
            for sheet in cells.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        }

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the sheets, in their order."""
        return tuple(self._seen)

    def hides(self, title: str) -> bool:
        """Tell whether a sheet is hidden."""
        return not self._seen[title]

    def grid(self, title: str) -> Grid:
        """Read one sheet; raises ``Refused`` when it is too large or damaged."""
        unsaid = self._package.unsaid(title)
        try:
            sheet = CalamineWorkbook.from_filelike(self._package.copy(title)).get_sheet_by_name(title)
            rows = sheet.to_python(skip_empty_area=False)
            merged = tuple(sheet.merged_cell_ranges or ())
        except CalamineError:
            raise Refused("file_damaged", title) from None
        return Grid(title, rows, unsaid, merged, hidden=self.hides(title))


def open_book(path: Path, limits: Limits) -> Book:
    """Open a workbook; raises ``Refused`` when the file is not one, or is too large."""
    return Book(open_package(path, limits))


def refuse(refused: Refused, faults: FaultList) -> None:
    """Turn a refusal into a fault, and stop."""
    tell(refused, faults)
    faults.stop_if_any()


def tell(refused: Refused, faults: FaultList) -> None:
    """Turn a refusal into a fault, at its place."""
    if refused.cell is not None:
        faults.cell(refused.code, refused.sheet, *refused.cell, **refused.values)
    elif refused.sheet:
        faults.sheet(refused.code, refused.sheet, **refused.values)
    else:
        faults.whole(refused.code, **refused.values)


def find_sheets(book: Book, faults: FaultList) -> dict[str, str]:
    """Return the title of each known sheet; one that is there twice or that hides without being read is a fault.

    One that is unknown and in plain sight is only noted.
    """
    found: dict[str, str] = {}
    for title in book.titles:
        name = sheet_named(title)
        if name not in SHEETS and book.hides(title):
            faults.sheet("sheet_hidden_unread", title)
        elif not name:
            faults.note("sheet_unknown", title)
        elif name in found:
            faults.sheet("sheet_twice", title, other=found[name])
        else:
            found[name] = title
    return found
