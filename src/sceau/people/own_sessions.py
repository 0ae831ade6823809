"""In which browsers is somebody signed in? The list of one's own, and shutting one of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session as BrowserSession
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST

from sceau.people.forms import say
from sceau.people.models import Account


def own_sessions(account: Account, *, at: datetime) -> list[UserSession]:
    """Return where an account is signed in at an instant, the oldest first, in as many queries however many they are.

    What ended, or was opened under a password that has changed since, opens nothing and is not listed.
    """
    found = UserSession.objects.filter(user=account).order_by("created_at", "pk")
    kept = BrowserSession.objects.filter(session_key__in=[one.session_key for one in found], expire_date__gt=at)
    good = {one.session_key for one in kept if _is_of_the_password(one, account)}
    return [one for one in found if one.session_key in good]


def _is_of_the_password(kept: BrowserSession, account: Account) -> bool:
    """Tell whether it was opened under the password that the account has."""
    return constant_time_compare(kept.get_decoded().get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())


class OwnSessionsView(ListUserSessionsView):
    """The list of one's own, and the button that shuts all but the one in hand."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page shows: allauth's own list asks the database about each session by itself."""
        found = own_sessions(self.request.user, at=self.request.at)
        return {**super(ListUserSessionsView, self).get_context_data(**kwargs), **_shown(found, self.request)}


def _shown(found: list[UserSession], request: HttpRequest) -> dict[str, Any]:
    here = request.session.session_key
    return {"sessions": [(one, one.session_key == here) for one in found], "session_count": len(found)}


@require_POST
def end_session(request: HttpRequest, key: int) -> HttpResponse:
    """Shut one session of one's own: its browser is out at its next page."""
    found = UserSession.objects.filter(user=request.user, pk=key).first()
    if found is None:
        raise Http404
    found.end()
    messages.success(request, say("sign_in.sessions.ended"))
    return redirect("usersessions_list")
