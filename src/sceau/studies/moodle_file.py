"""What does an export of Moodle hold? Its headers and its lines, from CSV or .xlsx, wherever it was written."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sceau.studies.book import open_book, refuse
from sceau.studies.cells import as_typed, digits_of, named, shortened, shown_otherwise
from sceau.studies.faults import FaultList, cell_name
from sceau.studies.ooxml import OLD_CONTAINER
from sceau.studies.ooxml_scan import Limits, Refused, Unsaid, measure
from sceau.studies.sheets import ERRORS
from sceau.studies.words import cleaned, fold, words
from sceau.wording import LANGUAGES

SEPARATORS = ",;\t"
MARKS_OF_ORDER = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
EMPTY = ("", "-", "–", "—")
"""How Moodle writes that there is no mark."""
_SUFFIX = re.compile(r"\(([^()]*)\)$")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


class Unreadable(ValueError):
    """A cell does not hold what it should; ``code`` names the fault, ``values`` what it says."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(slots=True)
class ExportFile:
    """The headers and the lines of one export, with where each line stands in the file."""

    faults: FaultList
    headers: list[str]
    rows: list[list[Any]]
    places: list[int]
    """The line of the file at which each row begins; for a sheet, its row counted from one."""
    sheet: str = ""
    """The title of the sheet; empty for a text file."""
    unsaid: Unsaid = field(default_factory=Unsaid)
    """What the cells of the sheet do not say."""

    def fault(self, code: str, row: int, column: int, /, **values: Any) -> None:
        """Add a fault at one cell."""
        if self.sheet:
            self.faults.cell(code, self.sheet, self.places[row] - 1, column, **values)
        else:
            self.faults.line(code, self.places[row], column + 1, **values)

    def where(self, row: int, column: int) -> str:
        """Return where a cell is, as a sentence names it."""
        if self.sheet:
            return f"{self.faults.file}, {self.sheet}!{cell_name(self.places[row] - 1, column)}"
        place = self.faults.words.say("keys", "line", line=self.places[row], column=column + 1)
        return f"{self.faults.file}, {place}"

    def mark(self, row: int, column: int) -> Decimal | None:
        """Return the mark that a cell shows, or None for an empty one; raises ``Unreadable`` for anything else."""
        mark = mark_of(self._held(row, column))
        shown = None if mark is None else shown_otherwise(mark, self._shape(row, column))
        if shown is not None:
            raise Unreadable("shown_otherwise", shown=self.faults.words.shown(shown[0]) + shown[1], found=mark)
        return mark

    def identity(self, row: int, column: int) -> str:
        """Return an identifier as its cell shows it; raises ``Unreadable`` for what is none or has lost digits."""
        value = self._held(row, column)
        if isinstance(value, str):
            return cleaned(value)
        digits = digits_of(value, self._shape(row, column))
        if not digits:
            raise Unreadable("not_text", found=named(value))
        return digits

    def _held(self, row: int, column: int) -> Any:
        """Return what a cell holds; a formula in error or never calculated is not an empty cell."""
        place = (self.places[row] - 1, column)
        if place in self.unsaid.errors:
            raise Unreadable("formula_error", found=self.unsaid.errors[place])
        if place in self.unsaid.not_calculated:
            raise Unreadable("formula_not_calculated")
        return self.rows[row][column]

    def _shape(self, row: int, column: int) -> str:
        return self.unsaid.formats.get((self.places[row] - 1, column), "")

    def columns_named(self, header: str) -> list[int]:
        """Return the columns under a header, exactly as it is or else but for its case, accents and punctuation."""
        same = [column for column, title in enumerate(self.headers) if title == cleaned(header)]
        return same or [column for column, title in enumerate(self.headers) if fold(title) == fold(header)]

    def columns_that_are(self, kind: str) -> list[int]:
        """Return the columns of a kind, e.g. ``number``."""
        return [column for column, title in enumerate(self.headers) if kind_of(title) == kind]


def read_export(path: Path, faults: FaultList, limits: Limits) -> ExportFile:
    """Read an export; stops with its faults when it cannot be read at all."""
    try:
        export = _from_workbook(path, faults, limits) if _is_workbook(path, limits) else _from_text(path, faults)
    except Refused as refused:
        refuse(refused, faults)
        raise
    if not export.rows:
        faults.whole("export_empty")
        faults.stop_if_any()
    return export


