"""What is asked of who writes, submits, approves or sends back a draft of law?"""

from __future__ import annotations

from typing import Any

from django import forms

from sceau.law.folder import CASES
from sceau.people.forms import Day, WordedForm, say
from sceau.people.models import School

ADOPTED, EMPTY = "adopted", "empty"


class Several(forms.FileInput):
    """A place for several files at once."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each as it came."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files that came."""
        found = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(one, initial) for one in found]


class StartForm(WordedForm):
    """For which school a draft is started, and from what."""

    named = "draft_form"
    school = forms.ModelChoiceField(School.objects.none(), empty_label=None)
    origin = forms.ChoiceField(widget=forms.RadioSelect, initial=ADOPTED)

    def __init__(self, *args: Any, schools: Any, **more: Any) -> None:
        """``schools`` are those whose law the viewer writes."""
        super().__init__(*args, **more)
        self.fields["school"].queryset = schools
        self.fields["origin"].choices = [(one, say(f"draft_form.origin_{one}")) for one in (ADOPTED, EMPTY)]
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = schools[0]


class UploadForm(WordedForm):
    """Files of TOML, and where they lie within the folder of the school."""

    named = "draft_form"
    files = Files(allow_empty_file=True, widget=Several(attrs={"accept": ".toml"}))
    place = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, places: dict[str, str], **more: Any) -> None:
        """``places`` are the folders that there may be, with their words."""
        super().__init__(*args, **more)
        self.fields["place"].choices = places.items()


class PathForm(WordedForm):
    """The path of a file that is to be written."""

    named = "draft_form"
    path = forms.CharField(strip=True, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))


class FileForm(WordedForm):
    """A whole file, with the mark of what it held when it was opened."""

    named = "draft_form"
    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 32, "spellcheck": "false", "autocomplete": "off", "class": "mono"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SubmitForm(WordedForm):
    """From which day the law is to hold, and what its author says of it."""

    named = "draft_form"
    since = Day()
    word = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))


class AdoptForm(WordedForm):
    """From which day the law holds, with the mark of what the approver sees."""

    named = "draft_form"
    since = Day()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class SendBackForm(WordedForm):
    """Why a draft is sent back."""

    named = "draft_form"
    answer = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))


def places_of(labels: list[str], programmes: list[str]) -> dict[str, str]:
    """Return the folders within the folder of a school that a file may lie in, with their words."""
    return {
        "": say("draft_form.place_school"),
        **{f"{one}/": say("draft_form.place_label", label=one) for one in labels},
        **{f"programmes/{one.lower()}/": say("draft_form.place_programme", code=one) for one in programmes},
        CASES: say("draft_form.place_cases"),
    }


class WhatIfForm(WordedForm):
    """On which day of the law past decisions are judged again."""

    named = "draft_form"
    on = Day()
