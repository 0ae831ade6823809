"""The pages where a school keeps its programmes: which there are, one with its versions, and what is recorded of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.catalogue.actions import (
    appoint_responsible,
    archive_programme,
    close_programme,
    correct_programme,
    create_programme,
    end_responsible,
    start_version,
)
from sceau.catalogue.forms import AppointForm, CorrectionForm, EndForm, NewProgrammeForm, WordForm
from sceau.catalogue.models import Programme, Responsible, Standing, Version
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.queries import (
    APPOINTS,
    CORRECTS,
    PUBLISHES,
    READS,
    WRITES,
    Filters,
    directors_of,
    programmes_of,
    schools_to_correct,
    schools_to_write,
)
from sceau.catalogue.sheet import content_of, sheet_of
from sceau.catalogue.shown import label_name, label_of, shown
from sceau.law.queries import shipped
from sceau.people.access import Viewer, actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.models import School
from sceau.people.views import get_or_post, posted

A_PAGE = 30
LONGEST = 100


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the programmes whose versions the viewer may read, and where each stands."""
    standing = request.GET.get("standing", "")
    filters = Filters(
        text=request.GET.get("q", "").replace("\0", "")[:LONGEST],
        standing=standing if standing in Standing.values else "",
        school=request.GET.get("school", "").replace("\0", "")[:LONGEST],
    )
    page = Paginator(programmes_of(request.viewer, filters), A_PAGE).get_page(request.GET.get("page"))
    every = {version.pk: version for one in page for version in one.that_count}
    told = {one.version.pk: one for one in shown(every.values())}
    shown_here = {
        "page": page,
        "rows": [(one, [told[version.pk] for version in one.that_count]) for one in page],
        "filters": filters,
        "standings": Standing.values,
        "may_write": bool(request.viewer.schools_for(WRITES)),
        "is_filtered": filters != Filters(),
    }
    return render(request, "catalogue/catalogue.html", shown_here)


@get_or_post
def new_programme(request: HttpRequest) -> HttpResponse:
    """Enter a programme, and go on to write it."""
    form = NewProgrammeForm(posted(request), schools=schools_to_write(request.viewer))
    if request.method == "POST" and form.is_valid():
        school: School = form.cleaned_data["school"]
        sheet = sheet_of({"presentation": {"title": {"fr": form.cleaned_data["title"]}}})
        by = actor(request.viewer, WRITES, school=school.pk)
        try:
            code = form.cleaned_data["code"]
            version = create_programme(
                school=school.pk, code=code, sheet=_as_before(school, sheet), at=request.at, by=by
            )
        except NotWritten as refusal:
            refuse(form, refusal)
        else:
            return redirect("version", key=version.pk)
    return render(request, "catalogue/new_programme.html", {"form": form}, status=422 if form.errors else 200)


def _as_before(school: School, sheet: Any) -> Any:
    """Return a sheet with what platforms ask of the school itself, as the last version of another programme has it."""
    last = Version.objects.filter(programme__school=school, source="").order_by("-changed_at").first()
    if last is None:
        return sheet
    said = sheet_of(last.content).platforms
    own = {name: getattr(said, name) for name in ("declaration_number", "siret", "uai", "email", "phone")}
    return sheet_of({**content_of(sheet), "platforms": own})


