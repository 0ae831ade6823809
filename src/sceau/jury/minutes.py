"""What do the minutes of a jury print? Every proposal with its grounds, and what the jury must know of the law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sceau.core.decision import Decision, Reason
from sceau.core.jury import ADMITTED, RESIT
from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rule import Absence, Citation
from sceau.jury.deliberation import Deliberated
from sceau.jury.names import name_key, name_of
from sceau.jury.papers import Papers
from sceau.jury.readings import DIFFER, readings_of
from sceau.wording import say_citation, say_date, say_decision, say_number, say_outcome
from sceau.wording.numbers import counted

UNIT_SIGNS = {
    "validated": "ok",
    "compensated": "compensated",
    "resit_due": "resit",
    "failed": "failed",
    "pending": "pending",
    CONTESTED: "contested",
}
"""How the result of a unit is marked in the table of the minutes."""
PROVIDED = "a_resit_is_provided_for"
OF_A_RESIT = frozenset({PROVIDED, "a_resit_remains", "a_resit_of_an_assessment_remains"})
"""The checks that a resit rests on where they hold."""


def minutes_of(papers: Papers) -> dict[str, Any]:
    """Return what the minutes print."""
    promotion = papers.deliberation.promotion
    ordered = sorted(papers.deliberation.students, key=name_key)
    return papers.heading("minutes") | {
        "title": papers.say["minutes_title"],
        "jury_on": say_date(promotion.jury_on, papers.language),
        "date": promotion.jury_on.isoformat(),
        "members": [{"name": member.name, "role": member.role} for member in promotion.jury],
        "counts": _counts(papers),
        "structure": [
            {"code": unit.code, "title": unit.title, "ects": say_number(unit.ects, papers.language)}
            for unit in promotion.units
        ],
        "students": [_line(rank, one, papers) for rank, one in enumerate(ordered, 1)],
        "legend": _legend(papers),
        "texts": papers.texts(ordered),
        "warnings": _warnings(papers),
        "signatures": papers.say["signatures"],
    }


def _counts(papers: Papers) -> list[dict[str, str]]:
    outcomes = [*QUESTIONS["jury.proposal"].outcomes, CONTESTED]
    total = {"label": papers.say["students"], "number": str(len(papers.deliberation.students))}
    return [total] + [
        {"label": say_outcome(("jury.proposal", outcome), papers.language), "number": str(count)}
        for outcome in outcomes
        if (count := papers.deliberation.count(outcome))
    ]


def _legend(papers: Papers) -> list[dict[str, str]]:
    """Return the signs that the table of results uses, with what each means."""
    results = [decision for one in papers.deliberation.students for decision in one.units.values()]
    used = {decision.outcome for decision in results}
    if any(DIFFER in papers.mean(decision) for decision in results):
        used.add(CONTESTED)
    return [{"mark": sign, "text": papers.unit_word(result)} for result, sign in UNIT_SIGNS.items() if result in used]


def _line(rank: int, one: Deliberated, papers: Papers) -> dict[str, Any]:
    """Return a student's line of the table, with the grounds where the proposal is not an admission."""
    promotion, outcome = papers.deliberation.promotion, one.proposal.outcome
    own = tuple(
        warning for warning in one.proposal.warnings if warning.check != "text_serves_this_day"
    )  # told once, of all
    said = say_decision(replace(one.proposal, warnings=own), papers.language, papers.law.texts, papers.titles)
    return {
        "rank": str(rank),
        "number": one.student.number,
        "name": name_of(one),
        "mean": papers.mean(one.proposal),
        "credits": papers.figure(one.proposal, "total"),
        "units": [papers.mean(one.units[unit.code]) for unit in promotion.units],
        "unit_marks": [UNIT_SIGNS[one.units[unit.code].outcome] for unit in promotion.units],
        "outcome": outcome,
        "outcome_label": say_outcome(one.proposal, papers.language),
        "reasons": [] if outcome == ADMITTED else papers.grounds(said, outcome),
        "note": " · ".join([*_resits(one.proposal, papers), *(warning.text for warning in said.warnings)]),
    }


