"""Days are those of Paris, months those of the calendar, and moments fall on one day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sceau.core.calendar import (
    BeyondTheCalendar,
    MomentUnknown,
    NoLength,
    day_of,
    end_of,
    in_months,
    later,
    paris_day,
    start_of,
)
from sceau.core.rule import Duration, Moment


def test_until_4_june_at_midnight_is_through_the_end_of_that_day_in_paris() -> None:
    assert end_of(date(2025, 6, 4)) == datetime(2025, 6, 4, 22, tzinfo=UTC)
    assert start_of(date(2025, 6, 4)) == datetime(2025, 6, 3, 22, tzinfo=UTC)
    assert start_of(date(2025, 6, 4)).tzinfo is UTC


def test_in_winter_paris_is_one_hour_ahead() -> None:
    assert end_of(date(2025, 12, 31)) == datetime(2025, 12, 31, 23, tzinfo=UTC)


def test_a_day_changes_at_midnight_in_paris() -> None:
    assert paris_day(datetime(2025, 6, 4, 21, 59, 59, tzinfo=UTC)) == date(2025, 6, 4)
    assert paris_day(datetime(2025, 6, 4, 22, 0, tzinfo=UTC)) == date(2025, 6, 5)


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        (date(2026, 2, 1), Duration(4, "months"), date(2026, 6, 1)),
        (date(2026, 1, 31), Duration(1, "months"), date(2026, 2, 28)),
        (date(2024, 1, 31), Duration(1, "months"), date(2024, 2, 29)),
        (date(2025, 11, 30), Duration(3, "months"), date(2026, 2, 28)),
        (date(2024, 2, 29), Duration(1, "years"), date(2025, 2, 28)),
        (date(2025, 6, 4), Duration(15, "days"), date(2025, 6, 19)),
        (date(2025, 6, 4), Duration(2, "weeks"), date(2025, 6, 18)),
        (date(2025, 6, 6), Duration(1, "working_days"), date(2025, 6, 9)),
        (date(2025, 6, 6), Duration(6, "working_days"), date(2025, 6, 16)),
        (date(2025, 6, 9), Duration(-1, "working_days"), date(2025, 6, 6)),
    ],
)
def test_a_duration_after_a_day(start: date, duration: Duration, end: date) -> None:
    assert later(start, duration) == end


@pytest.mark.parametrize("unit", ["quarters", "semesters"])
def test_what_no_calendar_measures_is_refused(unit: str) -> None:
    message = f"no calendar says how long 4 {unit} are; a rule must say it in months or days"

    with pytest.raises(NoLength, match=message):
        later(date(2025, 1, 1), Duration(4, unit))
    with pytest.raises(NoLength, match=message) as error:
        in_months(Duration(4, unit))
    assert error.value.key == unit


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (Moment(on=date(2025, 6, 4)), date(2025, 6, 4)),
        (Moment(day=25, month=9, year="previous"), date(2024, 9, 25)),
        (Moment(day=4, month=6), date(2025, 6, 4)),
        (Moment(day=31, month=5, year="next"), date(2026, 5, 31)),
        (Moment(delay=Duration(15, "days"), event="admission"), date(2025, 4, 16)),
        (Moment(delay=Duration(1, "months"), side="before", event="admission"), date(2025, 3, 1)),
    ],
)
def test_a_moment_falls_on_one_day(moment: Moment, day: date) -> None:
    assert day_of(moment, intake_year=2025, events={"admission": date(2025, 4, 1)}) == day


def test_a_moment_around_an_event_that_is_not_given_says_which() -> None:
    with pytest.raises(MomentUnknown, match="admission: its date is needed and is not among the facts") as error:
        day_of(Moment(delay=Duration(1, "days"), event="admission"), intake_year=2025, events={})
    assert (error.value.key, error.value.event) == ("admission", "admission")


def test_what_lies_beyond_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(BeyondTheCalendar, match="9999-12-31: no calendar holds what follows from it"):
        end_of(date(9999, 12, 31))
    with pytest.raises(BeyondTheCalendar, match="0001-01-01") as error:
        start_of(date(1, 1, 1))
    assert error.value.key == "date"
    with pytest.raises(BeyondTheCalendar, match="9999-11-01"):
        later(date(9999, 11, 1), Duration(4, "months"))
    with pytest.raises(BeyondTheCalendar, match="10000"):
        day_of(Moment(day=1, month=1, year="next"), intake_year=9999, events={})
