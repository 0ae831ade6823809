"""What is asked of who sets one value of a rule? What its shape holds, since when, and where a text says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from sceau.core.closed_lists import EVENTS
from sceau.core.rule import Bound, Citation, Force, Moment, Words
from sceau.core.vocabulary import RULES, Shape
from sceau.people.forms import Day, WordedForm, say
from sceau.regulation.columns import COLUMNS
from sceau.regulation.rule_writing import entry_as_toml, is_a_list
from sceau.regulation.samples import sample
from sceau.regulation.toml import as_toml
from sceau.regulation.values import DURATION_UNITS
from sceau.wording import Language
from sceau.wording.values import say_choice

VALUE, NONE, REPEALED = "value", "none", "repealed"
ON, YEARLY, DELAY = "on", "yearly", "delay"
YEARS, SIDES = ("previous", "intake", "next"), ("before", "after")
ROWS = 12
FIRST = ("title_fr", "title_en", "unit", "bound", "since", "says_what")
"""What is asked before the value itself."""
LARGEST = 20
"""The power of ten beyond which nothing is counted."""


def _line(*, required: bool = False) -> forms.CharField:
    return forms.CharField(required=required, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _words() -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))


class RuleForm(WordedForm):
    """One dated value of a rule."""

    named = "rule_form"
    title_fr = _line(required=True)
    title_en = _line(required=True)
    unit = forms.ChoiceField()
    bound = forms.ChoiceField()
    since = Day()
    says_what = forms.ChoiceField()
    cite_text = forms.ChoiceField()
    locator = _line(required=True)
    unconfirmed = forms.BooleanField(required=False)
    says_fr = _words()
    says_en = _words()
    force = forms.ChoiceField()
    note = _line()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    shape: Shape

    def __init__(self, *args: Any, texts: Mapping[str, str], lang: Language, **more: Any) -> None:
        """``texts`` are those that the rule may cite, by their names, with their titles."""
        super().__init__(*args, **more)
        self.fields["cite_text"].choices = texts.items()
        self.fields["says_what"].choices = [(one, say(f"rule_form.{one}")) for one in (VALUE, NONE, REPEALED)]
        self.fields["bound"].choices = [(one.value, lang.bounds[one.value]) for one in Bound]
        self.fields["force"].choices = [(one.value, lang.forces[one.value]) for one in Force]
        self.fields["unit"].choices = [(one, one or say("rule_form.no_unit")) for one in self.shape.units]
        if not any(self.shape.units):
            del self.fields["unit"]
        self._value = ""

    def clean(self) -> None:
        """Read the value by its shape; what cannot be read so is told beside its field."""
        if self.cleaned_data.get("says_what") == VALUE:
            self._value = self._read() or ""

    def head(self) -> dict[str, str]:
        """Return what the rule says beside its values, each field as TOML."""
        said = self.cleaned_data
        title = as_toml(Words(said["title_fr"], said["title_en"]))
        unit = {"unit": as_toml(said["unit"])} if said.get("unit") else {}
        return {"title": title, **unit, "bound": as_toml(said["bound"])}

    def entry(self) -> dict[str, str | None]:
        """Return what the dated value says, each field as TOML."""
        said = self.cleaned_data
        return entry_as_toml(
            since=said["since"],
            value=self._value or said["says_what"],
            passes=said["passes"] if self.shape.threshold else None,
            force=said["force"],
            cite=Citation(said["cite_text"], said["locator"], not said["unconfirmed"]),
            says=Words(said["says_fr"], said["says_en"]),
            note=said["note"],
        )

    def _read(self) -> str | None:
        said = self.cleaned_data
        match self.shape.kind:
            case "number":
                return self._number(said.get("number", ""), "number")
            case "yes_no":
                return said.get("yes_no") or self._missing("yes_no")
            case "choice":
                return as_toml(said["choice"]) if said.get("choice") else self._missing("choice")
            case "set":
                return as_toml(frozenset(_listed(said.get("several", ""))))
            case "duration":
                amount = self._number(said.get("amount", ""), "amount")
                return amount and as_toml({said["time_unit"]: int(Decimal(amount))})
            case "moment":
                return self._moment()
            case "text":
                both = said.get("text_fr"), said.get("text_en")
                return as_toml(Words(*both)) if all(both) else self._missing("text_en" if both[0] else "text_fr")
        return self._table(said.get("table", ""))

    def _missing(self, field: str) -> str:
        self.add_error(field, say("rule_form_faults.no_value"))
        return ""

    def _number(self, said: str, field: str) -> str | None:
        try:
            number = Decimal(said.replace(",", ".").replace(" ", ""))
        except InvalidOperation:
            self.add_error(field, say("rule_form_faults.no_number"))
            return None
        if not number.is_finite() or abs(number.adjusted()) > LARGEST or (field == "amount" and number % 1):
            self.add_error(field, say("rule_form_faults.no_number"))
            return None
        return f"{number:f}"

    def _moment(self) -> str | None:
        said = self.cleaned_data
        way = said.get("way")
        if way == ON:
            return as_toml(Moment(on=said["on"])) if said.get("on") else self._missing("on")
        if way == YEARLY:
            if not (said.get("day") and said.get("month")):
                return self._missing("month" if said.get("day") else "day")
            return as_toml(Moment(day=said["day"], month=said["month"], year=said["year"]))
        amount = self._number(said.get("amount", ""), "amount")
        if amount is None:
            return None
        delay = as_toml({said["time_unit"]: int(Decimal(amount))})
        return f"{{ delay = {delay}, {said['side']} = {as_toml(said['event'])} }}"

    def _table(self, said: str) -> str | None:
        if not is_a_list(said):
            self.add_error("table", say("rule_form_faults.no_table"))
            return None
        return said.strip()


def rule_form(key: str, lang: Language) -> type[RuleForm]:
    """Return the form of a rule: its value is asked for by its shape, after since when it holds."""
    shape = RULES[key]
    of_value = dict(_fields_of(key, shape, lang))
    said: dict[str, Any] = {**of_value, "shape": shape, "field_order": [*FIRST, *of_value]}
    return type(f"FormOf_{key}", (RuleForm,), said)


def _fields_of(key: str, shape: Shape, lang: Language) -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields that hold a value of a shape."""
    words = [(one, say_choice(one, lang, key)) for one in shape.choices]
    match shape.kind:
        case "number":
            yield "number", forms.CharField(required=False, widget=_figures())
        case "yes_no":
            both = [(as_toml(one), str(lang.words["yes" if one else "no"])) for one in (True, False)]
            yield "yes_no", forms.ChoiceField(required=False, choices=both, widget=forms.RadioSelect)
        case "choice":
            yield "choice", forms.ChoiceField(required=False, choices=[("", "—"), *words])
        case "set" if words:
            yield (
                "several",
                forms.MultipleChoiceField(required=False, choices=words, widget=forms.CheckboxSelectMultiple),
            )
        case "set":
            yield "several", _line()
        case "duration":
            yield from _length(lang)
        case "moment":
            yield from _moment(lang)
        case "text":
            yield "text_fr", _line()
            yield "text_en", _line()
        case "table":
            area = forms.Textarea(attrs={"rows": ROWS, "spellcheck": "false", "class": "mono"})
            yield "table", forms.CharField(required=False, strip=False, widget=area)
    if shape.threshold:
        yield "passes", forms.BooleanField(required=False)


