"""Where may somebody go from any page? To what the matrix opens to them, in an order of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from sceau.people.access import Viewer
from sceau.people.permissions import Scope, acts_of_pages
from sceau.site.words import say

PAGES = ("persons", "schools", "duplicates", "invite", "mail", "jobs", "own_account")
OF_OTHERS = frozenset({"persons"})
"""Pages that show nothing to who may see themselves alone: their own record is shown instead."""


class PagesMiddleware:
    """Set ``request.pages``: the address and the name of each page that the viewer may open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with the pages of its viewer."""
        request.pages = list(_pages(request.viewer))
        return self._get_response(request)


def _pages(viewer: Viewer) -> Iterator[tuple[str, str]]:
    for page in PAGES:
        grants = viewer.grants(acts_of_pages()[page].name)
        own_alone = page in OF_OTHERS and all(grant.scope is Scope.OWN for grant in grants)
        if own_alone and viewer.account and viewer.person:
            yield reverse("person", args=[viewer.person]), say("pages.own_record")
        elif grants and not own_alone and (address := _address(page)):
            yield address, say(f"pages.{page}")


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
