"""How is the workbook of a promotion written? Empty, for a registrar to fill in, or full; read back, it is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sceau.core.marks import MarkStanding
from sceau.studies.cells import SPREADSHEET_DIGITS
from sceau.studies.layout import FIELDS, MARKS_WIDE, SHEETS, Column, Kind, Sheet
from sceau.studies.promotion import Promotion
from sceau.studies.words import Words, words
from sceau.studies.workbook_rows import Row, assessments_of, one_row_a_student, rows_of

WRITTEN_AT = datetime(2025, 1, 1, tzinfo=UTC)
"""The day that every document says it was made on: the same content gives the same bytes."""
ROOM = 1000
"""Lines below the headers that are given the lists of choices."""
HEADER = {"bold": True, "bg_color": "#DDE4EE", "bottom": 1, "text_wrap": True, "valign": "top"}
SHAPES = {Kind.DAY: "dd/mm/yyyy", Kind.MARK: "0.00", Kind.AMOUNT: "#,##0.00", Kind.CODE: "@", Kind.TEXT: "@"}
WIDTHS = {Kind.TEXT: 32, Kind.ANY: 40, Kind.PLACE: 16}
NARROW = 13
HEADER_HEIGHT = 34
"""Two lines of a header, in points."""
README_WIDTH = 110
NAME_WIDTH = 20
CHOICES = (Kind.STANDING, Kind.PLACE, Kind.COMPONENT, Kind.YES_NO)


def write_template(path: Path, lang: str = "fr") -> None:
    """Write an empty workbook: every sheet and header, with help, lists of choices and formats."""
    fields = words(lang)["fields"]
    _write(path, {"promotion": [{"field": fields[name]} for name in FIELDS]}, lang)


def write_workbook(
    path: Path,
    promotion: Promotion,
    *,
    lang: str = "fr",
    wide: bool = False,
    leave_out: Collection[str] = (),
) -> None:
    """Write the workbook of a promotion; ``wide`` gives each assessment its own column.

    ``leave_out`` names assessments whose marks are not written, e.g. because they come from Moodle.
    """
    rows = rows_of(promotion, words(lang), leave_out)
    _write(path, rows, lang, assessments_of(promotion, leave_out) if wide else None)


def _write(path: Path, rows: Mapping[str, Sequence[Row]], lang: str, wide: Sequence[str] | None = None) -> None:
    """Write every sheet in its order; with ``wide``, the marks have one column for each of these assessments."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": WRITTEN_AT, "title": words(lang)["readme"]["title"], "author": "Sceau"})
    writer = _Writer(book, words(lang))
    writer.readme()
    for sheet in SHEETS.values():
        if sheet.name == "marks" and wide is not None:
            writer.sheet(_widened(wide), list(one_row_a_student(rows["marks"])), frozen=len(MARKS_WIDE.columns))
        else:
            writer.sheet(sheet, rows.get(sheet.name, ()))
    book.close()
    path.write_bytes(content.getvalue())


def _widened(assessments: Iterable[str]) -> Sheet:
    """Return the wide sheet of marks with a column under each code."""
    return replace(MARKS_WIDE, columns=(*MARKS_WIDE.columns, *(Column(code, Kind.MARK) for code in assessments)))


