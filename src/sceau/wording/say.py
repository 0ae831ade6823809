"""How is a whole decision said? Once, for screens, documents and the terminal alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sceau.core.decision import Decision, Reading, Reason
from sceau.core.rule import Words
from sceau.wording.figures import say_figures, say_outcome, say_question
from sceau.wording.language import Language, legible
from sceau.wording.reasons import Telling, Titles, inside, required_of, subject_of, tell, telling_of
from sceau.wording.values import say_citation, say_list

SIDE_BY_SIDE = ("readings_agree", "layers_agree")
"""The checks that set the readings of one rule side by side."""


@dataclass(frozen=True, slots=True)
class SaidReason:
    """A reason in words."""

    text: str
    """What was required and what was found; no capital, no full stop."""
    cite: str
    """Where the text says so, or that the texts say nothing."""
    holds: bool | None
    says: str
    """The rule in Sceau's own words; empty where the texts say nothing, or where a line cites a place of its own."""
    silent: bool = False
    """True where the texts say nothing: the sentence says so already."""
    rule: str = ""
    """The key of the rule that it rests on."""


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
    telling = replace(telling, differing=_differing(decision, telling))
    warnings = (reason for reason in decision.warnings if not _agrees(reason, decision))
    return Said(
        question=say_question(decision.question, lang),
        outcome=say_outcome(decision, lang),
        figures=tuple(say_figures(decision, lang, titles)),
        reasons=tuple(_said(reason, telling, texts) for reason in decision.reasons),
        warnings=tuple(_said(reason, telling, texts) for reason in warnings),
        readings=tuple(_reading(reading, decision, telling, texts) for reading in decision.readings),
    )


def _agrees(reason: Reason, decision: Decision) -> bool:
    """Tell whether a reason sets a reading beside another that comes to the very same: there is nothing to see."""
    return reason.check in SIDE_BY_SIDE and reason.subject not in {reading.key for reading in decision.readings}


def _differing(decision: Decision, telling: Telling) -> dict[tuple[str, str], str]:
    """Return in which figures the readings of a rule differ that have the same outcome, by the rule and the reading."""
    told: dict[tuple[str, str], str] = {}
    for key in {reading.key for reading in decision.readings}:
        readings = [reading for reading in decision.readings if reading.key == key]
        if len({reading.decision.outcome for reading in readings}) > 1:
            continue
        decisions = [reading.decision for reading in readings]
        differ = _apart(decisions, telling, lists=False) or _apart(decisions, telling, lists=True)
        told |= {(key, reading.name): said for reading, said in zip(readings, differ, strict=False)}
    return told


def _apart(decisions: Sequence[Decision], telling: Telling, *, lists: bool) -> list[str]:
    """Return the figures of each decision that another says otherwise; nothing where all say the same.

    Without ``lists`` only the figures that are one thing each are looked at: a list would hide what differs in it.
    """
    figures = []
    for one in decisions:
        looked_at = {name: figure for name, figure in one.figures.items() if lists or not isinstance(figure, tuple)}
        figures.append(say_figures(replace(one, figures=looked_at), telling.lang, telling.titles))
    same = set.intersection(*map(set, figures))
    template = str(telling.lang.words["pair"])
    own = [
        [template.format(name=inside(n), text=text) for n, text in said if (n, text) not in same] for said in figures
    ]
    return [say_list(pairs, telling.lang, "semicolon") for pairs in own] if any(own) else []


def _said(reason: Reason, telling: Telling, texts: Mapping[str, Any]) -> SaidReason:
    says = _words_at_its_place(reason)
    return SaidReason(
        text=tell(reason, telling),
        cite=say_citation(reason.cite, texts, telling.lang),
        holds=reason.holds,
        says=telling.lang.of(says) if says else "",
        silent=reason.cite is None,
        rule=reason.rule.key,
    )


def _words_at_its_place(reason: Reason) -> Words | None:
    """Return what the text says where the reason cites it: a line that cites another place borrows no words."""
    if reason.row is not None and reason.row.says:
        return reason.row.says
    return reason.rule.says if reason.cite == reason.rule.cite else None


def _reading(reading: Reading, decision: Decision, telling: Telling, texts: Mapping[str, Any]) -> SaidReading:
    """Return the decision under one reading, named by what that reading says."""
    lang = telling.lang
    rule, reads = legible(reading.key), lang.name("layers", reading.name)
    for reason in (*decision.reasons, *decision.warnings):
        if (reason.subject, reason.required) == (reading.key, reading.name):
            rule, reads = subject_of(reason, telling), required_of(reason, telling)
    name = str(lang.words["pair"]).format(name=rule, text=reads)
    return SaidReading(name, say_decision(reading.decision, lang, texts, telling.titles))
