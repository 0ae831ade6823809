"""What is asked of who has a promotion deliberated? Whose it is, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings

from sceau.deliberations.models import State
from sceau.deliberations.queries import Choice, Filters
from sceau.people.forms import WordedForm, say
from sceau.people.models import School

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""As the command line takes them."""
FILES = ("workbook", "moodle", "mapping")


def say_refusal(what: str) -> str:
    """Return why a file is not taken in, and what to do."""
    return say(f"deliberate_refused.{what}", megabytes=settings.ENVIRONMENT.upload_megabytes)


class WorkbookForm(WordedForm):
    """A workbook to deliberate: of which programme and intake, in which language the documents are."""

    named = "deliberate"
    programme = forms.ChoiceField(choices=())
    intake = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    language = forms.ChoiceField(choices=())
    workbook = forms.FileField(required=False)
    moodle = forms.FileField(required=False)
    mapping = forms.FileField(required=False)
    too_large = False
    """Whether a file was left out on its way in, because it is larger than is allowed."""

    def __init__(self, *args: Any, programmes: Sequence[Choice], **more: Any) -> None:
        """``programmes`` are those of the viewer's schools."""
        super().__init__(*args, **more)
        self._programmes = {one.value: one for one in programmes}
        groups = groupby(programmes, key=lambda one: one.school.name)
        self.fields["programme"].choices = [(name, [(one.value, one.code) for one in of]) for name, of in groups]
        self.fields["language"].choices = [(one, say(f"deliberate.languages.{one}")) for one in ("fr", "en")]
        for name, kinds in (("workbook", ".xlsx"), ("moodle", ".csv,.xlsx,.txt"), ("mapping", ".toml")):
            self.fields[name].widget.attrs["accept"] = kinds
        for limit in ("min_value", "max_value"):
            self.fields["intake"].error_messages[limit] = say("deliberate_faults.odd_intake")
        for one in self.fields["intake"].validators:
            one.message = say("deliberate_faults.odd_intake")
        for name in FILES:
            self.fields[name].error_messages |= {
                what: say("deliberate_faults.unreadable_file") for what in ("invalid", "missing", "max_length")
            } | {"empty": say("deliberate_refused.empty")}

    def clean(self) -> None:
        """Tell that a workbook is missing, and that an export of Moodle and its mapping go together."""
        given = {name for name in FILES if self.cleaned_data.get(name)}
        if "workbook" not in given and "workbook" not in self.errors:
            self.add_error("workbook", say_refusal("too_large" if self.too_large else "none"))
        for one, other in (("moodle", "mapping"), ("mapping", "moodle")):
            if one in given and other not in given and other not in self.errors:
                self.add_error(other, say(f"deliberate_faults.no_{other}"))

    def programme_chosen(self) -> Choice:
        """Return the programme that was chosen, once the form is valid."""
        return self._programmes[self.cleaned_data["programme"]]


class FiltersForm(WordedForm):
    """Which deliberations of the list are shown. What cannot be read filters nothing."""

    named = "deliberations"
    school = forms.ModelChoiceField(required=False, queryset=School.objects.none())
    programme = forms.ChoiceField(required=False, choices=())
    state = forms.ChoiceField(required=False, choices=())

    def __init__(self, *args: Any, schools: Any, programmes: Sequence[str], **more: Any) -> None:
        """``schools`` and ``programmes`` are those whose deliberations may be seen."""
        super().__init__(*args, **more)
        self.fields["school"].queryset, self.fields["school"].empty_label = schools, say("deliberations.any_school")
        if len(schools) <= 1:
            del self.fields["school"]
        self.fields["programme"].choices = [
            ("", say("deliberations.any_programme")),
            *((one, one) for one in programmes),
        ]
        self.fields["state"].choices = [
            ("", say("deliberations.any_state")),
            *((one, say(f"deliberation_states.{one}")) for one in State.values),
        ]

    def filters(self) -> Filters:
        """Return what was asked for."""
        self.full_clean()
        said = self.cleaned_data
        school: School | None = said.get("school")
        return Filters(school.pk if school else None, said.get("programme") or "", said.get("state") or "")
