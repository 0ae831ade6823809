"""Which day is that? Days in Europe/Paris, months as the calendar counts them, and the moments that rules name."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from sceau.core.rule import Duration, Moment, RuleError

PARIS = ZoneInfo("Europe/Paris")
MONTHS_IN_A_YEAR = 12
DAYS_IN_A_WEEK = 7
DAYS_IN_EVERY_MONTH = 28
WORKING_DAYS_IN_A_WEEK = 5
ONE_DAY = timedelta(days=1)
DAYS_AT_HAND = 256


class NoLength(RuleError):
    """A duration is in a unit whose length no calendar fixes, such as a quarter or a semester."""

    def __init__(self, duration: Duration) -> None:
        length = f"{abs(duration.amount)} {duration.unit}"
        super().__init__(duration.unit, f"no calendar says how long {length} are; a rule must say it in months or days")


class MomentUnknown(RuleError):
    """The event that a moment counts from has not been given."""

    def __init__(self, event: str) -> None:
        super().__init__(event, f"{event}: its date is needed and is not among the facts; give it under «events»")
        self.event = event


class BeyondTheCalendar(RuleError):
    """A date lies before the year 1 or after the year 9999, or does not exist in its year."""

    def __init__(self, day: object) -> None:
        super().__init__("date", f"{day}: no calendar holds what follows from it; correct the date or the rule")


def start_of(day: date) -> datetime:
    """Return the first instant of a day in Paris, in UTC."""
    try:
        return datetime.combine(day, time.min, PARIS).astimezone(UTC)
    except OverflowError:
        raise BeyondTheCalendar(day) from None


def end_of(day: date) -> datetime:
    """Return the first instant after a day in Paris, in UTC: "until 4 June at midnight" means before this instant."""
    return start_of(later(day, Duration(1, "days")))


def paris_day(at: datetime) -> date:
    """Return the day in Paris of an instant that knows its time zone."""
    return at.astimezone(PARIS).date()


def later(day: date, duration: Duration) -> date:
    """Return the day that lies a duration after another; 31 January and one month is the last of February.

    Raises ``NoLength`` for quarters and semesters, ``BeyondTheCalendar`` where the years end.
    """
    try:
        return _later(day, duration)
    except (OverflowError, ValueError):
        raise BeyondTheCalendar(day) from None


@lru_cache(maxsize=DAYS_AT_HAND)
def _later(day: date, duration: Duration) -> date:
    match duration.unit:
        case "days":
            return day + timedelta(days=duration.amount)
        case "weeks":
            return day + timedelta(days=DAYS_IN_A_WEEK * duration.amount)
        case "working_days":
            return _working_days_later(day, duration.amount)
        case "months":
            return _months_later(day, duration.amount)
        case "years":
            return _months_later(day, MONTHS_IN_A_YEAR * duration.amount)
    raise NoLength(duration)


def whole_months(start: date, end: date) -> int:
    """Return how many whole months lie between two days; none where the second comes first."""
    months = MONTHS_IN_A_YEAR * (end.year - start.year) + end.month - start.month
    if months > 0 and _months_later(start, months) > end:
        months -= 1
    return max(months, 0)


def in_months(duration: Duration) -> int:
    """Return a duration of months or years in months; raises ``NoLength`` for other units."""
    if duration.unit == "months":
        return duration.amount
    if duration.unit == "years":
        return MONTHS_IN_A_YEAR * duration.amount
    raise NoLength(duration)


def day_of(moment: Moment, *, intake_year: int, events: Mapping[str, date]) -> date:
    """Return the day a moment falls on, for an intake and the events that have happened.

    Raises ``MomentUnknown`` when the moment counts from an event that is not given.
    """
    if moment.on is not None:
        return moment.on
    if moment.delay is not None:
        return _around(moment, moment.delay, events)
    year = intake_year + {"previous": -1, "intake": 0, "next": 1}[moment.year]
    try:
        return date(year, moment.month or 1, moment.day or 1)
    except (OverflowError, ValueError):
        raise BeyondTheCalendar(year) from None


def day_if_known(moment: Moment, intake_year: int, events: Mapping[str, date]) -> date | None:
    """Return the day a moment falls on, or None as long as the event that it counts from has no date."""
    try:
        return day_of(moment, intake_year=intake_year, events=events)
    except MomentUnknown:
        return None


def elapsed(starts_on: date, ends_on: date, *, on: date, day_base: int | None = None) -> Fraction:
    """Return the share of a course that has gone by at the end of a day, all days counted, from 0 to 1.

    It is counted over the course's own days, the first and the last included, or over those of ``day_base``.
    """
    gone = max((on - starts_on).days + 1, 0)
    whole = (ends_on - starts_on).days + 1 if day_base is None else day_base
    return min(Fraction(gone, whole), Fraction(1))


def _around(moment: Moment, delay: Duration, events: Mapping[str, date]) -> date:
    if moment.event not in events:
        raise MomentUnknown(moment.event)
    if moment.side == "before":
        delay = Duration(-delay.amount, delay.unit)
    return later(events[moment.event], delay)


def _months_later(day: date, months: int) -> date:
    total = day.year * MONTHS_IN_A_YEAR + (day.month - 1) + months
    year, month = divmod(total, MONTHS_IN_A_YEAR)
    if day.day <= DAYS_IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _working_days_later(day: date, amount: int) -> date:
    step = ONE_DAY if amount >= 0 else -ONE_DAY
    for _ in range(abs(amount)):
        day += step
        while day.weekday() >= WORKING_DAYS_IN_A_WEEK:
            day += step
    return day
