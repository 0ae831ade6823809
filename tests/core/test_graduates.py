"""What the cases of graduates cannot say: answers that cannot be, silence, and what holds of every survey."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sceau.core.calendar import later, whole_months
from sceau.core.closed_lists import ACTIVITIES
from sceau.core.decision import Decision
from sceau.core.graduates import GraduateFacts, SurveyFacts
from sceau.core.question import ask
from sceau.core.rule import Absence, Duration, RuleMissing
from sceau.core.rulebook import Rulebook
from sceau.core.tables.graduates import IndicatorRow, SituationRow, SurveyWindowRow
from tests.cast import law_of, table, told

DIPLOMA, ANSWER = date(2026, 12, 15), date(2027, 9, 1)
WORKS = GraduateFacts(DIPLOMA, "alice", ANSWER, frozenset({"employed"}))
SITUATIONS = table(
    SituationRow("working", situation="employed", activities=frozenset({"employed"})),
    SituationRow("seeking", situation="seeking", activities=frozenset({"seeking"})),
)
RATE = IndicatorRow("rate", numerator=frozenset({"employed"}), denominator=frozenset({"employed", "seeking"}))
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def survey(*graduates: GraduateFacts, row: IndicatorRow = RATE) -> Decision:
    rules = law_of({"situations": SITUATIONS, "indicators": table(row)})
    facts = SurveyFacts(date(2030, 1, 1), tuple(replace(one, code=str(n)) for n, one in enumerate(graduates, 1)))
    return ask(question="graduates.indicators", facts=facts, rules=rules)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answered_on": None}, "answered_on: something was answered, give the day of the answer"),
        ({"answered_on": None, "activities": frozenset(), "country": "FR"}, "answered_on: something was answered"),
        ({"answered_on": None, "activities": frozenset(), "first_job_on": ANSWER}, "answered_on: something was"),
        ({"activities": frozenset(), "job_contract": "permanent"}, "activities: a job is described and none is named"),
        ({"activities": frozenset(), "salary": Decimal(1)}, "activities: a job is described and none is named"),
        ({"activities": frozenset({"seeking"}), "executive": False}, "activities: a job is described and none is"),
        ({"country": "fr"}, "country: «fr» is no code of a country"),
        ({"country": "FRA"}, "country: «FRA» is no code of a country"),
        ({"salary": Decimal(-1)}, "salary: -1 is no amount"),
        ({"first_job_on": date(2027, 9, 2)}, "first_job_on: 2027-09-02 comes after the answer"),
        ({"job_from": date(2027, 9, 2)}, "job_from: 2027-09-02 comes after the answer, write the activity job_to_come"),
        (
            {"first_job_on": date(2027, 2, 1), "job_from": date(2027, 1, 1)},
            "job_from: 2027-01-01 comes before the first job",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        replace(WORKS, **changes)  # type: ignore[arg-type] - any field


@pytest.mark.parametrize(
    ("on", "graduates", "message"),
    [
        (ANSWER, (WORKS, WORKS), "graduates: «alice» stands twice"),
        (ANSWER, (replace(WORKS, code=""),), "graduates: number 1 has no code"),
        (date(2027, 8, 31), (WORKS,), "counted_on: 2027-08-31 comes before what «alice» tells"),
        (date(2026, 12, 14), (GraduateFacts(DIPLOMA, "eve"),), "counted_on: 2026-12-14 comes before what «eve» tells"),
    ],
)
def test_a_survey_that_cannot_be_is_refused(on: date, graduates: tuple[GraduateFacts, ...], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        SurveyFacts(on, graduates)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"statistic": "mean"}, "measure: a mean and a median measure something"),
        ({"measure": "salary"}, "measure: a mean and a median measure something"),
        ({"minimum": -1}, "minimum: -1 is below zero"),
        ({"numerator_outside": frozenset({"fr"})}, "numerator_outside: «fr» is no code of a country"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused(columns: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        IndicatorRow("x", **columns)  # type: ignore[arg-type] - any column


def test_where_no_window_is_set_every_answer_counts_and_the_silence_is_told() -> None:
    decision = ask(question="graduates.situation", facts=WORKS, rules=law_of({"situations": SITUATIONS}))

    silent = [r.rule.absence for r in decision.reasons if r.check == "answer_is_within_a_window"]
    assert (decision.outcome, silent) == ("employed", [Absence.SILENT])


@pytest.mark.parametrize("question", ["graduates.situation", "graduates.indicators"])
def test_without_their_table_neither_question_is_answered(question: str) -> None:
    facts = WORKS if question == "graduates.situation" else SurveyFacts(ANSWER, ())

    with pytest.raises(RuleMissing, match="no layer sets it"):
        ask(question=question, facts=facts, rules=Rulebook(on=ANSWER, ladders={}))


def test_an_answer_on_one_point_that_excludes_prevails_over_one_that_is_missing() -> None:
    row = replace(RATE, numerator_executive=True, numerator_outside=frozenset({"FR"}))

    decision = survey(replace(WORKS, country="FR"), replace(WORKS, executive=True, country="BE"), WORKS, row=row)

    assert decision.figures["counts"] == (("rate", 1, 2),)


def test_time_in_a_job_that_has_begun_on_no_known_day_is_not_measured() -> None:
    row = IndicatorRow("time", statistic="mean", measure="months_in_job")

    decision = survey(GraduateFacts(DIPLOMA), WORKS, replace(WORKS, job_from=date(2027, 3, 1)), row=row)

    assert decision.figures["indicators"] == (("time", Fraction(6)),)


@given(st.lists(st.sets(st.sampled_from(ACTIVITIES)), max_size=12))
def test_a_share_lies_between_nothing_and_the_whole_and_its_parts_are_counted_once(answers: list[set[str]]) -> None:
    decision = survey(*(replace(WORKS, activities=frozenset(answer)) for answer in answers))

    ((_, numerator, denominator),) = decision.figures["counts"]
    assert numerator == sum("employed" in answer for answer in answers)
    assert denominator == sum(bool(answer & {"employed", "seeking"}) for answer in answers)
    assert decision.figures["indicators"] == ((("rate", Fraction(numerator, denominator)),) if denominator else ())


@example(date(2026, 1, 15), date(2026, 2, 14))
@given(DAYS, DAYS)
def test_whole_months_are_as_many_as_fit_between_two_days(start: date, end: date) -> None:
    months = whole_months(start, end)

    assert later(start, Duration(months, "months")) <= max(start, end)
    assert months == 0 or later(start, Duration(months + 1, "months")) > end
    assert start <= end or months == 0


# ---- each reason whole -----------------------------------------------------------------------------------------------

FIRST_WINDOW = SurveyWindowRow("first", opens=Duration(6, "months"), closes=Duration(12, "months"))
WORKING, SEEKING = SITUATIONS
WINDOWED = law_of({"situations": SITUATIONS, "survey_windows": table(FIRST_WINDOW)})


def situated(**changes: object) -> Decision:
    facts = replace(WORKS, **changes)  # type: ignore[arg-type] - any field
    return ask(question="graduates.situation", facts=facts, rules=WINDOWED)


def test_a_situation_is_told_with_the_answer_the_window_and_the_line_that_fits() -> None:
    decision = situated(job_contract="permanent", qualities=frozenset({"tall", "abroad"}))

    answered = ("employed", "permanent", "abroad", "tall")
    assert (decision.outcome, decision.figures) == ("employed", {"months": 8, "window": "first"})
    assert told(decision) == [
        ("graduate_has_answered", True, "situations", None, ANSWER, "", None),
        ("answer_is_within_a_window", True, "survey_windows", "first", ANSWER, "", FIRST_WINDOW),
        ("a_situation_fits", True, "situations", "working", answered, "", WORKING),
    ]


def test_an_answer_that_no_line_describes_is_told_with_every_line() -> None:
    decision = situated(activities=frozenset({"studying"}))

    assert (decision.outcome, decision.figures) == ("unclassified", {"months": 8, "window": "first"})
    assert told(decision)[0] == (
        "a_situation_fits",
        False,
        "situations",
        ("working", "seeking"),
        ("studying",),
        "",
        None,
    )


def test_who_does_not_answer_is_told_no_more_than_that() -> None:
    decision = ask(question="graduates.situation", facts=GraduateFacts(DIPLOMA), rules=WINDOWED)

    assert (decision.outcome, decision.figures) == ("no_answer", {})
    assert told(decision) == [("graduate_has_answered", False, "situations", None, None, "", None)]


@pytest.mark.parametrize(
    ("on", "within"),
    [
        (date(2027, 6, 14), False),
        (date(2027, 6, 15), True),
        (date(2027, 12, 15), True),
        (date(2027, 12, 16), False),
    ],
)
def test_a_window_includes_its_first_and_its_last_day(on: date, within: bool) -> None:
    decision = situated(answered_on=on)

    row, required = (FIRST_WINDOW, "first") if within else (None, ("first",))
    assert decision.outcome == ("employed" if within else "outside_the_window")
    assert ("answer_is_within_a_window", within, "survey_windows", required, on, "", row) in told(decision)


def test_where_no_text_sets_a_window_the_answer_is_told_with_none() -> None:
    decision = ask(question="graduates.situation", facts=WORKS, rules=law_of({"situations": SITUATIONS}))

    assert decision.figures == {"months": 8}
    assert told(decision)[1] == ("answer_is_within_a_window", True, "survey_windows", (), ANSWER, "", None)


@pytest.mark.parametrize(
    ("columns", "changes", "fits"),
    [
        ({"without": frozenset({"studying"})}, {}, True),
        ({"without": frozenset({"studying"})}, {"activities": frozenset({"employed", "studying"})}, False),
        ({"job_contracts": frozenset({"permanent"})}, {"job_contract": "permanent"}, True),
        ({"job_contracts": frozenset({"permanent"})}, {"job_contract": "fixed_term"}, False),
        ({"job_contracts": frozenset({"permanent"})}, {}, False),
        ({"requires": frozenset({"abroad"})}, {"qualities": frozenset({"abroad"})}, True),
        ({"requires": frozenset({"abroad"})}, {}, False),
        ({"activities": frozenset({"seeking"}), "otherwise": True}, {}, True),
        ({"activities": frozenset({"seeking", "employed"})}, {}, True),
    ],
)
def test_each_column_of_a_situation_narrows_it(columns: dict[str, Any], changes: dict[str, Any], fits: bool) -> None:
    rules = law_of({"situations": table(SituationRow("one", situation="employed", **columns))})

    decision = ask(question="graduates.situation", facts=replace(WORKS, **changes), rules=rules)

    assert decision.outcome == ("employed" if fits else "unclassified")


def test_an_indicator_is_told_with_how_many_are_counted_and_how_many_must_be() -> None:
    row = replace(RATE, minimum=2)

    few, enough = (survey(*[WORKS] * number, row=row) for number in (1, 2))

    assert (few.outcome, few.figures) == (
        "not_computable",
        {
            "surveyed": 1,
            "answers": 1,
            "indicators": (),
            "not_computable": ("rate",),
            "counts": (("rate", 1, 1),),
        },
    )
    assert told(few) == [
        ("answers_are_enough", False, "indicators", 2, 1, "rate", row),
        ("someone_is_counted", True, "indicators", None, 1, "rate", row),
    ]
    assert (enough.outcome, enough.figures["indicators"]) == ("computed", (("rate", 1),))
    assert told(enough) == [
        ("someone_is_counted", True, "indicators", None, 2, "rate", row),
        ("answers_are_enough", True, "indicators", 2, 2, "rate", row),
    ]


def test_an_indicator_of_nobody_is_told_as_that() -> None:
    decision = survey(GraduateFacts(DIPLOMA))

    assert (decision.figures["surveyed"], decision.figures["answers"]) == (1, 0)
    assert told(decision) == [("someone_is_counted", False, "indicators", None, 0, "rate", RATE)]


OF_THE_WINDOW = replace(RATE, denominator=frozenset(), windows=frozenset({"first"}))
COUNTED_AMONG_ALL = replace(RATE, numerator=frozenset(), denominator=frozenset())


@pytest.mark.parametrize(
    ("columns", "graduates", "counts"),
    [
        ({"numerator": frozenset({"employed"})}, [{}, {"activities": frozenset({"seeking"})}], (1, 2)),
        ({"numerator_qualities": frozenset({"abroad"})}, [{"qualities": frozenset({"abroad"})}, {}], (1, 2)),
        (
            {"numerator_contracts": frozenset({"permanent"})},
            [{"job_contract": "permanent"}, {"job_contract": "fixed_term"}, {}],
            (1, 2),
        ),
        (
            {"numerator_contracts": frozenset({"permanent"}), "untold": "counted"},
            [{"job_contract": "permanent"}, {"job_contract": "fixed_term"}, {}],
            (1, 3),
        ),
        ({"numerator_executive": True}, [{"executive": True}, {"executive": False}, {}], (1, 2)),
        ({"numerator_outside": frozenset({"FR"})}, [{"country": "BE"}, {"country": "FR"}, {}], (1, 2)),
        (
            {"numerator_executive": True, "numerator_contracts": frozenset({"permanent"})},
            [{"executive": True}, {"executive": True, "job_contract": "permanent"}, {"executive": False}],
            (1, 2),
        ),
        ({"denominator_within": Duration(30, "months")}, [{"diploma_on": date(2027, 7, 1)}], (1, 1)),
        ({"denominator_within": Duration(30, "months")}, [{"diploma_on": date(2027, 6, 30)}], (0, 0)),
        ({"windows": frozenset({"first"})}, [{}], (0, 0)),
        ({"requires": frozenset({"abroad"})}, [{"qualities": frozenset({"abroad"})}, {}], (1, 1)),
    ],
)
def test_each_column_of_an_indicator_says_who_is_counted_and_among_whom(
    columns: dict[str, Any], graduates: list[dict[str, Any]], counts: tuple[int, int]
) -> None:
    decision = survey(*(replace(WORKS, **changes) for changes in graduates), row=replace(COUNTED_AMONG_ALL, **columns))

    assert decision.figures["counts"] == (("rate", *counts),)


@pytest.mark.parametrize(
    ("statistic", "measure", "value"),
    [
        ("mean", "salary", Fraction(30100)),
        ("median", "salary", Fraction(30000)),
        ("mean", "months_to_first_job", Fraction(1)),
        ("mean", "months_in_job", Fraction(7)),
    ],
)
def test_what_is_measured_is_counted_for_those_who_tell_it(statistic: str, measure: str, value: Fraction) -> None:
    days = {"first_job_on": date(2027, 1, 15), "job_from": date(2027, 1, 15)}
    answers = (
        replace(WORKS, salary=Decimal(20000), **days),
        replace(WORKS, salary=Decimal(30000), first_job_on=date(2027, 1, 15), job_from=date(2027, 1, 15)),
        replace(WORKS, salary=Decimal(40300), first_job_on=date(2027, 1, 31), job_from=date(2027, 1, 31)),
        WORKS,
    )
    row = IndicatorRow("figure", statistic=statistic, measure=measure)

    decision = survey(*answers, row=row)

    assert decision.figures["counts"] == (("figure", 3, 3),)
    assert decision.figures["indicators"] == (("figure", value),)


def test_what_nobody_tells_is_measured_of_nobody() -> None:
    decision = survey(WORKS, row=IndicatorRow("figure", statistic="mean", measure="salary"))

    assert (decision.figures["counts"], decision.figures["not_computable"]) == ((("figure", 0, 0),), ("figure",))


def test_an_indicator_may_count_those_of_one_window_only() -> None:
    late = replace(WORKS, code="late", answered_on=date(2028, 12, 1))
    rules = replace(WINDOWED, ladders=WINDOWED.ladders | law_of({"indicators": table(OF_THE_WINDOW)}).ladders)

    decision = ask(question="graduates.indicators", facts=SurveyFacts(date(2030, 1, 1), (WORKS, late)), rules=rules)

    assert decision.figures["counts"] == (("rate", 1, 1),)


def test_days_of_a_job_may_be_those_of_the_answer_and_one_to_come_may_be_described() -> None:
    today = replace(WORKS, first_job_on=ANSWER, job_from=ANSWER)
    to_come = replace(WORKS, activities=frozenset({"job_to_come"}), job_from=date(2027, 10, 1), salary=Decimal(0))

    assert (today.job_from, to_come.job_from) == (ANSWER, date(2027, 10, 1))
    assert SurveyFacts(ANSWER, (today,)).counted_on == ANSWER
