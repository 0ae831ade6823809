"""What is asked of who writes a programme? A form for each part of its sheet; the sheet says what may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from pydantic import ValidationError

from sceau.catalogue.domains import LANGUAGES_TAUGHT, domains
from sceau.catalogue.sheet import (
    MOST_LINES,
    UNITS,
    Organisation,
    Part,
    Partners,
    Places,
    Platforms,
    Presentation,
    Registration,
)
from sceau.core.closed_lists import EDUCATION, MISSION_PLACES, PACES, ROLES, TEACHING_KINDS
from sceau.people.countries import countries
from sceau.people.forms import Day, WordedForm, say
from sceau.people.models import School
from sceau.wording import language
from sceau.wording.lists import words

BLANK_ROWS = 2
"""Empty rows after those that are there: to add more, one writes them and comes back."""
SPLIT_CODES = ", "
RECRUITING = ("open", "closed", "suspended")


def line_field(**attrs: Any) -> forms.CharField:
    """Return a field of one line, which may be left empty."""
    return forms.CharField(required=False, strip=True, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


def _text() -> forms.CharField:
    return forms.CharField(required=False, strip=True, widget=forms.Textarea(attrs={"rows": 5}))


def number_field() -> forms.CharField:
    """Return a field of a number, written with a point or a comma."""
    return line_field(inputmode="decimal")


def _many() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)


def say_choice(word: str) -> str:
    """Return the word of a closed list of the law, in the language of the page."""
    return language(get_language() or "fr").find("choices", word) or word


def choices_of(of: Iterable[str]) -> list[tuple[str, str]]:
    """Return the words of a closed list, to choose from."""
    return [(one, say_choice(one)) for one in of]


def decimal_of(text: str) -> str | None:
    """Return a number as it is kept, with a point; None for none."""
    return text.replace(",", ".").replace(" ", "") or None


class SheetForm(WordedForm):
    """A form of the sheet: its labels are those of ``sheet``, its faults those of ``sheet_faults``."""

    named = "sheet"


class RowForm(SheetForm):
    """A row of a part: a campus, a block, a partner, a time that the programme is given."""

    lines: ClassVar[Mapping[str, str]] = {}
    """The name of each field in the sheet."""

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of a row."""
        return {name: self.cleaned_data.get(own) for own, name in self.lines.items()}

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was written in the fields that a row begins with."""
        return not any(self.cleaned_data.get(own) for own in self.first())

    def refuse_at(self, name: str, what: str) -> None:
        """Tell a fault at the field of a value, at the first one where it is of the whole row."""
        own = next((own for own, kept in self.lines.items() if kept == name), self.first()[0])
        self.add_error(own, what)

    def first(self) -> tuple[str, ...]:
        """Return the fields that make a row one: those that are not filled by themselves."""
        return tuple(
            own for own in self.lines if not isinstance(self.fields[own], forms.ChoiceField | forms.BooleanField)
        )


class CampusForm(RowForm):
    """A campus."""

    lines = {f"campus_{one}": one for one in ("name", "address", "postcode", "city", "commune", "country")}
    campus_name = line_field()
    campus_address = line_field()
    campus_postcode = line_field()
    campus_city = line_field()
    campus_commune = line_field()
    campus_country = forms.ChoiceField(required=False, initial="FR")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["campus_country"].choices = [("", "—"), *countries(get_language() or "fr")]


class BlockForm(RowForm):
    """A block of competences."""

    lines = {"block_code": "code", "block_title": "title"}
    block_code = line_field()
    block_title = line_field()


class PartnerForm(RowForm):
    """A partner."""

    lines = {"partner_name": "name", "partner_role": "role", "partner_member": "member", "partner_country": "country"}
    partner_name = line_field()
    partner_role = forms.ChoiceField(required=False, initial="partner")
    partner_country = forms.ChoiceField(required=False, initial="FR")
    partner_member = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["partner_role"].choices = choices_of(ROLES[:4])
        self.fields["partner_country"].choices = [("", "—"), *countries(get_language() or "fr")]


class StartForm(RowForm):
    """A time that the programme is given."""

    lines = {"start_begins_on": "begins_on", "start_ends_on": "ends_on", "start_recruiting": "recruiting"}
    start_begins_on = Day(required=False)
    start_ends_on = Day(required=False)
    start_recruiting = forms.ChoiceField(required=False, initial="open")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["start_recruiting"].choices = [(one, say(f"recruiting.{one}")) for one in RECRUITING]


class PartForm(SheetForm):
    """A part of a sheet: its fields, and its rows if it has some."""

    part: ClassVar[type[Part]]
    row: ClassVar[type[RowForm] | None] = None
    rows_named: ClassVar[str] = ""
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, part: Part, seen: str, **more: Any) -> None:
        """``part`` is what is written so far, ``seen`` its digest."""
        super().__init__(data, initial={**self.shown(part), "seen": seen}, **more)
        self.rows = list(self._rows(data, part))
        self.read: Part | None = None

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields."""
        raise NotImplementedError

    def clean(self) -> None:
        """Read the part; every fault is told at its field."""
        sound = [row.is_valid() for row in self.rows]
        kept = [row for row, is_sound in zip(self.rows, sound, strict=True) if is_sound and not row.is_blank]
        values = self.values() | ({self.rows_named: [row.values() for row in kept]} if self.rows_named else {})
        try:
            read = self.part.model_validate(values)
        except ValidationError as faulty:
            self._refuse(faulty, kept)
        else:
            self.read = read if all(sound) and not self.errors else None

    def is_valid(self) -> bool:
        """Tell whether every field and every row can be kept."""
        return super().is_valid() and all(row.is_valid() for row in self.rows)

    @property
    def is_faulty(self) -> bool:
        """Tell whether there is anything to mend."""
        return self.is_bound and not self.is_valid()

    def _rows(self, data: Any, part: Any) -> Iterator[RowForm]:
        if self.row is None:
            return
        there = [] if self.rows_named == "" else list(getattr(part, self.rows_named))
        count = len(there) + BLANK_ROWS if data is None else _posted_rows(data, self.rows_named)
        for place in range(min(count, MOST_LINES + BLANK_ROWS)):
            said = there[place].model_dump() if data is None and place < len(there) else {}
            initial = {own: said[name] for own, name in self.row.lines.items()} if said else None
            yield self.row(data, prefix=f"{self.rows_named}-{place}", initial=initial)

    def _refuse(self, faulty: ValidationError, rows: Sequence[RowForm]) -> None:
        for one in faulty.errors():
            named, *inside = (*one["loc"], "")
            if self.rows_named and named == self.rows_named and isinstance(inside[0], int):
                rows[inside[0]].refuse_at(str(inside[1]), say_fault_of(one))
            else:
                field = self.field_of(*map(str, one["loc"])) if named else ""
                self.add_error(field if field in self.fields else None, say_fault_of(one))

    def field_of(self, name: str, *_: str) -> str:
        """Return the field that a value of the sheet is written in."""
        return name


