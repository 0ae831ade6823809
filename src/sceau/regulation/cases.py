"""Does the law answer as its cases expect? Situations written as data, each with the decision expected.

A case passes on equality: of the outcome, of the decisive citations, of every figure carried, of the warnings and of
each reading where a rule has several. A right answer for the wrong article fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, model_validator

import sceau.core  # noqa: F401 - registers the questions
from sceau.core.decision import Decision
from sceau.core.question import QUESTIONS, FactImpossible, ask
from sceau.core.rule import RuleError, SeveralReadings, Value
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.fault import Fault, faults_of, nearest
from sceau.regulation.files import File
from sceau.regulation.law import NotFound, Regulation
from sceau.regulation.plain import plain, plain_decision
from sceau.regulation.toml import parse_toml

Errors = Literal[
    "RuleMissing",
    "RuleNotYetInForce",
    "MomentUnknown",
    "NoLength",
    "BeyondTheCalendar",
    "FactImpossible",
    "FactsFaulty",
    "NotFound",
]
"""Why no answer is possible: every error that asking a question or a rule may end in."""
GOES_WITH = {
    "outcome": ("cites", "unmet", "figures", "warnings", "readings"),
    "value": ("cites", "serves_until"),
    "error": ("first",),
}
"""The kinds of answer, each with what is compared beside it."""
WHERE_WRITTEN = ("cites", "warnings")
"""What a case may leave out of a reading: it is then not compared."""


class ReadingExpected(File):
    """What one reading of a contested or contradicted rule leads to."""

    outcome: str
    figures: dict[str, Any] = {}
    cites: list[str] | None = None
    """The decisive citations under this reading; compared where they are written."""
    warnings: list[str] | None = None
    """The checks that warn without refusing under this reading; compared where they are written."""


class Expected(File):
    """The answer expected: a decision, the value of a rule, or an error of the law."""

    outcome: str | None = None
    cites: list[str] = []
    """The decisive citations, each as ``text, locator``, in the order of the reasons."""
    unmet: list[str] | None = None
    """The checks that do not hold, in the order of the reasons; compared where they are written."""
    figures: dict[str, Any] = {}
    warnings: list[str] = []
    """The checks that warn without refusing, in order."""
    readings: dict[str, ReadingExpected] = {}
    value: Any = None
    serves_until: date | None = None
    """With ``value``: the last day that the text gives it for, if it gives one."""
    error: Errors | None = None
    first: date | None = None
    """With ``RuleNotYetInForce``: the first day the rule was written for."""

    @model_validator(mode="after")
    def _expects_one_answer(self) -> Expected:
        """A decision, a value and an error are three kinds of answer: what goes with one is not compared in another."""
        kinds = [kind for kind in GOES_WITH if getattr(self, kind) is not None]
        if len(kinds) != 1:
            said = f"expects {' and '.join(kinds)}" if kinds else "expects nothing"
            raise ValueError(f"{said}, write exactly one of: {', '.join(GOES_WITH)}")
        astray = sorted(self.model_fields_set - {*kinds, *GOES_WITH[kinds[0]], *GOES_WITH})
        if astray:
            raise ValueError(f"{astray[0]}: does not go with {kinds[0]} and would not be compared, remove it")
        if self.first is not None and self.error != "RuleNotYetInForce":
            raise ValueError("first: goes with the error RuleNotYetInForce alone, remove it")
        return self


class CaseFile(File):
    """One situation."""

    name: str
    ask: str = ""
    rule: str = ""
    """Instead of a question: the key of a rule whose value is expected."""
    school: str = ""
    programme: str = ""
    label: str = ""
    on: date
    given: dict[str, Any] = {}
    expect: Expected


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


def read_all_cases(folder: Path) -> tuple[list[tuple[str, CaseFile]], list[Fault]]:
    """Read every case of a folder, or of one file, each with the name of its file; returns the faults too."""
    faults: list[Fault] = []
    files = sorted(folder.rglob("*.toml")) if folder.is_dir() else [folder]
    if not files or not files[0].exists():
        faults.append(Fault(str(folder), "—", "holds no case, name a folder or a file of cases (*.toml)"))
        return [], faults
    named = [(path.relative_to(folder).as_posix() if folder.is_dir() else path.name, path) for path in files]
    return [(name, case) for name, path in named for case in read_cases(path, name, faults)], faults


def read_cases(path: Path, name: str, faults: list[Fault]) -> Iterator[CaseFile]:
    """Read the cases of a file; what stands above them (ask, school, on, given…) serves those that are silent on it."""
    document = parse_toml(path, name, faults)
    if document is None:
        return
    cases = document.pop("case", [])
    unreadable = _unreadable(document, cases, name)
    faults += unreadable
    for number, case in enumerate([] if unreadable else cases, 1):
        at = f"case[{number}]"
        if "rule" in case and "ask" in case:
            faults.append(Fault(name, at, "asks a question and a rule at once, write two cases"))
            continue
        try:
            read = CaseFile.model_validate(_whole(document, case))
        except ValidationError as error:
            faults += faults_of(error, name, at, CaseFile)
            continue
        known, asked = (RULES, read.rule) if read.rule else (QUESTIONS, read.ask)
        if asked not in known:
            what = f"«{asked}» is neither a question nor a rule, {nearest(asked, [*QUESTIONS, *RULES])}"
            faults.append(Fault(name, at, what))
        else:
            yield read


def _unreadable(above: dict[str, Any], cases: Any, name: str) -> list[Fault]:
    """Return why none of the cases of a file can be read."""
    faults = []
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        faults.append(Fault(name, "case", "is no list of cases, write [[case]] above each"))
    elif not cases:
        faults.append(Fault(name, "case", "is missing, write at least one [[case]]"))
    if not isinstance(above.get("given", {}), dict):
        what = f"«{above['given']}» is not a table of fields, write it as {{ field = value }}"
        faults.append(Fault(name, "given", what))
    if "ask" in above and "rule" in above:
        faults.append(Fault(name, "—", "asks a question and a rule at once, keep one above the cases"))
    return faults


def _whole(above: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Return a case with what stands above it: a question there gives way to a rule here, and a rule to a question."""
    given = case.get("given", {})
    whole = {**above, **case, "given": {**above.get("given", {}), **given} if isinstance(given, dict) else given}
    for asked, other in (("ask", "rule"), ("rule", "ask")):
        if asked in case:
            whole.pop(other, None)
    return whole


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
