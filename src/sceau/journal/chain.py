"""What was done about an object, act after act, and on what does each rest?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from sceau.journal.models import Entry, Seal
from sceau.journal.replay import Judged, judge_entry, laws_of_editions
from sceau.journal.said import say_judged
from sceau.regulation import Regulation
from sceau.wording import Language, Said


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an object, with what was decided."""

    entry: Entry
    seal: int | None
    """The number of the seal that covers it; None until it is sealed."""
    judged: Judged | None = None
    """What was decided, and what it would be today; None where nothing was decided under the law."""
    said: Said | None = None
    """The decision recorded, in words; None where there was none, or its evidence was erased."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What was given, of an act that decides nothing under the law, as ``journal.grounds.facts_of`` keeps it."""

    @property
    def erased(self) -> bool:
        """True if what it rested on was erased."""
        return bool(self.entry.digest) and self.entry.text is None

    @property
    def differs(self) -> bool:
        """True if the code of today would decide otherwise: that changes nothing of what was decided."""
        return self.judged is not None and self.judged.differs


def entries_on(subject: str) -> QuerySet[Entry]:
    """Return the entries on an object in order, each with its evidence as ``text`` and its seal as ``sealed_by``."""
    covering = Seal.objects.filter(last_entry__gte=OuterRef("pk")).order_by("last_entry").values("number")[:1]
    rows = Entry.objects.filter(subject=subject).order_by("pk")
    return rows.annotate(text=F("evidence__text"), sealed_by=Subquery(covering))


def acts_of(entries: Iterable[Entry], law: Regulation, lang: Language) -> Iterator[Act]:
    """Tell each entry as an act, with its decision in words as it was recorded."""
    known = list(entries)
    laws = laws_of_editions({one.edition for one in known if one.edition})
    for entry in known:
        if not (entry.edition and entry.outcome) or entry.text is None:
            yield Act(entry, entry.sealed_by, facts=_facts(entry.text))
            continue
        rules = laws.get(entry.edition)
        judged = judge_entry(entry.pk, entry.subject, entry.text, rules)
        yield Act(entry, entry.sealed_by, judged, say_judged(judged, rules, law, lang))


def _facts(text: str | None) -> Mapping[str, Any]:
    """Return the facts of an evidence; none of a text that somebody altered: ``verify`` tells that."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
