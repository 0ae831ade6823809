"""How is a dossier written? It is started, its chapters and documents come from several people, or it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sceau.accreditation.models import (
    WRITTEN,
    Act,
    Campaign,
    Chapter,
    Dossier,
    DossierPiece,
    RegisterEntry,
    Standing,
)
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.requested import criteria_of, pieces_of, version_of
from sceau.accreditation.stepping import locked, refuse_unsaid, step
from sceau.catalogue.models import Programme
from sceau.catalogue.sheet import sheet_of
from sceau.core.calendar import end_of, paris_day
from sceau.files.actions import store_file
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of

LONGEST_CHAPTER = 40_000
"""Characters: some twelve pages."""
LONGEST_COMPANY = 200
MOST_PIECES = 60
"""Documents of one dossier: more could not be read."""
LIVING = (*WRITTEN, Standing.FILED, Standing.ADMISSIBLE, Standing.SHARED)
"""The standings from which a school may withdraw."""


def start_dossier(*, campaign: UUID, programme: UUID, at: datetime, by: Actor) -> Dossier:
    """Start the dossier of a programme in a campaign: a renewal where the register knows its label."""
    with transaction.atomic():
        about = Programme.objects.select_for_update(of=("self",)).select_related("school").get(pk=programme)
        held = Campaign.objects.get(pk=campaign)
        if at >= end_of(held.closes_on):
            raise NotDone("campaign_is_over", "campaign", day=held.closes_on)
        if about.school is None:
            raise NotDone("no_school", "programme")
        if Dossier.objects.filter(campaign=held, programme=about).exclude(standing=Standing.WITHDRAWN).exists():
            raise NotDone("started_already", "programme")
        is_known = RegisterEntry.objects.filter(programme=about, label=held.label).exists()
        request = "renewal" if is_known else "first_request"
        row = Dossier(campaign=held, programme=about, school=about.school, request=request, changed_at=at)
        _refuse_other_label(row)
        row.save(force_insert=True)
        step(row, Act.START, at=at, by=by)
        facts = facts_of(campaign=campaign, programme=programme, request=request)
        record(at=at, by=by, act="start_dossier", subject=f"dossier:{row.pk}", on=facts)
    return row


def write_chapter(*, dossier: UUID, criterion: str, text: str, seen: int, at: datetime, by: Actor) -> Chapter:
    """Write what a dossier answers to a criterion.

    ``seen`` is the id of the row that was read when the page was opened, none being 0: what somebody wrote meanwhile
    is not written over, while others may write the other chapters. Nothing is done where nothing changes.
    """
    if len(text) > LONGEST_CHAPTER or "\x00" in text:
        raise NotDone("chapter_too_long", "text", n=LONGEST_CHAPTER)
    with transaction.atomic():
        row = locked(dossier, standing=WRITTEN, barred="not_to_write")
        if criterion not in {one.id for one in criteria_of(row.campaign, on=paris_day(at))}:
            raise NotDone("unknown_criterion")
        last = Chapter.objects.filter(dossier=row, criterion=criterion).last()
        if (last.pk if last else 0) != seen:
            raise NotDone("changed_meanwhile")
        if last is not None and last.text == text:
            return last
        found = Chapter.objects.create(
            dossier=row, criterion=criterion, text=text, at=at, account_id=by.account or None
        )
        facts = facts_of(criterion=criterion, chapter=found.pk)
        record(at=at, by=by, act="write_chapter", subject=f"dossier:{dossier}", on=facts)
    return found


def add_piece(
    *,
    dossier: UUID,
    piece: str,
    criterion: str,
    company: str,
    name: str,
    chunks: Iterable[bytes],
    at: datetime,
    by: Actor,
) -> DossierPiece:
    """Add a document: one that the law asks for, a company's letter, or what bears out a chapter.

    Raises ``FileRefused`` for a file that is not kept.
    """
    if len(company) > LONGEST_COMPANY or "\x00" in company:
        raise NotDone("company_too_long", "company", n=LONGEST_COMPANY)
    with transaction.atomic():
        row = locked(dossier, standing=WRITTEN, barred="not_to_write")
        on = paris_day(at)
        if piece and piece not in {one.id for one in pieces_of(row, on=on)}:
            raise NotDone("unknown_piece", "piece")
        if criterion and criterion not in {one.id for one in criteria_of(row.campaign, on=on)}:
            raise NotDone("unknown_criterion", "criterion")
        if DossierPiece.objects.filter(dossier=row, removed_at=None).count() >= MOST_PIECES:
            raise NotDone("too_many_pieces", n=MOST_PIECES)
        file = store_file(subject=f"dossier:{dossier}", name=name, chunks=chunks, at=at, by=by, school=row.school_id)
        told = {"piece": piece, "criterion": criterion, "company": company.strip(), "at": at}
        found = DossierPiece.objects.create(dossier=row, file=file, **told)
        facts = facts_of(piece=piece, criterion=criterion, file=file.pk)
        record(at=at, by=by, act="add_piece", subject=f"dossier:{dossier}", on=facts)
    return found


def remove_piece(*, piece: UUID, at: datetime, by: Actor) -> DossierPiece:
    """Take a document out of what is written; what was filed with it before keeps it."""
    with transaction.atomic():
        found = DossierPiece.objects.select_for_update().get(pk=piece)
        locked(found.dossier_id, standing=WRITTEN, barred="not_to_write")
        if found.removed_at is not None:
            raise NotDone("removed_already")
        found.removed_at = at
        found.save(update_fields=["removed_at"])
        facts = facts_of(file=found.file_id)
        record(at=at, by=by, act="remove_piece", subject=f"dossier:{found.dossier_id}", on=facts)
    return found


def withdraw_dossier(*, dossier: UUID, word: str, at: datetime, by: Actor) -> Dossier:
    """Withdraw a dossier, with the reason: its school asks for the label no longer in this campaign."""
    refuse_unsaid(word)
    with transaction.atomic():
        row = locked(dossier, standing=LIVING, barred="not_to_withdraw")
        step(row, Act.WITHDRAW, at=at, by=by, word=word)
        record(at=at, by=by, act="withdraw_dossier", subject=f"dossier:{dossier}")
    return row


def _refuse_other_label(dossier: Dossier) -> None:
    """Raise ``NotDone`` for a programme whose sheet names another label than that of the campaign."""
    own = sheet_of(version_of(dossier).content).organisation.label
    if own != dossier.campaign.label:
        raise NotDone("other_label", "programme")
