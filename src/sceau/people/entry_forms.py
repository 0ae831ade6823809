"""What is asked of who invites, gives a role, sends a link, or completes their own identity?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from sceau.people.actions import LINK_LASTS_AT_MOST
from sceau.people.forms import Day, IdentityForm, WordedForm, say
from sceau.people.models import School
from sceau.people.roles import OF_NO_SCHOOL

LANGUAGES = (("fr", "Français"), ("en", "English"))
LINK_LASTS = 7
"""Days, where nobody says otherwise."""


def _line(kind: str = "text", complete: str = "off") -> forms.CharField:
    return forms.CharField(strip=True, widget=forms.TextInput(attrs={"type": kind, "autocomplete": complete}))


class _Place(WordedForm):
    """A role, and the school where it is held."""

    role = forms.ChoiceField()
    school = forms.ModelChoiceField(required=False, queryset=School.objects.none())

    def __init__(self, *args: Any, roles: Sequence[str], schools: Any, **more: Any) -> None:
        """``roles`` and ``schools`` are those that may be given, and where."""
        super().__init__(*args, **more)
        self.fields["role"].choices = [(one, say(f"roles.{one}")) for one in roles]
        self.fields["school"].queryset = schools
        self.fields["school"].empty_label = say("entry.no_school")
        if set(roles) <= OF_NO_SCHOOL:
            del self.fields["school"]

    def clean(self) -> None:
        """A role of a school has a school, another has none."""
        if "role" in self.cleaned_data and "school" not in self.errors and "school" in self.fields:
            above, school = self.cleaned_data["role"] in OF_NO_SCHOOL, self.cleaned_data.get("school")
            if above == bool(school):
                self.add_error("school", say("entry_faults.school_not_needed" if above else "entry_faults.no_school"))


class InvitationForm(_Place):
    """Whom to invite, and to what."""

    named = "entry"
    given_names = _line()
    birth_name = _line()
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    until = Day(required=False)
    language = forms.ChoiceField(choices=LANGUAGES)

    field_order = ("given_names", "birth_name", "email", "role", "school", "until", "language")


class GrantForm(_Place):
    """A role for somebody who is known."""

    named = "entry"
    since = Day()
    until = Day(required=False)


class EndForm(WordedForm):
    """The last day of a role."""

    named = "entry"
    until = Day()


class LinkForm(WordedForm):
    """To which address a link goes, and how long it is good."""

    named = "entry"
    email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    days = forms.IntegerField(min_value=1, max_value=LINK_LASTS_AT_MOST)
    language = forms.ChoiceField(choices=LANGUAGES)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Say how many days are allowed where another number is written."""
        super().__init__(*args, **more)
        said = say("entry_faults.odd_days", most=LINK_LASTS_AT_MOST)
        self.fields["days"].error_messages |= {"invalid": said}
        for bound in self.fields["days"].validators:
            bound.message = said


class OwnIdentityForm(IdentityForm):
    """One's own identity: whoever completes it says all of it, and keeps the address that they were written to."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Ask everything that a declaration of diplomas needs."""
        super().__init__(*args, **more)
        del self.fields["email"]
        for name in ("birth_name", "given_names", "nationality", "birth_date", "birth_country"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = say(f"own_identity_faults.no_{name}")
