"""What is wrong with a workbook or an export? Every fault with its cell, in the reader's language, in sheet order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from sceau.documents.render import undrawn
from sceau.regulation.fault import Fault
from sceau.studies.ooxml_scan import LETTERS
from sceau.studies.promotion import UNREAD, Outline
from sceau.studies.words import Words
from sceau.wording import language
from sceau.wording.faults import say_fault

ALL_OF_THE_FILE = "—"
"""The key under which the reader of the law tells the fault of a whole file."""


class WorkbookFaulty(Exception):
    """A workbook or an export cannot be used as it is; ``faults`` says everything that is wrong.

    ``outline`` is what could be read all the same of the structure, so that the law may be held against it at once.
    """

    def __init__(self, faults: Iterable[Fault], outline: Outline = UNREAD) -> None:
        self.faults, self.outline = tuple(faults), outline
        super().__init__("\n".join(map(str, self.faults)))


def cell_name(row: int, column: int) -> str:
    """Return ``D14`` for the fourteenth row and the fourth column, both counted from zero."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


class FaultList:
    """Gathers the faults and the notes of one file; faults come out in the order of its sheets and cells."""

    def __init__(self, file: str, words: Words, *, kind: str = "workbook") -> None:
        self.file = file
        self.words = words
        self._kind = kind
        self.notes: list[Fault] = []
        self._ranks: dict[str, int] = {}
        self._placed: list[tuple[tuple[int, int, int], Fault]] = []
        self._printed: list[tuple[str, tuple[str, int, int]]] = []

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self._placed)

    def order(self, sheets: Iterable[str]) -> None:
        """Remember the order of the sheets in the file."""
        self._ranks = {name: rank for rank, name in enumerate(sheets)}

    def whole(self, code: str, /, **values: Any) -> None:
        """Add a fault of the whole file."""
        self._add((-1, 0, 0), self.words["keys"][self._kind], code, values)

    def sheet(self, code: str, name: str, /, **values: Any) -> None:
        """Add a fault of a whole sheet."""
        self._add((self._rank(name), -1, -1), name, code, values)

    def cell(self, code: str, name: str, row: int, column: int, /, **values: Any) -> None:
        """Add a fault of one cell; rows and columns count from zero."""
        self._add((self._rank(name), row, column), f"{name}!{cell_name(row, column)}", code, values)

    def line(self, code: str, line: int, column: int | None = None, /, **values: Any) -> None:
        """Add a fault of a text file, by the line and the column that a person counts from one."""
        key = self.words.say("keys", "line" if column else "a_line", line=line, column=column)
        self._add((0, line, column or 0), key, code, values)

    def key(self, code: str, key: str, /, **values: Any) -> None:
        """Add a fault under a key of its own, e.g. of a mapping file."""
        self._add((0, 0, 0), key, code, values)

    def told(self, key: str, what: str) -> None:
        """Add a fault that the reader of the law has found; it speaks English and has its own key for a whole file."""
        key = self.words["keys"][self._kind] if key == ALL_OF_THE_FILE else key
        self._placed.append(((0, 0, 0), Fault(self.file, key, say_fault(what, language(self.words.lang)))))

    def prints(self, text: str, name: str, row: int, column: int) -> None:
        """Remember that documents will print the text of a cell."""
        self._printed.append((text, (name, row, column)))

    def needs_letters(self) -> None:
        """Add a fault for each cell whose text no font of the documents draws; raises ``FontsMissing``."""
        letters = {letter for text, _ in self._printed for letter in text + text.upper()}
        invisible = {letter for letter in letters if unicodedata.category(letter)[0] == "C"}
        refused = invisible | undrawn(letters - invisible)
        for text, place in self._printed:
            odd = next((letter for letter in text + text.upper() if letter in refused), "")
            if odd:
                self.cell("not_drawn", *place, letter=odd, code=f"U+{ord(odd):04X}", text=text)

    def note(self, code: str, key: str, /, **values: Any) -> None:
        """Add a remark that bars nothing."""
        self.notes.append(Fault(self.file, key, self.words.say("notes", code, **values)))

    def sorted(self) -> tuple[Fault, ...]:
        """Return the faults in the order of the sheets, then of the rows, then of the columns."""
        return tuple(fault for _, fault in sorted(self._placed, key=lambda placed: placed[0]))

    def stop_if_any(self) -> None:
        """Raise ``WorkbookFaulty`` if anything is wrong."""
        if self._placed:
            raise WorkbookFaulty(self.sorted())

    def _rank(self, name: str) -> int:
        return self._ranks.get(name, len(self._ranks))

    def _add(self, place: tuple[int, int, int], key: str, code: str, values: dict[str, Any]) -> None:
        self._placed.append((place, Fault(self.file, key, self.words.say("faults", code, **values))))
