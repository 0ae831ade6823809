from __future__ import annotations

from html.parser import HTMLParser

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.urls import reverse

from sceau.people.permissions import matrix
from sceau.people.roles import Role
from tests.people.people import PASSWORD, an_account, browser_of
from tests.people.sign_in import by_password

pytestmark = pytest.mark.django_db


class Inline(HTMLParser):
    """What a page carries that our policy of content would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.titles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.titles += tag == "h1"
        if tag == "style" or (tag == "script" and "src" not in said and said.get("type") != "application/json"):
            self.found.append(tag)
        self.found += [name for name in said if name == "style" or name.startswith("on")]
        if (said.get("href") or "").startswith("javascript:"):
            self.found.append("javascript:")


def look(html: str) -> Inline:
    page = Inline()
    page.feed(html)
    return page


NOBODYS = 999_999_999
ABOUT = {
    "end_session": {"key": NOBODYS},
    "mfa_edit_webauthn": {"pk": NOBODYS},
    "mfa_remove_webauthn": {"pk": NOBODYS},
    "openid_connect_login": {"provider_id": "directory"},
}
WITHOUT_A_REAL_KEY_OR_OBJECT = {
    "grant_role", "end_role", "revoke_token", "mfa_reauthenticate_webauthn", "openid_connect_callback",
}  # fmt: skip
PAGES = [
    (page, ABOUT.get(page, {}))
    for act in ("sign_in", "keep_own_account", "grant_role")
    for page in matrix()[act].pages
    if page not in WITHOUT_A_REAL_KEY_OR_OBJECT
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("page", "named"), PAGES)
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_page_of_signing_in_carries_a_script_or_a_style(
    page: str, named: dict, signed_in: bool, language: str
) -> None:
    client = browser_of(language=language)
    if signed_in:
        account = an_account("Maël Hoarau", Role.INSTALLATION_ADMINISTRATOR, password=PASSWORD, language=language)
        TOTP.activate(account, generate_totp_secret())
        RecoveryCodes.activate(account)
        client.force_login(account)
        Authenticator.objects.create(
            pk=999_999_999, user=account, type="webauthn", data={"name": "Clé", "credential": CREDENTIAL}
        )
    answer = client.get(reverse(page, kwargs=named))

    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        seen = look(answer.content.decode())
        assert seen.found == []
        assert seen.titles == 1


CREDENTIAL: dict = {"clientExtensionResults": {"credProps": {"rk": True}}}


def test_the_second_factor_page_carries_none_either() -> None:
    account, client = an_account(password=PASSWORD), browser_of()
    cache.clear()
    TOTP.activate(account, generate_totp_secret())
    page = client.get(by_password(client, account).url).content.decode()

    assert look(page).found == []
    assert 'data-passkey="authenticateForm"' in page
    assert "sceau/passkey.js" in page


def test_the_sign_in_page_offers_three_ways_the_address_first() -> None:
    page = browser_of().get("/account/login/").content.decode()

    ways = [page.index(word) for word in ("Par un code reçu", "Par mot de passe", "Par clé d’accès")]
    assert ways == sorted(ways)
    assert 'name="email"' in page[ways[0] : ways[1]]
