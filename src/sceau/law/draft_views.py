"""The pages on drafts of law: which there are, what one holds, what bars it, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.law.actions import (
    adopt_law,
    ask_what_if,
    send_back_draft,
    start_draft,
    submit_draft,
    withdraw_draft,
    write_draft,
)
from sceau.law.counts import say_counted
from sceau.law.draft_forms import (
    EMPTY,
    AdoptForm,
    FileForm,
    PathForm,
    SendBackForm,
    StartForm,
    SubmitForm,
    UploadForm,
    WhatIfForm,
)
from sceau.law.draft_page import differences, in_hand, page_of, proposed_day, what_if_of
from sceau.law.drafts import ADOPTS, WRITES, drafts_seen, files_adopted, files_of_skeleton
from sceau.law.folder import MOST_BYTES, NotWritten, digest_of, is_path
from sceau.law.models import LawDraft
from sceau.people.access import actor, get_or_refuse
from sceau.people.forms import say
from sceau.people.models import School
from sceau.people.views import get_or_post, posted
from sceau.wording import language, say_date

COUNTED = frozenset({"faulty", "cases_fail"})
"""The refusals that tell how many."""
SHOWN = 100
"""How many drafts are listed."""


@require_safe
def law_drafts(request: HttpRequest) -> HttpResponse:
    """List the drafts of the schools whose law the viewer writes."""
    schools = _schools(request)
    return render(
        request, "law/drafts/drafts.html", {"drafts": drafts_seen(request.viewer)[:SHOWN], "schools": schools}
    )


@get_or_post
def start_law_draft(request: HttpRequest) -> HttpResponse:
    """Start a draft, from what a school goes by or from rules that are put aside."""
    form = StartForm(posted(request), schools=_schools(request))
    if request.method == "POST" and form.is_valid():
        school, today = form.cleaned_data["school"], timezone.localdate(request.at)
        empty = form.cleaned_data["origin"] == EMPTY
        files = files_of_skeleton(school, on=today, code=_code()) if empty else files_adopted(school)
        by = actor(request.viewer, WRITES, school=school.pk)
        try:
            draft = start_draft(school=school.pk, files=files, at=request.at, by=by)
        except NotWritten as refusal:
            form.add_error(None, said(refusal))
        else:
            return redirect("law_draft", key=draft.pk)
    return render(request, "law/drafts/start.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def law_draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a draft: its files, what bars it, and what it would change."""
    return _page(request, draft_of(request, key))


@get_or_post
def law_draft_file(request: HttpRequest, key: UUID, path: str) -> HttpResponse:
    """Show a file of a draft whole, and write it."""
    draft = draft_of(request, key)
    if not is_path(path):
        raise Http404
    read = in_hand(draft)
    text = read.files.get(path, "")
    form = FileForm(posted(request), initial={"text": text, "seen": digest_of({path: text})})
    if request.method == "POST" and form.is_valid():
        wrote = form.cleaned_data
        if _done(request, draft, form, {path: wrote["text"]}, {path: wrote["seen"]} if wrote["seen"] else {}):
            return redirect("law_draft", key=key)
    shown = page_of(request, read) | {"form": form, "path": path, "is_new": path not in read.files}
    return render(request, "law/drafts/file.html", shown, status=422 if form.errors else 200)


@require_POST
def add_law_draft_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lead to the page where a file is written that is not there yet."""
    draft = draft_of(request, key)
    form = PathForm(request.POST)
    if form.is_valid() and is_path(form.cleaned_data["path"]):
        return redirect("law_draft_file", key=key, path=form.cleaned_data["path"])
    if not form.errors:
        form.add_error("path", said(NotWritten("no_path", path=form.cleaned_data["path"])))
    return _page(request, draft, path_form=form)


@require_POST
def upload_law_draft_files(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take files of TOML into a draft, each instead of the one of its name."""
    draft = draft_of(request, key)
    form = UploadForm(request.POST, request.FILES, places=in_hand(draft).places)
    if form.is_valid():
        try:
            files = dict(_uploaded(one, form.cleaned_data["place"]) for one in form.cleaned_data["files"])
        except NotWritten as refusal:
            form.add_error("files", said(refusal))
        else:
            if _done(request, draft, form, files, {}, field="files"):
                return redirect("law_draft", key=key)
    return _page(request, draft, upload_form=form)


@require_POST
def remove_law_draft_file(request: HttpRequest, key: UUID, path: str) -> HttpResponse:
    """Remove a file of a draft."""
    draft = draft_of(request, key)
    by = actor(request.viewer, WRITES, school=draft.school_id)
    return _tried(request, draft, lambda: write_draft(draft=key, files={path: None}, at=request.at, by=by), "removed")


@require_POST
def submit_law_draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Submit a draft to who approves it."""
    draft = draft_of(request, key)
    form = SubmitForm(request.POST)
    if form.is_valid():
        by = actor(request.viewer, WRITES, school=draft.school_id)
        try:
            submit_draft(draft=key, **form.cleaned_data, at=request.at, by=by)
        except NotWritten as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, say("drafts.submitted"))
            return redirect("law_draft", key=key)
    return _page(request, draft, submit_form=form)


@require_POST
def withdraw_law_draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a draft."""
    draft = draft_of(request, key)
    by = actor(request.viewer, WRITES, school=draft.school_id)
    return _tried(request, draft, lambda: withdraw_draft(draft=key, at=request.at, by=by), "withdrawn")


