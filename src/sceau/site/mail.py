"""The pages on mail: what was written to whom, how far it went, and sending again what was lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sceau.mail.actions import CannotGo, send_again
from sceau.mail.models import Going, Message, uncertain
from sceau.mail.posting import without_secrets
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.limits import limited
from sceau.site.words import say

PAGE = 50
UNCERTAIN = "uncertain"
GOINGS = (*Going.values, UNCERTAIN)
"""How far a mail went, as people are told: what is being sent for too long is uncertain."""


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """List the mails that the viewer may see, the latest first."""
    going, kind = request.GET.get("going", ""), request.GET.get("kind", "").replace("\0", "").strip()
    rows = visible(request.viewer, "see_mail", Message.objects.order_by("-written_at", "id"))
    if going == UNCERTAIN:
        rows = rows.filter(uncertain(request.at))
    elif going in Going.values:
        rows = rows.filter(going=going)
    if kind:
        rows = rows.filter(kind__icontains=kind)
    page = Paginator(rows.defer("text_fr", "text_en"), PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": [_told(one, request) for one in page],
        "goings": GOINGS,
        "going": going,
        "kind": kind,
        "asked": urlencode({name: value for name, value in (("going", going), ("kind", kind)) if value}),
    }
    return render(request, "mail/mail.html", shown)


@require_safe
def message(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a mail in both languages, how far it went, and what the mail server said."""
    found = get_or_refuse(request.viewer, "see_mail", Message.objects.all(), pk=key)
    told = _told(found, request)
    of_this = Message.objects.filter(pk=key)
    may = told["going"] in {UNCERTAIN, Going.BOUNCED} and not found.erased_at
    texts = [
        {
            "code": code,
            "subject": getattr(found, f"subject_{code}"),
            "text": without_secrets(getattr(found, f"text_{code}")),
        }
        for code in (("fr", "en") if found.language == "fr" else ("en", "fr"))
    ]
    may_send = may and visible(request.viewer, "send_mail_again", of_this).exists()
    return render(request, "mail/message.html", {**told, "texts": texts, "may_send": may_send})


@require_POST
@limited("send_again")
def send_again_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send again a mail that was refused, or that may have left."""
    found = get_or_refuse(request.viewer, "send_mail_again", Message.objects.all(), pk=key)
    by = actor(request.viewer, "send_mail_again", school=found.school)
    try:
        send_again(message=found.pk, at=request.at, by=by)
        messages.success(request, say("mail.goes_again"))
    except CannotGo:
        messages.error(request, say("mail.cannot_go_again"))
    return redirect("message", key=key)


def _told(found: Message, request: HttpRequest) -> dict[str, Any]:
    is_lost = found.is_uncertain(at=request.at)
    return {"message": found, "going": UNCERTAIN if is_lost else found.going}
