"""Where is that? Persons, schools, rules, questions and pages by a few words, within what the viewer may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.asking.catalogue import stages
from sceau.catalogue.search import Wanted
from sceau.catalogue.search import search as programmes_found
from sceau.catalogue.shown import Shown
from sceau.catalogue.shown import shown as in_words
from sceau.law.search import rules_found
from sceau.people.access import Viewer
from sceau.people.folding import fold
from sceau.people.models import Person, School
from sceau.people.queries import Filters, persons_of, words_of
from sceau.wording import language

MOST = 8
"""How many of each kind are shown; who wants more is led to the list."""
LONGEST = 100
"""Characters of a search that are looked at."""


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits the words that are looked for."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    words, lang = words_of(text), language(get_language() or "fr")
    on = timezone.localdate(request.at)
    found: dict[str, list[Any]] = {
        "persons": _persons(request.viewer, words),
        "programmes": _programmes(text, on) if words else [],
        "schools": [school for school in School.objects.all() if _fits(school.name, words)],
        "rules": rules_found(request.viewer, text, on=on, lang=lang) if words else [],
        "questions": [one for stage in stages(text, lang) for one in stage.questions] if words else [],
        "pages": [page for group in request.navigation for page in group.pages if _fits(page.name, words)],
    }
    shown: dict[str, Any] = {kind: every[:MOST] for kind, every in found.items()}
    shown["more"] = {kind for kind, every in found.items() if len(every) > MOST}
    return render(request, "search.html", {"text": text, "is_asked": bool(words), **shown})


def _persons(viewer: Viewer, words: tuple[str, ...]) -> list[Person]:
    if not words:
        return []
    return list(persons_of(viewer, act="see_person", filters=Filters(words=words))[: MOST + 1])


def _programmes(text: str, on: date) -> list[Shown]:
    """Return programmes that hold the words themselves: those of a slip of the pen are offered on their own page."""
    found = programmes_found(Wanted(text), on=on)
    return [] if found.corrected else in_words(found.versions)


def _fits(name: str, words: tuple[str, ...]) -> bool:
    folded = fold(name)
    return bool(words) and all(word in folded for word in words)
