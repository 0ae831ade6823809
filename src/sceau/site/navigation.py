"""Where may somebody go from any page? To what the matrix opens to them, by what each page is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sceau.people.access import Viewer
from sceau.people.permissions import Scope, acts_of_pages
from sceau.site.words import say

GROUPS = {
    "mine": {"home": "home", "own_record": "id-badge-2", "own_account": "shield-lock"},
    "people": {"persons": "users", "duplicates": "copy-check", "invite": "user-plus", "mail": "mail"},
    "schools": {"schools": "building-bank"},
    "catalogue": {"programmes": "search", "catalogue": "books"},
    "accreditation": {"register": "certificate", "dossiers": "file-certificate", "meetings": "gavel"},
    "law": {"laws": "scale", "law_drafts": "file-pencil", "questions": "message-question"},
    "jury": {"deliberations": "gavel"},
    "installation": {"jobs": "stack-2"},
}
"""The pages of each group, with the icon of each."""
OF_OTHERS = frozenset({"persons", "mail"})
"""Pages that show nothing to who may see what is their own alone."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the viewer may open: its address, its name, its icon."""

    address: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Pages about one thing."""

    name: str
    pages: tuple[Page, ...]


class NavigationMiddleware:
    """Set ``request.navigation``: the pages that the viewer may open, by groups; none for who has not signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with where its viewer may go."""
        request.navigation = tuple(_groups(request.viewer)) if request.viewer.account else ()
        return self._get_response(request)


def _groups(viewer: Viewer) -> Iterator[Group]:
    for group, pages in GROUPS.items():
        open_to_them = tuple(_pages(viewer, pages))
        if open_to_them:
            yield Group(say(f"groups.{group}"), open_to_them)


def _pages(viewer: Viewer, pages: dict[str, str]) -> Iterator[Page]:
    for page, icon in pages.items():
        if page == "own_record":
            if viewer.person:
                yield Page(reverse("person", args=[viewer.person]), say(f"pages.{page}"), icon)
        elif _is_open(viewer, page):
            yield Page(reverse(page), say(f"pages.{page}"), icon)


def _is_open(viewer: Viewer, page: str) -> bool:
    grants = viewer.grants(acts_of_pages()[page].name)
    return any(page not in OF_OTHERS or grant.scope is not Scope.OWN for grant in grants)