def kind_of(header: str) -> str:
    """Tell what a column holds by its header: ``number``, ``first_name``, ``percentage``, ``letter``, ``mark``…"""
    named = _kinds().get(fold(header))
    if named:
        return named
    suffix = _SUFFIX.search(header)
    return _suffixes().get(fold(suffix[1]), "mark") if suffix else "mark"


@cache
def _kinds() -> Mapping[str, str]:
    kinds = ("number", "first_name", "last_name", "other")
    return {fold(word): kind for lang in LANGUAGES for kind in kinds for word in words(lang)["moodle"][kind]}


@cache
def _suffixes() -> Mapping[str, str]:
    suffixes = {"real": "mark", "percentage": "percentage", "letter": "letter", "feedback": "other"}
    return {
        fold(word): kind
        for lang in LANGUAGES
        for name, kind in suffixes.items()
        for word in words(lang)["moodle"][name]
    }


def mark_of(value: Any) -> Decimal | None:
    """Return the mark of a cell, or None for the dash of an empty one; raises ``Unreadable`` for anything else."""
    if isinstance(value, str):
        text = cleaned(value)
        if text in EMPTY:
            return None
        if text in ERRORS:
            raise Unreadable("formula_error", found=text)
        if not _NUMBER.fullmatch(text):
            raise Unreadable("export_not_a_mark", found=text)
        return shortened(Decimal(text.replace(",", ".")))
    if isinstance(value, bool | date) or not isinstance(value, int | float):
        raise Unreadable("export_not_a_mark", found=value)
    try:
        return as_typed(value)
    except ValueError:
        raise Unreadable("export_not_a_mark", found=value) from None


def _is_workbook(path: Path, limits: Limits) -> bool:
    measure(path, limits)
    with path.open("rb") as file:
        return file.read(len(OLD_CONTAINER)).startswith((b"PK", OLD_CONTAINER))


def _from_workbook(path: Path, faults: FaultList, limits: Limits) -> ExportFile:
    """Read the first sheet in plain sight that holds anything; each other one that does is noted."""
    book = open_book(path, limits)
    faults.order(book.titles)
    grids = [one for one in map(book.grid, book.titles) if not one.blank]
    grid = next((one for one in grids if not one.hidden), None)
    if grid is None:
        return ExportFile(faults, [], [], [])
    for other in grids:
        if other is not grid:
            faults.note("export_sheet_unread", other.name)
    titles = [grid.header(column) for column in range(len(grid.rows[0]))]
    grid.needs_plain_sight([column for column, title in enumerate(titles) if title], faults)
    filled = [row for row in range(1, len(grid.rows)) if any(grid.filled(row, c) for c in range(len(grid.rows[row])))]
    rows, places = [grid.rows[row] for row in filled], [row + 1 for row in filled]
    return ExportFile(faults, titles, rows, places, grid.name, grid.unsaid)


def _from_text(path: Path, faults: FaultList) -> ExportFile:
    text = _decoded(path.read_bytes())
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # the file was measured: no value is too long
    separator = _separator(text)
    rows, places = _records(text, separator, faults)
    headers = [cleaned(title) for title in (rows[0] if rows else ())]
    export = ExportFile(faults, headers, [], [])
    for row, place in zip(rows[1:], places[1:], strict=True):
        if len(row) != len(headers):
            faults.line("csv_ragged", place, found=len(row), expected=len(headers))
        else:
            export.rows.append(list(row))
            export.places.append(place)
    return export


def _decoded(content: bytes) -> str:
    """Return a text as its mark of order says, else as UTF-8, else as French Windows writes it."""
    encodings = [encoding for mark, encoding in MARKS_OF_ORDER if content.startswith(mark)] or ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("csv_encoding")


def _separator(text: str) -> str:
    """Return what divides the first line that is not blank into most columns."""
    begun = text.lstrip("\r\n ")
    first = {mark: next(csv.reader(io.StringIO(begun, newline=""), delimiter=mark), []) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: len(first[mark]))
    if len(first[best]) == 1:
        raise Refused("csv_separator")
    return best


def _records(text: str, separator: str, faults: FaultList) -> tuple[Sequence[list[str]], Sequence[int]]:
    """Return the records that are not empty, each with the line at which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    places: list[int] = []
    begins = 1
    try:
        for record in reader:
            if any(cleaned(value) for value in record):
                rows.append(record)
                places.append(begins)
            begins = reader.line_num + 1
    except csv.Error:
        faults.line("csv_quote", begins)
        faults.stop_if_any()
    return rows, places
