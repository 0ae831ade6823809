"""Does the coverage say true of the State? Each of its rules names what carries it, and a case that cites it."""

from __future__ import annotations

import re
from functools import cache

import pytest

from sceau.core.rule import Citation, Entry, Standing
from sceau.core.vocabulary import STAGES
from sceau.regulation.checks.walk import every_rule
from tests.cast import the_law
from tests.test_cases import unread
from tests.test_coverage import (
    PAGE,
    SEVERAL,
    carriers,
    cells,
    cites_of,
    exists,
    expected_cites,
    known_cases,
    named_cites,
    shown_cites,
    texts_of_the_state,
)
from tests.test_docs import rows_of, spans

RULES_OF_THE_STATE = "## The State's rules"
LATER = re.compile(rf"(screen|act) of ({'|'.join(STAGES)}|the platform|the portal): .+")


def test_the_coverage_numbers_the_rules_of_the_state_once_and_in_order() -> None:
    numbers = [row[0] for row in rows_of(PAGE, RULES_OF_THE_STATE)]

    assert len(numbers) > 50
    assert numbers == [f"E{n}" for n in range(1, len(numbers) + 1)]


def test_everything_that_the_lines_of_the_state_name_exists() -> None:
    named = {(number, span) for number, (*_, cell) in cells(RULES_OF_THE_STATE).items() for span in spans(cell)}

    assert {(number, span) for number, span in named if ":" in span and not exists(span)} == set()


@cache
def contested() -> frozenset[str]:
    """Return the keys of the rules that have several readings at some date."""
    return frozenset(rule.key for _, rule in every_rule(the_law()) if any(map(_is_contested, rule.entries)))


def _is_contested(entry: Entry) -> bool:
    return entry.standing is Standing.CONTESTED or entry.contradicts is not None


def wrong_in(where: str, cell: str) -> list[str]:
    """Return what is wrong in a line: its cases cite what it names and its places, its rules are read or will be."""
    keys = {name.partition("/")[0] for name in carriers(cell, "rule", "row")}
    cases = carriers(cell, "case")
    allowed = named_cites(cell)
    wrong = [f"«{name}» has nothing of what is named here" for name in cases if not shown_cites(name) & allowed]
    cites = {cite for name in cases for cite in expected_cites(known_cases()[name])} & allowed
    places = {cite.removesuffix(" (to confirm)") for cite in cites}
    wrong += [f"no case expects «{place}»" for place in where.split(SEVERAL) if place not in places]
    asked = {known_cases()[name].ask for name in cases}
    wrong += [f"no case asks {question}" for question in carriers(cell, "question") if question not in asked]
    if keys - unread() and not carriers(cell, "question"):
        wrong.append("a question reads this, name it")
    if keys & unread() and not LATER.search(cell):
        wrong.append("no question reads this, say the later work that will")
    return wrong


def test_each_rule_of_the_state_is_carried_by_law_with_a_case_that_cites_it() -> None:
    lines = cells(RULES_OF_THE_STATE)
    wrong = {number: wrong for number, (_, where, cell) in lines.items() if (wrong := wrong_in(where, cell))}

    assert wrong == {}


NUMBER, REPORT = "rule:declaration_number_needed", "rule:yearly_training_report"
HELD = "case:state/fees.toml#a training body needs a declaration number"
PAID = "case:state/fees.toml#the quality certificate lasts three years"
NDA = "code-travail, art. L. 6351-1"


@pytest.mark.parametrize(
    ("where", "cell", "said"),
    [
        (NDA, f"`{NUMBER}`, `{HELD}`; act of fees: a contract", []),
        (NDA, f"`{NUMBER}`; act of fees: a contract", [f"no case expects «{NDA}»"]),
        (NDA, f"`{NUMBER}`, `{HELD}`", ["no question reads this, say the later work that will"]),
        (
            "code-travail, art. L. 6351-2",
            f"`{NUMBER}`, `{HELD}`; act of fees: a contract",
            ["no case expects «code-travail, art. L. 6351-2»"],
        ),
        (
            NDA,
            f"`{REPORT}`, `{HELD}`; act of fees: a contract",
            [f"«{HELD.removeprefix('case:')}» has nothing of what is named here", f"no case expects «{NDA}»"],
        ),
        (
            "code-travail, art. L. 6316-1",
            f"`rule:quality_certificate_lasts`, `{PAID}`",
            ["a question reads this, name it"],
        ),
        (
            "code-travail, art. L. 6316-1",
            f"`rule:quality_certificate_lasts`, `question:fees.funding`, `{PAID}`",
            ["no case asks fees.funding"],
        ),
    ],
)
def test_a_line_of_the_state_that_is_not_carried_is_seen(where: str, cell: str, said: list[str]) -> None:
    assert wrong_in(where, cell) == said


def test_what_is_to_confirm_is_contested_and_said_so() -> None:
    lines = cells(RULES_OF_THE_STATE)
    said = {number for number, (*_, cell) in lines.items() if "contested" in without_names(cell)}
    to_confirm = {number for number, (rule, *_) in lines.items() if "to confirm" in rule}
    held = {number for number, (*_, cell) in lines.items() if contested() & set(carriers(cell, "rule"))}

    assert len(to_confirm) == 4
    assert to_confirm <= said == held


def without_names(cell: str) -> str:
    """Return a cell without what stands between backticks."""
    return re.sub(r"`[^`]*`", "", cell)


def test_no_text_of_the_state_is_said_to_have_been_read() -> None:
    cites: set[Citation] = {
        cite for row in rows_of(PAGE, RULES_OF_THE_STATE) for name in spans(row[-1]) for cite in _cites(name)
    }

    assert {cite for cite in cites if cite.confirmed and cite.text in texts_of_the_state()} == set()


def test_every_rule_of_the_state_stands_in_a_line() -> None:
    named = {
        name.partition("/")[0]
        for *_, cell in cells(RULES_OF_THE_STATE).values()
        for name in carriers(cell, "rule", "row")
    }
    written = {rule.key for _, rule in every_rule(the_law()) if rule.origin.startswith("state/")}

    assert written - named == set()


def _cites(name: str) -> frozenset[Citation]:
    return cites_of(name) if name.startswith(("rule:", "row:")) else frozenset()
