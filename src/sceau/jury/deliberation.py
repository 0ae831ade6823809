"""Put a whole promotion before the jury: one proposal per student, with what each unit and module came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sceau.core.blocks import in_its_block
from sceau.core.decision import Decision
from sceau.core.marks import ASSESSMENT
from sceau.core.question import ask
from sceau.core.rulebook import Rulebook
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.fault import Fault
from sceau.studies.promotion import Outline, Promotion, Student
from sceau.wording.lists import words


@dataclass(frozen=True, slots=True)
class Deliberated:
    """One student before the jury."""

    student: Student
    proposal: Decision
    units: Mapping[str, Decision]
    """The result of each unit as its block leaves it, by its code."""
    modules: Mapping[str, Decision]
    """What each module came to, by its code."""
    thesis: Decision | None


@dataclass(frozen=True, slots=True)
class Deliberation:
    """A promotion before the jury, and the law it was judged by."""

    promotion: Promotion
    rules: Rulebook
    edition: Edition
    students: tuple[Deliberated, ...]

    def count(self, outcome: str) -> int:
        """Return how many students are proposed for an outcome."""
        return sum(one.proposal.outcome == outcome for one in self.students)


def deliberate(*, promotion: Promotion, rules: Rulebook, advance: Callable[[], None] = lambda: None) -> Deliberation:
    """Judge every student of a promotion; ``advance`` is called after each.

    Raises ``RuleError`` when the law lacks a value that the computation needs.
    """
    students = []
    for student in promotion.students:
        students.append(_deliberated(student, rules))
        advance()
    return Deliberation(promotion, rules, edition_of(rules), tuple(students))


def _deliberated(student: Student, rules: Rulebook) -> Deliberated:
    facts = student.facts
    return Deliberated(
        student=student,
        proposal=ask(question="jury.proposal", facts=facts, rules=rules),
        units={
            unit.code: ask(question="studies.unit_result", facts=in_its_block(unit, facts.units), rules=rules)
            for unit in facts.units
        },
        modules={
            module.code: ask(question="studies.module_mean", facts=module, rules=rules)
            for unit in facts.units
            for module in unit.modules
        },
        thesis=ask(question="studies.thesis_result", facts=facts.thesis, rules=rules) if facts.thesis else None,
    )


def outline_faults(outline: Outline, rules: Rulebook, file: str, code: str = "en") -> list[Fault]:
    """Return where the credits, components and resits of a promotion, as far as they are known, depart from the law."""
    say, sheets, titles = words("jury", code)["faults"], words("workbook", code)["sheets"], outline.titles
    structure = Fault(file, titles.structure or sheets["structure"], "")
    components = Fault(file, titles.components or sheets["components"], "")
    teaching, final = outline.teaching, outline.components
    faults: list[Fault] = []
    if teaching is not None:
        faults += _credits_fault(rules, "teaching_ects", teaching, structure._replace(what=say["credits"]))
    if final is not None:
        ects = sum((component.ects for component in final), Decimal(0))
        faults += _credits_fault(rules, "mission_ects", ects, components._replace(what=say["credits"]))
        if teaching is not None:
            faults += _too_few_credits(rules, teaching + ects, structure._replace(what=say["programme"]))
        asked, named = rules.readings("final_components"), words("workbook", code)["components"]
        needed = frozenset.intersection(*(value.value or frozenset() for value in asked))
        for one in sorted(needed - {component.code for component in final}):
            what = say["missing"].format(component=named[one][0], cite=asked[0].cite)
            faults.append(components._replace(what=what))
    alone = [value for value in rules.readings("resit_bears_on") if value.value == ASSESSMENT]
    for resit in outline.unnamed_resits if alone else ():
        known = ", ".join(resit.assessments)
        what = say["resit_unnamed"].format(module=resit.module, known=known, cite=alone[0].cite)
        faults.append(Fault(file, resit.where, what))
    return faults


def _too_few_credits(rules: Rulebook, found: Decimal, fault: Fault) -> list[Fault]:
    """Return a fault if the programme has fewer credits than every reading of the rule asks for."""
    least = rules.readings("programme_ects")
    if any(value.absence is not None or found >= value.value for value in least):
        return []
    return [fault._replace(what=fault.what.format(found=found, required=least[0].value, cite=least[0].cite))]


def _credits_fault(rules: Rulebook, key: str, found: Decimal, fault: Fault) -> list[Fault]:
    """Return a fault if the credits are what no reading of the rule requires."""
    required = rules.readings(key)
    if any(value.absence is not None or found == value.value for value in required):
        return []
    what = fault.what.format(found=found, required=required[0].value, cite=required[0].cite)
    return [fault._replace(what=what)]
