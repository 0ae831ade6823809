"""How the tests speak to the API: with a token of somebody's, or with none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import cache
from django.test import Client

from sceau.journal.actions import SCEAU
from sceau.people.actions import make_token
from sceau.people.models import Account
from sceau.people.tokens import SCOPES

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)
FAR = date(2027, 8, 1)


def a_token(account: Account, *scopes: str) -> str:
    """The secret of a token made for an account; for everything where no scope is named."""
    made = make_token(account=account.pk, name="Program", scopes=scopes or SCOPES, until=FAR, at=NOON, by=SCEAU)
    return made[1]


def program(secret: str = "", *, language: str = "en") -> Client:
    """A program that bears a token, or none."""
    cache.clear()
    bearer: dict[str, Any] = {"authorization": f"Bearer {secret}"} if secret else {}
    return Client(headers={"accept-language": language, **bearer})
