"""Put a whole promotion before the jury: one proposal per student, with what each unit and module came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Rulebook, Value
from sceau.core.vocabulary import COMPONENTS
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.fault import Fault, nearest
from sceau.studies.promotion import Promotion, Student


@dataclass(frozen=True, slots=True)
class Deliberated:
    """One student before the jury."""

    student: Student
    proposal: Decision
    units: Mapping[str, Decision]
    """The result of each unit, by its code."""
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
        units={unit.code: ask(question="studies.unit_result", facts=unit, rules=rules) for unit in facts.units},
        modules={
            module.code: ask(question="studies.module_mean", facts=module, rules=rules)
            for unit in facts.units
            for module in unit.modules
        },
        thesis=ask(question="studies.thesis_result", facts=facts.thesis, rules=rules) if facts.thesis else None,
    )


def structure_faults(promotion: Promotion, rules: Rulebook, file: str) -> list[Fault]:
    """Return where the structure of a promotion departs from the law: credits that do not add up, a part left out."""
    teaching = sum((unit.ects for unit in promotion.units), Decimal(0))
    final = sum((component.ects for component in promotion.components), Decimal(0))
    faults = [
        *_credits_fault(rules.get("teaching_ects"), teaching, file, "Structure"),
        *_credits_fault(rules.get("mission_ects"), final, file, "Composantes"),
    ]
    programme = rules.get("programme_ects")
    if programme.absence is None and teaching + final < programme.value:
        what = f"the programme adds up to {teaching + final} ECTS, {programme.value} are required ({programme.cite})"
        faults.append(Fault(file, "Structure", f"{what}, correct the credits"))
    given = {component.code for component in promotion.components}
    for code in sorted(rules["final_components"].value - given):
        cite = rules["final_components"].cite
        faults.append(Fault(file, "Composantes", f"«{code}» is missing and must be assessed ({cite}), add its line"))
    unknown = sorted(given - set(COMPONENTS))
    return faults + [
        Fault(file, "Composantes", f"«{code}» is not known, {nearest(code, COMPONENTS)}") for code in unknown
    ]


def _credits_fault(rule: Value, found: Decimal, file: str, sheet: str) -> list[Fault]:
    if rule.absence is not None or found == rule.value:
        return []
    what = f"the credits add up to {found} ECTS where {rule.value} are required ({rule.cite})"
    return [Fault(file, sheet, f"{what}, correct them")]
