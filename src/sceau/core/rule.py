"""What is a rule? One key of one layer of the law, with a ladder of dated entries, each with its citation.

What a question is answered with is a *value*; ``core.rulebook`` chooses it among the layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum, StrEnum, auto
from typing import Any, ClassVar, NamedTuple

UNITS = (
    "",
    "/10",
    "/20",
    "/100",
    "ECTS",
    "EUR",
    "hours",
    "ratio",
    "places",
    "times",
    "points",
    "days",
)
"""The closed list of units a number may carry; a ratio of 0.3 is thirty per cent."""


class Layer(IntEnum):
    """Who speaks, from the highest to the lowest."""

    STATE = auto()
    LABEL = auto()
    SCHOOL = auto()
    PROGRAMME = auto()


class Bound(StrEnum):
    """What the layers below may do with a rule."""

    FIXED = "fixed"
    FLOOR = "floor"
    CEILING = "ceiling"
    OPEN = "open"


class Force(StrEnum):
    """How strongly a rule speaks: only a binding one refuses, the others warn."""

    BINDING = "binding"
    RECOMMENDED = "recommended"
    USUAL = "usual"


class Standing(StrEnum):
    """Where an entry stands in the life of the law."""

    IN_FORCE = "in_force"
    HISTORICAL = "historical"
    CONTESTED = "contested"


class Absence(StrEnum):
    """Why a rule that was asked for requires nothing."""

    SILENT = "silent"
    """No layer says anything."""
    REPEALED = "repealed"
    """A layer has ended it."""
    NOTHING_DUE = "nothing_due"
    """A text says that nothing is due."""


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence or a name in the two languages of the site."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a text says so; ``locator`` is what the text really offers: an article, a section, a paragraph."""

    text: str
    locator: str
    confirmed: bool = True
    """False where the text itself was not read, or does not say it in so many words."""

    def __str__(self) -> str:
        return f"{self.text}, {self.locator}" + ("" if self.confirmed else " (to confirm)")


class Duration(NamedTuple):
    """A length of time in the unit of its text, never converted silently."""

    amount: int
    unit: str
    """``days``, ``working_days``, ``weeks``, ``months``, ``quarters``, ``semesters`` or ``years``."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that a rule names: a date, a day and month of the intake's year, or a delay around a named event."""

    on: date | None = None
    day: int | None = None
    month: int | None = None
    year: str = "intake"
    """``previous``, ``intake`` or ``next``: whose day and month it is."""
    delay: Duration | None = None
    side: str = "after"
    """``before`` or ``after`` the event."""
    event: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; the subclasses in ``core.tables`` add the columns of each table."""

    id: str
    title: Words | None = None
    says: Words | None = None
    cite: Citation | None = None
    """Where the text says this line; without it the citation of the whole table serves."""
    keeps: str = ""
    """The id of the upper layer's line that this line keeps and may only tighten."""
    requires: frozenset[str] = frozenset()
    """The qualities that must be there for the line to fit."""
    excludes: frozenset[str] = frozenset()
    """The qualities that must not be there for the line to fit."""
    otherwise: bool = False
    """True for the last line, which fits whatever no line above fits."""
    STRICTER: ClassVar[Mapping[str, str]] = {}
    """In which direction each column is stricter (``core.tables.tightening``)."""
    UNLESS: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The columns that a lower line may leave out if it says another: the degrees it names, nobody need recognise."""
    EXTRA_TIGHTENS: ClassVar[bool] = False
    """True where each line burdens: a lower table then keeps every line of the upper one, and may add some."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated step of the ladder of a rule."""

    since: date
    cite: Citation
    says: Words
    value: Any = None
    passes: bool = True
    """For a threshold: does the value itself pass?"""
    force: Force = Force.BINDING
    standing: Standing = Standing.IN_FORCE
    repealed: bool = False
    none: bool = False
    contradicts: Layer | None = None
    """The layer above that this entry knowingly contradicts: both are then evaluated."""
    variants: tuple[Variant, ...] = ()
    chooses: str = ""
    """The name of the variant of the contested rule above that this layer settles on."""
    serves_until: date | None = None
    """The last day that the text gives this value for, if it gives one; nothing replaces it by itself."""
    note: str = ""
    place: int = field(default=0, compare=False)
    """Which of the steps of its file it is, counted from one; it says nothing of the law."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the readings of a contested entry."""

    name: str
    value: Any
    cite: Citation
    says: Words
    passes: bool = True
    none: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One key as one layer writes it."""

    key: str
    stage: str
    title: Words
    unit: str
    bound: Bound
    layer: Layer
    origin: str
    """The file, as ``schools/<school>/studies.toml``, for faults and screens."""
    entries: tuple[Entry, ...]
    """From the oldest to the newest."""

    def in_force(self, on: date) -> Entry | None:
        """Return the newest entry that had begun on that day, or None before the first."""
        begun = [entry for entry in self.entries if entry.since <= on]
        return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class Value:
    """What a rule requires on one date, and where that is said: the answer of a rulebook."""

    key: str
    value: Any = None
    unit: str = ""
    title: Words | None = None
    cite: Citation | None = None
    """None only where the texts say nothing."""
    says: Words | None = None
    since: date | None = None
    layer: Layer | None = None
    passes: bool = True
    force: Force = Force.BINDING
    absence: Absence | None = None
    reading: str = ""
    """The name of the reading in hand when the rule is contested or contradicted."""
    serves_until: date | None = None
    """The last day that the text gives this value for, if it gives one."""
    binds: bool = field(init=False)
    """True if a fact that does not meet it is a ground for refusal."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "binds", self.absence is None and self.force is Force.BINDING)


class RuleError(LookupError):
    """A rule was asked for that cannot answer; the message says what to do."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


class RuleMissing(RuleError):
    """A computation needs a value that no layer sets."""


class RuleNotYetInForce(RuleError):
    """The law was asked for before the first day it was written for."""

    def __init__(self, key: str, first: date, on: date) -> None:
        super().__init__(
            key,
            f"{key}: nothing is written before {first.isoformat()} and {on.isoformat()} was asked; "
            "ask for a later date, or write the earlier value with its citation",
        )
        self.first = first


class SeveralReadings(Exception):
    """A rule has several readings: ``core.question.ask`` evaluates each of them."""

    def __init__(self, key: str, readings: tuple[str, ...], *, contested: bool) -> None:
        super().__init__(f"{key} has several readings ({', '.join(readings)}): go through core.question.ask")
        self.key = key
        self.readings = readings
        self.contested = contested


def layer_name(layer: Layer) -> str:
    """Return the layer's name as the data writes it, e.g. ``school``."""
    return layer.name.lower()


def value_of(rule: Rule, entry: Entry) -> Value:
    """Return what an entry alone says, before the layers meet."""
    absence = Absence.REPEALED if entry.repealed else Absence.NOTHING_DUE if entry.none else None
    return Value(
        key=rule.key,
        value=entry.value,
        unit=rule.unit,
        title=rule.title,
        cite=entry.cite,
        says=entry.says,
        since=entry.since,
        layer=rule.layer,
        passes=entry.passes,
        force=entry.force,
        absence=absence,
        serves_until=entry.serves_until,
    )


def variant_value(rule: Rule, entry: Entry, variant: Variant) -> Value:
    """Return what one reading of a contested entry says."""
    return replace(
        value_of(rule, entry),
        value=variant.value,
        cite=variant.cite,
        says=variant.says,
        passes=variant.passes,
        absence=Absence.NOTHING_DUE if variant.none else None,
        reading=variant.name,
    )
