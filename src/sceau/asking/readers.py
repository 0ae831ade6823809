"""Whose law may somebody put a question to? That of the State and of the labels, and of the schools that let them."""

from __future__ import annotations

from collections.abc import Collection

from sceau.core.rulebook import Rulebook
from sceau.people.access import Viewer
from sceau.people.models import School


def schools_open_to(viewer: Viewer, slugs: Collection[str]) -> frozenset[str]:
    """Return the schools, among some, whose law somebody may read: those where they hold a role."""
    at = {held.school for held in viewer.roles if held.school}
    return (
        frozenset(School.objects.filter(pk__in=at, slug__in=slugs).values_list("slug", flat=True))
        if at
        else frozenset()
    )


def address_of_rule(key: str, rules: Rulebook) -> str:  # noqa: ARG001 - until rules have pages
    """Return the address of the page of a rule, as it stands in a rulebook; empty while rules have no pages."""
    return ""
