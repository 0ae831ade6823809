"""How the people of the tests sign in: by the pages, and by what was written to them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from sceau.mail.models import Message
from sceau.people.models import Account
from tests.people.people import PASSWORD

CODE = re.compile(r"^[0-9A-Z-]{5,}$", re.MULTILINE)


def mails(kind: str | None = None) -> list[Message]:
    """What was written, the latest last."""
    rows = Message.objects.order_by("written_at", "id")
    return list(rows.filter(kind=kind) if kind else rows)


def code_in(message: Message) -> str:
    """The code that a mail bears."""
    found = CODE.search(message.text_fr)
    assert found
    return found.group()


def link_in(message: Message) -> str:
    """The path that a mail leads to."""
    found = re.search(r"https?://[^/\s]+(/\S+)", message.text_fr)
    assert found
    return found.group(1)


def by_password(client: Client, account: Account, password: str = PASSWORD) -> Any:
    """Try to sign in by password."""
    return client.post("/account/login/", {"login": account.email, "password": password})


def is_in(client: Client) -> bool:
    """Whether a browser is signed in."""
    return client.get("/account/").status_code == 200
