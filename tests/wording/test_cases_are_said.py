"""What every case is told: each reason holds what its sentence names, and thresholds are those of the law."""

from __future__ import annotations

import string
from collections.abc import Iterator

import pytest

from sceau.core.decision import Decision, Reason
from sceau.core.means import meets
from sceau.core.question import QUESTIONS, ask
from sceau.regulation.case_files import CaseFile
from sceau.regulation.facts import read_facts
from sceau.wording import language
from sceau.wording.reasons import _state
from sceau.wording.values import is_threshold
from tests.test_cases import ALL_CASES, LAW_OF

CHECKS = language("fr").checks
WORD_FOR_NOTHING = {"required": "anything", "found": "nothing", "subject": ""}
"""What the sentences of a check call the word that stands for a part that is empty."""
EMPTY_ELSEWHERE = {
    ("general_mean_reaches_the_pass_mark", "required"),  # where a text asks for no general mean
    ("mean_is_rounded_as_the_rule_says", "subject"),  # of the general mean, which is of no unit
    ("programme_ends_as_it_must", "found"),
    ("proof_is_shown", "found"),
}
OF_NO_NUMBER = {"general_mean_can_be_computed", "text_serves_this_day"}
"""What rests on a threshold without setting a number against it."""


def decisions_on(file: str) -> Iterator[tuple[CaseFile, Decision]]:
    """Return each case of a file that asks a question and is answered, with its decision."""
    law = LAW_OF[file]
    for case in ALL_CASES[file]:
        if case.ask in QUESTIONS and not case.expect.error:
            rules = law.rulebook(on=case.on, school=case.school, programme=case.programme, label=case.label)
            facts = read_facts(case.ask, case.given, "given", law.seen_by(case.school).qualities, rules)
            yield case, ask(question=case.ask, facts=facts, rules=rules)


def lacks(reason: Reason) -> list[str]:
    """Return the parts that the sentence of a reason names, that are empty, and for which it has no word."""
    sentences = CHECKS[reason.check]
    named = {name for _, name, _, _ in string.Formatter().parse(sentences[_state(reason, sentences)]) if name}
    empty = {part for part in named & set(WORD_FOR_NOTHING) if getattr(reason, part) in (None, "", (), frozenset())}
    lacking = {part for part in empty if WORD_FOR_NOTHING[part] not in sentences}
    return [f"{reason.check}: {part}" for part in lacking if (reason.check, part) not in EMPTY_ELSEWHERE]


def misses(reason: Reason) -> list[str]:
    """Tell if a reason under a threshold requires something else than it, or if what it finds belies it."""
    if not is_threshold(reason.rule) or reason.check in OF_NO_NUMBER:
        return []
    told = f"{reason.check}: {reason.required}, {reason.found}"
    as_it_is = reason.required == reason.rule.value
    belied = reason.found is not None and reason.holds is not meets(reason.rule, reason.found)
    return [told] if belied or not as_it_is else []


@pytest.mark.parametrize("file", ALL_CASES)
def test_every_reason_holds_what_its_sentence_names(file: str) -> None:
    found = {part for _, decision in decisions_on(file) for reason in decision.every_reason() for part in lacks(reason)}

    assert found == set()


@pytest.mark.parametrize("file", ALL_CASES)
def test_a_threshold_is_required_as_the_law_sets_it_and_what_is_found_tells_whether_it_is_met(file: str) -> None:
    found = {
        miss for _, decision in decisions_on(file) for reason in decision.every_reason() for miss in misses(reason)
    }

    assert found == set()


@pytest.mark.parametrize("file", ALL_CASES)
def test_a_decision_names_the_question_that_was_asked(file: str) -> None:
    assert [case.name for case, decision in decisions_on(file) if decision.question != case.ask] == []
