"""What gives rise to a resit, how many are left, which are undue?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sceau.core.decision import Reason, reason_of
from sceau.core.marking import Marking
from sceau.core.marks import PRESENT, ModuleFacts, resits_of, with_means
from sceau.core.means import Number, meets
from sceau.core.rulebook import Rulebook

GAP, FLOOR, MISSING, LOW = "module_gap", "assessment_floor", "no_mark", "unit_below_pass_mark"
"""What gives rise to a resit, as the law names it; all but the last bar a unit by themselves."""


def resit_sat(modules: Sequence[ModuleFacts], marking: Marking) -> bool:
    """Tell whether a resit that counts has been sat in one of these modules."""
    return any(resit.standing is PRESENT for module in modules for resit in resits_of(module, marking))


def due_resits_alone(
    modules: tuple[ModuleFacts, ...], due: Collection[str], rules: Rulebook, reasons: list[Reason]
) -> tuple[ModuleFacts, ...]:
    """Add a reason for each resit that nothing gave rise to; return the modules without them if they do not count.

    Where the texts are silent such a resit counts, and is warned of.
    """
    rule = rules.get("undue_resits_count")
    undue = [module.code for module in modules if module.resits and module.code not in due]
    if rule.value is not False or not undue:
        reasons += [Reason("a_resit_was_due", bool(rule.value), rule, rule.value, None, code) for code in undue]
        return modules
    reasons += [Reason("an_undue_resit_is_left_out", True, rule, rule.value, None, code) for code in undue]
    return tuple(replace(module, resits=()) if module.code in undue else module for module in modules)


def resits_due(
    modules: Sequence[ModuleFacts],
    bars: Sequence[tuple[str, ModuleFacts]],
    low: bool,
    rules: Rulebook,
    marking: Marking,
    reasons: list[Reason],
) -> tuple[str, ...]:
    """Return the modules to resit of a unit that is not validated as it stands; none if it can no longer be mended.

    That is so of a gap, a floor or a missing mark whose resits are spent or not provided for, and of a mean too low
    with no module left to resit. So a better mark never worsens a result.
    """
    due = list(bars)
    lost = False
    if low:
        marked = with_means(modules, rules, marking)
        chances = [(module, mean) for module, mean in marked if _resit_left(module, marking)]
        lost = not chances or LOW not in marking.triggers
        known = {module.code for _, module in due}
        worth = _worth_a_resit(chances or marked, marking)
        due += [(LOW, module) for module in worth if module.code not in known]
    provided = [_resit(trigger, module, marking, reasons) for trigger, module in due]
    if lost or not all(provided):
        return ()
    return tuple(dict.fromkeys(module.code for _, module in due))


def _worth_a_resit(chances: Sequence[tuple[ModuleFacts, Number]], marking: Marking) -> list[ModuleFacts]:
    """Return the modules below the pass mark, or all of them when none is below."""
    below = [module for module, mean in chances if not meets(marking.pass_mark, mean)]
    return below or [module for module, _ in chances]


def _resit_left(module: ModuleFacts, marking: Marking) -> bool:
    return len(module.resits) < (marking.allowed.value or 0)


def _resit(trigger: str, module: ModuleFacts, marking: Marking, reasons: list[Reason]) -> bool:
    """Add the reason why a module is resat or can no longer be; return whether it can."""
    code, row = module.code, marking.triggers.get(trigger)
    if row is None:
        reasons.append(Reason("a_resit_is_provided_for", False, marking.resits, trigger, code, code))
        return False
    allowed, left = marking.allowed, _resit_left(module, marking)
    reasons.append(reason_of(("a_resit_remains", left, allowed, allowed.value, len(module.resits), code, None)))
    if left:
        reasons.append(reason_of(("a_resit_is_provided_for", True, marking.resits, trigger, code, code, row)))
    return left
