"""What is a rule, and which of its values applies at this school, for this programme, on this date?

A *rule* is one key of one layer of the law, with a ladder of dated entries. A *rulebook* looks at the four layers
from above (state, label, school, programme) on one date and answers each key with one *value* and its citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
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

AND = " + "
"""What joins the names of the readings of several layers of one rule."""


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
    """In which direction each column is stricter (``core.tables``)."""
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


def stricter(upper: Any, lower: Any, bound: Bound) -> bool:
    """Tell whether ``lower`` is at least as strict as ``upper`` under that bound.

    Numbers, durations and yes/no rise under a floor and fall under a ceiling; sets grow under a floor and shrink
    under a ceiling. Raises ``TypeError`` for kinds that have no order (choices, moments): those are open or fixed.
    """
    if isinstance(upper, frozenset):
        return bool(lower >= upper if bound is Bound.FLOOR else lower <= upper)
    if isinstance(upper, Duration):
        upper, lower = _same_unit(upper, lower)
    if not isinstance(upper, int | Decimal | tuple):
        raise TypeError(f"{type(upper).__name__} has no order")
    return bool(lower >= upper) if bound is Bound.FLOOR else bool(lower <= upper)


def _same_unit(upper: Duration, lower: Duration) -> tuple[int, int]:
    """Return the two amounts, or raise ``TypeError`` when no calendar identity joins their units."""
    if upper.unit != lower.unit:
        raise TypeError(f"{lower.unit} cannot be compared with {upper.unit} without a cited equivalence")
    return upper.amount, lower.amount


def keeps_to(upper: Value, lower: Value, bound: Bound) -> bool:
    """Tell whether the lower value respects what the upper layer allows.

    Tables are compared line by line by ``regulation.checks``; here they pass.
    """
    if bound is Bound.OPEN or not upper.binds:
        return True
    if bound is Bound.FIXED:
        return (lower.value, lower.passes, lower.absence) == (upper.value, upper.passes, None)
    if lower.absence is not None:
        return False
    if isinstance(upper.value, tuple) and not isinstance(upper.value, Duration):
        return True
    if upper.value == lower.value:
        return lower.passes <= upper.passes if bound is Bound.FLOOR else lower.passes >= upper.passes
    return stricter(upper.value, lower.value, bound)


def _keeps_to(upper: Value, lower: Value, bound: Bound) -> bool:
    """Tell whether a lower value keeps to an upper one; where they cannot be compared the upper one applies.

    Nothing but a binding value keeps to a bound that binds: the upper layer may have come to bind since.
    """
    if bound is not Bound.OPEN and upper.binds and lower.force is not Force.BINDING:
        return False
    try:
        return keeps_to(upper, lower, bound)
    except TypeError:
        return False


@dataclass(frozen=True, slots=True)
class Programme:
    """What a school declares of one of its programmes, as far as the law depends on it."""

    code: str
    title: Words
    label: str
    qualities: frozenset[str] = frozenset()
    campus: str = ""
    cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class School:
    """What a school declares of itself in the words of a diploma."""

    slug: str
    name: str
    genitive: Words
    """Its name after "of": « de l'École … », « d'un Institut … »."""
    city: str = ""
    programmes: tuple[Programme, ...] = ()
    qualities: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The law as one school, label and programme meet it on one date: ``rules["unit_pass_mark"]`` is a ``Value``."""

    on: date
    ladders: Mapping[str, tuple[Rule, ...]]
    """For each key, the rules that bear on it, from the highest layer to the lowest."""
    label: str = ""
    school: School | None = None
    programme: Programme | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    """The readings settled on so far, by key."""
    outlived: Mapping[str, date] = field(default_factory=dict)
    """The texts that served until a day before ``on``, by their own word, with that day."""
    _known: dict[str, Value] = field(default_factory=dict, repr=False, compare=False)
    _beside: dict[tuple[str, str], Rulebook] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, key: str) -> Value:
        """Return the value that a computation needs.

        Raises ``RuleMissing`` when no layer sets it, ``RuleNotYetInForce`` before its first date and
        ``SeveralReadings`` while a contested or contradicted rule is not settled.
        """
        value = self.get(key)
        if value.absence is not None:
            where = {
                Absence.SILENT: "no layer sets it",
                Absence.REPEALED: "it has been ended",
                Absence.NOTHING_DUE: "a text says that nothing is due",
            }[value.absence]
            raise RuleMissing(
                key,
                f"{key}: {where} on {self.on.isoformat()}, and this computation needs it; "
                "set it, with its citation, in a file of the school",
            )
        return value

    def get(self, key: str) -> Value:
        """Return the value of an optional requirement; its ``absence`` says why there is none."""
        known = self._known.get(key)
        if known is None:
            try:
                known = self._known[key] = self._resolve(key)
            except SeveralReadings as several:
                raise self._every_reading(several) from None
        return known

    def readings(self, key: str) -> tuple[Value, ...]:
        """Return every reading of a rule: one value for most, several for a contested or contradicted one."""
        try:
            return (self.get(key),)
        except SeveralReadings as several:
            return tuple(self.reading(key, name).get(key) for name in several.readings)

    def reading(self, key: str, name: str) -> Rulebook:
        """Return the same rulebook with one reading of one key settled on."""
        beside = self._beside.get((key, name))
        if beside is None:
            known = {k: v for k, v in self._known.items() if k != key}
            chosen = {**self.chosen, key: name}
            beside = replace(self, chosen=chosen, _known=known, _beside={})
            self._beside[key, name] = beside
        return beside

    def _every_reading(self, several: SeveralReadings) -> SeveralReadings:
        """Return the readings of one layer, each joined with those of the layers below that it leaves open."""
        names: list[str] = []
        contested = several.contested
        for name in several.readings:
            try:
                self.reading(several.key, name).get(several.key)
                names.append(name)
            except SeveralReadings as below:
                names += below.readings
                contested = contested or below.contested
        return SeveralReadings(several.key, tuple(names), contested=contested)

    def qualities(self, own: frozenset[str]) -> frozenset[str]:
        """Return the qualities of a person joined with those of the school and of the programme."""
        if self.school and self.school.qualities:
            own = own | self.school.qualities
        return own | self.programme.qualities if self.programme else own

    def _resolve(self, key: str) -> Value:
        rules = self.ladders.get(key, ())
        begun = [(rule, entry) for rule in rules if (entry := rule.in_force(self.on))]
        if not begun:
            if rules:
                raise RuleNotYetInForce(key, min(r.entries[0].since for r in rules), self.on)
            return Value(key=key, absence=Absence.SILENT)
        applied: list[tuple[Bound, Value]] = []
        for rule, entry in begun:
            applied.append((rule.bound, self._settle(rule, entry, applied)))
        speaking = [value for _, value in applied if value.absence is not Absence.REPEALED]
        return speaking[-1] if speaking else applied[-1][1]

    def _settle(self, rule: Rule, entry: Entry, above: list[tuple[Bound, Value]]) -> Value:
        """Return what one layer's entry comes to under the layers above it."""
        if entry.repealed:
            return value_of(rule, entry)
        if entry.chooses:
            chosen = above[-1][1] if above else Value(key=rule.key, absence=Absence.SILENT)
            return replace(chosen, cite=entry.cite, says=entry.says, layer=rule.layer)
        value = self._variant(rule, entry) if entry.variants else value_of(rule, entry)
        if entry.contradicts is not None:
            value = self._contradiction(rule, entry, value, above)
        for bound, upper in above:
            if upper.absence is not Absence.REPEALED and upper.layer is not entry.contradicts:
                value = value if _keeps_to(upper, value, bound) else upper
        return value

    def _contradiction(self, rule: Rule, entry: Entry, lower: Value, above: list[tuple[Bound, Value]]) -> Value:
        """Return the reading settled on between what an entry says and the layer above that it contradicts."""
        uppers = [upper for _, upper in above if upper.layer is entry.contradicts]
        if not uppers:
            return lower
        readings = {layer_name(rule.layer): lower, layer_name(entry.contradicts): uppers[0]}
        return self._choose(rule.key, readings, contested=False)

    def _variant(self, rule: Rule, entry: Entry) -> Value:
        """Return the variant settled on: by a lower layer's ``chooses``, or by whoever evaluates each of them."""
        readings = {v.name: variant_value(rule, entry, v) for v in entry.variants}
        for lower in self.ladders[rule.key]:
            step = lower.in_force(self.on)
            if step and step.chooses in readings and lower.layer > rule.layer:
                return readings[step.chooses]
        return self._choose(rule.key, readings, contested=True)

    def _choose(self, key: str, readings: Mapping[str, Value], *, contested: bool) -> Value:
        """Return the reading that was settled on, by its own name or by one of those joined."""
        chosen = self.chosen.get(key, "")
        own = next((name for name in (chosen, *chosen.split(AND)) if name in readings), None)
        if own is None:
            names = tuple(f"{chosen}{AND}{name}" if chosen else name for name in readings)
            raise SeveralReadings(key, names, contested=contested)
        return replace(readings[own], reading=chosen)


def layer_name(layer: Layer | None) -> str:
    """Return the layer's name as the data writes it, e.g. ``school``."""
    return "" if layer is None else layer.name.lower()


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
