"""How the tests speak to the API: with a token of somebody's, or with none."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import cache
from django.test import Client

from sceau.api.guide import ROOT as AT
from sceau.journal.actions import SCEAU
from sceau.people.actions import make_token
from sceau.people.models import Account
from sceau.people.roles import Role
from sceau.people.tokens import SCOPES
from tests.people.people import a_school, an_account

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)
FAR = date(2027, 8, 1)
SCHOOL = "imt-nord-europe"
MISSION = {"facts": {"starts_on": "2026-03-01", "ends_on": "2026-08-31", "place": "company"}, "label": "ms"}
ANSWER = f"{AT}/questions/studies.mission_conforms/answer"


def a_token(account: Account, *scopes: str) -> str:
    """The secret of a token made for an account; for everything where no scope is named."""
    made = make_token(account=account.pk, name="Program", scopes=scopes or SCOPES, until=FAR, at=NOON, by=SCEAU)
    return made[1]


def program(secret: str = "", *, language: str = "en") -> Client:
    """A program that bears a token, or none."""
    cache.clear()
    bearer: dict[str, Any] = {"authorization": f"Bearer {secret}"} if secret else {}
    return Client(headers={"accept-language": language, **bearer})


def registrar(*scopes: str, school: str = "eve-school") -> tuple[Client, Any]:
    """The program of a registrar, and her account."""
    chloe = an_account("Chloe Bernard", Role.REGISTRAR, school=a_school(school))
    return program(a_token(chloe, *scopes)), chloe


def said(answer: Any) -> Any:
    """What an answer says."""
    return json.loads(answer.content)
