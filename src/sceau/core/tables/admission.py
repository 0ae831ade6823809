"""What can a line say of who is admitted, by which route, with which pieces and within which quotas?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from sceau.core.rule import Duration, Force, Moment, Row
from sceau.core.tables.tightening import FEWER, HIGHER, LESS, LOWER, MORE, NONE, SAME, TRUE, WIDER


@dataclass(frozen=True, slots=True)
class RouteRow(Row):
    """A way to be admitted: what the degree must be, and the experience beside it."""

    families: frozenset[str] = frozenset()
    """Families of degree that open the route; empty: any."""
    level: int = 0
    """Years of study after the baccalauréat that the degree must attest."""
    grade_of_master: bool = False
    """True if the degree must confer the grade of master."""
    evaluated_by: frozenset[str] = frozenset()
    """Who must evaluate the programme of the degree (CTI, CEFDG); empty: anyone."""
    rncp_level: int = 0
    ects: int = 0
    experience: Duration | None = None
    """How much professional experience is asked for, in months or years."""
    experience_related: bool = False
    """True if only experience related to the programme counts."""
    experience_after_degree: bool = False
    """True if only experience that followed the degree counts."""
    experience_excludes: frozenset[str] = frozenset()
    """Natures of experience that never count."""
    without_degree: bool = False
    """True for a route that experience alone opens."""
    validations: frozenset[str] = frozenset()
    """``vap``, ``vae``: the validations of acquired experience of which one must have been granted; empty: none."""
    derogation: bool = False
    """True for a route tried only when no ordinary one opens."""
    recognised_by: str = ""
    """Who judges a point that no fact settles; the outcome is then "to be recognised"."""
    may_ask_for: frozenset[str] = frozenset()
    """Pieces that the school may demand on this route."""
    OF_A_DEGREE: ClassVar[tuple[str, ...]] = (
        "families",
        "level",
        "grade_of_master",
        "evaluated_by",
        "rncp_level",
        "ects",
    )
    """The columns that ask something of a degree."""
    UNLESS: ClassVar[Mapping[str, tuple[str, ...]]] = {"recognised_by": ("families", "validations")}
    STRICTER: ClassVar[Mapping[str, str]] = {
        "families": FEWER,
        "level": HIGHER,
        "grade_of_master": TRUE,
        "evaluated_by": FEWER,
        "rncp_level": HIGHER,
        "ects": HIGHER,
        "experience": HIGHER,
        "experience_related": TRUE,
        "experience_after_degree": TRUE,
        "experience_excludes": MORE,
        "without_degree": SAME,
        "validations": FEWER,
        "derogation": TRUE,
        "recognised_by": TRUE,
        "requires": MORE,
        "excludes": MORE,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRow(Row):
    """A language that must be known, and what proves it: a certified level or the score of a test."""

    language: str
    """ISO 639-1 code."""
    routes: frozenset[str] = frozenset()
    """The routes on which it is asked for; empty: all."""
    cefr: str = ""
    """The lowest certified level that is accepted, from ``A1`` to ``C2``; empty: only tests are."""
    tests: Mapping[str, Decimal] = field(default_factory=dict)
    """The tests that are accepted, each with its lowest score."""
    taken_since: Moment | None = None
    """The first day on which a test or certificate still counts, for example two years before teaching starts."""
    recognised_by: str = ""
    """Who judges the level of a person who shows no proof that is accepted."""
    EXTRA_TIGHTENS: ClassVar[bool] = True
    STRICTER: ClassVar[Mapping[str, str]] = {
        "language": SAME,
        "routes": WIDER,
        "cefr": HIGHER,
        "tests": HIGHER,
        "recognised_by": NONE,
        "requires": LESS,
        "excludes": LESS,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaRow(Row):
    """How many persons of some routes or qualities there may be at most."""

    routes: frozenset[str] = frozenset()
    """The routes that it counts; empty: all."""
    ratio: Decimal | None = None
    """The share of the total that it allows; None where it gives a number."""
    number: int | None = None
    """The number that it allows; None where it gives a ratio."""
    of: str
    """Whom it counts, and for a ratio the total: ``admitted``, ``enrolled``, or ``places`` (it then counts the
    admitted)."""
    over: str = "programme"
    """``programme``: those of one programme, or ``school``: those of all its programmes together."""
    strict: bool = False
    """True if the count must stay below the limit, false if it may reach it."""
    EXTRA_TIGHTENS: ClassVar[bool] = True
    STRICTER: ClassVar[Mapping[str, str]] = {
        "routes": WIDER,
        "ratio": LOWER,
        "number": LOWER,
        "of": SAME,
        "over": SAME,
        "strict": TRUE,
        "requires": LESS,
        "excludes": LESS,
    }


@dataclass(frozen=True, slots=True)
class PieceRow(Row):
    """A document of the application file, and for whom it is required."""

    routes: frozenset[str] = frozenset()
    """The routes on which it is asked for; empty: all."""
    on_demand: bool = False
    """True if it is due only once the school has asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRow(Row):
    """The last day to file, for a category of candidates."""

    closes: Moment
    force: Force = Force.BINDING
    """``recommended`` when the date is only an invitation."""


def names_route(row: LanguageRow | QuotaRow, route: Row) -> bool:
    """Tell whether a line bears on a route: it names it, or the route above that it keeps, or none at all."""
    return not row.routes or route.id in row.routes or route.keeps in row.routes
