"""What published figures come to: each figure and each comparison whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Citation
from sceau.core.series import Observation, SeriesFacts
from sceau.core.tables.accreditation import ObservationRow
from tests.cast import law_of, table, told

FIRST, SECOND, THIRD = (date(year, 9, 1) for year in (2023, 2024, 2025))
KEY = "observations"


def line(name: str, on: date, observed: str, number: int, sign: str = "exactly", **more: Any) -> ObservationRow:
    return ObservationRow(name, on=on, observed=observed, number=Decimal(number), sign=sign, **more)


def series(*rows: ObservationRow, measure: str = "sum", observed: str = "graduates", **facts: Any) -> Decision:
    whole = SeriesFacts(measure, observed, **facts)
    return ask(question="accreditation.series", facts=whole, rules=law_of({KEY: table(*rows)} if rows else {}))


def told_of(decision: Decision, check: str) -> list[tuple[Any, ...]]:
    return [one[1:] for one in told(decision) if one[0] == check]


def test_each_figure_is_told_with_its_sign_the_oldest_first_whoever_gives_it() -> None:
    held = line("second", SECOND, "graduates", 20, "at_least")
    given = Observation(FIRST, "graduates", Decimal(10), "a-text", "p. 1", "more_than")

    decision = series(held, line("schools", FIRST, "schools", 3), observations=(given,))

    assert told(decision) == [
        ("figure_is_published", True, KEY, "more_than", 10, "graduates", None),
        ("figure_is_published", True, KEY, "at_least", 20, "graduates", held),
    ]
    assert [reason.cite for reason in decision.reasons] == [
        Citation("a-text", "p. 1"),
        Citation("eve-regulation", "art. 1"),
    ]
    assert decision.figures == {"value": 30, "sign": "more_than", "observed_on": SECOND}


def test_only_the_figures_of_the_days_asked_for_are_taken_these_days_included() -> None:
    rows = tuple(line(str(on.year), on, "graduates", number) for on, number in ((FIRST, 1), (SECOND, 2), (THIRD, 4)))

    assert series(*rows, since=SECOND, until=SECOND).figures["value"] == 2
    assert series(*rows, since=SECOND).figures["value"] == 6
    assert series(*rows, until=SECOND).figures["value"] == 3


@pytest.mark.parametrize(
    ("measure", "facts", "value"),
    [
        ("share", {"whole": "programmes"}, Fraction(1, 5)),
        ("balance", {"removed": "schools"}, 10 - 3 + 20 - 4),
        ("turnover", {"removed": "schools", "whole": "programmes"}, Fraction(24, 100)),
    ],
)
def test_what_is_made_of_several_figures_counts_the_days_on_which_all_are_known(
    measure: str, facts: dict[str, str], value: Any
) -> None:
    rows = (
        line("one", FIRST, "graduates", 10),
        line("two", SECOND, "graduates", 20),
        line("three", THIRD, "graduates", 40),
        line("gone_one", FIRST, "schools", 3),
        line("gone_two", SECOND, "schools", 4),
        line("all_one", FIRST, "programmes", 50),
        line("all_two", SECOND, "programmes", 100),
    )

    decision = series(*rows, measure=measure, **facts)

    assert (decision.outcome, decision.figures) == (
        "consistent",
        {"value": value, "sign": "exactly", "observed_on": SECOND},
    )


def test_what_lowers_a_figure_must_be_exact_or_the_figure_is_only_near() -> None:
    rows = (line("came", FIRST, "graduates", 10), line("gone", FIRST, "schools", 3, "at_least"))

    assert series(*rows, measure="balance", removed="schools").figures == {
        "value": 7,
        "sign": "about",
        "observed_on": FIRST,
    }


def test_what_is_lacking_to_a_measure_is_told_with_what_it_is_made_of() -> None:
    row = line("one", FIRST, "graduates", 10)

    decision = series(row, measure="share", whole="programmes")

    assert (decision.outcome, decision.figures) == ("not_observed", {})
    assert told(decision) == [
        ("figures_are_observed", None, KEY, ("graduates", "programmes"), ("programmes",), "", None),
        ("figure_is_published", True, KEY, "exactly", 10, "graduates", row),
    ]


def test_two_figures_of_one_day_that_disagree_are_each_told_against_the_other() -> None:
    few, many = line("few", FIRST, "graduates", 10), line("many", FIRST, "graduates", 11)

    decision = series(few, many)

    assert (decision.outcome, decision.figures) == ("inconsistent", {})
    assert told_of(decision, "figures_agree") == [
        (False, KEY, 10, 11, "graduates", many),
        (False, KEY, 11, 10, "graduates", few),
    ]


def test_two_figures_that_agree_are_told_once_and_what_is_only_near_is_set_apart() -> None:
    one, same, near = (
        line("one", FIRST, "graduates", 10),
        line("same", FIRST, "graduates", 10),
        line("near", FIRST, "graduates", 99, "about"),
    )

    decision = series(one, same, near)

    assert (decision.outcome, decision.figures) == (
        "consistent",
        {"value": 10, "sign": "exactly", "observed_on": FIRST},
    )
    assert [(r.holds, r.required, r.found, r.row) for r in decision.reasons if r.check == "figures_agree"] == [
        (True, 10, 10, same)
    ]
    assert [(r.holds, r.required, r.found, r.subject, r.row) for r in decision.warnings] == [
        (None, 10, 99, "graduates", near),
        (None, 10, 99, "graduates", near),
    ]


def test_figures_of_two_days_are_compared_only_where_both_are_counted_since_the_beginning() -> None:
    old = line("old", FIRST, "graduates", 10, cumulated=True)

    assert series(old, line("new", SECOND, "graduates", 5)).outcome == "consistent"
    assert series(line("old", FIRST, "graduates", 10), line("new", SECOND, "graduates", 5)).outcome == "consistent"
    assert series(old, line("new", SECOND, "graduates", 5, cumulated=True)).outcome == "inconsistent"


@pytest.mark.parametrize(
    ("last", "sign", "figures"),
    [
        (20, "exactly", {"value": 20, "sign": "exactly"}),
        (20, "at_least", {"value": 20, "sign": "at_least"}),
        (5, "about", {"value": 10, "sign": "at_least"}),
    ],
)
def test_of_what_is_counted_since_the_beginning_the_highest_that_is_sure_stands(
    last: int, sign: str, figures: dict[str, Any]
) -> None:
    rows = (
        line("old", FIRST, "graduates", 10, cumulated=True),
        line("new", SECOND, "graduates", last, sign, cumulated=True),
    )

    assert series(*rows).figures == figures | {"observed_on": SECOND}


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: Observation(FIRST, "graduates", Decimal(1), "a-text", "p. 1", "nearly"),
            "sign: «nearly» is no sign, write one of: exactly, at_least, more_than, about",
        ),
        (
            lambda: SeriesFacts("mean", "graduates"),
            "measure: «mean» is not known, write one of: sum, share, balance, turnover",
        ),
        (
            lambda: SeriesFacts("share", "graduates"),
            "measure: share is made of observed, whole, name these and no others",
        ),
        (
            lambda: SeriesFacts("sum", "graduates", since=SECOND, until=FIRST),
            "until: 2023-09-01 comes before since, correct one of them",
        ),
    ],
)
def test_what_no_series_can_be_is_refused_in_these_words(build: Any, message: str) -> None:
    with pytest.raises(ValueError, match=r"^\w+: ") as error:
        build()

    assert str(error.value) == message
    assert Observation(FIRST, "graduates", Decimal(0), "a-text", "p. 1").sign == "exactly"


def test_a_sum_is_as_sure_as_the_least_sure_of_its_figures() -> None:
    rows = line("one", FIRST, "graduates", 10), line("two", SECOND, "graduates", 20, "at_least")

    assert series(*rows).figures == {"value": 30, "sign": "at_least", "observed_on": SECOND}


def test_what_is_only_near_is_told_too_where_a_figure_is_lacking_or_another_disagrees() -> None:
    near = line("near", FIRST, "graduates", 10, "about"), line("sure", FIRST, "graduates", 10)
    apart = line("one", SECOND, "graduates", 1), line("two", SECOND, "graduates", 2)

    lacking = series(*near, measure="share", whole="students")
    disagreeing = series(*near, *apart)

    assert (lacking.outcome, disagreeing.outcome) == ("not_observed", "inconsistent")
    assert lacking.figures == disagreeing.figures == {}
    for decision in (lacking, disagreeing):
        assert [(one.check, one.holds, one.found) for one in decision.warnings] == [("figures_agree", None, 10)]
