"""The pages on mail: what was written to whom, how far it went, and settling what waits for somebody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sceau.mail.actions import CannotGo, discard_mail, let_go, send_again, settle_mail
from sceau.mail.models import Going, Message, uncertain
from sceau.mail.posting import without_secrets
from sceau.people.access import actor, among, get_or_refuse, visible
from sceau.people.limits import limited
from sceau.site.words import say
from sceau.wording.lists import words

PAGE = 50
UNCERTAIN = "uncertain"
GOINGS = (*Going.values, UNCERTAIN)
"""How far a mail went, as people are told: what is being sent for too long is uncertain."""
ACTS: Mapping[str, Collection[str]] = MappingProxyType(
    {
        "let_mail_go": {Going.DRAFT},
        "settle_mail": {UNCERTAIN},
        "send_mail_again": {UNCERTAIN, Going.BOUNCED},
        "discard_mail": {Going.DRAFT, Going.QUEUED, UNCERTAIN},
    }
)
"""What may be done with a mail, by how far it went."""


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """List the mails that the viewer may see, the latest first."""
    going, kind = request.GET.get("going", ""), request.GET.get("kind", "")
    rows = visible(request.viewer, "see_mail", Message.objects.order_by("-written_at", "id"))
    if going == UNCERTAIN:
        rows = rows.filter(uncertain(request.at))
    elif going in Going.values:
        rows = rows.filter(going=going)
    if kind in kinds():
        rows = rows.filter(kind=kind)
    page = Paginator(rows.defer("text_fr", "text_en"), PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": [_told(one, request) for one in page],
        "goings": GOINGS,
        "going": going,
        "kinds": kinds(),
        "kind": kind,
        "asked": urlencode({name: value for name, value in (("going", going), ("kind", kind)) if value}),
    }
    return render(request, "mail/mail.html", shown)


@require_safe
def message(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a mail in both languages, how far it went, and what the mail server said."""
    found = get_or_refuse(request.viewer, "see_mail", Message.objects.all(), pk=key)
    texts = [
        {
            "code": code,
            "subject": getattr(found, f"subject_{code}"),
            "text": without_secrets(getattr(found, f"text_{code}")),
        }
        for code in (("fr", "en") if found.language == "fr" else ("en", "fr"))
    ]
    shown = {
        **_told(found, request),
        "texts": texts,
        "acts": _acts_on(found, request),
        "may_see_history": bool(among(request.viewer, "see_history", [found])),
    }
    return render(request, "mail/message.html", shown)


def _acts_on(found: Message, request: HttpRequest) -> list[str]:
    """Return what the viewer may do with a mail, as far as it went."""
    going, of_this = _going(found, request), Message.objects.filter(pk=found.pk)
    fitting = [act for act, goings in ACTS.items() if going in goings and not found.erased_at]
    return [act for act in fitting if visible(request.viewer, act, of_this).exists()]


@require_POST
@limited("send_again")
def send_again_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send again a mail that was refused, or that may have left."""
    return _moved(request, key, "send_mail_again", send_again)


@require_POST
@limited("send_again")
def let_go_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Let a draft go."""
    return _moved(request, key, "let_mail_go", let_go)


@require_POST
def settle_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that an uncertain mail has arrived."""
    return _moved(request, key, "settle_mail", settle_mail)


@require_POST
def discard_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that a mail need not go."""
    return _moved(request, key, "discard_mail", discard_mail)


def _moved(request: HttpRequest, key: UUID, act: str, do: Callable[..., Message]) -> HttpResponse:
    """Do something with a mail, and say whether it could be done."""
    found = get_or_refuse(request.viewer, act, Message.objects.all(), pk=key)
    by = actor(request.viewer, act, school=found.school)
    try:
        do(message=found.pk, at=request.at, by=by)
        messages.success(request, say(f"mail.done.{act}"))
    except CannotGo:
        messages.error(request, say(f"mail.not_done.{act}"))
    return redirect("message", key=key)


def _going(found: Message, request: HttpRequest) -> str:
    return UNCERTAIN if found.is_uncertain(at=request.at) else found.going


def _told(found: Message, request: HttpRequest) -> dict[str, Any]:
    return {"message": found, "going": _going(found, request), "kind": kinds().get(found.kind, found.kind)}


def kinds() -> dict[str, str]:
    """Return what mails are for, in words, by the names of their sentences."""
    return dict(words("site", get_language() or "fr")["mail_kinds"])
