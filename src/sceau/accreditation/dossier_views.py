"""The pages of a dossier: written by a school, signed, filed, and received by the office of the label."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import Acting, refuse, say_file
from sceau.accreditation.actions import (
    add_piece,
    admit_dossier,
    declare_ties,
    file_dossier,
    refuse_dossier,
    remove_piece,
    reopen_filing,
    return_dossier,
    send_signing_code,
    sign_dossier,
    withdraw_dossier,
    write_chapter,
)
from sceau.accreditation.actions.filing import ENTERS_WITHIN
from sceau.accreditation.campaign_views import title_of
from sceau.accreditation.forms import (
    ChapterForm,
    CodeForm,
    MotiveForm,
    PieceForm,
    ReopenForm,
    ReplyForm,
    ReturnForm,
    WordForm,
)
from sceau.accreditation.gate import may_read
from sceau.accreditation.models import WRITTEN, Dossier, DossierPiece, Standing
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import (
    CHECKS,
    DECLARES,
    FILES,
    OPENS,
    READS,
    REPLIES,
    REVIEWS,
    SEES_DECISION,
    SIGNS,
    WRITES,
    renewed_by,
)
from sceau.accreditation.reading import names_the_experts, review_for, steps_for
from sceau.accreditation.requested import criteria_of, is_open, judged_parts, last_day_of, pieces_of, requested
from sceau.accreditation.results_views import intakes_said
from sceau.catalogue.shown import label_name
from sceau.core.calendar import paris_day
from sceau.core.rule import Row
from sceau.files.limit import TOO_LARGE
from sceau.files.place import place_of
from sceau.files.serving import shut_in
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.limits import limited
from sceau.people.views import get_or_post, posted
from sceau.wording import language

ACTS = (WRITES, SIGNS, FILES, CHECKS, OPENS, REVIEWS, REPLIES, SEES_DECISION)
"""What a page of a dossier asks whether the viewer may do."""


@require_safe
def dossier(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a dossier: what it says, what lacks, where it stands; to who has to declare first, only what is public."""
    row = dossier_or_refused(request, key)
    return show_dossier(request, row) if may_read(request.viewer, row) else _gate(request, row)


@get_or_post
def write_chapter_page(request: HttpRequest, key: UUID, criterion: str) -> HttpResponse:
    """Write what a dossier answers to a criterion."""
    row = dossier_or_refused(request, key, WRITES)
    criteria = criteria_of(row.campaign, on=paris_day(request.at))
    about = next((one for one in criteria if one.id == criterion), None)
    if about is None:
        raise Http404
    last = row.chapters.filter(criterion=criterion).last()
    before = {"text": last.text if last else "", "seen": last.pk if last else 0}
    form = ChapterForm(posted(request), initial=before)
    if request.method == "POST" and form.is_valid():
        by = actor(request.viewer, WRITES, school=row.school_id)
        try:
            write_chapter(dossier=key, criterion=criterion, **form.cleaned_data, at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("dossier.done.written"))
            return redirect("dossier", key=key)
    shown_here = {
        "row": row,
        "title": title_of(row),
        "about": _title(about),
        "form": form,
        "theirs": last.text if last and form.errors else "",
        "is_written": row.standing in WRITTEN,
    }
    return render(request, "accreditation/chapter.html", shown_here, status=422 if form.errors else 200)


@require_POST
def add_piece_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Add a document to a dossier."""
    row = dossier_or_refused(request, key, WRITES)
    form = _piece_form(row, request, request.POST, request.FILES)
    given: Any = form.cleaned_data["file"] if form.is_valid() else None
    lacks = "too_large" if getattr(request, TOO_LARGE, False) else "" if given or form.errors else "none"
    if lacks:
        form.add_error("file", say_file(lacks))

    def add(told: dict[str, Any]) -> None:
        by = actor(request.viewer, WRITES, school=row.school_id)
        about = {"piece": told["piece"], "criterion": told["criterion"], "company": told["company"]}
        add_piece(dossier=key, **about, name=given.name, chunks=given.chunks(), at=request.at, by=by)

    return _at(request, row).do_with("piece_form", form, "added", add)


@require_POST
def remove_piece_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a document out of a dossier."""
    piece: DossierPiece = get_or_refuse(request.viewer, WRITES, DossierPiece.objects.all(), pk=key)
    row = dossier_or_refused(request, piece.dossier_id, WRITES)
    by = actor(request.viewer, WRITES, school=row.school_id)
    return _at(request, row).do("removed", lambda: remove_piece(piece=key, at=request.at, by=by))