def _posted_rows(data: Mapping[str, Any], named: str) -> int:
    """Return how many rows were sent."""
    places = {int(key.split("-")[1]) for key in data if key.startswith(f"{named}-") and key.split("-")[1].isdecimal()}
    return min(max(places, default=-1), MOST_LINES + BLANK_ROWS) + 1


def say_fault_of(one: Mapping[str, Any]) -> str:
    """Return a fault of the sheet in the language of the page."""
    said = words("site", get_language() or "fr")["sheet_faults"]
    named = {name: value for name, value in (one.get("ctx") or {}).items() if isinstance(value, str | int)}
    return str(said.get(one["type"], said["odd"])).format_map({"max_length": "", "code": "", **named})


class PresentationForm(PartForm):
    """What the programme is, in words."""

    part = Presentation
    title_fr = line_field()
    title_en = line_field(lang="en")
    acronym = line_field()
    url = line_field(inputmode="url")
    objectives_fr = _text()
    objectives_en = _text()
    skills_fr = _text()
    skills_en = _text()
    careers_fr = _text()
    careers_en = _text()
    content_fr = _text()
    content_en = _text()
    conditions_fr = _text()
    conditions_en = _text()
    SAID = ("title", "objectives", "skills", "careers", "content", "conditions")

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part."""
        said = {f"{name}_{code}": getattr(getattr(part, name), code) for name in self.SAID for code in ("fr", "en")}
        return {**said, "acronym": part.acronym, "url": part.url}

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields."""
        data = self.cleaned_data
        said = {name: {code: data.get(f"{name}_{code}", "") for code in ("fr", "en")} for name in self.SAID}
        return {**said, "acronym": data.get("acronym", ""), "url": data.get("url", "")}

    def field_of(self, name: str, *_: str) -> str:
        """Return the field that a value of the sheet is written in."""
        return f"{name}_fr" if name in self.SAID else name