class _Writer:
    """Writes sheets with their headers, help, lists and formats."""

    def __init__(self, book: xlsxwriter.Workbook, said: Words) -> None:
        self._book = book
        self._said = said
        self._header = book.add_format(HEADER)
        self._shapes = {kind: book.add_format({"num_format": shape}) for kind, shape in SHAPES.items()}
        self._plain = book.add_format()

    def readme(self) -> None:
        """Write the sheet that says how to fill in the others."""
        worksheet = self._book.add_worksheet(self._said["sheets"]["readme"])
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        worksheet.set_column(0, 0, README_WIDTH, wrapped)
        worksheet.write_string(
            0, 0, self._said["readme"]["title"], self._book.add_format({"bold": True, "font_size": 16})
        )
        worksheet.fit_to_pages(1, 0)
        for row, line in enumerate(self._said["readme"]["lines"], start=2):
            worksheet.write_string(row, 0, line, wrapped)

    def sheet(self, sheet: Sheet, rows: Sequence[Row], *, frozen: int = 0) -> None:
        """Write one sheet."""
        worksheet = self._book.add_worksheet(self._said["sheets"][sheet.name])
        worksheet.freeze_panes(1, frozen)
        worksheet.set_row(0, HEADER_HEIGHT)
        worksheet.set_landscape()
        worksheet.repeat_rows(0)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_comments_author("Sceau")
        for at, column in enumerate(sheet.columns):
            self._head(worksheet, at, column, sheet)
            self._offer_choices(worksheet, at, column)
        for row, cells in enumerate(rows, start=1):
            for at, column in enumerate(sheet.columns):
                kind = self._kind(sheet, column, row)
                self._cell(worksheet, row, at, kind, cells.get(column.name))
        if sheet.name == "promotion":
            self._help_fields(worksheet)

    def _head(self, worksheet: Worksheet, at: int, column: Column, sheet: Sheet) -> None:
        header = self._said.of("columns", sheet.spoken).get(column.name, column.name)
        width = max(
            NAME_WIDTH if column.name.endswith("_name") else WIDTHS.get(column.kind, NARROW), len(header) * 2 // 3
        )
        worksheet.set_column(at, at, width, self._shape(column.kind))
        _text(worksheet, 0, at, header, self._header)
        about = self._said.of("help", sheet.spoken).get(column.name)
        if about:
            worksheet.write_comment(0, at, about, {"x_scale": 2})

    def _help_fields(self, worksheet: Worksheet) -> None:
        for row, name in enumerate(FIELDS, start=1):
            worksheet.write_comment(row, 0, self._said["fields_help"][name], {"x_scale": 2})

    def _offer_choices(self, worksheet: Worksheet, at: int, column: Column) -> None:
        if column.kind in CHOICES:
            offered = [accepted[0] for accepted in self._said[column.kind].values()]
            worksheet.data_validation(1, at, ROOM, at, {"validate": "list", "source": offered})

    def _kind(self, sheet: Sheet, column: Column, row: int) -> Kind:
        """Return what a cell holds: in the sheet of the promotion each line has its own kind."""
        return list(FIELDS.values())[row - 1] if column.kind is Kind.ANY and sheet.name == "promotion" else column.kind

    def _shape(self, kind: Kind) -> Format:
        return self._shapes.get(kind, self._plain)

    def _cell(self, worksheet: Worksheet, row: int, at: int, kind: Kind, value: Any) -> None:
        """Write one value as what it is; texts are always written as texts, so that none is taken for a formula."""
        shape = self._shape(kind)
        if value is None:
            worksheet.write_blank(row, at, None, shape)
        elif isinstance(value, bool):
            _text(worksheet, row, at, self._said["yes_no"]["yes" if value else "no"][0], self._plain)
        elif isinstance(value, date):
            worksheet.write_datetime(row, at, value, shape)
        elif isinstance(value, Decimal | int):
            if len(Decimal(value).as_tuple().digits) > SPREADSHEET_DIGITS:
                raise ValueError(f"a spreadsheet cannot hold {value} exactly")
            worksheet.write_number(row, at, value, shape)
        elif isinstance(value, MarkStanding):
            _text(worksheet, row, at, self._said["short_standings"][value], self._plain)
        else:
            _text(worksheet, row, at, self._said[kind][value][0] if kind in CHOICES else value, shape)


def _text(worksheet: Worksheet, row: int, at: int, text: str, shape: Format) -> None:
    """Write a text, or say that it does not fit."""
    if worksheet.write_string(row, at, text, shape) < 0:
        raise ValueError(f"a cell cannot hold this text: {text[:40]}…")
