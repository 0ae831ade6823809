"""What is asked of who enters or corrects a school, a person? Fields alone: what may stand in them, the actions say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language

from sceau.people.countries import countries
from sceau.people.identity import FIELDS, Fault, Identity, IdentityFaulty, check, longest, tidy
from sceau.people.models import Person, School
from sceau.people.queries import Filters, words_of
from sceau.people.roles import OF_STUDY, Role
from sceau.wording.lists import sentence, words

LONGEST_SEARCH = 100


def say(key: str, **named: object) -> str:
    """Return a sentence of the site in the language of the page."""
    return sentence("site", get_language() or "fr", key, **named)


class Day(forms.DateField):
    """A day, written as browsers do: 2025-09-01."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, **more)


class WordedForm(forms.Form):
    """A form whose labels, helps and faults are sentences of the site, under the name of the form."""

    named = ""
    """The table of its sentences; faults are in the one named after it with ``_faults``."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, label_suffix="", **more)
        said: Mapping[str, Any] = words("site", get_language() or "fr")
        faults = said[f"{self.named}_faults"]
        for name, field in self.fields.items():
            if field.widget.is_hidden:
                continue
            field.label = said[self.named][name]
            about_empty = "" if field.required else said[self.named].get(f"{name}_left_empty", "")
            field.help_text = said[self.named].get(f"{name}_help", about_empty)
            field.error_messages |= {"required": faults[f"no_{name}"]} if field.required else {}
            field.error_messages |= {"invalid": faults.get(f"odd_{name}", faults["unreadable"])}
            field.error_messages |= {"invalid_choice": faults["unknown_choice"]}

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Show each fault beside its field."""
        for fault in faults:
            kept = {"n": longest(Person, fault.field)} if fault.what == "too_long" else {}
            self.add_error(fault.field, say(f"{self.named}_faults.{fault.what}", **kept))


def _text(*, complete: str = "off") -> forms.CharField:
    return forms.CharField(required=False, strip=True, widget=forms.TextInput(attrs={"autocomplete": complete}))


class IdentityForm(WordedForm):
    """A person, as an identity document has it."""

    named = "person"
    birth_name = _text()
    given_names = _text()
    use_name = _text()
    sex = forms.ChoiceField(required=False)
    nationality = forms.ChoiceField(required=False)
    birth_date = Day(required=False)
    birth_country = forms.ChoiceField(required=False)
    birth_commune = _text()
    birth_place = _text()
    email = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off", "inputmode": "email"})
    )

    def __init__(self, *args: Any, on: date, **more: Any) -> None:
        """``on`` is the day of who writes: nobody is born after it."""
        super().__init__(*args, **more)
        self._on = on
        known = [("", say("person.not_said")), *countries(get_language() or "fr")]
        self.fields["nationality"].choices = self.fields["birth_country"].choices = known
        self.fields["sex"].choices = [("", say("person.not_said")), *((one, say(f"sexes.{one}")) for one in ("F", "M"))]

    def clean(self) -> None:
        """Tell everything that is wrong with the identity beside what else is."""
        try:
            check(tidy(self.identity()), on=self._on)
        except IdentityFaulty as faulty:
            self.refuse(fault for fault in faulty.faults if fault.field not in self.errors)

    def identity(self) -> Identity:
        """Return what was written, and could be read."""
        return Identity(
            **{
                "birth_name": "",
                "given_names": "",
                **{n: self.cleaned_data[n] for n in FIELDS if n in self.cleaned_data},
            }
        )


class CorrectionForm(IdentityForm):
    """The identity of a person who is known, with the mark of what was seen when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class NewPersonForm(IdentityForm):
    """A person who comes to a school in a role."""

    role = forms.ChoiceField(choices=())
    school = forms.ModelChoiceField(queryset=School.objects.none(), empty_label=None)
    since = Day()

    def __init__(self, *args: Any, schools: Any, **more: Any) -> None:
        """``schools`` are those where the person may be entered."""
        super().__init__(*args, **more)
        self.fields["role"].choices = [(one, say(f"roles.{one}")) for one in Role.values if one in OF_STUDY]
        self.fields["school"].queryset = schools


class FiltersForm(WordedForm):
    """Which persons of the list are shown. What cannot be read filters nothing, and is told."""

    named = "persons"
    q = forms.CharField(required=False, max_length=LONGEST_SEARCH, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(required=False)
    school = forms.ModelChoiceField(required=False, queryset=School.objects.none())
    on = Day(required=False)

    def __init__(self, *args: Any, schools: Any, **more: Any) -> None:
        """``schools`` are those whose persons may be seen."""
        super().__init__(*args, **more)
        self.fields["role"].choices = [
            ("", say("persons.any_role")),
            *((one, say(f"roles.{one}")) for one in Role.values),
        ]
        self.fields["school"].queryset, self.fields["school"].empty_label = schools, say("persons.any_school")

    def filters(self) -> Filters:
        """Return what was asked for."""
        self.full_clean()
        said: Mapping[str, Any] = self.cleaned_data
        school: School | None = said.get("school")
        on: date | None = said.get("on")
        pk: UUID | None = school.pk if school else None
        return Filters(words_of(said.get("q") or ""), said.get("role") or "", pk, on)


class SchoolForm(WordedForm):
    """A school: the folder of its law, and its name."""

    named = "school"
    slug = forms.CharField(strip=True)
    name = forms.CharField(strip=True)


class SchoolNameForm(WordedForm):
    """The name of a school that is known."""

    named = "school"
    name = forms.CharField(strip=True)


class SinceForm(WordedForm):
    """The first day of a membership."""

    named = "school"
    since = Day()


class UntilForm(WordedForm):
    """The last day of a membership."""

    named = "school"
    until = Day()
