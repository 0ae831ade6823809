"""Does the coverage say true? Each point of the source texts names what carries it, and a case that cites it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from sceau.core.question import QUESTIONS
from sceau.core.rule import Citation, Entry, Rule
from sceau.core.vocabulary import RULES, STAGES
from sceau.regulation.case_files import CaseFile
from sceau.regulation.cases import run_case
from sceau.regulation.checks.walk import every_rule
from tests.cast import the_law
from tests.test_cases import CASES
from tests.test_docs import ROOT, rows_of, spans

PAGE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
POINTS = "## The 192 points"
CONTRADICTIONS = "## Where the texts contradict each other"
TEXTS = {
    "mastere-professionnel-article": range(1, 70),
    "cge-presentation-2013": range(70, 98),
    "cge-communique-2005": range(98, 119),
    "imtne-notice-2025": range(119, 179),
    "mastere-specialise-notice-2009": range(179, 193),
}
"""Which points each source text makes, in the order in which they were numbered."""
LAW_KINDS = {"rule", "number", "date", "procedure"}
OTHER_KINDS = {"definition", "actor", "observation", "system"}
SEVERAL = " · "
"""What stands between the places of one point."""


@cache
def cells(heading: str) -> dict[str, tuple[str, ...]]:
    """Return what each line says behind its number and its subject."""
    return {row[0]: tuple(row[2:]) for row in rows_of(PAGE, heading)}


def carriers(cell: str, *kinds: str) -> list[str]:
    """Return the names of some kinds that a cell gives, without their kind."""
    return [name for span in spans(cell) for kind, _, name in [span.partition(":")] if kind in kinds]


# ---- what is named exists


def exists(carrier: str) -> bool:
    """Tell whether what the coverage names is there."""
    kind, _, name = carrier.partition(":")
    owner, _, part = name.partition("/")
    law = the_law()
    match kind:
        case "rule" | "row":
            return bool(cites_of(carrier))
        case "text":
            return name in law.texts
        case "quality":
            return name in law.qualities
        case "question":
            return name in QUESTIONS
        case "case":
            return name in known_cases()
        case "school":
            return name in law.schools
        case "campus":
            return owner in law.documents and part in law.documents[owner].campuses
        case "programme":
            return owner in law.documents and part in law.documents[owner].programmes
    return False


@cache
def known_cases() -> dict[str, CaseFile]:
    """Return every case by the name of its file and its own."""
    return {f"{file}#{case.name}": case for file, cases in CASES.items() for case in cases}


def test_the_coverage_lists_all_192_points_once_and_in_order() -> None:
    assert [row[0] for row in rows_of(PAGE, POINTS)] == [f"S{n}" for n in range(1, 193)]
    assert [number for points in TEXTS.values() for number in points] == list(range(1, 193))


def test_the_coverage_lists_the_26_contradictions_once_and_in_order() -> None:
    assert [row[0] for row in rows_of(PAGE, CONTRADICTIONS)] == [f"C{n}" for n in range(1, 27)]


def test_everything_that_the_coverage_names_exists() -> None:
    pages = cells(POINTS) | cells(CONTRADICTIONS)
    named = {(number, span) for number, (*_, cell) in pages.items() for span in spans(cell) if ":" in span}

    assert len(named) > 300
    assert {(number, span) for number, span in named if not exists(span)} == set()


# ---- what is named of the law, and where it says so


@cache
def cites_of(carrier: str) -> frozenset[Citation]:
    """Return every citation of a rule, or of a line of a table, in any layer, at any date and under any reading."""
    kind, _, name = carrier.partition(":")
    key, _, row = name.partition("/")
    entries = [entry for _, rule in every_rule(the_law()) if rule.key == key for entry in rule.entries]
    found = _of_rows(entries, row) if kind == "row" else _of_entries(entries)
    return frozenset(cite for cite in found if cite is not None)


def _of_entries(entries: list[Entry]) -> Iterator[Citation | None]:
    for entry in entries:
        yield entry.cite
        yield from (variant.cite for variant in entry.variants)


def _of_rows(entries: list[Entry], name: str) -> Iterator[Citation | None]:
    for entry in entries:
        for reading in (entry, *entry.variants):
            lines = reading.value if isinstance(reading.value, tuple) else ()
            yield from (line.cite or reading.cite for line in lines if line.id == name)


@cache
def texts_of_the_state() -> frozenset[str]:
    """Return the texts that the State's own rules cite: what a source text restates is carried by the law itself."""
    rules = [rule for _, rule in every_rule(the_law()) if rule.origin.startswith("state/")]
    cites = [cite for rule in rules for cite in _of_everything(rule)]
    return frozenset(cite.text for cite in cites if cite is not None)


