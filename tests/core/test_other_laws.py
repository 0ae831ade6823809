"""What the shipped law does not ask for, another school's may: each branch of the reasoning has its rule."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from sceau.core.admission import CandidateFacts, Degree, Experience
from sceau.core.decision import Decision
from sceau.core.diploma import DiplomaFacts, WordingFacts
from sceau.core.fees import Amount, ScheduleFacts
from sceau.core.filing import FilingFacts
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.core.honours import HonoursFacts
from sceau.core.marking import scale_of
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.question import FactImpossible, ask
from sceau.core.quote import PayerFacts
from sceau.core.rule import Absence, Duration, Force, Layer, Moment, RuleMissing, Words
from sceau.core.rulebook import Rulebook
from sceau.core.studies import CreditsFacts, UnitsFacts
from sceau.core.tables.admission import ClosingRow
from sceau.core.tables.fees import InstalmentRow, LiabilityRow, TariffRow
from sceau.core.units import UnitFacts
from tests.cast import THESIS, alice, bernards_law, law_of, module, rule_of, table, unit

EVERYTHING = frozenset({"mission", "thesis", "defence"})
MARKS = {
    "unit_pass_mark": 10,
    "general_mean_pass_mark": 10,
    "compensation": "within_unit",
    "final_components": EVERYTHING,
}
FILED = FilingFacts(datetime(2025, 6, 5, 12, tzinfo=UTC), 2025)


def issued(**changes: object) -> DiplomaFacts:
    facts = {
        "jury_outcome": "admitted",
        "intake_starts_on": date(2025, 9, 15),
        "balance": Decimal(0),
        "credits": Decimal(75),
    }
    return DiplomaFacts(**{**facts, **changes})  # type: ignore[arg-type] - any field


def schedule(rules: Rulebook, **changes: object) -> Decision:
    facts = ScheduleFacts(price=Decimal(1000), payer="self", intake_year=2025, education="continuing")
    return ask(question="fees.schedule", facts=replace(facts, **changes), rules=rules)  # type: ignore[arg-type] - any field


def test_an_instant_without_its_time_zone_is_no_filing() -> None:
    with pytest.raises(ValueError, match="filed_at: write its time zone"):
        FilingFacts(datetime(2025, 6, 4, 12), 2025)  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "at", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))]
)
def test_an_instant_without_a_day_in_paris_is_no_filing(at: datetime) -> None:
    with pytest.raises(ValueError, match="has no day in Paris, correct the instant"):
        FilingFacts(at, 2025)


def test_where_no_deadline_fits_the_answer_says_so() -> None:
    row = ClosingRow("international", requires=frozenset({"international"}), closes=Moment(on=date(2025, 6, 4)))

    decision = ask(question="admission.deadline", facts=FILED, rules=law_of({"application_closes": table(row)}))

    assert (decision.outcome, decision.reasons[0].check) == ("no_deadline", "a_deadline_fits")


def test_an_invitation_that_is_missed_only_warns() -> None:
    rows = (
        ClosingRow("invited", closes=Moment(on=date(2025, 6, 4)), force=Force.RECOMMENDED),
        ClosingRow("all", closes=Moment(on=date(2025, 6, 5)), otherwise=True),
    )

    decision = ask(question="admission.deadline", facts=FILED, rules=law_of({"application_closes": table(*rows)}))

    assert decision.outcome == "in_time"
    assert [reason.check for reason in decision.warnings] == ["file_follows_the_invitation"]


def test_where_the_texts_say_nothing_of_the_contribution_none_is_due() -> None:
    rules = law_of({"tariff": table(TariffRow("all", amount=Decimal(100)))})

    decision = ask(question="fees.quote", facts=PayerFacts("self"), rules=rules)

    assert (decision.figures["total"], [line.code for line in decision.figures["lines"]]) == (Decimal(100), ["tuition"])
    assert [reason.rule.absence for reason in decision.reasons if reason.check == "cvec_is_not_due"] == [Absence.SILENT]


def test_where_no_line_settles_the_contribution_it_is_left_open() -> None:
    liability = table(LiabilityRow("students", education=frozenset({"initial"}), due=True))
    rules = law_of({"tariff": table(TariffRow("all", amount=Decimal(100))), "cvec_liability": liability})

    decision = ask(question="fees.quote", facts=PayerFacts("self", "continuing"), rules=rules)

    assert [(r.check, r.holds) for r in decision.reasons if r.subject == "cvec"] == [
        ("cvec_is_settled_by_the_texts", None)
    ]


def test_a_price_may_be_shared_by_ratios_and_the_first_payment_bears_the_cents() -> None:
    rows = table(*(InstalmentRow(name, ratio=Decimal("0.333")) for name in ("one", "two", "three")))
    rules = law_of({"instalments": rows, "instalment_split": "by_ratio", "instalment_cents": "first"})

    decision = schedule(rules)

    assert decision.figures == {
        "instalments": (("one", Decimal(334), None), ("two", Decimal(333), None), ("three", Decimal(333), None)),
        "total": Decimal(1000),
    }


@pytest.mark.parametrize(
    ("law", "checks"),
    [
        ({"first_payment_cap": Decimal("0.3")}, ["first_payment_is_within_the_cap"]),
        ({"withdrawal_delay": Duration(10, "days")}, ["nothing_is_paid_before_the_withdrawal_delay_ends"]),
        ({}, []),
    ],
)
def test_each_rule_on_the_first_payment_is_judged_alone(law: dict[str, object], checks: list[str]) -> None:
    rows = table(InstalmentRow("one"))
    covered = {
        "training_contract_payers": frozenset({"self"}),
        "training_contract_covers": frozenset({"continuing"}),
        "instalment_split": "equal",
        "instalments": rows,
    }

    decision = schedule(law_of({**covered, **law}))

    named = {"first_payment_is_within_the_cap", "nothing_is_paid_before_the_withdrawal_delay_ends"}
    assert [reason.check for reason in decision.reasons if reason.check in named] == checks


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Mark("E1"), "mark: a mark goes with the standing «present», and only with it"),
        (lambda: Mark("E1", Decimal(-1)), "mark: -1 lies outside its scale"),
        (lambda: Mark("E1", Decimal(41), scale=Decimal(40)), "mark: 41 lies outside its scale"),
        (lambda: Mark("E1", Decimal(1), coefficient=Decimal(0)), "coefficient: a coefficient is above zero, not 0"),
        (lambda: module("M1", 10, coefficient=Decimal(0)), "coefficient: a coefficient is above zero, not 0"),
        (
            lambda: unit("UV1", module("M1", 10), coefficient=Decimal(0)),
            "coefficient: a coefficient is above zero, not 0",
        ),
        (lambda: UnitFacts("UV1", Decimal(6), ()), "modules: a unit holds at least one module"),
        (lambda: unit("UV1", module("M1", 10), ects=-6), "ects: credits are not below zero, write 6 or correct"),
        (lambda: unit("UV1", module("M1", 10), module("M1", 12)), "modules: «M1» stands twice"),
        (lambda: module("", 10) and unit("UV1", module("", 10)), "modules: number 1 has no code"),
        (lambda: ModuleFacts("M1", (Mark("E", Decimal(1)),) * 2), "marks: «E» stands twice"),
        (lambda: UnitsFacts((unit("U", module("M", 1)),) * 2), "units: «U» stands twice"),
        (lambda: CreditsFacts((unit("U", module("M", 1)),) * 2), "units: «U» stands twice"),
        (lambda: alice(units=(unit("U", module("M", 1)),) * 2), "units: «U» stands twice"),
        (lambda: alice(units=()), "units: a student before the jury has at least one unit"),
        (lambda: ComponentFacts("thesiss", Decimal(1)), "code: «thesiss» is no part of the end of studies"),
        (
            lambda: ComponentFacts("thesis", Decimal(1), mark=Decimal(-3)),
            "ects: credits and marks are not below zero",
        ),
        (
            lambda: ThesisFacts((ComponentFacts("thesis", Decimal(1)),) * 2),
            "components: «thesis» stands twice",
        ),
        (lambda: Experience(-30), "months: months of experience are not below zero, correct -30"),
        (lambda: Degree("engineer", -5), "level: a degree attests years of study, not -5"),
        (lambda: Amount("tuition", Decimal("0.001")), "amount: 0.001 is no amount"),
        (lambda: Amount("tuition", Decimal("NaN")), "amount: NaN is no amount"),
        (lambda: WordingFacts(Words("", " ")), "speciality: it is empty"),
        (
            lambda: WordingFacts(Words("Cybersécurité", " ")),
            "speciality: it is empty, write it in French and in English",
        ),
        (lambda: HonoursFacts((unit("U", module("M", 1)),) * 2, admitted=True), "units: «U» stands twice"),
        (lambda: issued(minutes_signed_on=date(2020, 1, 1)), "minutes_signed_on: 2020-01-01 comes before the intake"),
        (
            lambda: issued(label_from=date(2025, 1, 1), label_until=date(2024, 1, 1)),
            "label_until: 2024-01-01 comes before label_from",
        ),
    ],
)
def test_facts_that_cannot_be_are_refused(build: object, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        build()  # type: ignore[operator] - a parametrised builder


def thesis_with(rules: Rulebook, **component: object) -> Decision:
    components = tuple(ComponentFacts(code, Decimal(10), **component) for code in sorted(EVERYTHING))  # type: ignore[arg-type] - any field
    return ask(question="studies.thesis_result", facts=ThesisFacts(components), rules=rules)


@pytest.mark.parametrize(
    ("component", "outcome"),
    [
        ({"mark": Decimal(10)}, "validated"),
        ({"mark": Decimal("9.99")}, "not_validated"),
        ({"mark": Decimal(12), "validated": True}, "validated"),
        ({"mark": Decimal(12), "validated": False}, "not_validated"),
        ({"mark": Decimal(9), "validated": True}, "not_validated"),
        ({}, "not_finished"),
    ],
)
def test_where_the_law_sets_a_pass_mark_the_mark_decides_unless_the_assessors_say_no(
    component: dict[str, object], outcome: str
) -> None:
    rules = law_of({"final_components": EVERYTHING, "thesis_pass_mark": 10})

    assert thesis_with(rules, **component).outcome == outcome


def test_only_the_components_that_the_law_names_are_asked_for() -> None:
    rules = law_of({"final_components": frozenset({"thesis"})})
    alone = ThesisFacts((ComponentFacts("thesis", Decimal(30), validated=True),))

    decision = ask(question="studies.thesis_result", facts=alone, rules=rules)

    assert (decision.outcome, [reason.subject for reason in decision.reasons]) == ("validated", ["thesis"])


@pytest.mark.parametrize(
    ("consequence", "thesis", "proposal"),
    [("refused", "not_validated", "refused"), ("next_jury", "not_finished", "extension")],
)
def test_a_late_thesis_leads_to_what_the_rule_says(consequence: str, thesis: str, proposal: str) -> None:
    rules = law_of({**MARKS, "late_thesis_leads_to": consequence})
    late = replace(THESIS, due_on=date(2026, 9, 1))

    assert ask(question="studies.thesis_result", facts=late, rules=rules).outcome == thesis
    assert ask(question="jury.proposal", facts=alice(thesis=late), rules=rules).outcome == proposal


def test_a_thesis_in_time_meets_the_rule() -> None:
    rules = law_of({**MARKS, "late_thesis_leads_to": "refused"})
    on_the_day = replace(THESIS, due_on=THESIS.handed_in_on)

    assert ask(question="studies.thesis_result", facts=on_the_day, rules=rules).outcome == "validated"


def test_where_the_texts_say_nothing_of_missions_any_conforms() -> None:
    facts = MissionFacts(date(2026, 3, 1), date(2026, 3, 2), "school")

    decision = ask(question="studies.mission_conforms", facts=facts, rules=law_of({}))

    assert decision.outcome == "conforms"
    assert {reason.rule.absence for reason in decision.reasons} == {Absence.SILENT}


def test_without_compensation_each_module_must_pass() -> None:
    rules = law_of({"unit_pass_mark": 10, "compensation": "none"})
    facts = unit("UV1", module("M1", 9), module("M2", 15))

    decision = ask(question="studies.unit_result", facts=facts, rules=rules)

    assert (decision.outcome, decision.figures["mean"]) == ("failed", 12)
    assert [(r.check, r.holds, r.subject) for r in decision.reasons if "pass_mark" in r.check] == [
        ("module_reaches_the_pass_mark", False, "M1"),
        ("module_reaches_the_pass_mark", True, "M2"),
    ]


def test_group_work_needs_no_marks_one_by_one_where_no_text_asks_for_them() -> None:
    together = ModuleFacts("M1", (Mark("E1", Decimal(12), group=True, individualised=False),))
    rules = law_of({"unit_pass_mark": 10, "compensation": "none", "individual_evaluation": False})

    assert ask(question="studies.unit_result", facts=unit("UV1", together), rules=rules).outcome == "validated"


def test_without_an_account_of_fees_the_diploma_waits_only_where_it_depends_on_them() -> None:
    asked = law_of({**MARKS, "diploma_needs_fees_settled": True})

    assert ask(question="jury.proposal", facts=alice(fees=None), rules=asked).outcome == "pending"
    assert ask(question="jury.proposal", facts=alice(fees=None), rules=law_of(MARKS)).outcome == "admitted"


def test_a_law_that_nothing_binds_answers_with_what_it_recommends() -> None:
    rule = rule_of("mission_duration", Duration(4, "months"), layer=Layer.LABEL, force=Force.RECOMMENDED)
    rules = Rulebook(on=date(2025, 9, 1), ladders={"mission_duration": (rule,)})
    short = MissionFacts(date(2026, 3, 1), date(2026, 3, 2), "company")

    decision = ask(question="studies.mission_conforms", facts=short, rules=rules)

    assert decision.outcome == "conforms"
    assert [reason.check for reason in decision.warnings] == ["mission_is_long_enough"]


def test_the_shipped_law_reads_two_resits_as_one() -> None:
    facts = unit("UV1", module("M1", 3, resits=(4, 18)), module("M2", 12))

    assert ask(question="studies.unit_result", facts=facts, rules=bernards_law()).outcome == "failed"


def test_a_thesis_handed_in_after_the_jury_is_not_before_it() -> None:
    late = replace(THESIS, handed_in_on=date(2026, 10, 6))

    assert ask(question="jury.proposal", facts=alice(thesis=late), rules=bernards_law()).outcome == "extension"


def test_a_first_mark_that_is_awaited_keeps_the_unit_waiting_whatever_the_resit() -> None:
    awaited = ModuleFacts("M1", (Mark("E1", standing=MarkStanding.PENDING),), resits=(Mark("R1", Decimal(2)),))

    assert ask(question="studies.unit_result", facts=unit("UV1", awaited), rules=bernards_law()).outcome == "pending"


def test_group_work_of_which_nobody_has_said_how_it_was_marked_waits() -> None:
    unsaid = ModuleFacts("M1", (Mark("E1", Decimal(12), group=True),))

    decision = ask(question="studies.unit_result", facts=unit("UV1", unsaid), rules=bernards_law())

    assert (decision.outcome, [r.holds for r in decision.reasons if r.check.startswith("group")]) == ("pending", [None])


@pytest.mark.parametrize(
    ("first", "outcome"), [("0.3", "conforms"), ("0.30001", "breaks_the_law"), ("0.29999", "conforms")]
)
def test_the_first_payment_may_reach_the_cap_and_not_a_cent_more(first: str, outcome: str) -> None:
    rows = table(InstalmentRow("one", ratio=Decimal(first)), InstalmentRow("two", ratio=1 - Decimal(first)))
    rules = law_of(
        {
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": frozenset({"continuing"}),
            "first_payment_cap": Decimal("0.3"),
            "instalment_split": "by_ratio",
            "instalment_cents": "last",
            "instalments": rows,
        }
    )

    assert schedule(rules).outcome == outcome


def test_a_schedule_whose_days_are_not_known_is_to_be_established() -> None:
    rules = law_of(
        {
            "training_contract_payers": frozenset({"self"}),
            "training_contract_covers": frozenset({"continuing"}),
            "withdrawal_delay": Duration(10, "days"),
            "instalment_split": "equal",
            "instalments": table(InstalmentRow("one")),
        }
    )

    assert schedule(rules).outcome == "to_be_established"


def test_the_order_of_degrees_changes_nothing() -> None:
    pending = [Degree("engineer", level, grade_of_master=True, evaluated_by="cti", obtained=False) for level in (4, 5)]

    outcomes = {
        ask(question="admission.eligibility", facts=CandidateFacts(tuple(order)), rules=bernards_law()).outcome
        for order in (pending, pending[::-1])
    }

    assert outcomes == {"conditionally_eligible"}


def test_a_component_above_the_scale_cannot_be() -> None:
    rules = law_of({"final_components": EVERYTHING, "thesis_pass_mark": 10})

    with pytest.raises(FactImpossible, match="lies above the scale /20; correct the mark"):
        thesis_with(rules, mark=Decimal("20.01"))


def test_the_scale_of_a_school_is_that_of_its_pass_mark() -> None:
    assert scale_of(law_of({"unit_pass_mark": 10})) == 20
    with pytest.raises(RuleMissing, match="marks have no scale without it"):
        scale_of(law_of({}))
