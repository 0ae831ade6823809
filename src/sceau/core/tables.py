"""What can a line of a table say? The columns of each kind of table, and in which direction each is stricter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sceau.core.calendar import in_months
from sceau.core.rule import Duration, Force, Moment, Row

HIGHER, FEWER, MORE, TRUE = "higher", "fewer", "more", "true"
"""How a lower layer may tighten a column: a higher number, fewer choices (none set means all), more of them, or yes."""

LOWER, WIDER, LESS, SAME, NONE = "lower", "wider", "less", "same", "none"
"""The same for a line that counts or burdens: a lower number, more choices (none set means all), fewer of them (none
set means that nothing narrows the line), no change at all, or none where there is none above."""


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
    education: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    third_party_pays: frozenset[str] = frozenset()
    """How much a third party pays beside the payer: ``nothing``, ``part`` or ``all``; empty: whatever it pays."""
    degree_years_at_least: int | None = None
    degree_years_at_most: int | None = None
    """Whole years since the degree, these numbers included."""
    experience_at_least: int | None = None
    experience_at_most: int | None = None
    """Months of professional experience, these numbers included."""


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


@dataclass(frozen=True, slots=True)
class DepositRow(Row):
    """What is paid before the instalments to keep a place; what is left of the price is spread over them."""

    payers: frozenset[str] = frozenset()
    ratio: Decimal | None = None
    """Its share of the price."""
    amount: Decimal | None = None
    """Or its amount in euros."""
    due: Moment | None = None


@dataclass(frozen=True, slots=True)
class FunderRow(Row):
    """A funder: whom and what it pays for, until when it is asked, how much it gives."""

    payers: frozenset[str] = frozenset()
    """Who owes what is left once it has paid; empty: anyone."""
    contracts: frozenset[str] = frozenset()
    seniority: Duration | None = None
    """Time at work that is asked for, in months or years."""
    seniority_in_company: Duration | None = None
    """How much of it in the company where the person works."""
    seniority_waived_for: frozenset[str] = frozenset()
    """Qualities of which one is enough to be asked for no seniority."""
    remote_at_most: Decimal | None = None
    """The greatest share of the teaching at a distance."""
    registers: frozenset[str] = frozenset()
    """The registers in one of which the certification stands on the day the intake starts."""
    quality_certificate: bool = False
    """True if the school must hold a quality certificate (Qualiopi) on that day."""
    ask_by: Moment | None = None
    lines: frozenset[str] = frozenset()
    """The lines that it may pay (``tuition``…); empty: any."""
    ratio: Decimal | None = None
    """Its share of what is left of these lines."""
    amount: Decimal | None = None
    """Or a fixed amount in euros."""
    floor: Decimal | None = None
    cap: Decimal | None = None
    after_break: str = ""
    """What it pays of a course that is broken off: ``whole``, ``pro_rata`` or ``nothing``."""
    day_base: int | None = None
    """Over how many days a part of the course is counted; None: its own days."""
    STRICTER: ClassVar[Mapping[str, str]] = {
        "payers": FEWER,
        "contracts": FEWER,
        "seniority": HIGHER,
        "seniority_in_company": HIGHER,
        "remote_at_most": LOWER,
        "registers": FEWER,
        "quality_certificate": TRUE,
        "lines": FEWER,
        "requires": MORE,
        "excludes": MORE,
    }


@dataclass(frozen=True, slots=True)
class ShareRow(Row):
    """What stays with the holder or the employer of whatever a funder pays."""

    funders: frozenset[str] = frozenset()
    """The funders whose payment it goes with; empty: any."""
    payers: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    amount: Decimal = Decimal(0)
    """In euros; zero: nothing stays with them."""
    taken_from: str = "price"
    """``price``: what is left to pay is less; ``funding``: the funder gives that much less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCutRow(Row):
    """By how much a funder gives less for teaching at a distance."""

    funders: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    remote_from: Decimal
    """The share of the teaching at a distance from which funding is cut, this share included."""
    cut: Decimal
    floor: Decimal | None = None
    """Below which no cut brings the funding."""


