"""The pages where a version is written, part by part, submitted, published or sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from sceau.catalogue.actions import publish_version, send_back_version, submit_version, withdraw_version, write_version
from sceau.catalogue.conformity import Judged, conformity
from sceau.catalogue.forms import LINE_FORMS, LineForm, PasteForm, PublishForm, WordForm
from sceau.catalogue.lheo import lacks, offered
from sceau.catalogue.models import WRITTEN, Version
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.part_forms import FORMS, PartForm, say_fault_of
from sceau.catalogue.pasted import structure_pasted
from sceau.catalogue.queries import PUBLISHES, READS, WRITES
from sceau.catalogue.register import level_of
from sceau.catalogue.school_views import labels_known, refuse, said
from sceau.catalogue.sheet import PARTS, Part, Structure, sheet_of
from sceau.catalogue.shown import shown, title_of
from sceau.catalogue.tree import INSIDE, find, lines, move_up, put, take_out
from sceau.catalogue.turning import digest_of, writers_of
from sceau.core.marking import scale_of
from sceau.core.rule import RuleError
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted
from sceau.studies.faults import WorkbookFaulty
from sceau.wording import language

STRUCTURE = "structure"
SHOWN_FAULTS = 50


@require_safe
def version(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a version: where it stands, its parts, what the law says of it, what was done to it."""
    return _page(request, _version(request, key))


