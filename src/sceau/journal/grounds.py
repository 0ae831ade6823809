"""What does the journal keep of an act? Of a decision its question, facts, reasons and law; else what was given."""

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


def facts_of(**facts: object) -> Grounds:
    """Return what is recorded of an act that decides nothing under the law: what was given, each by its name.

    Opaque ids, codes and days alone: no name of a person and no address may stand in it.
    """
    return facts_under(None, **facts)


def facts_under(edition: Edition | None, **facts: object) -> Grounds:
    """Return what is recorded of an act that applies a law to many at once: what it came to, and the edition kept."""
    return Grounds("", json.dumps(facts, default=str), edition)
