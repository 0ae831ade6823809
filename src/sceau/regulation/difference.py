"""What does one law set otherwise than another? Rule by rule of each folder of a school, as each layer writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sceau.core.rule import Entry, Rule
from sceau.core.vocabulary import RULES
from sceau.regulation.law import Regulation, Scope


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that two laws set otherwise in one folder; None where one of them does not set it there."""

    scope: Scope
    key: str
    before: Rule | None
    after: Rule | None

    @property
    def entries(self) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """The dated values that one law holds and the other does not; whichever are in both change nothing."""
        old, new = (rule.entries if rule else () for rule in (self.before, self.after))
        return tuple(one for one in old if one not in new), tuple(one for one in new if one not in old)


def changes_between(before: Regulation, after: Regulation, school: str) -> tuple[Change, ...]:
    """Return what two laws set otherwise in the folders of a school, in the order of the stages."""
    order = list(RULES)
    found = list(_changes(before, after, school))
    return tuple(sorted(found, key=lambda one: (order.index(one.key), one.scope.label, one.scope.programme)))


def _changes(before: Regulation, after: Regulation, school: str) -> Iterator[Change]:
    for scope in {one for law in (before, after) for one in law.rules if one.school == school}:
        old, new = before.rules.get(scope, {}), after.rules.get(scope, {})
        for key in old.keys() | new.keys():
            rules = [_wherever_it_stands(rules.get(key)) for rules in (old, new)]
            if rules[0] != rules[1]:
                yield Change(scope, key, *rules)


def _wherever_it_stands(rule: Rule | None) -> Rule | None:
    return rule and replace(rule, origin="")
