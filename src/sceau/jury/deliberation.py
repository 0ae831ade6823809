"""Put a whole promotion before the jury: one proposal per student, with what each unit and module came to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Rulebook
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.fault import Fault
from sceau.studies.promotion import Promotion, Student, UnitLine
from sceau.wording.lists import words


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


def promotion_faults(promotion: Promotion, rules: Rulebook, file: str, code: str = "en") -> list[Fault]:
    """Return where a promotion departs from the law or cannot be printed, in a language: every fault at once."""
    say = words("jury", code)["faults"]
    teaching = sum((unit.ects for unit in promotion.units), Decimal(0))
    final = sum((component.ects for component in promotion.components), Decimal(0))
    faults = teaching_faults(promotion.units, rules, file, code)
    faults += _credits_fault(rules, "mission_ects", final, Fault(file, say["components"], say["credits"]))
    least = rules.readings("programme_ects")
    if all(value.absence is None and teaching + final < value.value for value in least):
        what = say["programme"].format(found=teaching + final, required=least[0].value, cite=least[0].cite)
        faults.append(Fault(file, "Structure", what))
    given = {component.code for component in promotion.components}
    asked = rules.readings("final_components")
    faults += [
        Fault(file, say["components"], say["missing"].format(code=code, cite=asked[0].cite))
        for code in sorted(frozenset.intersection(*(value.value or frozenset() for value in asked)) - given)
    ]
    return faults + [fault for student in promotion.students for fault in _student_faults(student, file, say)]


def teaching_faults(units: Sequence[UnitLine], rules: Rulebook, file: str, code: str = "en") -> list[Fault]:
    """Return a fault if the credits of the units are not those that the law gives to teaching."""
    teaching = sum((unit.ects for unit in units), Decimal(0))
    what = words("jury", code)["faults"]["credits"]
    return _credits_fault(rules, "teaching_ects", teaching, Fault(file, "Structure", what))


def _credits_fault(rules: Rulebook, key: str, found: Decimal, fault: Fault) -> list[Fault]:
    """Return a fault if the credits are what no reading of the rule requires."""
    required = rules.readings(key)
    if any(value.absence is not None or found == value.value for value in required):
        return []
    what = fault.what.format(found=found, required=required[0].value, cite=required[0].cite)
    return [fault._replace(what=what)]


def _student_faults(student: Student, file: str, say: Mapping[str, str]) -> Iterator[Fault]:
    """Return what keeps a student out of the documents: a name no font draws, a thesis judged that nobody has."""
    for name in (student.last_name, student.first_name):
        odd = next((letter for letter in name if not _is_drawn(letter)), "")
        if odd:
            what = say["letter"].format(letter=odd, code=f"U+{ord(odd):04X}", name=name, number=student.number)
            yield Fault(file, say["students"], what)
    thesis = student.facts.thesis
    judged = thesis is not None and any(c.code == "thesis" and c.validated for c in thesis.components)
    if thesis is not None and judged and thesis.handed_in_on is None:
        yield Fault(file, say["theses"], say["not_handed_in"].format(number=student.number))


def _is_drawn(letter: str) -> bool:
    """Tell whether the fonts of the documents draw a letter: Latin, Greek and Cyrillic, and no invisible sign."""
    category, name = unicodedata.category(letter), unicodedata.name(letter, "")
    return category[0] not in "CS" and (category[0] != "L" or name.startswith(SCRIPTS))


SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "FEMININE", "MASCULINE")
