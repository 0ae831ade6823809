"""Access tokens: made, shown once, used for what they are for, revoked; what is none opens nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sceau.api.guide import ROOT as AT
from sceau.journal.models import Entry
from sceau.people.actions import NotDone
from sceau.people.models import AccessToken
from sceau.people.roles import Role
from tests.api.asking import NOON, a_token, program, registrar, said
from tests.people.people import PASSWORD, an_account, browser_of
from tests.people.sign_in import by_password, mails

pytestmark = pytest.mark.django_db


def proved(account: Any) -> Client:
    """A browser of somebody who has just proved anew who they are."""
    cache.clear()
    browser = browser_of()
    by_password(browser, account)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    return browser


def test_a_token_is_made_on_the_page_shown_once_written_about_and_revoked() -> None:
    chloe = an_account("Chloe Bernard", Role.REGISTRAR, password=PASSWORD)
    browser = proved(chloe)
    until = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011, TID251 - the page goes by the clock
    form = {"name": "Report", "scopes": ["read:people"], "until": until}
    page = browser.post("/account/tokens/", form).content.decode()
    secret = page.partition("<code>sceau_")[2].partition("<")[0]
    token = AccessToken.objects.get()

    assert secret
    assert f"sceau_{secret}" not in browser.get("/account/tokens/").content.decode()
    assert [mail.kind for mail in mails("access_token_made")] == ["access_token_made"]
    assert program(f"sceau_{secret}").get(f"{AT}/persons").status_code == 200
    browser.post(f"/account/tokens/{token.pk}/revoke/")
    browser.post(f"/account/tokens/{token.pk}/revoke/")
    assert program(f"sceau_{secret}").get(f"{AT}/persons").status_code == 401
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == ["make_token", "revoke_token"]


def test_no_token_is_made_for_what_no_program_can_do() -> None:
    chloe = an_account("Chloe Bernard", Role.REGISTRAR)

    with pytest.raises(NotDone, match="token_scopes_unusable"):
        a_token(chloe, "ask", "all")
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "scopes": ["ask"], "until": "2030-01-01"},
        {"name": "A", "scopes": [], "until": "2030-01-01"},
        {"name": "A", "scopes": ["all"], "until": "2026-12-01"},
        {"name": "A", "scopes": ["ask"], "until": "never"},
        {"name": "A", "scopes": ["ask"], "until": "2001-01-01"},
        {"name": "A\x07", "scopes": ["ask"], "until": "2200-01-01"},
    ],
)
def test_a_token_that_cannot_be_is_said_at_its_field(form: dict[str, Any]) -> None:
    chloe = an_account("Chloe Bernard", Role.REGISTRAR, password=PASSWORD)
    browser = proved(chloe)

    assert browser.post("/account/tokens/", form).status_code == 422
    assert AccessToken.objects.count() == 0


def test_nobody_revokes_the_token_of_another() -> None:
    _, chloe = registrar()
    token = AccessToken.objects.get(account=chloe)
    other = browser_of(an_account("Hugo Petit", Role.REGISTRAR))

    assert other.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert AccessToken.objects.filter(revoked_at=None).count() == 1


def test_the_list_of_tokens_asks_as_much_for_twenty_as_for_one() -> None:
    chloe = an_account("Chloe Bernard", Role.REGISTRAR, password=PASSWORD)
    browser = proved(chloe)
    counts = []
    for more in (1, 18):
        for _ in range(more):
            a_token(chloe)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/account/tokens/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("secret", ["", "nothing", "sceau_nothing", "sceau_" + "x" * 5000])
def test_a_token_that_is_none_opens_nothing(secret: str) -> None:
    answer = Client(headers={"authorization": f"Bearer {secret}"}).get(f"{AT}/labels")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_over_opens_nothing() -> None:
    _, chloe = registrar()
    AccessToken.objects.update(expires_at=NOON - timedelta(days=400))

    assert program(a_token(chloe)).get(f"{AT}/persons").status_code == 200
    AccessToken.objects.update(expires_at=NOON - timedelta(days=400))
    secret = a_token(chloe)
    AccessToken.objects.update(expires_at=datetime(2020, 1, 1, tzinfo=NOON.tzinfo))
    assert program(secret).get(f"{AT}/persons").status_code == 401


def test_a_token_does_no_more_than_it_is_for_and_than_its_owner_may() -> None:
    reads, _ = registrar("read:law")
    alice = an_account("Alice Martin", Role.STUDENT)

    assert said(reads.get(f"{AT}/persons"))["faults"] == [{"place": "scope", "what": "read:people"}]
    assert program(a_token(alice)).post(f"{AT}/persons", {}, content_type="application/json").status_code == 422


def test_an_account_that_is_shut_opens_nothing_by_its_tokens() -> None:
    _, chloe = registrar()
    secret = a_token(chloe)
    chloe.is_active = False
    chloe.save()

    assert program(secret).get(f"{AT}/persons").status_code == 401


def test_cookies_open_nothing() -> None:
    chloe = browser_of(an_account("Chloe Bernard", Role.REGISTRAR))

    assert chloe.get(f"{AT}/persons").status_code == 401


def test_an_account_has_no_more_than_twenty_good_tokens() -> None:
    chloe = an_account("Chloe Bernard", Role.REGISTRAR)
    for _ in range(20):
        a_token(chloe)
    with pytest.raises(NotDone, match="too_many_tokens"):
        a_token(chloe)


# Persons


def test_a_token_in_the_address_opens_nothing() -> None:
    _, chloe = registrar()
    secret = a_token(chloe)

    assert program().get(f"{AT}/persons?token={secret}&access_token={secret}").status_code == 401


# What is documented


def test_secrets_that_are_tried_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.api.door.LIMITS", {"api": "2/m/ip", "api_token": "2/m/key"})
    tries = program("sceau_nothing")

    assert [tries.get(f"{AT}/labels").status_code for _ in range(3)] == [401, 401, 429]
