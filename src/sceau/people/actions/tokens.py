"""What is done with an access token? It is made, and revoked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from sceau.core.calendar import paris_day, start_of
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.mail.actions import write
from sceau.people.actions.not_done import NotDone
from sceau.people.identity import longest
from sceau.people.invitations import said_of_instant
from sceau.people.models import AccessToken, Account
from sceau.people.secrets import digest_of_secret, fresh_secret
from sceau.people.tokens import OF_TOKENS, SCOPES, good_tokens

LASTS_AT_MOST = 366
"""Days that a token may stay good."""
MOST_TOKENS = 20
"""How many good tokens an account may have."""


def make_token(
    *, account: UUID, name: str, scopes: Collection[str], until: date, at: datetime, by: Actor
) -> tuple[AccessToken, str]:
    """Make a token that is good through a last day, and write to its owner; return it with its secret, told once.

    Raises ``NotDone`` for a name, scopes or a day that cannot be, and for more tokens than an account may have.
    """
    name = " ".join(name.split())
    if not name or not name.isprintable() or len(name) > longest(AccessToken, "name"):
        raise NotDone("token_name_unusable", "name")
    if not scopes or set(scopes) - set(SCOPES):
        raise NotDone("token_scopes_unusable", "scopes")
    if not 0 <= (until - paris_day(at)).days < LASTS_AT_MOST:
        raise NotDone("token_lasts_too_long", "until")
    secret = f"{OF_TOKENS}{fresh_secret()}"
    with transaction.atomic():
        owner = Account.objects.select_for_update().get(pk=account)
        if AccessToken.objects.filter(good_tokens(at), account=owner).count() >= MOST_TOKENS:
            raise NotDone("too_many_tokens")
        token = AccessToken.objects.create(
            account=owner,
            name=name,
            scopes=[one for one in SCOPES if one in scopes],
            secret_digest=digest_of_secret(secret),
            made_at=at,
            expires_at=start_of(date.fromordinal(until.toordinal() + 1)),
        )
        record(at=at, by=by, act="make_token", subject=f"token:{token.pk}", on=facts_of(until=until))
        said = {
            "name": name,
            "site": settings.ENVIRONMENT.site_url,
            "page": reverse("access_tokens"),
            **said_of_instant("at", at),
        }
        about = {"address": owner.email, "language": owner.language, "person": owner.person_id}
        write(kind="access_token_made", said=said, at=at, **about)
    return token, secret


def revoke_token(*, token: UUID, at: datetime, by: Actor) -> bool:
    """Revoke a token: it opens nothing from now on; tell whether it opened anything before."""
    with transaction.atomic():
        row = AccessToken.objects.select_for_update().filter(pk=token, revoked_at=None, erased_at=None).first()
        if row is None:
            return False
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        record(at=at, by=by, act="revoke_token", subject=f"token:{token}")
    return True
