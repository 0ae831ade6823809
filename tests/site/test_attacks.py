"""What somebody tries by hand, and gets nothing by."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from sceau.journal.models import Entry
from sceau.people.models import RoleHeld
from sceau.people.roles import Role
from tests.people.people import PASSWORD, a_person, a_school, an_account, browser_of, holds
from tests.people.sign_in import by_password

pytestmark = pytest.mark.django_db
ODD = ("?page=-1", "?page=999999999999", "?page=x", "?q=%00", "?q=%ff%fe", "?kind=%00", "?going=%ff", "?after=%00")


@pytest.mark.parametrize("page", ["/persons/", "/mail/"])
def test_odd_queries_are_answered_with_a_page(page: str) -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    assert {odd: browser.get(f"{page}{odd}").status_code for odd in ODD} == dict.fromkeys(ODD, 200)


def test_signing_in_leaves_nothing_of_the_session_that_somebody_may_have_planted() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()
    planted = client.session
    planted["planted"] = "x"
    planted.save()
    by_password(client, alice)

    assert client.session.session_key != planted.session_key
    assert not planted.exists(planted.session_key)


def test_signing_in_leads_nowhere_else() -> None:
    alice = an_account(password=PASSWORD)
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        said = {"login": alice.email, "password": PASSWORD, "next": evil}
        assert browser_of().post("/account/login/", said).url == "/"


@pytest.mark.django_db(transaction=True)
def test_a_role_posted_four_times_at_once_is_given_once() -> None:
    hugo, one, school = an_account("Hugo Petit", Role.SCHOOL_ADMINISTRATOR), a_person("Ève Durand"), a_school()
    holds(one, Role.STUDENT)
    said = {"role": "jury_member", "school": school.pk, "since": "2026-09-01", "until": ""}
    browsers = [browser_of(hugo) for _ in range(4)]

    def post(place: int) -> int:
        try:
            return browsers[place].post(f"/persons/{one.pk}/grant-role/", said).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as four:
        assert sorted(four.map(post, range(4))) == [302, 422, 422, 422]
    assert RoleHeld.objects.filter(role="jury_member").count() == 1
    assert Entry.objects.filter(act="grant_role").count() == 1
