"""What was done about an object? Each act in order, in which role, and what was decided, for who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.journal.chain import Act, acts_of, entries_on
from sceau.people.access import REACHES, Viewer, get_or_refuse, visible
from sceau.people.models import Account, Person
from sceau.regulation import Regulation, load
from sceau.site.kinds import KINDS, name_for, page_of
from sceau.site.words import say
from sceau.wording import language
from sceau.wording.lists import words

ACTS_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """An act as its page shows it."""

    act: Act
    words: str
    role: str
    who: str
    """The name of who acted, for a reader who may see them; empty for any other."""


@require_safe
def history(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Show the acts on an object, the latest page last."""
    if kind not in KINDS or KINDS[kind].model not in REACHES:
        raise Http404
    found = get_or_refuse(request.viewer, "see_history", KINDS[kind].model.objects.all(), pk=key)
    page = Paginator(entries_on(f"{kind}:{key}"), ACTS_A_PAGE).get_page(request.GET.get("page"))
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


def shown(acts: Iterable[Act], viewer: Viewer, code: str) -> Iterable[Shown]:
    """Return acts with the words of each, and with the names of those whom the reader may see."""
    told = list(acts)
    names = _names({act.entry.actor for act in told if act.entry.actor}, viewer)
    said = words("site", code)
    for act in told:
        entry = act.entry
        role = str(said["roles"].get(entry.role, said["history"]["somebody"])) if entry.role else say("history.sceau")
        yield Shown(act, str(said["acts"].get(entry.act, entry.act)), role, names.get(entry.actor, ""))


def _names(accounts: set[str], viewer: Viewer) -> Mapping[str, str]:
    """Return the names of the persons of accounts, of those alone whom the viewer may see."""
    known = {str(key): person for key, person in Account.objects.filter(pk__in=accounts).values_list("pk", "person")}
    seen = visible(viewer, "see_person", Person.objects.filter(pk__in={one for one in known.values() if one}))
    names = {one.pk: str(one) for one in seen}
    return {account: names[person] for account, person in known.items() if person in names}
