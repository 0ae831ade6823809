"""What the cases of graduates cannot say: answers that cannot be, silence, and what holds of every survey."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

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
from sceau.core.tables.graduates import IndicatorRow, SituationRow
from tests.cast import law_of, table

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
    with pytest.raises(ValueError, match=message):
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
    with pytest.raises(ValueError, match=message):
        SurveyFacts(on, graduates)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"statistic": "mean"}, "measure: a mean and a median measure something"),
        ({"measure": "salary"}, "measure: a mean and a median measure something"),
        ({"minimum": -1}, "minimum: -1 is below zero"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused(columns: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
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
