"""May this person make these choices together, so many times a year and again after a refusal?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import each_once
from sceau.core.question import question
from sceau.core.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Choice:
    """One programme that a person applies for, among others of the same application."""

    programme: str
    kind: str = ""
    """What it is one of, where that matters: the label that the programme bears, for example."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier application of the same person to one programme."""

    programme: str
    intake_year: int
    filed_on: date
    refused: bool = False
    """True if it ended in a refusal."""


@dataclass(frozen=True, slots=True)
class ChoicesFacts:
    """The choices of one application, and what the same person has applied for before."""

    choices: tuple[Choice, ...]
    intake_year: int
    attempts: tuple[Attempt, ...] = ()
    """Every earlier application that is known; the one in hand is not among them."""

    def __post_init__(self) -> None:
        if not self.choices:
            raise ValueError("choices: an application chooses at least one programme, add it")
        each_once("choices", (choice.programme for choice in self.choices))


@question("admission.choices", ChoicesFacts, "allowed", "not_allowed")
def choices(*, facts: ChoicesFacts, rules: Rulebook) -> Decision:
    """May this person make these choices, and is another attempt left?"""
    reasons = [_choices_are_few_enough(facts, rules), _choices_are_of_one_kind(facts, rules)]
    for choice in facts.choices:
        reasons += _attempt_reasons(choice.programme, facts, rules)
    maximum = rules.get("choices_maximum")
    left = None if maximum.absence is not None else max(int(maximum.value) - len(facts.choices), 0)
    outcome = "not_allowed" if any(reason.refuses for reason in reasons) else "allowed"
    return decide("admission.choices", outcome, reasons, {"choices": len(facts.choices), "choices_left": left})


def _choices_are_few_enough(facts: ChoicesFacts, rules: Rulebook) -> Reason:
    maximum, made = rules.get("choices_maximum"), len(facts.choices)
    holds = maximum.absence is not None or made <= maximum.value
    return Reason("choices_are_few_enough", holds, maximum, maximum.value, made)


def _choices_are_of_one_kind(facts: ChoicesFacts, rules: Rulebook) -> Reason:
    """Judge whether kinds are mixed; only a rule that says no forbids it."""
    may_mix = rules.get("choices_may_mix_kinds")
    kinds = tuple(sorted({choice.kind for choice in facts.choices if choice.kind}))
    mixed = len(kinds) > 1
    return Reason("kinds_of_choices_go_together", may_mix.value is not False or not mixed, may_mix, None, kinds)


def _attempt_reasons(programme: str, facts: ChoicesFacts, rules: Rulebook) -> Iterator[Reason]:
    """Count this attempt with the earlier ones at one programme: those of its year, and those since a refusal."""
    earlier = [attempt for attempt in facts.attempts if attempt.programme == programme]
    a_year, again = rules.get("attempts_a_year"), rules.get("attempts_after_refusal")
    if a_year.absence is None:
        made = 1 + sum(attempt.intake_year == facts.intake_year for attempt in earlier)
        yield Reason("attempts_of_the_year_are_few_enough", made <= a_year.value, a_year, a_year.value, made, programme)
    refused_on = [attempt.filed_on for attempt in earlier if attempt.refused]
    if again.absence is None and refused_on:
        since = 1 + sum(attempt.filed_on > min(refused_on) for attempt in earlier)
        yield Reason(
            "attempts_after_refusal_are_few_enough", since <= again.value, again, again.value, since, programme
        )
