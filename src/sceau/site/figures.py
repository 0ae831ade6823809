"""What do texts publish of a label, over time? Each figure with its day, how sure it is, and its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.accreditation.series import YearOfLabel, series_of_register
from sceau.catalogue.shown import label_name
from sceau.core.question import ask
from sceau.core.rule import Value
from sceau.core.rulebook import Rulebook
from sceau.core.series import INCONSISTENT, SeriesFacts
from sceau.core.tables.accreditation import ObservationRow
from sceau.law.queries import shipped
from sceau.site.charts import Chart, bars
from sceau.site.words import say
from sceau.wording import Language, Said, language, say_citation, say_date, say_decision, say_number, say_quantity

SHARES = ("foreign_students_share", "foreign_graduates_share", "programme_turnover")
"""What is counted as a part of a whole."""
YEARS = ("year_of_creation", "year_of_registration")
"""What is a year, which is no quantity."""
SUM = "sum"
COUNTED = {
    "programmes": "programmes",
    "schools": "schools",
    "programmes_created": "created",
    "programmes_closed": "closed",
    "partner_programmes": "abroad",
    "students": "students",
    "foreign_students_share": "foreigners",
}
"""What the register counts, as texts that publish figures call it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as its page shows it."""

    day: str
    number: str
    sign: str
    """How sure it is; empty where it is exact."""
    what: str
    source: str


@dataclass(frozen=True, slots=True)
class Series:
    """The figures on one thing, the oldest first; a drawing where there are several quantities to see."""

    title: str
    figures: tuple[Figure, ...]
    chart: Chart | None
    disagreement: Said | None
    """What sets its figures against each other, where texts disagree."""


@dataclass(frozen=True, slots=True)
class OfRegister:
    """What the register itself tells of a label: a line a year, a drawing of each count, what is left out."""

    headers: tuple[str, ...]
    lines: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    charts: tuple[Chart, ...]
    undated: int


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures that texts publish of each label."""
    on, lang = timezone.localdate(request.at), language(get_language() or "fr")
    every = [
        (label_name(label), series_of(label, on=on, lang=lang), of_register(label, on=on, lang=lang))
        for label in shipped().labels
    ]
    return render(request, "figures.html", {"labels": [one for one in every if one[1] or one[2]]})


def of_register(label: str, *, on: date, lang: Language) -> OfRegister | None:
    """Return what the register tells of a label through a day; None where it knows no day of it."""
    found = series_of_register(label, on=on)
    if not found.years:
        return None
    headers = tuple(say(f"figures.observed.{name}", lang.code) for name in COUNTED)
    lines = tuple((str(one.year), tuple(_line(one, headers, lang))) for one in found.years)
    charts = [_drawn(name, found.years, header, lang) for name, header in zip(COUNTED, headers, strict=True)]
    return OfRegister(headers, lines, tuple(one for one in charts if one), found.undated)


def _line(year: YearOfLabel, headers: Sequence[str], lang: Language) -> Iterator[tuple[str, str]]:
    """Yield what each count came to in a year, beside its name."""
    for name, header in zip(COUNTED, headers, strict=True):
        yield header, _said(name, _counted(year, name), lang)


def _counted(year: YearOfLabel, name: str) -> int | Fraction | None:
    found: int | Fraction | None = getattr(year, COUNTED[name])
    return found


def _drawn(name: str, years: Sequence[YearOfLabel], title: str, lang: Language) -> Chart | None:
    """Return the chart of a count; None where there is nothing to see: fewer than two years, or nothing in any."""
    known = [(str(one.year), number) for one in years if (number := _counted(one, name)) is not None]
    if not known[1:] or not any(number for _, number in known):
        return None
    rows = [(year, round(float(100 * number), 1) if name in SHARES else float(number)) for year, number in known]
    return bars(title, (say("figures.year", lang.code), title), rows)


def _said(name: str, number: int | Fraction | None, lang: Language) -> str:
    if number is None:
        return "—"
    return say_quantity(number, "ratio", lang) if name in SHARES else say_number(number, lang)


def series_of(label: str, *, on: date, lang: Language) -> list[Series]:
    """Return the series that the law of a label holds on a day."""
    rules = shipped().rulebook(label=label, on=on)
    table = rules.get("observations")
    rows = sorted(table.value or (), key=attrgetter("observed", "on"))
    return [
        _series(observed, list(found), table, rules, lang) for observed, found in groupby(rows, attrgetter("observed"))
    ]


def _series(observed: str, rows: list[ObservationRow], table: Value, rules: Rulebook, lang: Language) -> Series:
    title = say(f"figures.observed.{observed}", lang.code)
    told = tuple(_figure(row, table, lang) for row in rows)
    is_seen = len(rows) > 1 and observed not in YEARS and len({one.on for one in rows}) == len(rows)
    headers = say("figures.day", lang.code), title
    chart = bars(title, headers, [(say_date(one.on, lang), float(one.number)) for one in rows]) if is_seen else None
    decision = ask(question="accreditation.series", facts=SeriesFacts(measure=SUM, observed=observed), rules=rules)
    apart = say_decision(decision, lang, shipped().texts) if decision.outcome == INCONSISTENT else None
    return Series(title, told, chart, apart)


def _figure(row: ObservationRow, table: Value, lang: Language) -> Figure:
    if row.observed in YEARS:
        number = str(row.number)
    elif row.observed in SHARES:
        number = say_quantity(row.number, "ratio", lang)
    else:
        number = say_number(row.number, lang)
    sign = "" if row.sign == "exactly" else say(f"figures.signs.{row.sign}", lang.code)
    what = lang.of(row.title) if row.title else ""
    return Figure(
        say_date(row.on, lang), number, sign, what, say_citation(row.cite or table.cite, shipped().texts, lang)
    )
