"""Does the page of coverage say true? Each point of the source texts names what carries it, and a case that cites it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations

import pytest

from sceau.core.question import QUESTIONS
from sceau.core.rule import Citation, Entry
from sceau.core.vocabulary import STAGES
from sceau.regulation.cases import CaseFile
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
LAW = ("rule", "row", "quality")
"""What a line names of the law and that a case may cite."""


@cache
def cells(heading: str) -> dict[str, tuple[str, str]]:
    """Return the kind of each line, and what carries it."""
    return {row[0]: (row[-2], row[-1]) for row in rows_of(PAGE, heading)}


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
    named = {(number, span) for number, (_, cell) in pages.items() for span in spans(cell) if ":" in span}

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
