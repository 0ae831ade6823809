"""What do the minutes and the transcripts print? Deliberations brought to words in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sceau.core.decision import Decision, Reason
from sceau.core.final_work import VALIDATED, ComponentFacts
from sceau.core.marks import Mark, MarkStanding
from sceau.core.question import CONTESTED, QUESTIONS
from sceau.core.rule import Absence, Citation
from sceau.jury.deliberation import Deliberated, Deliberation
from sceau.jury.names import name_key, name_of
from sceau.jury.readings import DIFFER, in_each_reading
from sceau.regulation.law import Regulation
from sceau.studies.promotion import ComponentLine, ModuleLine, UnitLine
from sceau.wording import (
    Language,
    Said,
    SaidReason,
    say_citation,
    say_date,
    say_decision,
    say_mark,
    say_number,
    say_outcome,
)
from sceau.wording.lists import words
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
NOTHING = "—"
THRESHOLDS = ("unit_pass_mark", "module_gap_mark", "general_mean_pass_mark")
"""The rules that means are compared with."""


@dataclass(frozen=True)
class Papers:
    """The words of one deliberation, for its documents and its spreadsheet."""

    deliberation: Deliberation
    law: Regulation
    language: Language
    printed_on: date

    @cached_property
    def say(self) -> Mapping[str, Any]:
        """The words of this stage."""
        return words("jury", self.language.code)

    @cached_property
    def titles(self) -> dict[str, Any]:
        """The name of each quality, and of each unit and module by its code."""
        units = self.deliberation.promotion.units
        modules = {module.code: module.title for unit in units for module in unit.modules}
        qualities = {name: quality.title for name, quality in self.law.qualities.items()}
        return qualities | modules | {unit.code: unit.title for unit in units}

    def minutes(self) -> dict[str, Any]:
        """Return what the minutes print."""
        promotion = self.deliberation.promotion
        ordered = sorted(self.deliberation.students, key=name_key)
        return self._heading("minutes") | {
            "title": self.say["minutes_title"],
            "jury_on": say_date(promotion.jury_on, self.language),
            "date": promotion.jury_on.isoformat(),
            "members": [{"name": member.name, "role": member.role} for member in promotion.jury],
            "counts": self._counts(),
            "structure": [
                {"code": unit.code, "title": unit.title, "ects": say_number(unit.ects, self.language)}
                for unit in promotion.units
            ],
            "students": [self._line(rank, one) for rank, one in enumerate(ordered, 1)],
            "legend": self._legend(),
            "texts": self.texts(ordered),
            "warnings": self.warnings(),
            "signatures": self.say["signatures"],
        }

    def transcript(self, one: Deliberated) -> dict[str, Any]:
        """Return what the transcript of one student prints."""
        promotion = self.deliberation.promotion
        required = self.deliberation.rules.readings("programme_ects")[0].value
        said = say_decision(one.proposal, self.language, self.law.texts, self.titles)
        return self._heading("transcript") | {
            "title": self.say["transcript_title"],
            "date": self.printed_on.isoformat(),
            "printed_on": say_date(self.printed_on, self.language),
            "student": {"number": one.student.number, "name": name_of(one)},
            "draft": self.say["draft"],
            "units": [self._unit(unit, one) for unit in promotion.units],
            "components": self._components(one),
            "totals": {
                "mean": self.mean(one.proposal),
                "teaching": self.figure(one.proposal, "teaching"),
                "mission": self.figure(one.proposal, "mission"),
                "total": self.figure(one.proposal, "total"),
                "required": self._number(required),
            },
            "outcome": one.proposal.outcome,
            "outcome_label": say_outcome(one.proposal, self.language),
            "reasons": self._grounds(said),
            "warnings": [f"{warning.text} ({warning.cite})" for warning in said.warnings],
            "texts": self.texts([one]),
            "signatures": self.say["transcript_signatures"],
        }

    def texts(self, students: list[Deliberated]) -> list[dict[str, str]]:
        """Return the documents that these decisions cite, in the order of their titles."""
        cited = {r.cite.text for one in students for r in one.proposal.every_reason() if r.cite is not None}
        found = sorted((self.law.texts[text].short or self.law.texts[text].title, text) for text in cited)
        return [self._text(short, self.law.texts[text].title, self.law.texts[text].authority) for short, text in found]

    def _text(self, short: str, title: str, authority: str) -> dict[str, str]:
        """Return a document as the list of texts names it: its whole title, and the name that reasons cite."""
        return {
            "id": short,
            "title": title,
            "authority": self.say["state_authority"] if authority == "State" else authority,
        }

    def warnings(self) -> list[str]:
        """Return what the jury must know of the law: presumed values, several readings, silence, each once."""
        presumed = {}
        silent: Counter[str] = Counter()
        several: Counter[str] = Counter()
        for one in self.deliberation.students:
            for reason in one.proposal.reasons:
                if reason.check in {"readings_agree", "layers_agree"}:
                    continue
                if reason.cite is not None and not reason.cite.confirmed and reason.holds is not True:
                    presumed[reason.rule.key, str(reason.cite)] = reason
            silent.update({r.check for r in one.proposal.warnings if r.rule.absence is Absence.SILENT})
            several.update({reading.key for reading in one.proposal.readings})
        sentences = self._outlived() + [self._presumed(reason) for _, reason in sorted(presumed.items())]
        sentences += [self._concerning("several", n, self._title(key)) for key, n in sorted(several.items())]
        return sentences + [self._concerning("silent", n, self.about(check)) for check, n in sorted(silent.items())]

    def _outlived(self) -> list[str]:
        """Return a sentence for each text that is applied after the last day that it serves."""
        rules = self.deliberation.rules
        days = {text: say_date(day, self.language) for text, day in rules.outlived.items()}
        on, students = say_date(rules.on, self.language), self.deliberation.students
        cited = {
            w.cite.text
            for one in students
            for w in one.proposal.warnings
            if w.check == "text_serves_this_day" and w.cite
        }
        return [
            self.say["outlived"].format(text=self.law.texts[text].title, until=days[text], on=on)
            for text in sorted(cited)
        ]

    def _concerning(self, what: str, students: int, title: str) -> str:
        return counted(self.say[what], students, self.language, title=title, count=str(students))

    def _presumed(self, reason: Reason) -> str:
        title = self.language.of(reason.rule.title) if reason.rule.title else reason.rule.key
        if reason.row is not None and reason.row.title is not None:
            title = f"{title}, {self.language.of(reason.row.title)}"
        cite = Citation(reason.cite.text, reason.cite.locator) if reason.cite else None
        return str(self.say["unconfirmed"].format(title=title, cite=say_citation(cite, self.law.texts, self.language)))

    def _title(self, key: str) -> str:
        return self.language.of(self.deliberation.rules.ladders[key][-1].title)

    def about(self, check: str) -> str:
        """Return what a check is about."""
        return str(self.language.checks[check].get("about", check))

    def _heading(self, document: str) -> dict[str, Any]:
        """Return what stands at the head and the foot of every page."""
        promotion, rules = self.deliberation.promotion, self.deliberation.rules
        school = rules.school
        return {
            "lang": self.language.code,
            "labels": words("documents", self.language.code)[document],
            "school": {"name": school.name if school else "", "city": school.city if school else ""},
            "programme": {
                "code": promotion.programme,
                "title": promotion.title,
                "label": self.law.label_name(rules.label),
            },
            "intake": f"{promotion.intake_year}-{promotion.intake_year + 1}",
            "edition": {"digest": self.deliberation.edition.digest, "on": say_date(rules.on, self.language)},
        }

    def _counts(self) -> list[dict[str, str]]:
        outcomes = [*QUESTIONS["jury.proposal"].outcomes, CONTESTED]
        total = {"label": self.say["students"], "number": str(len(self.deliberation.students))}
        return [total] + [
            {"label": say_outcome(("jury.proposal", outcome), self.language), "number": str(count)}
            for outcome in outcomes
            if (count := self.deliberation.count(outcome))
        ]

    def _legend(self) -> list[dict[str, str]]:
        """Return the signs that the table of results uses, with what each means."""
        results = [decision for one in self.deliberation.students for decision in one.units.values()]
        used = {decision.outcome for decision in results}
        if any(DIFFER in self.mean(decision) for decision in results):
            used.add(CONTESTED)
        return [
            {"mark": sign, "text": self._unit_word(result)} for result, sign in UNIT_SIGNS.items() if result in used
        ]

    def _line(self, rank: int, one: Deliberated) -> dict[str, Any]:
        """Return a student's line of the table, with the grounds where the proposal is not an admission."""
        promotion = self.deliberation.promotion
        own = tuple(
            warning for warning in one.proposal.warnings if warning.check != "text_serves_this_day"
        )  # told once, of all
        said = say_decision(replace(one.proposal, warnings=own), self.language, self.law.texts, self.titles)
        return {
            "rank": str(rank),
            "number": one.student.number,
            "name": name_of(one),
            "mean": self.mean(one.proposal),
            "credits": self.figure(one.proposal, "total"),
            "units": [self.mean(one.units[unit.code]) for unit in promotion.units],
            "unit_marks": [UNIT_SIGNS[one.units[unit.code].outcome] for unit in promotion.units],
            "outcome": one.proposal.outcome,
            "outcome_label": say_outcome(one.proposal, self.language),
            "reasons": [] if one.proposal.outcome == "admitted" else self._grounds(said),
            "note": " · ".join([*self._resits(one), *(warning.text for warning in said.warnings)]),
        }

    def _grounds(self, said: Said) -> list[dict[str, Any]]:
        """Return what is not met or not known; of a contested proposal, under each reading what it leads to and why."""
        if said.outcome != self._contested:
            return [self._ground(reason) for reason in said.reasons if not reason.holds]
        grounds = []
        for reading in said.readings:
            text = self.say["reading"].format(name=reading.name, outcome=reading.said.outcome)
            grounds.append(self._ground(SaidReason(text, said.reasons[0].cite, None, ""), head=True))
            grounds += [self._ground(reason, under=True) for reason in reading.said.reasons if not reason.holds]
        return grounds

    def _ground(self, reason: SaidReason, *, head: bool = False, under: bool = False) -> dict[str, Any]:
        """Return a reason as a line of a list: it may be the head of a reading, or stand under one."""
        return {"text": reason.text, "cite": reason.cite, "holds": reason.holds, "head": head, "under": under}

    @cached_property
    def _contested(self) -> str:
        return say_outcome(("jury.proposal", CONTESTED), self.language)

    def _resits(self, one: Deliberated) -> list[str]:
        """Return which modules are to be resat, when the proposal is a resit."""
        codes = one.proposal.figures.get("resits", ())
        if one.proposal.outcome != "resit":
            return []
        return [self.say["to_resit"].format(modules=", ".join(self.titles[code] for code in codes))]

    def _unit(self, unit: UnitLine, one: Deliberated) -> dict[str, Any]:
        decision = one.units[unit.code]
        return {
            "code": unit.code,
            "title": unit.title,
            "ects": say_number(unit.ects, self.language),
            "credits": self.figure(decision, "credits"),
            "coefficient": say_number(unit.coefficient, self.language),
            "mean": self.mean(decision),
            "result": decision.outcome,
            "result_label": self._unit_word(decision.outcome),
            "modules": [self._module(module, one) for module in unit.modules],
        }

    def _module(self, line: ModuleLine, one: Deliberated) -> dict[str, Any]:
        facts = next(m for unit in one.student.facts.units for m in unit.modules if m.code == line.code)
        marks = {mark.assessment: mark for mark in facts.marks}
        return {
            "code": line.code,
            "title": line.title,
            "coefficient": say_number(line.coefficient, self.language),
            "mean": self.mean(one.modules[line.code]),
            "marks": [
                {
                    "title": assessment.title,
                    "coefficient": say_number(assessment.coefficient, self.language),
                    **self._mark(marks[assessment.code]),
                }
                for assessment in line.assessments
                if assessment.code in marks
            ],
            "resit": " ; ".join(str(given["mark"] or given["standing"]) for given in map(self._mark, facts.resits)),
        }

    def _mark(self, mark: Mark) -> dict[str, str]:
        """Return a mark over its scale, or the word for its standing."""
        if mark.standing is not MarkStanding.PRESENT or mark.mark is None:
            return {"mark": "", "standing": self.language.standings_of_marks[mark.standing.value]}
        scale = f" / {say_number(mark.scale, self.language)}" if mark.scale is not None else ""
        return {"mark": f"{say_number(mark.mark, self.language)}{scale}", "standing": ""}

    def _components(self, one: Deliberated) -> list[dict[str, str]]:
        """Return the mission, the thesis and its defence; their credits are earned together or not at all."""
        given = {c.code: c for c in one.student.facts.thesis.components} if one.student.facts.thesis else {}
        return [
            self._component(line, given.get(line.code), one.thesis) for line in self.deliberation.promotion.components
        ]

    def _component(self, line: ComponentLine, given: ComponentFacts | None, end: Decision | None) -> dict[str, str]:
        verdict = {True: "met", False: "unmet", None: "unknown"}[given.validated if given else None]
        ects = given.ects if given else 0
        credits = (
            in_each_reading(end, lambda one: self._number(ects if one.outcome == VALIDATED else 0)) if end else "0"
        )
        return {
            "title": line.title,
            "ects": say_number(line.ects, self.language),
            "credits": credits,
            "result_label": self.say[f"component_{verdict}"],
            "mark": self._component_mark(given),
        }

    def _component_mark(self, component: ComponentFacts | None) -> str:
        given = component.mark if component else None
        return "" if given is None else say_mark(given, self.language, aligned=True)

    def _unit_word(self, outcome: str) -> str:
        return str(self.say[f"unit_{outcome}"])

    def mean(self, decision: Decision) -> str:
        """Return a mean, under each reading, shown on its own side of each mark that the law compares means with."""
        return in_each_reading(decision, self._mean)

    def _mean(self, decision: Decision) -> str:
        mean = decision.figures.get("mean")
        if mean is None:
            return NOTHING
        return say_mark(mean, self.language, beside=self._thresholds, aligned=True)

    @cached_property
    def _thresholds(self) -> tuple[Decimal, ...]:
        readings = (value for key in THRESHOLDS for value in self.deliberation.rules.readings(key))
        return tuple(value.value for value in readings if value.absence is None)

    def figure(self, decision: Decision, name: str) -> str:
        """Return a figure, under each reading."""
        return in_each_reading(decision, lambda one: self._number(one.figures.get(name)))

    def _number(self, number: Any) -> str:
        return NOTHING if number is None else say_number(number, self.language)
