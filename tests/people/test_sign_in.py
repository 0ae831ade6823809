from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from sceau.mail.models import Message
from sceau.people.models import Account
from tests.people.people import PASSWORD, an_account, browser_of
from tests.people.sign_in import by_password, code_in, is_in, mails

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted() -> Any:
    cache.clear()


def ask_for_a_code(client: Any, email: str) -> Any:
    return client.post("/account/login/code/", {"email": email})


def test_a_code_sent_by_mail_signs_in_once() -> None:
    alice, client = an_account(), browser_of()
    asked = ask_for_a_code(client, alice.email)
    (message,) = mails()

    assert (message.kind, message.address, message.person) == ("login_code", alice.email, alice.person_id)
    answer = client.post(asked.url, {"code": code_in(message)})
    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(browser_of())
    again = browser_of()
    ask_for_a_code(again, alice.email)
    again.post(asked.url, {"code": code_in(message)})
    assert not is_in(again)


def test_three_wrong_codes_end_the_attempt() -> None:
    alice, client = an_account(), browser_of()
    asked = ask_for_a_code(client, alice.email)
    said = [client.post(asked.url, {"code": "WRONG1"}) for _ in range(3)]

    assert "Ce n’est pas le bon code." in said[0].content.decode()
    client.post(asked.url, {"code": code_in(mails()[0])})
    assert not is_in(client)


def test_an_address_without_an_account_gets_the_same_answer_and_no_mail() -> None:
    an_account()
    answers, works = [], []
    for email in ("alice.martin@example.org", "nobody@example.org"):
        client = browser_of()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            first = ask_for_a_code(client, email)
        works.append([query["sql"].split("(")[0] for query in asked.captured_queries if "mail_message" in query["sql"]])
        page = client.get(first.url).content.decode().replace(email, "…")
        answers.append((first.status_code, first.url, page.split('name="csrfmiddlewaretoken"')[0]))

    assert answers[0] == answers[1]
    assert works[0] == works[1] != []
    assert [one.address for one in mails()] == ["alice.martin@example.org"]


def test_a_forgotten_password_answers_alike_too_and_leads_to_a_new_one() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()
    nobody = browser_of().post("/account/password/reset/", {"email": "nobody@example.org"})
    asked = client.post("/account/password/reset/", {"email": alice.email})

    assert (nobody.status_code, nobody.url) == (asked.status_code, asked.url)
    (message,) = mails()
    sent = client.post(asked.url, {"code": code_in(message)}, follow=True)
    new = "nine-bells-on-a-hill"
    client.post(sent.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert by_password(browser_of(), alice).status_code == 200
    assert by_password(browser_of(), alice, new).status_code == 302
    assert [one.kind for one in mails()] == ["password_reset_code", "password_reset"]


def test_a_password_signs_in_and_a_wrong_one_says_what_else_to_do() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()

    assert "Vous pouvez aussi recevoir un code" in by_password(client, alice, "wrong").content.decode()
    assert by_password(client, alice).status_code == 302
    assert is_in(client)


def test_an_account_without_a_password_is_signed_in_by_none() -> None:
    alice, client = an_account(), browser_of()

    assert by_password(client, alice, "").status_code == 200
    assert by_password(client, alice, "!").status_code == 200
    assert not is_in(client)


def test_who_has_a_code_app_is_asked_for_its_code_after_the_password() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    asked = by_password(client, alice)

    assert asked.url == "/account/second-factor/authenticate/"
    assert not is_in(client)
    assert "Ce n’est pas le bon code." in client.post(asked.url, {"code": "000000"}).content.decode()
    client.post(asked.url, {"code": code_of(secret)})
    assert is_in(client)


def code_of(secret: str) -> str:
    """The code that an app shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.mark.django_db(transaction=True)
def test_a_code_app_is_set_up_with_a_real_code_and_recovery_codes_are_made() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()
    by_password(client, alice)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/second-factor/totp/activate/")
    client.post("/account/second-factor/totp/activate/", {"code": code_of(page.context["form"].secret)})

    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert [one.kind for one in mails()] == ["totp_activated"]
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    other = browser_of()
    other.post(by_password(other, alice).url, {"code": codes[0]})
    assert is_in(other)


def test_nobody_opens_an_account_alone() -> None:
    answer = browser_of().post("/account/signup/", {"email": "eve@example.org", "password1": PASSWORD})

    assert "un compte vient d’une invitation" in answer.content.decode()
    assert Account.objects.count() == 0


def test_a_shut_account_signs_in_by_nothing_and_only_its_password_tells_so() -> None:
    alice = an_account(password=PASSWORD)
    Account.objects.update(is_active=False)
    client = browser_of()
    ask_for_a_code(client, alice.email)

    assert Message.objects.count() == 0
    client = browser_of()
    assert by_password(client, alice, "wrong").status_code == 200
    assert by_password(client, alice).url == "/account/inactive/"
    assert "Ce compte est fermé" in client.get("/account/inactive/").content.decode()
    assert not is_in(client)


def test_an_account_shut_meanwhile_is_out_at_its_next_click() -> None:
    alice, client = an_account(), browser_of(an_account("Driss Naït"))
    assert is_in(client)
    Account.objects.exclude(pk=alice.pk).update(is_active=False)

    assert not is_in(client)


@pytest.mark.parametrize(("language", "title"), [("fr", "Mon compte"), ("en", "My account")])
def test_whoever_signs_in_goes_on_in_the_language_of_the_account(language: str, title: str) -> None:
    alice = an_account(password=PASSWORD, language=language)
    client = browser_of(language="en" if language == "fr" else "fr")
    by_password(client, alice)

    assert title in client.get("/account/").content.decode()


def test_mail_is_in_the_language_of_the_account() -> None:
    alice = an_account(language="en")
    ask_for_a_code(browser_of(language="fr"), alice.email)

    assert mails()[0].subject == "Your sign-in code"


def test_the_address_changes_once_its_code_has_come_back() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()
    by_password(client, alice)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/account/email/", {"action_add": "1", "email": "alice@example.net"})
    (message,) = mails("email_confirmation")
    assert message.address == "alice@example.net"
    client.post(answer.url, {"code": code_in(message)})

    alice.refresh_from_db()
    assert alice.email == "alice@example.net"


def test_cookies_travel_by_https_alone_where_the_site_is_reached_so() -> None:
    alice, client = an_account(password=PASSWORD), browser_of()
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")
    with override_settings(**dict.fromkeys(names, True)):
        client.post("/account/login/", {"login": alice.email, "password": PASSWORD}, secure=True)
    session = client.cookies[settings.SESSION_COOKIE_NAME]

    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    assert client.cookies["language"]["secure"] is True
