"""The pages of a decision: the office prepares it, the President signs it or sends it back, the office publishes it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.accreditation.acting import Acting
from sceau.accreditation.actions import (
    meet_condition,
    prepare_decision,
    publish_decision,
    send_back_decision,
    sign_decision,
)
from sceau.accreditation.actions.deciding import follows_from
from sceau.accreditation.campaign_views import title_of
from sceau.accreditation.dossier_views import dossier_or_refused
from sceau.accreditation.forms import DecisionForm, WordForm
from sceau.accreditation.gate import may_read
from sceau.accreditation.models import Condition, Dossier, PublishedAct, Standing
from sceau.accreditation.queries import FOLLOWS, PREPARES, PUBLISHES, SEES_DECISION, SIGNS_DECISION
from sceau.accreditation.register_views import send_act
from sceau.accreditation.sequel import judged_sequel, opinion_on
from sceau.catalogue.shown import label_name
from sceau.core.calendar import paris_day
from sceau.people.access import actor, visible
from sceau.wording import language

ACTS = (PREPARES, SIGNS_DECISION, PUBLISHES, FOLLOWS)


@require_safe
def dossier_decision(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the decision on a dossier: what follows from the opinion, what was prepared, signed, published."""
    row = dossier_or_refused(request, key, SEES_DECISION)
    return _page(request, row) if may_read(request.viewer, row) else redirect("dossier", key=key)


@require_safe
def dossier_act(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send the signed act of the decision on a dossier, in the language that is asked for."""
    row = dossier_or_refused(request, key)
    if not may_read(request.viewer, row):
        return redirect("dossier", key=key)
    return send_act(request, PublishedAct.objects.filter(decision__dossier=row))


@require_POST
def prepare_decision_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Prepare a decision."""
    row = dossier_or_refused(request, key, PREPARES)
    form, by = DecisionForm(request.POST), actor(request.viewer, PREPARES)

    def prepare(told: dict[str, Any]) -> None:
        days = {name: told[name] for name in ("outcome", "first_day", "last_day", "motive")}
        prepare_decision(dossier=key, **days, conditions=form.conditions, at=request.at, by=by)

    return _at(request, row).do_with("decision_form", form, "prepared", prepare)


@require_POST
def send_back_decision_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send back what was prepared."""
    row = dossier_or_refused(request, key, SIGNS_DECISION)
    by = actor(request.viewer, SIGNS_DECISION)
    return _at(request, row).do_with(
        "word_form", WordForm(request.POST), "sent_back",
        lambda told: send_back_decision(dossier=key, **told, at=request.at, by=by),
    )  # fmt: skip


@require_POST
def sign_decision_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign what was prepared."""
    row = dossier_or_refused(request, key, SIGNS_DECISION)
    by = actor(request.viewer, SIGNS_DECISION)
    return _at(request, row).do("signed", lambda: sign_decision(dossier=key, at=request.at, by=by))


@require_POST
def publish_decision_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Publish what was signed."""
    row = dossier_or_refused(request, key, PUBLISHES)
    by = actor(request.viewer, PUBLISHES)
    return _at(request, row).do("published", lambda: publish_decision(dossier=key, at=request.at, by=by))


@require_POST
def meet_condition_page(request: HttpRequest, key: UUID, which: int) -> HttpResponse:
    """Say how a condition of a grant was met."""
    row = dossier_or_refused(request, key, FOLLOWS)
    by = actor(request.viewer, FOLLOWS)
    if not Condition.objects.filter(pk=which, decision__dossier=row).exists():
        return redirect("dossier_decision", key=key)
    return _at(request, row).do_with(
        "met_form", WordForm(request.POST), "met",
        lambda told: meet_condition(condition=which, **told, at=request.at, by=by),
    )  # fmt: skip


def _at(request: HttpRequest, row: Dossier) -> Acting:
    barred = "" if may_read(request.viewer, row) else reverse("dossier", args=[row.pk])
    then = reverse("dossier_decision", args=[row.pk])
    return Acting(request, partial(_page, request, row), then, "granting.done", barred)


def _page(request: HttpRequest, row: Dossier, **more: Any) -> HttpResponse:
    mine = Dossier.objects.filter(pk=row.pk)
    may = {f"may_{act}": visible(request.viewer, act, mine).exists() for act in ACTS}
    opinion = opinion_on(row) if row.items.exclude(opinion=None).exists() else None
    judged = judged_sequel(opinion, on=paris_day(request.at)) if opinion else None
    follows = follows_from(judged) if judged else None
    shown_here = {
        "row": row,
        "title": title_of(row),
        "label": label_name(row.campaign.label),
        "opinion": opinion,
        "follows": follows,
        "said": judged.said(language(get_language() or "fr")) if judged else None,
        "law_at": f"/law/label-{row.campaign.label}/",
        "decisions": list(row.decisions.prefetch_related("conditions").select_related("grant__entry")),
        "to_prepare": row.standing == Standing.OPINION_GIVEN,
        "to_sign": row.standing == Standing.DECISION_PREPARED,
        "to_publish": row.standing == Standing.DECISION_SIGNED,
        "today": paris_day(request.at),
        "decision_form": DecisionForm(initial=follows._asdict() if follows else {}),
        "word_form": WordForm(),
        "met_form": WordForm(),
        **may,
        **more,
    }
    return render(request, "accreditation/decision.html", shown_here, status=422 if more else 200)
