"""What has become of a graduate, and what do the answers of many come to?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, NamedTuple

from sceau.core.calendar import later, whole_months
from sceau.core.closed_lists import COUNTED
from sceau.core.decision import Decision, Finding, Reason, decide
from sceau.core.facts import check_amount, check_country, each_once
from sceau.core.question import question
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.graduates import IndicatorRow, SituationRow, SurveyWindowRow
from sceau.core.tables.lines import fits

JOBS = frozenset({"employed", "self_employed"})
"""The activities that are a job already begun."""


@dataclass(frozen=True, slots=True)
class GraduateFacts:
    """What one graduate answered to a survey; without ``answered_on``, nothing."""

    diploma_on: date
    code: str = ""
    """What tells one graduate from another in a survey; never a name."""
    answered_on: date | None = None
    activities: frozenset[str] = frozenset()
    """What the graduate does on that day, several at once if need be; empty: none of the closed list."""
    job_contract: str = ""
    """The contract of the job; empty: not told."""
    executive: bool | None = None
    """Is the position an executive one (*cadre*)? None: not told."""
    country: str = ""
    """Where the graduate works or lives, in the two letters of ISO 3166-1; empty: not told."""
    first_job_on: date | None = None
    job_from: date | None = None
    """First day of the present job, or of the one to come."""
    salary: Decimal | None = None
    """Gross, for a year, bonuses included, in euros; None: not told."""
    qualities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.answered_on is None and self._tells_something():
            raise ValueError("answered_on: something was answered, give the day of the answer")
        if not self.activities & (JOBS | {"job_to_come"}) and self._tells_of_a_job():
            raise ValueError("activities: a job is described and none is named, add it or remove what describes it")
        if self.country:
            check_country("country", self.country)
        if self.salary is not None:
            check_amount("salary", self.salary)
        self._check_the_days()

    def _tells_something(self) -> bool:
        return bool(self.activities or self.country or self.first_job_on) or self._tells_of_a_job()

    def _tells_of_a_job(self) -> bool:
        told = (self.executive, self.job_from, self.salary)
        return bool(self.job_contract) or any(one is not None for one in told)

    def _check_the_days(self) -> None:
        if self.answered_on is None:
            return
        if self.first_job_on is not None and self.first_job_on > self.answered_on:
            raise ValueError(f"first_job_on: {self.first_job_on} comes after the answer, correct one of them")
        if self.job_from is None:
            return
        if self.job_from > self.answered_on and "job_to_come" not in self.activities:
            raise ValueError(f"job_from: {self.job_from} comes after the answer, write the activity job_to_come")
        if self.first_job_on is not None and self.job_from < self.first_job_on:
            raise ValueError(f"job_from: {self.job_from} comes before the first job, correct one of them")


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """The graduates whom a survey asked, those who did not answer included."""

    counted_on: date
    graduates: tuple[GraduateFacts, ...]

    def __post_init__(self) -> None:
        each_once("graduates", (graduate.code for graduate in self.graduates))
        for graduate in self.graduates:
            if max(graduate.diploma_on, graduate.answered_on or graduate.diploma_on) > self.counted_on:
                raise ValueError(f"counted_on: {self.counted_on} comes before what «{graduate.code}» tells, correct it")


class Surveyed(NamedTuple):
    """One graduate as the indicators meet them: with a situation, and the window of the survey that was answered."""

    facts: GraduateFacts
    situation: str
    window: str
    qualities: frozenset[str]


class Indicator(NamedTuple):
    """What one indicator comes to; ``value`` is None where it cannot be computed."""

    code: str
    value: Fraction | None
    numerator: int
    denominator: int
    reasons: tuple[Reason, ...]


@question("graduates.situation", GraduateFacts, *COUNTED)
def situation(*, facts: GraduateFacts, rules: Rulebook) -> Decision:
    """What is the situation of this graduate on the day of the answer, and does the answer count in the survey?"""
    found = _situation(facts, rules.qualities(facts.qualities), rules)
    return decide("graduates.situation", found.outcome, found.reasons, found.figures)


def _situation(facts: GraduateFacts, qualities: frozenset[str], rules: Rulebook) -> Finding:
    table = rules["situations"]
    if facts.answered_on is None:
        return Finding("no_answer", [Reason("graduate_has_answered", False, table)], {})
    answered = Reason("graduate_has_answered", True, table, None, facts.answered_on)
    in_time, window = _within_a_window(facts, qualities, rules)
    line = next((row for row in table.value if _describes(row, facts, qualities)), None)
    required = line.id if line else tuple(row.id for row in table.value)
    fitting = Reason("a_situation_fits", line is not None, table, required, _told(facts, qualities), "", line)
    figures: dict[str, Any] = {"months": whole_months(facts.diploma_on, facts.answered_on)}
    if window:
        figures["window"] = window.id
    outcome = line.situation if line else "unclassified"
    return Finding("outside_the_window" if in_time.refuses else outcome, [answered, in_time, fitting], figures)


def _within_a_window(
    facts: GraduateFacts, qualities: frozenset[str], rules: Rulebook
) -> tuple[Reason, SurveyWindowRow | None]:
    """Return whether the answer was given within a window of the survey, and the first one within which it was."""
    windows = rules.get("survey_windows")
    rows: Sequence[SurveyWindowRow] = windows.value or ()
    row = next((row for row in rows if fits(row, qualities) and _is_open(row, facts)), None)
    holds = row is not None or windows.absence is not None
    required = row.id if row else tuple(one.id for one in rows)
    return Reason("answer_is_within_a_window", holds, windows, required, facts.answered_on, "", row), row


def _is_open(row: SurveyWindowRow, facts: GraduateFacts) -> bool:
    """Tell whether the day of the answer lies between the two days of a window, both included."""
    answered = facts.answered_on or facts.diploma_on
    return later(facts.diploma_on, row.opens) <= answered <= later(facts.diploma_on, row.closes)


def _describes(row: SituationRow, facts: GraduateFacts, qualities: frozenset[str]) -> bool:
    """Tell whether a line of the situations describes what was answered."""
    if row.otherwise:
        return True
    if row.activities and not row.activities & facts.activities:
        return False
    if row.without & facts.activities or (row.job_contracts and facts.job_contract not in row.job_contracts):
        return False
    return fits(row, qualities)


def _told(facts: GraduateFacts, qualities: frozenset[str]) -> tuple[str, ...]:
    """Return what was answered, as a reason shows it."""
    contract = (facts.job_contract,) if facts.job_contract else ()
    return (*sorted(facts.activities), *contract, *sorted(qualities))


@question("graduates.indicators", SurveyFacts, "computed", "partly_computed", "not_computable")
def indicators(*, facts: SurveyFacts, rules: Rulebook) -> Decision:
    """What do the answers of these graduates come to, indicator by indicator, and which of them may be published?"""
    table = rules["indicators"]
    surveyed = [_surveyed(graduate, rules) for graduate in facts.graduates]
    found = [_indicator(row, surveyed, table, facts.counted_on) for row in table.value]
    computed = tuple((one.code, one.value) for one in found if one.value is not None)
    outcome = "computed" if len(computed) == len(found) else "partly_computed" if computed else "not_computable"
    figures = {
        "surveyed": len(surveyed),
        "answers": sum(one.facts.answered_on is not None for one in surveyed),
        "indicators": computed,
        "not_computable": tuple(one.code for one in found if one.value is None),
        "counts": tuple((one.code, one.numerator, one.denominator) for one in found),
    }
    return decide("graduates.indicators", outcome, [reason for one in found for reason in one.reasons], figures)


def _surveyed(facts: GraduateFacts, rules: Rulebook) -> Surveyed:
    qualities = rules.qualities(facts.qualities)
    found = _situation(facts, qualities, rules)
    return Surveyed(facts, found.outcome, found.figures.get("window", ""), qualities)


def _indicator(row: IndicatorRow, surveyed: Iterable[Surveyed], table: Value, on: date) -> Indicator:
    """Return one indicator; without anyone to count, or with too few answers, it has no value and says why."""
    among = [(one, _counts(row, one)) for one in surveyed if _is_among(row, one, on)]
    known = [(one, counted) for one, counted in among if counted is not None or row.untold == "counted"]
    chosen = [one for one, counted in known if counted]
    if row.statistic == "share":
        numerator, denominator = len(chosen), len(known)
        value = Fraction(numerator, denominator) if denominator else None
    else:
        figures = [Fraction(figure) for one in chosen if (figure := MEASURED[row.measure](one.facts)) is not None]
        numerator = denominator = len(figures)
        value = STATISTICS[row.statistic](figures) if figures else None
    reasons = [Reason("someone_is_counted", denominator > 0, table, None, denominator, row.id, row)]
    if row.minimum:
        enough = denominator >= row.minimum
        reasons.append(Reason("answers_are_enough", enough, table, row.minimum, denominator, row.id, row))
    shown = None if any(reason.refuses for reason in reasons) else value
    return Indicator(row.id, shown, numerator, denominator, tuple(reasons))


def _is_among(row: IndicatorRow, one: Surveyed, on: date) -> bool:
    """Tell whether an indicator speaks of a graduate: whether they stand in its denominator."""
    if row.denominator and one.situation not in row.denominator:
        return False
    if row.windows and one.window not in row.windows:
        return False
    if row.denominator_within is not None and later(one.facts.diploma_on, row.denominator_within) < on:
        return False
    return fits(row, one.qualities)


def _counts(row: IndicatorRow, one: Surveyed) -> bool | None:
    """Tell whether a graduate of the denominator stands in the numerator too; None where the answer does not tell."""
    facts = one.facts
    if row.numerator and one.situation not in row.numerator:
        return False
    if not row.numerator_qualities <= one.qualities:
        return False
    points: list[bool | None] = []
    if row.numerator_contracts:
        points.append(facts.job_contract in row.numerator_contracts if facts.job_contract else None)
    if row.numerator_executive:
        points.append(facts.executive)
    if row.numerator_outside:
        points.append(facts.country not in row.numerator_outside if facts.country else None)
    if False in points:
        return False
    return None if None in points else True


def _months_to_first_job(facts: GraduateFacts) -> int | None:
    """Return the whole months from the diploma to the first job: none for who had one before."""
    return None if facts.first_job_on is None else whole_months(facts.diploma_on, facts.first_job_on)


def _months_in_job(facts: GraduateFacts) -> int | None:
    if facts.job_from is None or facts.answered_on is None:
        return None
    return whole_months(facts.job_from, facts.answered_on)


def _mean(figures: Sequence[Fraction]) -> Fraction:
    return sum(figures, Fraction(0)) / len(figures)


MEASURED: Mapping[str, Callable[[GraduateFacts], Decimal | int | None]] = {
    "months_to_first_job": _months_to_first_job,
    "months_in_job": _months_in_job,
    "salary": lambda facts: facts.salary,
}
"""What is measured of a graduate, None where the answer does not tell."""
STATISTICS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = {"mean": _mean, "median": median}
"""What is made of figures that were measured, all exact."""
