"""Parts of a cent: nobody pays one, and every amount that loses or gains one says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.decision import Decision, Reason
from sceau.core.fees import Amount, RefundFacts, ScheduleFacts
from sceau.core.funders import FundingFacts, FundingRequest
from sceau.core.leaving import LeavingFacts
from sceau.core.question import ask
from sceau.core.rule import Value
from sceau.core.tables.fees import DepositRow, FunderRow, InstalmentRow, LeavingRow, RefundRow, RemoteCutRow
from sceau.wording import say_reason
from sceau.wording.language import language
from tests.cast import law_of, table

DAY = date(2025, 9, 15)
COURSE = {"teaching_starts": DAY, "teaching_ends": date(2025, 9, 17)}
THIRD = Fraction(1000, 3)
HALF = Decimal("0.5")
CHECK = "part_of_a_cent_is_settled"


def cuts(decision: Decision) -> list[tuple[Any, ...]]:
    """What each amount was brought to, from what, and whether a text says how; those that only warn included."""
    told = [one for one in decision.every_reason() if one.check == CHECK]
    return [(one.holds, one.required, one.found, one.subject) for one in told]


def left(**law: Any) -> Decision:
    facts = LeavingFacts(Decimal(1000), "employer", DAY, "resignation", "email", 2025, events=COURSE)
    return ask(question="fees.leaving", facts=facts, rules=law_of(law))


PRO_RATA = table(LeavingRow("any", pro_rata=True))


def test_a_part_of_a_cent_of_which_no_text_speaks_is_dropped_and_it_is_warned() -> None:
    decision = left(leaving=PRO_RATA)

    assert (decision.figures["owed"], cuts(decision)) == (
        Decimal("333.33"),
        [(False, Decimal("333.33"), THIRD, "any")],
    )
    assert [one.check for one in decision.warnings] == [CHECK]


@pytest.mark.parametrize(
    ("way", "price", "owed"), [("dropped", 2000, "666.66"), ("nearest", 2000, "666.67"), ("nearest", 1000, "333.33")]
)
def test_a_text_may_say_what_becomes_of_a_part_of_a_cent(way: str, price: int, owed: str) -> None:
    facts = LeavingFacts(Decimal(price), "employer", DAY, "resignation", "email", 2025, events=COURSE)
    decision = ask(question="fees.leaving", facts=facts, rules=law_of({"leaving": PRO_RATA, "part_of_a_cent": way}))

    assert decision.figures["owed"] == Decimal(owed)
    assert cuts(decision) == [(True, Decimal(owed), Fraction(price, 3), "any")]
    assert decision.warnings == ()


def test_whole_cents_and_amounts_that_a_text_sets_need_no_rounding() -> None:
    assert cuts(left(leaving=table(LeavingRow("half", ratio=HALF)))) == []
    assert cuts(left(leaving=table(LeavingRow("fixed", amount=Decimal(7), pro_rata=True)))) == []


@pytest.mark.parametrize(("share", "refunded", "outcome"), [(HALF, "0.01", "refunded"), (Decimal("0.1"), "0", "kept")])
def test_a_refund_says_which_part_of_a_cent_it_drops(share: Decimal, refunded: str, outcome: str) -> None:
    rules = law_of({"refunds": table(RefundRow("any", refunded=share))})

    decision = ask(question="fees.refund", facts=RefundFacts("deposit", Decimal("0.03"), "visa"), rules=rules)

    assert (decision.outcome, decision.figures["refunded"]) == (outcome, Decimal(refunded))
    assert cuts(decision) == [(False, Decimal(refunded), Fraction(3, 100) * Fraction(share), "deposit")]


def test_a_refund_that_is_refused_says_nothing_of_its_cents() -> None:
    rules = law_of({"refunds": table(RefundRow("any", refunded=HALF, proof="letter"))})

    decision = ask(question="fees.refund", facts=RefundFacts("deposit", Decimal("0.03"), "visa"), rules=rules)

    assert (decision.outcome, cuts(decision)) == ("proof_missing", [])


@pytest.mark.parametrize(
    ("row", "amount", "told"),
    [
        (DepositRow("deposit", ratio=HALF), "500.00", [(False, Decimal("500.00"), Fraction(100001, 200), "deposit")]),
        (DepositRow("deposit", amount=Decimal(90)), "90", []),
    ],
)
def test_a_deposit_says_which_part_of_a_cent_it_drops(row: DepositRow, amount: str, told: list[Any]) -> None:
    law = {"deposit": table(row), "instalments": table(InstalmentRow("one")), "instalment_split": "equal"}

    spread = ScheduleFacts(Decimal("1000.01"), "self", 2025)
    decision = ask(question="fees.schedule", facts=spread, rules=law_of(law))

    assert (decision.figures["instalments"][0][1], cuts(decision)) == (Decimal(amount), told)


def funded(row: FunderRow, due: str = "0.03", **more: Any) -> Decision:
    law: dict[str, Any] = {"funders": table(row), **more.pop("law", {})}
    facts = FundingFacts(
        (Amount("tuition", Decimal(due)),), (FundingRequest("fund"),), "self", DAY, events=COURSE, **more
    )
    return ask(question="fees.funding", facts=facts, rules=law_of(law))


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (FunderRow("fund", ratio=HALF), [(False, Decimal("0.01"), Fraction(15, 1000), "fund")]),
        (FunderRow("fund", ratio=HALF, floor=Decimal("0.02")), []),
        (FunderRow("fund", ratio=HALF, cap=Decimal(0)), []),
    ],
)
def test_a_funder_says_which_part_of_a_cent_it_drops(row: FunderRow, told: list[Any]) -> None:
    assert cuts(funded(row)) == told


@pytest.mark.parametrize(
    ("floor", "told"), [(None, [(False, Decimal("0.01"), Fraction(15, 1000), "fund")]), (Decimal("0.03"), [])]
)
def test_a_cut_for_distance_says_which_part_of_a_cent_it_drops(floor: Decimal | None, told: list[Any]) -> None:
    cut = RemoteCutRow("far", remote_from=HALF, cut=HALF, floor=floor)

    decision = funded(FunderRow("fund"), law={"remote_cuts": table(cut)}, remote_share=HALF)

    assert cuts(decision) == told


def test_a_course_that_is_broken_off_says_which_part_of_a_cent_its_funder_drops() -> None:
    decision = funded(FunderRow("fund", after_break="pro_rata"), due="1000", broken_off_on=DAY)

    assert cuts(decision) == [(False, Decimal("333.33"), THIRD, "fund")]


def test_the_cap_on_the_first_payment_is_told_in_whole_cents() -> None:
    rules = law_of(
        {
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": frozenset({"continuing"}),
            "first_payment_cap": Decimal("0.3"),
            "instalments": table(InstalmentRow("one"), InstalmentRow("two")),
            "instalment_split": "equal",
            "instalment_cents": "last",
        }
    )

    spread = ScheduleFacts(Decimal("7000.01"), "self", 2025, "continuing")
    decision = ask(question="fees.schedule", facts=spread, rules=rules)

    (unmet,) = decision.unmet
    assert (unmet.required, unmet.found) == (Decimal("2100.00"), Decimal("3500.00"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "fr",
            "montant ramené à 333,33\N{NO-BREAK SPACE}€\N{NO-BREAK SPACE}: "
            "fraction de centime arrondie au centime le plus proche",
        ),
        ("en", "amount brought to €333.33: a part of a cent is rounded to the nearest cent"),
    ],
)
def test_an_amount_that_a_text_rounds_is_told_with_its_cents(code: str, said: str) -> None:
    rule = Value("part_of_a_cent", value="nearest")

    assert say_reason(Reason(CHECK, True, rule, Decimal("333.33"), THIRD, "any"), language(code)) == said
