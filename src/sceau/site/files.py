"""How is a file attached to somebody's record, opened, and erased? Never served in a way that it could act."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sceau.files.actions import FileRefused, erase_file, store_file
from sceau.files.limit import TOO_LARGE
from sceau.files.models import StoredFile
from sceau.files.place import place_of
from sceau.files.serving import shut_in
from sceau.people.access import Viewer, actor, among, get_or_refuse, visible
from sceau.people.models import Person, RoleHeld, School
from sceau.site.kinds import page_of
from sceau.site.words import say

FILES_A_PAGE = 30
SHOWN = frozenset({"image/jpeg", "image/png", "application/pdf"})


class AttachForm(forms.Form):
    """A file to attach, and the school that it is attached for where there is a choice."""

    file = forms.FileField(required=False)
    school = forms.ModelChoiceField(School.objects.none(), empty_label=None)

    def __init__(self, *args: object, schools: list[School], **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["file"].label = say("file.choose")
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"
        self.fields["file"].widget.attrs["aria-describedby"] = "allowed"
        self.fields["school"].label = say("role.school")
        self.fields["school"].queryset = School.objects.filter(pk__in=[one.pk for one in schools])
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = schools[0]


@require_http_methods(["GET", "HEAD", "POST"])
def attach_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the files of a person, and attach another."""
    viewer: Viewer = request.viewer
    person = get_or_refuse(viewer, "attach_file", Person.objects.all(), pk=key)
    schools = _schools(viewer, person)
    form = AttachForm(request.POST or None, request.FILES or None, schools=schools)
    if request.method == "POST" and form.is_valid() and _attached(request, person, form):
        return redirect("attach_file", key=person.pk)
    rows = StoredFile.objects.filter(subject=f"person:{person.pk}").order_by("-at", "pk")
    page = Paginator(visible(viewer, "see_file", rows), FILES_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "person": person,
        "back": page_of("person", person),
        "form": form,
        "page": page,
        "with_history": among(viewer, "see_history", page.object_list),
        "may_erase": bool(viewer.grants("erase_file")),
        "megabytes": settings.ENVIRONMENT.upload_megabytes,
    }
    return render(request, "attach_file.html", shown, status=_code(form))


def _code(form: AttachForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _schools(viewer: Viewer, person: Person) -> list[School]:
    """Return the schools that a file may be attached for: of the viewer's, those that know the person."""
    known = RoleHeld.objects.of(person.pk).filter(school__in=viewer.schools_for("attach_file")).values("school")
    return list(School.objects.filter(pk__in=known))


def _attached(request: HttpRequest, person: Person, form: AttachForm) -> bool:
    """Attach the file of a form; where it is refused, the form says why."""
    given, school = form.cleaned_data["file"], form.cleaned_data["school"]
    missing = "too_large" if getattr(request, TOO_LARGE, False) else "" if given else "none"
    if missing:
        form.add_error("file", say_refusal(missing))
        return False
    by = actor(request.viewer, "attach_file", school=school.pk)
    to = {"subject": f"person:{person.pk}", "school": school.pk}
    try:
        store_file(name=given.name, chunks=given.chunks(), at=request.at, by=by, **to)
    except FileRefused as refused:
        form.add_error("file", say_refusal(refused.what))
        return False
    messages.success(request, say("file.attached"))
    return True


def say_refusal(what: str) -> str:
    """Return why a file is not kept, and what to do."""
    return say(f"file_refused.{what}", megabytes=settings.ENVIRONMENT.upload_megabytes)


@require_safe
def file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a file to be saved; with ``?show``, to be looked at by itself, where it can do nothing."""
    found = get_or_refuse(request.viewer, "see_file", StoredFile.objects.filter(erased_at=None), pk=key)
    try:
        held = place_of(found.pk).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    aside = "show" not in request.GET or found.media_type not in SHOWN
    return shut_in(FileResponse(held, as_attachment=aside, filename=found.name, content_type=found.media_type))


@require_POST
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """Erase a file: its bytes and its name; that there was one stays in the history."""
    found = get_or_refuse(request.viewer, "erase_file", StoredFile.objects.filter(erased_at=None), pk=key)
    erase_file(file=found, at=request.at, by=actor(request.viewer, "erase_file", school=found.school))
    messages.success(request, say("file.erased"))
    kind, _, subject = found.subject.partition(":")
    return redirect("attach_file", key=subject) if kind == "person" else redirect("home")
