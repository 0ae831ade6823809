"""What does django-allauth ask of us? No open registration, our words, and mail as rows of ours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.utils.translation import get_language

from sceau.mail.actions import write
from sceau.people.invitations import account_of_address, said_of_instant
from sceau.wording.lists import sentence

NOBODYS = "unknown_account"
"""The mail to an address without an account: written like any other, so that it takes as long, and never kept."""
NOT_SAID = frozenset({"logged_in", "login_code_sent"})
"""Messages that the page itself makes needless."""


def say(key: str, **named: object) -> str:
    """Return a sentence of the site in the language of the page."""
    return sentence("site", get_language() or "fr", key, **named)


said_later = lazy(say, str)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations."""

    error_messages = {
        name: said_later(f"sign_in_faults.{name}")
        for name in (
            "account_inactive", "cannot_remove_primary_email", "duplicate_email", "email_password_mismatch",
            "email_taken", "enter_current_password", "incorrect_code", "incorrect_password", "invalid_or_expired_key",
            "invalid_login", "invalid_password_reset", "max_email_addresses", "too_many_login_attempts",
            "unknown_email", "unverified_primary_email", "select_only_one", "same_as_current", "rate_limited",
        )
    }  # fmt: skip

    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002 - asked by its name
        """Refuse to open an account for who was not invited."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail in our words; what an address without an account would get is written and taken back."""
        kind = template_prefix.rsplit("/", 1)[-1].removesuffix("_signup")
        account = account_of_address(email)
        at: datetime = self.request.at
        said = {
            "code": context.get("code", ""),
            "from_email": context.get("from_email", ""),
            "to_email": context.get("to_email", ""),
            "site": settings.ENVIRONMENT.site_url,
            **said_of_instant("at", at),
        }
        language = account.language if account else get_language() or "fr"
        person = account.person_id if account else None
        with transaction.atomic():
            write(kind=kind, address=email, language=language, said=said, at=at, person=person)
            transaction.set_rollback(kind == NOBODYS)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say in our words what django-allauth did, named by its template."""
        name = (message_template or "").rsplit("/", 1)[-1].removesuffix(".txt")
        if message or (name and name not in NOT_SAID):
            said = message or say(f"sign_in_messages.{name}", email=(message_context or {}).get("email", ""))
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Go on in the language of the account."""
        response = super().post_login(request, user, **more)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        return response


class FactorAdapter(DefaultMFAAdapter):
    """The second factor, in our words."""

    error_messages = {
        name: said_later(f"sign_in_faults.{name}")
        for name in (
            "add_email_blocked", "cannot_delete_authenticator", "cannot_generate_recovery_codes", "incorrect_code",
            "unverified_email",
        )
    }  # fmt: skip


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """A directory signs in who has an account here, and opens none."""

    def is_open_for_signup(self, request: object, sociallogin: object) -> bool:  # noqa: ARG002 - asked by its names
        """Refuse to open an account for who was not invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuse an address that the directory says it has not verified; one of which it says nothing is its own."""
        said = sociallogin.account.extra_data
        if (said.get("userinfo") or said.get("id_token") or said).get("email_verified") is False:
            raise ImmediateHttpResponse(render(request, "socialaccount/unverified.html", status=403))
