"""The pages on the rules of a draft: every one that a school may set, and the form of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.core.rule import Words
from sceau.core.vocabulary import RULES, STAGES
from sceau.law.actions import write_draft
from sceau.law.difference import rule_told
from sceau.law.draft_page import InHand, in_hand, page_of
from sceau.law.draft_views import draft_of, said
from sceau.law.drafts import WRITES
from sceau.law.folder import CASES, NotWritten, digest_of, is_path
from sceau.law.rule_forms import RuleForm, columns_of, initial_of, rule_form
from sceau.people.access import actor
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted
from sceau.regulation import Regulation
from sceau.regulation.rule_writing import BEYOND_THE_FORM, FileUnreadable, entries_in, rule_in, value_in, write_rule
from sceau.wording import Language, language, say_date
from sceau.wording.lists import words


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule that a school may set, and the files of the draft that set it."""

    key: str
    title: str
    paths: tuple[str, ...]


@require_safe
def law_draft_rules(request: HttpRequest, key: UUID) -> HttpResponse:
    """List every rule by its stage, with where the draft sets it."""
    read = in_hand(draft_of(request, key))
    titles, lang = words("law", _language().code)["keys"], _language()
    places = _set_in(read)
    stages = [
        (
            str(lang.stages[stage]),
            [RuleShown(one, titles[one], places.get(one, ())) for one, shape in RULES.items() if shape.stage == stage],
        )
        for stage in STAGES
    ]
    return render(request, "law/drafts/rules.html", page_of(request, read) | {"stages": stages})


@get_or_post
def law_draft_rule(request: HttpRequest, key: UUID, rule: str) -> HttpResponse:
    """Show a rule of a draft as a form, and write one dated value of it."""
    read = in_hand(draft_of(request, key))
    place = request.GET.get("place", "")
    if rule not in RULES or place not in read.places or place == CASES:
        raise Http404
    path = f"{place}{RULES[rule].stage}.toml"
    text = read.files.get(path, "")
    try:
        held = rule_in(text, rule) or {}
        form = _form(request, read, rule, held, text, path)
        if request.method == "POST" and form.is_valid():
            after = write_rule(text, rule, form.head(), form.entry())
            if _is_written(request, read, path, after, form):
                return redirect(f"{request.path}?place={place}#faults" if place else f"{request.path}#faults")
    except FileUnreadable:
        messages.error(request, say("rules.unreadable", path=path))
        return redirect("law_draft_file", key=key, path=path)
    shown = {
        **page_of(request, read),
        "form": form,
        "rule": rule,
        "title": _title(rule),
        "path": path,
        "place": place,
        "places": _places(read),
        "columns": columns_of(rule),
        "known": [_day(one) for one in entries_in(held)],
        "above": _above(read.checked.law, rule),
    }
    return render(request, "law/drafts/rule.html", shown, status=422 if form.errors else 200)


def _form(request: HttpRequest, read: InHand, rule: str, held: Mapping[str, Any], text: str, path: str) -> RuleForm:
    """Return the form of a rule with what the draft says of it on the day that is asked for, else last."""
    entries = entries_in(held)
    asked = [one for one in entries if one["from"].isoformat() == request.GET.get("since")]
    entry = next(iter(asked or entries[-1:]), {})
    if any(name in entry for name in BEYOND_THE_FORM):
        raise FileUnreadable(rule)
    keys = {code: words("law", code)["keys"][rule] for code in ("fr", "en")}
    head = held or {"title": {code: one[0].upper() + one[1:] for code, one in keys.items()}}
    value = value_in(text, rule, entry["from"]) if entry else ""
    since = entry.get("from") or timezone.localdate(request.at)
    initial = {**initial_of(rule, head, entry, value), "since": since, "seen": digest_of({path: text})}
    law, lang = read.checked.law.seen_by(read.draft.school.slug), _language()
    texts = {name: lang.of(one.title) if isinstance(one.title, Words) else one.title for name, one in law.texts.items()}
    return rule_form(rule, lang)(posted(request), texts=texts, lang=lang, initial=initial)


def _is_written(request: HttpRequest, read: InHand, path: str, text: str, form: RuleForm) -> bool:
    by = actor(request.viewer, WRITES, school=read.draft.school_id)
    seen = {path: form.cleaned_data["seen"]} if form.cleaned_data["seen"] else {}
    try:
        write_draft(draft=read.draft.pk, files={path: text}, seen=seen, at=request.at, by=by)
    except NotWritten as refusal:
        form.add_error(None, said(refusal))
        return False
    messages.success(request, say("drafts.written"))
    return True


def _set_in(read: InHand) -> dict[str, tuple[str, ...]]:
    """Return the files of a draft that set each rule."""
    found: dict[str, tuple[str, ...]] = {}
    own = f"schools/{read.draft.school.slug}/"
    for rules in read.checked.law.rules.values():
        for key, rule in rules.items():
            if rule.origin.startswith(own):
                found[key] = (*found.get(key, ()), rule.origin.removeprefix(own))
    return found


def _above(law: Regulation, key: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return what each layer above schools says of a rule: whose it is, what it leaves to a school, its values."""
    lang = _language()
    found = []
    for scope, rules in law.rules.items():
        if not scope.school and key in rules:
            name = law.label_name(scope.label) if scope.label else str(lang.layers["state"])
            found.append((name, lang.bounds[rules[key].bound.value], rule_told(rules[key], law, lang)))
    return found


def _title(rule: str) -> str:
    said = words("law", _language().code)["keys"][rule]
    return str(said[0].upper() + said[1:])


def _places(read: InHand) -> dict[str, str]:
    return {place: named for place, named in read.places.items() if place != CASES and is_path(f"{place}studies.toml")}


def _day(entry: Mapping[str, Any]) -> tuple[str, str]:
    since: date = entry["from"]
    return since.isoformat(), say_date(since, _language())


def _language() -> Language:
    return language(get_language() or "fr")
