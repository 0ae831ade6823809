from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test.utils import override_settings

from sceau.people import limits
from sceau.people.roles import Role
from tests.people.people import PASSWORD, an_account, browser_of
from tests.people.sign_in import by_password, mails
from tests.people.test_invitations import offered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted() -> Any:
    cache.clear()


def test_after_five_wrong_passwords_even_the_right_one_waits_from_anywhere() -> None:
    alice = an_account(password=PASSWORD)
    for _ in range(5):
        by_password(browser_of(), alice, "wrong")
    answer = by_password(browser_of(), alice)

    assert answer.status_code == 200
    assert "Recommencez dans 5 minutes" in answer.content.decode()


@pytest.mark.parametrize("address", ["alice.martin@example.org", "nobody@example.org"])
def test_codes_asked_too_often_are_refused_alike_with_an_account_or_without(address: str) -> None:
    an_account()
    answers = [browser_of().post("/account/login/code/", {"email": address}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Trop d’essais" in answers[-1].content.decode()


def test_resets_asked_too_often_are_refused_with_when_to_try_again() -> None:
    answers = [browser_of().post("/account/password/reset/", {"email": "nobody@example.org"}) for _ in range(6)]

    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "60"
    assert "Recommencez dans 1 min" in answers[-1].content.decode()


def test_invitations_are_counted_for_each_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "invite", "2/h/user")
    hugo = browser_of(an_account("Hugo Petit", Role.SCHOOL_ADMINISTRATOR))
    said = [hugo.post("/invite/", offered(email=f"z{number}@example.org")).status_code for number in range(3)]
    assert said == [302, 302, 429]
    assert hugo.get("/invite/").status_code == 200
    other = browser_of(an_account("Chloe Bernard", Role.SCHOOL_ADMINISTRATOR))

    assert other.post("/invite/", offered(email="z4@example.org")).status_code == 302
    assert len(mails("invitation")) == 3


def test_secrets_are_tried_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "open_mail_link", "2/m/ip")

    assert [browser_of().get("/link/x/").status_code for _ in range(3)] == [410, 410, 429]


@pytest.mark.parametrize(("proxies", "said"), [(0, [410, 429]), (1, [410, 410])])
def test_only_a_known_proxy_says_who_comes(proxies: int, said: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.LIMITS, "open_mail_link", "1/m/ip")
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        got = [
            browser_of().get("/link/x/", headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code
            for number in range(2)
        ]

    assert got == said
