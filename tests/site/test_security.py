from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from sceau.people.roles import Role
from sceau.site.dress import digest_of_static
from sceau.site.security import POLICY
from tests.people.people import an_account, browser_of

pytestmark = pytest.mark.django_db
OF_ANYONE = (
    "/", "/account/login/", "/account/login/code/", "/account/signup/", "/account/password/reset/", "/nowhere/",
    "/health/",
)  # fmt: skip
OF_A_REGISTRAR = (
    "/", "/account/", "/account/email/", "/account/sessions/", "/account/second-factor/", "/persons/", "/new-person/",
    "/schools/", "/duplicates/", "/mail/", "/account/2fa/",
)  # fmt: skip
EXPECTED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def headers(answer: HttpResponse) -> dict[str, str]:
    return {name: answer.headers.get(name, "") for name in EXPECTED}


@pytest.mark.parametrize("page", OF_ANYONE)
def test_every_page_of_anyone_says_what_a_browser_may_do_with_it(page: str) -> None:
    answer = Client().get(page)

    assert headers(answer) == EXPECTED
    assert "no-store" in answer.headers["Cache-Control"]
    assert INLINE.findall(answer.content.decode()) == []


@pytest.mark.parametrize("page", OF_A_REGISTRAR)
def test_every_page_of_a_registrar_does_too(page: str) -> None:
    answer = browser_of(an_account("Chloé Bernard", Role.REGISTRAR)).get(page)

    assert headers(answer) == EXPECTED
    assert "no-store" in answer.headers["Cache-Control"]
    assert INLINE.findall(answer.content.decode()) == []


def test_the_policy_lets_nothing_written_inside_a_page_run_and_nobody_frame_it() -> None:
    said = dict(one.split(" ", 1) for one in POLICY.split("; "))

    assert said["default-src"] == "'none'"
    assert (said["script-src"], said["style-src"]) == ("'self'", "'self'")
    assert (said["frame-ancestors"], said["base-uri"], said["form-action"]) == ("'none'", "'none'", "'self'")
    assert "unsafe" not in POLICY


def test_what_pages_are_dressed_in_is_kept_for_ever_at_an_address_that_changes_with_it() -> None:
    page = Client().get("/account/login/").content.decode()
    dressed = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(dressed) > 1

    for address in dressed:
        assert address.startswith(f"/static/{digest_of_static(settings.INSTALLED_APPS)}/")
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "max-age=315360000, public, immutable")
        assert b"".join(answer.streaming_content)
        answer.close()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_at_any_other_address_nothing_is_kept() -> None:
    answers = [Client().get(f"/static/{other}sceau/site.css") for other in ("", "0123456789abcdef/")]

    assert [(one.status_code, one.headers["Cache-Control"]) for one in answers] == [(404, "no-store")] * 2


def test_one_letter_changed_changes_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    style = tmp_path / "dressed_app" / "static" / "site.css"
    style.parent.mkdir(parents=True)
    (tmp_path / "dressed_app" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    found = []
    for held in ("a{}", "b{}", "a{}"):
        style.write_text(held, encoding="ascii")
        found.append(digest_of_static(["dressed_app", "sceau.journal"]))
    style.rename(style.with_name("page.css"))

    assert (found[0] == found[2], found[0] == found[1]) == (True, False)
    assert digest_of_static(["dressed_app"]) not in found


@pytest.mark.parametrize("host", ["evil.example.org", "localhost.evil.example.org", "localhost:80@evil.org", "", "a b"])
def test_a_forged_host_is_refused_with_a_page_of_ours(host: str) -> None:
    answer = Client(headers={"accept-language": "en"}).get("/", headers={"host": host})

    assert answer.status_code == 400
    assert "This request cannot be read" in answer.content.decode()
    assert headers(answer) == EXPECTED


@pytest.mark.parametrize("page", ["/language/", "/account/login/", "/account/logout/", "/new-person/"])
def test_a_form_sent_from_elsewhere_is_refused_with_a_page_of_ours(page: str) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    browser.force_login(an_account("Chloé Bernard", Role.REGISTRAR))

    answer = browser.post(page, {"language": "en", "birth_name": "Œuvrard"}, headers={"origin": "https://evil.org"})

    assert answer.status_code == 403
    assert "This form is no longer valid" in answer.content.decode()


OVER_HTTPS = """
import django; django.setup()
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
answer = Client().get("/account/login/", secure=True, headers={"host": "ms.example.org"})
print(answer.status_code, answer.headers["Strict-Transport-Security"])
for cookie in answer.cookies.values():
    print(cookie.key, bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
from django.conf import settings as s
print(s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.LANGUAGE_COOKIE_SECURE, s.CSRF_TRUSTED_ORIGINS)
for sent in ("https", "http"):
    seen = Client().get("/", headers={"host": "ms.example.org", "x-forwarded-proto": sent}).wsgi_request.is_secure()
    print(sent, seen)
"""


def test_over_https_cookies_are_secure_and_browsers_are_told_to_come_back_that_way() -> None:
    ran = over_https(BEHIND_PROXY="yes")

    assert ran[0] == "200 max-age=31536000"
    assert ran[1] == "csrftoken True True Lax"
    assert ran[2:] == ["True True True ['https://ms.example.org']", "https True", "http False"]


def test_what_a_visitor_says_of_a_proxy_is_not_believed_where_there_is_none() -> None:
    assert over_https()[-2:] == ["https False", "http False"]


def over_https(**variables: str) -> list[str]:
    """What a site says that people reach by HTTPS; its pages ask the database for nothing here."""
    environment = {
        **os.environ,
        "SITE_URL": "https://ms.example.org",
        "DATABASE_URL": of_this_test(),
        "LOG_LEVEL": "error",
        **variables,
    }
    done = subprocess.run(
        [sys.executable, "-c", OVER_HTTPS],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def of_this_test() -> str:
    """The database that this test has made, for another process."""
    name = connection.settings_dict["NAME"]
    before, _, after = os.environ["DATABASE_URL"].partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{after}" if after else "")
