"""Does a programme hold what its label asks: hours, credits, duration, mission, end of studies, entry, partners?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from sceau.core.calendar import MONTHS_IN_A_YEAR
from sceau.core.decision import Decision, Reason, decide
from sceau.core.durations import by_calendar, equivalences, in_months_by_law, lasts_at_least, lasts_at_most
from sceau.core.facts import each_once
from sceau.core.question import question
from sceau.core.rule import Duration, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.accreditation import RoleRow
from sceau.core.tables.lines import first_that_fits, fits
from sceau.core.tables.studies import PlaceRow

CONFORMS, DOES_NOT_CONFORM, TO_BE_ESTABLISHED = "conforms", "does_not_conform", "to_be_established"


@dataclass(frozen=True, slots=True)
class TaughtHours:
    """The hours of one kind of teaching."""

    teaching_kind: str
    """``theory``, ``practical_work``, ``company_practice``… (``core.closed_lists.TEACHING_KINDS``)."""
    hours: Decimal

    def __post_init__(self) -> None:
        if self.hours < 0:
            raise ValueError(f"hours: hours are not below zero, correct {self.hours}")


@dataclass(frozen=True, slots=True)
class PlaceOffered:
    """A place where the programme lets its students do their mission."""

    place: str
    qualities: frozenset[str] = frozenset()
    """What it asks of a student for that place; empty: it is open to all."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Who runs the programme beside the school that files the dossier."""

    role: str
    member: bool = False
    """Is it a member of the owner of the label?"""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a programme declares of itself; what it does not declare is left out."""

    teaching: tuple[TaughtHours, ...] = ()
    ects: Decimal | None = None
    teaching_ects: Decimal | None = None
    """Credits of its units."""
    mission_ects: Decimal | None = None
    """Credits of mission, thesis and defence."""
    thesis_ects: Decimal | None = None
    entry_ects: Decimal | None = None
    """Credits since the baccalauréat that are asked for at entry."""
    lasts: Duration | None = None
    """How long it lasts, in the unit of its own sheet."""
    months: int | None = None
    """Calendar months from its first day to its last."""
    spread_over: Duration | None = None
    """Over how long a student may spread it, where that is longer."""
    paces: frozenset[str] = frozenset()
    mission: Duration | None = None
    places: tuple[PlaceOffered, ...] = ()
    components: frozenset[str] | None = None
    """What is assessed at its end."""
    partners: tuple[Partner, ...] = ()
    entry_level: int | None = None
    """Years of study after the baccalauréat that are asked for at entry."""
    entry_experience: Duration | None = None
    rncp_level: int | None = None
    """Level of the active title of the RNCP to which it leads."""
    languages: frozenset[str] = frozenset()
    """ISO 639-1 codes of the languages of teaching."""

    def __post_init__(self) -> None:
        each_once("teaching", (taught.teaching_kind for taught in self.teaching))
        credits = (self.ects, self.teaching_ects, self.mission_ects, self.thesis_ects, self.entry_ects)
        numbers = (*credits, self.entry_level, self.rncp_level)
        if any(number is not None and number < 0 for number in numbers):
            raise ValueError("ects: credits and levels are not below zero, correct them")
        if self.months is not None and self.months < 1:
            raise ValueError(f"months: a programme lasts at least a month, correct {self.months}")
        if self.ects is not None and (self.thesis_ects or 0) > self.ects:
            raise ValueError(f"thesis_ects: {self.thesis_ects} is more than the whole programme, correct one of them")
        own = by_calendar(self.lasts)
        if self.months is not None and own not in (None, self.months):
            raise ValueError(f"lasts: it comes to {own} months and «months» says {self.months}, correct one of them")


@question("accreditation.programme_conforms", SheetFacts, CONFORMS, DOES_NOT_CONFORM, TO_BE_ESTABLISHED)
def programme_conforms(*, facts: SheetFacts, rules: Rulebook) -> Decision:
    """Does this programme hold what its label and its school ask of it?"""
    reasons = [*_credits(facts, rules), *_teaching(facts, rules), *_duration(facts, rules), *_paces(facts, rules)]
    reasons += [*_mission(facts, rules), *_end(facts, rules), *_entry(facts, rules), *_partners(facts, rules)]
    only_usual = [reason for reason in reasons if reason.holds is None and not reason.rule.binds]
    judged = [reason for reason in reasons if reason not in only_usual]
    figures = {
        "hours": counted_hours(facts, rules),
        "length": _length(facts, rules),
        "ects_a_year": _ects_a_year(facts, rules),
        "thesis_share": _thesis_share(facts),
    }
    return decide("accreditation.programme_conforms", _outcome(judged), judged, figures, only_usual)


def _outcome(reasons: Sequence[Reason]) -> str:
    if any(reason.refuses for reason in reasons):
        return DOES_NOT_CONFORM
    return TO_BE_ESTABLISHED if any(reason.holds is None for reason in reasons) else CONFORMS


def _at_least(check: str, rule: Value, found: Any) -> list[Reason]:
    """Set a minimum against what is declared; where no text asks there is nothing to say."""
    if rule.absence is not None:
        return []
    return [Reason(check, None if found is None else found >= rule.value, rule, rule.value, found)]


def _if_declared(check: str, rule: Value, found: Decimal | None) -> list[Reason]:
    """Set a minimum against what a programme may leave unsaid: how it shares its credits is no condition of itself."""
    return [] if found is None else _at_least(check, rule, found)


def _at_most(check: str, rule: Value, found: Any) -> list[Reason]:
    if rule.absence is not None:
        return []
    return [Reason(check, None if found is None else found <= rule.value, rule, rule.value, found)]


def _each_allowed(check: str, rule: Value, declared: frozenset[str]) -> list[Reason]:
    """Set each declared word against those that a rule allows; where none is declared that is still open."""
    if rule.absence is not None:
        return []
    allowed = tuple(sorted(rule.value))
    if not declared:
        return [Reason(check, None, rule, allowed, None)]
    return [Reason(check, word in rule.value, rule, allowed, word) for word in sorted(declared)]


# ---- credits ---------------------------------------------------------------------------------------------------------


def _credits(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    minimum, share = rules.get("programme_ects"), _thesis_share(facts)
    yearly, total = _ects_a_year(facts, rules), _ects_in_all(facts)
    silent = minimum.absence is not None
    return [
        *([Reason("programme_carries_its_credits", True, minimum, None, facts.ects)] if silent else []),
        *_at_least("programme_carries_its_credits", minimum, facts.ects),
        *_at_most("programme_keeps_within_its_credits", rules.get("programme_maximum_ects"), facts.ects),
        *_if_declared("teaching_carries_its_credits", rules.get("teaching_ects"), facts.teaching_ects),
        *_if_declared("mission_carries_its_credits", rules.get("mission_ects"), facts.mission_ects),
        *_at_least("year_carries_its_credits", rules.get("yearly_ects"), yearly),
        *_at_most("year_keeps_within_its_credits", rules.get("yearly_maximum_ects"), yearly),
        *_at_least("credits_since_the_baccalaureate_are_reached", rules.get("cumulated_ects"), total),
        *_at_least("thesis_carries_its_share", rules.get("thesis_ects_share"), share),
        *_at_most("thesis_keeps_within_its_share", rules.get("thesis_ects_maximum_share"), share),
    ]


def _thesis_share(facts: SheetFacts) -> Fraction | None:
    if facts.thesis_ects is None or not facts.ects:
        return None
    return Fraction(facts.thesis_ects) / Fraction(facts.ects)


def _ects_a_year(facts: SheetFacts, rules: Rulebook) -> Fraction | None:
    length = _length(facts, rules)
    if facts.ects is None or not length or not length.amount:
        return None
    return Fraction(facts.ects) * MONTHS_IN_A_YEAR / length.amount


def _ects_in_all(facts: SheetFacts) -> Decimal | None:
    if facts.ects is None or facts.entry_ects is None:
        return None
    return facts.ects + facts.entry_ects


# ---- teaching --------------------------------------------------------------------------------------------------------


def counted_hours(facts: SheetFacts, rules: Rulebook) -> Decimal | None:
    """Return the hours of the kinds that count; None where none are declared."""
    if not facts.teaching:
        return None
    kinds = rules.get("teaching_kinds")
    return sum((taught.hours for taught in facts.teaching if _counts(taught, kinds)), Decimal(0))


def _counts(taught: TaughtHours, kinds: Value) -> bool:
    return kinds.absence is not None or taught.teaching_kind in kinds.value


def _teaching(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    minimum, kinds = rules.get("teaching_hours"), rules.get("teaching_kinds")
    hours = counted_hours(facts, rules)
    left_out = tuple(taught.teaching_kind for taught in facts.teaching if not _counts(taught, kinds))
    reasons = [
        *_at_least("teaching_reaches_its_hours", minimum, hours),
        *_at_most("teaching_keeps_within_its_hours", rules.get("teaching_maximum_hours"), hours),
    ]
    if left_out:
        counted = tuple(sorted(kinds.value))
        reasons.append(Reason("hours_of_other_kinds_are_left_out", True, kinds, counted, left_out))
    return reasons


# ---- duration --------------------------------------------------------------------------------------------------------


def _length(facts: SheetFacts, rules: Rulebook) -> Duration | None:
    """Return how long the programme lasts in months, if the calendar or a cited equivalence tells."""
    months = facts.months or (in_months_by_law(facts.lasts, rules) if facts.lasts else None)
    return None if months is None else Duration(months, "months")


def _duration(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    minimum, maximum = rules.get("programme_duration"), rules.get("programme_maximum_duration")
    measured = Duration(facts.months, "months") if facts.months else None
    own = tuple(one for one in (facts.lasts, measured) if one is not None)
    spread = (facts.spread_over,) if facts.spread_over else own
    return [
        *lasts_at_least("programme_lasts_long_enough", minimum, own, rules),
        *lasts_at_most("programme_is_not_spread_too_long", maximum, spread, rules),
        *equivalences(((minimum, own), (maximum, spread)), rules),
    ]


def _paces(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    return [
        *_each_allowed("pace_is_allowed", rules.get("programme_paces"), facts.paces),
        *_each_allowed("language_is_allowed", rules.get("programme_languages"), facts.languages),
    ]


# ---- mission, end, entry, partners -----------------------------------------------------------------------------------


def _mission(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    declared = (facts.mission,) if facts.mission else ()
    lengths = [
        *lasts_at_least("mission_offered_is_long_enough", rules.get("mission_duration"), declared, rules),
        *lasts_at_most("mission_offered_is_not_too_long", rules.get("mission_maximum_duration"), declared, rules),
    ]
    places = rules.get("mission_places")
    if places.absence is not None:
        return lengths
    rows = cast(tuple[PlaceRow, ...], places.value)
    named = tuple(sorted({place for row in rows for place in row.places}))
    if not facts.places:
        return [*lengths, Reason("place_offered_is_allowed", None, places, named, None)]
    return [*lengths, *(_place(offered, rows, places, named, rules) for offered in facts.places)]


def _place(
    offered: PlaceOffered, rows: Sequence[PlaceRow], places: Value, named: tuple[str, ...], rules: Rulebook
) -> Reason:
    """A place that the law opens on a condition is offered on that condition."""
    row = first_that_fits(rows, rules.qualities(offered.qualities), places=offered.place)
    nearest = row or next((line for line in rows if offered.place in line.places), None)
    return Reason("place_offered_is_allowed", row is not None, places, named, offered.place, "", nearest)


def _end(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    rule = rules.get("final_components")
    if rule.absence is not None:
        return []
    found = None if facts.components is None else tuple(sorted(facts.components))
    holds = None if facts.components is None else facts.components >= rule.value
    return [Reason("programme_ends_as_it_must", holds, rule, tuple(sorted(rule.value)), found)]


def _entry(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    experience = (facts.entry_experience,) if facts.entry_experience else ()
    asked = rules.get("programme_entry_experience")
    return [
        *_at_least("entry_reaches_the_level", rules.get("programme_entry_level"), facts.entry_level),
        *lasts_at_least("entry_asks_for_experience", asked, experience, rules),
        *_at_least("programme_leads_to_a_title_of_the_level", rules.get("programme_rncp_level"), facts.rncp_level),
    ]


def _partners(facts: SheetFacts, rules: Rulebook) -> list[Reason]:
    """A partner takes one of the roles that the label knows; where the role is for members it must be one."""
    rule = rules.get("accreditation_roles")
    if rule.absence is not None:
        return []
    return [_partner(partner, cast(tuple[RoleRow, ...], rule.value), rule, rules) for partner in facts.partners]


def _partner(partner: Partner, rows: Sequence[RoleRow], rule: Value, rules: Rulebook) -> Reason:
    lines = [row for row in rows if fits(row, rules.qualities(frozenset()), roles=partner.role)]
    open_to_it = next((row for row in lines if partner.member or not row.members_only), None)
    row = open_to_it or next(iter(lines), None)
    named = tuple(sorted({role for line in rows for role in line.roles}))
    return Reason("partner_may_take_its_role", open_to_it is not None, rule, named, partner.role, "", row)
