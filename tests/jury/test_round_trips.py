"""What is written for other programs is read back equal, to the last digit."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sceau.core.decision import Decision
from sceau.jury.deliberation import Deliberated, Deliberation
from sceau.jury.dossier import decisions_json
from sceau.jury.names import name_key
from sceau.jury.results_workbook import write_results
from sceau.studies.promotion import Promotion
from sceau.wording import LANGUAGES
from tests.jury.promotion import deliberated, papers
from tests.studies.test_workbook import promotions

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
NUMBERS = ("mean", "teaching", "mission", "total", "credits", "balance")


def numbers_of(decision: Decision) -> dict[str, Fraction]:
    """The numbers that a decision carries, exact."""
    found = {name: decision.figures.get(name) for name in NUMBERS}
    return {name: Fraction(number) for name, number in found.items() if number is not None}


def told(decision: Decision) -> dict[str, Any]:
    """What a decision says: its outcome, its numbers, its reasons with their citations, and its readings."""
    return {
        "outcome": decision.outcome,
        "numbers": numbers_of(decision),
        "reasons": [(r.check, r.holds, r.subject, r.rule.key, str(r.cite) if r.cite else "") for r in decision.reasons],
        "warnings": [reason.check for reason in decision.warnings],
        "readings": [(one.key, one.name, told(one.decision)) for one in decision.readings],
    }


def read(said: dict[str, Any]) -> dict[str, Any]:
    """The same, as another program reads it from the file."""
    figures = said.get("figures", {})
    return {
        "outcome": said["outcome"],
        "numbers": {name: Fraction(figures[name]) for name in NUMBERS if figures.get(name) is not None},
        "reasons": [(r["check"], r["holds"], r.get("subject", ""), r["rule"], cited(r)) for r in said["reasons"]],
        "warnings": [reason["check"] for reason in said.get("warnings", ())],
        "readings": [(one["rule"], one["reading"], read(one["decision"])) for one in said.get("readings", ())],
    }


def cited(reason: dict[str, Any]) -> str:
    cite = reason.get("cite")
    confirmed = "" if cite is None or cite.get("confirmed", True) else " (to confirm)"
    return "" if cite is None else f"{cite['text']}, {cite['locator']}{confirmed}"


def in_order(deliberation: Deliberation) -> list[Deliberated]:
    return sorted(deliberation.students, key=name_key)


@few
@given(made=promotions())
def test_every_decision_is_read_back_from_the_file_as_it_was_taken(made: Promotion) -> None:
    taken = deliberated(made)

    students = json.loads(decisions_json(taken, {}))["students"]

    assert [one["number"] for one in students] == [one.student.number for one in in_order(taken)]
    assert [read(one["proposal"]) for one in students] == [told(one.proposal) for one in in_order(taken)]
    assert [{code: read(unit) for code, unit in one["units"].items()} for one in students] == [
        {code: told(decision) for code, decision in one.units.items()} for one in in_order(taken)
    ]


@few
@given(made=promotions(), lang=st.sampled_from(LANGUAGES))
def test_the_means_of_the_spreadsheet_are_those_of_the_decisions(tmp_path: Path, made: Promotion, lang: str) -> None:
    of = papers(lang, made)

    write_results(tmp_path / "results.xlsx", of)

    with CalamineWorkbook.from_path(str(tmp_path / "results.xlsx")) as book:
        results, units, modules = (book.get_sheet_by_index(sheet).to_python()[1:] for sheet in range(3))
    students = in_order(of.deliberation)
    assert [(row[0], means_read(row[5])) for row in results] == [
        (one.student.number, means_in_readings(one.proposal)) for one in students
    ]
    assert [(row[0], row[3], means_read(row[7])) for row in units] == [
        (one.student.number, code, means_in_readings(decision))
        for one in students
        for code, decision in one.units.items()
    ]
    assert [(row[0], row[3], means_read(row[6])) for row in modules] == [
        (one.student.number, code, means_in_readings(decision))
        for one in students
        for code, decision in one.modules.items()
    ]


def means_read(cell: str) -> set[Fraction]:
    """The means that a cell shows, one under each reading that gives another."""
    return {Fraction(mean.strip()) for mean in cell.split("≠") if mean.strip() not in ("", "—")}


def means_in_readings(decision: Decision) -> set[Fraction]:
    own = {numbers_of(decision)["mean"]} if "mean" in numbers_of(decision) else set()
    return own.union(*(means_in_readings(one.decision) for one in decision.readings))
