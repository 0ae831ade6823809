"""The shipped law answers as its cases expect; they leave none of it unsaid, and none passes whatever the answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.question import CONTESTED, QUESTIONS, FactImpossible, ask
from sceau.core.rule import Entry, Rule, RuleError, layer_name
from sceau.core.vocabulary import RULES
from sceau.regulation import Fault, NotFound, Regulation, load
from sceau.regulation.case_files import CaseFile, Expected, ReadingExpected, read_cases
from sceau.regulation.cases import run_case
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.plain import plain
from sceau.regulation.replay import replay, rulebook_of
from tests.cast import example_laws, the_law

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "cases"
FAULTS: list[Fault] = []


def cases_in(folder: Path, beside: Path) -> dict[str, tuple[CaseFile, ...]]:
    """Return the cases of every file of a folder, by the name of the file."""
    return {
        (name := path.relative_to(beside).as_posix()): tuple(read_cases(path, name, FAULTS))
        for path in sorted(folder.rglob("*.toml"))
    }


CASES = cases_in(FOLDER, FOLDER)
EXAMPLE_CASES = {folder: cases_in(folder / "cases", folder.parent) for folder in example_laws()}
LAW_OF = {file: the_law() for file in CASES} | {
    file: example_laws()[folder] for folder, cases in EXAMPLE_CASES.items() for file in cases
}
ALL_CASES = CASES | {file: cases for files in EXAMPLE_CASES.values() for file, cases in files.items()}
EACH = [pytest.param(file, case, id=f"{file}: {case.name}") for file, cases in ALL_CASES.items() for case in cases]


@pytest.mark.parametrize(("file", "case"), EACH)
def test_the_law_answers_as_the_case_expects(file: str, case: CaseFile) -> None:
    result = run_case(case, file, LAW_OF[file])

    whole = json.dumps(result.answer, ensure_ascii=False, indent=2)
    assert result.passed, "\n".join([*result.differences, "the whole answer:", whole])


def test_the_law_read_again_is_of_the_same_editions_and_answers_every_case_the_same() -> None:
    again = load()

    assert [
        differs for file, cases in CASES.items() for case in cases if (differs := differing(case, file, again))
    ] == []


def differing(case: CaseFile, file: str, again: Regulation) -> str:
    """The name of a case that is answered otherwise by a law of the same edition."""
    of = {"on": case.on, "school": case.school, "programme": case.programme, "label": case.label}
    laws = (the_law(), again)
    if case.expect.error != "NotFound":
        one, other = (edition_of(law.rulebook(**of)).digest for law in laws)
        if one != other:
            return f"{file}: {case.name}"
    before, after = (run_case(case, file, law).answer for law in laws)
    return "" if before == after else f"{file}: {case.name}"


@pytest.mark.parametrize(("file", "case"), [one for one in EACH if one.values[1].ask])
def test_a_case_judged_again_from_its_question_facts_and_edition_is_decided_the_same(file: str, case: CaseFile) -> None:
    law = LAW_OF[file]
    try:
        rules = law.rulebook(on=case.on, school=case.school, programme=case.programme, label=case.label)
        facts = read_facts(case.ask, case.given, "given", law.seen_by(case.school).qualities)
    except (NotFound, FactsFaulty):
        return  # nothing was judged
    recorded = json.loads(json.dumps(plain(facts)))
    edition = recorded_edition(file, case.on, case.school, case.programme, case.label)

    answer = told(partial(ask, question=case.ask, facts=facts, rules=rules))
    assert told(partial(replay, question=case.ask, facts=recorded, edition=edition)) == answer
    assert not isinstance(answer, Decision) or answer.question == case.ask


@cache
def recorded_edition(file: str, on: date, school: str, programme: str, label: str) -> Edition:
    """Return an edition as it comes back from where it was recorded; its law read again is of that same edition."""
    rules = LAW_OF[file].rulebook(on=on, school=school, programme=programme, label=label)
    edition = Edition(**json.loads(json.dumps(asdict(edition_of(rules)))))
    assert edition_of(rulebook_of(edition)) == edition
    return edition


def told(judge: Callable[[], Decision]) -> Decision | str:
    """Return a decision, or in which words the law or the facts allow none."""
    try:
        return judge()
    except (RuleError, FactImpossible) as error:
        return repr(error)


@pytest.mark.parametrize(("file", "case"), EACH)
def test_an_altered_expectation_fails(file: str, case: CaseFile) -> None:
    passed = [
        what
        for what, expect in altered(case.expect)
        if run_case(case.model_copy(update={"expect": expect}), file, LAW_OF[file]).passed
    ]

    assert passed == []


def altered(expect: Expected) -> Iterator[tuple[str, Expected]]:
    """Every expectation that differs from this one in one part."""

    def having(**parts: object) -> Expected:
        return expect.model_copy(update=parts)

    for part in ("outcome", "value", "error"):
        if getattr(expect, part) is not None:
            yield part, having(**{part: "altered"})
    for what, rows in altered_rows(expect.value):
        yield what, having(value=rows)
    if expect.first:
        yield "first", having(first=expect.first + timedelta(days=1))
    if expect.error:
        return
    for what, cites in altered_cites(expect.cites):
        yield what, having(cites=cites)
    if expect.outcome is None:
        yield "last day", having(serves_until=(expect.serves_until or date(2025, 1, 1)) + timedelta(days=1))
        return
    for what, figures in altered_fields(expect.figures):
        yield f"figure {what}", having(figures=figures)
    if expect.unmet is not None:
        yield "one unmet more", having(unmet=[*expect.unmet, "altered"])
        for rank in range(len(expect.unmet)):
            yield f"unmet {rank} lost", having(unmet=without(expect.unmet, rank))
    yield "one warning more", having(warnings=[*expect.warnings, "altered"])
    for rank in range(len(expect.warnings)):
        yield f"warning {rank} lost", having(warnings=without(expect.warnings, rank))
    for name, reading in expect.readings.items():
        for what, other in altered_reading(reading):
            yield f"reading {name}: {what}", having(readings={**expect.readings, name: other})
    yield "one reading more", having(readings={**expect.readings, "altered": ReadingExpected(outcome="altered")})


def altered_reading(reading: ReadingExpected) -> Iterator[tuple[str, ReadingExpected]]:
    yield "outcome", reading.model_copy(update={"outcome": "altered"})
    for what, cites in altered_cites(reading.cites or []):
        yield what, reading.model_copy(update={"cites": cites})
    for what, figures in altered_fields(reading.figures):
        yield f"figure {what}", reading.model_copy(update={"figures": figures})
    if reading.warnings is not None:
        yield "one warning more", reading.model_copy(update={"warnings": [*reading.warnings, "altered"]})


def altered_cites(cites: list[str]) -> Iterator[tuple[str, list[str]]]:
    for rank in range(len(cites)):
        yield f"citation {rank} lost", without(cites, rank)
    yield "one citation more", [*cites, "no text, nowhere"]


def altered_fields(fields: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in fields:
        yield f"{name} altered", {**fields, name: "altered"}
        yield f"{name} lost", {n: field for n, field in fields.items() if n != name}


def altered_rows(rows: Any) -> Iterator[tuple[str, list[Any]]]:
    """Every list of lines that differs from this one in one column of one line, or by a line."""
    if not is_whole(rows):
        return
    for rank, row in enumerate(rows):
        for what, other in altered_fields(row):
            yield f"line {rank}: {what}", [*rows[:rank], other, *rows[rank + 1 :]]
        yield f"line {rank} lost", without(rows, rank)
    for rank, (first, second) in enumerate(pairwise(rows)):
        yield f"line {rank} moved", [*rows[:rank], second, first, *rows[rank + 2 :]]


def is_whole(value: Any) -> bool:
    """Tell whether an expected value holds the lines of a table whole, with all their columns."""
    return isinstance(value, list) and all(isinstance(row, dict) for row in value) and bool(value)


def without(items: list[Any], rank: int) -> list[Any]:
    return items[:rank] + items[rank + 1 :]


def test_the_files_of_cases_have_no_fault() -> None:
    assert FAULTS == []


def test_no_name_stands_twice_in_a_file() -> None:
    twice = [
        f"{file}: {name}"
        for file, cases in ALL_CASES.items()
        for name, count in Counter(case.name for case in cases).items()
        if count > 1
    ]
    assert twice == []


def test_every_outcome_of_every_question_is_expected() -> None:
    expected = {(case.ask, case.expect.outcome) for cases in ALL_CASES.values() for case in cases}
    possible = {(name, outcome) for name, question in QUESTIONS.items() for outcome in question.outcomes}

    assert possible - expected == set()
    assert any(outcome == CONTESTED for _, outcome in expected)


DATED = [
    pytest.param(rule, entry, id=f"{rule.origin}: {rule.key} from {entry.since}")
    for rules in the_law().rules.values()
    for rule in rules.values()
    for entry in rule.entries
]


@pytest.mark.parametrize(("rule", "entry"), DATED)
def test_every_dated_value_is_asked_on_its_first_day_and_on_the_day_before(rule: Rule, entry: Entry) -> None:
    """The file of cases that bears the name of the rule's own file asks for it, so that no value moves unseen."""
    days = {case.on for case in CASES.get(rule.origin, ()) if case.rule == rule.key}

    assert {entry.since - timedelta(days=1), entry.since} <= days


