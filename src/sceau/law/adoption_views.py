"""The pages on what a school adopted: who, when, since when, what it changed, and its files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.law.adoption import check_files
from sceau.law.difference import changes_said, files_changed
from sceau.law.drafts import adoption_before, files_shipped
from sceau.law.models import LawAdoption
from sceau.people.access import Viewer, actor, get_or_refuse, visible
from sceau.people.models import Person, School
from sceau.wording import language

READS = "read_adoptions"
SHOWN = 100
"""How many adoptions are listed."""


@require_safe
def law_adoptions(request: HttpRequest, school: str) -> HttpResponse:
    """List what a school adopted, the last one first."""
    one = get_object_or_404(School, slug=school)
    actor(request.viewer, READS, school=one.pk)
    rows = LawAdoption.objects.filter(school=one).defer("files").select_related("author__person", "approver__person")
    found = list(rows.order_by("-since")[:SHOWN])
    shown = {"school": one, "adoptions": found, "named": _named(request.viewer, found)}
    return render(request, "law/drafts/adoptions.html", shown)


@require_safe
def law_adoption(request: HttpRequest, key: int) -> HttpResponse:
    """Show what a school adopted: who wrote it, who approved it, and what it changed."""
    one = _adoption(request, key)
    before, slug = adoption_before(one), one.school.slug
    files = dict(before.files) if before else files_shipped(slug)
    was, became = (check_files(slug, held).law for held in (files, one.files))
    shown = {
        "adoption": one,
        "school": one.school,
        "named": _named(request.viewer, [one]),
        "before": before,
        "paths": sorted(one.files),
        "changes": changes_said(was, became, slug, language(get_language() or "fr")),
        "file_changes": files_changed(files, one.files),
    }
    return render(request, "law/drafts/adoption.html", shown)


@require_safe
def adopted_file(request: HttpRequest, key: int, path: str) -> HttpResponse:
    """Send a file of what a school adopted, to be kept and never shown from here."""
    one = _adoption(request, key)
    if path not in one.files:
        raise Http404
    name = path.replace("/", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(one.files[path], content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
def adopted_files(request: HttpRequest, key: int) -> HttpResponse:
    """Send every file of what a school adopted, as one archive."""
    one = _adoption(request, key)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(one.files.items()):
            archive.writestr(zipfile.ZipInfo(f"{one.school.slug}/{path}", (*one.since.timetuple()[:3], 0, 0, 0)), text)
    name = f"{one.school.slug}-{one.since}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(held.getvalue(), content_type="application/zip", headers=headers)


def _adoption(request: HttpRequest, key: int) -> LawAdoption:
    rows = LawAdoption.objects.select_related("school", "author__person", "approver__person")
    found: LawAdoption = get_or_refuse(request.viewer, READS, rows, pk=key)
    return found


def _named(viewer: Viewer, adoptions: Iterable[LawAdoption]) -> frozenset[object]:
    """Return the persons, among those who made some laws, whom somebody may see by their names."""
    persons = {account.person_id for one in adoptions for account in (one.author, one.approver)}
    return frozenset(visible(viewer, "see_person", Person.objects.filter(pk__in=persons)).values_list("pk", flat=True))
