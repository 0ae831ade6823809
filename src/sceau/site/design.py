"""What do our pages look like? Every part of them on one page, drawn by the templates that the others use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.core.question import ask
from sceau.regulation import Regulation, load
from sceau.regulation.facts import read_facts
from sceau.site.charts import Chart, bars
from sceau.site.expectations import Expected
from sceau.site.words import say
from sceau.wording import Said, language, say_decision

COLOURS = {
    "paper": "#faf8f3",
    "sheet": "#ffffff",
    "ink": "#1c2b4a",
    "link": "#1f4b99",
    "quiet": "#5a6170",
    "good": "#1b6a3e",
    "warn": "#865400",
    "seal": "#a5281f",
}
"""The colours of ``site.css``; a test compares them."""
ASKED = "admission.eligibility"
FACTS = {
    "degrees": [{"family": "other", "level": 4}],
    "experience": [{"months": 40, "related": True}],
}
"""An invented applicant: a bachelor's degree, and forty months at work."""
SINCE = date(2025, 9, 1)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour and what it is for."""

    name: str
    value: str
    use: str


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(max_length=60)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), required=False)
    choice = forms.ChoiceField(choices=())
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False)
    agrees = forms.BooleanField(required=False)

    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        for name, field in self.fields.items():
            field.label = say(f"design.field.{name}")
        self.fields["name"].help_text = say("design.field.help")
        self.fields["choice"].choices = [(one, say(f"roles.{one}")) for one in ("student", "registrar", "expert")]


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every part of the pages, as they are drawn today."""
    today = timezone.localdate(request.at)
    due = (today + timedelta(days=2), None)
    return render(
        request,
        "design.html",
        {
            "colours": [Colour(name, value, say(f"design.colour.{name}")) for name, value in COLOURS.items()],
            "form": SampleForm(),
            "refused": SampleForm({}),
            "said": _a_decision(get_language() or "fr"),
            "expected": [
                Expected(what, icon, "#expected", 2, by)
                for (what, icon), by in zip((("invitations", "user-plus"), ("mail_bounced", "mail")), due, strict=True)
            ],
            "chart": _rules_by_file(get_language() or "fr"),
            "notices": ("", "success", "warning", "error"),
        },
    )


@cache
def _law() -> Regulation:
    return load()


@cache
def _a_decision(code: str) -> Said:
    law = _law()
    rules = law.rulebook(on=SINCE, label="ms")
    facts = read_facts(ASKED, FACTS, "design", law.qualities, rules)
    return say_decision(ask(question=ASKED, facts=facts, rules=rules), language(code), law.texts)


@cache
def _rules_by_file(code: str) -> Chart:
    """Count the rules of the shipped law by what they are about."""
    counted = Counter(rule.stage for rules in _law().rules.values() for rule in rules.values())
    rows = [(say(f"design.about.{name}", code), n) for name, n in counted.most_common()]
    return bars(say("design.chart", code), (say("design.about.title", code), say("design.rules", code)), rows)
