"""What can a line of a table say? The columns of each kind of table, and in which direction each is stricter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from sceau.core.calendar import in_months
from sceau.core.rule import Duration, Force, Moment, Row

HIGHER, FEWER, MORE, TRUE = "higher", "fewer", "more", "true"
"""How a lower layer may tighten a column: a higher number, fewer choices (none set means all), more of them, or yes."""


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
    derogation: bool = False
    """True for a route tried only when no ordinary one opens."""
    recognised_by: str = ""
    """Who judges a point that no fact settles; the outcome is then "to be recognised"."""
    may_ask_for: frozenset[str] = frozenset()
    """Pieces that the school may demand on this route."""
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
        "derogation": TRUE,
        "requires": MORE,
        "excludes": MORE,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffRow(Row):
    """The price of the programme for a kind of payer."""

    payers: frozenset[str] = frozenset()
    """Who pays: ``self``, ``job_seeker``, ``employer``, ``third_party``; empty: anyone."""
    amount: Decimal
    taxes: str = ""
    """``net`` when no tax is added, ``excluded`` when it is."""
    charged: str = "person"
    """What one price is for: ``person``, ``year`` or ``intake``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityRow(Row):
    """Who owes a contribution and who does not."""

    payers: frozenset[str] = frozenset()
    education: frozenset[str] = frozenset()
    """``initial`` or ``continuing``; empty: both."""
    contracts: frozenset[str] = frozenset()
    """``apprenticeship``, ``professionalisation`` or ``none``; empty: any."""
    due: bool


@dataclass(frozen=True, slots=True)
class InstalmentRow(Row):
    """One of the payments the price is spread over."""

    due: Moment | None = None
    """None when the text names no day."""
    ratio: Decimal | None = None
    """Its share of the price; None when the text does not give one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow(Row):
    """What is given back of an amount paid, for what cause and on what proof."""

    lines: frozenset[str] = frozenset()
    """The lines it speaks of (``application_fee``, ``instalment_1``, ``cvec``…); empty: any."""
    causes: frozenset[str] = frozenset()
    """Why it is asked for; empty: whatever the cause."""
    refunded: Decimal
    """The share given back, from 0 (kept) to 1."""
    proof: str = ""
    """The piece to show; empty: none."""
    ask_by: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResitRow(Row):
    """What gives rise to a resit."""

    trigger: str
    """``module_gap``, ``unit_below_pass_mark`` or ``no_mark``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow(Row):
    """Where the mission may take place."""

    places: frozenset[str]
    STRICTER: ClassVar[Mapping[str, str]] = {"places": FEWER, "requires": MORE, "excludes": MORE}


@dataclass(frozen=True, slots=True)
class StepRow(Row):
    """A step of a procedure: who acts, and what comes of it."""

    actor: str = ""
    produces: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PeriodRow(Row):
    """A stretch of the year, its first and last day included."""

    starts: Moment | None = None
    ends: Moment | None = None


@dataclass(frozen=True, slots=True)
class WayRow(Row):
    """A way to pay and who may use it."""

    on_demand: bool = False
    label_carries: frozenset[str] = frozenset()
    """What the payment's label must carry."""


@dataclass(frozen=True, slots=True)
class CriterionRow(Row):
    """A criterion on which a dossier is judged, or a point that a text lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyWindowRow(Row):
    """When the graduates are asked: from one delay after the diploma to another, both days included."""

    opens: Duration
    closes: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationRow(Row):
    """Which answers make which situation."""

    situation: str
    activities: frozenset[str] = frozenset()
    """One of these was answered; empty: whatever was answered."""
    without: frozenset[str] = frozenset()
    """None of these was answered."""
    job_contracts: frozenset[str] = frozenset()
    """The contract of the job is one of these; empty: any, or none told."""


@dataclass(frozen=True, slots=True)
class IndicatorRow(Row):
    """A figure that is published of graduates: who is counted, among whom; ``requires`` and ``excludes`` say whom."""

    statistic: str = "share"
    """``share`` of the numerator in the denominator, or ``mean`` or ``median`` of what is measured."""
    measure: str = ""
    """What a mean or a median is of; empty for a share."""
    numerator: frozenset[str] = frozenset()
    """The situations of those who are counted; empty: any."""
    numerator_contracts: frozenset[str] = frozenset()
    """They have one of these contracts; empty: any, or none."""
    numerator_executive: bool = False
    """True if they hold an executive position."""
    numerator_outside: frozenset[str] = frozenset()
    """They live in none of these countries; empty: anywhere."""
    numerator_qualities: frozenset[str] = frozenset()
    """They have all these qualities."""
    denominator: frozenset[str] = frozenset()
    """The situations of those among whom they are counted; empty: any."""
    denominator_within: Duration | None = None
    """How long ago these may have graduated at most; None: whenever."""
    windows: frozenset[str] = frozenset()
    """The windows of the survey within which these answered; empty: any, or none."""
    untold: str = "left_out"
    """What becomes of those whose answer does not tell: ``left_out`` of the denominator, or ``counted`` in it."""
    minimum: int = 0
    """How many must be counted before the figure may be published."""
    STRICTER: ClassVar[Mapping[str, str]] = {"numerator": FEWER, "minimum": HIGHER}

    def __post_init__(self) -> None:
        if bool(self.measure) is (self.statistic == "share"):
            raise ValueError(
                "measure: a mean and a median measure something and a share does not, write both or neither"
            )
        if self.minimum < 0:
            raise ValueError(f"minimum: {self.minimum} is below zero, write zero or more")
        for country in sorted(self.numerator_outside):
            check_country("numerator_outside", country)


def check_country(name: str, code: str) -> None:
    """Raise ``ValueError`` unless a code has the form of those of ISO 3166-1: two capital letters."""
    if not (len(code) == len("FR") and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError(f"{name}: «{code}» is no code of a country, write two capital letters: FR")


def first_that_fits(rows: Iterable[Row], qualities: frozenset[str], **facts: str) -> Row | None:
    """Return the first line whose qualities and columns fit, or the last one if it says ``otherwise``, or None.

    Each keyword names a column that holds a set: the line fits if the set is empty or holds the fact.
    """
    for row in rows:
        if row.otherwise or fits(row, qualities, **facts):
            return row
    return None


def fits(row: Row, qualities: frozenset[str], **facts: str) -> bool:
    """Tell whether a line's qualities and columns fit the facts."""
    if not row.requires <= qualities or row.excludes & qualities:
        return False
    for column, fact in facts.items():
        allowed = getattr(row, column)
        if allowed and fact not in allowed:
            return False
    return True


def loosened(upper: Any, lower: Any, direction: str) -> bool:
    """Tell whether a column of a lower line is looser than the column of the line it keeps."""
    if isinstance(upper, Duration):
        return lower is None or in_months(lower) < in_months(upper)
    if direction == HIGHER:
        return bool((lower or 0) < upper) if upper else False
    if direction == TRUE:
        return bool(upper and not lower)
    if direction == MORE:
        return not lower >= upper
    return bool(upper) and (not lower or not lower <= upper)
