"""Of which promotion is this the workbook, and when does it begin and come before its jury?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sceau.studies.layout import FIELDS, OPTIONAL_FIELDS, Kind, fields
from sceau.studies.sheets import Line, Table
from sceau.studies.words import fold


class Asked(NamedTuple):
    """The promotion that is asked for; empty where any will do."""

    programme: str = ""
    intake_year: int | None = None


ANY = Asked()
DAYS_OF_STUDIES = ("jury_on", "thesis_due_on", "agreement_ends_on")
MOST_YEARS = 3
"""Nobody studies longer after the intake, prolonged or not: a later year is a slip."""


@dataclass(slots=True)
class Head:
    """The sheet of the promotion, as far as it could be read."""

    programme: str | None = None
    title: str | None = None
    intake_year: int | None = None
    intake_starts_on: date | None = None
    jury_on: date | None = None
    thesis_due_on: date | None = None
    agreement_ends_on: date | None = None

    @property
    def contradicts_itself(self) -> bool:
        """Tell whether the first day of teaching is not of the year of the intake: one of the two is wrong."""
        year, starts_on = self.intake_year, self.intake_starts_on
        return bool(year and starts_on and starts_on.year not in (year, year + 1))


def read_head(table: Table, asked: Asked) -> Head:
    """Read the lines of the promotion, each under the label of its field; those of another promotion are faults."""
    lines = _lines_by_field(table)
    head = Head(**{name: _field(line, name) for name, line in lines.items()})
    if head.programme and asked.programme and head.programme.lower() != asked.programme.lower():
        lines["programme"].fault("other_programme", "value", found=head.programme, asked=asked.programme)
    if head.intake_year and asked.intake_year and head.intake_year != asked.intake_year:
        lines["intake_year"].fault("other_intake", "value", found=head.intake_year, asked=asked.intake_year)
    if head.contradicts_itself:
        lines["intake_year"].fault("year_differs", "value", year=head.intake_year, found=head.intake_starts_on)
    for name in DAYS_OF_STUDIES:
        if name in lines:
            within_studies(lines[name], "value", getattr(head, name), head.intake_starts_on)
    return head


def within_studies(line: Line, column: str, day: date | None, starts_on: date | None) -> None:
    """Add a fault if a day is before the intake, or so long after it that its year must be a slip."""
    if day is None or starts_on is None:
        return
    if day < starts_on:
        line.fault("before_intake", column, found=day, starts_on=starts_on)
    elif day.year > starts_on.year + MOST_YEARS:
        line.fault("long_after_intake", column, found=day, starts_on=starts_on, years=MOST_YEARS)


def _lines_by_field(table: Table) -> dict[str, Line]:
    lines: dict[str, Line] = {}
    faults, last = table.faults, 0
    for line in table.lines():
        last, label = line.row, line.text("field")
        name = fields().get(fold(label or ""), "")
        if name in lines:
            line.fault("twice", "field", found=label, line=lines[name].number_in_sheet)
        elif name:
            lines[name] = line
        elif label:
            faults.note("field_unknown", table.grid.name, found=label)
    for name in FIELDS if {"field", "value"} <= table.columns.keys() else ():
        if name not in lines and name not in OPTIONAL_FIELDS:
            last += 1
            faults.cell("field_missing", table.grid.name, last, 0, field=faults.words["fields"][name])
    return lines


def _field(line: Line, name: str) -> Any:
    needed = name not in OPTIONAL_FIELDS
    if FIELDS[name] is Kind.DAY:
        return line.day("value", needed=needed)
    return line.whole("value") if FIELDS[name] is Kind.NUMBER else line.printed("value", needed=needed)
