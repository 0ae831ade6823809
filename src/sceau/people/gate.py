"""Who is at the door of a page? No view is reached that the matrix does not name, by nobody whom it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from sceau.people.access import NOBODY, Refused, Viewer, viewer_of
from sceau.people.links import viewer_of_link
from sceau.people.permissions import acts_of_pages

API = "ninja"
"""The routes that have a door of their own (``api.door``), by the same matrix: programs bear no cookie."""


class GateMiddleware:
    """Set ``request.viewer`` and refuse what the matrix does not allow, before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with who asks."""
        request.viewer = _viewer(request)
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Refuse a page that is no page of the matrix, or that nothing held by the viewer opens."""
        if request.resolver_match and request.resolver_match.app_name == API:
            return None
        page = request.resolver_match.url_name if request.resolver_match else None
        act = acts_of_pages().get(page or "")
        viewer: Viewer = request.viewer
        if act is None:
            raise Http404
        if act.is_open or viewer.grants(act.name):
            return None
        if viewer.account is None and not viewer.acts_of_link:
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
        raise Refused(act)


def _viewer(request: HttpRequest) -> Viewer:
    if request.user.is_authenticated:
        return viewer_of(request.user, on=timezone.localdate(request.at))
    return viewer_of_link(request) or NOBODY
