"""Honours and the words of the diploma: each reason whole, where no case shows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.decision import Decision
from sceau.core.diploma import DiplomaFacts, WordingFacts
from sceau.core.honours import HonoursFacts
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.question import ask
from sceau.core.rule import Citation, RuleMissing, Words
from sceau.core.tables.studies import HonoursRow
from tests.cast import bernards_law, law_of, module, table, told, unit
from tests.core.test_blocks import law

GOOD = HonoursRow("good", mean=Decimal(14), without_resit=True, cite=Citation("eve-regulation", "art. 12"))
FAIR = HonoursRow("fair", mean=Decimal(13))
RESAT = module("M1", 6, resits=(15,))
"""A module below the pass mark, whose resit counts."""


def honours(one: ModuleFacts, *, admitted: bool = True, **changes: Any) -> Decision:
    return ask(question="jury.honours", facts=HonoursFacts((unit("U1", one),), admitted), rules=law(**changes))


def test_a_band_closed_by_a_resit_says_so_and_leaves_the_next_one_open() -> None:
    decision = honours(RESAT, honours=table(GOOD, FAIR))

    assert (decision.outcome, decision.figures) == ("with_honours", {"honours": "fair", "mean": 15})
    assert told(decision) == [
        ("nothing_was_resat", False, "honours", "good", True, "good", GOOD),
        ("student_is_admitted", True, "honours", True, True, "", None),
        ("general_mean_opens_honours", True, "honours", 14, 15, "good", GOOD),
        ("general_mean_opens_honours", True, "honours", 13, 15, "fair", FAIR),
    ]


def test_a_mean_below_a_band_says_which() -> None:
    decision = honours(module("M1", 12), honours=table(FAIR))

    assert (decision.outcome, decision.figures) == ("without_honours", {"mean": 12})
    assert told(decision)[0] == ("general_mean_opens_honours", False, "honours", 13, 12, "fair", FAIR)


def test_a_student_who_is_not_admitted_is_told_no_more_than_that() -> None:
    decision = honours(module("M1", 15), admitted=False, honours=table(FAIR))

    assert told(decision) == [("student_is_admitted", False, "honours", True, False, "", None)]


def test_without_any_band_there_are_no_honours_to_miss() -> None:
    assert told(honours(module("M1", 15))) == [("student_is_admitted", True, "honours", True, True, "", None)]


def test_a_mean_that_is_not_known_leaves_honours_open() -> None:
    decision = honours(ModuleFacts("M1", (Mark("E1", standing=MarkStanding.PENDING),)), honours=table(FAIR))

    assert told(decision)[0] == ("general_mean_opens_honours", None, "honours", None, None, "", None)


def test_each_reason_to_issue_a_diploma_or_not_says_what_was_required_and_found() -> None:
    day = date(2025, 9, 15)
    facts = DiplomaFacts(
        "resit",
        day,
        balance=Decimal(-1),
        credits=Decimal(74),
        minutes_signed_on=day,
        label_from=day,
        label_until=day,
        missing_identity=("birth_date", "shoe_size"),
    )

    decision = ask(question="diploma.may_issue", facts=facts, rules=bernards_law())

    assert {check: (holds, required, found) for check, holds, _, required, found, _, _ in decision.every_reason()} == {
        "jury_has_admitted": (False, "admitted", "resit"),
        "programme_credits_are_all_there": (False, 75, 74),
        "identity_is_complete": (False, bernards_law()["diploma_identity"].value, ("birth_date",)),
        "minutes_are_signed": (True, None, day),
        "label_covers_the_intake": (True, day, (day, day)),
        "fees_are_settled": (True, 0, -1),
    }


def test_an_identity_that_nobody_has_told_is_to_be_established_before_a_diploma_is_issued() -> None:
    day = date(2025, 9, 15)
    facts = DiplomaFacts("admitted", day, Decimal(0), Decimal(75), minutes_signed_on=day, label_from=day)

    decision = ask(question="diploma.may_issue", facts=facts, rules=bernards_law())

    assert decision.outcome == "to_be_established"
    required = bernards_law()["diploma_identity"].value
    assert told(decision)[0] == ("identity_is_complete", None, "diploma_identity", required, None, "", None)


def test_what_is_known_to_refuse_a_diploma_refuses_it_even_of_somebody_whose_identity_nobody_has_told() -> None:
    day = date(2025, 9, 15)
    facts = DiplomaFacts("refused", day, Decimal(0), Decimal(75), minutes_signed_on=day, label_from=day)

    assert ask(question="diploma.may_issue", facts=facts, rules=bernards_law()).outcome == "may_not_issue"


def test_where_no_text_lists_an_identity_nobody_waits_for_one() -> None:
    day = date(2025, 9, 15)
    facts = DiplomaFacts("admitted", day, Decimal(0), Decimal(75), minutes_signed_on=day, label_from=day)
    rules = law_of({"studies_jury_decides": True, "accreditation_decided_by": "label", "programme_ects": 75})

    assert ask(question="diploma.may_issue", facts=facts, rules=rules).outcome == "may_issue"


def test_the_words_of_a_diploma_name_a_school() -> None:
    rules = law_of({"diploma_wording": Words("{speciality} {school}", "{speciality} {school}")})
    facts = WordingFacts(Words("Cybersécurité", "Cybersecurity"))

    with pytest.raises(RuleMissing, match="it names the school, and none was given; name a school") as error:
        ask(question="diploma.wording", facts=facts, rules=rules)
    assert error.value.key == "diploma_wording"
