"""What does a decision rest on, as the journal keeps it? Its question, its facts and its reasons, and its law."""

from __future__ import annotations

import json
from typing import Any
from weakref import WeakKeyDictionary

from sceau.core.decision import Decision
from sceau.core.rulebook import Rulebook
from sceau.journal.actions import Grounds
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.plain import plain, plain_decision

EDITIONS: WeakKeyDictionary[Rulebook, Edition] = WeakKeyDictionary()
"""The editions of the rulebooks in hand: a jury judges a whole promotion by one."""


def grounds_of(*, decision: Decision, facts: Any, rules: Rulebook) -> Grounds:
    """Return what is recorded of a decision: enough to say it again, and to judge it again without any file of law.

    ``facts`` is what the question was asked with. No name may stand in it: the journal keeps opaque ids alone.
    """
    if rules not in EDITIONS:
        EDITIONS[rules] = edition_of(rules)
    evidence = {"question": decision.question, "facts": plain(facts), "decision": plain_decision(decision)}
    return Grounds(decision.outcome, json.dumps(evidence, ensure_ascii=False), EDITIONS[rules])
