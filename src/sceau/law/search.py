"""Which rules hold some words? Those of the open law, and of the schools whose law one may read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sceau.core.rule import Layer, Rule
from sceau.core.vocabulary import RULES
from sceau.law.queries import law_of, schools_with_law
from sceau.law.readers import schools_open_to
from sceau.law.reading import name_of
from sceau.law.whose import Whose
from sceau.people.access import Viewer
from sceau.people.folding import fold
from sceau.regulation import Regulation
from sceau.regulation.law import Scope
from sceau.wording import Language, say_citation

MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that fits the words looked for: whose it is, its key, its title."""

    whose: Whose
    name: str
    key: str
    title: str


def rules_found(viewer: Viewer, text: str, *, on: date, lang: Language) -> list[Found]:
    """Return the rules that hold every word looked for, on a day; see ``rules_among``."""
    return rules_among(schools_with_law(schools_open_to(viewer), on=on), text, on=on, lang=lang)


def rules_among(schools: Mapping[str, Regulation], text: str, *, on: date, lang: Language) -> list[Found]:
    """Return the rules that hold every word looked for, in the open law and in that of the schools given.

    Those that the words name come first; then the State's, labels', schools'. No more than ``MOST_FOUND``.
    """
    wanted = fold(text).split()
    if not wanted:
        return []
    shipped = law_of(on=on)
    adopted = {id(law): law for law in schools.values() if law is not shipped}
    laws = (shipped, *adopted.values())
    found = dict.fromkeys(one for law in laws for one in _rules_in(law, wanted, frozenset(schools), lang))
    return sorted(found, key=lambda one: _distance(one, wanted))[:MOST_FOUND]


def _rules_in(law: Regulation, wanted: list[str], readable: frozenset[str], lang: Language) -> Iterator[Found]:
    for scope, rules in sorted(law.rules.items(), key=lambda one: _rank(one[0])):
        if scope.school and scope.school not in readable:
            continue
        whose = _whose_of(scope)
        own = law.seen_by(scope.school) if scope.school else law
        fits = (rule for rule in rules.values() if _fits(rule, wanted, own, lang))
        yield from (Found(whose, name_of(whose, law, lang), rule.key, lang.of(rule.title)) for rule in fits)


def _distance(found: Found, wanted: list[str]) -> int:
    """Return how far a rule is from what is looked for: 0 by words of its title, 1 by parts of them, 2 by its text."""
    title = fold(found.title)
    words = re.findall(r"\w+", title)
    if all(any(word.startswith(one) for word in words) for one in wanted):
        return 0
    return 1 if all(one in title for one in wanted) else 2


def _whose_of(scope: Scope) -> Whose:
    """Return whose law a folder holds."""
    if scope.school:
        return Whose(Layer.SCHOOL, scope.school)
    return Whose(Layer.LABEL, scope.label) if scope.label else Whose(Layer.STATE)


def _rank(scope: Scope) -> tuple[int, str, str, str]:
    return scope.layer.value, scope.label, scope.school, scope.programme


def _fits(rule: Rule, wanted: list[str], law: Regulation, lang: Language) -> bool:
    told = [rule.key, rule.key.replace("_", " "), lang.of(rule.title), RULES[rule.key].stage]
    for entry in rule.entries:
        told += [lang.of(entry.says), say_citation(entry.cite, law.texts, lang)]
    text = fold(" ".join(told))
    return all(word in text for word in wanted)
