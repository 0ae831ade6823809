"""How is a question asked? By its name, with facts of its shape and a rulebook; the answer is a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sceau.core.decision import Decision, Reading, Reason
from sceau.core.rule import SeveralReadings
from sceau.core.rulebook import Rulebook

CONTESTED = "contested"
"""The outcome when the readings of a contested rule lead to different outcomes."""


class FactImpossible(ValueError):
    """A fact that cannot be under this law, such as a mark above the scale of the school."""


class _Answers(Protocol):
    def __call__(self, *, facts: Any, rules: Rulebook) -> Decision: ...


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the law answers: its name, the type of its facts, the outcomes it may have, the function."""

    name: str
    facts: type
    outcomes: tuple[str, ...]
    answer: _Answers

    @property
    def asks(self) -> str:
        """The question in one sentence: the first line of the docstring of its function."""
        return (self.answer.__doc__ or "").strip().splitlines()[0]


QUESTIONS: dict[str, Question] = {}


def question(name: str, facts: type, *outcomes: str) -> Callable[[_Answers], _Answers]:
    """Register a function of ``core`` as the answer to a question."""

    def register(answer: _Answers) -> _Answers:
        QUESTIONS[name] = Question(name, facts, outcomes, answer)
        return answer

    return register


def ask(*, question: str, facts: Any, rules: Rulebook) -> Decision:
    """Answer a question by its name, under every reading of the rules it rests on.

    Where a contested rule's readings lead to different outcomes the outcome is ``contested``; where a lower layer
    contradicts a higher one, the lower one's answer stands and the other is set beside it, with a warning. So does a
    text or a value that served until an earlier day, by its own word, and that nothing has replaced.
    Raises ``KeyError`` for a question that does not exist and ``RuleError`` when the law cannot answer.
    """
    decision = _ask(question, facts, rules)
    outlived = rules.outlived or (rules.expired and rules.rests_on_what_has_expired())
    return _with_what_is_outlived(decision, rules) if outlived else decision


def _ask(question: str, facts: Any, rules: Rulebook) -> Decision:
    answer = QUESTIONS[question].answer
    try:
        return answer(facts=facts, rules=rules)
    except SeveralReadings as open_rule:
        several = open_rule
    readings = tuple(
        Reading(several.key, name, _ask(question, facts, rules.reading(several.key, name))) for name in several.readings
    )
    return _together(readings, several, rules)


def _with_what_is_outlived(decision: Decision, rules: Rulebook) -> Decision:
    """Add a warning for each text and each value that the decision rests on and that served until an earlier day.

    A text that only lends support to a rule, «to confirm», is not what the rule stands or falls with.
    """
    told: dict[str, Reason] = {}
    for reason in decision.every_reason():
        cite, until = reason.cite, reason.rule.serves_until
        if cite is not None and cite.confirmed and cite.text in rules.outlived:
            told[cite.text] = Reason("text_serves_this_day", False, reason.rule, rules.outlived[cite.text], rules.on)
        if until is not None and until < rules.on:
            key = reason.rule.key
            told[key] = Reason("value_serves_this_day", False, reason.rule, until, rules.on, key)
    return replace(decision, warnings=decision.warnings + tuple(told.values()))


def _together(readings: tuple[Reading, ...], several: SeveralReadings, rules: Rulebook) -> Decision:
    """Join the decisions of all readings into one that shows them side by side, or into one alone where they agree.

    That one warns of all that any of them warns of. A contradiction between layers is always told, even where both
    layers come to the same.
    """
    first = readings[0].decision
    told = _differences(readings, several, rules)
    if all(_shown(reading.decision) == _shown(first) for reading in readings):
        warnings = _each_once(warning for reading in readings for warning in reading.decision.warnings)
        return replace(first, warnings=warnings if several.contested else warnings + told)
    if not several.contested or all(reading.decision.outcome == first.outcome for reading in readings):
        return replace(first, warnings=first.warnings + told, readings=readings + first.readings)
    return Decision(first.question, CONTESTED, told, {}, first.warnings, readings)


def _each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    once: list[Reason] = []
    for reason in reasons:  # what a rule requires may be a table, which no set holds
        if reason not in once:
            once.append(reason)
    return tuple(once)


def _shown(decision: Decision) -> Any:
    """Return what a person would see: outcome and figures, those of its readings included, without the rules behind."""
    figures = {name: _bare(figure) for name, figure in decision.figures.items()}
    return decision.outcome, figures, [(r.key, r.name, _shown(r.decision)) for r in decision.readings]


def _bare(figure: Any) -> Any:
    if isinstance(figure, tuple) and hasattr(figure, "code") and hasattr(figure, "amount"):
        return (figure.code, figure.amount)
    if isinstance(figure, tuple | list):
        return tuple(_bare(item) for item in figure)
    return figure


def _differences(readings: tuple[Reading, ...], several: SeveralReadings, rules: Rulebook) -> tuple[Reason, ...]:
    """Return one reason per reading: the article it rests on and the outcome it leads to."""
    check = "readings_agree" if several.contested else "layers_agree"
    return tuple(
        Reason(
            check,
            None,
            rules.reading(several.key, reading.name).get(several.key),
            required=reading.name,
            found=reading.decision.outcome,
            subject=several.key,
        )
        for reading in readings
    )
