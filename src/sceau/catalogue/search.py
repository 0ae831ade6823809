"""Which programmes fit what the public looks for? By words, whatever their accents and slips of the pen, and by facets.

The order is that of the titles, or how well the words fit: never a result of a school, nor a number of its students.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from sceau.catalogue.facets import GROUPS, STANDING, Chosen, Facets, facets_of
from sceau.catalogue.listings import WORD, grams_of, words_in
from sceau.catalogue.models import Listing, Standing, Version

PAGE = 20
MOST_WORDS = 8
"""Words of a search that are looked at."""
LONGEST = 100
ALIKE = 0.3
"""The share of their groups of three letters that two words have in common where one may be meant by the other."""
IN_BOTH = "(to_tsquery('french', %(words)s) || to_tsquery('english', %(words)s))"
BY_WORDS = (
    f"SELECT id FROM catalogue_listing WHERE search @@ {IN_BOTH} "  # noqa: S608 - nothing that is typed stands in it
    f"ORDER BY ts_rank(search, {IN_BOTH}) DESC, sort_key"
)
NEAREST = """
SELECT DISTINCT ON (asked.word) asked.word, known.word
FROM unnest(%(words)s::text[]) AS asked(word)
CROSS JOIN LATERAL (
    SELECT array_agg(split_part(pair, '=', 2)) AS grams FROM unnest(%(grams)s::text[]) AS one(pair)
    WHERE split_part(pair, '=', 1) = asked.word
) AS own
JOIN catalogue_searchedword AS known ON known.grams && own.grams
CROSS JOIN LATERAL (SELECT count(*)::float AS n FROM unnest(known.grams) AS g WHERE g = ANY(own.grams)) AS common
WHERE NOT EXISTS (SELECT FROM catalogue_searchedword AS whole WHERE starts_with(whole.word, asked.word))
AND common.n / (cardinality(known.grams) + cardinality(own.grams) - common.n) >= %(alike)s
ORDER BY asked.word, common.n / (cardinality(known.grams) + cardinality(own.grams) - common.n) DESC, known.word
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for."""

    text: str = ""
    chosen: Chosen = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of it."""

    total: int
    versions: Sequence[Version]
    counts: Mapping[str, Sequence[tuple[str, int]]]
    """Of each facet, each value with how many programmes it would show, in no order."""
    pages: int
    page: int
    corrected: str = ""
    """The words that were looked for in the place of those that nothing holds; empty where they were as typed."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search, folded."""
    return tuple(words_in(text[:LONGEST]).split())[:MOST_WORDS]


def search(wanted: Wanted, *, on: date) -> Found:
    """Return a page of the programmes that fit, and how many each facet would show."""
    facets = facets_of(on)
    ranked, corrected = _ranked(wanted.text)
    offered = facets.bits.get(STANDING, {}).get(Standing.PUBLISHED, 0)
    within = offered if ranked is None else offered & facets.of_ids(ranked)
    found = within & facets.chosen(wanted.chosen)
    total = found.bit_count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, wanted.page), pages)
    ids = _page(facets, found, ranked, (page - 1) * PAGE)
    counts = {group: list(facets.counts(group, within & facets.chosen(wanted.chosen, but=group))) for group in GROUPS}
    return Found(total, versions_listed(ids), counts, pages, page, corrected)


def everything_found(wanted: Wanted, *, on: date, most: int) -> list[Version]:
    """Return every programme that fits, in order, ``most`` of them."""
    facets = facets_of(on)
    ranked, _ = _ranked(wanted.text)
    found = facets.bits.get(STANDING, {}).get(Standing.PUBLISHED, 0) & facets.chosen(wanted.chosen)
    found = found if ranked is None else found & facets.of_ids(ranked)
    return versions_listed(_page(facets, found, ranked, 0, most))


def versions_listed(ids: Sequence[int]) -> list[Version]:
    """Return the versions that listings show, in their order."""
    rows = Listing.objects.filter(pk__in=ids).select_related("version__programme__school")
    by_id = {row.pk: row.version for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def _page(facets: Facets, found: int, ranked: Sequence[int] | None, first: int, count: int = PAGE) -> list[int]:
    """Return the ids of a page, the best first where words were looked for."""
    if ranked is None:
        return facets.in_order(found, first, count)
    fitting = [one for one in ranked if one in facets.places and found >> facets.places[one] & 1]
    return fitting[first : first + count]


def _ranked(text: str) -> tuple[list[int] | None, str]:
    """Return the listings that hold every word, the best first, and the words if others were looked for instead."""
    words = words_of(text)
    if not words:
        return None, ""
    found = _by_words(words)
    nearest = {} if found else _nearest([one for one in words if WORD.fullmatch(one)])
    if not nearest:
        return found, ""
    meant = tuple(nearest.get(one, one) for one in words)
    return _by_words(meant), " ".join(meant)


def _by_words(words: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(BY_WORDS, {"words": " & ".join(f"{one}:*" for one in words)})
        return [pk for (pk,) in cursor.fetchall()]


def _nearest(words: Sequence[str]) -> dict[str, str]:
    """Return, of words that begin no word that is listed, the listed word that is most like each."""
    grams = [f"{word}={gram}" for word in words for gram in sorted(grams_of(word))]
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"words": list(words), "grams": grams, "alike": ALIKE})
        return dict(cursor.fetchall())
