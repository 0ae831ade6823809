"""Write every result with its reasons as a spreadsheet: results, units, modules, reasons, and the law applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from sceau.core.decision import Decision
from sceau.core.question import CONTESTED
from sceau.jury.deliberation import Deliberated
from sceau.jury.names import name_key
from sceau.jury.papers import NOTHING, Papers
from sceau.jury.readings import DIFFER, in_each_reading, readings_of
from sceau.regulation.plain import exact
from sceau.studies.workbook_template import WRITTEN_AT
from sceau.wording import say_citation, say_decision, say_outcome, say_value

WIDTHS = {"name": 24, "text": 70, "title": 40, "number": 13}
HEAD_HEIGHT = 34
"""Two lines of a header, in points."""
WIDE = {"reason", "cite", "says", "rule_value"}
TITLES = {"unit_title", "module_title", "rule_title", "proposal", "result", "last_name", "first_name"}


def write_results(path: Path, papers: Papers) -> None:
    """Write the spreadsheet. Text is always written as text: nothing that was typed can become a formula."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": WRITTEN_AT, "title": papers.say["sheet_results"]})
        students = sorted(papers.deliberation.students, key=name_key)
        _sheet(workbook, papers, "sheet_results", RESULTS, (_result(one, papers) for one in students))
        _sheet(workbook, papers, "sheet_units", UNITS, (row for one in students for row in _units(one, papers)))
        _sheet(workbook, papers, "sheet_modules", MODULES, (row for one in students for row in _modules(one, papers)))
        _sheet(workbook, papers, "sheet_reasons", REASONS, (row for one in students for row in _reasons(one, papers)))
        _sheet(workbook, papers, "sheet_law", LAW, _law(papers))


PERSON = ("number", "last_name", "first_name")
RESULTS = (
    *PERSON,
    "proposal",
    "mean",
    "exact_mean",
    "credits_teaching",
    "credits_mission",
    "credits_total",
    "balance",
    "resits",
)
UNITS = (*PERSON, "unit", "unit_title", "result", "part_mean", "exact_mean", "credits")
MODULES = (*PERSON, "module", "module_title", "part_mean", "exact_mean")
REASONS = (*PERSON, "proposal", "state", "reason", "cite", "says")
LAW = ("rule", "rule_title", "rule_value", "cite")


def _sheet(workbook: Any, papers: Papers, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = workbook.add_worksheet(papers.say[name])
    head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#DEE4EC"})
    body = workbook.add_format({"valign": "top", "text_wrap": True})
    right = workbook.add_format({"valign": "top", "align": "right"})
    sheet.set_row(0, HEAD_HEIGHT)
    shaped = cache(lambda shape: workbook.add_format({"valign": "top", "num_format": shape}))
    for place, column in enumerate(columns):
        width = WIDTHS["text"] if column in WIDE else WIDTHS["title"] if column in TITLES else WIDTHS["number"]
        sheet.set_column(place, place, WIDTHS["name"] if column in PERSON[1:] else width)
        sheet.write_string(0, place, papers.say[column], head)
    last = 0
    for last, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, Shaped):
                sheet.write_number(last, place, cell.number, shaped(cell.shape))
            elif isinstance(cell, Decimal | Fraction | int):
                sheet.write_number(last, place, cell, shaped("0.00"))
            else:
                sheet.write_string(last, place, cell or "", right if columns[place] == "exact_mean" else body)
    sheet.freeze_panes(1, len(PERSON) if columns[0] == PERSON[0] else 1)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _person(one: Deliberated) -> list[Any]:
    return [one.student.number, one.student.last_name, one.student.first_name]


class Shaped(NamedTuple):
    """A number under a format of its own."""

    number: Fraction
    shape: str


def _mean(decision: Decision, papers: Papers) -> list[Any]:
    """Return a mean for calculations, shown as the minutes show it and, beside it, the same without any rounding.

    Where readings give several means there is none to calculate with: both are shown.
    """
    shown, whole = papers.mean(decision), in_each_reading(decision, _exact_mean)
    if shown == NOTHING:
        return ["", ""]
    if "/" in shown or DIFFER in whole:
        return [shown, whole]
    decimals = len(shown.partition(papers.language.numbers["decimal"])[2])
    (mean,) = _values(decision, "mean")
    return [Shaped(mean, f"0.{'0' * decimals}"), whole]


def _values(decision: Decision, name: str) -> set[Any]:
    """Return every value that a figure has under the readings of a decision."""
    return {one.figures.get(name) for one in readings_of(decision)}


def _exact_mean(decision: Decision) -> str:
    mean = decision.figures.get("mean")
    return NOTHING if mean is None else exact(mean)


def _figure(decision: Decision, name: str, papers: Papers) -> Any:
    """Return a figure for calculations, or as a text what it is under each reading where that is not the same."""
    values = _values(decision, name)
    return papers.figure(decision, name) if len(values) > 1 else values.pop()


def _result(one: Deliberated, papers: Papers) -> list[Any]:
    numbers = [_figure(one.proposal, name, papers) for name in ("teaching", "mission", "total", "balance")]
    resits = in_each_reading(one.proposal, lambda read: ", ".join(read.figures.get("resits", ())) or NOTHING)
    resits = "" if resits == NOTHING else resits
    return [*_person(one), say_outcome(one.proposal, papers.language), *_mean(one.proposal, papers), *numbers, resits]


def _units(one: Deliberated, papers: Papers) -> Iterator[list[Any]]:
    for code, decision in one.units.items():
        result = say_outcome(decision, papers.language)
        yield [
            *_person(one),
            code,
            papers.titles[code],
            result,
            *_mean(decision, papers),
            _figure(decision, "credits", papers),
        ]


def _modules(one: Deliberated, papers: Papers) -> Iterator[list[Any]]:
    for code, decision in one.modules.items():
        yield [*_person(one), code, papers.titles[code], *_mean(decision, papers)]


def _reasons(one: Deliberated, papers: Papers) -> Iterator[list[Any]]:
    """Return one row per reason, unmet first, then what is only to be noted; of a contested one, each reading's too."""
    said = say_decision(one.proposal, papers.language, papers.law.texts, papers.titles)
    states = {True: "met", False: "unmet", None: "unknown"}
    for reason in said.reasons:
        yield [*_person(one), said.outcome, papers.say[states[reason.holds]], reason.text, reason.cite, reason.says]
    for reading in said.readings if one.proposal.outcome == CONTESTED else ():
        outcome = papers.say["reading"].format(name=reading.name, outcome=reading.said.outcome)
        for reason in reading.said.reasons:
            yield [*_person(one), outcome, papers.say[states[reason.holds]], reason.text, reason.cite, reason.says]
    for warning in said.warnings:
        yield [*_person(one), said.outcome, papers.say["warning"], warning.text, warning.cite, warning.says]


def _law(papers: Papers) -> Iterator[list[Any]]:
    """Return the rules that these decisions rest on, with what each required."""
    rules = papers.deliberation.rules
    reasons = (reason for one in papers.deliberation.students for reason in one.proposal.every_reason())
    used = {reason.rule.key: reason.check for reason in reasons}
    for key in sorted(used):
        for value in rules.readings(key):
            title = papers.language.of(value.title) if value.title else papers.about(used[key])
            cite = say_citation(value.cite, papers.law.texts, papers.language)
            yield [key, title, say_value(value, papers.language), cite]
