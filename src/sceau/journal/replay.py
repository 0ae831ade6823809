"""Would the past be decided as it was? Every recorded decision, judged again from its own facts and edition."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sceau.core.decision import Decision
from sceau.core.question import FactImpossible
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.journal.models import Entry, KeptEdition
from sceau.journal.seals import AT_A_TIME
from sceau.regulation.edition import edition_from
from sceau.regulation.plain import plain_decision
from sceau.regulation.replay import judge_again, rulebook_of

EDITIONS_AT_HAND = 16
UNKEPT = "its edition of the law is not kept"
NO_LONGER_JUDGED = (RuleError, FactImpossible, LookupError, TypeError, ValueError, AttributeError)
"""What code that has changed may answer to facts of the past: it knows the question, a rule or a fact no more."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A recorded decision and what it would be now."""

    entry: int
    subject: str
    question: str
    decided: dict[str, Any] | None
    """The decision recorded, as JSON holds it; None where the evidence was erased."""
    again: Decision | None = None
    """The decision that the code of today comes to; None where it comes to none."""
    why: str = ""
    """Why it comes to none."""

    @property
    def erased(self) -> bool:
        """True if what it rested on was erased: it can be judged no more."""
        return self.decided is None

    @property
    def differs(self) -> bool:
        """True if it would not be decided in the very same words, figures and articles."""
        return not self.erased and (self.again is None or plain_decision(self.again) != self.decided)


def judged_again(*, since: datetime | None = None, subjects: Sequence[str] = ()) -> Iterator[Judged]:
    """Judge again every decision recorded since an instant, on all objects or on some, one at a time."""
    rows = Entry.objects.exclude(edition="").exclude(outcome="").order_by("pk")
    if since is not None:
        rows = rows.filter(at__gte=since)
    if subjects:
        rows = rows.filter(subject__in=subjects)
    law = lru_cache(maxsize=EDITIONS_AT_HAND)(law_of_edition)
    found = rows.values_list("pk", "subject", "edition", "evidence__text")
    for key, subject, edition, text in found.iterator(chunk_size=AT_A_TIME):
        yield judge_entry(key, subject, text, law(edition))


def law_of_edition(digest: str) -> Rulebook | None:
    """Return the law of an edition that was kept; None where it is gone."""
    return laws_of_editions([digest]).get(digest)


def laws_of_editions(digests: Collection[str]) -> dict[str, Rulebook]:
    """Return the law of each edition that was kept, by its digest."""
    kept = KeptEdition.objects.filter(pk__in=digests).values_list("pk", "text")
    return {digest: rulebook_of(edition_from(text)) for digest, text in kept}


def judge_entry(entry: int, subject: str, text: str | None, rules: Rulebook | None) -> Judged:
    """Judge again what one entry rests on."""
    if text is None:
        return Judged(entry, subject, "", None)
    said: dict[str, Any] = {}
    try:
        said = json.loads(text)
        if rules is None:
            return Judged(entry, subject, said["question"], said["decision"], why=UNKEPT)
        again = judge_again(question=said["question"], facts=said["facts"], rules=rules)
        return Judged(entry, subject, said["question"], said["decision"], again)
    except NO_LONGER_JUDGED as error:
        why = f"{type(error).__name__}: {error}"
        return Judged(entry, subject, said.get("question", ""), said.get("decision", {}), why=why)
