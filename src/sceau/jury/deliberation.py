"""Put a whole promotion before the jury: one proposal per student, with what each unit and module came to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Rulebook
from sceau.documents.render import undrawn
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
    say, sheets = words("jury", code)["faults"], words("workbook", code)["sheets"]
    teaching = sum((unit.ects for unit in promotion.units), Decimal(0))
    final = sum((component.ects for component in promotion.components), Decimal(0))
    faults = teaching_faults(promotion.units, rules, file, code)
    faults += _credits_fault(rules, "mission_ects", final, Fault(file, sheets["components"], say["credits"]))
    least = rules.readings("programme_ects")
    if all(value.absence is None and teaching + final < value.value for value in least):
        what = say["programme"].format(found=teaching + final, required=least[0].value, cite=least[0].cite)
        faults.append(Fault(file, sheets["structure"], what))
    given = {component.code for component in promotion.components}
    asked = rules["final_components"]
    faults += [
        Fault(file, sheets["components"], say["missing"].format(code=code, cite=asked.cite))
        for code in sorted(asked.value - given)
    ]
    faults += [Fault(file, sheets[sheet], what) for sheet, what in _unprintable(promotion, say)]
    return faults + [
        Fault(file, sheets["theses"], say["not_handed_in"].format(number=student.number))
        for student in promotion.students
        if _is_judged_unseen(student)
    ]


def teaching_faults(units: Sequence[UnitLine], rules: Rulebook, file: str, code: str = "en") -> list[Fault]:
    """Return a fault if the credits of the units are not those that the law gives to teaching."""
    teaching = sum((unit.ects for unit in units), Decimal(0))
    sheet, what = words("workbook", code)["sheets"]["structure"], words("jury", code)["faults"]["credits"]
    return _credits_fault(rules, "teaching_ects", teaching, Fault(file, sheet, what))


def _credits_fault(rules: Rulebook, key: str, found: Decimal, fault: Fault) -> list[Fault]:
    """Return a fault if the credits are what no reading of the rule requires."""
    required = rules.readings(key)
    if any(value.absence is not None or found == value.value for value in required):
        return []
    what = fault.what.format(found=found, required=required[0].value, cite=required[0].cite)
    return [fault._replace(what=what)]


def _unprintable(promotion: Promotion, say: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return the sheet of each text that no font of the documents draws, and what is wrong with it."""
    printed = list(_printed(promotion))
    letters = {letter for _, text in printed for letter in text + text.upper()}
    invisible = {letter for letter in letters if unicodedata.category(letter)[0] == "C"}
    refused = invisible | undrawn(letters - invisible)
    for sheet, text in printed:
        odd = next((letter for letter in text + text.upper() if letter in refused), "")
        if odd:
            yield sheet, say["letter"].format(letter=odd, code=f"U+{ord(odd):04X}", text=text)


def _printed(promotion: Promotion) -> Iterator[tuple[str, str]]:
    """Return every text of a promotion that its documents print, after the name of its sheet."""
    yield "promotion", promotion.title
    for unit in promotion.units:
        yield from (("structure", text) for text in (unit.code, unit.title))
        for module in unit.modules:
            titles = (assessment.title for assessment in module.assessments)
            yield from (("structure", text) for text in (module.code, module.title, *titles))
    yield from (("components", component.title) for component in promotion.components)
    for one in promotion.students:
        yield "students", f"{one.last_name} {one.first_name} ({one.number})"
    yield from (("jury", text) for member in promotion.jury for text in (member.name, member.role))


def _is_judged_unseen(student: Student) -> bool:
    """Tell whether the thesis of a student is validated though it was handed in on no day."""
    thesis = student.facts.thesis
    if thesis is None or thesis.handed_in_on is not None:
        return False
    return any(component.code == "thesis" and component.validated for component in thesis.components)
