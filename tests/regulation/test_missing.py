"""Which dated values have no case on their first day, the day before, at their value or just beside it?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sceau.regulation import Regulation, load
from sceau.regulation.case_files import CaseFile
from sceau.regulation.missing import missing
from tests.cast import the_law
from tests.regulation.small_law import COMPENSATION, FILES, write_law

NO_RESITS = """
[resits_allowed]
title = { fr = "…", en = "…" }
unit = "times"
bound = "open"
[[resits_allowed.value]]
from = 2025-09-01
none = true
cite = { text = "eve-text", locator = "art. 3" }
says = { fr = "…", en = "…" }
"""
EVENTS = {
    "contract_signed": date(2025, 6, 1),
    "admission_received": date(2025, 5, 20),
    "admission": date(2025, 5, 20),
}
OWN = {"schools/eve/studies.toml"}
EXPECT: dict[str, Any] = {"outcome": "validated"}


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    folder = tmp_path_factory.mktemp("law")
    return load(write_law(folder, schools__eve__studies=FILES["schools/eve/studies.toml"] + COMPENSATION + NO_RESITS))


def case(on: str = "2025-09-01", **changes: Any) -> CaseFile:
    return CaseFile.model_validate({"name": "…", "school": "eve", "on": on, "expect": EXPECT, **changes})


def unit(mark: str, on: str = "2025-09-01") -> CaseFile:
    marks = [{"code": "M", "marks": [{"assessment": "E", "mark": Decimal(mark)}]}]
    return case(on, ask="studies.unit_result", given={"code": "U", "ects": 6, "modules": marks})


def mission(until: str) -> CaseFile:
    given = {"starts_on": date(2026, 1, 1), "ends_on": date.fromisoformat(until), "place": "company"}
    return case(ask="studies.mission_conforms", given=given)


def lacks(law: Regulation, key: str, *cases: CaseFile, origins: set[str] = OWN) -> list[tuple[str, ...]]:
    return [one.lacks for one in missing(law, cases, origins) if one.rule.key == key]


BOTH_DAYS = [case("2025-09-01", rule="unit_pass_mark"), case("2025-08-31", rule="unit_pass_mark")]


def test_without_a_case_everything_is_missing_that_the_kind_of_value_asks_for(law: Regulation) -> None:
    assert [(one.rule.key, one.lacks) for one in missing(law, [], OWN)] == [
        ("unit_pass_mark", ("first_day", "day_before", "at_the_value", "just_beside")),
        ("compensation", ("first_day", "day_before")),
        ("resits_allowed", ("first_day", "day_before")),
    ]


@pytest.mark.parametrize(
    ("marks", "lacking"),
    [
        ([], [("at_the_value", "just_beside")]),
        (["12"], [("just_beside",)]),
        (["12", "11"], [("just_beside",)]),
        (["11.9"], [("at_the_value",)]),
        (["12", "11.8"], []),
    ],
)
def test_a_threshold_is_asked_at_its_value_and_a_hundredth_of_the_scale_beside(
    law: Regulation, marks: list[str], lacking: list[tuple[str, ...]]
) -> None:
    assert lacks(law, "unit_pass_mark", *BOTH_DAYS, *map(unit, marks)) == lacking


def test_a_question_that_cannot_be_answered_before_the_first_day_has_asked_on_the_day_before(law: Regulation) -> None:
    cases = [unit("12"), unit("11.9"), case("2025-08-31", rule="unit_pass_mark", school="", label="ms")]

    assert lacks(law, "unit_pass_mark", *cases) == [("day_before",)]
    assert lacks(law, "compensation", unit("12", on="2025-08-31")) == [("first_day",)]


def test_a_duration_that_questions_ask_for_is_met_and_missed(law: Regulation) -> None:
    label = {"labels/ms/studies.toml"}
    days = [case(day, rule="mission_duration", label="ms", school="") for day in ("2020-09-01", "2020-08-31")]

    assert lacks(law, "mission_duration", *days, origins=label) == []
    assert lacks(law, "mission_duration", *days, mission("2026-04-30"), origins=label) == [("where_it_fails",)]
    assert lacks(law, "mission_duration", *days, mission("2026-04-29"), origins=label) == [("where_it_holds",)]
    assert lacks(law, "mission_duration", *days, mission("2026-04-30"), mission("2026-04-29"), origins=label) == []


@pytest.mark.parametrize(
    "useless",
    [
        case(rule="unit_pass_mark", school="nobody"),
        case(ask="studies.unit_result", given={"code": "U"}),
        unit("21"),
    ],
)
def test_a_case_that_asks_nobody_or_tells_nothing_counts_for_nothing(law: Regulation, useless: CaseFile) -> None:
    assert lacks(law, "unit_pass_mark", useless) == lacks(law, "unit_pass_mark")


def test_readings_count_as_what_they_were_asked_under() -> None:
    given = {"price": 900, "payer": "self", "intake_year": 2025, "events": EVENTS}
    contested = case(ask="fees.schedule", school="imt-nord-europe", programme="CSE", given=given)

    state = {one.rule.key: one.lacks for one in missing(the_law(), [contested], {"state/fees.toml"})}

    assert state["withdrawal_delay"] == ("first_day", "day_before", "where_it_holds")


@pytest.mark.parametrize(("credits", "lacking"), [(76, ("day_before", "at_the_value")), (75, ("day_before",))])
def test_a_reading_that_comes_to_the_same_as_the_others_was_asked_too(credits: int, lacking: tuple[str, ...]) -> None:
    """75 credits are what both texts know: the decision shows one reading, and the other was met to the credit."""
    given = {"ects": Decimal(credits)}
    sheet = case("2008-09-01", ask="accreditation.programme_conforms", label="ms", school="", given=given)

    found = missing(the_law(), [sheet], {"labels/ms/catalogue.toml"})

    assert [one.lacks for one in found if one.rule.key == "programme_maximum_ects" and one.entry.variants] == [lacking]
