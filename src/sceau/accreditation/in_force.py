"""Is a programme accredited on a day? What the register holds of its label, put to the law."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sceau.accreditation.models import ChangeOfLabel, LabelGrant, RegisterEntry
from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.register import GrantedFor, LabelChange, RegisterFacts
from sceau.core.rulebook import Rulebook
from sceau.law.queries import shipped
from sceau.wording import Language, Said, say_decision

QUESTION = "accreditation.in_force"
RULEBOOKS_AT_HAND = 64


class OnADay(NamedTuple):
    """A label put to a day: the facts, the decision, the law that gave it."""

    facts: RegisterFacts
    decision: Decision
    rules: Rulebook

    def said(self, lang: Language) -> Said:
        """Return the decision in words."""
        return say_decision(self.decision, lang, shipped().texts)


def on_a_day(entry: RegisterEntry, *, on: date) -> OnADay:
    """Tell whether an entry of the register is in force on a day, by the law of its label on that day."""
    grants = counting(list(entry.grants.all()))
    facts = RegisterFacts(
        on,
        tuple(GrantedFor(one.since, one.until) for one in grants),
        tuple(LabelChange(one.change, one.on) for one in entry.changes.all()),
    )
    rules = _rules(entry.label, on)
    return OnADay(facts, ask(question=QUESTION, facts=facts, rules=rules), rules)


@lru_cache(maxsize=RULEBOOKS_AT_HAND)
def _rules(label: str, on: date) -> Rulebook:
    return shipped().rulebook(label=label, on=on)


def counting(grants: Sequence[LabelGrant]) -> list[LabelGrant]:
    """Return the grants that no later one says better, the first day first."""
    corrected = {one.corrects_id for one in grants}
    kept = [one for one in grants if one.pk not in corrected]
    return sorted(kept, key=lambda one: (one.since is not None, one.since or date.min, one.pk))


def history_of(entry: RegisterEntry) -> list[LabelGrant | ChangeOfLabel]:
    """Return everything that happened to a label, as it was written."""
    return sorted([*entry.grants.all(), *entry.changes.all()], key=lambda one: (one.at, one.pk))
