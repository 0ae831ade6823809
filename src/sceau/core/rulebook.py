"""Which value of each rule applies at this school, for this programme, on this date?

A *rulebook* looks at the four layers from above (state, label, school, programme) on one date and answers each key
with one *value* and its citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sceau.core.bounds import applies_under
from sceau.core.rule import (
    Absence,
    Bound,
    Citation,
    Entry,
    Layer,
    Rule,
    RuleMissing,
    RuleNotYetInForce,
    SeveralReadings,
    Value,
    Words,
    layer_name,
    value_of,
    variant_value,
)

AND = " + "
"""What joins the names of the readings of several layers of one rule."""


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


def expired_on(on: date, ladders: Mapping[str, tuple[Rule, ...]]) -> frozenset[str]:
    """Return the keys of which some layer gives, on a day, a value that its text gives until an earlier day only."""
    return frozenset(key for key, ladder in ladders.items() if any(_has_expired(rule, on) for rule in ladder))


def _has_expired(rule: Rule, on: date) -> bool:
    entry = rule.in_force(on)
    return entry is not None and entry.serves_until is not None and entry.serves_until < on


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
    expired: frozenset[str] = frozenset()
    """The keys of which some layer gives a value that its text gives until a day before ``on`` only."""
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
                f"set it, with its citation, in a file of the {'school' if self.school else 'label'}",
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
            return tuple(replace(self.reading(key, name).get(key), reading=name) for name in several.readings)

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

    def rests_on_what_has_expired(self) -> bool:
        """Tell whether a value that served until an earlier day has been looked up, here or under a reading."""
        if not self._known.keys().isdisjoint(self.expired):
            return True
        return any(beside.rests_on_what_has_expired() for beside in self._beside.values())

    def looked_up(self) -> frozenset[str]:
        """Return the keys of the values that were found so far, here or under a reading."""
        return frozenset(self._known).union(*(beside.looked_up() for beside in self._beside.values()))

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
            value = self._contradiction(rule, entry.contradicts, value, above)
        for bound, upper in above:
            if upper.absence is not Absence.REPEALED and upper.layer is not entry.contradicts:
                value = value if applies_under(upper, value, bound) else upper
        return value

    def _contradiction(self, rule: Rule, contradicted: Layer, lower: Value, above: list[tuple[Bound, Value]]) -> Value:
        """Return the reading settled on between what an entry says and the layer above that it contradicts."""
        uppers = [upper for _, upper in above if upper.layer is contradicted]
        if not uppers:
            return lower
        readings = {layer_name(rule.layer): lower, layer_name(contradicted): uppers[0]}
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
