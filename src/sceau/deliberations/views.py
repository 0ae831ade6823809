"""The pages of deliberations: a workbook is dropped, its faults or its proposals are seen, each with its reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.core.rule import RuleError
from sceau.deliberations.actions import TooManyAtWork, Upload, Wanted, erase_deliberation, hand_in_workbook
from sceau.deliberations.forms import FILES, FiltersForm, WorkbookForm, say_refusal
from sceau.deliberations.models import Deliberation, State
from sceau.deliberations.queries import (
    ACT,
    OUTCOMES,
    Choice,
    Filters,
    deliberations_of,
    documents_of,
    outcomes_of,
    programmes_for,
    proposals_of,
    said_of,
)
from sceau.files.actions import FileRefused
from sceau.files.limit import TOO_LARGE
from sceau.jury.convened import convene
from sceau.jury.dossier import TRANSCRIPTS
from sceau.law.queries import law_of
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.models import School
from sceau.people.views import get_or_post, posted
from sceau.wording import language, say_outcome
from sceau.wording.faults import say_fault

DELIBERATIONS_A_PAGE, STUDENTS_A_PAGE, FAULTS_A_PAGE = 30, 100, 100
BEGINS = 9
"""The month in which an academic year begins: the intake that is proposed."""
ERASES = "erase_deliberation"
REFRESH = "HX-Refresh"
CELL = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[0-9]+)")


@get_or_post
def deliberations(request: HttpRequest) -> HttpResponse:
    """List the deliberations of the viewer's schools, and take in another workbook."""
    today = timezone.localdate(request.at)
    programmes = programmes_for(request.viewer, on=today)
    first = {"intake": today.year - (today.month < BEGINS), "language": get_language() or "fr"}
    form = WorkbookForm(posted(request), request.FILES or None, programmes=programmes, initial=first)
    form.too_large = bool(getattr(request, TOO_LARGE, False))
    if request.method == "POST" and programmes and form.is_valid() and (made := _handed_in(request, form)):
        return redirect("deliberation", key=made.pk)
    return render(request, "deliberations/deliberations.html", _list(request, form, programmes), status=_code(form))


