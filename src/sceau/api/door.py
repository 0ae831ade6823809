"""Who comes to the API? Whoever bears a token, as its owner and for what it is for; cookies open nothing here."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils import timezone

from sceau.api.problems import Trouble
from sceau.people.access import NOBODY, Refused, viewer_of
from sceau.people.models import AccessToken
from sceau.people.permissions import acts_of_pages
from sceau.people.tokens import token_of

BEARER = "bearer"
LIMITS = {"api": "120/m/ip", "api_token": "600/m/key"}
"""How often anybody may ask from an address without a token, and how often a token may."""
MINUTE = 60
LARGEST = 1_000_000
"""Bytes of what may be sent at once."""
JSON = "application/json"


def door(request: HttpRequest) -> bool:
    """Let a request in as whom its token says, or as nobody; raises ``Trouble`` or ``Refused``."""
    _fits(request)
    token = _token(request)
    _count(request, token)  # a secret that is tried counts for the address, as what comes without one
    if token is None and "Authorization" in request.headers:
        raise Trouble("bad_token", HTTPStatus.UNAUTHORIZED)
    request.token = token
    request.viewer = NOBODY
    if token is not None:
        today = timezone.localdate(request.at)
        request.viewer = viewer_of(token.account, on=today)
        if token.last_used_on != today:
            AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
    act = acts_of_pages()[request.resolver_match.url_name]
    if not request.viewer.grants(act.name):
        raise Refused(act) if token else Trouble("no_token", HTTPStatus.UNAUTHORIZED)
    return True


def needs(request: HttpRequest, scope: str, *, open_to_anyone: bool = False) -> None:
    """Refuse a token that is not for this; without a token, whatever is not open to anyone."""
    if request.token is None:
        if not open_to_anyone:
            raise Trouble("no_token", HTTPStatus.UNAUTHORIZED)
    elif scope not in request.token.scopes:
        raise Trouble("not_in_scope", HTTPStatus.FORBIDDEN, [("scope", scope)])


def _fits(request: HttpRequest) -> None:
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:20]) > LARGEST:
        raise Trouble("too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.method in {"POST", "PATCH", "PUT"} and request.content_type != JSON:
        raise Trouble("not_json", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _token(request: HttpRequest) -> AccessToken | None:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return token_of(secret.strip(), at=request.at) if kind.lower() == BEARER else None


def _count(request: HttpRequest, token: AccessToken | None) -> None:
    action, key = ("api_token", str(token.pk)) if token else ("api", None)
    within = ratelimit.consume(request, app="sceau.api", action=action, config=LIMITS, key=key, limit_get=True)
    if not within:
        raise Trouble("too_many", HTTPStatus.TOO_MANY_REQUESTS, retry=MINUTE)
