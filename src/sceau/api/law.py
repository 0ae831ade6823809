"""The routes of the law: schools, labels, rules on a day, editions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from sceau.api.door import needs
from sceau.api.paging import PAGE, cursor_after, last_of, odd
from sceau.api.shapes import Page, answers
from sceau.core.rule import RuleError, Value
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES
from sceau.journal.models import KeptEdition
from sceau.law.queries import law_of, schools_with_law
from sceau.law.readers import read_or_refuse, schools_open_to
from sceau.law.reading import FIRST, LAST
from sceau.law.told import title_of
from sceau.people.folding import fold
from sceau.regulation import Regulation
from sceau.regulation.edition import edition_from, edition_of
from sceau.regulation.ladder import ladder_of
from sceau.regulation.law import NotFound
from sceau.regulation.plain import plain, plain_citation
from sceau.regulation.replay import rulebook_of
from sceau.site.words import say
from sceau.wording import Language, language, say_value
from sceau.wording.faults import say_fault

router = Router(tags=["law"])
SCOPE = "read:law"
SLUG, CODE = r"^[a-z0-9-]{0,60}$", r"^[A-Za-z0-9_ -]{0,60}$"


class SchoolOut(Schema):
    """A school whose law may be read."""

    slug: str
    name: str
    programmes: list[str]


class LabelOut(Schema):
    """A label that has rules."""

    slug: str
    name: str


class ValueOut(Schema):
    """What a rule requires, under one reading."""

    value: Any
    unit: str
    says: str
    text: str
    layer: str | None
    since: date | None
    force: str
    reading: str
    absence: str | None
    cite: dict[str, Any] | None


class RuleOut(Schema):
    """A rule as it applies on a day."""

    key: str
    stage: str
    title: str
    values: list[ValueOut]
    silence: str | None


class StepOut(Schema):
    """What one layer says of a rule, and what becomes of it."""

    layer: str
    verdict: str
    file: str | None
    bound: str | None
    entries: list[dict[str, Any]]


class WholeRuleOut(RuleOut):
    """A rule with the ladder of its layers."""

    ladder: list[StepOut]
    edition: str
    """The edition of the law that this is of."""


class SchoolsOut(Page):
    """A page of schools."""

    schools: list[SchoolOut]


class RulesOut(Page):
    """A page of rules."""

    rules: list[RuleOut]


class EditionOut(Schema):
    """A past law: whose, of which day, and the keys of its rules."""

    digest: str
    of: dict[str, Any]
    rules: list[str]


class Under(Schema):
    """Whose law is asked for, on which day; today where none is said."""

    school: str = Field("", pattern=SLUG)
    programme: str = Field("", pattern=CODE)
    label: str = Field("", pattern=SLUG)
    on: date | None = None


@router.get("/schools", response=answers(SchoolsOut), url_name="api_schools")
def schools(request: HttpRequest, cursor: str = "") -> Any:
    """The schools whose law may be read, by their slugs."""
    needs(request, SCOPE, open_to_anyone=True)
    laws = schools_with_law(schools_open_to(request.viewer), on=_today(request))
    after = last_of(cursor)
    rest = [slug for slug in laws if slug > after]
    shown = [laws[slug].school(slug) for slug in rest[:PAGE]]
    out = [SchoolOut(slug=one.slug, name=one.name, programmes=[p.code for p in one.programmes]) for one in shown]
    return SchoolsOut(schools=out, next=cursor_after(rest[PAGE - 1]) if len(rest) > PAGE else None)


@router.get("/labels", response=answers(list[LabelOut]), url_name="api_labels")
def labels(request: HttpRequest) -> Any:
    """The labels that have rules."""
    needs(request, SCOPE, open_to_anyone=True)
    law = law_of(on=_today(request))
    return [LabelOut(slug=one, name=law.label_name(one)) for one in law.labels]


@router.get("/rules", response=answers(RulesOut), url_name="api_rules")
def rules(request: HttpRequest, under: Query[Under], cursor: str = "", q: str = "") -> Any:
    """The rules as they apply on a day, in the order of the vocabulary; with ``q``, those that hold its words."""
    needs(request, SCOPE, open_to_anyone=True)
    book, _ = law_asked(request, under)
    after, lang = last_of(cursor), _language()
    keys = [key for key in RULES if key in book.ladders]
    if after and after not in keys:
        raise odd("cursor", say("api_faults.cursor"))
    wanted = fold(q).split()
    rest = [key for key in keys[keys.index(after) + 1 if after else 0 :] if _holds(key, wanted, book, lang)]
    out = [_rule(key, book, lang) for key in rest[:PAGE]]
    return {"rules": out, "next": cursor_after(rest[PAGE - 1]) if len(rest) > PAGE else None}


@router.get("/rules/{key}", response=answers(WholeRuleOut), url_name="api_rule")
def rule(request: HttpRequest, key: str, under: Query[Under]) -> Any:
    """One rule as it applies on a day, with the ladder of the layers."""
    needs(request, SCOPE, open_to_anyone=True)
    if key not in RULES:
        raise Http404
    book, _ = law_asked(request, under)
    return _whole(key, book, edition_of(book).digest)


@router.get("/editions/{digest}", response=answers(EditionOut), url_name="api_edition")
def edition(request: HttpRequest, digest: str) -> Any:
    """The law as it was when something was decided under it."""
    needs(request, SCOPE, open_to_anyone=True)
    book, of = _edition(request, digest)
    return {"digest": digest, "of": of, "rules": sorted(book.ladders)}


@router.get("/editions/{digest}/rules/{key}", response=answers(WholeRuleOut), url_name="api_edition_rule")
def edition_rule(request: HttpRequest, digest: str, key: str) -> Any:
    """One rule as it was when something was decided under it."""
    needs(request, SCOPE, open_to_anyone=True)
    book, _ = _edition(request, digest)
    if key not in book.ladders:
        raise Http404
    return _whole(key, book, digest)


def law_asked(request: HttpRequest, under: Under) -> tuple[Rulebook, Regulation]:
    """Return the rules that are asked for, and the law that they are of; raises ``Trouble`` or ``Refused``."""
    on = under.on or timezone.localdate(request.at)
    if not FIRST <= on <= LAST:
        raise odd("on", say("api_faults.day"))
    read_or_refuse(request.viewer, under.school)
    law = law_of(under.school, on=on)
    try:
        book = law.rulebook(on=on, school=under.school, programme=under.programme, label=under.label)
    except NotFound as why:
        raise odd("school", say_fault(str(why), _language())) from None
    return book, law.seen_by(under.school)


def _edition(request: HttpRequest, digest: str) -> tuple[Rulebook, dict[str, Any]]:
    kept = KeptEdition.objects.filter(pk=digest.replace("\0", "")).first()
    if kept is None:
        raise Http404
    held = edition_from(kept.text)
    book = rulebook_of(held)
    read_or_refuse(request.viewer, book.school.slug if book.school else "")
    return book, held.of


def _rule(key: str, book: Rulebook, lang: Language) -> dict[str, Any]:
    values: tuple[dict[str, Any], ...] = ()
    silence = None
    try:
        values = tuple(_value(one, lang) for one in book.readings(key))
    except RuleError as why:
        silence = say_fault(str(why), lang)
    titled = {"key": key, "stage": RULES[key].stage, "title": title_of(key, book, lang)}
    return {**titled, "values": values, "silence": silence}


def _value(one: Value, lang: Language) -> dict[str, Any]:
    return {
        "value": plain(one.value),
        "unit": one.unit,
        "says": lang.of(one.says) if one.says else "",
        "text": say_value(one, lang),
        "layer": plain(one.layer),
        "since": one.since,
        "force": one.force.value,
        "reading": one.reading,
        "absence": plain(one.absence),
        "cite": plain_citation(one.cite),
    }


def _whole(key: str, book: Rulebook, digest: str) -> dict[str, Any]:
    steps = [
        {
            "layer": plain(step.layer),
            "verdict": step.verdict,
            "file": step.rule.origin if step.rule else None,
            "bound": step.rule.bound.value if step.rule else None,
            "entries": [plain(one) for one in step.rule.entries] if step.rule else [],
        }
        for step in ladder_of(key, book)
    ]
    return {**_rule(key, book, _language()), "ladder": steps, "edition": digest}


def _holds(key: str, wanted: list[str], book: Rulebook, lang: Language) -> bool:
    told = fold(f"{key} {key.replace('_', ' ')} {title_of(key, book, lang)}")
    return all(word in told for word in wanted)


def _language() -> Language:
    return language(get_language() or "fr")


def _today(request: HttpRequest) -> date:
    return timezone.localdate(request.at)
