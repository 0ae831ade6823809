"""What is asked of who records a grant, or changes a label?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from sceau.accreditation.actions.deciding import ConditionSet
from sceau.accreditation.models import VOTES, Campaign, Mark, MisuseEnd
from sceau.core.closed_lists import ACCREDITATIONS, OPINIONS
from sceau.people.forms import Day, WordedForm, say

MOST_CONDITIONS = 3
"""Conditions that one form asks for."""
MINUTES = "%Y-%m-%dT%H:%M"


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


class MisuseForm(WordedForm):
    """A use of a label that is held to be wrong."""

    named = "misuse_form"
    label = forms.ChoiceField()
    where = forms.CharField(max_length=500)
    what = _text(5)
    number = forms.CharField(max_length=70, required=False)

    def __init__(self, *args: Any, labels: Any, **more: Any) -> None:
        """``labels`` are those that the law knows."""
        super().__init__(*args, **more)
        self.fields["label"].choices = labels


class FollowForm(WordedForm):
    """What is done about a report."""

    named = "misuse_form"
    word = _text()


class SettleForm(WordedForm):
    """How a report ended, and what is told to who made it."""

    named = "misuse_form"
    end = forms.ChoiceField()
    word = _text()

    def __init__(self, *args: Any, **more: Any) -> None:
        """Its ends are named in the language of the page."""
        super().__init__(*args, **more)
        self.fields["end"].choices = [(one, say(f"misuse_ends.{one}")) for one in MisuseEnd.values]


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
    experts = forms.IntegerField(initial=2)

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


class Moment(forms.DateTimeField):
    """A day and a time in Paris, as browsers write them: 2026-12-10T14:00."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateTimeInput(format=MINUTES, attrs={"type": "datetime-local"})
        super().__init__(input_formats=[MINUTES], widget=widget, **more)


class ExpertForm(WordedForm):
    """Who is asked to examine a dossier, and by when."""

    named = "accreditation_form"
    person = forms.ChoiceField()
    due_on = Day()

    def __init__(self, *args: Any, persons: Any, **more: Any) -> None:
        """``persons`` are those who may be asked, each with their name."""
        super().__init__(*args, **more)
        self.fields["person"].choices = persons


class VisitForm(WordedForm):
    """A visit to a school, or a hearing."""

    named = "accreditation_form"
    kind = forms.ChoiceField()
    starts_at = Moment()
    place = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(one, say(f"visit_kinds.{one}")) for one in ("visit", "hearing")]


class UntilForm(WordedForm):
    """The last day for something."""

    named = "accreditation_form"
    until = Day()


class ReplyForm(WordedForm):
    """What a school says of the reports on its dossier."""

    named = "accreditation_form"
    reply = forms.CharField(widget=forms.Textarea(attrs={"rows": 8}))


class ReportForm(WordedForm):
    """What an expert finds of each criterion, and proposes."""

    named = "accreditation_form"
    summary = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 6}))
    opinion = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, criteria: Any, **more: Any) -> None:
        """``criteria`` are those of the law, each with its title."""
        super().__init__(*args, **more)
        self.fields["opinion"].choices = [("", say("review.not_yet")), *_said("opinions", OPINIONS)]
        self.criteria = list(criteria)
        for code, title in self.criteria:
            marks = [("", say("review.not_yet")), *_said("report_marks", Mark.values)]
            self.fields[f"mark_{code}"] = forms.ChoiceField(
                required=False, label=say("review.mark_of", criterion=title), choices=marks
            )
            self.fields[f"why_{code}"] = forms.CharField(
                required=False,
                label=say("review.why_of", criterion=title),
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.order_fields([*(f"{part}_{code}" for code, _ in self.criteria for part in ("mark", "why"))])

    @property
    def findings(self) -> dict[str, dict[str, str]]:
        """What was found, by criterion."""
        told = self.cleaned_data
        return {code: {"mark": told[f"mark_{code}"], "why": told[f"why_{code}"].strip()} for code, _ in self.criteria}


class MeetingForm(WordedForm):
    """A meeting of the commission of a label."""

    named = "accreditation_form"
    label = forms.ChoiceField()
    starts_at = Moment()
    place = forms.CharField(max_length=200)

    def __init__(self, *args: Any, labels: Any, **more: Any) -> None:
        """``labels`` are those that the law knows."""
        super().__init__(*args, **more)
        self.fields["label"].choices = labels


class SeatForm(WordedForm):
    """Who sits at a meeting, and for which world."""

    named = "accreditation_form"
    person = forms.ChoiceField()
    world = forms.ChoiceField()

    def __init__(self, *args: Any, persons: Any, worlds: Any, **more: Any) -> None:
        """``persons`` are those who may sit, ``worlds`` those that the law has sit."""
        super().__init__(*args, **more)
        self.fields["person"].choices = persons
        self.fields["world"].choices = [(one, say(f"worlds.{one}")) for one in worlds]


class AgendaForm(WordedForm):
    """The meeting whose agenda a dossier is put on."""

    named = "accreditation_form"
    meeting = forms.ChoiceField()

    def __init__(self, *args: Any, meetings: Any, **more: Any) -> None:
        """``meetings`` are those to come, each with its day."""
        super().__init__(*args, **more)
        self.fields["meeting"].choices = meetings


class BallotForm(WordedForm):
    """How somebody votes."""

    named = "accreditation_form"
    vote = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["vote"].choices = _said("votes", VOTES)


class OpinionForm(WordedForm):
    """What the commission thinks of a dossier."""

    named = "accreditation_form"
    opinion = forms.ChoiceField()
    motive = _text()
    complement_by = Day(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["opinion"].choices = [("", say("review.not_yet")), *_said("opinions", OPINIONS)]


class ReasonForm(WordedForm):
    """Why something is undone."""

    named = "accreditation_form"
    motive = _text()


def _said(table: str, values: Iterable[str]) -> list[tuple[str, str]]:
    return [(one, say(f"{table}.{one}")) for one in values]


class DecisionForm(WordedForm):
    """What is decided on a dossier."""

    named = "accreditation_form"
    outcome = forms.ChoiceField()
    first_day = Day(required=False)
    last_day = Day(required=False)
    motive = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["outcome"].choices = _said("accreditations", ACCREDITATIONS)
        for rank in range(1, MOST_CONDITIONS + 1):
            self.fields[f"condition_{rank}"] = forms.CharField(
                required=False,
                label=say("granting.condition_number", n=rank),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"due_{rank}"] = Day(required=False, label=say("granting.condition_due", n=rank))

    @property
    def conditions(self) -> list[ConditionSet]:
        """The conditions that were written, each with its last day."""
        told = self.cleaned_data
        ranks = range(1, MOST_CONDITIONS + 1)
        return [
            ConditionSet(told[f"condition_{rank}"], told[f"due_{rank}"])
            for rank in ranks
            if told[f"condition_{rank}"].strip()
        ]

    def clean(self) -> None:
        """Refuse a condition without the day by which it is to be met."""
        for rank in range(1, MOST_CONDITIONS + 1):
            due = self.cleaned_data.get(f"due_{rank}")
            if self.cleaned_data.get(f"condition_{rank}", "").strip() and due is None:
                self.add_error(f"due_{rank}", say("accreditation_form_faults.no_due"))


class ResultsForm(WordedForm):
    """What became of an intake."""

    named = "accreditation_form"
    intake_year = forms.IntegerField()
    enrolled = forms.IntegerField()
    by_derogation = forms.IntegerField()
    foreigners = forms.IntegerField(required=False)
    graduated = forms.IntegerField(required=False)
    employed = forms.IntegerField(required=False)
