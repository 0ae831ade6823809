"""Which words may be chosen in a field? Those of its closed list, or of the law in hand, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sceau.asking.shapes import Field, Kind
from sceau.core.closed_lists import COMPONENTS, EVENTS, SIGNS
from sceau.core.fees import PRICED
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.people.countries import countries
from sceau.regulation import Regulation
from sceau.regulation.facts import WORDS
from sceau.regulation.words_in_hand import words_in_hand
from sceau.wording import Language, say_choice, say_outcome
from sceau.wording.values import say_row

TABLES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("DossierFacts", "pieces"): ("dossier_pieces",),
    ("DossierFacts", "answers"): ("accreditation_criteria",),
    ("FundingRequest", "funder"): ("public_funders", "funders"),
    ("Amount", "code"): ("instalments", "costs_beside"),
    ("FileFacts", "route"): ("admission_routes",),
    ("QuotaFacts", "route"): ("admission_routes",),
    ("Group", "route"): ("admission_routes",),
    ("Piece", "id"): ("application_pieces",),
    ("FileFacts", "asked_for"): ("application_pieces",),
    ("RefundFacts", "line"): ("instalments",),
    ("RefundFacts", "proofs"): ("application_pieces",),
}
"""The tables of the law whose lines a field names, by the class of facts and the field."""
BESIDE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("ComponentFacts", "code"): COMPONENTS,
    ("Observation", "sign"): SIGNS,
    ("Amount", "code"): PRICED,
}
"""Words of other fields than those that take them from a list whatever the question."""
OF_PROGRAMMES = frozenset({("Choice", "programme"), ("Attempt", "programme"), ("Group", "programme")})
WITHIN = {
    "evaluated_by": "evaluators",
    "opinion_by": "recognisers",
    "decided_by": "recognisers",
    "filed_with": "label_accredited_by",
}
"""The list of words within which a field's words have a name of their own."""

MANY = 60
"""A list of more words is offered beside a field, where one writes: drawn in each row it would weigh too much."""

Choices = tuple[tuple[str, str], ...]
"""Words, each with what a person reads."""


@dataclass(frozen=True)
class Hand:
    """The law in hand for a question, and the language in which its words are said."""

    question: str
    law: Regulation
    rules: Rulebook
    lang: Language
    _known: dict[tuple[str, str], Choices | None] = field(default_factory=dict, compare=False, repr=False)

    def choices_of(self, one: Field) -> Choices | None:
        """Return the words that a field may hold, each as it is read; None where anything may be written."""
        place = (one.owner, one.name)
        if place not in self._known:
            words = self._words_of(one)
            self._known[place] = None if words is None else tuple((word, self.say(one, word)) for word in words)
        return self._known[place]

    def long_lists(self, fields: Sequence[Field]) -> dict[str, Choices]:
        """Return the lists of some fields, and of those within them, that are written once for all of them."""
        found: dict[str, Choices] = {}
        for one in fields:
            found |= self.long_lists(one.inner)
            choices = self.choices_of(one) if one.kind is Kind.WORD else None
            if choices and len(choices) > MANY:
                found[one.name] = choices
        return found

    def say(self, one: Field, word: str) -> str:
        """Return how a word of a field is read."""
        if one.words:
            return self.lang.name("standings_of_marks", word)
        if one.kind is Kind.DAYS:
            return str(self.lang.moments["events"].get(word, word))
        said = self._named.get(one.name, {}).get(word) or self._titles(TABLES.get((one.owner, one.name), ())).get(word)
        if said is not None:
            return said
        if one.name == "jury_outcome":
            return say_outcome(("jury.proposal", word), self.lang)
        return say_choice(word, self.lang, WITHIN.get(one.name, one.name))

    def _words_of(self, one: Field) -> Iterable[str] | None:
        place = (one.owner, one.name)
        if one.kind is Kind.DAYS:
            return EVENTS
        if one.words or one.name in self._named:
            return one.words or self._named[one.name]
        if place in OF_PROGRAMMES:
            return [programme.code for programme in self.rules.school.programmes] if self.rules.school else None
        found = dict.fromkeys((*self._in_hand.get(one.name, ()), *BESIDE.get(place, ())))
        found |= self._titles(TABLES.get(place, ()))
        if found or place in BESIDE:
            return found
        listed = tuple(word for word in WORDS.get(one.name, ()) if word)
        return listed or (() if one.kind is Kind.SEVERAL else None)

    @cached_property
    def _in_hand(self) -> Mapping[str, tuple[str, ...]]:
        return words_in_hand(self.question, self.rules)

    @cached_property
    def _named(self) -> Mapping[str, Mapping[str, str]]:
        """What is named elsewhere than in the closed lists: qualities, languages, countries."""
        return {
            "qualities": {name: self.lang.of(one.title) for name, one in self.law.qualities.items()},
            "language": dict(self.lang.languages),
            "languages": dict(self.lang.languages),
            "country": dict(countries(self.lang.code)),
        }

    def _titles(self, keys: tuple[str, ...]) -> dict[str, str]:
        """Return the lines of some tables by their names, under every reading of them."""
        return {row.id: say_row(row, self.lang) for key in keys for row in self._rows(key)}

    def _rows(self, key: str) -> Iterable[Any]:
        try:
            return [row for value in self.rules.readings(key) for row in value.value or ()]
        except RuleError:  # it is to come: the question itself will tell
            return ()