def _code(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def _list(request: HttpRequest, form: WorkbookForm, programmes: Sequence[Choice]) -> dict[str, Any]:
    seen = deliberations_of(request.viewer, Filters())
    schools = School.objects.filter(pk__in=request.viewer.schools_for(ACT)).order_by("name")
    met = seen.order_by().values_list("programme", flat=True).distinct()
    codes = sorted({one.code for one in programmes} | set(met))
    filters = FiltersForm(request.GET, schools=schools, programmes=codes)
    rows = deliberations_of(request.viewer, filters.filters())
    return {
        "form": form,
        "filters": filters,
        "page": Paginator(rows, DELIBERATIONS_A_PAGE).get_page(request.GET.get("page")),
        "asked": urlencode([(n, v) for n, v in request.GET.items() if n != "page" and v]),
        "may_drop": bool(programmes),
        "megabytes": settings.ENVIRONMENT.upload_megabytes,
    }


def _handed_in(request: HttpRequest, form: WorkbookForm) -> Deliberation | None:
    """Hand in the files of a form; where one is refused, the form says why."""
    chosen, intake = form.programme_chosen(), form.cleaned_data["intake"]
    law = law_of(chosen.school.slug, on=timezone.localdate(request.at))
    try:
        _ = convene(law=law, school=chosen.school.slug, programme=chosen.code, intake=intake).scale
        given = [(name, form.cleaned_data[name]) for name in FILES if form.cleaned_data.get(name)]
        return hand_in_workbook(
            wanted=Wanted(chosen.school.pk, chosen.code, intake, form.cleaned_data["language"]),
            uploads=[Upload(name, one.name, one.chunks()) for name, one in given],
            account=request.viewer.account,
            at=request.at,
            by=actor(request.viewer, ACT, school=chosen.school.pk),
        )
    except RuleError as silent:
        form.add_error("intake", say_fault(str(silent), language(get_language() or "fr")))
    except FileRefused as refused:
        form.add_error("workbook", say_refusal(refused.what))
    except TooManyAtWork:
        form.add_error(None, say("deliberate_faults.too_many"))
    return None


@require_safe
def deliberation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far a deliberation has come, then what it came to; who waits for it is told when it is over."""
    one = _get(request, key)
    if request.headers.get("HX-Target") == "work" and not one.runs:
        return HttpResponse(headers={REFRESH: "true"})
    shown = {"one": one, **_may(request, one)}
    if one.state == State.FAULTY and not one.erased_at:
        shown |= _faults(request, one)
    elif one.state == State.DONE and not one.erased_at:
        shown |= _proposals(request, one)
    elif one.told:
        shown["lacks"] = one.told.get(get_language() or "fr", {}).get("lacks", "")
    return render(request, "deliberations/deliberation.html", shown)


def _get(request: HttpRequest, key: UUID) -> Deliberation:
    rows = Deliberation.objects.select_related("school", "account__person")
    found: Deliberation = get_or_refuse(request.viewer, ACT, rows, pk=key)
    return found


def _may(request: HttpRequest, one: Deliberation) -> dict[str, bool]:
    row = Deliberation.objects.filter(pk=one.pk)
    return {
        "may_erase": not one.erased_at and visible(request.viewer, ERASES, row).exists(),
        "may_see_history": visible(request.viewer, "see_history", row).exists(),
    }


def _faults(request: HttpRequest, one: Deliberation) -> dict[str, Any]:
    told = one.told.get(get_language() or "fr", {})
    page = Paginator(told.get("faults", ()), FAULTS_A_PAGE).get_page(request.GET.get("page"))
    faults, notes = placed(page.object_list), placed(told.get("notes", ()))
    return {"page": page, "faults": faults, "count": told.get("count", 0), "notes": notes}


def placed(found: Sequence[Sequence[str]]) -> list[tuple[str, str, str, str]]:
    """Return what was found in files: which file, which sheet, which cell, and what."""
    return [(which, *place_of(where), what) for which, where, what in found]


def place_of(where: str) -> tuple[str, str]:
    """Return the sheet and the cell that ``Notes!E3`` names; a place that is no cell is told whole, as a sheet is."""
    found = CELL.fullmatch(where)
    return (found["sheet"], found["cell"]) if found else (where, "")


def _proposals(request: HttpRequest, one: Deliberation) -> dict[str, Any]:
    code = get_language() or "fr"
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    page = Paginator(proposals_of(one, outcome=outcome), STUDENTS_A_PAGE).get_page(request.GET.get("page"))
    counts = [(name, _outcome(name, code), number) for name, number in outcomes_of(one)]
    documents = documents_of(one).exclude(name__startswith=f"{TRANSCRIPTS}/")
    return {
        "page": page,
        "rows": [(row, _outcome(row.outcome, code), row.figures.get(code, {})) for row in page.object_list],
        "outcome": outcome,
        "counts": counts,
        "bars": [(said, number) for _, said, number in counts],
        "documents": [(document, PurePosixPath(document.name).stem) for document in documents],
        "notes": placed(one.told.get(code, {}).get("notes", ())),
    }


def _outcome(outcome: str, code: str) -> str:
    return say_outcome(("jury.proposal", outcome), language(code))


@require_safe
def proposal(request: HttpRequest, key: UUID, rank: int) -> HttpResponse:
    """Show what is proposed for one student, and why."""
    one = _get(request, key)
    found = one.proposals.filter(rank=rank).select_related("transcript").defer("transcript__content").first()
    if found is None:
        raise Http404
    shown = {
        "one": one,
        "found": found,
        "said": said_of(found, one, code=get_language() or "fr"),
        "before": rank - 1,
        "after": rank + 1 if rank < one.students else 0,
    }
    return render(request, "deliberations/proposal.html", shown)


@require_POST
def erase(request: HttpRequest, key: UUID) -> HttpResponse:
    """Erase all that names a student in a deliberation; that there was one stays in the history."""
    one = get_or_refuse(request.viewer, ERASES, Deliberation.objects.all(), pk=key)
    erase_deliberation(deliberation=one, at=request.at, by=actor(request.viewer, ERASES, school=one.school_id))
    messages.success(request, say("deliberation.erased_now"))
    return redirect("deliberation", key=one.pk)