def _figures() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


def _length(lang: Language) -> Iterator[tuple[str, forms.Field]]:
    units = [(one, str(lang.durations[one]["many"]).format(n="").strip()) for one in DURATION_UNITS]
    yield "amount", forms.CharField(required=False, widget=_figures())
    yield "time_unit", forms.ChoiceField(required=False, choices=units, initial="months")


def _moment(lang: Language) -> Iterator[tuple[str, forms.Field]]:
    yield "way", forms.ChoiceField(choices=_named("way", (ON, YEARLY, DELAY)), widget=forms.RadioSelect, initial=ON)
    yield "on", Day(required=False)
    yield "day", forms.IntegerField(required=False, min_value=1, max_value=31)
    yield "month", forms.IntegerField(required=False, min_value=1, max_value=12)
    yield "year", forms.ChoiceField(required=False, choices=_named("year", YEARS), initial="intake")
    yield from _length(lang)
    yield "side", forms.ChoiceField(required=False, choices=_named("side", SIDES), initial="after")
    events = [(one, str(lang.moments["events"].get(one, one))) for one in EVENTS]
    yield "event", forms.ChoiceField(required=False, choices=events)


def _named(what: str, words: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, say(f"rule_form.{what}_{one}")) for one in words]


def _listed(said: Any) -> list[str]:
    return [one.strip() for one in said.split(",") if one.strip()] if isinstance(said, str) else list(said)


