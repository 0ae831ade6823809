"""What gives rise to a resit, how many are left, which are undue?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sceau.core.decision import Reason, reason_of
from sceau.core.marking import Marking
from sceau.core.marks import ASSESSMENT, EXEMPTED, ModuleFacts, parts_of, resits_sat, with_means
from sceau.core.means import Number, meets
from sceau.core.rulebook import Rulebook

GAP, FLOOR, MISSING, LOW = "module_gap", "assessment_floor", "no_mark", "unit_below_pass_mark"
"""What gives rise to a resit, as the law names it; all but the last bar a unit by themselves."""


def resit_sat(modules: Sequence[ModuleFacts], marking: Marking) -> bool:
    """Tell whether a resit that counts has been sat in one of these modules."""
    return any(resits_sat(module, marking) for module in modules)


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
        chances = [(module, mean) for module, mean in marked if _left(_to_resit(module, marking), marking)]
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


def _to_resit(module: ModuleFacts, marking: Marking) -> Sequence[ModuleFacts]:
    """Return the module, or those of its assessments that are resat alone.

    One that a student is exempt from is none of these: a resit is not what it lacks.
    """
    parts = parts_of(module, marking)
    if len(parts) == 1:
        return parts
    return [part for part in parts if part.resits or part.marks[0].standing is not EXEMPTED]


def _left(parts: Sequence[ModuleFacts], marking: Marking) -> Sequence[ModuleFacts]:
    """Return those of them that may still be resat."""
    return [part for part in parts if len(part.resits) < (marking.allowed.value or 0)]


def _resit(trigger: str, module: ModuleFacts, marking: Marking, reasons: list[Reason]) -> bool:
    """Add the reason why a module is resat or can no longer be; return whether it can."""
    row, allowed = marking.triggers.get(trigger), marking.allowed
    code, name = module.code, _resat(module, marking)
    if row is None:
        reasons.append(Reason("a_resit_is_provided_for", False, marking.resits, trigger, name, code))
        return False
    parts = _to_resit(module, marking)
    left = _left(parts, marking)
    for part in left or parts:
        what = _resat(part, marking)
        check = "a_resit_remains" if what == code else "a_resit_of_an_assessment_remains"
        reasons.append(reason_of((check, bool(left), allowed, allowed.value, len(part.resits), what, None)))
    if left:
        reasons.append(reason_of(("a_resit_is_provided_for", True, marking.resits, trigger, name, code, row)))
    return bool(left)


def _resat(module: ModuleFacts, marking: Marking) -> str:
    """Return the code of what a resit is of: an assessment that is alone, or the whole module."""
    alone = marking.resit_bears_on.value == ASSESSMENT and len(module.marks) == 1
    return module.marks[0].assessment if alone else module.code
