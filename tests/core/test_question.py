"""Decisions carry their reasons, and questions are answered under every reading."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sceau.core.blocks import UnitInBlock
from sceau.core.decision import Decision, Line, Reason, decide
from sceau.core.question import QUESTIONS, ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Absence, Citation, Force, Row, Standing, Value, Variant
from sceau.core.rulebook import Rulebook
from tests.cast import CITE, WORDS, bernards_law, law_of, module, rule_of, unit

RULE = Value(key="unit_pass_mark", value=Decimal(10), cite=CITE)
ADVICE = Value(key="unit_pass_mark", value=Decimal(10), cite=CITE, force=Force.RECOMMENDED)
SILENCE = Value(key="unit_pass_mark", absence=Absence.SILENT)


def test_a_decision_without_a_reason_cannot_be_built() -> None:
    with pytest.raises(ValueError, match=r"a decision on studies\.unit_result needs at least one reason"):
        Decision("studies.unit_result", "validated", ())


def test_reasons_stand_unmet_first_then_unknown_then_met() -> None:
    met, unknown, unmet = (Reason(str(holds), holds, RULE) for holds in (True, None, False))

    assert decide("q", "o", [met, unknown, unmet]).reasons == (unmet, unknown, met)


def test_what_does_not_bind_only_warns() -> None:
    advice, met = Reason("advice", False, ADVICE), Reason("met", True, RULE)

    decision = decide("q", "o", [advice, met])

    assert (decision.reasons, decision.warnings) == ((met,), (advice,))


def test_where_nothing_binds_the_warnings_are_the_reasons() -> None:
    silence = Reason("silence", False, SILENCE)

    assert decide("q", "o", [silence]).reasons == (silence,)


def test_the_decisive_citations_are_those_of_what_is_unmet_each_once() -> None:
    other = replace(RULE, cite=Citation("eve-regulation", "art. 2"))
    reasons = [Reason("a", False, RULE), Reason("b", False, RULE), Reason("c", True, other), Reason("d", None, other)]

    assert decide("q", "o", reasons).decisive == (CITE,)
    assert decide("q", "o", reasons[2:]).decisive == (other.cite,)
    assert decide("q", "o", [reasons[2], Reason("e", True, SILENCE)]).decisive == (other.cite,)


def test_a_line_of_a_table_is_cited_before_its_table() -> None:
    row = Row("row", cite=Citation("eve-regulation", "art. 3"))

    assert Reason("a", True, RULE, row=row).cite == row.cite
    assert Reason("a", True, RULE, row=Row("row")).cite == CITE
    assert Line("tuition", Decimal(1), RULE, row).cite == row.cite
    assert Line("tuition", Decimal(1), RULE).cite == CITE


def test_every_question_asks_something_and_names_its_outcomes() -> None:
    assert {name for name, question in QUESTIONS.items() if not question.asks.endswith("?")} == set()
    assert {name for name, question in QUESTIONS.items() if not question.outcomes} == set()


def test_an_unknown_question_is_refused() -> None:
    with pytest.raises(KeyError):
        ask(question="studies.nothing", facts=None, rules=law_of({}))


def contested_pass_mark(*values: int) -> Rulebook:
    variants = tuple(Variant(f"at_{value}", Decimal(value), CITE, WORDS) for value in values)
    rule = rule_of("unit_pass_mark", None, standing=Standing.CONTESTED, variants=variants)
    plain = law_of({"compensation": "within_unit"})
    return Rulebook(on=plain.on, ladders={**plain.ladders, "unit_pass_mark": (rule,)})


def the_unit(mark: int) -> UnitInBlock:
    return unit("UV1", module("M1", mark))


def test_readings_that_lead_to_different_outcomes_are_contested() -> None:
    decision = ask(question="studies.unit_result", facts=the_unit(11), rules=contested_pass_mark(10, 12))

    assert decision.outcome == "contested"
    assert [(r.name, r.decision.outcome) for r in decision.readings] == [("at_10", "validated"), ("at_12", "failed")]
    assert [(r.check, r.required, r.found) for r in decision.reasons] == [
        ("readings_agree", "at_10", "validated"),
        ("readings_agree", "at_12", "failed"),
    ]


def test_readings_that_agree_are_one_plain_decision() -> None:
    decision = ask(question="studies.unit_result", facts=the_unit(13), rules=contested_pass_mark(10, 12))

    assert (decision.outcome, decision.readings) == ("validated", ())


def test_a_school_that_contradicts_the_law_decides_with_the_law_set_beside() -> None:
    facts = PayerFacts(payer="employer", education="initial")

    decision = ask(question="fees.quote", facts=facts, rules=bernards_law())

    assert decision.outcome == "quoted"
    assert decision.figures["total"] == Decimal(14060)
    assert [(r.name, r.decision.figures["total"]) for r in decision.readings] == [
        ("school", Decimal(14060)),
        ("state", Decimal(14163)),
    ]
    assert [str(r.cite) for r in decision.warnings] == [
        "imtne-notice-2025, § 3, tiret « CVEC »",
        "code-education, art. L. 841-5 (to confirm)",
        "imtne-notice-2025, § 3, tiret « CVEC »",
    ]
    assert [r.check for r in decision.warnings] == ["layers_agree", "layers_agree", "value_serves_this_day"]
