"""How is a page of the catalogue served many times a second? Drawn once, and kept while nothing that it shows changes.

What is kept is the page as anybody sees it who has not signed in, for each language: it holds nothing of a visitor.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from sceau.catalogue.models import ListingStamp

MOST_KEPT = 2000
"""Pages that a process keeps: some twenty million bytes."""
MINUTE = "%Y-%m-%d %H:%M"
"""Names that other apps keep, as those of schools, are at most a minute old on such a page."""
_Kept = dict[tuple[str, str], tuple[tuple[UUID | None, str], bytes]]
_pages: _Kept = {}


def kept_page(request: HttpRequest, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the page of an address as it was drawn before, where it still holds; else draw it, and keep it."""
    if request.viewer.account or request.viewer.link or request.GET or len(get_messages(request)):
        return draw()
    key, now = (request.path, get_language() or "fr"), (_stamp(), _minute(request.at))
    then, page = _pages.get(key, (None, b""))
    if then != now:
        response = draw()
        if len(_pages) >= MOST_KEPT:
            _pages.clear()
        _pages[key] = (now, response.content)
        return response
    return HttpResponse(page)


def _stamp() -> UUID | None:
    found: UUID | None = ListingStamp.objects.values_list("drawn", flat=True).first()
    return found


def _minute(at: datetime) -> str:
    return at.strftime(MINUTE)
