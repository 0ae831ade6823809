"""Initial or continuing education: where nobody has said which, no answer that depends on it is told as found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.admission import CandidateFacts, Degree
from sceau.core.decision import Decision
from sceau.core.fees import ScheduleFacts
from sceau.core.leaving import LeavingFacts
from sceau.core.question import ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Moment
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import RouteRow
from sceau.core.tables.fees import InstalmentRow, LeavingRow, LiabilityRow, TariffRow
from tests.cast import law_of, table

INITIAL, CONTINUING = frozenset({"initial"}), frozenset({"continuing"})
TARIFF = table(TariffRow("all", amount=Decimal(100)))
DAY = date(2025, 9, 15)
COURSE = {"teaching_starts": DAY, "teaching_ends": date(2026, 9, 14)}


def quoted(*rows: LiabilityRow, **facts: Any) -> tuple[str, list[tuple[str, bool | None]]]:
    rules = law_of({"tariff": TARIFF, "cvec_liability": table(*rows), "cvec_amount": Decimal(103)})
    decision = ask(question="fees.quote", facts=PayerFacts("self", **facts), rules=rules)
    return decision.outcome, [(one.check, one.holds) for one in decision.reasons if one.subject == "cvec"]


def test_a_contribution_that_depends_on_an_education_not_known_is_to_be_established() -> None:
    continuing = LiabilityRow("continuing", education=CONTINUING, due=False)
    initial = LiabilityRow("initial", education=INITIAL, due=True)

    assert quoted(continuing, initial) == ("to_be_established", [("education_is_known", None)])
    assert quoted(continuing) == ("to_be_established", [("education_is_known", None)])


def test_a_contribution_that_is_the_same_whatever_the_education_needs_it_not() -> None:
    continuing = LiabilityRow("continuing", education=CONTINUING, due=False)
    grant = LiabilityRow("grant", requires=frozenset({"grant"}), due=False)
    rest = LiabilityRow("rest", otherwise=True, due=False)

    assert quoted(grant, continuing, qualities=frozenset({"grant"})) == ("quoted", [("cvec_is_not_due", True)])
    assert quoted(continuing, rest) == ("quoted", [("cvec_is_not_due", True)])


@pytest.mark.parametrize(
    ("education", "outcome", "holds"),
    [("", "to_be_established", None), ("initial", "quoted", True), ("continuing", "no_tariff", False)],
)
def test_a_price_that_depends_on_an_education_not_known_is_to_be_established(
    education: str, outcome: str, holds: bool | None
) -> None:
    rules = law_of({"tariff": table(TariffRow("young", education=INITIAL, amount=Decimal(1)))})

    decision = ask(question="fees.quote", facts=PayerFacts("self", education), rules=rules)

    fits = [reason.holds for reason in decision.reasons if reason.check == "a_tariff_fits"]
    assert (decision.outcome, fits) == (outcome, [holds])


def contracts(covers: frozenset[str], **law: Any) -> Rulebook:
    return law_of(
        {
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": covers,
            "instalments": table(InstalmentRow("one"), InstalmentRow("two")),
            "instalment_split": "equal",
            **law,
        }
    )


def spread(rules: Rulebook, education: str = "") -> tuple[str, list[str]]:
    facts = ScheduleFacts(Decimal(1000), "self", 2025, education)
    decision = ask(question="fees.schedule", facts=facts, rules=rules)
    return decision.outcome, [reason.check for reason in decision.reasons if reason.holds is not True]


def test_a_first_payment_above_a_cap_that_may_bind_is_to_be_established() -> None:
    rules = contracts(CONTINUING, first_payment_cap=Decimal("0.3"))

    assert spread(rules) == ("to_be_established", ["education_is_known"])
    assert spread(rules, "initial") == ("conforms", [])
    assert spread(rules, "continuing") == ("breaks_the_law", ["first_payment_is_within_the_cap"])


def test_a_first_payment_that_keeps_to_the_cap_anyway_conforms() -> None:
    assert spread(contracts(CONTINUING, first_payment_cap=Decimal("0.5"))) == ("conforms", [])


def left(rules: Rulebook, **changes: Any) -> Decision:
    facts = LeavingFacts(Decimal(1000), "self", DAY, "force_majeure", "email", 2025, events=COURSE)
    return ask(question="fees.leaving", facts=replace(facts, **changes), rules=rules)


def test_what_is_owed_under_a_law_that_may_bind_is_to_be_established() -> None:
    law = table(LeavingRow("by_law", causes=frozenset({"force_majeure"}), until=Moment(on=DAY)))
    rules = contracts(CONTINUING, training_contract_leaving=law, leaving=table(LeavingRow("any", ratio=Decimal(1))))

    unknown = left(rules)

    open_points = [reason.check for reason in unknown.reasons if reason.holds is None]
    assert (unknown.outcome, open_points) == ("to_be_established", ["education_is_known"])
    assert left(rules, education="initial").outcome == "owes_all"
    assert left(rules, education="continuing").outcome == "owes_nothing"
    assert left(rules, cause="resignation").outcome == "owes_all"
    assert left(rules, left_on=date(2025, 9, 16)).outcome == "owes_all"


@pytest.mark.parametrize(
    ("education", "outcome", "unknown"),
    [
        ("", "conditionally_eligible", ["education_is_known", "degree_will_be_proved"]),
        ("initial", "conditionally_eligible", ["degree_will_be_proved"]),
        ("continuing", "not_eligible", []),
    ],
)
def test_a_pending_degree_opens_on_the_condition_of_an_education_that_is_not_known(
    education: str, outcome: str, unknown: list[str]
) -> None:
    rules = law_of({"admission_routes": (RouteRow("any"),), "admission_while_degree_pending": "conditional"})
    person = CandidateFacts((Degree("engineer", 5, obtained=False),), education=education)

    decision = ask(question="admission.eligibility", facts=person, rules=rules)

    assert (decision.outcome, [r.check for r in decision.reasons if r.holds is None]) == (outcome, unknown)
