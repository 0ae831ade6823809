"""What is said when a page cannot be shown? What happened, why, and what to do."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account import app_settings
from allauth.core.internal.ratelimit import parse_rates
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from sceau.people.access import Refused
from sceau.people.permissions import LINK, TOKEN

MINUTE = 60
ACTIONS = {
    "account_login": "login",
    "account_request_login_code": "request_login_code",
    "account_reset_password": "reset_password",
    "account_change_password": "change_password",
    "account_set_password": "change_password",
    "account_email": "manage_email",
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
    "mfa_authenticate": "login_failed",
}
"""What django-allauth counts on each of its pages."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes both
    """Say that the request cannot be understood."""
    return _page(request, "bad_request", HTTPStatus.BAD_REQUEST)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which act is refused, and to whom it is allowed."""
    act = exception.act if isinstance(exception, Refused) else None
    code = get_language() or "fr"
    holders = [holder for holder in act.scopes if holder not in {LINK, TOKEN}] if act else []
    return _page(request, "refused", HTTPStatus.FORBIDDEN, act=act.title[code] if act else "", holders=holders)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes both
    """Say that nothing is at this address."""
    return _page(request, "not_found", HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes both
    """Say that a form was sent from elsewhere, or after the session had ended."""
    return _page(request, "form_too_old", HTTPStatus.FORBIDDEN)


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that this was asked too often, and when to try again: no later than when the longest count is over."""
    rates = parse_rates(getattr(request, "limited", "") or _rates_of(request))
    seconds = max((int(rate.duration) for rate in rates), default=MINUTE)
    minutes = -(-seconds // MINUTE)
    page = _page(request, "too_many", HTTPStatus.TOO_MANY_REQUESTS, minutes=minutes)
    page.headers["Retry-After"] = str(seconds)
    return page


def _rates_of(request: HttpRequest) -> str:
    """Return the limits of the page of django-allauth that was asked for."""
    page = request.resolver_match.url_name if request.resolver_match else ""
    return str(app_settings.RATE_LIMITS.get(ACTIONS.get(page, ""), ""))


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that the fault is ours; nothing here may need the database."""
    return HttpResponse(render_to_string("failed.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(request: HttpRequest, what: str, code: HTTPStatus, **more: object) -> HttpResponse:
    return render(request, "error.html", {"what": what, **more}, status=code)
