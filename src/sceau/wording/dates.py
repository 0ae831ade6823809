"""How is a day, an instant, a length of time said? Days and hours are those of Paris."""

from __future__ import annotations

from datetime import date, datetime

from sceau.core.calendar import PARIS
from sceau.core.rule import Duration, Moment
from sceau.wording.language import Language
from sceau.wording.numbers import counted


def say_date(day: date, lang: Language) -> str:
    """Return a day: « 4 juin 2025 », « 1er juin 2025 »."""
    return str(lang.dates["date"]).format(day=_day_and_month(day.day, day.month, lang), year=day.year)


def say_instant(at: datetime, lang: Language) -> str:
    """Return an instant as the clocks of Paris show it: « 4 juin 2025 à 23 h 59 min 59 s ».

    It is cut to the second, never rounded: a file that came in time is never shown as late.
    """
    return _at(at, "instant", lang)


def say_end(at: datetime, lang: Language) -> str:
    """Return the first instant that is too late: « avant le 5 juin 2025 à 0 h »."""
    return _at(at, "before", lang)


def _at(at: datetime, template: str, lang: Language) -> str:
    there = at.astimezone(PARIS)
    return str(lang.dates[template]).format(date=say_date(there.date(), lang), time=_time(there, lang))


def _time(there: datetime, lang: Language) -> str:
    """Return the hour, with its minutes and seconds as far as there are any."""
    precision = "second" if there.second else "minute" if there.minute else "hour"
    template = str(lang.dates[precision])
    return template.format(h=there.hour, m=f"{there.minute:02d}", s=f"{there.second:02d}")


def say_duration(duration: Duration, lang: Language) -> str:
    """Return a length of time in its own unit: « 4 mois », « 10 jours ouvrés »."""
    return counted(lang.durations[duration.unit], duration.amount, lang, n=str(duration.amount))


def say_moment(moment: Moment, lang: Language) -> str:
    """Return a day that a rule names: « 15 jours après la réception de l'avis d'admission »."""
    if moment.on is not None:
        return say_date(moment.on, lang)
    if moment.delay is None:
        day = _day_and_month(moment.day or 1, moment.month or 1, lang)
        return str(lang.moments[moment.year]).format(day=day)
    if not moment.delay.amount:
        return lang.name("moments", moment.event, within="at")
    event = lang.name("moments", moment.event, within="events")
    return str(lang.moments[moment.side]).format(delay=say_duration(moment.delay, lang), event=event)


def say_period(start: date | None, end: date | None, lang: Language) -> str:
    """Return a stretch of days, either end of which may be open: « du 1er février 2025 au 31 mai 2025 »."""
    if start is None and end is None:
        return str(lang.words["nothing"])
    template = "since" if end is None else "until" if start is None else "from_to"
    days = {name: say_date(day, lang) for name, day in (("start", start), ("end", end)) if day is not None}
    return str(lang.dates[template]).format(**days)


def _day_and_month(day: int, month: int, lang: Language) -> str:
    template = "first" if day == 1 else "day"
    return str(lang.dates[template]).format(day=day, month=lang.months[str(month)])
