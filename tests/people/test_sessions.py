from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as BrowserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sceau.people.models import Account
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


def test_what_a_changed_password_shut_or_time_ended_is_not_listed() -> None:
    cache.clear()
    alice, here, there, past = an_account(password=PASSWORD), *(browser_of() for _ in range(3))
    for client in (here, there, past):
        by_password(client, alice)
    _, _, old = UserSession.objects.filter(user=alice).order_by("pk")
    BrowserSession.objects.filter(session_key=old.session_key).update(expire_date=timezone.now())
    assert here.get("/account/sessions/").content.decode().count('<th scope="row">') == 2

    alice.set_password("nine-bells-on-a-hill")
    alice.save()
    by_password(past, alice, "nine-bells-on-a-hill")

    assert past.get("/account/sessions/").content.decode().count('<th scope="row">') == 1


def test_the_list_asks_as_much_of_the_database_for_thirty_sessions_as_for_one() -> None:
    alice = an_account()
    here = signed_in(alice)
    counts = []
    for more in (0, 29):
        for _ in range(more):
            signed_in(alice)
        with CaptureQueriesContext(connection) as queries:
            page = here.get("/account/sessions/").content.decode()
        counts.append((len(queries), page.count('<th scope="row">')))

    assert counts[0][0] == counts[1][0]
    assert [rows for _, rows in counts] == [1, 30]


def signed_in(account: Account) -> Client:
    """A browser in which somebody signed in, known as one of their sessions."""
    client = browser_of(account)
    UserSession.objects.create(user=account, ip="127.0.0.1", session_key=client.session.session_key)
    return client
