"""Prices, deposits, funders and leaving, where cases do not reach: impossible facts, silence, what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.core.calendar import elapsed
from sceau.core.cents import part_of
from sceau.core.decision import Decision
from sceau.core.fees import Amount, RefundFacts, ScheduleFacts
from sceau.core.funders import FundingFacts, FundingRequest, Registration
from sceau.core.leaving import LeavingFacts
from sceau.core.question import ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Duration, Force, Moment
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import (
    DepositRow,
    FunderRow,
    InstalmentRow,
    LeavingRow,
    RefundRow,
    RemoteCutRow,
    ShareRow,
    TariffRow,
)
from sceau.core.tables.tightening import LOWER, loosened
from tests.cast import law_of, table, the_law

START, END = date(2025, 9, 15), date(2026, 9, 14)
EVENTS = {"teaching_starts": START, "teaching_ends": END}
DUE = (Amount("application_fee", Decimal(60)), Amount("tuition", Decimal(9000)))


def facts(*requests: FundingRequest, **more: object) -> FundingFacts:
    return FundingFacts(DUE, requests, "self", START, events=EVENTS, **more)  # type: ignore[arg-type] - any field


def funding(rules: Rulebook, *requests: FundingRequest, **more: object) -> Decision:
    return ask(question="fees.funding", facts=facts(*requests, **more), rules=rules)


def leaving(rules: Rulebook, **more: object) -> Decision:
    whole = LeavingFacts(Decimal(9000), "employer", START, "resignation", "email", 2025, events=EVENTS)
    return ask(question="fees.leaving", facts=replace(whole, **more), rules=rules)  # type: ignore[arg-type] - any field


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (facts, "requests: is empty, name at least one"),
        (lambda: FundingFacts((), (FundingRequest("cpf"),), "self", START), "due: is empty, name at least one"),
        (lambda: facts(FundingRequest("cpf"), FundingRequest("cpf")), "requests: «cpf» stands twice"),
        (lambda: facts(FundingRequest("")), "requests: number 1 has no code"),
        (lambda: facts(FundingRequest("cpf"), seniority_months=-1), "seniority_months: -1 is below zero"),
        (lambda: facts(FundingRequest("cpf"), remote_share=Decimal("1.01")), "remote_share: 1.01 is no share"),
        (lambda: facts(FundingRequest("cpf"), remote_share=Decimal("-0.01")), "remote_share: -0.01 is no share"),
        (lambda: FundingRequest("cpf", available=Decimal(-1)), "available: -1 is no amount"),
        (lambda: FundingRequest("cpf", refused=Decimal("0.001")), "refused: 0.001 is no amount"),
        (lambda: Registration("rncp", END, START), "ends_on: 2025-09-15 comes before starts_on"),
        (lambda: PayerFacts("self", years=0), "years: a price is due over one year at least, not 0"),
        (lambda: PayerFacts("self", degree_years=-1), "degree_years: -1 is below zero"),
        (
            lambda: LeavingFacts(
                Decimal(1), "self", START, "x", "email", 2025, events={"teaching_starts": END, "teaching_ends": START}
            ),
            "events: teaching_ends, 2025-09-15, comes before teaching_starts",
        ),
    ],
)
def test_facts_that_cannot_be_are_refused(build: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()  # type: ignore[operator] - a parametrised builder


def test_the_name_of_the_job_centre_changes_with_the_year_2024() -> None:
    names = [
        next(row.title.fr for row in the_law().rulebook(on=on)["public_funders"].value if row.id == "france_travail")
        for on in (date(2023, 12, 31), date(2024, 1, 1))
    ]

    assert names == ["Pôle emploi, devenu France Travail", "France Travail (ancien Pôle emploi)"]


def test_where_no_text_names_a_funder_nothing_is_refused_and_nothing_is_paid() -> None:
    decision = funding(law_of({}), FundingRequest("region"))

    assert (decision.outcome, decision.figures["remainder"]) == ("not_funded", 9060)
    assert [reason.check for reason in decision.reasons] == ["funder_is_provided_for"]


def test_a_condition_that_is_only_recommended_warns_and_the_funder_pays() -> None:
    rules = law_of({"funders": table(FunderRow("region", payers=frozenset({"job_seeker"})))}, force=Force.RECOMMENDED)

    decision = funding(rules, FundingRequest("region"))

    assert decision.outcome == "funded"
    assert [reason.check for reason in decision.warnings] == ["payer_is_one_that_the_funder_helps"]


def test_the_shares_of_holder_and_employer_add_up() -> None:
    shares = {"holder_share": Decimal(100), "employer_share": Decimal(750)}
    rules = law_of(
        {
            "funders": table(FunderRow("opco")),
            **{key: table(ShareRow("share", amount=amount)) for key, amount in shares.items()},
        }
    )

    decision = funding(rules, FundingRequest("opco"))

    assert decision.figures["funded"] == 8210
    assert [tuple(debt) for debt in decision.figures["debts"]] == [("self", 100), ("employer", 750)]


def test_a_share_is_never_more_than_what_is_due() -> None:
    rules = law_of(
        {
            "funders": table(FunderRow("opco", lines=frozenset({"application_fee"}))),
            "holder_share": table(ShareRow("share", amount=Decimal(100), taken_from="funding")),
        }
    )

    decision = funding(rules, FundingRequest("opco"))

    assert (decision.figures["funded"], decision.figures["debts"]) == (0, (("self", 9060),))


def test_a_cut_without_a_floor_has_none() -> None:
    row = RemoteCutRow("remote", remote_from=Decimal("0.5"), cut=Decimal("0.25"))
    rules = law_of({"funders": table(FunderRow("opco")), "remote_cuts": table(row)})

    decision = funding(rules, FundingRequest("opco", available=Decimal(1000)), remote_share=Decimal("0.5"))

    assert decision.figures["funded"] == 750


def test_a_cut_that_is_not_for_this_funder_leaves_it_whole() -> None:
    row = RemoteCutRow("remote", funders=frozenset({"opco"}), remote_from=Decimal(0), cut=Decimal(1))
    rules = law_of({"funders": table(FunderRow("region")), "remote_cuts": table(row)})

    assert funding(rules, FundingRequest("region")).outcome == "funded"


def test_a_fixed_amount_is_not_more_than_what_the_funder_has() -> None:
    rules = law_of({"funders": table(FunderRow("region", amount=Decimal(2000)))})

    assert funding(rules, FundingRequest("region", available=Decimal(1500))).figures["funded"] == 1500


def test_a_funder_that_no_text_limits_and_whose_seniority_is_in_years() -> None:
    rules = law_of({"funders": table(FunderRow("region", seniority=Duration(2, "years")))})

    assert funding(rules, FundingRequest("region"), seniority_months=23).outcome == "not_funded"
    assert funding(rules, FundingRequest("region"), seniority_months=24).outcome == "funded"


amounts = st.integers(0, 2_000_000).map(lambda cents: Decimal(cents) / 100)
funders = st.builds(
    FunderRow,
    st.just("x"),
    lines=st.sampled_from([frozenset(), frozenset({"tuition"}), frozenset({"application_fee"})]),
    ratio=st.none() | st.sampled_from([Decimal("0.333"), Decimal(0), Decimal(1)]),
    amount=st.none() | amounts,
    floor=st.none() | amounts,
    cap=st.none() | amounts,
    after_break=st.sampled_from(["", "whole", "pro_rata", "nothing"]),
    day_base=st.none() | st.sampled_from([360, 365]),
)
asked = st.builds(FundingRequest, st.just("x"), available=st.none() | amounts, refused=amounts)


@given(st.lists(st.tuples(funders, asked), min_size=1, max_size=4), amounts, st.none() | st.integers(-10, 400))
def test_nothing_is_paid_twice_and_everything_is_owed_by_someone(
    pairs: list[tuple[FunderRow, FundingRequest]], share: Decimal, broken_off: int | None
) -> None:
    rows = [replace(row, id=f"f{place}") for place, (row, _) in enumerate(pairs)]
    requests = [replace(request, funder=f"f{place}") for place, (_, request) in enumerate(pairs)]
    rules = law_of({"funders": table(*rows), "holder_share": table(ShareRow("share", amount=share))})
    last = None if broken_off is None else START + timedelta(days=broken_off)

    figures = funding(rules, *requests, broken_off_on=last).figures

    for line in DUE:
        paid = sum(part.amount for part in figures["funded_lines"] if part.line == line.code)
        assert 0 <= paid <= line.amount
    assert all(part.amount >= 0 for part in figures["funders"])
    assert figures["funded"] == sum(part.amount for part in figures["funders"])
    assert figures["remainder"] == figures["total"] - figures["funded"] == sum(d.amount for d in figures["debts"])


@given(amounts, st.fractions(0, 1))
def test_a_part_of_an_amount_and_its_rest_are_whole_cents(amount: Decimal, share: Fraction) -> None:
    part = part_of(amount, share, law_of({})).amount

    assert part == part.quantize(Decimal("0.01"))
    assert 0 <= Fraction(amount) * share - Fraction(part) < Fraction(1, 100)


@pytest.mark.parametrize(
    ("on", "base", "share"),
    [
        (START - timedelta(days=1), None, Fraction(0)),
        (START - timedelta(days=40), None, Fraction(0)),
        (START, None, Fraction(1, 365)),
        (END, None, Fraction(1)),
        (END + timedelta(days=1), None, Fraction(1)),
        (START, 360, Fraction(1, 360)),
        (END, 730, Fraction(1, 2)),
    ],
)
def test_the_share_of_a_course_counts_its_first_and_its_last_day(on: date, base: int | None, share: Fraction) -> None:
    assert elapsed(START, END, on=on, day_base=base) == share


@pytest.mark.parametrize(
    ("upper", "lower", "looser"),
    [
        (Decimal("0.5"), Decimal("0.5"), False),
        (Decimal("0.5"), Decimal("0.4"), False),
        (Decimal("0.5"), Decimal("0.6"), True),
        (Decimal("0.5"), None, True),
        (None, Decimal("0.5"), False),
        (None, None, False),
    ],
)
def test_a_limit_may_only_be_lowered(upper: Decimal | None, lower: Decimal | None, looser: bool) -> None:
    assert loosened(upper, lower, LOWER) is looser


def test_a_line_that_says_no_amount_asks_for_nothing() -> None:
    rules = law_of(
        {
            "leaving": table(LeavingRow("any")),
            "deposit": table(DepositRow("deposit")),
            "instalments": table(InstalmentRow("one")),
            "instalment_split": "equal",
        }
    )

    spread = ScheduleFacts(Decimal(900), "self", 2025)
    parts = ask(question="fees.schedule", facts=spread, rules=rules).figures["instalments"]
    assert leaving(rules).figures["owed"] == 0
    assert parts == (("deposit", 0, None), ("one", 900, None))


def test_where_no_text_speaks_of_leaving_the_answer_says_so() -> None:
    decision = leaving(law_of({}))

    assert (decision.outcome, [reason.check for reason in decision.warnings]) == ("texts_say_nothing", [])


def test_the_law_on_contracts_comes_before_what_the_school_says() -> None:
    rules = law_of(
        {
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": frozenset({"initial"}),
            "training_contract_leaving": table(LeavingRow("by_law", until=Moment(on=START))),
            "leaving": table(LeavingRow("school", ratio=Decimal(1))),
        }
    )

    assert leaving(rules, payer="self", education="initial").outcome == "owes_nothing"
    assert leaving(rules, payer="self", education="initial", left_on=END).outcome == "owes_all"
    assert leaving(rules).outcome == "owes_all"


def test_a_yearly_price_whose_first_line_depends_on_what_is_not_known_is_to_be_established() -> None:
    rows = table(
        TariffRow("young", degree_years_at_most=0, amount=Decimal(1)),
        TariffRow("all", otherwise=True, amount=Decimal(2)),
    )
    rules = law_of({"tariff": rows})

    outcomes = {
        years: ask(question="fees.quote", facts=PayerFacts("self", degree_years=years), rules=rules).figures.get(
            "total"
        )
        for years in (None, 0, 1)
    }

    assert outcomes == {None: None, 0: 1, 1: 2}


def test_an_amount_that_is_kept_leaves_nothing_below_zero() -> None:
    rules = law_of({"refunds": table(RefundRow("any", refunded=Decimal(1), kept=Decimal(150)))})

    decision = ask(question="fees.refund", facts=RefundFacts("deposit", Decimal(100), "visa_refused"), rules=rules)

    assert (decision.outcome, decision.figures["kept"]) == ("kept", 100)
