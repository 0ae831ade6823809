"""From the sheets of a workbook to typed cells: each is read as what its column holds, or its fault is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sceau.core.facts import MOST_DIGITS
from sceau.studies.book import Grid
from sceau.studies.cells import as_typed, decimals_of, digits_of, named, shown_otherwise
from sceau.studies.faults import FaultList, cell_name
from sceau.studies.layout import Sheet, headers
from sceau.studies.words import Words, accepted_words, cleaned, fold, meanings

ERRORS = ("#DIV/0!", "#REF!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
"""Days outside are slips of the year."""
MARK_DECIMALS = 2


class Table:
    """A sheet under its headers: which column means what, and its lines."""

    def __init__(self, sheet: Sheet, grid: Grid, faults: FaultList) -> None:
        self.sheet = sheet
        self.grid = grid
        self.faults = faults
        self.columns: dict[str, int] = {}
        self.others: dict[int, str] = {}
        """The columns whose header is not known, with that header."""
        self._read_headers()

    def lines(self) -> Iterator[Line]:
        """Return the lines below the headers that hold anything in a known column."""
        for row in range(1, len(self.grid.rows)):
            if any(self.grid.filled(row, column) for column in self.columns.values()):
                yield Line(self, row)

    def needs_headers(self, *also: str) -> None:
        """Add a fault for each column that is missing, at the place where it could be added.

        ``also`` names columns that could be left out of another workbook, but not of this one.
        """
        free = max([-1, *self.columns.values(), *self.others]) + 1
        named = self.faults.words.of("columns", self.sheet.spoken)
        for column in self.sheet.columns:
            if (column.needed or column.name in also) and column.name not in self.columns:
                self.faults.cell("header_missing", self.grid.name, 0, free, column=named[column.name])
                free += 1

    def note_others(self) -> None:
        """Add a note for each column that nobody reads."""
        for column, header in self.others.items():
            self.faults.note("column_unknown", f"{self.grid.name}!{cell_name(0, column)}", found=header)

    def needs_plain_sight(self) -> None:
        """Add a fault for all that hides or joins cells in the columns with a header."""
        self.grid.needs_plain_sight(sorted({*self.columns.values(), *self.others}), self.faults)

    def needs_lines(self) -> None:
        """Add a fault if the sheet must hold at least one line and has none."""
        if self.sheet.needs_lines and next(self.lines(), None) is None:
            self.faults.sheet("sheet_empty", self.grid.name)

    def _read_headers(self) -> None:
        known = headers(self.sheet)
        for column in range(max((len(row) for row in self.grid.rows), default=0)):
            header = self.grid.header(column)
            name = known.get(fold(header), "")
            if not header:
                self._without_header(column)
            elif not name:
                self.others[column] = header
            elif name in self.columns:
                where = cell_name(0, self.columns[name])
                self.faults.cell("header_twice", self.grid.name, 0, column, column=header, cell=where)
            else:
                self.columns[name] = column

    def _without_header(self, column: int) -> None:
        if any(self.grid.filled(row, column) for row in range(1, len(self.grid.rows))):
            self.faults.cell("header_empty", self.grid.name, 0, column)


class Line:
    """One line of a table. What reads a cell returns None when it is empty or when its fault has just been noted."""

    def __init__(self, table: Table, row: int) -> None:
        self.row = row
        self._table = table
        self._grid = table.grid

    @property
    def number_in_sheet(self) -> int:
        """The number of the line as a person counts it."""
        return self.row + 1

    def knows(self, name: str) -> bool:
        """Tell whether the sheet has such a column."""
        return name in self._table.columns

    @property
    def words(self) -> Words:
        """The words in which faults are said."""
        return self._table.faults.words

    def has(self, name: str) -> bool:
        """Tell whether a cell holds anything, readable or not."""
        column = self._table.columns.get(name)
        return column is not None and self._grid.filled(self.row, column)

    def fault(self, code: str, name: str, /, **values: Any) -> None:
        """Add a fault at a cell of this line."""
        column = self._table.columns.get(name, 0)
        self._table.faults.cell(code, self._grid.name, self.row, column, **values)

    def hint(self, word: str, known: Iterable[str]) -> str:
        """Return the end of a sentence that names the nearest known word."""
        return self.words.hint(word, known)

    def where(self, name: str) -> tuple[int, int]:
        """Return the row and the column of a cell."""
        return self.row, self._table.columns.get(name, 0)

    def text(self, name: str, *, needed: bool = True) -> str | None:
        """Return a text; a whole number is read as its digits, with the leading zeros that its format shows."""
        value = self._value(name, needed=needed)
        if value is None or isinstance(value, str):
            return value
        digits = digits_of(value, self._grid.unsaid.formats.get(self.where(name), ""))
        if digits:
            return digits
        self.fault("not_text", name, found=named(value))
        return None

    def printed(self, name: str, *, needed: bool = True) -> str | None:
        """Return a text that documents print: a fault is added at the end if no font draws it."""
        text = self.text(name, needed=needed)
        if text:
            self._table.faults.prints(text, self._grid.name, *self.where(name))
        return text

    def number(
        self, name: str, *, decimals: int = MARK_DECIMALS, needed: bool = True, above_zero: bool = False
    ) -> Decimal | None:
        """Return an exact number that the cell shows as it is."""
        number = self._number(name, needed=needed)
        if number is None:
            return None
        if number.adjusted() > MOST_DIGITS:
            self.fault("too_large", name, digits=MOST_DIGITS + 1)
        elif decimals_of(number) > decimals:
            code = "too_many_decimals" if decimals else "not_whole"
            self.fault(code, name, found=number, allowed=decimals)
        elif number < 0 and not above_zero:
            self.fault("below_zero", name, found=number)
        elif number <= 0 and above_zero:
            self.fault("not_above_zero", name, found=number)
        elif self._shows(number, name):
            return number
        return None

    def whole(self, name: str) -> int | None:
        """Return a whole number above zero."""
        number = self.number(name, decimals=0, above_zero=True)
        return None if number is None else int(number)

    def count(self, name: str) -> int:
        """Return how many times; an empty cell, or a sheet without the column, says none."""
        number = self.number(name, decimals=0) if self.has(name) else None
        return int(number or 0)

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """Return a day; a text that looks like one is a fault, because 03/04 is read in two ways."""
        value = self._value(name, needed=needed)
        if value is None:
            return None
        if not isinstance(value, date):
            self.fault("date_as_text" if isinstance(value, str) else "not_a_date", name, found=named(value))
            return None
        day = value.date() if isinstance(value, datetime) else value
        if EARLIEST <= day < LATEST:
            return day
        self.fault("date_implausible", name, found=day)
        return None

    def yes_no(self, name: str, *, needed: bool = True) -> bool | None:
        """Return yes or no."""
        value = self._value(name, needed=needed)
        if value is None or isinstance(value, bool):
            return value
        meaning = meanings("yes_no").get(fold(str(value)))
        if meaning is None:
            self.fault("not_yes_no", name, found=named(value))
            return None
        return meaning == "yes"

    def choice(self, name: str, table: str, *, needed: bool = True) -> str | None:
        """Return what a word of a closed list means, e.g. ``company`` for « entreprise »."""
        value = self._value(name, needed=needed)
        if value is None:
            return None
        meaning = meanings(table).get(fold(str(value)))
        if meaning is None:
            known = [accepted[0] for accepted in self.words[table].values()]
            hint = self.words.hint(str(value), known, accepted=accepted_words(table))
            self.fault("choice_unknown", name, found=named(value), hint=hint)
        return meaning

    def word(self, name: str) -> str | None:
        """Return the text of a cell if it is one, whatever the column holds, without any fault."""
        column = self._table.columns.get(name)
        value = "" if column is None else self._grid.at(self.row, column)
        return cleaned(value) if isinstance(value, str) and value not in ERRORS else None

    def _value(self, name: str, *, needed: bool) -> Any:
        """Return what a cell holds, or None when it is empty, in error or of a column that is missing."""
        if name not in self._table.columns:
            return None
        place = self.where(name)
        value = self._grid.at(*place)
        value = cleaned(value) if isinstance(value, str) else value
        error = self._grid.unsaid.errors.get(place) or (value if value in ERRORS else None)
        if error:
            self.fault("formula_error", name, found=error)
        elif place in self._grid.unsaid.not_calculated:
            self.fault("formula_not_calculated", name)
        elif value != "":
            return value
        elif needed:
            self.fault("cell_empty", name)
        return None

    def _number(self, name: str, *, needed: bool) -> Decimal | None:
        value = self._value(name, needed=needed)
        if value is None:
            return None
        if isinstance(value, bool | str):
            self.fault("text_in_number", name, found=named(value))
        elif isinstance(value, int | float):
            try:
                return as_typed(value)
            except ValueError:
                self.fault("text_in_number", name, found=named(value))
        else:
            self.fault("date_in_number", name, found=named(value))
        return None

    def _shows(self, number: Decimal, name: str) -> bool:
        """Tell whether the format of a cell shows the number it holds; if not, add the fault."""
        seen = shown_otherwise(number, self._grid.unsaid.formats.get(self.where(name), ""))
        if seen is None:
            return True
        text = self.words.shown(seen[0]) + seen[1]
        self.fault("shown_otherwise", name, shown=text, found=number)
        return False
