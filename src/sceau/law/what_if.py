"""What if a draft had been the law? The decisions that a school recorded, judged again under it.

Each is judged by its own question and facts, under the law of the draft as it stands on the day from which it would
hold, or on the day of the law that the decision rests on where that is later. What the law adopted today, on that very
day, would judge otherwise too is not owed to the draft, and is told apart.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import JSONField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from sceau.core.rulebook import Rulebook
from sceau.journal.models import Entry, KeptEdition
from sceau.journal.replay import NO_LONGER_JUDGED
from sceau.journal.seals import AT_A_TIME
from sceau.law.adoption import check_files
from sceau.law.drafts import files_adopted, files_of
from sceau.law.folder import digest_of
from sceau.law.models import WhatIf
from sceau.regulation import Regulation
from sceau.regulation.plain import plain_decision
from sceau.regulation.replay import judge_again

AT_ONCE = 200
"""How many decisions are judged again while somebody waits; beyond, they are in the background."""
TELL_EVERY = 50
"""After how many decisions it is told how far it went."""
EXAMPLES = 5
"""How many of the decisions that would come out alike are named."""
UNJUDGED = ""
"""The outcome of what cannot be judged again."""
Answer = tuple[str, str]
"""An outcome, and the figures beside it as text."""


@dataclass(frozen=True, slots=True)
class Group:
    """Decisions that would all be judged otherwise in the same way."""

    question: str
    before: str
    after: str
    """The outcome under the draft; empty where it can be judged no more, the same where figures alone differ."""
    count: int = 0
    owed: int = 0
    """How many of them the law adopted today would judge as they were: they are owed to the draft."""
    examples: list[list[Any]] = field(default_factory=list)
    """The first of them: the number of each entry and what it bears on."""


def decisions_of(school: str) -> QuerySet[Entry]:
    """Return the decisions recorded under the law of a school whose evidence was not erased, the oldest first."""
    kept = KeptEdition.objects.annotate(held=Cast("text", JSONField())).annotate(slug=KT("held__of__school__slug"))
    editions = kept.filter(slug=school).values("digest")
    return Entry.objects.filter(edition__in=editions, evidence__isnull=False).order_by("pk")


def judge(row: WhatIf, *, at: datetime) -> WhatIf:
    """Judge what is to be judged again from its first decision on, and keep what is found.

    Where the draft was written meanwhile nothing is judged: what was asked is not to be had any more.
    """
    slug, files = row.draft.school.slug, files_of(row.draft)
    if digest_of(files) == row.digest:
        laws = Laws(slug, row.on, check_files(slug, files).law, check_files(slug, files_adopted(row.draft.school)).law)
        row.found = [_plain(group) for group in _groups(row, laws)]
    row.done, row.ended_at = row.count, at
    row.save(update_fields=["done", "found", "ended_at"])
    return row


def groups_of(row: WhatIf) -> list[Group]:
    """Return what was found, the largest group first."""
    return sorted((Group(**one) for one in row.found), key=lambda one: (-one.count, one.question, one.after))


def _plain(group: Group) -> dict[str, Any]:
    return {name: getattr(group, name) for name in Group.__slots__}


class Laws:
    """The law of a draft and the one adopted, by the rulebooks under which a decision is judged again."""

    def __init__(self, school: str, on: date, draft: Regulation, adopted: Regulation) -> None:
        self.school, self.on = school, on
        self.draft, self.adopted = draft, adopted
        self._books: dict[tuple[int, date, str, str], Rulebook] = {}

    def answer(self, law: Regulation, said: Mapping[str, Any], of: Mapping[str, Any]) -> Answer:
        """Return what a law answers to what was asked, under which a decision of a programme and a label stood."""
        try:
            rules = self._book(law, of)
            again = judge_again(question=said["question"], facts=said["facts"], rules=rules)
        except NO_LONGER_JUDGED:
            return UNJUDGED, ""
        return answer_of(plain_decision(again))

    def _book(self, law: Regulation, of: Mapping[str, Any]) -> Rulebook:
        on = max(self.on, date.fromisoformat(of["on"]))
        programme = (of["programme"] or {}).get("code", "")
        key = (id(law), on, programme, of["label"])
        if key not in self._books:
            self._books[key] = law.rulebook(on=on, school=self.school, programme=programme, label=of["label"])
        return self._books[key]


def answer_of(decided: Mapping[str, Any]) -> Answer:
    """Return the outcome of a decision and its figures: what a person is owed, whatever the articles that say so."""
    return str(decided.get("outcome", "")), json.dumps(decided.get("figures", {}), sort_keys=True)


def _groups(row: WhatIf, laws: Laws) -> list[Group]:
    counts: Counter[tuple[str, str, str]] = Counter()
    owed: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], list[list[Any]]] = {}
    for number, (entry, subject, said, of) in enumerate(_recorded(laws.school), 1):
        if number % TELL_EVERY == 0:
            WhatIf.objects.filter(pk=row.pk).update(done=min(number, row.count))
        was, now = answer_of(said["decision"]), laws.answer(laws.draft, said, of)
        if was == now:
            continue
        key = (said["question"], was[0], now[0])
        counts[key] += 1
        owed[key] += laws.answer(laws.adopted, said, of) != now
        if len(known := examples.setdefault(key, [])) < EXAMPLES:
            known.append([entry, subject])
    return [Group(*key, count, owed[key], examples[key]) for key, count in counts.items()]


def _recorded(school: str) -> Iterator[tuple[int, str, dict[str, Any], dict[str, Any]]]:
    """Yield each decision recorded under the law of a school: its entry, what it bears on, what it rests on."""
    of = {}
    rows = decisions_of(school).values_list("pk", "subject", "edition", "evidence__text")
    for entry, subject, edition, text in rows.iterator(chunk_size=AT_A_TIME):
        if edition not in of:
            of[edition] = json.loads(KeptEdition.objects.values_list("text", flat=True).get(pk=edition))["of"]
        with suppress(ValueError):  # somebody altered it: verifying the journal tells
            yield entry, subject, json.loads(text), of[edition]
