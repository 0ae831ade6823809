"""What does a module come to? The marks of one student, their scale, their resits, and exact means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import cast

from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import each_once
from sceau.core.means import Number, meets, rounded, weighted_mean
from sceau.core.question import FactImpossible, question
from sceau.core.rule import Row, RuleMissing, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.studies import ResitRow

ModuleMean = tuple[str, Number | None]
"""What a module comes to: an outcome, and a mean unless there is none. A plain tuple, made a million times over."""
COMPUTED, NO_MARK, PENDING, EXEMPT = "computed", "no_mark", "pending", "exempt"
RULEBOOKS_AT_HAND = 64


class MarkStanding(StrEnum):
    """Where a mark stands beside its number: an absence is not a zero."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    PENDING = "pending"
    EXEMPT = "exempt"


PRESENT, EXEMPTED = MarkStanding.PRESENT, MarkStanding.EXEMPT


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one student in one assessment."""

    assessment: str
    mark: Decimal | None = None
    standing: MarkStanding = MarkStanding.PRESENT
    coefficient: Decimal = Decimal(1)
    scale: Decimal | None = None
    """What the assessment is marked out of; None when it is the scale of the regulation."""
    group: bool = False
    individualised: bool | None = None
    """For group work: was each student marked one by one? None while nobody has said."""

    def __post_init__(self) -> None:
        if (self.mark is None) == (self.standing is MarkStanding.PRESENT):
            raise ValueError("mark: a mark goes with the standing «present», and only with it")
        if self.mark is not None and (self.mark < 0 or (self.scale is not None and self.mark > self.scale)):
            raise ValueError(f"mark: {self.mark} lies outside its scale")
        if self.coefficient <= 0:
            raise ValueError(f"coefficient: a coefficient is above zero, not {self.coefficient}")


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """A module of a unit with the marks of one student."""

    code: str
    marks: tuple[Mark, ...]
    coefficient: Decimal = Decimal(1)
    resits: tuple[Mark, ...] = ()
    """The marks of the resits of this module, from the first to the last."""

    def __post_init__(self) -> None:
        if self.coefficient <= 0:
            raise ValueError(f"coefficient: a coefficient is above zero, not {self.coefficient}")
        each_once("marks", (mark.assessment for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Marking:
    """The rules on marks of one rulebook, looked up once for all its students."""

    scale: Decimal
    """What marks are out of at this school: the scale of its pass mark."""
    stands_alone_up_to: Decimal
    """The highest mark that is by itself the mean of its module: the scale, or none where such means are rounded."""
    pass_mark: Value
    gap: Value
    individual: Value
    exemptions: Value
    """May a student be exempt from an assessment?"""
    assessment_floor: Value
    """The least mark of an assessment, whatever the mean of its module."""
    compensation: str
    """``none``, ``within_unit`` or ``within_block``."""
    cap: Value
    """The most that a resit can bring."""
    caps: str
    """What the cap bears on: the ``mark`` of the resit, the ``unit_mean``, the ``general_mean``, or nothing."""
    weighing: Value
    """How units weigh in a mean."""
    by_ects: bool
    """True if they weigh by their credits; by their coefficients, also where the texts say nothing."""
    rounds: Value
    rounding: Mapping[str, Decimal]
    """For each mean that is rounded before it is compared, the step it is rounded to."""
    resits: Value
    triggers: Mapping[str, Row]
    """What gives rise to a resit, by its name."""
    allowed: Value
    """How many resits of a module there are; a silent rule allows none."""


@lru_cache(maxsize=RULEBOOKS_AT_HAND)
def marking_of(rules: Rulebook) -> Marking:
    """Return the rules on marks; raises ``RuleError`` if the pass mark or the compensation is not set."""
    pass_mark, resits, cap = rules["unit_pass_mark"], rules.get("resits"), rules.get("resit_cap_mark")
    scale, rounding = Decimal(pass_mark.unit.removeprefix("/")), _rounding(rules)
    return Marking(
        scale=scale,
        stands_alone_up_to=Decimal(-1) if "module" in rounding else scale,
        pass_mark=pass_mark,
        gap=rules.get("module_gap_mark"),
        individual=rules.get("individual_evaluation"),
        exemptions=rules.get("exemptions_allowed"),
        assessment_floor=rules.get("assessment_floor_mark"),
        compensation=rules["compensation"].value,
        cap=cap,
        caps=rules["resit_cap_on"].value if cap.absence is None else "",
        weighing=rules.get("units_weigh_by"),
        by_ects=rules.get("units_weigh_by").value == "ects",
        rounds=rules.get("rounded_means"),
        rounding=rounding,
        resits=resits,
        triggers={cast(ResitRow, row).trigger: row for row in resits.value or ()},
        allowed=rules["resits_allowed"] if resits.absence is None else rules.get("resits_allowed"),
    )


def _rounding(rules: Rulebook) -> Mapping[str, Decimal]:
    rounded = rules.get("rounded_means")
    if rounded.absence is not None:
        return {}
    step = Decimal(1).scaleb(-int(rules["rounding_decimals"].value))
    return dict.fromkeys(rounded.value, step)


def scale_of(rules: Rulebook) -> Decimal:
    """Return what marks are out of at a school, whatever the date; raises ``RuleMissing`` if it sets no pass mark."""
    ladder = rules.ladders.get("unit_pass_mark")
    if not ladder:
        raise RuleMissing(
            "unit_pass_mark", "unit_pass_mark: no layer sets it, and marks have no scale without it; set it"
        )
    return Decimal(ladder[-1].unit.removeprefix("/"))


def _on_the_scale(mark: Mark, scale: Decimal) -> Number:
    given = cast(Decimal, mark.mark)
    if mark.scale is None or mark.scale == scale:
        if given > scale:
            message = (
                f"{mark.assessment}: {given} lies above the scale of this school, which is {scale}; correct the mark"
            )
            raise FactImpossible(message)
        return given
    return Fraction(given) * Fraction(scale) / Fraction(mark.scale)


def _first_round(module: ModuleFacts, scale: Decimal) -> ModuleMean:
    """Return what the assessments alone come to: every one must be marked, an exempt one leaves the mean."""
    counted = [(_on_the_scale(mark, scale), mark.coefficient) for mark in module.marks if mark.standing is PRESENT]
    standings = {mark.standing for mark in module.marks}
    if MarkStanding.PENDING in standings:
        return PENDING, None
    if not standings or MarkStanding.ABSENT in standings or MarkStanding.EXCUSED in standings:
        return NO_MARK, None
    if not counted:
        return EXEMPT, None
    return COMPUTED, counted[0][0] if len(counted) == 1 else weighted_mean(counted)


def counted_marks(module: ModuleFacts, marking: Marking) -> Sequence[Mark]:
    """Return the marks of a module that count: those of its assessments, and its resits up to the number allowed."""
    return (*module.marks, *resits_of(module, marking))


def resits_of(module: ModuleFacts, marking: Marking) -> Sequence[Mark]:
    """Return the resits that count; where no text sets a number, all those that were held."""
    allowed = marking.allowed
    return module.resits if allowed.absence is not None else module.resits[: int(allowed.value)]


def mean_of_module(module: ModuleFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]) -> ModuleMean:
    """Return what a module comes to once its resits are counted as the regulation says; add a reason if it is rounded.

    Raises ``FactImpossible`` for a mark above the scale of the school.
    """
    scale = marking.scale
    outcome, mean = _first_round(module, scale)
    if outcome == PENDING:  # the mark that is awaited may be the better one
        return outcome, mean
    for resit in resits_of(module, marking):
        if resit.standing is MarkStanding.PENDING:
            return PENDING, None
        if resit.standing is PRESENT:
            outcome, mean = COMPUTED, _after(mean, _on_the_scale(resit, scale), rules, marking)
    if mean is not None:
        mean = rounded_by_law("module", mean, module.code, marking, reasons)
    return outcome, mean


def _after(before: Number | None, resit: Number, rules: Rulebook, marking: Marking) -> Number:
    """Return what a module comes to after a resit, which may be capped, and set beside what stood before it."""
    if marking.caps == "mark":
        resit = min(resit, marking.cap.value)
    if before is None:
        return resit
    counts = rules["resit_counts"].value
    if counts == "best_of":
        return max(resit, before)
    if counts == "weighted":
        share = Fraction(rules["resit_weight"].value)
        return Fraction(before) * (1 - share) + Fraction(resit) * share
    return resit


@question("studies.module_mean", ModuleFacts, COMPUTED, NO_MARK, PENDING, EXEMPT)
def module_mean(*, facts: ModuleFacts, rules: Rulebook) -> Decision:
    """What does this module come to for this student?"""
    marking = marking_of(rules)
    rounding: list[Reason] = []
    outcome, mean = mean_of_module(facts, rules, marking, rounding)
    reasons = [] if outcome == EXEMPT else [assessed(facts, outcome, marking)]
    for mark in counted_marks(facts, marking):
        if mark.standing is EXEMPTED:
            reasons.append(exempted(mark, facts, marking))
        elif mark.group and mark.standing is PRESENT:
            reasons.append(marked_one_by_one(mark, facts, marking))
    reasons += floor_reasons(facts, marking) + rounding
    gap = marking.gap
    if mean is not None and gap.absence is None:
        reasons.append(Reason("module_is_above_the_gap", meets(gap, mean), gap, gap.value, mean, facts.code))
    if facts.resits:
        counts = rules["resit_counts"]
        reasons.append(Reason("resit_counts_as_the_rule_says", True, counts, counts.value, mean, facts.code))
    return decide("studies.module_mean", outcome, reasons, {} if mean is None else {"mean": mean})


def assessed(module: ModuleFacts, outcome: str, marking: Marking) -> Reason:
    """Return whether the student was assessed at all, and what has no mark: without one no credit is earned."""
    holds = {PENDING: None, NO_MARK: False}.get(outcome, True)
    rule, missing = marking.individual, _without_mark(module, outcome, marking)
    return Reason("module_has_been_assessed", holds, rule, rule.value, missing, module.code)


def _without_mark(module: ModuleFacts, outcome: str, marking: Marking) -> tuple[tuple[str, MarkStanding], ...]:
    """Return each assessment whose missing mark decides what a module comes to, with its standing."""
    deciding = {PENDING: (MarkStanding.PENDING,), NO_MARK: (MarkStanding.ABSENT, MarkStanding.EXCUSED)}.get(outcome, ())
    marks = counted_marks(module, marking)
    return tuple((mark.assessment, mark.standing) for mark in marks if mark.standing in deciding)


def exempted(mark: Mark, module: ModuleFacts, marking: Marking) -> Reason:
    """Return whether the texts let a student be exempt from an assessment; where they say nothing it is warned."""
    rule = marking.exemptions
    return Reason("an_exemption_is_provided_for", bool(rule.value), rule, rule.value, mark.assessment, module.code)


def marked_one_by_one(mark: Mark, module: ModuleFacts, marking: Marking) -> Reason:
    """Return whether the students of a group work were marked one by one."""
    rule, check = marking.individual, "group_work_is_marked_one_by_one"
    holds = mark.individualised if rule.value else True
    return Reason(check, holds, rule, rule.value, mark.assessment, module.code)


def capped(mean: Number, subject: str, marking: Marking, reasons: list[Reason]) -> Number:
    """Return a mean under the cap that a resit puts on it, and add the reason where the cap lowers it."""
    cap = marking.cap
    if mean <= cap.value:
        return mean
    reasons.append(Reason("mean_is_capped_after_a_resit", True, cap, cap.value, mean, subject))
    return cast(Decimal, cap.value)


def rounded_by_law(what: str, mean: Number, subject: str, marking: Marking, reasons: list[Reason]) -> Number:
    """Return a mean, rounded if the law rounds such means before they are compared, and add the reason."""
    step = marking.rounding.get(what)
    if step is None:
        return mean
    result = rounded(mean, step)
    reasons.append(Reason("mean_is_rounded_as_the_rule_says", True, marking.rounds, result, mean, subject))
    return result


def floor_reasons(module: ModuleFacts, marking: Marking) -> list[Reason]:
    """Return one reason for each mark that the floor of assessments bears on.

    Once a resit has been sat, its mark stands for those of the assessments.
    """
    floor = marking.assessment_floor
    if floor.absence is not None:
        return []
    sat = [mark for mark in resits_of(module, marking) if mark.standing is PRESENT]
    borne = sat[-1:] or [mark for mark in module.marks if mark.standing is PRESENT]
    on_scale = [(mark.assessment, _on_the_scale(mark, marking.scale)) for mark in borne]
    check = "assessment_is_above_the_floor"
    return [Reason(check, meets(floor, mark), floor, floor.value, mark, code) for code, mark in on_scale]
