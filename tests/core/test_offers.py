"""Offers, conditions, choices and quotas: what their reasons say whole, where no case shows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sceau.core.choices import Attempt, Choice, ChoicesFacts
from sceau.core.conditions import ConditionFacts
from sceau.core.decision import Decision
from sceau.core.offers import OfferFacts
from sceau.core.question import ask
from sceau.core.quotas import Group, QuotaFacts
from sceau.core.rule import Force, Moment
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import QuotaRow
from tests.cast import law_of, rule_of, table, told_in_order

LAST = date(2025, 6, 30)
BY_LAST = Moment(on=LAST)


# ---- an offer and its condition --------------------------------------------------------------------------------------


def standing(*, force: Force = Force.BINDING, asked_on: date = LAST, **facts: Any) -> Decision:
    rules = law_of(
        {"offer_needs_deposit": True, "late_enrolment_leads_to": "priority_lost", "lost_place_goes_to": "waiting_list"}
    )
    closes = rule_of("enrolment_deadline", BY_LAST, force=force)
    rules = Rulebook(on=rules.on, ladders={**rules.ladders, "enrolment_deadline": (closes,)})
    return ask(question="admission.offer_standing", facts=OfferFacts(asked_on, 2025, **facts), rules=rules)


def test_on_its_last_day_an_offer_is_still_open() -> None:
    decision = standing()

    assert (decision.outcome, decision.figures) == ("open", {"answer_by": LAST, "days_left": 0})
    assert told_in_order(decision) == [
        ("offer_is_answered_in_time", None, LAST, None, "", None),
        ("deposit_is_paid", None, LAST, None, "", None),
    ]


def test_an_offer_answered_a_day_late_says_where_the_place_goes() -> None:
    late = date(2025, 7, 1)

    assert told_in_order(standing(asked_on=late, enrolled_on=late, deposit_paid_on=LAST)) == [
        ("offer_is_answered_in_time", False, LAST, late, "", None),
        ("deposit_is_paid", True, LAST, LAST, "", None),
        ("consequence_is_set", True, "priority_lost", "priority_lost", "", None),
        ("place_is_given_on", True, "waiting_list", "waiting_list", "", None),
    ]


def test_a_last_day_that_is_only_recommended_leaves_a_deposit_time() -> None:
    late = date(2025, 7, 1)

    decision = standing(force=Force.RECOMMENDED, asked_on=late, enrolled_on=late)

    assert (decision.outcome, told_in_order(decision)) == ("open", [("deposit_is_paid", None, None, None, "", None)])
    assert [(reason.check, reason.found) for reason in decision.warnings] == [("offer_is_answered_in_time", late)]


def test_a_proof_that_was_issued_and_received_too_late_says_both() -> None:
    rules = law_of(
        {
            "admission_while_degree_pending": "conditional",
            "pending_proof_issued_by": BY_LAST,
            "pending_proof_received_by": Moment(on=date(2025, 7, 2)),
        }
    )
    facts = ConditionFacts(date(2025, 7, 4), 2025, issued_on=date(2025, 7, 1), received_on=date(2025, 7, 3))

    assert told_in_order(ask(question="admission.condition", facts=facts, rules=rules)) == [
        ("proof_is_issued_in_time", False, LAST, date(2025, 7, 1), "", None),
        ("proof_is_received_in_time", False, date(2025, 7, 2), date(2025, 7, 3), "", None),
        ("consequence_is_set", None, None, None, "", None),
        ("proof_is_received", True, "conditional", date(2025, 7, 3), "", None),
    ]


def test_a_proof_may_come_on_the_last_day_and_is_awaited_until_then() -> None:
    facts = ConditionFacts(LAST, 2025)

    decision = ask(question="admission.condition", facts=facts, rules=law_of({"pending_proof_received_by": BY_LAST}))

    assert (decision.outcome, told_in_order(decision)) == (
        "pending",
        [
            ("proof_is_received", None, None, None, "", None),
            ("proof_is_received_in_time", None, LAST, None, "", None),
        ],
    )


# ---- choices and places ----------------------------------------------------------------------------------------------


def test_choices_say_how_many_of_which_kinds_and_attempts_were_made() -> None:
    rules = law_of(
        {
            "choices_maximum": 1,
            "choices_may_mix_kinds": False,
            "attempts_a_year": 1,
            "attempts_after_refusal": 1,
        }
    )
    attempts = (
        Attempt("B", 2024, date(2024, 5, 1), refused=True),
        Attempt("B", 2025, date(2025, 1, 1)),
        Attempt("C", 2025, date(2025, 1, 1), refused=True),
    )
    facts = ChoicesFacts((Choice("A", "msc"), Choice("B", "ms")), 2025, attempts)

    decision = ask(question="admission.choices", facts=facts, rules=rules)

    assert decision.figures == {"choices": 2, "choices_left": 0}
    assert told_in_order(decision) == [
        ("choices_are_few_enough", False, 1, 2, "", None),
        ("kinds_of_choices_go_together", False, None, ("ms", "msc"), "", None),
        ("attempts_of_the_year_are_few_enough", False, 1, 2, "B", None),
        ("attempts_after_refusal_are_few_enough", False, 1, 2, "B", None),
        ("attempts_of_the_year_are_few_enough", True, 1, 1, "A", None),
    ]


def test_a_quota_says_how_many_it_counts_and_the_most_it_allows() -> None:
    tenth = QuotaRow("tenth", routes=frozenset({"experienced"}), ratio=Decimal("0.1"), of="places")
    few = QuotaRow("few", number=3, of="admitted", strict=True)
    facts = QuotaFacts("experienced", (Group("experienced", 2, 1), Group("master", 5, programme="OTHER")), places=20)

    decision = ask(question="admission.within_quota", facts=facts, rules=law_of({"quotas": table(tenth, few)}))

    assert decision.figures["room"] == (("tenth", 0), ("few", 0))
    assert told_in_order(decision) == [
        ("quota_is_kept_to", False, 2, 3, "tenth", tenth),
        ("quota_is_kept_to", False, 2, 3, "few", few),
    ]
