"""What does a module come to? The marks of one student, their scale, their resits, and exact means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import cast

from sceau.core.decision import Decision, Reason, decide
from sceau.core.facts import each_once
from sceau.core.marking import Marking, marking_of, rounded_by_law
from sceau.core.means import Number, meets, weighted_mean
from sceau.core.question import FactImpossible, question
from sceau.core.rulebook import Rulebook

ModuleMean = tuple[str, Number | None]
"""What a module comes to: an outcome, and a mean unless there is none. A plain tuple, made a million times over."""
COMPUTED, NO_MARK, PENDING, EXEMPT = "computed", "no_mark", "pending", "exempt"
MODULE, ASSESSMENT = "module", "assessment"
"""What a resit may bear on, as the law names it; the module where the texts say nothing."""


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
    """The marks of its resits, from the first to the last; one that is of an assessment bears the name of it."""

    def __post_init__(self) -> None:
        if self.coefficient <= 0:
            raise ValueError(f"coefficient: a coefficient is above zero, not {self.coefficient}")
        each_once("marks", (mark.assessment for mark in self.marks))


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
    if allowed.absence is not None or not module.resits:
        return module.resits
    return [resit for part in parts_of(module, marking) for resit in part.resits[: int(allowed.value)]]


def parts_of(module: ModuleFacts, marking: Marking) -> Sequence[ModuleFacts]:
    """Return what resits bear on: the module whole, or each of its assessments with its own resits, as a module alone.

    A module of one assessment is the same either way, whatever its resits are called. Raises ``FactImpossible`` for a
    resit of none of the assessments where the law has each of them resat by itself.
    """
    if not module.resits or marking.resit_bears_on.value != ASSESSMENT or len(module.marks) <= 1:
        return (module,)
    own = [mark.assessment for mark in module.marks]
    strange, known = [one.assessment for one in module.resits if one.assessment not in own], ", ".join(own)
    if strange:
        what = f"this resit is of none of the assessments of {module.code}; name the one that was resat: {known}"
        raise FactImpossible(f"{strange[0]}: {what}")
    return [_part(module, mark) for mark in module.marks]


def _part(module: ModuleFacts, mark: Mark) -> ModuleFacts:
    resits = tuple(resit for resit in module.resits if resit.assessment == mark.assessment)
    return ModuleFacts(module.code, (mark,), mark.coefficient, resits)


def resits_sat(module: ModuleFacts, marking: Marking) -> list[Mark]:
    """Return the resits that count and in which a mark was given."""
    return [resit for resit in resits_of(module, marking) if resit.standing is PRESENT]


def mean_of_module(module: ModuleFacts, rules: Rulebook, marking: Marking, reasons: list[Reason]) -> ModuleMean:
    """Return what a module comes to once its resits are counted as the regulation says; add a reason if it is rounded.

    Raises ``FactImpossible`` for a mark above the scale of the school.
    """
    parts = parts_of(module, marking)
    found = [_mean_after_resits(part, rules, marking) for part in parts]
    outcome, mean = found[0] if len(found) == 1 else _mean_of_parts(parts, found)
    if mean is not None:
        mean = rounded_by_law("module", mean, module.code, marking, reasons)
    return outcome, mean


def _mean_after_resits(module: ModuleFacts, rules: Rulebook, marking: Marking) -> ModuleMean:
    scale = marking.scale
    outcome, mean = _first_round(module, scale)
    if outcome == PENDING:  # the mark that is awaited may be the better one
        return outcome, mean
    for resit in resits_of(module, marking):
        if resit.standing is MarkStanding.PENDING:
            return PENDING, None
        if resit.standing is PRESENT:
            outcome, mean = COMPUTED, _after(mean, _on_the_scale(resit, scale), rules, marking)
    return outcome, mean


def _mean_of_parts(parts: Sequence[ModuleFacts], found: Sequence[ModuleMean]) -> ModuleMean:
    """Return what a module comes to whose assessments are resat one by one: each has come to something by itself."""
    outcomes = {outcome for outcome, _ in found}
    for lacking in (PENDING, NO_MARK):
        if lacking in outcomes:
            return lacking, None
    pairs = zip(parts, found, strict=True)
    counted = [(mean, part.coefficient) for part, (_, mean) in pairs if mean is not None]
    return (COMPUTED, weighted_mean(counted)) if counted else (EXEMPT, None)


def with_means(modules: Sequence[ModuleFacts], rules: Rulebook, marking: Marking) -> list[tuple[ModuleFacts, Number]]:
    """Return the modules that have a mean, with it."""
    found = [(module, mean_of_module(module, rules, marking, [])[1]) for module in modules]
    return [(module, mean) for module, mean in found if mean is not None]


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
    reasons += bearing_reasons(facts, marking)
    for mark in counted_marks(facts, marking):
        if mark.standing is EXEMPTED:
            reasons.append(exempted(mark, facts, marking))
        elif mark.group and mark.standing is PRESENT:
            reasons.append(marked_one_by_one(mark, facts, marking))
    for part in parts_of(facts, marking):
        reasons += floor_reasons(part, rules, marking)
    reasons += rounding
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
    parts = [one for one in parts_of(module, marking) if outcome == PENDING or not resits_sat(one, marking)]
    marks = [mark for part in parts for mark in counted_marks(part, marking)]
    return tuple((mark.assessment, mark.standing) for mark in marks if mark.standing in deciding)


def bearing_reasons(module: ModuleFacts, marking: Marking) -> list[Reason]:
    """Return what each resit that bears the name of one assessment among several takes the place of.

    Where the texts say nothing it is the whole module, and it is warned.
    """
    named = {mark.assessment for mark in module.marks} if len(module.marks) > 1 else {}
    rule, check = marking.resit_bears_on, "a_resit_bears_on_what_the_texts_say"
    required, told = rule.value or MODULE, rule.absence is None
    resits = [resit.assessment for resit in module.resits if resit.assessment in named]
    return [Reason(check, told, rule, required, name, module.code) for name in dict.fromkeys(resits)]


def exempted(mark: Mark, module: ModuleFacts, marking: Marking) -> Reason:
    """Return whether the texts let a student be exempt from an assessment; where they say nothing it is warned."""
    rule = marking.exemptions
    return Reason("an_exemption_is_provided_for", bool(rule.value), rule, rule.value, mark.assessment, module.code)


def marked_one_by_one(mark: Mark, module: ModuleFacts, marking: Marking) -> Reason:
    """Return whether the students of a group work were marked one by one."""
    rule, check = marking.individual, "group_work_is_marked_one_by_one"
    holds = mark.individualised if rule.value else True
    return Reason(check, holds, rule, rule.value, mark.assessment, module.code)


def floor_reasons(module: ModuleFacts, rules: Rulebook, marking: Marking) -> list[Reason]:
    """Return one reason for each mark that the floor bears on, of a module or the part of one that is resat alone."""
    floor = marking.assessment_floor
    if floor.absence is not None:
        return []
    borne = [mark for mark in module.marks if mark.standing is PRESENT]
    if module.resits:
        borne = _borne_after_resits(module, borne, rules, marking)
    on_scale = [(mark.assessment, _on_the_scale(mark, marking.scale)) for mark in borne]
    check = "assessment_is_above_the_floor"
    return [Reason(check, meets(floor, mark), floor, floor.value, mark, code) for code, mark in on_scale]


def _borne_after_resits(module: ModuleFacts, first: list[Mark], rules: Rulebook, marking: Marking) -> list[Mark]:
    """Return the marks that the floor bears on once resits have been sat: the last stands for the first marks.

    Where the better counts, the best resit or the first marks do, whichever reach the floor; where neither do, those
    that count in the mean. So a resit never worsens anything there.
    """
    sat = resits_sat(module, marking)
    if not sat:
        return first
    mean = _first_round(module, marking.scale)[1]
    if (mean is None and len(sat) == 1) or rules["resit_counts"].value != "best_of":
        return sat[-1:]
    best = max(sat, key=lambda resit: _on_the_scale(resit, marking.scale))
    if mean is None or _reach_the_floor([best], marking):
        return [best]
    first_counts = _after(mean, _on_the_scale(best, marking.scale), rules, marking) == mean
    return first if first_counts or _reach_the_floor(first, marking) else [best]


def _reach_the_floor(marks: Sequence[Mark], marking: Marking) -> bool:
    return all(meets(marking.assessment_floor, _on_the_scale(mark, marking.scale)) for mark in marks)
