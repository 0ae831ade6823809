"""Does what a programme says of itself hold what its label and its school ask? Its sheet, put to the law."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sceau.catalogue.models import Programme
from sceau.catalogue.sheet import Lasts, Sheet
from sceau.core.catalogue import Partner, PlaceOffered, SheetFacts, TaughtHours
from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Duration, RuleError
from sceau.core.rulebook import Rulebook
from sceau.law.queries import law_of
from sceau.regulation import Regulation
from sceau.regulation.law import NotFound
from sceau.wording import Language, Said, say_decision

QUESTION = "accreditation.programme_conforms"
MONTHS = "months"


class Judged(NamedTuple):
    """A sheet that was put to the law: what it declares, the decision, and the law that gave it."""

    facts: SheetFacts
    decision: Decision
    rules: Rulebook
    law: Regulation

    def said(self, lang: Language) -> Said:
        """Return the decision in words."""
        return say_decision(self.decision, lang, self.law.texts)


def sheet_facts(sheet: Sheet, *, rncp_level: int | None) -> SheetFacts:
    """Return what a sheet declares, as the law asks it; ``rncp_level`` is that of its title where it is registered."""
    own, structure = sheet.organisation, sheet.structure
    return SheetFacts(
        teaching=tuple(TaughtHours(kind, hours) for kind, hours in own.hours.items()),
        ects=sheet.ects,
        teaching_ects=structure.teaching_ects if structure.units else None,
        mission_ects=structure.mission_ects if structure.components else None,
        thesis_ects=next((one.ects for one in structure.components if one.code == "thesis"), None),
        lasts=_duration(own.lasts),
        months=_months(own.months, own.lasts),
        paces=frozenset(own.paces),
        mission=_duration(own.mission),
        places=tuple(PlaceOffered(place) for place in own.mission_places),
        components=frozenset(one.code for one in structure.components) if structure.components else None,
        partners=tuple(Partner(one.role, one.member) for one in sheet.partners.partners),
        entry_level=own.entry_level,
        entry_experience=Duration(own.entry_months, MONTHS) if own.entry_months else None,
        rncp_level=rncp_level,
        languages=frozenset(own.languages),
    )


def _duration(lasts: Lasts | None) -> Duration | None:
    return Duration(lasts.amount, lasts.unit) if lasts else None


def _months(months: int | None, lasts: Lasts | None) -> int | None:
    """Return the calendar months, unless the duration says as much: two figures would have to agree."""
    return None if lasts and lasts.unit in ("months", "years") else months


def law_for(programme: Programme, sheet: Sheet, *, on: date) -> tuple[Regulation, Rulebook]:
    """Return the law that a programme comes under on a day: its label's, with its school's where it writes some.

    Raises ``NotFound`` for a label that no text knows.
    """
    school = programme.school.slug if programme.school else ""
    law, label = law_of(school, on=on), sheet.organisation.label
    if school not in law.schools:
        return law, law.rulebook(on=on, label=label)
    known = {one.code: one.label for one in law.school(school).programmes}
    if known.get(programme.code) == label:
        return law, law.rulebook(on=on, school=school, programme=programme.code)
    return law, law.rulebook(on=on, school=school, label=label)


def conformity(programme: Programme, sheet: Sheet, *, rncp_level: int | None, on: date) -> Judged | None:
    """Judge a sheet by the law of a day; None where no text knows its label, or says anything yet."""
    try:
        law, rules = law_for(programme, sheet, on=on)
        facts = sheet_facts(sheet, rncp_level=rncp_level)
        return Judged(facts, ask(question=QUESTION, facts=facts, rules=rules), rules, law)
    except (NotFound, RuleError):
        return None