class OrganisationForm(PartForm):
    """How the programme is followed."""

    part = Organisation
    label = forms.ChoiceField(required=False)
    domain = forms.ChoiceField(required=False)
    education = _many()
    languages = _many()
    paces = _many()
    lasts_amount = number_field()
    lasts_unit = forms.ChoiceField(required=False)
    lasts_at_most_amount = number_field()
    months = number_field()
    mission_amount = number_field()
    mission_unit = forms.ChoiceField(required=False)
    mission_places = _many()
    hours_in_all = number_field()
    company_hours = number_field()
    ects = number_field()
    entry_level = number_field()
    entry_months = number_field()
    LISTS = ("education", "languages", "paces", "mission_places")
    PLAIN = ("label", "domain")
    NUMBERS = ("months", "hours_in_all", "company_hours", "ects", "entry_level", "entry_months")

    def __init__(self, data: Any = None, *, labels: Sequence[tuple[str, str]], **more: Any) -> None:
        """``labels`` are those that the law knows, with their names."""
        super().__init__(data, **more)
        for kind in TEACHING_KINDS:
            self.fields[f"hours_{kind}"] = number_field()
            self.fields[f"hours_{kind}"].label = say("sheet.hours_of", kind=say_choice(kind))
        self.fields["label"].choices = labels
        self.fields["domain"].choices = [("", "—"), *domains(get_language() or "fr")]
        self.fields["education"].choices = choices_of(EDUCATION)
        known = language(get_language() or "fr").languages
        self.fields["languages"].choices = [(one, known[one]) for one in LANGUAGES_TAUGHT]
        self.fields["paces"].choices = choices_of(PACES)
        self.fields["mission_places"].choices = choices_of(MISSION_PLACES)
        for name in ("lasts_unit", "mission_unit"):
            self.fields[name].choices = [(one, say(f"length_units.{one}")) for one in UNITS]

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part."""
        shown = {name: getattr(part, name) for name in (*self.PLAIN, *self.LISTS, *self.NUMBERS)}
        for name in ("lasts", "mission", "lasts_at_most"):
            lasts = getattr(part, name)
            shown |= {f"{name}_amount": lasts.amount, f"{name}_unit": lasts.unit} if lasts else {}
        return shown | {f"hours_{kind}": hours for kind, hours in part.hours.items()}

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields."""
        data = self.cleaned_data
        hours = {kind: decimal_of(data.get(f"hours_{kind}", "")) for kind in TEACHING_KINDS}
        unit = data.get("lasts_unit") or UNITS[0]
        most = decimal_of(data.get("lasts_at_most_amount", ""))
        return {
            **{name: data.get(name, "") for name in self.PLAIN},
            **{name: data.get(name, []) for name in self.LISTS},
            **{name: decimal_of(data.get(name, "")) for name in self.NUMBERS},
            "hours": {kind: one for kind, one in hours.items() if one},
            "lasts": self._lasts("lasts"),
            "mission": self._lasts("mission"),
            "lasts_at_most": {"amount": most, "unit": unit} if most else None,
        }

    def field_of(self, name: str, *inside: str) -> str:
        """Return the field that a value of the sheet is written in."""
        if name == "hours":
            return f"hours_{inside[0]}"
        return f"{name}_amount" if name in ("lasts", "mission", "lasts_at_most") else name

    def _lasts(self, name: str) -> dict[str, Any] | None:
        amount = decimal_of(self.cleaned_data.get(f"{name}_amount", ""))
        unit = self.cleaned_data.get(f"{name}_unit") or UNITS[0]
        return {"amount": amount, "unit": unit} if amount else None


