from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache

from tests.people.people import PASSWORD, an_account, browser_of
from tests.people.sign_in import by_password, is_in

pytestmark = pytest.mark.django_db


def test_sessions_are_listed_and_the_others_are_out_at_their_next_click() -> None:
    cache.clear()
    alice, here, there, hers = an_account(password=PASSWORD), browser_of(), browser_of(), browser_of()
    driss = an_account("Driss Nait", password=PASSWORD)
    for client, account in ((here, alice), (there, alice), (hers, driss)):
        by_password(client, account)
    page = here.get("/account/sessions/").content.decode()

    assert page.count('<th scope="row">') == 2
    assert page.count("celle-ci") == 1
    assert is_in(there)
    here.post("/account/sessions/")
    assert [is_in(client) for client in (here, there, hers)] == [True, False, True]


def test_one_session_of_ones_own_is_shut_and_nobody_elses() -> None:
    cache.clear()
    alice, here, there, third, hers = an_account(password=PASSWORD), *(browser_of() for _ in range(4))
    driss = an_account("Driss Nait", password=PASSWORD)
    for client, account in ((here, alice), (there, alice), (third, alice), (hers, driss)):
        by_password(client, account)
    of_alice, of_driss = (list(UserSession.objects.filter(user=one).order_by("pk")) for one in (alice, driss))

    ended = here.post(f"/account/sessions/{of_alice[1].pk}/end/")
    refused = here.post(f"/account/sessions/{of_driss[0].pk}/end/")

    assert (ended.url, refused.status_code) == ("/account/sessions/", 404)
    assert [is_in(client) for client in (here, there, third, hers)] == [True, False, True, True]


def test_a_changed_password_shuts_the_other_sessions() -> None:
    cache.clear()
    alice, here, there = an_account(password=PASSWORD), browser_of(), browser_of()
    by_password(here, alice)
    by_password(there, alice)
    new = "nine-bells-on-a-hill"
    here.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert [is_in(here), is_in(there)] == [True, False]
