"""What was done about an object? Each act in order, by whom, and what was decided or given, for who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.journal.chain import Act, acts_of, entries_on
from sceau.people.access import Viewer, visible
from sceau.people.models import Account, Link, Person, School
from sceau.regulation import Regulation, load
from sceau.site.kinds import ACT, KINDS, get_of_kind, name_for, page_of
from sceau.site.told import say_facts, say_who
from sceau.site.words import say
from sceau.wording import language
from sceau.wording.lists import words

ACTS_A_PAGE = 30
WAYS = ("link", "invitation")
"""What somebody comes in by that has a history of its own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An act as its page shows it."""

    act: Act
    words: str
    parts: tuple[tuple[str, str], ...]
    """In which role, by which way in, and who, for a reader who may see them; each with where it leads, if anywhere."""
    facts: tuple[tuple[str, str], ...]


@require_safe
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show the acts on an object, the latest page last."""
    found = get_of_kind(request.viewer, kind, key)
    page = Paginator(entries_on(f"{kind}:{found.pk}"), ACTS_A_PAGE).get_page(request.GET.get("page"))
    code = get_language() or "fr"
    acts = list(acts_of(page.object_list, the_law(), language(code)))
    known = {
        "kind": kind,
        "name": name_for(request.viewer, kind, found),
        "back": page_of(kind, found),
        "page": page,
        "acts": [*shown(acts, request.viewer, code)],
    }
    return render(request, "history.html", known)


@cache
def the_law() -> Regulation:
    """Return the shipped law, for the titles of the texts that decisions cite."""
    return load()


def shown(acts: Iterable[Act], viewer: Viewer, code: str) -> Iterator[Shown]:
    """Return acts with the words of each, and with the names of those whom the reader may see."""
    told = list(acts)
    names, ways, said = _names(told, viewer), _ways(told, viewer), words("site", code)["acts"]
    for act in told:
        entry = act.entry
        *before, last = say_who(entry.role, entry.came_by, code) if entry.role else [say("history.sceau")]
        who = names.get(entry.actor or entry.came_by)
        parts = [*((one, "") for one in before), (last, ways.get(entry.came_by, "")), *([(who, "")] if who else [])]
        facts = say_facts(act.facts, entry.subject.partition(":")[0], code, names)
        yield Shown(act, str(said.get(entry.act, entry.act)), tuple(parts), tuple(facts))


def _names(acts: list[Act], viewer: Viewer) -> Mapping[str, str]:
    """Return the names of those whom acts name by an id, an account or a link: of those alone whom the viewer may see.

    Each is found by what the entry or its facts say.
    """
    persons = {str(key): person for key, person in _persons_of(acts)}
    persons |= {one: one for one in _given(acts, "person")}
    seen = visible(viewer, "see_person", Person.objects.filter(pk__in={one for one in persons.values() if one}))
    names = {str(one.pk): str(one) for one in seen if not one.anonymised_at}
    found = {key: names[str(person)] for key, person in persons.items() if str(person) in names}
    schools = visible(viewer, "see_schools", School.objects.filter(pk__in=_given(acts, "school")))
    return found | {str(one.pk): one.name for one in schools}


def _persons_of(acts: list[Act]) -> Iterator[tuple[str, object]]:
    """Return the person of each account, and of each link, that acted."""
    accounts = {act.entry.actor for act in acts if act.entry.actor}
    yield from Account.objects.filter(pk__in=accounts).values_list("pk", "person")
    for key, person in Link.objects.filter(pk__in=_keys(acts, "link")).values_list("pk", "person"):
        yield f"link:{key}", person


def _ways(acts: list[Act], viewer: Viewer) -> Mapping[str, str]:
    """Return the address of the history of each link and invitation that acts came by, where the viewer may see it."""
    found: dict[str, str] = {}
    for kind in WAYS:
        seen = visible(viewer, ACT, KINDS[kind].model.objects.filter(pk__in=_keys(acts, kind)))
        keys = seen.values_list("pk", flat=True)
        found |= {f"{kind}:{key}": reverse("history", args=[kind, key]) for key in keys}
    return found


def _keys(acts: list[Act], kind: str) -> set[str]:
    """Return the ids of a kind that acts came by."""
    ways = {act.entry.came_by.partition(":") for act in acts}
    return {key for way, _, key in ways if way == kind}


def _given(acts: list[Act], name: str) -> set[str]:
    """Return the ids that the facts of acts hold under a name."""
    return {act.facts[name] for act in acts if act.facts.get(name)}
