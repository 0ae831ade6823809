"""What do all papers of a jury share? The names, figures and grounds of a deliberation in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sceau.core.decision import Decision
from sceau.core.question import CONTESTED
from sceau.jury.deliberation import Deliberated, Deliberation
from sceau.jury.readings import in_each_reading
from sceau.regulation.law import Regulation
from sceau.wording import (
    Language,
    Said,
    SaidReason,
    say_date,
    say_mark,
    say_number,
)
from sceau.wording.lists import words

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
        """The name of each quality, and of each unit, module, assessment and resit by its code."""
        units = self.deliberation.promotion.units
        modules = [module for unit in units for module in unit.modules]
        assessments = {one.code: one.title for module in modules for one in module.assessments}
        qualities = {name: quality.title for name, quality in self.law.qualities.items()}
        parts = {module.code: module.title for module in modules} | {unit.code: unit.title for unit in units}
        return self._resit_titles() | assessments | qualities | parts

    def _resit_titles(self) -> dict[str, str]:
        """Return the name of each resit that was held, by its rank in its module."""
        units = (unit for one in self.deliberation.students for unit in one.student.facts.units)
        return {
            resit.assessment: self.say["resit"].format(rank=rank)
            for unit in units
            for module in unit.modules
            for rank, resit in enumerate(module.resits, 1)
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

    def rule_title(self, key: str) -> str:
        """Return the title of a rule."""
        return self.language.of(self.deliberation.rules.ladders[key][-1].title)

    def about(self, check: str) -> str:
        """Return what a check is about."""
        return str(self.language.checks[check].get("about", check))

    def heading(self, document: str) -> dict[str, Any]:
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

    def grounds(self, said: Said, outcome: str) -> list[dict[str, Any]]:
        """Return what is not met or not known; of a contested proposal, under each reading what it leads to and why."""
        if outcome != CONTESTED:
            return [_ground(reason) for reason in said.reasons if not reason.holds]
        grounds = []
        for reading in said.readings:
            text = self.say["reading"].format(name=reading.name, outcome=reading.said.outcome)
            grounds.append(_ground(SaidReason(text, said.reasons[0].cite, None, ""), head=True))
            grounds += [_ground(reason, under=True) for reason in reading.said.reasons if not reason.holds]
        return grounds

    def unit_word(self, outcome: str) -> str:
        """Return the word for the result of a unit."""
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
        return in_each_reading(decision, lambda one: self.number(one.figures.get(name)))

    def number(self, number: Any) -> str:
        """Return a number, or that there is none."""
        return NOTHING if number is None else say_number(number, self.language)


def _ground(reason: SaidReason, *, head: bool = False, under: bool = False) -> dict[str, Any]:
    """Return a reason as a line of a list: it may be the head of a reading, or stand under one."""
    cite = "" if reason.silent else reason.cite
    return {"text": reason.text, "cite": cite, "holds": reason.holds, "head": head, "under": under}
