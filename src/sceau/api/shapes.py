"""What do answers look like? The shapes that several routes share."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ninja import Schema

from sceau.api.problems import Problem

REFUSALS = frozenset({400, 401, 403, 404, 422, 429})
"""What any route may answer beside what it is for."""


def answers(shape: Any, *more: int, code: int = HTTPStatus.OK) -> Mapping[Any, Any]:
    """Return the documented answers of a route."""
    return {int(code): shape, REFUSALS | set(more): Problem}


class Cited(Schema):
    """Where a text says so."""

    text: str
    locator: str
    confirmed: bool


class Page(Schema):
    """Where the page after this one begins."""

    next: str | None
    """The cursor to hand back; none after the last page."""
