"""What does the transcript of one student print? Every unit with its modules and marks, the credits, the proposal."""

from __future__ import annotations

from typing import Any

from sceau.core.decision import Decision
from sceau.core.final_work import VALIDATED, ZERO, ComponentFacts
from sceau.core.marks import Mark, MarkStanding
from sceau.jury.deliberation import Deliberated
from sceau.jury.names import name_of
from sceau.jury.papers import Papers
from sceau.jury.readings import in_each_reading
from sceau.studies.promotion import ComponentLine, ModuleLine, UnitLine
from sceau.wording import SaidReason, say_date, say_decision, say_mark, say_number, say_outcome


def transcript_of(one: Deliberated, papers: Papers) -> dict[str, Any]:
    """Return what the transcript of one student prints."""
    promotion, proposal = papers.deliberation.promotion, one.proposal
    required = papers.deliberation.rules.readings("programme_ects")[0].value
    said = say_decision(proposal, papers.language, papers.law.texts, papers.titles)
    return papers.heading("transcript") | {
        "title": papers.say["transcript_title"],
        "date": papers.printed_on.isoformat(),
        "printed_on": say_date(papers.printed_on, papers.language),
        "student": {"number": one.student.number, "name": name_of(one)},
        "draft": papers.say["draft"],
        "units": [_unit(unit, one, papers) for unit in promotion.units],
        "components": _components(one, papers),
        "totals": {
            "mean": papers.mean(proposal),
            "teaching": papers.figure(proposal, "teaching"),
            "mission": papers.figure(proposal, "mission"),
            "total": papers.figure(proposal, "total"),
            "required": papers.number(required),
        },
        "outcome": proposal.outcome,
        "outcome_label": say_outcome(proposal, papers.language),
        "reasons": papers.grounds(said, proposal.outcome),
        "warnings": [_warning(warning) for warning in said.warnings],
        "texts": papers.texts([one]),
        "signatures": papers.say["transcript_signatures"],
    }


def _warning(warning: SaidReason) -> str:
    """Return what is to be noted, with where a text says so; that the texts are silent is in the sentence."""
    return warning.text if warning.silent else f"{warning.text} ({warning.cite})"


def _unit(unit: UnitLine, one: Deliberated, papers: Papers) -> dict[str, Any]:
    decision = one.units[unit.code]
    return {
        "code": unit.code,
        "title": unit.title,
        "ects": say_number(unit.ects, papers.language),
        "credits": papers.figure(decision, "credits"),
        "coefficient": say_number(unit.coefficient, papers.language),
        "mean": papers.mean(decision),
        "result": decision.outcome,
        "result_label": papers.unit_word(decision.outcome),
        "modules": [_module(module, one, papers) for module in unit.modules],
    }


def _module(line: ModuleLine, one: Deliberated, papers: Papers) -> dict[str, Any]:
    facts = next(m for unit in one.student.facts.units for m in unit.modules if m.code == line.code)
    marks = {mark.assessment: mark for mark in facts.marks}
    titles = {one.code: one.title for one in line.assessments} if len(line.assessments) > 1 else {}
    return {
        "code": line.code,
        "title": line.title,
        "coefficient": say_number(line.coefficient, papers.language),
        "mean": papers.mean(one.modules[line.code]),
        "marks": [
            {
                "title": assessment.title,
                "coefficient": say_number(assessment.coefficient, papers.language),
                **_mark(marks[assessment.code], papers),
            }
            for assessment in line.assessments
            if assessment.code in marks
        ],
        "resit": " ; ".join(_resit(resit, titles.get(resit.assessment, ""), papers) for resit in facts.resits),
    }


def _resit(resit: Mark, title: str, papers: Papers) -> str:
    """Return the mark or the standing of a resit, with what of its module was resat alone."""
    given = _mark(resit, papers)
    said = given["mark"] or given["standing"]
    return f"{said} ({title})" if title else said


def _mark(mark: Mark, papers: Papers) -> dict[str, str]:
    """Return a mark over its scale, or the word for its standing."""
    if mark.standing is not MarkStanding.PRESENT or mark.mark is None:
        return {"mark": "", "standing": papers.language.standings_of_marks[mark.standing.value]}
    scale = f" / {say_number(mark.scale, papers.language)}" if mark.scale is not None else ""
    return {"mark": f"{say_number(mark.mark, papers.language)}{scale}", "standing": ""}


def _components(one: Deliberated, papers: Papers) -> list[dict[str, str]]:
    """Return the mission, the thesis and its defence; their credits are earned together or not at all."""
    given = {c.code: c for c in one.student.facts.thesis.components} if one.student.facts.thesis else {}
    lines = papers.deliberation.promotion.components
    return [_component(line, given.get(line.code), one.thesis, papers) for line in lines]


def _component(
    line: ComponentLine, given: ComponentFacts | None, end: Decision | None, papers: Papers
) -> dict[str, str]:
    """Return one part of the end of studies, its credits under each reading of what all its parts come to."""
    verdict = {True: "met", False: "unmet", None: "unknown"}[given.validated if given else None]
    mark = given.mark if given else None
    ects = given.ects if given else ZERO
    return {
        "title": line.title,
        "ects": say_number(line.ects, papers.language),
        "credits": in_each_reading(end, lambda one: papers.number(ects if one.outcome == VALIDATED else ZERO))
        if end
        else papers.number(ZERO),
        "result_label": papers.say[f"component_{verdict}"],
        "mark": "" if mark is None else say_mark(mark, papers.language, aligned=True),
    }
