"""Who may have been entered twice? Records that share a key are set side by side, within what the viewer may see.

No record is compared with every other one: the database groups them by what they share, and only those of one group
are compared, within bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower

from sceau.people.access import Viewer, visible
from sceau.people.likeness import in_common, points, strength
from sceau.people.models import Distinction, Person

MOST_GROUPS = 500
"""The most groups of each kind that are looked into at once."""
MOST_OF_A_GROUP = 10
"""The most records of a group that are compared: more than that share a key by chance."""
MOST_SHOWN = 100
ACT = "merge_persons"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records that may be of one person, and why."""

    one: Person
    other: Person
    reasons: tuple[str, ...]

    @property
    def strength(self) -> str:
        """How much the reasons tell, as a word."""
        return strength(self.reasons)


def proposals(viewer: Viewer) -> list[Proposal]:
    """Return the records that may be of one person, the most telling first, without those told apart."""
    seen = visible(viewer, ACT, Person.objects.standing().filter(anonymised_at=None))
    groups = [group for kind in _groups(seen) for group in kind]
    return _told(pair for group in groups for pair in combinations(group, 2))[:MOST_SHOWN]


def proposals_for(viewer: Viewer, *, person: Person) -> list[Proposal]:
    """Return the records that may be of the same person as one."""
    others = Person.objects.standing().filter(anonymised_at=None).exclude(pk=person.pk)
    alike = Q(birth_key=person.birth_key, given_key=person.given_key)
    if person.birth_date is not None:
        alike |= Q(birth_date=person.birth_date)
    if person.email:
        alike |= Q(address=person.email.lower())
    seen = visible(viewer, ACT, others.annotate(address=Lower("email")).filter(alike))
    return _told((person, other) for other in seen[:MOST_GROUPS])


def _groups(seen: QuerySet[Person]) -> Iterator[list[list[Person]]]:
    """Return the records that share an address, a birth date with a name, or both names where a birth date lacks."""
    yield _sharing(seen.exclude(email="").annotate(address=Lower("email")), "address")
    dated = seen.exclude(birth_date=None)
    yield _sharing(dated, "birth_date", "birth_key")
    yield _sharing(dated, "birth_date", "given_key")
    yield _sharing(seen, "birth_key", "given_key", undated=True)


def _sharing(seen: QuerySet[Person], *keys: str, undated: bool = False) -> list[list[Person]]:
    shared = seen.order_by().values(*keys).annotate(records=Count("pk"), dated=Count("birth_date"))
    shared = shared.filter(records__gt=1, **({"dated__lt": F("records")} if undated else {}))
    wanted = [tuple(one[key] for key in keys) for one in shared.order_by(*keys)[:MOST_GROUPS]]
    if not wanted:
        return []
    groups: dict[tuple[object, ...], list[Person]] = {one: [] for one in wanted}
    first = seen.filter(**{f"{keys[0]}__in": {one[0] for one in wanted}})
    for person in first.order_by("id"):
        group = groups.get(tuple(getattr(person, key) for key in keys))
        if group is not None and len(group) < MOST_OF_A_GROUP:
            group.append(person)
    return list(groups.values())


def _told(pairs: Iterable[tuple[Person, Person]]) -> list[Proposal]:
    """Return the pairs that have something in common, each once, without those told apart, the most telling first."""
    found: dict[frozenset[UUID], Proposal] = {}
    for one, other in pairs:
        pair = frozenset((one.pk, other.pk))
        if pair not in found and (reasons := in_common(one, other)):
            found[pair] = Proposal(one, other, reasons)
    apart = _told_apart(list(found))
    left = [proposal for pair, proposal in found.items() if pair not in apart]
    return sorted(left, key=lambda one: (-points(one.reasons), one.one.sort_key, one.other.sort_key))


def _told_apart(pairs: Sequence[frozenset[UUID]]) -> set[frozenset[UUID]]:
    """Return which pairs somebody found to be two persons, by any of the records that are theirs now."""
    ids = set().union(*pairs)
    rows = Distinction.objects.filter(Q(first__whole__in=ids) & Q(second__whole__in=ids))
    return {frozenset(pair) for pair in rows.values_list("first__whole", "second__whole")}
