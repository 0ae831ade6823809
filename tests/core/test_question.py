"""Decisions carry their reasons, and questions are answered under every reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.blocks import UnitInBlock
from sceau.core.decision import Decision, Line, Reason, decide
from sceau.core.fees import Amount
from sceau.core.funders import FundingFacts, FundingRequest
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.question import QUESTIONS, ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Absence, Bound, Citation, Force, Layer, Row, Standing, Value, Variant
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import FunderRow, TariffRow
from tests.cast import CITE, THE_DAY, WORDS, bernards_law, contested, law_of, module, rule_of, table, told, unit

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

    assert decide("q", "o", [silence], {"days": 1}) == Decision("q", "o", (silence,), {"days": 1})


def test_the_decisive_citations_are_those_of_what_is_unmet_each_once() -> None:
    other = replace(RULE, cite=Citation("eve-regulation", "art. 2"))
    reasons = [Reason("a", False, RULE), Reason("b", False, RULE), Reason("c", True, other), Reason("d", None, other)]

    assert decide("q", "o", reasons).decisive == (CITE,)
    assert decide("q", "o", reasons[2:]).decisive == (other.cite,)
    assert decide("q", "o", [Reason("a", True, RULE), reasons[3]]).decisive == (other.cite,)
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


def test_readings_that_agree_keep_what_each_of_them_warns_of_and_tell_it_once() -> None:
    variants = tuple(Variant(f"at_{value}", Decimal(value), CITE, WORDS) for value in (3, 5))
    advised = {"standing": Standing.CONTESTED, "force": Force.RECOMMENDED, "variants": variants}
    plain = law_of({"compensation": "within_unit", "unit_pass_mark": 10})
    rules = replace(plain, ladders={**plain.ladders, "module_gap_mark": (rule_of("module_gap_mark", None, **advised),)})
    exempt = ModuleFacts("M3", (Mark("E3", standing=MarkStanding.EXEMPT),))
    facts = unit("UV1", module("M1", 4), module("M2", 16), exempt)

    decision = ask(question="studies.unit_result", facts=facts, rules=rules)

    assert (decision.outcome, decision.readings) == ("validated", ())
    assert [(one.check, one.rule.reading, one.found, one.subject) for one in decision.warnings] == [
        ("an_exemption_is_provided_for", "", "E3", "M3"),
        ("module_is_above_the_gap", "at_5", 4, "M1"),
    ]


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


# ---- readings beside each other --------------------------------------------------------------------------------------

DUE = (Amount("tuition", Decimal(9000)),)
REFUSED = FundingFacts(DUE, (FundingRequest("region", refused=Decimal(60)),), "self", THE_DAY)


def test_readings_of_one_outcome_are_set_beside_the_first_with_their_figures() -> None:
    plain = law_of({"funders": table(FunderRow("region"))})

    decision = ask(
        question="fees.funding", facts=REFUSED, rules=contested(plain, "refused_share_owed_by", "employer", "self")
    )

    assert (decision.outcome, decision.figures["debts"]) == ("partly_funded", (("employer", 60),))
    assert [(one.key, one.name, one.decision.figures["debts"]) for one in decision.readings] == [
        ("refused_share_owed_by", "reading_1", (("employer", 60),)),
        ("refused_share_owed_by", "reading_2", (("self", 60),)),
    ]
    assert [tuple(one._replace(rule=one.rule.key)) for one in decision.warnings] == [
        (
            "readings_agree",
            None,
            "refused_share_owed_by",
            name,
            "partly_funded",
            "refused_share_owed_by",
            None,
        )
        for name in ("reading_1", "reading_2")
    ]


def test_readings_that_come_to_the_same_funding_are_one_plain_decision() -> None:
    rows = (table(FunderRow("region", cite=Citation("eve-regulation", place))) for place in ("art. 1", "art. 2"))

    decision = ask(question="fees.funding", facts=REFUSED, rules=contested(law_of({}), "funders", *rows))

    assert (decision.outcome, decision.readings) == ("partly_funded", ())


@pytest.mark.parametrize(("amount", "readings"), [(100, ()), (101, ("reading_1", "reading_2"))])
def test_prices_are_the_same_where_their_amounts_are_whatever_lines_set_them(
    amount: int, readings: tuple[str, ...]
) -> None:
    rows = (table(TariffRow(name, amount=Decimal(price))) for name, price in (("one", 100), ("two", amount)))

    decision = ask(question="fees.quote", facts=PayerFacts("self"), rules=contested(law_of({}), "tariff", *rows))

    assert (decision.outcome, tuple(one.name for one in decision.readings)) == ("quoted", readings)


def test_readings_of_different_outcomes_are_told_whole_without_a_figure() -> None:
    decision = ask(question="studies.unit_result", facts=the_unit(11), rules=contested_pass_mark(10, 12))

    assert (decision.question, decision.figures, decision.warnings) == ("studies.unit_result", {}, ())
    assert [(one.key, one.name) for one in decision.readings] == [
        ("unit_pass_mark", "at_10"),
        ("unit_pass_mark", "at_12"),
    ]
    assert [one[1:] for one in told(decision)][:2] == [
        (None, "unit_pass_mark", "at_10", "validated", "unit_pass_mark", None),
        (None, "unit_pass_mark", "at_12", "failed", "unit_pass_mark", None),
    ]


def contradicted(school: int, label: int) -> Rulebook:
    plain = law_of({"compensation": "within_unit"})
    rules = (
        rule_of("unit_pass_mark", label, layer=Layer.LABEL, bound=Bound.FIXED),
        rule_of("unit_pass_mark", school, contradicts=Layer.LABEL),
    )
    return Rulebook(on=plain.on, ladders={**plain.ladders, "unit_pass_mark": rules})


@pytest.mark.parametrize(
    ("mark", "outcomes", "readings"),
    [(13, ("validated", "validated"), ()), (11, ("validated", "failed"), ("school", "label"))],
)
def test_a_contradiction_is_told_whether_or_not_the_layers_come_to_the_same(
    mark: int, outcomes: tuple[str, str], readings: tuple[str, ...]
) -> None:
    decision = ask(question="studies.unit_result", facts=the_unit(mark), rules=contradicted(10, 12))

    assert (decision.outcome, tuple(one.name for one in decision.readings)) == (outcomes[0], readings)
    assert [tuple(one._replace(rule=one.rule.value)) for one in decision.warnings] == [
        ("layers_agree", None, 10, "school", outcomes[0], "unit_pass_mark", None),
        ("layers_agree", None, 12, "label", outcomes[1], "unit_pass_mark", None),
    ]


# ---- what has been outlived ------------------------------------------------------------------------------------------

LAST_DAY, DAY = date(2025, 8, 31), timedelta(days=1)


def outlived(**changes: Any) -> list[tuple[Any, ...]]:
    rules = law_of({"compensation": "within_unit", "unit_pass_mark": 10}, **changes.pop("entry", {}))
    decision = ask(
        question="studies.unit_result", facts=the_unit(11), rules=replace(rules, _known={}, _beside={}, **changes)
    )
    return [tuple(one._replace(rule=one.rule.key)) for one in decision.warnings]


def test_a_text_that_has_been_outlived_is_told_once_with_its_last_day() -> None:
    (warning,) = outlived(outlived={"eve-regulation": LAST_DAY})

    assert warning[0:2] + warning[3:] == ("text_serves_this_day", False, LAST_DAY, THE_DAY, "", None)
    assert outlived(outlived={"another-text": LAST_DAY}) == []
    unsure = {"cite": replace(CITE, confirmed=False)}
    assert outlived(outlived={"eve-regulation": LAST_DAY}, entry=unsure) == []


def test_a_value_that_has_been_outlived_is_told_from_the_day_after() -> None:
    expired = frozenset({"unit_pass_mark"})

    after, on_the_day = (outlived(expired=expired, entry={"serves_until": until}) for until in (THE_DAY - DAY, THE_DAY))

    assert ("value_serves_this_day", False, "unit_pass_mark", LAST_DAY, THE_DAY, "unit_pass_mark", None) in after
    assert on_the_day == []
    assert outlived(expired=frozenset({"tariff"}), entry={"serves_until": LAST_DAY}) == []