def initial_of(key: str, rule: Mapping[str, Any], entry: Mapping[str, Any], value: str) -> dict[str, Any]:
    """Return what the form of a rule shows: what its file says of it, and of one of its values as it is written."""
    shape = RULES[key]
    title, cite, says = _table_in(rule, "title"), _table_in(entry, "cite"), _table_in(entry, "says")
    what = NONE if entry.get("none") else REPEALED if entry.get("repealed") else VALUE
    shown = {
        "title_fr": title.get("fr", ""),
        "title_en": title.get("en", ""),
        "unit": rule.get("unit", next(iter(shape.units), "")),
        "bound": rule.get("bound", shape.tightens.value),
        "since": entry.get("from"),
        "says_what": what,
        "cite_text": cite.get("text", ""),
        "locator": cite.get("locator", ""),
        "unconfirmed": not cite.get("confirmed", True),
        "says_fr": says.get("fr", ""),
        "says_en": says.get("en", ""),
        "force": entry.get("force", Force.BINDING.value),
        "note": entry.get("note", ""),
        "passes": entry.get("passes", True),
    }
    return shown | _value_shown(shape, entry.get("value"), value or as_written(shape))


def _table_in(held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a table within a table; an empty one where something else stands there."""
    found = held.get(name)
    return found if isinstance(found, Mapping) else {}


def as_written(shape: Shape) -> str:
    """Return some table of a shape as a file writes it, to be replaced; empty for any other shape."""
    if shape.kind != "table":
        return ""
    row = sample(shape, "")[0]
    said = {one.name: getattr(row, one.name) for one in fields(row)}
    columns = {name: value for name, value in said.items() if name == "id" or not _is_default(row, name, value)}
    return f"[\n  {as_toml(columns)},\n]"


def _is_default(row: Any, name: str, value: Any) -> bool:
    field = next(one for one in fields(row) if one.name == name)
    return field.default is not MISSING and field.default == value


def _value_shown(shape: Shape, value: Any, written: str) -> dict[str, Any]:
    if shape.kind == "table":
        return {"table": written}
    if value is None:
        return {}
    match shape.kind:
        case "number":
            return {"number": str(value)}
        case "yes_no":
            return {"yes_no": as_toml(value) if isinstance(value, bool) else ""}
        case "set":
            words = list(map(str, value)) if isinstance(value, list) else [str(value)]
            return {"several": words if shape.choices else ", ".join(words)}
        case "choice":
            return {"choice": value}
    return _parts_shown(shape, value) if isinstance(value, Mapping) else {}


def _parts_shown(shape: Shape, value: Mapping[str, Any]) -> dict[str, Any]:
    if shape.kind == "text":
        return {"text_fr": value.get("fr", ""), "text_en": value.get("en", "")}
    if shape.kind == "duration":
        return _length_shown(value)
    if "delay" in value:
        side = "before" if "before" in value else "after"
        length = value["delay"] if isinstance(value["delay"], Mapping) else {}
        return {"way": DELAY, "side": side, "event": value.get(side), **_length_shown(length)}
    if "on" in value:
        return {"way": ON, "on": value["on"]}
    return {"way": YEARLY, **{name: value.get(name) for name in ("day", "month", "year") if name in value}}


def _length_shown(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"amount": next(iter(value.values()), ""), "time_unit": next(iter(value), "")}


def columns_of(key: str) -> list[tuple[str, str]]:
    """Return the columns of a table, each with the words that it takes, if it takes them from a closed list."""
    row = RULES[key].row
    if row is None:
        return []
    return [(one.name, ", ".join(map(str, COLUMNS.get(one.name, ())))) for one in fields(row)]
