"""What is asked of who enters a programme, publishes or closes it, records its label, writes what is taught?"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from pydantic import ValidationError

from sceau.catalogue.part_forms import SheetForm, choices_of, decimal_of, line_field, number_field, say_fault_of
from sceau.catalogue.sheet import Assessment, Component, Module, Part, Unit
from sceau.core.closed_lists import COMPONENTS
from sceau.people.forms import Day, WordedForm, say
from sceau.people.models import Person, School

NATURES = ("continuous", "final")


class NewProgrammeForm(WordedForm):
    """A programme that is entered: of which school, under which code of its law, with which title."""

    named = "programme_form"
    school = forms.ModelChoiceField(School.objects.none(), empty_label=None)
    code = forms.CharField(required=False, max_length=60)
    title = forms.CharField(max_length=255)

    def __init__(self, *args: Any, schools: Any, **more: Any) -> None:
        """``schools`` are those whose programmes the viewer writes."""
        super().__init__(*args, **more)
        self.fields["school"].queryset = schools


class CorrectionForm(WordedForm):
    """Which school leads a programme, and under which code of its law."""

    named = "programme_form"
    school = forms.ModelChoiceField(School.objects.none(), empty_label=None)
    code = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, schools: Any, **more: Any) -> None:
        """``schools`` are those that the viewer may name."""
        super().__init__(*args, **more)
        self.fields["school"].queryset = schools


class WordForm(WordedForm):
    """A word to who comes next."""

    named = "programme_form"
    word = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PublishForm(WordedForm):
    """What was seen of a version by who publishes it."""

    named = "programme_form"
    seen = forms.CharField(widget=forms.HiddenInput)


class AppointForm(WordedForm):
    """Who is to answer for a programme, from which day on."""

    named = "programme_form"
    person = forms.ModelChoiceField(Person.objects.none(), empty_label=None)
    since = Day()

    def __init__(self, *args: Any, persons: Any, **more: Any) -> None:
        """``persons`` are the programme directors of its school."""
        super().__init__(*args, **more)
        self.fields["person"].queryset = persons


class EndForm(WordedForm):
    """The last day of an appointment."""

    named = "programme_form"
    until = Day()


class PasteForm(WordedForm):
    """Cells of a spreadsheet."""

    named = "programme_form"
    cells = forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 12, "class": "mono"}))
    seen = forms.CharField(widget=forms.HiddenInput)


class LineForm(SheetForm):
    """A line of what is taught."""

    shape: ClassVar[type[Part]]
    numbers: ClassVar[tuple[str, ...]] = ()
    code = line_field()
    title = line_field()
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, below: dict[str, Any] | None = None, **more: Any) -> None:
        """``below`` holds what stands in the line, which stays."""
        super().__init__(*args, **more)
        self._below = below or {}
        self.read: Part | None = None

    def clean(self) -> None:
        """Read the line; every fault is told at its field."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        said |= {name: decimal_of(said.get(name, "")) for name in self.numbers}
        try:
            self.read = self.shape.model_validate({**said, **self._below})
        except ValidationError as faulty:
            for one in faulty.errors():
                field = str(one["loc"][0]) if one["loc"] else None
                self.add_error(field if field in self.fields else None, say_fault_of(one))


class UnitForm(LineForm):
    """A unit."""

    shape, numbers = Unit, ("ects", "coefficient")
    ects = number_field()
    coefficient = number_field()
    block = line_field()
    field_order = ("code", "title", "ects", "coefficient", "block")


class ModuleForm(LineForm):
    """A module."""

    shape, numbers = Module, ("coefficient",)
    coefficient = number_field()


class AssessmentForm(LineForm):
    """An assessment."""

    shape, numbers = Assessment, ("coefficient", "scale")
    nature = forms.ChoiceField(required=False)
    coefficient = number_field()
    scale = number_field()
    group = forms.BooleanField(required=False)
    individualised = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["nature"].choices = [("", say("sheet.unsaid")), *((one, say(f"assessed.{one}")) for one in NATURES)]


class ComponentForm(LineForm):
    """The mission, the thesis or its defence."""

    shape, numbers = Component, ("ects",)
    code = forms.ChoiceField(required=False)
    ects = number_field()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["code"].choices = choices_of(COMPONENTS)


LINE_FORMS: dict[str, type[LineForm]] = {
    "unit": UnitForm,
    "module": ModuleForm,
    "assessment": AssessmentForm,
    "component": ComponentForm,
}
