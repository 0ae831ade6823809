"""How do public programmes enter Sceau? A whole list at once, each line known again when it comes a second time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from sceau.catalogue.actions.publishing import put_aside
from sceau.catalogue.actions.writing import RESERVED, free_slug, hold_addresses, next_number, slug_of
from sceau.catalogue.listings import list_again
from sceau.catalogue.models import SHOWN, WRITTEN, Act, Programme, RecordedLabel, Standing, Turn, Version
from sceau.catalogue.sheet import Sheet, content_of, sheet_of
from sceau.catalogue.source_file import SourceLine
from sceau.catalogue.turning import digest_of, turn
from sceau.journal.actions import Actor, record, record_all
from sceau.journal.grounds import facts_of
from sceau.law.queries import shipped
from sceau.people.actions import create_school
from sceau.people.folding import fold
from sceau.people.models import School

AT_A_TIME = 500
LONGEST_SCHOOL = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines of a list."""

    new: int
    changed: int
    unchanged: int
    kept: int
    """Programmes that a school has written itself: what the list says of them is left aside."""


def import_programmes(*, lines: Sequence[SourceLine], at: datetime, by: Actor) -> Imported:
    """Take in every line of a list, as published from its source; nothing where one of them cannot be."""
    with transaction.atomic():
        hold_addresses()
        schools = _schools(lines, at, by)
        known = {one.source_key: one for one in Programme.objects.exclude(source_key=None).select_related("school")}
        written = _written()
        fresh = [one for one in lines if one.key not in known and _named(one, schools).isdisjoint(written)]
        again = [one for one in lines if one.key in known]
        _enter(fresh, schools, at, by)
        told = [_told_again(known[one.key], one, schools, at, by) for one in again]
        list_again([known[one.key].pk for one, what in zip(again, told, strict=True) if what == "changed"])
        kept = len(lines) - len(fresh) - len(again) + told.count("kept")
        return Imported(len(fresh), told.count("changed"), told.count("unchanged"), kept)


def _schools(lines: Iterable[SourceLine], at: datetime, by: Actor) -> dict[str, School]:
    """Return the schools that the lines name, by their folded names; those that are not known are entered."""
    known = {fold(one.name): one for one in School.objects.all()}
    law = {fold(shipped().school(slug).name): slug for slug in shipped().schools}
    slugs = {one.slug for one in known.values()}
    for name in dict.fromkeys(name for line in lines for name in line.schools):
        if fold(name) in known:
            continue
        base = law.get(fold(name)) or slugify(fold(name))[:LONGEST_SCHOOL].strip("-") or "school"
        slug = base if base not in slugs else f"{base[: LONGEST_SCHOOL - 4]}-{len(slugs)}"
        known[fold(name)] = create_school(slug=slug, name=name, at=at, by=by)
        slugs.add(slug)
    return known


def _written() -> set[tuple[str, str]]:
    """Return the names of every programme that a school writes itself, with its school: title, acronym and code."""
    rows = Version.objects.filter(standing__in=(*SHOWN, *WRITTEN), programme__source_key=None)
    return {
        (one.programme.school.slug if one.programme.school else "", fold(name))
        for one in rows.select_related("programme__school")
        for name in _names(sheet_of(one.content), one.programme.code)
    }


def _named(line: SourceLine, schools: dict[str, School]) -> set[tuple[str, str]]:
    lead = schools[fold(line.schools[0])].slug if line.schools else ""
    return {(lead, fold(name)) for name in _names(line.sheet, "")}


def _names(sheet: Sheet, code: str) -> Iterable[str]:
    said = sheet.presentation
    return filter(None, (said.title.fr, said.title.en, said.acronym, code))


def _enter(lines: Sequence[SourceLine], schools: dict[str, School], at: datetime, by: Actor) -> None:
    """Enter programmes that are new, each with its version, its act, its label and its entry, some at a time."""
    taken = {*RESERVED, *Programme.objects.values_list("slug", flat=True)}
    for first in range(0, len(lines), AT_A_TIME):
        some = lines[first : first + AT_A_TIME]
        programmes = Programme.objects.bulk_create(_programme(one, schools, taken) for one in some)
        versions = Version.objects.bulk_create(
            _version(programme, 1, one, schools, at) for programme, one in zip(programmes, some, strict=True)
        )
        Turn.objects.bulk_create(
            Turn(version=one, act=Act.TAKE_OVER, at=at, account_id=by.account or None) for one in versions
        )
        RecordedLabel.objects.bulk_create(
            RecordedLabel(programme=one.programme, label=line.sheet.organisation.label, source=line.source, at=at)
            for one, line in zip(versions, some, strict=True)
        )
        subjects = [(f"programme:{one.programme_id}", facts_of(digest=one.digest)) for one in versions]
        record_all(at=at, by=by, act="import_programme", on=subjects)
        list_again(one.pk for one in programmes)


def _programme(line: SourceLine, schools: dict[str, School], taken: set[str]) -> Programme:
    lead = schools[fold(line.schools[0])] if line.schools else None
    slug = free_slug(slug_of(line.sheet.presentation.title.of("fr"), lead), taken)
    taken.add(slug)
    return Programme(school=lead, slug=slug, source_key=line.key)


def _version(programme: Programme, number: int, line: SourceLine, schools: dict[str, School], at: datetime) -> Version:
    content = content_of(_with_schools(line, schools))
    return Version(
        programme=programme,
        number=number,
        standing=Standing.PUBLISHED,
        content=content,
        digest=digest_of(content),
        source=line.source,
        changed_at=at,
    )


def _with_schools(line: SourceLine, schools: dict[str, School]) -> Sheet:
    others = tuple(schools[fold(name)].slug for name in line.schools[1:])
    return line.sheet.model_copy(update={"partners": line.sheet.partners.model_copy(update={"schools": others})})


def _told_again(programme: Programme, line: SourceLine, schools: dict[str, School], at: datetime, by: Actor) -> str:
    """Take in a line of a programme that came from a list before: ``unchanged``, ``changed``, or ``kept``."""
    shown = Version.objects.filter(programme=programme, standing__in=SHOWN).first()
    if shown is None or not shown.source or shown.standing != Standing.PUBLISHED:
        return "kept"
    content = content_of(_with_schools(line, schools))
    if (digest_of(content), line.source) == (shown.digest, shown.source):
        return "unchanged"
    put_aside(programme, at=at, by=by)
    row = _version(programme, next_number(programme), line, schools, at)
    row.standing = Standing.DRAFT
    row.save(force_insert=True)
    turn(row, Act.TAKE_OVER, at=at, by=by)
    record(at=at, by=by, act="import_programme", subject=f"programme:{programme.pk}", on=facts_of(digest=row.digest))
    return "changed"
