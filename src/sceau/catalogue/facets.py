"""How many programmes of each kind are there? Facets of all that is listed, held in memory as sets of bits.

A set of listings is a whole number whose n-th bit stands for the n-th listing in the order of titles: to filter is to
intersect two numbers, to count is to count bits. Ten thousand listings and some hundred facets take some hundred
thousand bytes, and are read anew when a listing changes (``ListingStamp``) or the day does.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q

from sceau.catalogue.models import Certification, Listing, ListingStamp

GROUPS = ("domain", "school", "city", "language", "pace", "duration", "work_study", "cpf", "rncp")
"""The facets that are shown, in their order."""
STANDING = "standing"
Chosen = Mapping[str, frozenset[str]]
"""What is chosen in each group; within a group one is enough, and each group narrows."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Every listing of one moment, and who stands in which facet."""

    stamp: UUID | None
    on: date
    ids: tuple[int, ...] = ()
    """Of the listings, in the order of their titles."""
    places: Mapping[int, int] = field(default_factory=dict)
    """The place of each id."""
    bits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Of each group, the listings of each value."""

    @property
    def everything(self) -> int:
        """Every listing."""
        return (1 << len(self.ids)) - 1

    def of_ids(self, ids: Iterable[int]) -> int:
        """Return some listings as a set, without those that came since."""
        bits = bytearray(len(self.ids) // 8 + 1)
        for place in (self.places[one] for one in ids if one in self.places):
            bits[place // 8] |= 1 << place % 8
        return int.from_bytes(bits, "little")

    def chosen(self, chosen: Chosen, *, but: str = "") -> int:
        """Return the listings that fit what is chosen, in every group ``but`` one."""
        found = self.everything
        for group, values in chosen.items():
            if values and group != but:
                known = self.bits.get(group, {})
                found &= _any(known.get(one, 0) for one in values)
        return found

    def counts(self, group: str, within: int) -> Iterator[tuple[str, int]]:
        """Yield each value of a group with how many listings it has among some."""
        for value, bits in self.bits.get(group, {}).items():
            yield value, (bits & within).bit_count()

    def in_order(self, found: int, first: int, count: int) -> list[int]:
        """Return the ids of some listings of a set in the order of titles: ``count`` of them from the n-th on."""
        ids: list[int] = []
        place = skipped = 0
        while found and len(ids) < count:
            step = (found & -found).bit_length()
            place += step
            found >>= step
            skipped += 1
            if skipped > first:
                ids.append(self.ids[place - 1])
        return ids


def _any(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


_LOCK = threading.Lock()
_held: dict[str, Facets] = {}


def facets_of(on: date) -> Facets:
    """Return the facets as they stand on a day: in one query where nothing changed since they were read."""
    stamp = ListingStamp.objects.values_list("drawn", flat=True).first()
    held = _held.get("now")
    if held is None or (held.stamp, held.on) != (stamp, on):
        with _LOCK:
            held = _held["now"] = _read(stamp, on)
    return held


def _read(stamp: UUID | None, on: date) -> Facets:
    lasts = Q(is_active=True) & (Q(until=None) | Q(until__gte=on))
    registered = set(Certification.objects.filter(lasts).values_list("number", flat=True))
    rows = list(Listing.objects.order_by("sort_key").values_list("pk", "facets", "certification"))
    members: dict[str, dict[str, bytearray]] = defaultdict(dict)
    for place, (_, facets, certification) in enumerate(rows):
        for facet in (*facets, *(("rncp:yes",) if certification in registered else ())):
            group, _, value = facet.partition(":")
            bits = members[group].setdefault(value, bytearray(len(rows) // 8 + 1))
            bits[place // 8] |= 1 << place % 8
    ids = tuple(pk for pk, _, _ in rows)
    return Facets(
        stamp,
        on,
        ids,
        {pk: place for place, pk in enumerate(ids)},
        {group: {value: int.from_bytes(bits, "little") for value, bits in of.items()} for group, of in members.items()},
    )
