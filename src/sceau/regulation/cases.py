"""Does the law answer as its cases expect?

A case passes on equality: of the outcome, of the decisive citations, of every figure carried, of the warnings and of
each reading where a rule has several. A right answer for the wrong article fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sceau.core.decision import Decision
from sceau.core.question import FactImpossible, ask
from sceau.core.rule import RuleError, SeveralReadings, Value
from sceau.core.rulebook import Rulebook
from sceau.regulation.case_files import WHERE_WRITTEN, CaseFile, Expected, ReadingExpected, read_all_cases
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.fault import Fault
from sceau.regulation.law import NotFound, Regulation
from sceau.regulation.plain import plain, plain_decision


@dataclass(frozen=True)
class CaseResult:
    """What became of a case: no difference means that it passed."""

    file: str
    name: str
    differences: tuple[str, ...]
    answer: dict[str, Any]
    """The answer found, whole, to be shown beside the differences."""

    @property
    def passed(self) -> bool:
        """True if the answer is equal to what was expected."""
        return not self.differences


def run_cases(folder: Path, regulation: Regulation) -> tuple[list[CaseResult], list[Fault]]:
    """Run every case of a folder, or of one file; returns the results and the faults of the case files."""
    cases, faults = read_all_cases(folder)
    return [run_case(case, name, regulation) for name, case in cases], faults


def run_case(case: CaseFile, file: str, regulation: Regulation) -> CaseResult:
    """Ask what a case asks and compare."""
    found = _answer(case, regulation)
    wanted = _wanted(case.expect)
    if case.expect.unmet is None:
        found.pop("unmet", None)
    for name, reading in case.expect.readings.items():
        for part in WHERE_WRITTEN:
            if getattr(reading, part) is None:
                found.get("readings", {}).get(name, {}).pop(part, None)
    differences = tuple(
        f"{key}: expected {wanted.get(key)!r}, found {found.get(key)!r}"
        for key in sorted(wanted.keys() | found.keys())
        if key != "whole" and wanted.get(key) != found.get(key)
    )
    return CaseResult(file, case.name, differences, found.get("whole", {}))


def _wanted(expect: Expected) -> dict[str, Any]:
    """Return the expectation in the same words as an answer."""
    if expect.error is not None:
        return {"error": expect.error} | ({"first": plain(expect.first)} if expect.first else {})
    if expect.outcome is None:
        return {"value": _comparable(expect.value), "cites": expect.cites, "serves_until": plain(expect.serves_until)}
    wanted = {
        "outcome": expect.outcome,
        "cites": expect.cites,
        "figures": _comparable(expect.figures),
        "warnings": expect.warnings,
        "readings": {name: _wanted_reading(reading) for name, reading in expect.readings.items()},
    }
    return wanted if expect.unmet is None else {**wanted, "unmet": expect.unmet}


def _wanted_reading(reading: ReadingExpected) -> dict[str, Any]:
    written = {part: value for part in WHERE_WRITTEN if (value := getattr(reading, part)) is not None}
    return {"outcome": reading.outcome, "figures": _comparable(reading.figures), **written}


def _answer(case: CaseFile, regulation: Regulation) -> dict[str, Any]:
    try:
        scope = {"school": case.school, "programme": case.programme, "label": case.label}
        rules = regulation.rulebook(on=case.on, **scope)
        if case.rule:
            return _of_the_rule(case, rules)
        facts = read_facts(case.ask, case.given, "given", regulation.seen_by(case.school).qualities, rules)
        return _decision_answer(ask(question=case.ask, facts=facts, rules=rules))
    except (RuleError, FactsFaulty, FactImpossible, NotFound) as error:
        first = getattr(error, "first", None)
        answer = {"error": type(error).__name__, "whole": {"message": str(error)}}
        return answer | ({"first": plain(first)} if first else {})


def _of_the_rule(case: CaseFile, rules: Rulebook) -> dict[str, Any]:
    """Return the value of a rule; of several readings their names, each with where the text says so."""
    try:
        return _rule_answer(rules[case.rule], lines=_wants_rows(case.expect.value))
    except SeveralReadings as several:
        values = [rules.reading(case.rule, name).get(case.rule) for name in several.readings]
        return {"value": list(several.readings), "cites": list(dict.fromkeys(str(value.cite) for value in values))}


def _wants_rows(expected: Any) -> bool:
    return isinstance(expected, list) and bool(expected) and isinstance(expected[0], dict)


def _rule_answer(value: Value, *, lines: bool) -> dict[str, Any]:
    """Return the value of a rule; of a table its lines whole where those are expected, else their ids."""
    shown = [row.id for row in value.value] if _is_table(value.value) and not lines else plain(value.value)
    whole = {"value": shown, "cite": str(value.cite)}
    return {"value": shown, "cites": [str(value.cite)], "serves_until": plain(value.serves_until), "whole": whole}


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and hasattr(value[0], "id")


def _decision_answer(decision: Decision) -> dict[str, Any]:
    readings = {reading.name: _compared(reading.decision) for reading in decision.readings}
    unmet = [reason.check for reason in decision.unmet]
    return {**_compared(decision), "unmet": unmet, "readings": readings, "whole": plain_decision(decision)}


def _compared(decision: Decision) -> dict[str, Any]:
    """Return what is compared of a decision, and of each of its readings."""
    return {
        "outcome": decision.outcome,
        "cites": [str(cite) for cite in decision.decisive],
        "figures": _figures(decision),
        "warnings": [reason.check for reason in decision.warnings],
    }


def _figures(decision: Decision) -> dict[str, Any]:
    """Return the figures as cases write them: what has no value (an unknown day, a missing mean) is left out."""
    found = _known(plain(dict(decision.figures)))
    return dict(found)


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _known(item) for key, item in value.items() if item is not None}
    return [_known(item) for item in value if item is not None] if isinstance(value, list) else value


def _comparable(value: Any) -> Any:
    """Bring what TOML holds to the words of ``plain``, lists within lists included."""
    if isinstance(value, Mapping):
        return {key: _comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return plain(value)
