"""Which program comes in, as whom, and for what? By an access token that is still good."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sceau.people.models import AccessToken, Account
from sceau.people.secrets import digest_of_secret

SCOPES = ("read:catalogue", "read:law", "ask", "read:people", "write:people", "read:dossiers", "read:journal")
"""What a token may be for; each route of the API names the one it needs."""
OF_TOKENS = "sceau_"
"""What a secret begins with: whoever finds one in a file knows what it is."""


def good_tokens(at: datetime) -> Q:
    """Return the condition that a token still opens something."""
    return Q(revoked_at=None, erased_at=None, expires_at__gt=at, account__is_active=True)


def token_of(secret: str, *, at: datetime) -> AccessToken | None:
    """Return the token that a secret belongs to, while it is good."""
    if not secret.startswith(OF_TOKENS):
        return None
    rows = AccessToken.objects.filter(good_tokens(at), secret_digest=digest_of_secret(secret))
    return rows.select_related("account").first()


def tokens_of(account: Account) -> QuerySet[AccessToken]:
    """Return the tokens of an account that are kept, the latest first."""
    return AccessToken.objects.filter(account=account, erased_at=None).order_by("-made_at", "id")
