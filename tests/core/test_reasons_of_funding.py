"""Funders and what they pay: each reason whole, and each condition at the number where it turns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.fees import Amount
from sceau.core.funders import FundingFacts, FundingRequest, Registration
from sceau.core.question import ask
from sceau.core.rule import Duration, Moment
from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import FunderRow, RemoteCutRow, ShareRow
from tests.cast import law_of, table, told

START, END = date(2025, 9, 15), date(2026, 9, 14)
EVENTS = {"teaching_starts": START, "teaching_ends": END}
DUE = (Amount("application_fee", Decimal(60)), Amount("tuition", Decimal(9000)))
STRICT = FunderRow(
    "region",
    payers=frozenset({"job_seeker"}),
    contracts=frozenset({"apprenticeship"}),
    requires=frozenset({"resident"}),
    excludes=frozenset({"foreign"}),
    seniority=Duration(2, "years"),
    seniority_in_company=Duration(6, "months"),
    remote_at_most=Decimal("0.8"),
    registers=frozenset({"rncp"}),
    quality_certificate=True,
    ask_by=Moment(delay=Duration(30, "days"), side="before", event="teaching_starts"),
)
LAST_DAY = date(2025, 8, 16)
"""Thirty days before teaching starts."""
RNCP = Registration("rncp", date(2023, 1, 1), START)
LAW = {"funders": table(STRICT), "quality_certificate_lasts": Duration(3, "years")}


def funding(law: dict[str, Any] | Rulebook, *requests: FundingRequest, **more: Any) -> Decision:
    facts = FundingFacts(
        **{"due": DUE, "payer": "self", "intake_starts_on": START, "events": EVENTS, **more}, requests=requests
    )
    return ask(question="fees.funding", facts=facts, rules=law if isinstance(law, Rulebook) else law_of(law))


def asked(on: date | None = LAST_DAY, **more: Any) -> FundingRequest:
    return FundingRequest("region", on, **more)


MEETS: dict[str, Any] = {
    "payer": "job_seeker",
    "contract": "apprenticeship",
    "qualities": frozenset({"resident", "tall"}),
    "seniority_months": 24,
    "seniority_in_company_months": 6,
    "remote_share": Decimal("0.8"),
    "registrations": (RNCP, Registration("rs", date(2026, 1, 1), END)),
    "quality_certified_on": date(2022, 9, 16),
}
"""What meets every condition by nothing to spare."""
CHECKS = {
    "payer": "payer_is_one_that_the_funder_helps",
    "contract": "contract_is_one_that_the_funder_helps",
    "required": "quality_for_the_funding_is_there",
    "barring": "quality_that_bars_the_funding_is_not_there",
    "seniority": "seniority_is_long_enough",
    "in_company": "seniority_in_the_company_is_long_enough",
    "remote": "remote_share_is_within_what_the_funder_allows",
    "register": "certification_is_in_force_on_the_first_day",
    "quality": "quality_certificate_is_valid_on_the_first_day",
    "in_time": "funding_is_asked_in_time",
}


def test_a_person_and_a_course_that_meet_every_condition_by_nothing_are_funded() -> None:
    decision = funding(LAW, asked(), **MEETS)

    assert decision.outcome == "funded"
    assert told(decision) == [
        (CHECKS["payer"], True, "funders", STRICT.payers, "job_seeker", "region", STRICT),
        (CHECKS["contract"], True, "funders", STRICT.contracts, "apprenticeship", "region", STRICT),
        (CHECKS["required"], True, "funders", "resident", ["resident", "tall"], "region", STRICT),
        (CHECKS["barring"], True, "funders", "foreign", None, "region", STRICT),
        (CHECKS["seniority"], True, "funders", (2, "years"), 24, "region", STRICT),
        (CHECKS["in_company"], True, "funders", (6, "months"), 6, "region", STRICT),
        (CHECKS["remote"], True, "funders", Decimal("0.8"), Decimal("0.8"), "region", STRICT),
        (CHECKS["register"], True, "funders", START, START, "region", STRICT),
        (CHECKS["quality"], True, "quality_certificate_lasts", (3, "years"), date(2022, 9, 16), "region", None),
        (CHECKS["in_time"], True, "funders", LAST_DAY, LAST_DAY, "region", STRICT),
        ("funder_pays_its_part", True, "funders", "region", 9060, "region", STRICT),
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"payer": "self"}, (CHECKS["payer"], False, "funders", STRICT.payers, "self")),
        ({"contract": "none"}, (CHECKS["contract"], False, "funders", STRICT.contracts, "none")),
        ({"qualities": frozenset()}, (CHECKS["required"], False, "funders", "resident", [])),
        ({"qualities": frozenset({"resident", "foreign"})}, (CHECKS["barring"], False, "funders", "foreign", None)),
        ({"seniority_months": 23}, (CHECKS["seniority"], False, "funders", (2, "years"), 23)),
        ({"seniority_months": None}, (CHECKS["seniority"], None, "funders", (2, "years"), None)),
        ({"seniority_in_company_months": 5}, (CHECKS["in_company"], False, "funders", (6, "months"), 5)),
        ({"seniority_in_company_months": None}, (CHECKS["in_company"], None, "funders", (6, "months"), None)),
        ({"remote_share": Decimal("0.81")}, (CHECKS["remote"], False, "funders", Decimal("0.8"), Decimal("0.81"))),
        ({"remote_share": None}, (CHECKS["remote"], None, "funders", Decimal("0.8"), None)),
        ({"registrations": ()}, (CHECKS["register"], False, "funders", START, None)),
        (
            {"registrations": (Registration("rncp", END, END), Registration("rs", START, START))},
            (CHECKS["register"], False, "funders", START, END),
        ),
        ({"registrations": (Registration("rncp", START, END),)}, None),
        (
            {"quality_certified_on": date(2022, 9, 15)},
            (CHECKS["quality"], False, "quality_certificate_lasts", (3, "years"), date(2022, 9, 15)),
        ),
        (
            {"quality_certified_on": date(2025, 9, 16)},
            (CHECKS["quality"], False, "quality_certificate_lasts", (3, "years"), date(2025, 9, 16)),
        ),
        ({"quality_certified_on": START}, None),
        (
            {"quality_certified_on": None},
            (CHECKS["quality"], False, "quality_certificate_lasts", (3, "years"), None),
        ),
    ],
)
def test_each_condition_of_a_funder_is_told_where_it_is_not_met(
    change: dict[str, Any], reason: tuple[Any, ...] | None
) -> None:
    decision = funding(LAW, asked(), **{**MEETS, **change})

    open_or_unmet = [one[:5] for one in told(decision) if not one[1]]
    holds = reason is None or reason[1]
    assert open_or_unmet == ([] if reason is None else [reason])
    assert decision.outcome == {True: "funded", False: "not_funded", None: "to_be_established"}[holds]
    (part,) = decision.figures["funders"]
    assert (part.eligible, part.in_time) == (holds, True)


@pytest.mark.parametrize(
    ("on", "events", "holds", "last"),
    [
        (date(2025, 8, 17), EVENTS, False, LAST_DAY),
        (None, EVENTS, None, LAST_DAY),
        (LAST_DAY, {}, None, None),
    ],
)
def test_a_request_comes_by_its_last_day(
    on: date | None, events: dict[str, date], holds: bool | None, last: date | None
) -> None:
    decision = funding(LAW, asked(on), **{**MEETS, "events": events})

    assert told(decision)[0] == (CHECKS["in_time"], holds, "funders", last, on, "region", STRICT)
    (part,) = decision.figures["funders"]
    assert (part.eligible, part.in_time, part.amount, part.left) == (True, holds, 0, 9060)


def test_seniority_may_be_waived_and_then_none_is_asked_for() -> None:
    row = FunderRow("region", seniority=Duration(2, "years"), seniority_waived_for=frozenset({"veteran", "nurse"}))

    decision = funding({"funders": table(row)}, asked(), qualities=frozenset({"nurse"}))

    assert told(decision)[0] == ("seniority_is_waived", True, "funders", None, ["nurse"], "region", row)
    assert [one[0] for one in told(decision)] == ["seniority_is_waived", "funder_pays_its_part"]


def test_a_funder_that_no_table_names_is_told_as_not_provided_for() -> None:
    decision = funding({"public_funders": table(FunderRow("cpf"))}, asked())

    assert told(decision) == [("funder_is_provided_for", False, "funders", None, "region", "region", None)]
    assert decision.figures == {
        "funders": (("region", False, None, 0, 9060),),
        "funded_lines": (),
        "total": 9060,
        "funded": 0,
        "remainder": 9060,
        "debts": (("self", 9060),),
    }


def test_of_two_tables_that_name_a_funder_the_public_one_is_read() -> None:
    law = {"public_funders": table(FunderRow("region", amount=Decimal(1))), "funders": table(FunderRow("region"))}

    assert funding(law, asked()).figures["funded"] == 1


# ---- what is cut, kept, refused --------------------------------------------------------------------------------------

CUT = RemoteCutRow("remote", remote_from=Decimal("0.5"), cut=Decimal("0.25"), floor=Decimal(800))


@pytest.mark.parametrize(
    ("share", "available", "check", "holds", "required", "found", "paid"),
    [
        (Decimal("0.5"), 4000, "remote_share_cuts_the_funding", True, Decimal("0.25"), 3000, 3000),
        (Decimal("0.5"), 1000, "remote_share_cuts_the_funding", True, Decimal("0.25"), 800, 800),
        (Decimal("0.5"), 500, "remote_share_cuts_the_funding", True, Decimal("0.25"), 500, 500),
        (Decimal("0.4"), 4000, "remote_share_leaves_the_funding_whole", True, Decimal("0.5"), Decimal("0.4"), 4000),
        (None, 4000, "remote_share_leaves_the_funding_whole", None, Decimal("0.5"), None, 0),
    ],
)
def test_what_is_taught_at_a_distance_cuts_the_funding_down_to_its_floor(
    share: Decimal | None, available: int, check: str, holds: bool | None, required: Any, found: Any, paid: int
) -> None:
    law = {"funders": table(FunderRow("region")), "remote_cuts": table(CUT)}

    decision = funding(law, asked(available=Decimal(available)), remote_share=share)

    assert told(decision)[0] == (check, holds, "remote_cuts", required, found, "region", CUT)
    assert decision.figures["funded"] == paid


def test_each_share_that_stays_with_someone_is_told_and_paid_line_by_line() -> None:
    holder = ShareRow("own", amount=Decimal(100), taken_from="funding")
    employer = ShareRow("none", amount=Decimal(0))
    row = FunderRow("region", amount=Decimal(500))
    law = {"funders": table(row), "holder_share": table(holder), "employer_share": table(employer)}

    decision = funding(law, asked())

    assert told(decision) == [
        ("share_is_owed", True, "holder_share", "own", 100, "region", holder),
        ("share_is_not_owed", True, "employer_share", "none", 0, "region", employer),
        ("funder_pays_its_part", True, "funders", "region", 400, "region", row),
    ]
    assert decision.figures == {
        "funders": (("region", True, True, 400, 8660),),
        "funded_lines": (
            ("self", "application_fee", 60),
            ("self", "tuition", 40),
            ("region", "tuition", 400),
        ),
        "total": 9060,
        "funded": 400,
        "remainder": 8660,
        "debts": (("self", 8660),),
    }


@pytest.mark.parametrize("column", ["funders", "payers", "contracts"])
def test_a_share_that_is_for_others_stays_with_nobody(column: str) -> None:
    law = {
        "funders": table(FunderRow("region")),
        "holder_share": table(ShareRow("own", amount=Decimal(100), **{column: frozenset({"another"})})),
    }

    assert funding(law, asked()).figures["funded"] == 9060


def test_a_share_is_bounded_by_what_the_share_before_it_leaves() -> None:
    law = {
        "funders": table(FunderRow("region", lines=frozenset({"application_fee"}))),
        "holder_share": table(ShareRow("own", amount=Decimal(50))),
        "employer_share": table(ShareRow("theirs", amount=Decimal(50))),
    }

    decision = funding(law, asked())

    assert decision.figures["debts"] == (("self", 9050), ("employer", 10))
    assert decision.figures["funded_lines"] == (("self", "application_fee", 50), ("employer", "application_fee", 10))


def test_shares_that_a_funder_deducts_are_deducted_together_and_one_alone_may_be_set() -> None:
    own, theirs = (ShareRow("share", amount=Decimal(amount), taken_from="funding") for amount in (100, 50))
    law = {"funders": table(FunderRow("region", amount=Decimal(500))), "employer_share": table(theirs)}

    alone, both = (funding(law | more, asked()) for more in ({}, {"holder_share": table(own)}))

    assert (alone.figures["funded"], both.figures["funded"]) == (450, 350)


def test_a_funder_that_has_nothing_to_give_leaves_no_share_with_anyone() -> None:
    law = {"funders": table(FunderRow("region")), "employer_share": table(ShareRow("theirs", amount=Decimal(50)))}

    decision = funding(law, asked(available=Decimal(0)))

    assert decision.figures["debts"] == (("self", 9060),)
    assert [one[0] for one in told(decision)] == ["funder_pays_its_part"]


def test_a_funder_pays_the_lines_it_may_and_no_other() -> None:
    row = FunderRow("region", lines=frozenset({"tuition"}), amount=Decimal(100))

    assert funding({"funders": table(row)}, asked()).figures["funded_lines"] == (("region", "tuition", 100),)


def test_what_a_funder_has_is_cut_and_not_what_is_due() -> None:
    law = {"funders": table(FunderRow("region")), "remote_cuts": table(CUT)}

    decision = funding(law, asked(available=Decimal(20000)), remote_share=Decimal(1))

    assert decision.figures["funded"] == 9060


def test_a_last_day_to_ask_may_be_a_day_of_the_year_of_the_intake() -> None:
    law = {"funders": table(FunderRow("region", ask_by=Moment(day=1, month=9)))}

    assert [funding(law, asked(date(2025, 9, day))).outcome for day in (1, 2)] == ["funded", "not_funded"]


@pytest.mark.parametrize(("settled", "who", "holds"), [("employer", "employer", True), (None, None, None)])
def test_what_a_funder_refuses_has_a_debtor_where_a_text_names_one(
    settled: str | None, who: str | None, holds: bool | None
) -> None:
    law = {"funders": table(FunderRow("region"))} | ({"refused_share_owed_by": settled} if settled else {})

    decision = funding(law, asked(refused=Decimal(60)))

    assert ("refused_share_has_its_debtor", holds, "refused_share_owed_by", settled, 60, "", None) in told(decision)
    assert decision.figures["debts"] == ((who, 60),)
    assert decision.outcome == "partly_funded"


@pytest.mark.parametrize(
    ("after_break", "events", "holds", "paid"),
    [
        ("whole", EVENTS, True, 9060),
        ("nothing", EVENTS, True, 0),
        ("pro_rata", {"teaching_starts": START, "teaching_ends": date(2025, 9, 24)}, True, 4530),
        ("pro_rata", {"teaching_starts": START}, None, 0),
        ("", EVENTS, None, 0),
    ],
)
def test_a_course_that_is_broken_off_is_paid_as_the_line_says(
    after_break: str, events: dict[str, date], holds: bool | None, paid: int
) -> None:
    row = FunderRow("region", after_break=after_break)
    last = date(2025, 9, 19)

    decision = funding({"funders": table(row)}, asked(), events=events, broken_off_on=last)

    check = "funding_after_the_break_is_settled"
    assert told(decision)[0] == (check, holds, "funders", after_break, last, "region", row)
    assert decision.figures["funded"] == paid


def test_a_course_that_is_broken_off_may_be_counted_over_a_year_of_the_text() -> None:
    row = FunderRow("region", after_break="pro_rata", day_base=360)

    assert funding({"funders": table(row)}, asked(), broken_off_on=START).figures["funded"] == Decimal("25.16")


def test_a_level_keeps_between_its_floor_and_its_cap_and_under_what_the_funder_has() -> None:
    def paid(available: int | None = None, **row: Any) -> Decimal:
        request = asked(available=None if available is None else Decimal(available))
        return funding({"funders": table(FunderRow("region", **row))}, request).figures["funded"]  # type: ignore[no-any-return] - a figure

    half, three, four = Decimal("0.5"), Decimal(3000), Decimal(5000)
    assert (paid(), paid(2000), paid(0)) == (9060, 2000, 0)
    assert (paid(ratio=half), paid(2000, ratio=half), paid(ratio=half, cap=three)) == (4530, 2000, 3000)
    assert (paid(ratio=half, floor=four), paid(1000, floor=three)) == (5000, 1000)
    assert paid(ratio=half, lines=frozenset({"application_fee"})) == 30


@pytest.mark.parametrize("name", ["seniority_months", "seniority_in_company_months"])
def test_facts_of_a_funding_may_be_at_their_least(name: str) -> None:
    zero = FundingFacts(DUE, (asked(),), "self", START, **{name: 0}, remote_share=Decimal(0))

    assert (getattr(zero, name), Registration("rs", START, START).ends_on) == (0, START)
    assert FundingFacts(DUE, (asked(),), "self", START, remote_share=Decimal(1)).remote_share == 1