@get_or_post
def write_part(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """Write a part of a version."""
    row = _version(request, key, WRITES)
    if name not in FORMS:
        raise Http404
    form = _part_form(row, name, posted(request))
    if request.method == "POST" and form.is_valid() and form.read is not None:
        refusal = _written(request, row, name, form.read, form.cleaned_data["seen"])
        if refusal is None:
            return redirect("version", key=key)
        refuse(form, refusal)
    place = PARTS.index(name)
    shown_here = {
        "row": row,
        "name": name,
        "form": form,
        "parts": [(one, _address(row, one)) for one in PARTS],
        "next": PARTS[place + 1] if place + 1 < len(PARTS) else "",
        "is_writable": row.standing in WRITTEN,
        **_told(request, row),
    }
    return render(request, "catalogue/part.html", shown_here, status=422 if form.is_faulty or form.errors else 200)


def _part_form(row: Version, name: str, data: Any) -> PartForm:
    part = getattr(sheet_of(row.content), name)
    more: dict[str, Any] = {"part": part, "seen": digest_of(row.content[name])}
    if name == "organisation":
        more["labels"] = labels_known()
    if name == "partners":
        more["lead"] = row.programme.school
    return FORMS[name](data, **more)


@get_or_post
def version_structure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is taught as a tree, and write a line of it in its place."""
    row = _version(request, key, WRITES)
    structure = sheet_of(row.content).structure
    asked = request.POST if request.method == "POST" else request.GET
    kind, code, inside = (asked.get(one, "") for one in ("kind", "was", "inside"))
    form = _line_form(structure, kind, code, inside, posted(request), digest_of(row.content[STRUCTURE]))
    if request.method == "POST" and form is None:
        raise Http404
    if request.method == "POST" and form is not None and form.is_valid() and form.read is not None:
        read = form.read
        refusal = _changed(request, row, form, lambda: put(structure, kind, read, code=code, inside=inside))
        if refusal is None:
            return redirect(f"{reverse('version_structure', args=[key])}#{kind}-{form.cleaned_data['code']}")
    here = {"form": form, "kind": kind, "was": code, "inside": inside}
    return _tree(request, row, structure, answered=422 if form is not None and form.errors else 200, **here)


def _line_form(structure: Structure, kind: str, code: str, inside: str, data: Any, seen: str) -> LineForm | None:
    """Return the form of the line that is written, or to be added inside another; None where there is no such line."""
    if kind not in LINE_FORMS:
        return None
    line = find(structure, kind, code) if code else None
    if (code and line is None) or (not code and kind in INSIDE and find(structure, INSIDE[kind], inside) is None):
        return None
    said = line.model_dump() if line else {"coefficient": 1, "scale": 20, "individualised": True}
    below = {name: said.pop(name) for name in ("modules", "assessments") if name in said}
    return LINE_FORMS[kind](data, below=below, initial={**said, "seen": seen})


@require_POST
def take_out_line(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a line out of what is taught, with what stands in it."""
    return _line_changed(request, key, take_out)


@require_POST
def move_line(request: HttpRequest, key: UUID) -> HttpResponse:
    """Move a line of what is taught before the one that it follows."""
    return _line_changed(request, key, move_up)


def _line_changed(request: HttpRequest, key: UUID, change: Callable[[Structure, str, str], Structure]) -> HttpResponse:
    row = _version(request, key, WRITES)
    structure = sheet_of(row.content).structure
    kind, code = request.POST.get("kind", ""), request.POST.get("was", "")
    if kind not in LINE_FORMS or find(structure, kind, code) is None:
        raise Http404
    refusal = _written(request, row, STRUCTURE, change(structure, kind, code), request.POST.get("seen", ""))
    if refusal is not None:
        return _tree(request, row, structure, refusals=[said(refusal)], answered=422)
    return redirect("version_structure", key=key)


@get_or_post
def paste_structure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take what is taught from cells that were copied in a spreadsheet, all of it or nothing."""
    row = _version(request, key, WRITES)
    structure = sheet_of(row.content).structure
    form = PasteForm(posted(request), initial={"seen": digest_of(row.content[STRUCTURE])})
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        faults = _pasted(request, row, structure, form)
        if not faults and not form.errors:
            return redirect("version_structure", key=key)
    shown_here = {"row": row, "form": form, "faults": faults[:SHOWN_FAULTS], "more": len(faults[SHOWN_FAULTS:])}
    return render(request, "catalogue/paste.html", shown_here, status=422 if faults or form.errors else 200)


def _pasted(request: HttpRequest, row: Version, structure: Structure, form: PasteForm) -> list[Any]:
    """Write what was pasted; return the faults of its cells, and tell every other at the form."""
    lang = get_language() or "fr"
    try:
        read = structure_pasted(form.cleaned_data["cells"], structure.components, scale=_scale(request, row), lang=lang)
    except WorkbookFaulty as faulty:
        return list(faulty.faults)
    except ValidationError as faulty:
        for one in faulty.errors():
            form.add_error("cells", say_fault_of(one))
        return []
    refusal = _written(request, row, STRUCTURE, read, form.cleaned_data["seen"])
    if refusal is not None:
        refuse(form, refusal)
    return []


def _scale(request: HttpRequest, row: Version) -> Any:
    """Return what the regulation of the programme marks out of; None where it does not say."""
    found = _judged(request, row)
    try:
        return scale_of(found.rules) if found else None
    except RuleError:
        return None


@require_POST
def submit_version_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Submit a version to who publishes it."""
    row = _version(request, key, WRITES)
    form = WordForm(request.POST)
    form.full_clean()
    by = actor(request.viewer, WRITES, school=row.programme.school_id)
    word = form.cleaned_data.get("word", "")
    return _tried(request, row, lambda: submit_version(version=key, word=word, at=request.at, by=by), submit_form=form)


@require_POST
def withdraw_version_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a version that is being written."""
    row = _version(request, key, WRITES)
    by = actor(request.viewer, WRITES, school=row.programme.school_id)
    return _tried(request, row, lambda: withdraw_version(version=key, at=request.at, by=by))


@require_POST
def publish_version_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish a version that was submitted."""
    row = _version(request, key, PUBLISHES)
    by = actor(request.viewer, PUBLISHES, school=row.programme.school_id)
    seen = request.POST.get("seen", "")
    return _tried(request, row, lambda: publish_version(version=key, seen=seen, at=request.at, by=by))


@require_POST
def send_back_version_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a version back to who wrote it."""
    row = _version(request, key, PUBLISHES)
    form = WordForm(request.POST)
    form.full_clean()
    by = actor(request.viewer, PUBLISHES, school=row.programme.school_id)
    word = form.cleaned_data.get("word", "")
    return _tried(
        request, row, lambda: send_back_version(version=key, word=word, at=request.at, by=by), send_back_form=form
    )


def _tried(request: HttpRequest, row: Version, act: Callable[[], Any], **forms: Any) -> HttpResponse:
    """Do an act, and show the version again: with why it was not done, where it was not."""
    try:
        done = act()
    except NotWritten as refusal:
        for form in forms.values():
            if refusal.field in form.fields:
                refuse(form, refusal)
                return _page(request, row, answered=422, **forms)
        return _page(request, row, refusals=[said(refusal)], answered=422)
    messages.success(request, say(f"catalogue.done.{done.standing}"))
    return redirect("version", key=row.pk)


def _version(request: HttpRequest, key: UUID, act: str = READS) -> Version:
    rows = Version.objects.select_related("programme__school")
    found: Version = get_or_refuse(request.viewer, act, rows, pk=key)
    return found


def _written(request: HttpRequest, row: Version, name: str, part: Part, seen: str) -> NotWritten | None:
    """Write a part; return why it was not written, where it was not."""
    by = actor(request.viewer, WRITES, school=row.programme.school_id)
    try:
        write_version(version=row.pk, name=name, part=part, seen=seen, at=request.at, by=by)
    except NotWritten as refusal:
        return refusal
    return None


def _changed(
    request: HttpRequest, row: Version, form: LineForm, change: Callable[[], Structure]
) -> NotWritten | ValidationError | None:
    """Write what is taught with a line changed; tell at the form why it was not, where it was not."""
    try:
        after = change()
    except ValidationError as faulty:
        for one in faulty.errors():
            form.add_error("code", say_fault_of(one))
        return faulty
    refusal = _written(request, row, STRUCTURE, after, form.cleaned_data["seen"])
    if refusal is not None:
        refuse(form, refusal)
    return refusal


def _judged(request: HttpRequest, row: Version) -> Judged | None:
    sheet, on = sheet_of(row.content), timezone.localdate(request.at)
    return conformity(row.programme, sheet, rncp_level=level_of(sheet.registration.rncp, on=on), on=on)


def _told(request: HttpRequest, row: Version) -> dict[str, Any]:
    """Return what the law says of a version, and what its figures come to: shown beside whatever is written."""
    found, sheet = _judged(request, row), sheet_of(row.content)
    return {
        "said": found.said(language(get_language() or "fr")) if found else None,
        "outcome": found.decision.outcome if found else "",
        "sums": {
            "teaching": sheet.structure.teaching_ects,
            "mission": sheet.structure.mission_ects,
            "ects": sheet.ects,
            "hours": sheet.hours,
        },
    }


def _tree(
    request: HttpRequest, row: Version, structure: Structure, *, answered: int = 200, **more: Any
) -> HttpResponse:
    may_write = row.standing in WRITTEN and visible(request.viewer, WRITES, Version.objects.filter(pk=row.pk)).exists()
    shown_here = {
        "row": row,
        "structure": structure,
        "seen": digest_of(row.content[STRUCTURE]),
        "may_write": may_write,
        "may_add_component": may_write and len(lines(structure, "component")) < len(LINE_FORMS) - 1,
        **_told(request, row),
        **more,
    }
    return render(request, "catalogue/structure.html", shown_here, status=answered)


def _address(row: Version, name: str) -> str:
    if name == STRUCTURE:
        return reverse("version_structure", args=[row.pk])
    return reverse("write_part", args=[row.pk, name])


def _page(request: HttpRequest, row: Version, *, answered: int = 200, **more: Any) -> HttpResponse:
    on = timezone.localdate(request.at)
    one = shown([row])[0]
    rows = Version.objects.filter(pk=row.pk)
    may = {f"may_{act}": visible(request.viewer, act, rows).exists() for act in (WRITES, PUBLISHES, "see_history")}
    turns = list(row.turns.select_related("account__person"))
    level = level_of(one.sheet.registration.rncp, on=on)
    shown_here = {
        "row": row,
        "one": one,
        "parts": [(name, _address(row, name)) for name in PARTS],
        "turns": turns,
        "wrote": request.viewer.person in writers_of(row),
        "lacks": lacks(offered(row, level=level, url="")),
        "rncp": title_of(one.sheet, on=on),
        "is_written": row.standing in WRITTEN,
        "submit_form": WordForm(),
        "send_back_form": WordForm(auto_id="back_%s"),
        "publish_form": PublishForm(initial={"seen": row.digest}),
        **_told(request, row),
        **may,
        **more,
    }
    return render(request, "catalogue/version.html", shown_here, status=answered)
