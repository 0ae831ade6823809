"""Which sheets has the workbook of a promotion, with which columns? One declaration, for reading and for writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sceau.core.closed_lists import COMPONENTS
from sceau.studies.words import fold, words
from sceau.wording import LANGUAGES


class Kind(StrEnum):
    """What the cells of a column hold, as far as writing and checking them depends on it."""

    CODE = "code"
    TEXT = "text"
    NUMBER = "number"
    MARK = "mark"
    AMOUNT = "amount"
    DAY = "day"
    YES_NO = "yes_no"
    STANDING = "standings"
    PLACE = "places"
    COMPONENT = "components"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the code (its headers are in ``wording/``), and whether a sheet without it is faulty."""

    name: str
    kind: Kind
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name in the code, its columns in the order they are written."""

    name: str
    columns: tuple[Column, ...]
    needs_lines: bool = False
    words: str = ""
    """The name under which ``wording/`` speaks of its columns, when it is not its own."""

    @property
    def spoken(self) -> str:
        """Return the name under which the words of its columns are found."""
        return self.words or self.name


def _student(*columns: Column) -> tuple[Column, ...]:
    """Return columns after those that say whose line it is; the names help the reader and may be left out."""
    names = (Column("last_name", Kind.TEXT, needed=False), Column("first_name", Kind.TEXT, needed=False))
    return (Column("number", Kind.CODE), *names, *columns)


_VERDICTS = tuple(
    column
    for code in COMPONENTS
    for column in (Column(f"{code}_validated", Kind.YES_NO), Column(f"{code}_mark", Kind.MARK, needed=False))
)

FIELDS: Mapping[str, Kind] = {
    "programme": Kind.CODE,
    "title": Kind.TEXT,
    "intake_year": Kind.NUMBER,
    "intake_starts_on": Kind.DAY,
    "jury_on": Kind.DAY,
    "thesis_due_on": Kind.DAY,
    "agreement_ends_on": Kind.DAY,
}
"""The lines of the sheet of the promotion."""
OPTIONAL_FIELDS = ("thesis_due_on", "agreement_ends_on")

MARKS_WIDE = Sheet("marks", _student(), words="marks_wide")
"""The other shape of the sheet of marks: one line for each student, one column for each assessment."""

SHEETS: Mapping[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet("promotion", (Column("field", Kind.TEXT), Column("value", Kind.ANY)), needs_lines=True),
        Sheet(
            "structure",
            (
                Column("unit", Kind.CODE),
                Column("unit_title", Kind.TEXT),
                Column("ects", Kind.NUMBER),
                Column("unit_coefficient", Kind.NUMBER),
                Column("module", Kind.CODE),
                Column("module_title", Kind.TEXT),
                Column("module_coefficient", Kind.NUMBER),
                Column("assessment", Kind.CODE),
                Column("assessment_title", Kind.TEXT),
                Column("coefficient", Kind.NUMBER),
                Column("scale", Kind.NUMBER, needed=False),
                Column("group", Kind.YES_NO, needed=False),
                Column("individualised", Kind.YES_NO, needed=False),
                Column("block", Kind.CODE, needed=False),
            ),
            needs_lines=True,
        ),
        Sheet(
            "components",
            (Column("component", Kind.COMPONENT), Column("title", Kind.TEXT), Column("ects", Kind.NUMBER)),
            needs_lines=True,
        ),
        Sheet(
            "students",
            (
                Column("number", Kind.CODE),
                Column("last_name", Kind.TEXT),
                Column("first_name", Kind.TEXT),
                Column("agreement_ends_on", Kind.DAY, needed=False),
                Column("extensions_had", Kind.NUMBER, needed=False),
            ),
            needs_lines=True,
        ),
        Sheet(
            "marks",
            _student(Column("assessment", Kind.CODE), Column("mark", Kind.MARK), Column("standing", Kind.STANDING)),
        ),
        Sheet(
            "resits",
            _student(
                Column("module", Kind.CODE),
                Column("rank", Kind.NUMBER),
                Column("mark", Kind.MARK),
                Column("standing", Kind.STANDING),
                Column("scale", Kind.NUMBER, needed=False),
                Column("assessment", Kind.CODE, needed=False),
            ),
        ),
        Sheet(
            "missions",
            _student(
                Column("starts_on", Kind.DAY),
                Column("ends_on", Kind.DAY),
                Column("place", Kind.PLACE),
                Column("practice", Kind.YES_NO),
            ),
        ),
        Sheet(
            "theses",
            _student(
                Column("handed_in_on", Kind.DAY),
                *_VERDICTS,
                Column("defence_on", Kind.DAY, needed=False),
                Column("defences_held", Kind.NUMBER, needed=False),
            ),
        ),
        Sheet("fees", _student(Column("line", Kind.CODE), Column("due", Kind.AMOUNT), Column("paid", Kind.AMOUNT))),
        Sheet("jury", (Column("name", Kind.TEXT), Column("role", Kind.TEXT))),
    )
}


@cache
def sheet_named(title: str) -> str:
    """Return the name of the sheet that bears this title in any language, or nothing."""
    titles = {fold(words(lang)["sheets"][name]): name for lang in LANGUAGES for name in (*SHEETS, "readme")}
    return titles.get(fold(title), "")


@cache
def headers(sheet: Sheet) -> Mapping[str, str]:
    """Return which column each folded header means, in any language, with its other accepted spellings."""
    accepted: dict[str, str] = {}
    for lang in LANGUAGES:
        named, also = words(lang).of("columns", sheet.spoken), words(lang)["also"]
        for column in sheet.columns:
            for header in (named[column.name], *also.get(column.name, ())):
                accepted[fold(header)] = column.name
    return accepted


@cache
def fields() -> Mapping[str, str]:
    """Return which field of the promotion each folded label means, in any language."""
    return {fold(words(lang)["fields"][name]): name for lang in LANGUAGES for name in FIELDS}
