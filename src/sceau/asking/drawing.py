"""How is each fact of a question drawn? By what it holds, with what was typed in it and what is wrong there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sceau.asking.drawn import Choice, Drawn
from sceau.asking.labels import ADD, HINT, LEFT_OUT, ONE, find, label_of, say
from sceau.asking.options import MANY, Hand
from sceau.asking.shapes import Field, Kind
from sceau.asking.typed import AMOUNT, NONE_OF_THEM, UNIT, Typed, blank, is_blank
from sceau.regulation.values import DURATION_UNITS
from sceau.wording.numbers import say_number

SHOWN: Mapping[str, frozenset[str]] = {
    owner: frozenset(names.split())
    for owner, names in {
        "Degree": "obtained",
        "Experience": "related",
        "LanguageProof": "test score cefr",
        "Mark": "mark standing",
        "ComponentFacts": "validated mark",
        "Seat": "present",
        "Votes": "abstained",
        "ThesisFacts": "handed_in_on",
        "Piece": "language",
        "GraduateFacts": "answered_on activities job_contract",
        "FundingRequest": "asked_on available",
        "Attempt": "refused",
        "Choice": "kind",
        "Group": "enrolled",
        "Partner": "member",
        "Observation": "sign",
    }.items()
}
"""What is shown of a row or a part though it may be left out: what nearly everybody says."""
AS_A_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})?")
AS_AN_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")
"""What the inputs of browsers show; anything else stays as it was typed, in an input of text."""
NUMBERS = {Kind.WHOLE: "numeric", Kind.NUMBER: "decimal"}
"""The keys that a phone offers."""


class Page:
    """What is drawn while a question is put: the law in hand, and what is wrong at each place."""

    def __init__(self, hand: Hand, faults: Mapping[str, Sequence[str]], focus: str = "") -> None:
        self._hand = hand
        self._faults = faults
        self._focus = focus

    def draw(self, fields: Sequence[Field], typed: Typed) -> tuple[Drawn, ...]:
        """Return every fact of a question."""
        return tuple(self._draw(one, typed.get(one.name), one.name) for one in fields)

    def _draw(self, one: Field, held: Any, place: str) -> Drawn:
        match one.kind:
            case Kind.PART | Kind.ROWS:
                return self._several_parts(one, held, place)
            case Kind.DAYS:
                return self._days(one, held or {}, place)
            case Kind.DURATION:
                return self._duration(one, held or {}, place)
            case Kind.SEVERAL:
                return self._words(one, held or [], place)
        return self._leaf(one, held or "", place)

    def _leaf(self, one: Field, held: str, place: str) -> Drawn:
        choices = self._choices(one, held)
        hint = find(one, HINT, self._code)
        if choices is None and not one.required:
            hint = " ".join(filter(None, (hint, self._left_out(one))))
        kind = "choice" if choices is not None else "text"
        listed = one.name if one.kind is Kind.WORD and self._is_long(one) else ""
        return self._made(
            one, place, kind, hint=hint, text=held, choices=choices, input=_input(one.kind, held), listed=listed
        )

    def _choices(self, one: Field, held: str) -> tuple[Choice, ...] | None:
        """Return what may be chosen in a field, first of all nothing; what was typed is never lost."""
        if one.kind is Kind.YES_NO:
            words: Iterable[tuple[str, str]] = tuple((word, self._yes_no(word)) for word in ("yes", "no"))
        elif one.kind is Kind.WORD:
            listed = self._hand.choices_of(one)
            if listed is None or self._is_long(one):
                return None
            words = listed
        else:
            return None
        first = Choice("", say("choose") if one.required else self._left_out(one), is_chosen=not held)
        known = [Choice(word, said, is_chosen=word == held) for word, said in words]
        astray = [] if not held or any(choice.is_chosen for choice in known) else [Choice(held, held, is_chosen=True)]
        return (first, *known, *astray)

    def _is_long(self, one: Field) -> bool:
        return len(self._hand.choices_of(one) or ()) > MANY

    def _words(self, one: Field, held: Sequence[str], place: str) -> Drawn:
        listed = self._hand.choices_of(one) or ()
        known = [Choice(word, said, is_chosen=word in held) for word, said in listed]
        named = {word for word, _ in listed} | {NONE_OF_THEM}
        known += [Choice(word, word, is_chosen=True) for word in dict.fromkeys(held) if word not in named]
        if one.nullable:
            known.append(Choice(NONE_OF_THEM, say("none_of_them"), is_chosen=NONE_OF_THEM in held))
        hint = " ".join(filter(None, (find(one, HINT, self._code), self._left_out(one))))
        return self._made(one, place, "several", hint=hint, choices=tuple(known), is_open=bool(held))

    def _days(self, one: Field, held: Mapping[str, str], place: str) -> Drawn:
        listed = dict(self._hand.choices_of(one) or ())
        listed |= {name: name for name in held if name not in listed}
        days = tuple(self._event(f"{place}.{name}", said, held.get(name, "")) for name, said in listed.items())
        hint = find(one, HINT, self._code)
        return self._made(one, place, "days", hint=hint, shown=days, is_open=not is_blank(held))

    def _event(self, place: str, said: str, text: str) -> Drawn:
        faults = tuple(self._faults.get(place, ()))
        return Drawn("text", place, said, required=False, text=text, input=_input(Kind.DAY, text), faults=faults)

    def _duration(self, one: Field, held: Mapping[str, str], place: str) -> Drawn:
        chosen = held.get(UNIT) or "months"
        units = tuple(Choice(unit, say(f"units.{unit}"), is_chosen=unit == chosen) for unit in DURATION_UNITS)
        hint = " ".join(filter(None, (find(one, HINT, self._code), "" if one.required else self._left_out(one))))
        return self._made(one, place, "duration", hint=hint, text=held.get(AMOUNT, ""), choices=units)

    def _several_parts(self, one: Field, held: Any, place: str) -> Drawn:
        is_part = one.kind is Kind.PART
        if is_part and one.required:
            return self._one_part(one, held or blank(one.inner), place, label_of(one, self._code), is_needed=True)
        rows = [(place, held)] if is_part and held is not None else []
        if not is_part:
            rows = [(f"{place}.{rank}", row) for rank, row in enumerate(held or (), 1)]
        title = label_of(one, self._code) if is_part else find(one, ONE, self._code)
        drawn = tuple(
            self._one_part(one, row, at, title if is_part else f"{title} {rank}")
            for rank, (at, row) in enumerate(rows, 1)
        )
        hint = find(one, HINT, self._code)
        add = "" if is_part and drawn else find(one, ADD, self._code)
        faults = () if is_part and drawn else self._faults.get(place, ())
        return self._made(one, place, one.kind.value, hint=hint, rows=drawn, add=add, faults=tuple(faults))

    def _one_part(self, one: Field, typed: Typed, place: str, title: str, *, is_needed: bool = False) -> Drawn:
        facts = [self._draw(inner, typed.get(inner.name), f"{place}.{inner.name}") for inner in one.inner]
        shown, folded = _sorted(one.inner, facts)
        return Drawn(
            "fieldset",
            place,
            title,
            required=is_needed,
            faults=tuple(self._faults.get(place, ())),
            shown=shown,
            folded=folded,
            is_open=any(fact.is_faulty or not is_blank(typed.get(fact.name)) for fact in folded),
            has_focus=self._focus == place,
        )

    def _made(self, one: Field, place: str, kind: str, **more: Any) -> Drawn:
        faults = more.pop("faults", None)
        found = tuple(self._faults.get(place, ())) if faults is None else faults
        return Drawn(kind, place, label_of(one, self._code), required=one.required, faults=found, **more)

    def _left_out(self, one: Field) -> str:
        """Return what it means to say nothing: the sentence of the fact itself, or what it then stands for."""
        own = find(one, LEFT_OUT, self._code)
        if own:
            return say("left_out", what=own)
        if one.default in (None, ""):
            return say("left_unknown")
        if not one.default and one.kind is Kind.SEVERAL:
            return say("left_out", what=say("none"))
        return say("left_out", what=self._said(one))

    def _said(self, one: Field) -> str:
        lang = self._hand.lang
        if one.kind is Kind.YES_NO:
            return self._yes_no("yes" if one.default else "no")
        return (
            say_number(one.default, lang) if one.kind in (Kind.NUMBER, Kind.WHOLE) else self._hand.say(one, one.default)
        )

    def _yes_no(self, word: str) -> str:
        return str(self._hand.lang.words[word])

    @property
    def _code(self) -> str:
        return self._hand.lang.code


def _sorted(fields: Sequence[Field], facts: Sequence[Drawn]) -> tuple[tuple[Drawn, ...], tuple[Drawn, ...]]:
    """Return what a row shows, and what it folds: what may be left out and few say."""
    both: tuple[list[Drawn], list[Drawn]] = ([], [])
    for one, fact in zip(fields, facts, strict=True):
        is_shown = one.required or one.kind in (Kind.PART, Kind.ROWS) or one.name in SHOWN.get(one.owner, ())
        both[0 if is_shown else 1].append(fact)
    return tuple(both[0]), tuple(both[1])


def _input(kind: Kind, text: str) -> str:
    """Return the type of the input of a fact; one that would not show what was typed is an input of text."""
    if kind is Kind.DAY and AS_A_DAY.fullmatch(text):
        return "date"
    if kind is Kind.INSTANT and AS_AN_INSTANT.fullmatch(text):
        return "datetime-local"
    return NUMBERS.get(kind, "text")
