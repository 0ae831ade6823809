from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sceau.people.roles import Role
from sceau.site import arrival
from tests.people.people import an_account, browser_of, holds

pytestmark = pytest.mark.django_db


def test_who_signs_in_sees_the_roles_that_they_hold() -> None:
    answer = browser_of(an_account("Chloé Bernard", Role.REGISTRAR)).get("/")

    assert answer.status_code == 200
    assert "Bonjour Chloé Bernard" in answer.content.decode()
    assert "gestionnaire de scolarité" in answer.content.decode()


def test_the_day_of_a_role_begins_at_midnight_in_paris(monkeypatch: pytest.MonkeyPatch) -> None:
    chloe = an_account("Chloé Bernard")
    assert chloe.person is not None
    holds(chloe.person, Role.REGISTRAR, since=date(2026, 9, 1))
    shown = []
    for at in (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), datetime(2026, 8, 31, 22, tzinfo=UTC)):
        monkeypatch.setattr(arrival.timezone, "now", lambda at=at: at)
        shown.append("gestionnaire de scolarité" in browser_of(chloe).get("/").content.decode())

    assert shown == [False, True]


def test_who_comes_without_an_account_sees_what_the_site_is_for() -> None:
    answer = browser_of(language="en").get("/")

    assert answer.status_code == 200
    assert "from accreditation to diploma" in answer.content.decode()


def test_an_address_that_is_none_is_said_so_with_what_to_do() -> None:
    answer = browser_of().get("/nowhere/")

    assert answer.status_code == 404
    assert "Rien n’est à cette adresse" in answer.content.decode()
