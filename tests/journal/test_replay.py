"""The past is judged again from what was recorded of it, said as it was decided, and never changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from sceau.core.decision import Decision
from sceau.core.marks import Mark, ModuleFacts
from sceau.core.question import QUESTIONS, FactImpossible, ask
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.core.units import UnitFacts
from sceau.journal.actions import SCEAU, erase_evidence, record
from sceau.journal.chain import acts_of, entries_on
from sceau.journal.grounds import grounds_of
from sceau.journal.models import Entry, Evidence, KeptEdition
from sceau.journal.replay import UNKEPT, judged_again
from sceau.journal.seals import verify
from sceau.regulation import NotFound
from sceau.regulation.edition import edition_from, edition_of
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.plain import plain_decision
from sceau.wording import language, say_decision
from tests.cast import the_law
from tests.journal.test_journal import as_the_owner_of_the_database
from tests.test_cases import ALL_CASES, LAW_OF

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
QUESTION = "studies.unit_result"
UNIT = UnitFacts("U1", Decimal(6), (ModuleFacts("M1", (Mark("E1", Decimal("10.5")),)),))

pytestmark = pytest.mark.django_db


def the_rules() -> Rulebook:
    return the_law().rulebook(on=date(2025, 9, 1), school="imt-nord-europe", programme="CSE")


def decide(subject: str = "school:1", *, at: datetime = NOON) -> tuple[Entry, Decision]:
    """Judge a unit, and record it."""
    rules = the_rules()
    decision = ask(question=QUESTION, facts=UNIT, rules=rules)
    with transaction.atomic():
        grounds = grounds_of(decision=decision, facts=UNIT, rules=rules)
        return record(at=at, by=SCEAU, act="judge_unit", subject=subject, on=grounds), decision


def decisions_of_every_case() -> Iterator[tuple[Any, Rulebook, Decision]]:
    for file, cases in ALL_CASES.items():
        for case in (one for one in cases if one.ask):
            try:
                law = LAW_OF[file]
                rules = law.rulebook(on=case.on, school=case.school, programme=case.programme, label=case.label)
                facts = read_facts(case.ask, case.given, "given", law.seen_by(case.school).qualities)
                yield facts, rules, ask(question=case.ask, facts=facts, rules=rules)
            except (NotFound, FactsFaulty, FactImpossible, RuleError):
                continue


def answer_otherwise(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Alter the code of the question: its decision is as it was, but for some parts."""
    question = QUESTIONS[QUESTION]

    def other(*, facts: Any, rules: Rulebook) -> Decision:
        return replace(question.answer(facts=facts, rules=rules), **changes)

    monkeypatch.setitem(QUESTIONS, QUESTION, replace(question, answer=other))


def test_every_decision_of_the_cases_is_judged_again_the_same() -> None:
    count = 0
    with transaction.atomic():
        for count, (facts, rules, decision) in enumerate(decisions_of_every_case(), start=1):
            grounds = grounds_of(decision=decision, facts=facts, rules=rules)
            record(at=NOON, by=SCEAU, act="judge", subject=f"school:{count}", on=grounds)

    judged = list(judged_again())
    assert count > 500
    assert [one.subject for one in judged] == [f"school:{place}" for place in range(1, count + 1)]
    assert [(one.subject, one.why) for one in judged if one.differs] == []
    assert verify() == []


def test_what_is_recorded_is_the_question_the_facts_the_decision_and_the_whole_edition() -> None:
    entry, decision = decide()

    evidence = json.loads(Evidence.objects.get().text)
    assert list(evidence) == ["question", "facts", "decision"]
    assert (evidence["question"], evidence["decision"]) == (QUESTION, plain_decision(decision))
    assert (entry.outcome, entry.edition) == (decision.outcome, edition_of(the_rules()).digest)
    assert edition_from(KeptEdition.objects.get().text) == edition_of(the_rules())


@pytest.mark.parametrize("changes", [{"outcome": "failed"}, {"figures": {}}])
def test_code_that_answers_otherwise_is_told_and_the_past_stays(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    entry, decision = decide()
    answer_otherwise(monkeypatch, **changes)

    (one,) = judged_again()
    assert one.differs
    assert (one.entry, one.subject, one.question) == (entry.pk, "school:1", QUESTION)
    assert one.decided == plain_decision(decision)
    assert one.again == replace(decision, **changes)


def test_a_question_that_is_no_more_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    decide()
    monkeypatch.delitem(QUESTIONS, QUESTION)

    (one,) = judged_again()
    assert (one.differs, one.again, one.why) == (True, None, f"KeyError: '{QUESTION}'")


def test_a_decision_whose_edition_is_gone_is_told() -> None:
    decide()
    with as_the_owner_of_the_database() as do:
        do("DELETE FROM journal_edition")

    (one,) = judged_again()
    assert (one.differs, one.why) == (True, UNKEPT)


def test_only_some_objects_and_only_since_a_day() -> None:
    decide("school:1")
    decide("school:2", at=NOON + timedelta(days=1))
    decide("school:1", at=NOON + timedelta(days=2))

    later = NOON + timedelta(days=1)
    assert [one.subject for one in judged_again(subjects=["school:1"])] == ["school:1", "school:1"]
    assert [one.subject for one in judged_again(since=later)] == ["school:2", "school:1"]
    assert [one.subject for one in judged_again(since=later, subjects=["school:1"])] == ["school:1"]


def test_what_was_erased_is_counted_apart() -> None:
    entry, _ = decide()
    with transaction.atomic():
        erase_evidence(at=NOON, by=SCEAU, entry=entry)

    (one,) = judged_again()
    assert (one.erased, one.differs) == (True, False)


def test_reading_the_past_costs_the_same_number_of_queries_however_long_it_is(
    django_assert_num_queries: Any,
) -> None:
    decide()
    with django_assert_num_queries(2):
        assert len(list(judged_again())) == 1
    for _ in range(29):
        decide()
    with django_assert_num_queries(2):
        assert len(list(judged_again())) == 30


@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_decision_of_the_past_is_said_as_it_was_said_on_its_day(code: str) -> None:
    entry, decision = decide()
    lang, law = language(code), the_law().seen_by("imt-nord-europe")

    (act,) = acts_of(entries_on("school:1"), the_law(), lang)
    titles = {name: quality.title for name, quality in law.qualities.items()}
    assert (act.entry.pk, act.differs, act.erased) == (entry.pk, False, False)
    assert act.said == say_decision(decision, lang, law.texts, titles)


def test_where_the_code_has_changed_it_is_what_was_recorded_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    _, decision = decide()
    answer_otherwise(monkeypatch, outcome="failed", figures={})
    lang = language("en")

    (act,) = acts_of(entries_on("school:1"), the_law(), lang)
    assert act.differs
    assert act.said is not None
    as_decided = say_decision(decision, lang, the_law().texts)
    assert act.said.outcome == as_decided.outcome
    assert [one.cite for one in act.said.reasons] == [one.cite for one in as_decided.reasons]
    assert [one.holds for one in act.said.reasons] == [one.holds for one in as_decided.reasons]
    assert act.said.reasons[0].text == "M1 — Proven gap in a module, required: 5, found: 10.5"