@pytest.mark.parametrize(("rule", "entry"), DATED)
def test_every_reading_is_expected(rule: Rule, entry: Entry) -> None:
    cases = CASES.get(rule.origin, ())
    shown = {name for case in cases for name in case.expect.readings}
    if rule.key in unread():  # no decision shows them: the value is expected as their names
        values = [case.expect.value for case in cases if case.rule == rule.key]
        shown = {name for names in values if isinstance(names, list) for name in names if isinstance(name, str)}

    assert readings_of(rule, entry) <= shown


def test_every_reading_is_expected_with_the_articles_it_rests_on() -> None:
    silent = [
        f"{file}: {case.name}: {name}"
        for file, cases in ALL_CASES.items()
        for case in cases
        for name, reading in case.expect.readings.items()
        if reading.cites is None
    ]
    assert silent == []


@cache
def unread() -> frozenset[str]:
    """Return the rules that the law sets and that no question of ``core`` names."""
    core = (ROOT / "src" / "sceau" / "core").glob("*.py")
    modules = [path for path in core if path.stem not in {"vocabulary", "closed_lists"}]
    source = "".join(path.read_text(encoding="utf-8") for path in modules)
    written = {rule.key for rules in the_law().rules.values() for rule in rules.values()}
    return frozenset(key for key in written if f'"{key}"' not in source)


def unread_tables() -> set[str]:
    """Return the tables among them."""
    return {key for key in unread() if RULES[key].kind == "table"}


def test_a_table_that_no_question_reads_is_expected_line_by_line() -> None:
    """No answer would show that a column of such a table has moved."""
    whole = {case.rule for cases in CASES.values() for case in cases if is_whole(case.expect.value)}

    assert "thesis_theme" in unread_tables()
    assert unread_tables() <= whole


def readings_of(rule: Rule, entry: Entry) -> set[str]:
    """The names of the readings of an entry: its variants, or the layers of which one contradicts the other."""
    if entry.contradicts is not None:
        return {layer_name(rule.layer), layer_name(entry.contradicts)}
    return {variant.name for variant in entry.variants}
