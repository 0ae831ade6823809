"""How is a whole decision said? Once, for screens, documents and the terminal alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sceau.core.decision import Decision, Reading, Reason
from sceau.wording.figures import say_figures, say_outcome, say_question
from sceau.wording.language import Language, legible
from sceau.wording.reasons import Telling, Titles, required_of, subject_of, tell, telling_of
from sceau.wording.values import say_citation


@dataclass(frozen=True, slots=True)
class SaidReason:
    """A reason in words."""

    text: str
    """What was required and what was found; no capital, no full stop."""
    cite: str
    """Where the text says so, or that the texts say nothing."""
    holds: bool | None
    says: str
    """The rule in Sceau's own words; empty where the texts say nothing."""


class SaidReading(NamedTuple):
    """The decision under one reading of a rule that the texts leave open or contradict."""

    name: str
    """The rule and what this reading says of it."""
    said: Said


@dataclass(frozen=True, slots=True)
class Said:
    """A decision in words, ready for any page."""

    question: str
    outcome: str
    figures: tuple[tuple[str, str], ...]
    """Pairs of a name and a text."""
    reasons: tuple[SaidReason, ...]
    warnings: tuple[SaidReason, ...] = ()
    readings: tuple[SaidReading, ...] = ()


def say_decision(decision: Decision, lang: Language, texts: Mapping[str, Any], titles: Titles | None = None) -> Said:
    """Return a decision in words: its outcome, its figures, each reason with where the text says so.

    ``texts`` maps the id of each cited text to something that has a ``title``; ``titles`` gives the names of units,
    modules and qualities.
    """
    telling = telling_of((*decision.reasons, *decision.warnings), lang, titles, decision.question)
    return Said(
        question=say_question(decision.question, lang),
        outcome=say_outcome(decision, lang),
        figures=tuple(say_figures(decision, lang, titles)),
        reasons=tuple(_said(reason, telling, texts) for reason in decision.reasons),
        warnings=tuple(_said(reason, telling, texts) for reason in decision.warnings),
        readings=tuple(_reading(reading, decision, telling, texts) for reading in decision.readings),
    )


def _said(reason: Reason, telling: Telling, texts: Mapping[str, Any]) -> SaidReason:
    own = reason.row.says if reason.row else None
    says = own or reason.rule.says
    return SaidReason(
        text=tell(reason, telling),
        cite=say_citation(reason.cite, texts, telling.lang),
        holds=reason.holds,
        says=telling.lang.of(says) if says else "",
    )


def _reading(reading: Reading, decision: Decision, telling: Telling, texts: Mapping[str, Any]) -> SaidReading:
    """Return the decision under one reading, named by what that reading says."""
    lang = telling.lang
    rule, reads = legible(reading.key), lang.name("layers", reading.name)
    for reason in (*decision.reasons, *decision.warnings):
        if (reason.subject, reason.required) == (reading.key, reading.name):
            rule, reads = subject_of(reason, telling), required_of(reason, telling)
    name = str(lang.words["pair"]).format(name=rule, text=reads)
    return SaidReading(name, say_decision(reading.decision, lang, texts, telling.titles))