def _of_everything(rule: Rule) -> Iterator[Citation | None]:
    yield from _of_entries(list(rule.entries))
    for entry in rule.entries:
        for reading in (entry, *entry.variants):
            yield from (
                (line.cite for line in reading.value) if RULES[rule.key].kind == "table" and reading.value else ()
            )


def expected_cites(case: CaseFile) -> set[str]:
    """Return every citation that a case expects: of its decision, of its readings, of the lines of a whole table."""
    found = {*case.expect.cites, *(cite for one in case.expect.readings.values() for cite in one.cites or ())}
    lines = case.expect.value if isinstance(case.expect.value, list) else []
    return found | {str(Citation(**line["cite"])) for line in lines if isinstance(line, dict) and "cite" in line}


def shown_cites(name: str) -> set[str]:
    """Return every citation of the answer to a case, those of its warnings and of its readings included."""
    case = known_cases()[name]
    return expected_cites(case) | set(_cites_within(run_case(case, name, the_law()).answer))


def _cites_within(answer: Any) -> Iterator[str]:
    if isinstance(answer, list):
        yield from (cite for item in answer for cite in _cites_within(item))
    elif isinstance(answer, dict):
        if {"text", "locator"} <= answer.keys():
            yield str(Citation(**answer))
        yield from (cite for item in answer.values() for cite in _cites_within(item))


def named_cites(cell: str, *texts: str) -> set[str]:
    """Return the citations of the rules and lines that a cell names, those of some texts alone where any are given."""
    cites = {cite for name in spans(cell) if name.startswith(("rule:", "row:")) for cite in cites_of(name)}
    return {str(cite) for cite in cites if not texts or cite.text in texts}


# ---- the points


def point_of(number: str) -> str:
    """Return the text that makes a point."""
    return next(text for text, points in TEXTS.items() if int(number[1:]) in points)


def wrong_in(number: str, kind: str, where: str, cell: str) -> list[str]:
    """Return what is wrong in the line of a point."""
    if kind not in LAW_KINDS | OTHER_KINDS:
        return [f"{kind} is no kind of point"]
    if not cell.startswith("`"):
        return _wrong_without_law(kind, cell)
    cases = carriers(cell, "case")
    allowed = named_cites(cell, point_of(number), *texts_of_the_state())
    wrong = [f"«{name}» has nothing of what is named here" for name in cases if not shown_cites(name) & allowed]
    if kind in LAW_KINDS or carriers(cell, "rule", "row"):
        expected = {cite for name in cases for cite in expected_cites(known_cases()[name])}
        wrong += [
            f"no case expects «{place}»"
            for place in where.split(SEVERAL)
            if not cited(number, place, expected & allowed)
        ]
    return wrong


def cited(number: str, place: str, cites: set[str]) -> bool:
    """Tell whether a place stands among citations: of the text that makes a point, or of the text it names itself."""
    return bool({place, f"{point_of(number)}, {place}"} & {cite.removesuffix(" (to confirm)") for cite in cites})


def _wrong_without_law(kind: str, cell: str) -> list[str]:
    """Only what is no rule may go without law; a rule that is an act of a later stage says of which."""
    later = rf"(screen|act) of ({'|'.join(STAGES)}|the platform|the portal): .+"
    if re.fullmatch(later, cell):
        return []
    if kind in LAW_KINDS:
        return ["is a rule and names no law, nor the later stage whose act it is"]
    return [] if re.fullmatch(r"no rule: .+", cell) else ["says neither what carries it nor why nothing does"]


def test_each_point_is_carried_by_law_with_a_case_that_cites_it_or_says_what_it_is() -> None:
    points = cells(POINTS)
    wrong = {number: wrong for number, line in points.items() if (wrong := wrong_in(number, *line))}

    assert wrong == {}


