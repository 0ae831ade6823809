"""By which law is a question answered? That of a school, a programme and a label, on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from sceau.asking.given import Unreadable, read_day
from sceau.asking.labels import say
from sceau.asking.options import Choices
from sceau.core.rule import Layer
from sceau.core.rulebook import Rulebook
from sceau.law.queries import law_of, schools_with_law, writes_law
from sceau.law.readers import schools_open_to
from sceau.law.whose import Whose as WhoseLaw
from sceau.people.access import Viewer
from sceau.regulation import Regulation
from sceau.regulation.law import NotFound
from sceau.wording import language
from sceau.wording.faults import say_fault

LONGEST = 60


class Named(NamedTuple):
    """The law that is named, as it was written."""

    school: str = ""
    programme: str = ""
    label: str = ""
    on: str = ""


NAMES = Named._fields


@dataclass(frozen=True, slots=True)
class Whose:
    """The law that was chosen, and what may be chosen beside it."""

    named: Named
    law: Regulation
    drawing: Rulebook
    """Whose words a page offers: those of the law that was chosen, or of the State's while there is none such."""
    schools: Choices
    rules: Rulebook | None = None
    """None where what was chosen is no law, or none that is open to who asks."""
    faults: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the choice, in words, by the name of its field."""
    reserved: bool = False
    """True where the law of the school that was named is not open to who asks."""

    @property
    def programmes(self) -> Choices:
        """The programmes of the school that was chosen."""
        known = None if self.reserved else self.law.schools.get(self.named.school)
        return tuple((one.code, one.code) for one in known.programmes) if known else ()

    @property
    def labels(self) -> Choices:
        """Every label that has rules."""
        return tuple((label, self.law.label_name(label)) for label in self.law.labels)

    @property
    def page(self) -> str:
        """The address of the pages of this law."""
        school, label = self.named.school, self.named.label
        layer = Layer.SCHOOL if school else Layer.LABEL if label else Layer.STATE
        return reverse("law", args=[WhoseLaw(layer, school or label)])

    @property
    def asked(self) -> str:
        """How an address of these pages names the day, and the programme or the label."""
        named = self.named
        under = named.programme or (f"label:{named.label}" if named.school and named.label else "")
        return urlencode({"on": named.on, **({"under": under} if under else {})})

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """What was chosen, by the names under which an address says it."""
        return tuple((name, said) for name, said in zip(NAMES, self.named, strict=True) if said)


def whose_law(said: Mapping[str, Sequence[str]], viewer: Viewer, *, today: date, changes: bool = False) -> Whose:
    """Return the law that a form or an address names; where nothing is named, that of today.

    Who may read the law of one school alone is shown that law first. While the law ``changes``, a programme that the
    school just chosen has not is let go.
    """
    named = Named(*(_last(said, name) for name in NAMES))
    faults: dict[str, str] = {}
    day = _day(named.on, today, faults)
    known, open_to_them = law_of(on=day), schools_with_law(schools_open_to(viewer), on=day)
    schools = tuple((slug, law.schools[slug].name) for slug, law in open_to_them.items())
    if "school" not in said and len(schools) == 1:
        named = named._replace(school=schools[0][0])
    named = named if faults else named._replace(on=day.isoformat())
    if named.school not in open_to_them and writes_law(named.school):
        faults["school"] = say("faults.reserved")
        return Whose(named, known, known.rulebook(on=day), schools, faults=faults, reserved=True)
    law = open_to_them[named.school].seen_by(named.school) if named.school in open_to_them else known
    if changes and named.programme.lower() not in _codes(law, named.school):
        named = named._replace(programme="")
    rules = _rules(named, law, day, faults)
    return Whose(named, law, _rules(named, law, day, {}) or law.rulebook(on=day), schools, rules, faults)


def _day(said: str, today: date, faults: dict[str, str]) -> date:
    try:
        return read_day(said) if said else today
    except Unreadable as why:
        faults["on"] = say(f"faults.{why}")
    return today


def _codes(law: Regulation, school: str) -> set[str]:
    return {one.code.lower() for one in law.schools[school].programmes} if school in law.schools else set()


def _rules(named: Named, law: Regulation, day: date, faults: dict[str, str]) -> Rulebook | None:
    """Return the rules that were chosen; where there are none such, say why at the field that is wrong."""
    if faults:
        return None
    try:
        return law.rulebook(on=day, school=named.school, programme=named.programme, label=named.label)
    except NotFound as why:
        faults[_at_fault(named, law)] = say_fault(str(why), language(get_language() or "fr"))
    return None


def _at_fault(named: Named, law: Regulation) -> str:
    """Return the field that names what is not there."""
    if named.label and named.label not in law.labels:
        return "label"
    if named.school and named.school not in law.schools:
        return "school"
    codes = _codes(law, named.school)
    return "programme" if named.programme and named.programme.lower() not in codes else "label"


def _last(said: Mapping[str, Sequence[str]], name: str) -> str:
    texts = said.get(name) or ("",)
    return texts[-1].replace("\0", "").strip()[:LONGEST]
