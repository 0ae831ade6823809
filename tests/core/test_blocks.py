"""Blocks, floors, caps and honours, where no case of the invented schools says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.blocks import BlockFacts, UnitInBlock, in_its_block
from sceau.core.decision import Decision
from sceau.core.final_work import ComponentFacts, ThesisFacts
from sceau.core.honours import HonoursFacts
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.means import rounded
from sceau.core.question import ask
from sceau.core.rule import Force, Moment
from sceau.core.rulebook import Rulebook
from sceau.core.studies import UnitsFacts
from sceau.core.tables.studies import HonoursRow, ResitRow, WeightRow
from sceau.core.units import UnitFacts
from tests.cast import THESIS, alice, contested, law_of, module, rule_of, table, unit

BASE: dict[str, Any] = {
    "unit_pass_mark": 10,
    "general_mean_pass_mark": 10,
    "compensation": "within_block",
    "resits": table(ResitRow("low", trigger="unit_below_pass_mark")),
    "resits_allowed": 1,
    "resit_counts": "replaces",
    "final_components": frozenset({"mission", "thesis", "defence"}),
    "diploma_needs_fees_settled": True,
}


def law(**changes: Any) -> Rulebook:
    return law_of({**BASE, **changes})


def two(first: int | str, second: int | str, *, block: str = "B1") -> tuple[UnitFacts, UnitFacts]:
    return (
        unit("U1", module("M1", first), ects=22, block=block),
        unit("U2", module("M2", second), ects=23, block=block),
    )


def test_a_block_holds_units_each_of_its_own_code() -> None:
    with pytest.raises(ValueError, match="units: a block holds at least one unit"):
        BlockFacts("B1", ())
    with pytest.raises(ValueError, match="units: «U1» stands twice"):
        BlockFacts("B1", (unit("U1", module("M1", 10)),) * 2)


def test_without_any_rule_on_blocks_a_block_makes_up_for_its_low_units() -> None:
    decision = ask(question="studies.block_result", facts=BlockFacts("B1", two(15, 6)), rules=law())

    assert (decision.outcome, decision.figures["unit_results"]) == (
        "validated",
        (("U1", "validated"), ("U2", "compensated")),
    )


def test_a_block_tells_what_it_would_come_to_if_its_units_weighed_otherwise() -> None:
    first, second = two(15, 10)
    facts = BlockFacts("B1", (replace(first, coefficient=Decimal(4)), second))
    decision = ask(question="studies.block_result", facts=facts, rules=law())

    ((check, _, _, required, found, subject, _),) = decision.warnings
    assert decision.figures["mean"] == 14
    assert (check, required, found, subject) == (
        "units_weigh_as_the_texts_say",
        "coefficients",
        Fraction(560, 45),
        "B1",
    )


def test_it_is_not_told_how_units_weigh_where_their_means_are_alike() -> None:
    first, second = two(12, 12)
    facts = BlockFacts("B1", (replace(first, coefficient=Decimal(4)), second))

    assert ask(question="studies.block_result", facts=facts, rules=law()).warnings == ()


def test_the_jury_is_proposed_to_admit_a_student_whom_a_block_saves() -> None:
    decision = ask(question="jury.proposal", facts=alice(units=two(15, 6)), rules=law())

    assert decision.outcome == "admitted"
    assert decision.figures["unit_results"] == (("U1", "validated"), ("U2", "compensated"))
    assert decision.figures["teaching"] == 45


def test_a_unit_of_no_block_is_made_up_for_by_none() -> None:
    free = replace(unit("U3", module("M3", 6), ects=5), block="")
    decision = ask(question="jury.proposal", facts=alice(units=(*two(15, 10), free)), rules=law())

    assert decision.figures["unit_results"][2] == ("U3", "resit_due")


def test_a_block_below_its_pass_mark_refuses_even_where_each_unit_passes() -> None:
    decision = ask(question="jury.proposal", facts=alice(units=two(11, 11)), rules=law(block_pass_mark=12))

    assert (decision.outcome, [reason.check for reason in decision.unmet]) == (
        "refused",
        ["block_mean_reaches_the_pass_mark"],
    )


def in_block(place: int, *marks: int, rules: Rulebook) -> Decision:
    units = two(*marks)
    return ask(question="studies.unit_result", facts=in_its_block(units[place], units), rules=rules)


def test_a_unit_is_compensated_for_the_reason_that_its_block_gives() -> None:
    decision = in_block(1, 15, 6, rules=law(block_pass_mark=10))

    assert (decision.outcome, decision.figures) == ("compensated", {"credits": 23, "mean": 6})
    assert (decision.unmet, [reason.check for reason in decision.reasons]) == (
        (),
        ["unit_is_compensated_in_its_block", "block_mean_reaches_the_pass_mark"],
    )


def test_a_unit_is_contested_where_the_readings_of_a_rule_on_its_block_leave_it_otherwise() -> None:
    rules = contested(law(), "block_pass_mark", 10, 12)

    assert in_block(0, 15, 6, rules=rules).outcome == "validated"
    other = in_block(1, 15, 6, rules=rules)
    assert (other.outcome, [(one.decision.outcome, one.decision.figures["credits"]) for one in other.readings]) == (
        "contested",
        [("compensated", 23), ("resit_due", 0)],
    )


def test_a_unit_that_stands_alone_tells_of_its_block_only_where_it_loses_its_credits() -> None:
    kept = in_block(0, 15, 6, rules=law(block_pass_mark=12))
    lost = in_block(0, 15, 6, rules=law(block_pass_mark=12, block_keeps_credits="none"))

    assert (kept.outcome, kept.figures["credits"], kept.unmet) == ("validated", 22, ())
    assert (lost.outcome, lost.figures["credits"]) == ("validated", 0)
    assert [reason.check for reason in lost.unmet] == ["block_mean_reaches_the_pass_mark", "block_is_validated_whole"]


def test_the_units_beside_a_unit_are_others_of_its_block() -> None:
    one, other = two(15, 6)
    with pytest.raises(ValueError, match="beside: the units of one block name the same block"):
        UnitInBlock("U1", one.ects, one.modules, beside=(other,))
    with pytest.raises(ValueError, match="beside: «U2» stands twice"):
        UnitInBlock("U2", one.ects, one.modules, block="B1", beside=(other,))


def test_a_block_of_units_that_are_all_exempt_has_no_mean_and_is_validated() -> None:
    exempt = ModuleFacts("M1", (Mark("E1", standing=MarkStanding.EXEMPT),))
    facts = BlockFacts("B1", (unit("U1", exempt),))

    decision = ask(question="studies.block_result", facts=facts, rules=law(block_pass_mark=12, exemptions_allowed=True))

    assert (decision.outcome, "mean" in decision.figures) == ("validated", False)


def test_a_unit_without_credits_weighs_nothing_where_credits_are_the_weights() -> None:
    units = (unit("U1", module("M1", 12), ects=45), unit("U2", module("M2", 2), ects=0))

    decision = ask(question="studies.general_mean", facts=UnitsFacts(units), rules=law(units_weigh_by="ects"))

    assert decision.figures["mean"] == 12


@pytest.mark.parametrize(("resit", "mean"), [(18, 11), (8, "10.5")])
def test_a_resit_may_cap_the_general_mean(resit: int, mean: str | int) -> None:
    rules = law(resit_cap_mark=11, resit_cap_on="general_mean", undue_resits_count=True)
    units = (unit("U1", module("M1", 9, resits=(resit,))), unit("U2", module("M2", 13)))

    decision = ask(question="studies.general_mean", facts=UnitsFacts(units), rules=rules)

    assert decision.figures["mean"] == Decimal(mean)


@pytest.mark.parametrize(
    ("number", "decimals", "result"),
    [("9.95", "0.1", "10.0"), ("9.949", "0.1", "9.9"), ("9.5", "1", "10"), ("10", "0.01", "10.00")],
)
def test_what_lies_halfway_is_rounded_up(number: str, decimals: str, result: str) -> None:
    assert rounded(Decimal(number), Decimal(decimals)) == Decimal(result)


def test_the_mean_of_a_module_may_be_rounded_and_says_so() -> None:
    rules = law(rounded_means=frozenset({"module"}), rounding_decimals=0)

    decision = ask(question="studies.module_mean", facts=module("M1", "9.5"), rules=rules)

    assert decision.figures["mean"] == 10
    assert told_as_rounded(decision) == [(True, 10, Decimal("9.5"), "M1")]
    in_its_unit = ask(
        question="studies.unit_result", facts=UnitInBlock("U1", Decimal(45), (module("M1", "9.5"),)), rules=rules
    )
    assert told_as_rounded(in_its_unit) == told_as_rounded(decision)


def told_as_rounded(decision: Decision) -> list[tuple[Any, ...]]:
    return [
        (holds, required, found, subject)
        for check, holds, _, required, found, subject, _ in decision.reasons
        if check == "mean_is_rounded_as_the_rule_says"
    ]


def test_the_mean_of_a_module_is_not_told_as_rounded_where_no_text_rounds_it() -> None:
    decision = ask(question="studies.module_mean", facts=module("M1", "9.5", "8"), rules=law())

    assert told_as_rounded(decision) == []


@pytest.mark.parametrize(
    ("standing", "holds"), [(MarkStanding.ABSENT, False), (MarkStanding.EXCUSED, False), (MarkStanding.PENDING, None)]
)
def test_a_module_without_a_mark_says_which_assessment_lacks_it(standing: MarkStanding, holds: bool | None) -> None:
    facts = ModuleFacts("M1", (Mark("E1", Decimal(10)), Mark("E2", standing=standing)))

    decision = ask(question="studies.module_mean", facts=facts, rules=law(individual_evaluation=True))

    assert [(r.check, r.holds, r.required, r.found, r.subject) for r in decision.reasons] == [
        ("module_has_been_assessed", holds, True, (("E2", standing),), "M1")
    ]
    assert decision.figures == {}


@pytest.mark.parametrize(
    ("resits", "borne"), [((), [4]), ((MarkStanding.ABSENT,), [4]), ((8,), [8]), ((5, 8), [8]), ((5, 8, 9), [8])]
)
def test_the_floor_bears_on_the_last_resit_that_was_sat_and_counts(
    resits: tuple[MarkStanding | int, ...], borne: list[int]
) -> None:
    sat = tuple(
        Mark(f"R{n}", standing=one) if isinstance(one, MarkStanding) else Mark(f"R{n}", Decimal(one))
        for n, one in enumerate(resits)
    )
    facts = ModuleFacts("M1", (Mark("E1", Decimal(4)),), resits=sat)

    decision = ask(question="studies.module_mean", facts=facts, rules=law(assessment_floor_mark=6, resits_allowed=2))

    checks = [reason for reason in decision.reasons if reason.check == "assessment_is_above_the_floor"]
    assert [reason.found for reason in checks] == borne


@pytest.mark.parametrize(
    ("given", "resits", "borne"),
    [
        ((4, 20), (8,), [("R0", 8, True)]),
        ((7, 20), (4,), [("M1-1", 7, True), ("M1-2", 20, True)]),
        ((4, 20), (5,), [("M1-1", 4, False), ("M1-2", 20, True)]),
        ((2, 4), (5,), [("R0", 5, False)]),
        ((4, 20), (8, 3), [("R0", 8, True)]),
        ((None, 20), (8, 3), [("R0", 8, True)]),
        ((None, 20), (3,), [("R0", 3, False)]),
    ],
)
def test_where_the_better_mark_counts_the_floor_bears_on_the_mark_that_carries_the_day(
    given: tuple[int | None, ...], resits: tuple[int, ...], borne: list[tuple[str, int, bool]]
) -> None:
    lacking = {"standing": MarkStanding.ABSENT}
    marks = (
        Mark(f"M1-{n}", **(lacking if one is None else {"mark": Decimal(one)}))  # type: ignore[arg-type] - one or the other
        for n, one in enumerate(given, 1)
    )
    facts = ModuleFacts("M1", tuple(marks), resits=tuple(Mark(f"R{n}", Decimal(one)) for n, one in enumerate(resits)))
    rules = law(assessment_floor_mark=6, resits_allowed=2, resit_counts="best_of")

    decision = ask(question="studies.module_mean", facts=facts, rules=rules)

    found = [(one.subject, one.found, one.holds) for one in decision.reasons if "floor" in one.check]
    assert sorted(found) == borne


def test_a_resit_says_how_it_counts_and_what_the_module_comes_to() -> None:
    facts = ModuleFacts("M1", (Mark("E1", Decimal(8)),), resits=(Mark("R1", Decimal(12)),))

    decision = ask(question="studies.module_mean", facts=facts, rules=law())

    assert [(r.check, r.required, r.found, r.subject) for r in decision.reasons if r.subject][-1] == (
        "resit_counts_as_the_rule_says",
        "replaces",
        12,
        "M1",
    )


def test_units_that_leave_no_general_mean_are_named() -> None:
    def marked(code: str, standing: MarkStanding) -> UnitFacts:
        return unit(code, ModuleFacts("M1", (Mark("E1", standing=standing),)))

    low, waits = unit("U1", module("M1", 6)), marked("U2", MarkStanding.PENDING)
    exempt, missing = marked("U3", MarkStanding.EXEMPT), marked("U4", MarkStanding.ABSENT)

    decision = ask(question="studies.general_mean", facts=UnitsFacts((low, waits, exempt, missing)), rules=law())

    assert (decision.outcome, [reason.found for reason in decision.reasons]) == ("not_computable", [("U2", "U4")])


def test_units_without_any_credits_have_no_mean_where_credits_weigh() -> None:
    units = tuple(replace(unit(code, module("M1", 12)), ects=Decimal(0)) for code in ("U1", "U2"))

    decision = ask(question="studies.general_mean", facts=UnitsFacts(units), rules=law(units_weigh_by="ects"))

    assert (decision.outcome, decision.figures) == ("not_computable", {})


def test_an_exemption_that_the_texts_do_not_allow_is_told_of_a_module() -> None:
    facts = ModuleFacts("M1", (Mark("E1", standing=MarkStanding.EXEMPT),))

    decision = ask(question="studies.module_mean", facts=facts, rules=law(exemptions_allowed=False))

    assert [reason.check for reason in decision.unmet] == ["an_exemption_is_provided_for"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("unit_pass_mark", 12), ("module_gap_mark", 12), ("assessment_floor_mark", 12), ("general_mean_pass_mark", 12)],
)
def test_a_mark_that_a_text_only_recommends_warns_and_bars_nothing(key: str, value: int) -> None:
    rules = law()
    advice = rule_of(key, value, force=Force.RECOMMENDED)
    rules = replace(rules, ladders={**rules.ladders, key: (advice,)}, _known={}, _beside={})

    decision = ask(question="jury.proposal", facts=alice(units=two(11, 11, block="")), rules=rules)

    assert decision.outcome == "admitted"
    assert {reason.rule.key for reason in decision.warnings} == {key}


@pytest.mark.parametrize("key", ["block_pass_mark", "block_minimum_ects", "unit_floor_mark"])
def test_what_a_text_only_recommends_of_blocks_hinders_no_compensation(key: str) -> None:
    rules = law(**{key: 30 if key == "block_minimum_ects" else 12})
    advice = replace(rules.ladders[key][0].entries[0], force=Force.RECOMMENDED)
    ladder = replace(rules.ladders[key][0], entries=(advice,))
    rules = replace(rules, ladders={**rules.ladders, key: (ladder,)}, _known={}, _beside={})

    decision = ask(question="studies.block_result", facts=BlockFacts("B1", two(12, 8)), rules=rules)

    assert (decision.outcome, decision.figures["credits"]) == ("validated", 45)


def test_marks_without_number_that_the_texts_refuse_are_told_once_a_module() -> None:
    facts = ModuleFacts("M1", tuple(Mark(code, standing=MarkStanding.EXEMPT) for code in ("E1", "E2")))

    decision = ask(question="studies.unit_result", facts=unit("U1", facts), rules=law(exemptions_allowed=False))

    assert [reason.check for reason in decision.unmet].count("a_resit_is_provided_for") == 1


def test_a_resit_that_does_not_count_caps_no_mean_and_closes_no_honours() -> None:
    rules = law(
        undue_resits_count=False,
        resit_cap_mark=11,
        resit_cap_on="general_mean",
        honours=table(HonoursRow("good", mean=Decimal(14), without_resit=True)),
    )
    units = (unit("U1", module("M1", 15, resits=(16,))),)

    decision = ask(question="jury.honours", facts=HonoursFacts(units, admitted=True), rules=rules)

    assert (decision.outcome, decision.figures["mean"]) == ("with_honours", 15)


def test_weights_without_a_pass_mark_give_a_mean_and_bar_nothing() -> None:
    weights = table(*(WeightRow(code, weight=Decimal(1)) for code in ("mission", "thesis")))
    parts = tuple(ComponentFacts(c, Decimal(10), validated=True, mark=Decimal(8)) for c in ("mission", "thesis"))

    decision = ask(
        question="studies.thesis_result",
        facts=ThesisFacts(parts),
        rules=law(final_components=frozenset({"mission", "thesis"}), final_weights=weights),
    )

    assert (decision.outcome, decision.figures["mean"]) == ("validated", 8)


def test_a_mean_of_zero_at_the_end_is_a_mean() -> None:
    weights = table(WeightRow("thesis", weight=Decimal(1)))
    parts = (ComponentFacts("thesis", Decimal(10), validated=True, mark=Decimal(0)),)

    decision = ask(
        question="studies.thesis_result",
        facts=ThesisFacts(parts),
        rules=law(final_components=frozenset({"thesis"}), final_weights=weights, thesis_pass_mark=10),
    )

    assert decision.outcome == "not_validated"


def test_the_last_day_of_a_thesis_may_be_a_day_of_the_year_after_the_intake() -> None:
    due = Moment(day=14, month=9, year="next")
    rules = law(thesis_due=due, late_thesis_leads_to="refused")

    decision = ask(question="studies.thesis_result", facts=THESIS, rules=rules)

    assert (decision.outcome, decision.unmet[0].required) == ("not_validated", date(2026, 9, 14))


def test_a_student_of_whom_no_mark_is_known_is_not_admitted() -> None:
    exempt = ModuleFacts("M1", (Mark("E1", standing=MarkStanding.EXEMPT),))

    decision = ask(question="jury.proposal", facts=alice(units=(unit("U1", exempt),)), rules=law())

    assert decision.outcome == "pending"


@pytest.mark.parametrize(("had", "outcome"), [(0, "extension"), (1, "refused")])
def test_extensions_are_counted(had: int, outcome: str) -> None:
    facts = alice(units=two(12, 12), mission=None, extensions_had=had)

    decision = ask(question="jury.proposal", facts=facts, rules=law(extensions_allowed=1))
    assert decision.outcome == outcome
    (told,) = [reason for reason in decision.every_reason() if reason.check == "an_extension_remains"]
    assert (told.holds, told.required, told.found) == (had < 1, 1, had)


@pytest.mark.parametrize(("allowed", "remains", "outcome"), [(1, None, "extension"), (0, False, "refused")])
def test_whether_an_extension_remains_is_not_known_where_nobody_has_told_how_many_were_had(
    allowed: int, remains: bool | None, outcome: str
) -> None:
    facts = alice(units=two(12, 12), mission=None)

    decision = ask(question="jury.proposal", facts=facts, rules=law(extensions_allowed=allowed))
    (told,) = [reason for reason in decision.every_reason() if reason.check == "an_extension_remains"]
    assert (decision.outcome, told.holds, told.required, told.found) == (outcome, remains, allowed, None)


def test_a_student_who_is_refused_is_told_the_power_of_the_jury() -> None:
    law_of_refusals = law(extensions_allowed=0, unmet_conditions_lead_to="may_be_refused")
    decision = ask(question="jury.proposal", facts=alice(mission=None), rules=law_of_refusals)

    told = [reason for reason in decision.reasons if reason.check == "jury_decides_on_unmet_conditions"]
    assert [(reason.holds, reason.rule.key, reason.required) for reason in told] == [
        (True, "unmet_conditions_lead_to", "may_be_refused")
    ]


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="extensions_had: it is not below zero, correct -1"):
        alice(extensions_had=-1)
    with pytest.raises(ValueError, match="defences_held: it is not below zero, correct -1"):
        replace(THESIS, defences_held=-1)


def test_marks_that_the_law_weighs_together_are_awaited_together() -> None:
    weights = table(*(WeightRow(code, weight=Decimal(1)) for code in ("mission", "thesis")))
    parts = (ComponentFacts("mission", Decimal(10), mark=Decimal(12)), ComponentFacts("thesis", Decimal(10)))

    decision = ask(
        question="studies.thesis_result",
        facts=ThesisFacts(parts),
        rules=law(final_components=frozenset({"mission", "thesis"}), final_weights=weights, thesis_pass_mark=10),
    )

    assert decision.outcome == "not_finished"


def test_the_last_day_of_a_thesis_that_the_school_names_prevails_over_that_of_the_law() -> None:
    facts = replace(THESIS, due_on=date(2026, 9, 20), defence_on=date(2026, 9, 21))

    decision = ask(question="studies.thesis_result", facts=facts, rules=law(late_thesis_leads_to="refused"))

    assert decision.reasons[-1].required == date(2026, 9, 20)


def test_no_honours_are_given_before_the_mean_is_known() -> None:
    pending = ModuleFacts("M1", (Mark("E1", standing=MarkStanding.PENDING),))
    bands = table(HonoursRow("good", mean=Decimal(14)))
    facts = HonoursFacts((unit("U1", pending),), admitted=True)

    decision = ask(question="jury.honours", facts=facts, rules=law(honours=bands))

    assert (decision.outcome, decision.reasons[0].check) == ("without_honours", "general_mean_opens_honours")
