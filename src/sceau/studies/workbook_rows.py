"""Which rows do the sheets of a workbook hold for a promotion and its students?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sceau.core.marks import Mark, MarkStanding
from sceau.studies.promotion import Promotion, Student
from sceau.studies.records import COMPANY_PRACTICE
from sceau.studies.words import Words

Row = Mapping[str, Any]
"""What the columns of one line hold, by their names in the code."""


def rows_of(promotion: Promotion, said: Words, leave_out: Collection[str]) -> dict[str, list[Row]]:
    """Return the rows of each sheet by its name, those of marks without the assessments that are left out."""
    return {
        "promotion": _promotion_rows(promotion, said),
        "structure": list(_structure_rows(promotion)),
        "components": [{"component": c.code, "title": c.title, "ects": c.ects} for c in promotion.components],
        "students": [_student_row(student, _agreement(promotion)) for student in promotion.students],
        "marks": [row for one in promotion.students for row in _mark_rows(one, leave_out)],
        "resits": [row for student in promotion.students for row in _resit_rows(student)],
        "missions": [row for student in promotion.students for row in _mission_rows(student)],
        "theses": [row for student in promotion.students for row in _thesis_rows(student)],
        "fees": [row for student in promotion.students for row in _fee_rows(student)],
        "jury": [{"name": member.name, "role": member.role} for member in promotion.jury],
    }


def _promotion_rows(promotion: Promotion, said: Words) -> list[Row]:
    due = {student.facts.thesis.due_on for student in promotion.students if student.facts.thesis}
    values = {
        "programme": promotion.programme,
        "title": promotion.title,
        "intake_year": promotion.intake_year,
        "intake_starts_on": promotion.intake_starts_on,
        "jury_on": promotion.jury_on,
        "thesis_due_on": next(iter(due), None),
        "agreement_ends_on": _agreement(promotion),
    }
    if len(due) > 1:
        raise ValueError("a workbook holds one day for handing in the thesis, and these theses have several")
    return [{"field": said["fields"][name], "value": value} for name, value in values.items()]


def _agreement(promotion: Promotion) -> date | None:
    """Return the end of most agreements, or None when a student has none: an empty cell would give this one."""
    ends = Counter(student.facts.agreement_ends_on for student in promotion.students)
    return None if None in ends or not ends else ends.most_common(1)[0][0]


def _structure_rows(promotion: Promotion) -> Iterator[Row]:
    for unit in promotion.units:
        for module in unit.modules:
            for assessment in module.assessments:
                yield {
                    "unit": unit.code,
                    "unit_title": unit.title,
                    "ects": unit.ects,
                    "unit_coefficient": unit.coefficient,
                    "module": module.code,
                    "module_title": module.title,
                    "module_coefficient": module.coefficient,
                    "assessment": assessment.code,
                    "assessment_title": assessment.title,
                    "coefficient": assessment.coefficient,
                    "scale": assessment.scale,
                    "group": assessment.group,
                    "individualised": assessment.individualised if assessment.group else None,
                    "block": unit.block or None,
                }


def assessments_of(promotion: Promotion, leave_out: Collection[str]) -> list[str]:
    """Return the codes of the assessments of a promotion, but for those that are left out."""
    rows = _structure_rows(promotion)
    return [row["assessment"] for row in rows if row["assessment"] not in leave_out]


def _who(student: Student) -> dict[str, Any]:
    return {"number": student.number, "last_name": student.last_name, "first_name": student.first_name}


def _student_row(student: Student, usual: date | None) -> Row:
    ends_on = student.facts.agreement_ends_on
    return {
        **_who(student),
        "agreement_ends_on": None if ends_on == usual else ends_on,
        "extensions_had": student.facts.extensions_had or None,
    }


def _mark_rows(student: Student, leave_out: Collection[str]) -> Iterator[Row]:
    for unit in student.facts.units:
        for module in unit.modules:
            for mark in module.marks:
                if mark.assessment not in leave_out:
                    yield {**_who(student), "assessment": mark.assessment, **_mark_cells(mark)}


def _mark_cells(mark: Mark) -> dict[str, Any]:
    standing = None if mark.standing is MarkStanding.PRESENT else str(mark.standing)
    return {"mark": mark.mark, "standing": standing}


def _resit_rows(student: Student) -> Iterator[Row]:
    for unit in student.facts.units:
        for module in unit.modules:
            ranks: Counter[str | None] = Counter()
            for resit in module.resits:
                named = resit.assessment if resit.assessment in {mark.assessment for mark in module.marks} else None
                ranks[named] += 1
                cells = {"module": module.code, "rank": ranks[named], "scale": resit.scale, "assessment": named}
                yield {**_who(student), **cells, **_mark_cells(resit)}


def _mission_rows(student: Student) -> Iterator[Row]:
    mission = student.facts.mission
    if mission is not None:
        days = {"starts_on": mission.starts_on, "ends_on": mission.ends_on}
        yield {**_who(student), **days, "place": mission.place, "practice": COMPANY_PRACTICE in mission.qualities}


def _thesis_rows(student: Student) -> Iterator[Row]:
    thesis = student.facts.thesis
    if thesis is not None:
        cells: dict[str, Any] = {
            "handed_in_on": thesis.handed_in_on,
            "defence_on": thesis.defence_on,
            "defences_held": thesis.defences_held or None,
        }
        for component in thesis.components:
            cells |= {f"{component.code}_validated": component.validated, f"{component.code}_mark": component.mark}
        yield {**_who(student), **cells}


def _fee_rows(student: Student) -> Iterator[Row]:
    if student.facts.fees is not None:
        paid = {amount.code: amount.amount for amount in student.facts.fees.paid}
        for due in student.facts.fees.due:
            yield {**_who(student), "line": due.code, "due": due.amount, "paid": paid.get(due.code, Decimal(0))}


def one_row_a_student(rows: Iterable[Row]) -> Iterator[Row]:
    """Gather the lines of each student into one."""
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        who = {name: row[name] for name in ("number", "last_name", "first_name")}
        value = row["mark"] if row["mark"] is not None else MarkStanding(row["standing"])
        lines.setdefault(row["number"], who)[row["assessment"]] = value
    yield from lines.values()
