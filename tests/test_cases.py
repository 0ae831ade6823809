"""The shipped law answers as its cases expect; they leave none of it unsaid, and none passes whatever the answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rule import Entry, Rule, layer_name
from sceau.regulation import Fault
from sceau.regulation.cases import CaseFile, Expected, ReadingExpected, _read, run_case
from tests.cast import the_law

FOLDER = Path(__file__).parents[1] / "cases"
FAULTS: list[Fault] = []
CASES: dict[str, tuple[CaseFile, ...]] = {
    (name := path.relative_to(FOLDER).as_posix()): tuple(_read(path, name, FAULTS))
    for path in sorted(FOLDER.rglob("*.toml"))
}
EACH = [pytest.param(file, case, id=f"{file}: {case.name}") for file, cases in CASES.items() for case in cases]
OUTCOMES_OF_NO_SHIPPED_LAW = {("admission.deadline", "no_deadline")}
"""The notice closes applications for everyone, so that no candidate is without a closing date."""


@pytest.mark.parametrize(("file", "case"), EACH)
def test_the_law_answers_as_the_case_expects(file: str, case: CaseFile) -> None:
    result = run_case(case, file, the_law())

    whole = json.dumps(result.answer, ensure_ascii=False, indent=2)
    assert result.passed, "\n".join([*result.differences, "the whole answer:", whole])


@pytest.mark.parametrize(("file", "case"), EACH)
def test_an_altered_expectation_fails(file: str, case: CaseFile) -> None:
    passed = [
        what
        for what, expect in altered(case.expect)
        if run_case(case.model_copy(update={"expect": expect}), file, the_law()).passed
    ]

    assert passed == []


def altered(expect: Expected) -> Iterator[tuple[str, Expected]]:
    """Every expectation that differs from this one in one part."""

    def having(**parts: object) -> Expected:
        return expect.model_copy(update=parts)

    for part in ("outcome", "value", "error"):
        if getattr(expect, part) is not None:
            yield part, having(**{part: "altered"})
    if expect.first:
        yield "first", having(first=expect.first + timedelta(days=1))
    if expect.error:
        return
    for rank in range(len(expect.cites)):
        yield f"citation {rank} lost", having(cites=expect.cites[:rank] + expect.cites[rank + 1 :])
    yield "one citation more", having(cites=[*expect.cites, "no text, nowhere"])
    if expect.outcome is None:
        return
    for name in expect.figures:
        yield f"figure {name} altered", having(figures={**expect.figures, name: "altered"})
        yield f"figure {name} lost", having(figures={n: f for n, f in expect.figures.items() if n != name})
    yield "one warning more", having(warnings=[*expect.warnings, "altered"])
    for name in expect.readings:
        yield f"reading {name} altered", having(readings={**expect.readings, name: ReadingExpected(outcome="altered")})
    yield "one reading more", having(readings={**expect.readings, "altered": ReadingExpected(outcome="altered")})


def test_the_files_of_cases_have_no_fault() -> None:
    assert FAULTS == []


def test_no_name_stands_twice_in_a_file() -> None:
    twice = [
        f"{file}: {name}"
        for file, cases in CASES.items()
        for name, count in Counter(case.name for case in cases).items()
        if count > 1
    ]
    assert twice == []


def test_every_outcome_of_every_question_is_expected() -> None:
    expected = {(case.ask, case.expect.outcome) for cases in CASES.values() for case in cases}
    possible = {(name, outcome) for name, question in QUESTIONS.items() for outcome in question.outcomes}

    assert possible - expected == OUTCOMES_OF_NO_SHIPPED_LAW
    assert any(outcome == CONTESTED for _, outcome in expected)


DATED = [
    pytest.param(rule, entry, id=f"{rule.origin}: {rule.key} from {entry.since}")
    for rules in the_law().rules.values()
    for rule in rules.values()
    for entry in rule.entries
]


@pytest.mark.parametrize(("rule", "entry"), DATED)
def test_every_dated_value_is_asked_on_its_first_day_and_on_the_day_before(rule: Rule, entry: Entry) -> None:
    """The file of cases that bears the name of the rule's own file asks for it, so that no value moves unseen.

    An entry with several readings has no value of its own: the next test asks for its readings instead.
    """
    days = {entry.since - timedelta(days=1)} | (set() if readings_of(rule, entry) else {entry.since})

    assert days <= days_asked(rule)


@pytest.mark.parametrize(("rule", "entry"), DATED)
def test_every_reading_is_expected(rule: Rule, entry: Entry) -> None:
    shown = {name for case in CASES.get(rule.origin, ()) for name in case.expect.readings}

    assert readings_of(rule, entry) <= shown


def days_asked(rule: Rule) -> set[date]:
    """The days for which cases ask for a rule; one with several readings is asked for through a question."""
    several = any(readings_of(rule, entry) for entry in rule.entries)
    return {case.on for case in CASES.get(rule.origin, ()) if case.rule == rule.key or (several and case.ask)}


def readings_of(rule: Rule, entry: Entry) -> set[str]:
    """The names of the readings of an entry: its variants, or the layers of which one contradicts the other."""
    if entry.contradicts is not None:
        return {layer_name(rule.layer), layer_name(entry.contradicts)}
    return {variant.name for variant in entry.variants}
