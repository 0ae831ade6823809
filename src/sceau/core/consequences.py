"""What follows when a requirement of admission is not met?"""

from __future__ import annotations

from sceau.core.decision import Reason
from sceau.core.rule import Value


def consequence_of(rule: Value) -> Reason:
    """Return what a rule makes of what was missed; ``required`` is None where the texts say nothing."""
    if rule.absence is not None:
        return Reason("consequence_is_set", None, rule)
    return Reason("consequence_is_set", True, rule, rule.value, rule.value)