@dataclass(frozen=True, slots=True)
class LeavingRow(Row):
    """What is owed of the price by someone who leaves, by cause, form and day."""

    causes: frozenset[str] = frozenset()
    """Why they leave, in free words; empty: whatever the cause."""
    payers: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    """In which form it must be said; empty: any."""
    until: Moment | None = None
    """The last day to say so; None: no last day."""
    until_elapsed: Decimal | None = None
    """The greatest share of the course that may have elapsed."""
    ratio: Decimal | None = None
    """The share of the price that is owed."""
    amount: Decimal | None = None
    """Or an amount in euros."""
    pro_rata: bool = False
    """Or the share of the course that has elapsed."""
    day_base: int | None = None
    """Over how many days that share is counted; None: the course's own days."""
    kept_lines: frozenset[str] = frozenset()
    """What was paid under these lines is kept on top (``application_fee``, ``deposit``…)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow(Row):
    """What is given back of an amount paid, for what cause and on what proof."""

    lines: frozenset[str] = frozenset()
    """The lines it speaks of (``application_fee``, ``instalment_1``, ``cvec``…); empty: any."""
    causes: frozenset[str] = frozenset()
    """Why it is asked for; empty: whatever the cause."""
    refunded: Decimal
    """The share given back, from 0 (kept) to 1."""
    kept: Decimal = Decimal(0)
    """An amount in euros that is kept first; the share is that of the rest."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRow(Row):
    """How much the mark of a part of the end of studies weighs; its id is the part: mission, thesis or defence."""

    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HonoursRow(Row):
    """A band of honours, from the general mean that opens it."""

    mean: Decimal
    """The least general mean, on the scale of the school; it opens the band itself."""
    without_resit: bool = False
    """True if a student who has resat anything has no access to it."""


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


@dataclass(frozen=True, slots=True)
class DossierPieceRow(Row):
    """A document of the dossier of a programme, and for which requests it is required."""

    requests: frozenset[str] = frozenset()
    """``first_request``, ``renewal``; empty: both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryRow(Row):
    """Who must sign the dossier of a programme."""

    role: str


@dataclass(frozen=True, slots=True)
class WindowRow(Row):
    """A stretch of the year in which dossiers are filed, its first and last day included."""

    requests: frozenset[str] = frozenset()
    """``first_request``, ``renewal``; empty: both."""
    opens: Moment | None = None
    closes: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow(Row):
    """What follows from an opinion on a request for the label."""

    opinions: frozenset[str] = frozenset()
    """``favourable``, ``with_reservations``, ``deferring``, ``unfavourable``; empty: any."""
    requests: frozenset[str] = frozenset()
    """``first_request``, ``renewal``; empty: both."""
    leads_to: str
    """``granted``, ``granted_on_conditions``, ``deferred`` or ``refused``."""
    term: Duration | None = None
    """For how long the label is granted."""
    sequel: str = ""
    """What the school owes meanwhile: ``progress_report``, ``visit``, ``new_dossier``, ``phasing_out``."""
    return_after: Duration | None = None
    """After how long a dossier that was not accepted may come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow(Row):
    """What a role may do for the label."""

    roles: frozenset[str]
    acts: frozenset[str] = frozenset()
    members_only: bool = False
    """True if only a member of the label's owner may take the role."""
    STRICTER: ClassVar[Mapping[str, str]] = {
        "roles": FEWER,
        "acts": FEWER,
        "members_only": TRUE,
        "requires": MORE,
        "excludes": MORE,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRow(Row):
    """A figure that a text publishes; no rule follows from it."""

    on: date
    """The day it speaks of, or the first day of the period it names."""
    observed: str
    number: Decimal
    sign: str = "exactly"
    """``exactly``, ``about``, ``at_least`` or ``more_than``."""
    cumulated: bool = False
    """True of a number counted since the beginning."""


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


def names_route(row: LanguageRow | QuotaRow, route: Row) -> bool:
    """Tell whether a line bears on a route: it names it, or the route above that it keeps, or none at all."""
    return not row.routes or route.id in row.routes or route.keeps in row.routes


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
    if isinstance(upper, Mapping):  # a test that is added, or a score that is lowered, proves more easily
        return any(name not in upper or score < upper[name] for name, score in lower.items())
    return _LOOSER[direction](upper, lower)


_LOOSER: Mapping[str, Callable[[Any, Any], bool]] = {
    HIGHER: lambda upper, lower: bool(upper) and bool((lower or type(upper)()) < upper),
    TRUE: lambda upper, lower: bool(upper and not lower),
    MORE: lambda upper, lower: not lower >= upper,
    FEWER: lambda upper, lower: bool(upper) and (not lower or not lower <= upper),
    LOWER: lambda upper, lower: upper is not None and (lower is None or lower > upper),
    WIDER: lambda upper, lower: bool(lower) and (not upper or not lower >= upper),
    LESS: lambda upper, lower: not lower <= upper,
    SAME: lambda upper, lower: lower != upper,
    NONE: lambda upper, lower: bool(lower and not upper),
}
"""For each direction, whether a lower column is looser than an upper one."""
