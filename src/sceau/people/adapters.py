"""What does django-allauth ask of us? No open registration, and mail as rows of ours."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations."""

    def is_open_for_signup(self, request: object) -> bool:  # noqa: ARG002 - asked by its name
        """Refuse to open an account for who was not invited."""
        return False


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """A directory signs in who has an account here, and opens none."""

    def is_open_for_signup(self, request: object, sociallogin: object) -> bool:  # noqa: ARG002 - asked by its names
        """Refuse to open an account for who was not invited."""
        return False
