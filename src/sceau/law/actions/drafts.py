"""What is done to a draft of law? It is started, written, submitted, sent back, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.core.calendar import paris_day
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.law.adoption import Checked, check_files
from sceau.law.drafts import are_one_person, files_of, last_adoption
from sceau.law.folder import NotWritten, digest_of, is_path, refuse_too_much, tidy_text
from sceau.law.models import ALIVE, DraftFile, LawDraft, Standing
from sceau.people.models import Account, School

LONGEST_WORD = 2000
"""Characters of what an author or an approver says."""


def start_draft(*, school: UUID, files: Mapping[str, str], at: datetime, by: Actor) -> LawDraft:
    """Start a draft of the law of a school from some files; only who is known by a person may write law."""
    texts = _tidied(files)
    with transaction.atomic():
        row = School.objects.select_for_update().get(pk=school)
        draft = LawDraft.objects.create(
            school=row, author=known(by), based_on=last_adoption(row), started_at=at, changed_at=at
        )
        DraftFile.objects.bulk_create(DraftFile(draft=draft, path=path, text=text) for path, text in texts.items())
        on = facts_of(school=school, digest=digest_of(texts))
        record(at=at, by=by, act="start_draft", subject=f"draft:{draft.pk}", on=on)
    return draft


def write_draft(
    *,
    draft: UUID,
    files: Mapping[str, str | None],
    seen: Mapping[str, str] | None = None,
    at: datetime,
    by: Actor,
) -> LawDraft:
    """Write files of a draft, or remove those that are None; one that was submitted is so no longer.

    ``seen`` is the digest of each file as it was when it was opened: one that somebody wrote meanwhile is not
    written over. Nothing is done, nor journalled, where nothing changes.
    """
    texts = _tidied({path: text for path, text in files.items() if text is not None})
    with transaction.atomic():
        row = _to_write(draft, by)
        before = files_of(row)
        _refuse_what_changed(before, seen or {})
        after = {path: text for path, text in {**before, **texts}.items() if files.get(path, "") is not None}
        refuse_too_much(after)
        if after == before:
            return row
        changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        DraftFile.objects.filter(draft=row, path__in=changed).delete()
        DraftFile.objects.bulk_create(
            DraftFile(draft=row, path=path, text=after[path]) for path in changed if path in after
        )
        _turn(row, Standing.OPEN, at)
        on = facts_of(files=changed, digest=digest_of(after))
        record(at=at, by=by, act="write_draft", subject=f"draft:{draft}", on=on)
    return row


def submit_draft(*, draft: UUID, since: date, word: str, at: datetime, by: Actor) -> LawDraft:
    """Submit a draft, to hold from a day on; it must have no fault, and answer its own cases."""
    _refuse_long(word, "word")
    with transaction.atomic():
        row = _to_write(draft, by)
        refuse_day(row, since, at)
        files = files_of(row)
        refuse_faulty(check_files(row.school.slug, files))
        row.since, row.word = since, word
        _turn(row, Standing.SUBMITTED, at)
        on = facts_of(since=since, digest=digest_of(files))
        record(at=at, by=by, act="submit_draft", subject=f"draft:{draft}", on=on)
    return row


def send_back_draft(*, draft: UUID, answer: str, at: datetime, by: Actor) -> LawDraft:
    """Send a draft back to its author with a word on what is to be mended."""
    if not answer.strip():
        raise NotWritten("no_answer", "answer")
    _refuse_long(answer, "answer")
    with transaction.atomic():
        row = lock_submitted(draft)
        refuse_the_author(row, known(by))
        row.answer = answer
        _turn(row, Standing.OPEN, at)
        record(at=at, by=by, act="send_back_draft", subject=f"draft:{draft}")
    return row


def withdraw_draft(*, draft: UUID, at: datetime, by: Actor) -> LawDraft:
    """Withdraw a draft: nobody writes in it any more."""
    with transaction.atomic():
        row = _to_write(draft, by)
        _turn(row, Standing.WITHDRAWN, at)
        record(at=at, by=by, act="withdraw_draft", subject=f"draft:{draft}")
    return row


def known(by: Actor) -> Account:
    """Return the account of who acts; raises ``NotWritten`` where it is of no person: two persons make a law."""
    found = Account.objects.select_related("person").filter(pk=by.account or None).first()
    if found is None or found.person is None:
        raise NotWritten("nobody_known")
    return found


def lock_submitted(draft: UUID) -> LawDraft:
    """Return a draft that was submitted, held until the transaction ends; raises ``NotWritten`` for any other."""
    row = LawDraft.objects.select_for_update(of=("self",)).select_related("school", "author__person").get(pk=draft)
    if row.standing != Standing.SUBMITTED:
        raise NotWritten("not_submitted")
    return row


def refuse_the_author(draft: LawDraft, account: Account) -> None:
    """Raise ``NotWritten`` for who wrote a draft, by whichever account or record of theirs."""
    if are_one_person(draft.author, account):
        raise NotWritten("two_persons")


def refuse_day(draft: LawDraft, since: date, at: datetime) -> None:
    """Raise ``NotWritten`` for a day before today, or before the law that was adopted last begins."""
    last = last_adoption(draft.school)
    if since < paris_day(at):
        raise NotWritten("in_the_past", "since")
    if last and since <= last.since:
        raise NotWritten("before_the_last", "since", day=last.since)


def refuse_faulty(checked: Checked) -> None:
    """Raise ``NotWritten`` for a law with a fault, or that answers a case of its own otherwise than it expects."""
    if checked.faults:
        raise NotWritten("faulty", n=len(checked.faults))
    if checked.too_many_cases:
        raise NotWritten("too_many_cases")
    if checked.failing:
        raise NotWritten("cases_fail", n=len(checked.failing))


def _to_write(draft: UUID, by: Actor) -> LawDraft:
    """Return a draft held for its author, and nobody else, to write."""
    row = LawDraft.objects.select_for_update(of=("self",)).select_related("school", "author__person").get(pk=draft)
    if row.standing not in ALIVE:
        raise NotWritten("over")
    if not are_one_person(row.author, known(by)):
        raise NotWritten("not_the_author")
    return row


def _turn(draft: LawDraft, standing: str, at: datetime) -> None:
    draft.standing, draft.changed_at = standing, at
    draft.save(update_fields=["standing", "changed_at", "since", "word", "answer"])


def _tidied(files: Mapping[str, str]) -> dict[str, str]:
    """Return texts as they are kept; raises ``NotWritten`` for a path or a text that no folder of law holds."""
    for path in files:
        if not is_path(path):
            raise NotWritten("no_path", "path", path=path)
    texts = {path: tidy_text(text, path) for path, text in files.items()}
    refuse_too_much(texts)
    return texts


def _refuse_what_changed(before: Mapping[str, str], seen: Mapping[str, str]) -> None:
    for path, digest in seen.items():
        if digest_of({path: before.get(path, "")}) != digest:
            raise NotWritten("changed_meanwhile", "text", path=path)


def _refuse_long(said: str, field: str) -> None:
    if len(said) > LONGEST_WORD or "\x00" in said:
        raise NotWritten("word_too_long", field, n=LONGEST_WORD)
