"""The pages of the law: whose there is, what applies on a day, one rule, two days compared, a past edition."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.core.rule import Layer
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES
from sceau.journal.models import KeptEdition
from sceau.law import actions
from sceau.law.queries import law_of, schools_with_law
from sceau.law.readers import is_public, read_or_refuse, schools_open_to
from sceau.law.reading import LONGEST, BetweenForm, OnForm, name_of, under_of
from sceau.law.search import rules_among
from sceau.law.told import by_stage, ladder_told, set_side_by_side, told_rule
from sceau.law.whose import Whose
from sceau.people.access import actor, get_or_refuse
from sceau.people.forms import say
from sceau.people.models import School
from sceau.regulation import Regulation
from sceau.regulation.edition import edition_from
from sceau.regulation.law import NotFound
from sceau.regulation.replay import rulebook_of
from sceau.wording import Language, language
from sceau.wording.lists import words

OPENS = "open_law"


@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """Show whose law there is to read, and the rules that fit the words looked for."""
    today, lang = timezone.localdate(request.at), _language()
    law = law_of(on=today)
    readable = schools_open_to(request.viewer)
    schools = schools_with_law(readable, on=today)
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    shown = {
        "state": Whose(Layer.STATE),
        "labels": [(Whose(Layer.LABEL, one), law.label_name(one)) for one in law.labels],
        "schools": [(Whose(Layer.SCHOOL, slug), own.school(slug).name) for slug, own in schools.items()],
        "text": text,
        "found": rules_among(schools, text, on=today, lang=lang),
    }
    return render(request, "law/laws.html", shown)


@require_safe
def law(request: HttpRequest, whose: Whose) -> HttpResponse:
    """Show every rule as it applies on a day: of the State, of a label, of a school or one of its programmes."""
    asked = _Asked(request, whose)
    shown = asked.shown | {
        "stages": by_stage(asked.book, asked.law, asked.lang),
        "between": BetweenForm(initial={"after": asked.on}),
        **_publicity(request, whose),
    }
    return render(request, "law/law.html", shown, status=422 if asked.form.errors else 200)


@require_safe
def rule(request: HttpRequest, whose: Whose, key: str) -> HttpResponse:
    """Show one rule: what applies on a day, the ladder of the layers, every dated value."""
    if key not in RULES:
        raise Http404
    asked = _Asked(request, whose)
    shown = asked.shown | _rule_shown(key, asked.book, asked.law, asked.lang)
    return render(request, "law/rule.html", shown, status=422 if asked.form.errors else 200)


@require_safe
def compare(request: HttpRequest, whose: Whose) -> HttpResponse:
    """Show the rules that differ between two days, side by side."""
    asked = _Asked(request, whose)
    form = BetweenForm(request.GET)
    rows: list[Any] = []
    days = [form.cleaned_data[name] for name in ("before", "after")] if form.is_valid() else []
    if days:
        books = [asked.book_on(day) for day in days]
        rows = list(set_side_by_side(books, asked.law, asked.lang))
    shown = asked.shown | {"between": form, "rows": rows, "days": days}
    return render(request, "law/compare.html", shown, status=422 if form.errors else 200)


@require_safe
def edition(request: HttpRequest, digest: str) -> HttpResponse:
    """Show the law as it was when something was decided."""
    book, law, lang = _edition(request, digest)
    shown = {"digest": digest, "on": book.on, "stages": by_stage(book, law, lang), "name": _name(book, law, lang)}
    return render(request, "law/edition.html", shown)


@require_safe
def edition_rule(request: HttpRequest, digest: str, key: str) -> HttpResponse:
    """Show one rule as it was when something was decided, and lead to what it says today."""
    book, law, lang = _edition(request, digest)
    if key not in RULES:
        raise Http404
    whose = Whose(Layer.SCHOOL, book.school.slug) if book.school else Whose(Layer.LABEL, book.label)
    today = whose if whose.name else Whose(Layer.STATE)
    shown = {"digest": digest, "name": _name(book, law, lang), "on": book.on, "today": today}
    return render(request, "law/edition_rule.html", shown | _rule_shown(key, book, law, lang))


@require_POST
def open_law(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the law of a school to anyone."""
    return _turn(request, slug, actions.open_law, "law.opened")


