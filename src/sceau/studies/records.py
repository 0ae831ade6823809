"""What else has the jury before it of each student: mission, thesis, fees? Read with the jury's own members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sceau.core.closed_lists import COMPONENTS
from sceau.core.fees import Amount, SettlementFacts
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.studies.head import Head, within_studies
from sceau.studies.marks import mark_within
from sceau.studies.promotion import JuryMember
from sceau.studies.roll import Roll, once_each
from sceau.studies.sheets import Line, Table
from sceau.studies.structure import Components

COMPANY_PRACTICE = "company_practice_after_degree"
"""The quality of who has practised in a company since the degree held on entry."""
CENTS = 2
Missions = Mapping[str, MissionFacts | None]
"""The mission of each student who has a line of it; None where it cannot be read."""


def read_missions(table: Table, roll: Roll, starts_on: date | None) -> Missions:
    """Return the mission of each student who has a line."""
    missions: dict[str, MissionFacts | None] = {} if "number" in table.columns else dict.fromkeys(roll.students)
    for number, line in once_each(table, roll):
        mission = _mission(line, starts_on)
        if number is not None:
            missions[number] = mission
    return missions


def _mission(line: Line, intake_on: date | None) -> MissionFacts | None:
    starts_on, ends_on = line.day("starts_on"), line.day("ends_on")
    place, practice = line.choice("place", "places"), line.yes_no("practice")
    within_studies(line, "starts_on", starts_on, intake_on)
    if starts_on is None or ends_on is None or place is None or practice is None:
        return None
    if ends_on < starts_on:
        line.fault("ends_before_start", "ends_on", found=ends_on, starts_on=starts_on)
        return None
    within_studies(line, "ends_on", ends_on, intake_on)
    return MissionFacts(starts_on, ends_on, place, frozenset({COMPANY_PRACTICE} if practice else ()))


def read_theses(
    table: Table, roll: Roll, components: Components, missions: Missions, head: Head, scale: Decimal | None
) -> Mapping[str, ThesisFacts]:
    """Return the thesis of each student who has begun one, with what was found of its components."""
    theses: dict[str, ThesisFacts] = {}
    strange: set[str] = set()
    ects = {component.code: component.ects for component in components.lines}
    for number, line in once_each(table, roll):
        handed_in_on = line.day("handed_in_on", needed=False)
        within_studies(line, "handed_in_on", handed_in_on, head.intake_starts_on)
        defence_on, defences_held = line.day("defence_on", needed=False), line.count("defences_held")
        within_studies(line, "defence_on", defence_on, head.intake_starts_on)
        found = {code: _component(line, code, ects, scale) for code in COMPONENTS}
        _known_components(line, components, strange)
        if found["thesis"].validated and not line.has("handed_in_on"):
            line.fault("not_handed_in", "handed_in_on")
        if number is not None:
            parts = tuple(found[code] for code in ects)
            theses[number] = ThesisFacts(parts, head.thesis_due_on, handed_in_on, defence_on, defences_held)
            if found["mission"].validated and number not in missions:
                line.fault("mission_unsaid", "mission_validated", sheet=line.words["sheets"]["missions"])
    return theses


def _component(line: Line, code: str, ects: Mapping[str, Decimal], scale: Decimal | None) -> ComponentFacts:
    """Return what was found of one component."""
    validated = line.yes_no(f"{code}_validated", needed=False)
    return ComponentFacts(code, ects.get(code, Decimal(0)), validated, mark_within(line, f"{code}_mark", scale))


def _known_components(line: Line, components: Components, strange: set[str]) -> None:
    """Add a fault, at the first cell alone, for each component of which something is said and that nobody declares."""
    known = {component.code for component in components.lines} | strange
    for code in COMPONENTS if components.complete else ():
        said = next((name for name in (f"{code}_validated", f"{code}_mark") if line.has(name)), "")
        if code not in known and said:
            strange.add(code)
            line.fault("unknown_component", said, found=line.words["components"][code][0], sheet=components.title)


def read_fees(table: Table, roll: Roll) -> Mapping[str, SettlementFacts]:
    """Return the account of each student who has one."""
    accounts: dict[str, dict[str, tuple[Decimal, Decimal]]] = {}
    rows: dict[tuple[str, str], int] = {}
    for line in table.lines():
        number, code = roll.of(line), line.text("line")
        due, paid = line.number("due", decimals=CENTS), line.number("paid", decimals=CENTS)
        if number is None or code is None:
            continue
        if (number, code) in rows:
            line.fault("twice", "line", found=f"{number} / {code}", line=rows[number, code])
            continue
        rows[number, code] = line.number_in_sheet
        if due is not None and paid is not None:
            accounts.setdefault(number, {})[code] = (due, paid)
    return {number: _settlement(amounts) for number, amounts in accounts.items()}


def _settlement(amounts: Mapping[str, tuple[Decimal, Decimal]]) -> SettlementFacts:
    due = tuple(Amount(code, amount) for code, (amount, _) in amounts.items())
    return SettlementFacts(due, tuple(Amount(code, amount) for code, (_, amount) in amounts.items()))


def read_jury(table: Table) -> tuple[JuryMember, ...]:
    """Return the members of the jury, in the order of their sheet."""
    members: list[JuryMember] = []
    rows: dict[str, int] = {}
    for line in table.lines():
        name, role = line.printed("name"), line.printed("role")
        if name in rows:
            line.fault("twice", "name", found=name, line=rows[name])
        elif name is not None:
            rows[name] = line.number_in_sheet
            members.append(JuryMember(name, role or ""))
    return tuple(members)
