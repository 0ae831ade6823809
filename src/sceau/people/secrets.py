"""How does a link in a mail prove who opens it? It ends with a secret of which we keep the digest alone."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

BYTES = 32


def fresh_secret() -> str:
    """Return a secret that cannot be guessed, as it stands in an address."""
    return secrets.token_urlsafe(BYTES)


def digest_of_secret(secret: str) -> str:
    """Return what is kept of it: SHA-256, in hexadecimal. A secret of 32 random bytes needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(page: str, secret: str) -> str:
    """Return the whole address of a page that ends with a secret, as a mail says it."""
    return f"{settings.ENVIRONMENT.site_url}{reverse(page, kwargs={'secret': secret})}"