MS_HOURS = "case:labels/ms/catalogue.toml#teaching lasts at least 350 hours since 2013"
MP_HOURS = "case:labels/mp/catalogue.toml#from 2023 a number of hours is written"


@pytest.mark.parametrize(
    ("number", "kind", "where", "cell", "said"),
    [
        ("S84", "rule", "« Son contenu », a)", "`rule:teaching_hours`", ["no case expects «« Son contenu », a)»"]),
        (
            "S84",
            "rule",
            "« Son contenu », a)",
            f"`rule:teaching_hours`, `{MP_HOURS}`",
            [
                f"«{MP_HOURS.removeprefix('case:')}» has nothing of what is named here",
                "no case expects «« Son contenu », a)»",
            ],
        ),
        (
            "S84",
            "rule",
            "« Son contenu », a)",
            f"`rule:programme_ects`, `{MS_HOURS}`",
            [
                f"«{MS_HOURS.removeprefix('case:')}» has nothing of what is named here",
                "no case expects «« Son contenu », a)»",
            ],
        ),
        (
            "S84",
            "rule",
            "« Son contenu », b)",
            f"`rule:teaching_hours`, `{MS_HOURS}`",
            ["no case expects «« Son contenu », b)»"],
        ),
        ("S84", "rule", "", f"`rule:teaching_hours`, `{MS_HOURS}`", ["no case expects «»"]),
        ("S84", "rule", "", "no rule: why", ["is a rule and names no law, nor the later stage whose act it is"]),
        ("S84", "number", "", "screen of x: y", ["is a rule and names no law, nor the later stage whose act it is"]),
        ("S77", "definition", "", "not yet: catalogue", ["says neither what carries it nor why nothing does"]),
        ("S77", "remark", "", "no rule: a remark", ["remark is no kind of point"]),
        ("S84", "rule", "« Son contenu », a)", f"`rule:teaching_hours`, `{MS_HOURS}`", []),
        ("S77", "definition", "", "no rule: a way of teaching", []),
        ("S53", "procedure", "", "act of studies: a panel", []),
    ],
)
def test_a_line_that_carries_nothing_is_seen(number: str, kind: str, where: str, cell: str, said: list[str]) -> None:
    assert wrong_in(number, kind, where, cell) == said


def test_few_points_of_law_are_left_to_a_later_stage() -> None:
    left = [number for number, (kind, _, cell) in cells(POINTS).items() if kind in LAW_KINDS and cell[0] != "`"]

    assert left == ["S53"]


# ---- the contradictions


def ways_shown(cell: str) -> list[str]:
    """Return how the cases of a line show both sides of what the texts contradict."""
    named, names = named_cites(cell), carriers(cell, "case")
    cases = {name: known_cases()[name] for name in names if shown_cites(name) & named}
    return [
        *(name for name, case in cases.items() if len(case.expect.readings) > 1),
        *(name for name in cases if len(shown_cites(name) & named) > 1),
        *(f"{one} and {other}" for one, other in combinations(cases, 2) if answer_otherwise(cases[one], cases[other])),
    ]


def answer_otherwise(one: CaseFile, other: CaseFile) -> bool:
    """Tell whether two cases ask the same thing and are answered otherwise."""
    asked = [(case.ask, case.rule) for case in (one, other)]
    answers = [(case.expect.outcome, case.expect.value, case.expect.figures) for case in (one, other)]
    return asked[0] == asked[1] and answers[0] != answers[1]


def test_each_contradiction_names_cases_that_show_both_sides() -> None:
    assert [number for number, (cell,) in cells(CONTRADICTIONS).items() if not ways_shown(cell)] == []


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("`rule:programme_duration`: contested", 0),
        ("`rule:programme_ects`: a floor; `case:labels/ms/catalogue.toml#one semester is too short in 2005`", 0),
        ("`rule:programme_ects`; `case:labels/ms/catalogue.toml#the label asks for 75 credits since 2005`", 0),
    ],
)
def test_a_contradiction_of_which_one_side_is_shown_is_seen(cell: str, shown: int) -> None:
    assert len(ways_shown(cell)) == shown
