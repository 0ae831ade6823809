"""What does somebody look for in the law? A day, a programme, two days, a word: as the address of a page holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms

from sceau.law.whose import Whose
from sceau.people.forms import Day, WordedForm
from sceau.regulation import Regulation
from sceau.wording import Language

LONGEST = 100
FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
"""The days that a page is asked for; the law of Sceau holds none outside."""


class _KnownDay(Day):
    """A day that some law may have something to say of."""

    def clean(self, value: Any) -> Any:
        """Return the day; raises where it is none, or where no law reaches."""
        on = super().clean(value)
        if on and not FIRST <= on <= LAST:
            raise forms.ValidationError(self.error_messages["invalid"])
        return on


class OnForm(WordedForm):
    """The day, and at a school the programme or the label, whose law is shown."""

    named = "law_form"
    on = _KnownDay(required=False)
    under = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, under: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = list(under)
        if choices:
            self.fields["under"].choices = choices
        else:
            del self.fields["under"]

    def day(self, today: date) -> date:
        """Return the day that is asked for; today where none is, or where it cannot be read."""
        return self.cleaned_data.get("on") or today if self.is_valid() else today


class BetweenForm(WordedForm):
    """Two days to be compared."""

    named = "law_between"
    before = _KnownDay(required=True)
    after = _KnownDay(required=True)


def name_of(whose: Whose, law: Regulation, lang: Language) -> str:
    """Return the name of whose law it is, as a page tells it."""
    if whose.school:
        return law.schools[whose.school].name if whose.school in law.schools else whose.school
    return law.label_name(whose.label) if whose.label else str(lang.layers["state"])


def under_of(law: Regulation, school: str, lang: Language) -> Iterator[tuple[str, str]]:
    """Yield each label, then each programme, that the law of a school is read under, as choices of a form."""
    programmes = law.school(school).programmes
    labels = sorted({one.label for one in programmes})
    yield from ((f"label:{label}", law.label_name(label)) for label in labels)
    yield from ((one.code, f"{one.code} — {lang.of(one.title)}") for one in programmes)