@require_safe
def dossier_piece(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a document of a dossier to be saved, to who may read the dossier."""
    rows = DossierPiece.objects.select_related("dossier", "file")
    piece: DossierPiece = get_or_refuse(request.viewer, READS, rows, pk=key)
    if not may_read(request.viewer, piece.dossier):
        return redirect("dossier", key=piece.dossier_id)
    try:
        held = place_of(piece.file_id).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    file = piece.file
    return shut_in(FileResponse(held, as_attachment=True, filename=file.name, content_type=file.media_type))


@limited("send_signing_code")
@require_POST
def send_signing_code_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send a code to who is about to sign."""
    row = dossier_or_refused(request, key, SIGNS)
    return _at(request, row).do(
        "code", lambda: send_signing_code(dossier=key, account=request.viewer.account, at=request.at)
    )


@require_POST
def sign_dossier_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign a dossier by the code that was sent."""
    row = dossier_or_refused(request, key, SIGNS)
    by = actor(request.viewer, SIGNS, school=row.school_id)

    def sign(told: dict[str, Any]) -> None:
        if sign_dossier(dossier=key, code=told["code"], at=request.at, by=by) is None:
            raise NotDone("wrong_code", "code")

    return _at(request, row).do_with("code_form", CodeForm(request.POST), "signed", sign)


@require_POST
def file_dossier_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """File a dossier, at the instant at which the request entered the server if it is over soon enough."""
    row = dossier_or_refused(request, key, FILES)
    by = actor(request.viewer, FILES, school=row.school_id)

    def file(told: dict[str, Any]) -> None:
        with transaction.atomic():
            file_dossier(dossier=key, **told, at=request.at, by=by)
            _refuse_too_slow(request)

    return _at(request, row).do_with("motive_form", MotiveForm(request.POST), "filed", file)


def _refuse_too_slow(request: HttpRequest) -> None:
    """Raise ``NotDone`` for what was not over soon enough to count at the instant at which it came."""
    if request.since() > ENTERS_WITHIN:
        raise NotDone("too_slow")


@require_POST
def withdraw_dossier_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Withdraw a dossier."""
    row = dossier_or_refused(request, key, FILES)
    by = actor(request.viewer, FILES, school=row.school_id)
    return _at(request, row).do_with(
        "withdraw_form", WordForm(request.POST, prefix="withdraw"), "withdrawn",
        lambda told: withdraw_dossier(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def declare_ties_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Declare whether anything ties the viewer to a dossier."""
    dossier_or_refused(request, key, DECLARES)
    is_conflict = request.POST.get("ties") != "none"
    by = actor(request.viewer, DECLARES)
    declare_ties(dossier=key, person=request.viewer.person, is_conflict=is_conflict, at=request.at, by=by)
    messages.success(request, say(f"dossier.done.{'conflict' if is_conflict else 'no_conflict'}"))
    return redirect("dossiers") if is_conflict else redirect("dossier", key=key)


@require_POST
def admit_dossier_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Find a dossier admissible."""
    row = dossier_or_refused(request, key, CHECKS)
    by = actor(request.viewer, CHECKS)
    return _at(request, row).do_with(
        "admit_form", WordForm(request.POST, prefix="admit"), "admitted",
        lambda told: admit_dossier(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def return_dossier_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Return a dossier to be completed."""
    row = dossier_or_refused(request, key, CHECKS)
    by = actor(request.viewer, CHECKS)
    return _at(request, row).do_with(
        "return_form", ReturnForm(request.POST, prefix="return"), "returned",
        lambda told: return_dossier(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def refuse_dossier_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Find a dossier not admissible."""
    row = dossier_or_refused(request, key, CHECKS)
    by = actor(request.viewer, CHECKS)
    return _at(request, row).do_with(
        "refuse_form", WordForm(request.POST, prefix="refuse"), "refused",
        lambda told: refuse_dossier(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def reopen_filing_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let one dossier be filed after its campaign has closed."""
    row = dossier_or_refused(request, key, OPENS)
    by = actor(request.viewer, OPENS)
    return _at(request, row).do_with(
        "reopen_form", ReopenForm(request.POST, prefix="reopen"), "reopened",
        lambda told: reopen_filing(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


def dossier_or_refused(request: HttpRequest, key: UUID, act: str = READS) -> Dossier:
    """Return a dossier on which an act is allowed; raises ``Http404`` or ``Refused``."""
    rows = Dossier.objects.select_related("campaign", "school", "programme").prefetch_related("programme__versions")
    found: Dossier = get_or_refuse(request.viewer, act, rows, pk=key)
    return found


def _at(request: HttpRequest, row: Dossier) -> Acting:
    again = partial(show_dossier if may_read(request.viewer, row) else _gate, request, row)
    return Acting(request, again, reverse("dossier", args=[row.pk]), "dossier.done")


def _gate(request: HttpRequest, row: Dossier, **more: Any) -> HttpResponse:
    """Show what is public of a dossier to who has to declare first, and of one that was not filed yet."""
    shown_here = {
        "row": row,
        "title": title_of(row),
        "label": label_name(row.campaign.label),
        "last_day": last_day_of(row),
        "is_filed": row.filings.exists(),
        "reopen_form": ReopenForm(prefix="reopen"),
        "may_open_campaign": bool(request.viewer.grants(OPENS)),
        **more,
    }
    return render(request, "accreditation/gate.html", shown_here, status=422 if more else 200)


def _title(row: Row) -> str:
    return str(getattr(row.title, get_language() or "fr")) if row.title else row.id


def criteria_named(row: Dossier, *, at: datetime) -> list[tuple[str, str]]:
    """Return the criteria that a dossier answers, each with its title in the language of the page."""
    return [(one.id, _title(one)) for one in criteria_of(row.campaign, on=paris_day(at))]


def _piece_form(row: Dossier, request: HttpRequest, data: Any = None, files: Any = None) -> PieceForm:
    on = paris_day(request.at)
    pieces = [(one.id, _title(one)) for one in pieces_of(row, on=on)]
    return PieceForm(data, files, pieces=pieces, criteria=criteria_named(row, at=request.at))


def show_dossier(request: HttpRequest, row: Dossier, **more: Any) -> HttpResponse:
    """Show the page of a dossier to who may read it."""
    viewer, lang = request.viewer, language(get_language() or "fr")
    one, entry = requested(row), renewed_by(row)
    criteria = criteria_named(row, at=request.at)
    review = review_for(viewer, row)
    filings = list(row.filings.all())
    judged_at = request.at if row.standing in WRITTEN or not filings else filings[-1].at
    parts = judged_parts(one, at=judged_at)
    mine = Dossier.objects.filter(pk=row.pk)
    may = {f"may_{act}": visible(viewer, act, mine).exists() for act in (*ACTS, "see_history")}
    named = dict(criteria) | {one.id: _title(one) for one in pieces_of(row, on=paris_day(request.at))}
    shown_here = {
        "row": row,
        "title": title_of(row),
        "label": label_name(row.campaign.label),
        "version": one.version,
        "last_day": last_day_of(row),
        "is_open": is_open(row, at=request.at),
        "is_written": row.standing in WRITTEN,
        "is_filed": row.standing == Standing.FILED,
        "is_signed": one.is_signed(),
        "parts": [(part, part.said(lang)) for part in parts],
        "lacks": [part for part in parts if not part.conforms],
        "is_renewal": row.request == "renewal",
        "entry": entry,
        "intakes": intakes_said(entry, lang),
        "chapters": [(code, name, one.chapters.get(code)) for code, name in criteria],
        "pieces": [(piece, named.get(piece.piece, ""), named.get(piece.criterion, "")) for piece in one.pieces],
        "filings": filings,
        "steps": steps_for(viewer, row),
        "review": review,
        "decided": row.decisions.exclude(published_at=None).select_related("grant__entry").last(),
        "has_opinion": row.items.exclude(opinion=None).exists(),
        "reports": [(told, [(name, told.findings[code]) for code, name in criteria]) for told in review.reports],
        "names_experts": names_the_experts(viewer, row),
        "sharing": row.sharings.last(),
        "my_report": row.experts.filter(person__whole=viewer.person, ended_at=None).first() if viewer.person else None,
        "reply_form": ReplyForm(),
        "piece_form": _piece_form(row, request),
        "code_form": CodeForm(),
        "motive_form": MotiveForm(),
        "withdraw_form": WordForm(prefix="withdraw"),
        "admit_form": WordForm(prefix="admit"),
        "return_form": ReturnForm(prefix="return"),
        "refuse_form": WordForm(prefix="refuse"),
        "reopen_form": ReopenForm(prefix="reopen"),
        "must_declare": row.school_id not in viewer.schools_for(READS),
        "megabytes": settings.ENVIRONMENT.upload_megabytes,
        "law_at": f"/law/label-{row.campaign.label}/",
        **may,
        **more,
    }
    bound = "refusals" in more or any(getattr(form, "errors", None) for form in more.values())
    return render(request, "accreditation/dossier.html", shown_here, status=422 if bound else 200)