@require_POST
def reserve_law(request: HttpRequest, slug: str) -> HttpResponse:
    """Reserve the law of a school to its people."""
    return _turn(request, slug, actions.reserve_law, "law.reserved")


class _Asked:
    """What a page of the law is asked for, and the law that answers; raises ``Refused``, or ``Http404`` for no law."""

    def __init__(self, request: HttpRequest, whose: Whose) -> None:
        read_or_refuse(request.viewer, whose.school)
        self.whose, self.lang = whose, _language()
        today = timezone.localdate(request.at)
        asked = {"on": today.isoformat(), **{name: one for name, one in request.GET.items() if one}}
        self.on = OnForm(asked).day(today)
        self._whole = law_of(whose.school, on=self.on)
        self.form = OnForm(asked, under=self._choices())
        self._under = self.form.cleaned_data.get("under", "") if self.form.is_valid() else ""
        self.law = self._whole.seen_by(whose.school)
        self.book = self.book_on(self.on)

    def book_on(self, on: date) -> Rulebook:
        """Return the law on a day, under what was asked for."""
        label = self._under.removeprefix("label:") if self._under.startswith("label:") else ""
        programme = "" if label else self._under
        whole = law_of(self.whose.school, on=on)
        try:
            return self.whose.rulebook(whole, on=on, programme=programme, label=label)
        except NotFound:
            raise Http404 from None

    @property
    def shown(self) -> dict[str, Any]:
        """What every page of it shows."""
        asked = {"on": self.on.isoformat(), **({"under": self._under} if self._under else {})}
        return {
            "whose": self.whose,
            "name": name_of(self.whose, self._whole, self.lang),
            "form": self.form,
            "on": self.on,
            "asked": urlencode(asked),
        }

    def _choices(self) -> list[tuple[str, str]]:
        if not self.whose.school:
            return []
        try:
            return list(under_of(self._whole, self.whose.school, self.lang))
        except NotFound:
            raise Http404 from None


def _rule_shown(key: str, book: Rulebook, law: Regulation, lang: Language) -> dict[str, Any]:
    return {
        "key": key,
        "rule": told_rule(key, book, law, lang),
        "ladder": ladder_told(key, book, law, lang),
        "stage": RULES[key].stage,
        "meaning": _meaning(key, lang),
    }


def _meaning(key: str, lang: Language) -> str:
    return str(words("law", lang.code)["keys"].get(key, ""))


def _edition(request: HttpRequest, digest: str) -> tuple[Rulebook, Regulation, Language]:
    """Return the law of an edition that was kept; raises ``Http404``, or ``Refused`` where it is of a reserved law."""
    kept = KeptEdition.objects.filter(pk=digest).first()
    if kept is None:
        raise Http404
    book = rulebook_of(edition_from(kept.text))
    school = book.school.slug if book.school else ""
    read_or_refuse(request.viewer, school)
    return book, law_of(school, on=timezone.localdate(request.at)).seen_by(school), _language()


def _name(book: Rulebook, law: Regulation, lang: Language) -> str:
    if book.school:
        return book.school.name
    return law.label_name(book.label) if book.label else str(lang.layers["state"])


def _publicity(request: HttpRequest, whose: Whose) -> dict[str, Any]:
    """Return whether the law of a school is open to anyone, and what the viewer may do about it."""
    school = School.objects.filter(slug=whose.school).first() if whose.school else None
    if school is None:
        return {"school": None}
    may = {f"may_{act}": request.viewer.may_at(act, school.pk) for act in (OPENS, "read_adoptions", "write_law")}
    return {"school": school, "is_public": is_public(school), **may}


def _turn(request: HttpRequest, slug: str, act: Any, done: str) -> HttpResponse:
    school = get_or_refuse(request.viewer, OPENS, School.objects.all(), slug=slug)
    act(school=school.pk, at=request.at, by=actor(request.viewer, OPENS, school=school.pk))
    messages.success(request, say(done))
    return redirect(reverse("law", args=[f"school-{slug}"]))


def _language() -> Language:
    return language(get_language() or "fr")
