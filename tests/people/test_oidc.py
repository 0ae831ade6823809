"""A directory that speaks OpenID Connect, on loopback, and who it signs in."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from sceau.people.models import Account
from tests.people.people import an_account, browser_of
from tests.people.sign_in import is_in

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT = "sceau-of-the-tests"


class Directory(BaseHTTPRequestHandler):
    """What a directory answers about the one person that it knows."""

    person: dict[str, Any] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def log_message(self, *_: Any) -> None:
        """Keep silent."""

    def do_GET(self) -> None:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        self.say(
            {
                "/.well-known/openid-configuration": {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/keys",
                },
                "/keys": {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]},
                "/userinfo": self.person,
            }[self.path]
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(timezone.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person}
        token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        self.say({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def say(self, what: object) -> None:
        said = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


@pytest.fixture(autouse=True)
def _directory(settings: Any) -> Iterator[None]:
    cache.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Directory)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {
        "provider_id": "directory",
        "name": "École des Dunes",
        "client_id": CLIENT,
        "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{server.server_address[1]}", "verified_email": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield
    server.shutdown()
    server.server_close()


def comes_by_directory(client: Client, **person: Any) -> Any:
    """Go to the directory and back."""
    Directory.person = {"sub": "42", **person}
    away = client.post("/account/oidc/directory/login/?process=login")
    asked = parse_qs(urlsplit(away.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/account/oidc/directory/login/callback/", {"code": "c", "state": asked["state"][0]})


@pytest.mark.parametrize("verified", [{"email_verified": True}, {}])
def test_whoever_has_an_account_at_the_address_is_signed_in(verified: dict[str, bool]) -> None:
    alice, client = an_account(), browser_of()
    assert "École des Dunes" in client.get("/account/login/").content.decode()
    answer = comes_by_directory(client, email=alice.email, **verified)

    assert answer.status_code == 302
    assert is_in(client)


def test_an_address_that_the_directory_has_not_verified_is_refused_with_the_reason() -> None:
    alice, client = an_account(), browser_of()
    answer = comes_by_directory(client, email=alice.email, email_verified=False)

    assert answer.status_code == 403
    assert "n’a pas vérifié votre adresse" in answer.content.decode()
    assert not is_in(client)


def test_whoever_has_no_account_is_refused_with_the_reason_and_gets_none() -> None:
    client = browser_of()
    answer = comes_by_directory(client, email="eve@example.org", email_verified=True)

    assert "Aucun compte n’a cette adresse" in answer.content.decode()
    assert not is_in(client)
    assert Account.objects.count() == 0


def test_an_answer_that_nobody_asked_for_signs_in_nobody() -> None:
    alice, client = an_account(), browser_of()
    Directory.person = {"sub": "42", "email": alice.email, "email_verified": True}
    client.get("/account/oidc/directory/login/callback/", {"code": "c", "state": "forged"})

    assert not is_in(client)
