"""How does a decision get its act? It is printed in each language and signed, once it is published."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from sceau.accreditation.act import signed_act
from sceau.accreditation.models import Decision, PublishedAct
from sceau.accreditation.sequel import judged_sequel, opinion_on
from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.wording import LANGUAGES


def print_act(*, decision: UUID, at: datetime, by: Actor) -> list[PublishedAct]:
    """Print the act of a published decision and sign it, in each language; nothing, where that was done.

    Raises ``DocumentFaulty`` where what it says cannot be printed, ``KeyFaulty`` where the key cannot sign.
    """
    with transaction.atomic():
        found = Decision.objects.select_for_update(of=("self",)).get(pk=decision)
        if found.published_at is None or found.signed_at is None or found.acts.exists():
            return []
        opinion = opinion_on(found.dossier)
        judged = judged_sequel(opinion, on=paris_day(found.signed_at))
        acts = []
        for code in LANGUAGES:
            pdf = signed_act(found, opinion=opinion, judged=judged, code=code, at=at)
            told = {"language": code, "pdf": pdf, "digest": sha256(pdf).hexdigest(), "at": at}
            acts.append(PublishedAct.objects.create(decision=found, **told))
        facts = facts_of(decision=decision, acts=[one.digest for one in acts])
        record(at=at, by=by, act="print_act", subject=f"dossier:{found.dossier_id}", on=facts)
    return acts
