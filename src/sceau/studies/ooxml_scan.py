"""What do the cells of a sheet not say? Found by running through it once, without building a tree, within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
LETTERS = 26
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be: far above a promotion of a thousand, far below what would hurt."""

    file: int = 32 * MIB
    unpacked: int = 96 * MIB
    cells: int = 1_000_000
    """Filled cells of one sheet."""
    area: int = 2_000_000
    """Rows times columns of one sheet, up to its farthest filled cell."""


class Refused(Exception):
    """The file cannot be read at all; ``code`` names the fault, ``sheet`` and ``cell`` where it lies, if anywhere."""

    def __init__(self, code: str, sheet: str = "", cell: tuple[int, int] | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.cell = cell
        self.values = values


def measure(path: Path, limits: Limits) -> None:
    """Raise ``Refused`` for a folder, and for a file that is missing, empty or too large, before any of it is read."""
    if path.is_dir():
        raise Refused("file_is_folder")
    if not path.is_file():
        raise Refused("file_missing")
    size = path.stat().st_size
    if not size:
        raise Refused("file_empty")
    if size > limits.file:
        raise Refused("file_too_big", size=size // MIB, limit=limits.file // MIB)


@dataclass(slots=True)
class Unsaid:
    """What the cells of one sheet do not say; rows and columns count from zero."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    not_calculated: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    """The format of each number that does not simply show what it holds."""
    hidden_rows: list[int] = field(default_factory=list)
    """Hidden rows that hold something."""
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last column of each hidden range."""


class Scan:
    """Runs through one sheet and keeps what its cells do not say."""

    def __init__(self, sheet: str, formats: list[str], limits: Limits, *, never_saved: bool) -> None:
        self.found = Unsaid()
        self._sheet = sheet
        self._formats = formats
        self._limits = limits
        self._never_saved = never_saved
        self._row = self._column = -1
        self._row_hidden = False
        self._cell: dict[str, str] = {}
        self._holds: set[str] = set()
        self._value = ""
        self._keeping = False
        self._cells = self._height = self._width = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Meet the start of an element."""
        match tag:
            case "c":
                self._start_cell(attributes)
            case "v" | "is":
                self._holds.add(tag)
                self._keeping = True
            case "f":
                self._holds.add(tag)
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
                self._row_hidden = says_yes(attributes.get("hidden"))
            case "col" if says_yes(attributes.get("hidden")):
                self.found.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def text(self, text: str) -> None:
        """Meet characters; only those of values matter."""
        if self._keeping:
            self._value += text

    def end(self, tag: str) -> None:
        """Meet the end of an element."""
        if tag in ("v", "is"):
            self._keeping = False
        elif tag == "c" and self._holds:
            self._end_cell()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        """A cell says where it is, and its word goes before that of its row; else it follows the one before."""
        self._cell = attributes
        self._column += 1
        if "r" in attributes:
            self._row, self._column = _place_of(attributes["r"])
        self._holds = set()
        self._value = ""

    def _end_cell(self) -> None:
        """Judge a filled cell; a formula that gives an empty text is calculated, one without a value is not."""
        place = (self._row, self._column)
        self._measure(place)
        kind = self._cell.get("t", "n")
        if kind == "e":
            self.found.errors[place] = self._value
        elif "f" in self._holds and (self._never_saved or (not self._value and kind != "str")):
            self.found.not_calculated.add(place)
        elif kind == "n" and "s" in self._cell and (shape := self._formats[int(self._cell["s"])]):
            self.found.formats[place] = shape
        if self._row_hidden and self._row not in self.found.hidden_rows[-1:]:
            self.found.hidden_rows.append(self._row)

    def _measure(self, place: tuple[int, int]) -> None:
        """Count a cell against the limits."""
        self._cells += 1
        self._height = max(self._height, place[0] + 1)
        self._width = max(self._width, place[1] + 1)
        if self._cells > self._limits.cells:
            raise Refused("too_many_cells", self._sheet, limit=self._limits.cells)
        if self._height * self._width > self._limits.area:
            raise Refused("cell_too_far", self._sheet, place, limit=self._limits.area)


def says_yes(attribute: str | None) -> bool:
    """Tell whether an attribute is set."""
    return attribute in ("1", "true")


def _place_of(reference: str) -> tuple[int, int]:
    """Return the row and the column of ``D14``, from zero; raises ``ValueError`` for anything else."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(f"{reference} is not the place of a cell")
    column = 0
    for letter in found[1]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