def _resits(proposal: Decision, papers: Papers) -> list[str]:
    """Return which modules are to be resat and where the texts say so, when the proposal is a resit."""
    if proposal.outcome != RESIT:
        return []
    modules: dict[str, list[str]] = {}
    for code in proposal.figures["resits"]:
        provided = (reason for reason in proposal.reasons if (reason.check, reason.subject) == (PROVIDED, code))
        cites = dict.fromkeys(say_citation(one.cite, papers.law.texts, papers.language) for one in provided)
        modules.setdefault(" ; ".join(cites), []).append(str(papers.titles[code]))
    return [papers.say["to_resit"].format(modules=", ".join(some), cite=cite) for cite, some in modules.items()]


# ---- what the jury must know of the law


def _warnings(papers: Papers) -> list[str]:
    """Return what the jury must know of the law: presumed values, several readings, silence, each once."""
    silent: Counter[str] = Counter()
    several: Counter[str] = Counter()
    for one in papers.deliberation.students:
        silent.update({r.check for r in one.proposal.warnings if r.rule.absence is Absence.SILENT})
        several.update({reading.key for reading in one.proposal.readings})
    sentences = _outlived(papers) + list(dict.fromkeys(_presumed(reason, papers) for reason in _presumptions(papers)))
    sentences += [_concerning("several", n, papers.rule_title(key), papers) for key, n in sorted(several.items())]
    return sentences + [_concerning("silent", n, papers.about(check), papers) for check, n in sorted(silent.items())]


def _outlived(papers: Papers) -> list[str]:
    """Return a sentence for each text that is applied after the last day that it serves."""
    rules = papers.deliberation.rules
    days = {text: say_date(day, papers.language) for text, day in rules.outlived.items()}
    on, students = say_date(rules.on, papers.language), papers.deliberation.students
    cited = {
        w.cite.text for one in students for w in one.proposal.warnings if w.check == "text_serves_this_day" and w.cite
    }
    return [
        papers.say["outlived"].format(text=papers.law.texts[text].title, until=days[text], on=on)
        for text in sorted(cited)
    ]


def _presumptions(papers: Papers) -> list[Reason]:
    """Return the reasons on presumed values that a proposal rests on, under any reading, in the order of the rules.

    A rule that is told whole is not told again by its lines.
    """
    found = {
        (reason.rule.key, str(reason.cite), reason.row.id if reason.row else ""): reason
        for one in papers.deliberation.students
        for read in readings_of(one.proposal)
        for reason in _rests_on(read)
        if reason.cite is not None and not reason.cite.confirmed
    }
    return [found[key, cite, row] for key, cite, row in sorted(found) if not row or (key, cite, "") not in found]


def _rests_on(proposal: Decision) -> Iterator[Reason]:
    """Return what decides: all that is met where nothing is missing, else what is not met and what a resit rests on."""
    for reason in proposal.reasons:
        resit = proposal.outcome == RESIT and reason.check in OF_A_RESIT
        if proposal.outcome == ADMITTED or reason.holds is not True or resit:
            yield reason


def _presumed(reason: Reason, papers: Papers) -> str:
    title = papers.language.of(reason.rule.title) if reason.rule.title else reason.rule.key
    if reason.row is not None and reason.row.title is not None:
        title = f"{title}, {papers.language.of(reason.row.title)}"
    cite = Citation(reason.cite.text, reason.cite.locator) if reason.cite else None
    said = say_citation(cite, papers.law.texts, papers.language)
    return str(papers.say["unconfirmed"].format(title=title, cite=said))


def _concerning(what: str, students: int, title: str, papers: Papers) -> str:
    return counted(papers.say[what], students, papers.language, title=title, count=str(students))
