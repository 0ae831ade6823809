"""By which rules are marks judged, looked up once per rulebook, and which caps and roundings do they put on means?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from sceau.core.decision import Reason
from sceau.core.means import Number, rounded
from sceau.core.rule import Row, RuleMissing, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.studies import ResitRow

RULEBOOKS_AT_HAND = 64


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
    resit_bears_on: Value
    """What a resit takes the place of: the marks of its module, or that of one ``assessment``."""


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
        resit_bears_on=rules.get("resit_bears_on"),
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
