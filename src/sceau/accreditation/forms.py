"""What is asked of who records a grant, or changes a label?"""

from __future__ import annotations

from typing import Any

from django import forms

from sceau.people.forms import Day, WordedForm, say


def _text(rows: int = 3) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}))


class GrantForm(WordedForm):
    """A grant of a label, and where it is said."""

    named = "accreditation_form"
    label = forms.ChoiceField()
    since = Day(required=False)
    until = Day(required=False)
    source = _text()

    def __init__(self, *args: Any, labels: Any, **more: Any) -> None:
        """``labels`` are those that may be recorded."""
        super().__init__(*args, **more)
        self.fields["label"].choices = labels


class ChangeForm(WordedForm):
    """What becomes of a label, from which day, and why."""

    named = "accreditation_form"
    change = forms.ChoiceField()
    on = Day()
    motive = _text()

    def __init__(self, *args: Any, changes: Any, **more: Any) -> None:
        """``changes`` are those that the viewer may make."""
        super().__init__(*args, **more)
        self.fields["change"].choices = [(one, say(f"label_changes.{one}")) for one in changes]


class OnForm(WordedForm):
    """The day that is asked for."""

    named = "accreditation_form"
    day = Day(required=False)
