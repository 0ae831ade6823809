"""When did a request enter the server? Stamped before anything else: what is filed in time was in time then."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class ArrivalMiddleware:
    """Set ``request.at``, the instant that every act of this request bears, and ``request.since``, the time since."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Stamp the request and pass it on."""
        at = request.at = timezone.now()
        request.since = lambda: timezone.now() - at
        return self._get_response(request)
