"""What is asked of who records a grant, or changes a label?"""

from __future__ import annotations

from typing import Any

from django import forms

from sceau.accreditation.models import Campaign
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


class CampaignForm(WordedForm):
    """A campaign to open."""

    named = "accreditation_form"
    label = forms.ChoiceField()
    name = forms.CharField(max_length=100)
    intake_year = forms.IntegerField()
    opens_on = Day()
    closes_on = Day()

    def __init__(self, *args: Any, labels: Any, **more: Any) -> None:
        """``labels`` are those that the law knows."""
        super().__init__(*args, **more)
        self.fields["label"].choices = labels


class ClosingForm(WordedForm):
    """Another last day for a campaign, and why."""

    named = "accreditation_form"
    closes_on = Day()
    motive = _text()


class StartForm(WordedForm):
    """The programme whose dossier is started, and the campaign."""

    named = "accreditation_form"
    campaign = forms.ModelChoiceField(Campaign.objects.none(), empty_label=None)
    programme = forms.ChoiceField()

    def __init__(self, *args: Any, campaigns: Any, programmes: Any, **more: Any) -> None:
        """``campaigns`` are those that are open or to come, ``programmes`` those whose dossiers the viewer writes."""
        super().__init__(*args, **more)
        self.fields["campaign"].queryset = campaigns
        self.fields["programme"].choices = programmes


class ChapterForm(WordedForm):
    """What a dossier answers to a criterion."""

    named = "accreditation_form"
    text = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 18}))
    seen = forms.IntegerField(widget=forms.HiddenInput)


class PieceForm(WordedForm):
    """A document of a dossier."""

    named = "accreditation_form"
    file = forms.FileField(required=False)
    piece = forms.ChoiceField(required=False)
    criterion = forms.ChoiceField(required=False)
    company = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, pieces: Any, criteria: Any, **more: Any) -> None:
        """``pieces`` and ``criteria`` are those that the law names, each with its title."""
        super().__init__(*args, **more)
        none = ("", say("dossier.none_in_particular"))
        self.fields["piece"].choices = [none, *pieces]
        self.fields["criterion"].choices = [none, *criteria]
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"


class CodeForm(WordedForm):
    """The code that was sent to who signs."""

    named = "accreditation_form"
    code = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))


class MotiveForm(WordedForm):
    """Why something is done; whether it is needed, the act says."""

    named = "accreditation_form"
    motive = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))


class WordForm(WordedForm):
    """A word to the school."""

    named = "accreditation_form"
    word = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(WordForm):
    """What a dossier lacks, and until when it may be filed again."""

    until = Day()


class ReopenForm(WordedForm):
    """Until when one dossier may be filed, and why."""

    named = "accreditation_form"
    until = Day()
    motive = _text()
