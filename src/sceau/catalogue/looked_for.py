"""What does somebody look for in the catalogue? Words and facets, as the address of a page holds them.

Nothing in an address orders or groups programmes by what a school achieved: what is not here is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language

from sceau.catalogue.domains import domain_name
from sceau.catalogue.facets import GROUPS
from sceau.catalogue.listings import LENGTHS
from sceau.catalogue.part_forms import say_choice
from sceau.catalogue.search import LONGEST, Found, Wanted
from sceau.people.folding import fold
from sceau.people.forms import say
from sceau.people.models import School
from sceau.wording import language

MOST_CHOSEN = 20
"""Values of a facet that are read off an address."""
MOST_DIGITS = 6
"""Of the number of a page."""
MOST_SHOWN = 12
"""Values of a facet that are shown at once; the others are folded away."""
IN_ORDER = tuple(name for name, _, _ in LENGTHS)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: its name, how many programmes it would show, and whether it is chosen."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as the page shows it."""

    group: str
    choices: Sequence[Choice]

    @property
    def first(self) -> Sequence[Choice]:
        """The choices that are shown at once: those that are chosen, and some more."""
        return self.choices[:MOST_SHOWN]

    @property
    def others(self) -> Sequence[Choice]:
        """The choices that are folded away."""
        return self.choices[MOST_SHOWN:]

    @property
    def is_open(self) -> bool:
        """Whether something is chosen in it."""
        return any(one.is_chosen for one in self.choices)


def wanted_in(asked: QueryDict) -> Wanted:
    """Return what an address asks for; what it cannot mean is left out."""
    chosen = {
        group: frozenset(one for one in asked.getlist(group)[:MOST_CHOSEN] if one and "\0" not in one)
        for group in GROUPS
    }
    page = asked.get("page", "")
    text = asked.get("q", "").replace("\0", "").strip()[:LONGEST]
    number = int(page) if page.isascii() and page.isdecimal() and len(page) <= MOST_DIGITS else 1
    return Wanted(text, {group: values for group, values in chosen.items() if values}, number)


def address_of(wanted: Wanted, *, page: int = 1) -> str:
    """Return what the address of a page of a search ends with."""
    pairs = [("q", wanted.text)] if wanted.text else []
    pairs += [(group, one) for group in GROUPS for one in sorted(wanted.chosen.get(group, ()))]
    pairs += [("page", str(page))] if page > 1 else []
    return urlencode(pairs)


def facets_shown(found: Found, wanted: Wanted) -> Iterator[Facet]:
    """Yield each facet that has anything to choose, its values in the order of their names: never of their counts."""
    schools = dict(School.objects.values_list("slug", "name"))
    for group in GROUPS:
        chosen = wanted.chosen.get(group, frozenset())
        rows = [
            Choice(value, _name(group, value, schools), count, value in chosen)
            for value, count in found.counts.get(group, ())
            if count or value in chosen
        ]
        if rows:
            yield Facet(group, sorted(rows, key=lambda one: (not one.is_chosen, *_order(group, one))))


def _order(group: str, one: Choice) -> tuple[int, str]:
    return (IN_ORDER.index(one.value) if group == "duration" else 0, fold(one.name))


def _name(group: str, value: str, schools: Mapping[str, str]) -> str:
    code = get_language() or "fr"
    if group == "domain":
        return domain_name(value, code)
    if group == "school":
        return schools.get(value, value)
    if group == "language":
        return str(language(code).languages.get(value, value))
    if group == "pace":
        return say_choice(value)
    return value if group == "city" else say(f"facet_values.{group}_{value}")
