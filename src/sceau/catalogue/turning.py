"""How does a version go from one standing to the next? By an act that is appended; the standing follows it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sceau.catalogue.models import LEADS_TO, Act, Standing, Turn, Version
from sceau.catalogue.not_written import NotWritten
from sceau.journal.actions import Actor
from sceau.people.models import Account

LONGEST_WORD = 2000
"""Characters of what somebody says to who comes next."""


def digest_of(content: Any) -> str:
    """Return the digest of a sheet, or of a part of one: what was seen is told from what is there by it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def locked(version: UUID, *, standing: Collection[str], barred: str) -> Version:
    """Return a version, held until the transaction ends; raises ``NotWritten`` where it stands otherwise."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("programme__school")
    row = rows.get(pk=version)
    if row.standing not in standing:
        raise NotWritten(barred)
    return row


def turn(version: Version, act: str, *, at: datetime, by: Actor, word: str = "") -> None:
    """Append an act, and let the version stand where it leads."""
    refuse_long(word)
    Turn.objects.create(version=version, act=act, at=at, account_id=by.account or None)
    version.standing, version.changed_at, version.word = LEADS_TO[Act(act)], at, word
    version.save(update_fields=["standing", "changed_at", "word"])


def known(by: Actor) -> Account:
    """Return the account of who acts; raises ``NotWritten`` where it is of no person: two persons publish."""
    found = Account.objects.select_related("person").filter(pk=by.account or None).first()
    if found is None or found.person is None:
        raise NotWritten("nobody_known")
    return found


def writers_of(version: Version) -> set[UUID]:
    """Return the persons who wrote or submitted a version, each as who they turned out to be."""
    wrote = Turn.objects.filter(version=version, act__in=(Act.START, Act.SUBMIT, Act.WRITE))
    return set(wrote.exclude(account=None).values_list("account__person__whole", flat=True))


def refuse_long(word: str) -> None:
    """Raise ``NotWritten`` for a word that is too long to be kept."""
    if len(word) > LONGEST_WORD or "\x00" in word:
        raise NotWritten("word_too_long", "word", n=LONGEST_WORD)


def standing_of(version: Version) -> str:
    """Return where the acts on a version leave it: what its column says of itself."""
    last = Turn.objects.filter(version=version).order_by("-id").values_list("act", flat=True).first()
    return LEADS_TO[Act(last)] if last else Standing.DRAFT