class PlacesForm(PartForm):
    """Every campus."""

    part, row, rows_named = Places, CampusForm, "campuses"

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part: its rows show it all."""
        del part
        return {}

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields: its rows hold it all."""
        return {}


class RegistrationForm(PartForm):
    """The title of the RNCP, the personal training account, and the blocks of competences."""

    part, row, rows_named = Registration, BlockForm, "blocks"
    rncp = line_field()
    cpf = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["cpf"].choices = [("", say("sheet.unsaid")), ("yes", say("sheet.yes")), ("no", say("sheet.no"))]

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part."""
        return {"rncp": part.rncp, "cpf": {None: "", True: "yes", False: "no"}[part.cpf]}

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields."""
        cpf = {"yes": True, "no": False}.get(self.cleaned_data.get("cpf", ""))
        return {"rncp": self.cleaned_data.get("rncp", "").replace(" ", "").upper(), "cpf": cpf}


class PartnersForm(PartForm):
    """The schools that offer it with the lead school, and partners."""

    part, row, rows_named = Partners, PartnerForm, "partners"
    schools = _many()

    def __init__(self, data: Any = None, *, lead: School | None, **more: Any) -> None:
        """``lead`` is the school that leads the programme: it is not among the others."""
        super().__init__(data, **more)
        others = School.objects.exclude(pk=lead.pk) if lead else School.objects.all()
        self.fields["schools"].choices = [(one.slug, one.name) for one in others]

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part."""
        return {"schools": part.schools}

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields."""
        return {"schools": self.cleaned_data.get("schools", [])}


class PlatformsForm(PartForm):
    """What LHEO and the platforms of training ask beside."""

    part, row, rows_named = Platforms, StartForm, "starts"
    declaration_number = line_field(inputmode="numeric")
    siret = line_field(inputmode="numeric")
    uai = line_field()
    email = line_field(inputmode="email")
    phone = line_field(inputmode="tel")
    price = number_field()
    formacodes = line_field()
    nsf = line_field()
    romes = line_field()
    publics = line_field()
    LINES = ("declaration_number", "siret", "uai", "email", "phone")
    CODES = ("formacodes", "nsf", "romes", "publics")

    def shown(self, part: Any) -> dict[str, Any]:
        """Return what the fields show of a part."""
        codes = {name: SPLIT_CODES.join(getattr(part, name)) for name in self.CODES}
        return {**{name: getattr(part, name) for name in self.LINES}, **codes, "price": part.price}

    def values(self) -> dict[str, Any]:
        """Return what the sheet keeps of the fields."""
        data = self.cleaned_data
        codes = {name: data.get(name, "").upper().replace(",", " ").split() for name in self.CODES}
        lines = {name: data.get(name, "") for name in self.LINES}
        return {**lines, **codes, "price": decimal_of(data.get("price", ""))}


FORMS: Mapping[str, type[PartForm]] = {
    "presentation": PresentationForm,
    "organisation": OrganisationForm,
    "places": PlacesForm,
    "registration": RegistrationForm,
    "partners": PartnersForm,
    "platforms": PlatformsForm,
}
"""The form of each part; what is taught has a page of its own."""
