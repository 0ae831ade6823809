"""The page of one's own access tokens: which there are, making one, revoking one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sceau.people.access import actor
from sceau.people.actions import NotDone, make_token, revoke_token
from sceau.people.forms import Day, WordedForm, say
from sceau.people.limits import limited
from sceau.people.models import AccessToken
from sceau.people.tokens import SCOPES, tokens_of
from sceau.people.views import get_or_post, posted

ACT = "keep_own_account"
USUAL_LIFE = timedelta(days=90)
MOST_SHOWN = 100


class TokenForm(WordedForm):
    """The program, what it may do, and its last day."""

    named = "token_form"
    name = forms.CharField(max_length=100)
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=())
    until = Day()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["scopes"].choices = [(one, say(f"token_scopes.{one}")) for one in SCOPES]


@get_or_post
@reauthentication_required
@limited("make_token")
def access_tokens(request: HttpRequest) -> HttpResponse:
    """Show one's own tokens, and make one: its secret is shown once, on this very page."""
    today = timezone.localdate(request.at)
    form = TokenForm(posted(request), initial={"until": today + USUAL_LIFE})
    secret = _made(request, form) if request.method == "POST" and form.is_valid() else ""
    shown = {
        "form": TokenForm(initial={"until": today + USUAL_LIFE}) if secret else form,
        "secret": secret,
        "tokens": [(one, _stands(one, request)) for one in tokens_of(request.user)[:MOST_SHOWN]],
    }
    return render(request, "people/entry/access_tokens.html", shown, status=422 if form.errors else 200)


@require_POST
def revoke_token_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Revoke a token of one's own."""
    if not AccessToken.objects.filter(pk=key, account=request.user).exists():
        raise Http404
    if revoke_token(token=key, at=request.at, by=actor(request.viewer, ACT)):
        messages.success(request, say("tokens.revoked"))
    return redirect("access_tokens")


def _made(request: HttpRequest, form: TokenForm) -> str:
    """Make the token that a form asks for; return its secret, or nothing where the form has a fault."""
    said: dict[str, Any] = form.cleaned_data
    until: date = said["until"]
    try:
        _, secret = make_token(
            account=request.user.pk,
            name=said["name"],
            scopes=said["scopes"],
            until=until,
            at=request.at,
            by=actor(request.viewer, ACT),
        )
    except NotDone as refusal:
        form.add_error(refusal.field or None, say(f"token_form_faults.{refusal.why}"))
        return ""
    return secret


def _stands(one: AccessToken, request: HttpRequest) -> str:
    """Return how a token stands: good, revoked, or over."""
    if one.revoked_at:
        return "revoked"
    return "good" if one.expires_at > request.at else "over"
