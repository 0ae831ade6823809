"""How does a dossier go from one standing to the next? By a step that is appended; the standing follows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sceau.accreditation.models import Act, Dossier, Standing, Step
from sceau.accreditation.not_done import NotDone
from sceau.catalogue.turning import LONGEST_WORD
from sceau.journal.actions import Actor

LEADS_TO = {
    Act.START: Standing.DRAFT,
    Act.FILE: Standing.FILED,
    Act.RETURN: Standing.RETURNED,
    Act.ADMIT: Standing.ADMISSIBLE,
    Act.REFUSE: Standing.INADMISSIBLE,
    Act.SHARE: Standing.SHARED,
    Act.SCHEDULE: Standing.ON_AGENDA,
    Act.TAKE_OFF: Standing.SHARED,
    Act.DEFER: Standing.COMPLEMENT_DUE,
    Act.OPINE: Standing.OPINION_GIVEN,
    Act.PREPARE: Standing.DECISION_PREPARED,
    Act.SEND_BACK: Standing.OPINION_GIVEN,
    Act.SIGN: Standing.DECISION_SIGNED,
    Act.PUBLISH: Standing.DECIDED,
    Act.WITHDRAW: Standing.WITHDRAWN,
}
"""Where each act leaves a dossier: the standing that it keeps is that of its last step."""


def locked(dossier: UUID, *, standing: Collection[str], barred: str) -> Dossier:
    """Return a dossier, held until the transaction ends; raises ``NotDone`` where it stands otherwise."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("campaign", "school", "programme")
    row = rows.get(pk=dossier)
    if row.standing not in standing:
        raise NotDone(barred)
    return row


def step(dossier: Dossier, act: str, *, at: datetime, by: Actor, word: str = "") -> None:
    """Append an act, and let the dossier stand where it leads."""
    refuse_long(word)
    Step.objects.create(dossier=dossier, act=act, word=word.strip(), at=at, account_id=by.account or None)
    dossier.standing, dossier.changed_at = LEADS_TO[Act(act)], at
    dossier.save(update_fields=["standing", "changed_at"])


def refuse_long(word: str, field: str = "word") -> None:
    """Raise ``NotDone`` for a word that is too long to be kept."""
    if len(word) > LONGEST_WORD or "\x00" in word:
        raise NotDone("word_too_long", field, n=LONGEST_WORD)


def refuse_unsaid(word: str, field: str = "word") -> None:
    """Raise ``NotDone`` where a reason has to be given and none is."""
    refuse_long(word, field)
    if not word.strip():
        raise NotDone("no_word", field)


def standing_of(dossier: Dossier) -> str:
    """Return where the steps of a dossier leave it: what its column says of itself."""
    last = Step.objects.filter(dossier=dossier).order_by("-id").values_list("act", flat=True).first()
    return LEADS_TO[Act(last)] if last else Standing.DRAFT
