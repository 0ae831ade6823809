"""How is a programme found? What of its sheet is searched, in which facets it stands; written with what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID, uuid4

from sceau.catalogue.domains import domain_name
from sceau.catalogue.models import SHOWN, Listing, ListingStamp, SearchedWord, Version
from sceau.catalogue.sheet import WORK_STUDY, Sheet, sheet_of
from sceau.core.calendar import MONTHS_IN_A_YEAR
from sceau.core.durations import by_calendar
from sceau.core.rule import Duration
from sceau.people.folding import fold
from sceau.people.models import School

WORD = re.compile(r"[^\W\d_]{3,40}")
"""What a slip of the pen is looked for in."""
SEPARATORS = re.compile(r"[\W_]+")
LENGTHS = (("under_a_year", 0, 11), ("a_year", 12, 12), ("up_to_18_months", 13, 18), ("over_18_months", 19, None))
"""The facet of durations: a name, from so many months, to so many."""
AT_A_TIME = 500
GRAM = 3


def list_again(programmes: Iterable[UUID]) -> None:
    """Write anew how some programmes are found, in the transaction that changed what is shown of them."""
    ids = list(programmes)
    Listing.objects.filter(programme__in=ids).delete()
    shown = Version.objects.filter(programme__in=ids, standing__in=SHOWN).select_related("programme__school")
    names = dict(School.objects.values_list("slug", "name"))
    rows = [_listing(one, names) for one in shown]
    Listing.objects.bulk_create(rows, batch_size=AT_A_TIME)
    words = {word for row in rows for text in (row.title, row.keywords) for word in WORD.findall(text)}
    SearchedWord.objects.bulk_create(
        (SearchedWord(word=word, grams=sorted(grams_of(word))) for word in sorted(words)),
        batch_size=AT_A_TIME,
        ignore_conflicts=True,
    )
    ListingStamp.objects.update_or_create(pk=1, defaults={"drawn": uuid4()})


def words_in(text: str) -> str:
    """Return the words of a text, folded, each apart from the next: « d’énergie » holds two."""
    return " ".join(SEPARATORS.split(fold(text))).strip()


def grams_of(word: str) -> set[str]:
    """Return the groups of three letters of a folded word, its ends marked."""
    marked = f"  {word} "
    return {marked[place : place + GRAM] for place in range(len(marked) - GRAM + 1)}


def _listing(version: Version, names: dict[str, str]) -> Listing:
    sheet, school = sheet_of(version.content), version.programme.school
    said = sheet.presentation
    title = " ".join(part for part in (said.title.fr, said.title.en, said.acronym) if part)
    schools = [school.name] if school else []
    schools += [names[slug] for slug in sheet.partners.schools if slug in names]
    domain = sheet.organisation.domain
    cities = [one.city for one in sheet.places.campuses]
    keywords = [*schools, *cities, domain_name(domain, "fr"), domain_name(domain, "en"), sheet.registration.rncp]
    return Listing(
        programme=version.programme,
        version=version,
        sort_key=f"{fold(said.title.of('fr'))} {version.programme.slug}",
        facets=sorted(set(_facets(sheet, [school.slug] if school else [], version))),
        certification=sheet.registration.rncp,
        title=words_in(title),
        keywords=words_in(" ".join(filter(None, keywords))),
        french=words_in(_texts(sheet, "fr")),
        english=words_in(_texts(sheet, "en")),
    )


def _texts(sheet: Sheet, code: str) -> str:
    said = sheet.presentation
    texts = [getattr(one, code) for one in (said.objectives, said.skills, said.careers, said.content)]
    units = sheet.structure.units if code == "fr" else ()
    taught = [name for unit in units for name in (unit.title, *(one.title for one in unit.modules))]
    return " ".join([*texts, *taught, *(one.title for one in sheet.registration.blocks)])


def _facets(sheet: Sheet, lead: Sequence[str], version: Version) -> Iterator[str]:
    own = sheet.organisation
    yield f"standing:{version.standing}"
    if own.domain:
        yield f"domain:{own.domain}"
    yield from (f"school:{one}" for one in (*lead, *sheet.partners.schools))
    yield from (f"city:{one.city}" for one in sheet.places.campuses if one.city)
    yield from (f"language:{one}" for one in own.languages)
    yield from (f"pace:{one}" for one in own.paces)
    yield from (f"duration:{one}" for one in _lengths(sheet))
    yield from ("work_study:yes" for _ in {WORK_STUDY} & set(own.paces))
    if sheet.registration.cpf:
        yield "cpf:yes"


def _lengths(sheet: Sheet) -> Iterator[str]:
    """Yield in which lengths a programme stands that the calendar brings to months."""
    own = sheet.organisation
    lasts = [by_calendar(Duration(one.amount, one.unit)) for one in (own.lasts, own.lasts_at_most) if one]
    months = [one for one in (*lasts, own.months) if one]
    if not months and own.lasts and own.lasts.unit == "years":
        months = [own.lasts.amount * MONTHS_IN_A_YEAR]
    for name, first, last in LENGTHS:
        if any(first <= one <= (last or one) for one in months):
            yield name