@require_POST
def send_back_law_draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a draft back to its author."""
    draft = draft_of(request, key, ADOPTS)
    form = SendBackForm(request.POST)
    if form.is_valid():
        by = actor(request.viewer, ADOPTS, school=draft.school_id)
        try:
            send_back_draft(draft=key, answer=form.cleaned_data["answer"], at=request.at, by=by)
        except NotWritten as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, say("drafts.sent_back"))
            return redirect("law_draft", key=key)
    return _page(request, draft, send_back_form=form)


@require_POST
def adopt_law_draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Adopt a draft as the law of its school."""
    draft = draft_of(request, key, ADOPTS)
    form = AdoptForm(request.POST)
    if form.is_valid():
        by = actor(request.viewer, ADOPTS, school=draft.school_id)
        try:
            adopted = adopt_law(draft=key, **form.cleaned_data, at=request.at, by=by)
        except NotWritten as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, say("drafts.adopted", day=say_date(adopted.since, language(_code()))))
            return redirect("law_draft", key=key)
    return _page(request, draft, adopt_form=form)


@get_or_post
def law_draft_what_if(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a draft would have changed in what the school decided, and judge that again."""
    draft = draft_of(request, key)
    read = in_hand(draft)
    form = WhatIfForm(posted(request), initial={"on": proposed_day(read, timezone.localdate(request.at))})
    if request.method == "POST" and form.is_valid():
        try:
            ask_what_if(draft=draft, on=form.cleaned_data["on"], at=request.at)
        except NotWritten as refusal:
            form.add_error(None, said(refusal))
        else:
            return redirect("law_draft_what_if", key=key)
    shown = {"draft": draft, "form": form, **what_if_of(read)}
    return render(request, "law/drafts/what_if.html", shown, status=422 if form.errors else 200)


def said(refusal: NotWritten) -> str:
    """Return why something cannot be done to a draft, in the language of the page."""
    named = {
        name: say_date(one, language(_code())) if isinstance(one, date) else one for name, one in refusal.named.items()
    }
    key = f"draft_refusals.{refusal.why}"
    return say_counted(key, refusal.named["n"]) if refusal.why in COUNTED else say(key, **named)


def _code() -> str:
    return get_language() or "fr"


def _schools(request: HttpRequest) -> Any:
    return School.objects.filter(pk__in=request.viewer.schools_for(WRITES))


def draft_of(request: HttpRequest, key: UUID, act: str = WRITES) -> LawDraft:
    """Return a draft that the viewer may do something with; raises ``Http404``, or ``Refused``."""
    rows = LawDraft.objects.select_related("school", "author__person")
    found: LawDraft = get_or_refuse(request.viewer, act, rows, pk=key)
    return found


def _page(request: HttpRequest, draft: LawDraft, **forms: Any) -> HttpResponse:
    read = in_hand(draft)
    shown = page_of(request, read) | differences(read) | what_if_of(read)
    given = {
        "path_form": PathForm(),
        "upload_form": UploadForm(places=read.places),
        "submit_form": SubmitForm(initial={"since": shown["proposed"], "word": draft.word}),
        "adopt_form": AdoptForm(initial={"since": shown["proposed"], "seen": shown["mark"]}),
        "send_back_form": SendBackForm(),
    } | forms
    refusals = [error for form in forms.values() for errors in form.errors.values() for error in errors]
    shown |= {**given, "refusals": refusals}
    return render(request, "law/drafts/draft.html", shown, status=422 if refusals else 200)


def _uploaded(file: Any, place: str) -> tuple[str, str]:
    """Return a file that came with its path; raises ``NotWritten`` for what is not TOML that a folder holds."""
    if file.size > MOST_BYTES:
        raise NotWritten("file_too_large", "files", path=file.name, n=MOST_BYTES // 1000)
    try:
        return place + file.name.lower(), file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotWritten("not_utf8", "files", path=file.name) from None


def _done(
    request: HttpRequest, draft: LawDraft, form: Any, files: dict[str, str], seen: dict[str, str], field: str = "text"
) -> bool:
    """Write files, or say in a form why they are not."""
    by = actor(request.viewer, WRITES, school=draft.school_id)
    try:
        write_draft(draft=draft.pk, files=files, seen=seen, at=request.at, by=by)
    except NotWritten as refusal:
        form.add_error(field if refusal.field else None, said(refusal))
        return False
    messages.success(request, say("drafts.written"))
    return True


def _refuse(form: Any, refusal: NotWritten) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))


def _tried(request: HttpRequest, draft: LawDraft, do: Callable[[], object], done: str) -> HttpResponse:
    """Do something that a button asks for, and say what came of it."""
    try:
        do()
    except NotWritten as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, say(f"drafts.{done}"))
    return redirect("law_draft", key=draft.pk)
