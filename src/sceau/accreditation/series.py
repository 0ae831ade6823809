"""What does the register itself tell of a label over the years? Counted from its grants, never by school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max

from sceau.accreditation.in_force import counting
from sceau.accreditation.models import ChangeOfLabel, IntakeResult, LabelGrant, RegisterEntry
from sceau.accreditation.results import intakes_of
from sceau.catalogue.models import Act, Turn
from sceau.core.calendar import paris_day
from sceau.core.register import GrantedFor, LabelChange, RegisterFacts, borne, first_day, last_day

HERE = "FR"
"""The country from which others are abroad."""
MOST_YEARS = 100
"""Years that a series goes back: no label is as old, and a slip of the pen may be."""
KEPT = 32
"""Labels whose series a process keeps, for as long as nothing that they rest on changes."""


@dataclass(frozen=True, slots=True)
class YearOfLabel:
    """A label on the last day of a year, or on the day that is asked for in the year that runs."""

    year: int
    programmes: int
    """That bear it on that day."""
    schools: int
    """That lead one of those."""
    created: int
    """Whose label began in the year."""
    closed: int
    """Whose label ended in the year, for good: not renewed, withdrawn or given up."""
    abroad: int
    """Of those that bear it, run with a partner of another country, as their published page said."""
    students: int | None
    """Enrolled in the intakes of the year; None where no school has declared any."""
    foreigners: Fraction | None
    """Their share among those enrolled, of the intakes that tell it."""


class Series(NamedTuple):
    """The years of a label, the first one first, and how many of its programmes are left out of them."""

    years: tuple[YearOfLabel, ...]
    undated: int
    """Those whose sources do not say from when until when."""


def series_of_register(label: str, *, on: date) -> Series:
    """Return the series of a label through a day; read anew only where something that they rest on has changed."""
    stamp = tuple(
        model.objects.aggregate(last=Max("pk"))["last"] for model in (LabelGrant, ChangeOfLabel, IntakeResult, Turn)
    )
    return _series(label, on, stamp)


_Facts = tuple[tuple[GrantedFor, ...], tuple[LabelChange, ...]]
_Partners = Mapping[UUID, Sequence[tuple[date, bool]]]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the register holds of a label, read once for all its years."""

    rows: Mapping[RegisterEntry, _Facts]
    began: tuple[date | None, ...]
    ended: tuple[date | None, ...]
    partners: _Partners
    intakes: Mapping[int, Sequence[IntakeResult]]

    def year(self, day: date) -> YearOfLabel:
        """Count the year of a day, as it stands on that day."""
        bearing = [one for one, facts in self.rows.items() if borne(RegisterFacts(day, *facts))]
        intakes = self.intakes.get(day.year, ())
        return YearOfLabel(
            year=day.year,
            programmes=len(bearing),
            schools=len({one.programme.school_id for one in bearing} - {None}),
            created=sum(first is not None and first.year == day.year and first <= day for first in self.began),
            closed=sum(last is not None and last.year == day.year and last < day for last in self.ended),
            abroad=sum(_is_abroad(self.partners.get(one.programme_id, ()), day) for one in bearing),
            students=sum(one.enrolled for one in intakes) if intakes else None,
            foreigners=_share(intakes),
        )


@lru_cache(maxsize=KEPT)
def _series(label: str, on: date, _: tuple[int | None, ...]) -> Series:
    held = _held(label)
    known = [day.year for day in held.began if day is not None and day <= on]
    first = max(min(known, default=on.year + 1), on.year - MOST_YEARS)
    days = (min(date(year, 12, 31), on) for year in range(first, on.year + 1))
    undated = sum(borne(RegisterFacts(on, *facts)) is None for facts in held.rows.values())
    return Series(tuple(held.year(day) for day in days), undated)


def _held(label: str) -> _Held:
    entries = RegisterEntry.objects.filter(label=label).select_related("programme")
    rows = {one: _facts(one) for one in entries.prefetch_related("grants", "changes", "results")}
    return _Held(
        rows,
        tuple(first_day(grants) for grants, _ in rows.values()),
        tuple(last_day(*facts) for facts in rows.values()),
        _partners(one.programme_id for one in rows),
        _intakes(rows),
    )


def _facts(entry: RegisterEntry) -> _Facts:
    grants = tuple(GrantedFor(one.since, one.until) for one in counting(list(entry.grants.all())))
    return grants, tuple(LabelChange(one.change, one.on) for one in entry.changes.all())


def _partners(programmes: Iterable[UUID]) -> _Partners:
    """Return, of each programme, from which days on its published page had a partner abroad or none."""
    shown = Turn.objects.filter(act__in=(Act.PUBLISH, Act.TAKE_OVER), version__programme__in=set(programmes))
    turns = shown.order_by("at", "id")
    found: dict[UUID, list[tuple[date, bool]]] = {}
    for programme, at, partners in turns.values_list("version__programme", "at", "version__content__partners"):
        abroad = any(one.get("country", HERE) != HERE for one in (partners or {}).get("partners", ()))
        found.setdefault(programme, []).append((paris_day(at), abroad))
    return found


def _intakes(entries: Iterable[RegisterEntry]) -> dict[int, list[IntakeResult]]:
    """Return the rows that count of every intake, by the year in which it began."""
    found: dict[int, list[IntakeResult]] = {}
    for entry in entries:
        for intake in intakes_of(entry.results.all()):
            found.setdefault(intake.result.intake_year, []).append(intake.result)
    return found


def _is_abroad(said: Sequence[tuple[date, bool]], day: date) -> bool:
    """Tell whether the page that was published last by a day had a partner abroad."""
    return next((abroad for since, abroad in reversed(said) if since <= day), False)


def _share(intakes: Sequence[IntakeResult]) -> Fraction | None:
    telling = [one for one in intakes if one.foreigners is not None]
    enrolled = sum(one.enrolled for one in telling)
    return Fraction(sum(one.foreigners or 0 for one in telling), enrolled) if enrolled else None