@require_safe
def catalogue_programme(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a programme with all its versions, its label, and who answers for it."""
    return _page(request, _programme(request, key))


@require_POST
def start_version_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Start another version of a programme."""
    row = _programme(request, key, WRITES)
    by = actor(request.viewer, WRITES, school=row.school_id)
    try:
        version = start_version(programme=row.pk, at=request.at, by=by)
    except NotWritten as refusal:
        return _refused(request, row, refusal)
    return redirect("version", key=version.pk)


@require_POST
def close_programme_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close a programme."""
    return _end(request, key, Standing.PUBLISHED, close_programme, "closed")


@require_POST
def archive_programme_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Archive a programme that is closed."""
    return _end(request, key, Standing.CLOSED, archive_programme, "archived")


def _end(request: HttpRequest, key: UUID, standing: str, act: Any, done: str) -> HttpResponse:
    row = _programme(request, key, PUBLISHES)
    form = WordForm(request.POST)
    version = Version.objects.filter(programme=row, standing=standing).first()
    if version is None:
        return _refused(request, row, NotWritten(f"not_{standing}"))
    by = actor(request.viewer, PUBLISHES, school=row.school_id)
    form.full_clean()
    try:
        act(version=version.pk, word=form.cleaned_data.get("word", ""), at=request.at, by=by)
    except NotWritten as refusal:
        return _refused(request, row, refusal)
    messages.success(request, say(f"catalogue.done.{done}"))
    return redirect("catalogue_programme", key=key)


@require_POST
def correct_programme_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct which school leads a programme, and its code."""
    row = _programme(request, key, CORRECTS)
    form = CorrectionForm(request.POST, schools=schools_to_correct(request.viewer))
    if form.is_valid():
        by = actor(request.viewer, CORRECTS, school=row.school_id)
        school, code = form.cleaned_data["school"].pk, form.cleaned_data["code"]
        try:
            correct_programme(programme=row.pk, school=school, code=code, at=request.at, by=by)
        except NotWritten as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("catalogue.done.corrected"))
            return redirect("catalogue_programme", key=key)
    return _page(request, row, correction_form=form)


@require_POST
def appoint_responsible_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Appoint somebody to answer for a programme."""
    row = _programme(request, key, APPOINTS)
    form = AppointForm(request.POST, persons=directors_of(row.school, on=timezone.localdate(request.at)))
    if form.is_valid():
        by = actor(request.viewer, APPOINTS, school=row.school_id)
        person, since = form.cleaned_data["person"].pk, form.cleaned_data["since"]
        try:
            appoint_responsible(programme=row.pk, person=person, since=since, at=request.at, by=by)
        except NotWritten as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("catalogue.done.appointed"))
            return redirect("catalogue_programme", key=key)
    return _page(request, row, appoint_form=form)


@require_POST
def end_responsible_page(request: HttpRequest, key: UUID, which: UUID) -> HttpResponse:
    """End the appointment of somebody who answers for a programme."""
    row = _programme(request, key, APPOINTS)
    found = get_or_refuse(request.viewer, APPOINTS, Responsible.objects.filter(programme=row), pk=which)
    form = EndForm(request.POST)
    if form.is_valid():
        by = actor(request.viewer, APPOINTS, school=row.school_id)
        try:
            end_responsible(responsible=found.pk, until=form.cleaned_data["until"], at=request.at, by=by)
        except NotWritten as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("catalogue.done.ended"))
            return redirect("catalogue_programme", key=key)
    return _page(request, row, end_form=form, ends=found.pk)


def labels_known() -> list[tuple[str, str]]:
    """Return the labels that the law knows, with their names."""
    return [(one, label_name(one)) for one in shipped().labels]


def refuse(form: Any, refusal: NotWritten) -> None:
    """Say why an act was not done, at the field that it is about where the form has it."""
    form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))


def said(refusal: NotWritten) -> str:
    """Return why an act was not done, in the language of the page."""
    return say(f"catalogue_refusals.{refusal.why}", **refusal.named)


def _programme(request: HttpRequest, key: UUID, act: str = READS) -> Programme:
    found: Programme = get_or_refuse(request.viewer, act, Programme.objects.select_related("school"), pk=key)
    return found


def _refused(request: HttpRequest, row: Programme, refusal: NotWritten) -> HttpResponse:
    return _page(request, row, refusals=[said(refusal)])


def _page(request: HttpRequest, row: Programme, **more: Any) -> HttpResponse:
    viewer: Viewer = request.viewer
    on = timezone.localdate(request.at)
    versions = shown(Version.objects.filter(programme=row).select_related("programme__school"))
    labels = list(row.labels.all())
    may = {f"may_{act}": visible(viewer, act, Programme.objects.filter(pk=row.pk)).exists() for act in _ACTS}
    directors = directors_of(row.school, on=on)
    shown_here = {
        "row": row,
        "versions": versions,
        "title": versions[0].title,
        "published": next((one for one in versions if one.version.standing == Standing.PUBLISHED), None),
        "closed": next((one for one in versions if one.is_closed), None),
        "is_written": any(one.version.standing in ("draft", "in_review") for one in versions),
        "labels": [(one, label_name(one.label)) for one in labels],
        "label_standing": label_of(labels, on=on)[1],
        "responsible": list(row.responsible.select_related("person")),
        "today": on,
        "word_form": WordForm(),
        "correction_form": CorrectionForm(
            schools=schools_to_correct(viewer), initial={"school": row.school_id, "code": row.code}
        ),
        "appoint_form": AppointForm(persons=directors, initial={"since": on}),
        "end_form": EndForm(initial={"until": on}),
        "language": get_language(),
        **may,
        **more,
    }
    bound = [one for one in more.values() if getattr(one, "errors", None)]
    return render(request, "catalogue/kept.html", shown_here, status=422 if bound or "refusals" in more else 200)


_ACTS = (WRITES, PUBLISHES, APPOINTS, CORRECTS, "see_history")
