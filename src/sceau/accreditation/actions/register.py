"""How does a label enter the register, and change there? By rows that are appended; the catalogue is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from sceau.accreditation.in_force import counting, on_a_day
from sceau.accreditation.models import ChangeOfLabel, LabelGrant, RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.catalogue.actions import record_label
from sceau.catalogue.listings import words_in
from sceau.catalogue.models import SHOWN, Programme, RecordedLabel, Version
from sceau.catalogue.sheet import Said, sheet_of
from sceau.catalogue.turning import LONGEST_WORD
from sceau.core.calendar import ONE_DAY
from sceau.core.register import ACCREDITED, NOT_ACCREDITED, SUSPENDED
from sceau.journal.actions import Actor, Grounds, record, record_all
from sceau.journal.grounds import facts_of, grounds_of
from sceau.law.queries import shipped
from sceau.people.folding import fold

NUMBERS = "sceau.accreditation.numbers"
"""Names the lock that whoever takes a number of the register holds."""
LONGEST_SPECIALITY = 300
AT_A_TIME = 500
FROM: Mapping[str, frozenset[str]] = {
    "suspended": frozenset({ACCREDITED}),
    "reinstated": frozenset({SUSPENDED}),
    "withdrawn": frozenset({ACCREDITED, SUSPENDED}),
    "closed": frozenset({ACCREDITED, SUSPENDED}),
}
"""What a label has to be on the day of a change."""


def record_grant(
    *, programme: UUID, label: str, since: date | None, until: date | None, source: str, at: datetime, by: Actor
) -> LabelGrant:
    """Record that a label was granted to a programme, with where it is said: under its number, or a new one."""
    _refuse_faulty(label, since, until, source)
    with transaction.atomic():
        row = Programme.objects.select_for_update(of=("self",)).select_related("school").get(pk=programme)
        entry = RegisterEntry.objects.filter(programme=row, label=label).first() or _enter([row], [label])[0]
        found = _grant(entry, row, since, until, source, None, at, by)
        record(at=at, by=by, act="record_grant", subject=f"register_entry:{entry.pk}", on=_told(found))
    return found


def correct_grant(
    *, grant: int, since: date | None, until: date | None, source: str, at: datetime, by: Actor
) -> LabelGrant:
    """Say a grant better: the one that is corrected stays to be read, and counts no more."""
    with transaction.atomic():
        entry = RegisterEntry.objects.select_for_update().get(grants=grant)
        _refuse_faulty(entry.label, since, until, source)
        before = LabelGrant.objects.get(pk=grant)
        if LabelGrant.objects.filter(corrects=before).exists():
            raise NotDone("corrected_already")
        row = Programme.objects.select_related("school").get(pk=entry.programme_id)
        found = _grant(entry, row, since, until, source, before, at, by)
        record(at=at, by=by, act="correct_grant", subject=f"register_entry:{entry.pk}", on=_told(found))
    return found


def suspend_label(*, entry: UUID, on: date, motive: str, at: datetime, by: Actor) -> ChangeOfLabel:
    """Suspend a label from a day on, with the reason that everybody reads."""
    with transaction.atomic():
        found, grounds = _change(entry, "suspended", on, motive, at, by)
        record(at=at, by=by, act="suspend_label", subject=f"register_entry:{entry}", on=grounds)
    return found


def reinstate_label(*, entry: UUID, on: date, motive: str, at: datetime, by: Actor) -> ChangeOfLabel:
    """Reinstate a label that is suspended."""
    with transaction.atomic():
        found, grounds = _change(entry, "reinstated", on, motive, at, by)
        record(at=at, by=by, act="reinstate_label", subject=f"register_entry:{entry}", on=grounds)
    return found


def withdraw_label(*, entry: UUID, on: date, motive: str, at: datetime, by: Actor) -> ChangeOfLabel:
    """Withdraw a label for good: what is granted later is another grant."""
    with transaction.atomic():
        found, grounds = _change(entry, "withdrawn", on, motive, at, by)
        record(at=at, by=by, act="withdraw_label", subject=f"register_entry:{entry}", on=grounds)
    return found


def close_label(*, entry: UUID, on: date, motive: str, at: datetime, by: Actor) -> ChangeOfLabel:
    """Give up a label: its school closes the programme."""
    with transaction.atomic():
        found, grounds = _change(entry, "closed", on, motive, at, by)
        record(at=at, by=by, act="close_label", subject=f"register_entry:{entry}", on=grounds)
    return found


CHANGES: Mapping[str, Callable[..., ChangeOfLabel]] = {
    "suspended": suspend_label,
    "reinstated": reinstate_label,
    "withdrawn": withdraw_label,
    "closed": close_label,
}
"""The act that makes each change."""


def _change(entry: UUID, change: str, on: date, motive: str, at: datetime, by: Actor) -> tuple[ChangeOfLabel, Grounds]:
    """Append a change that makes sense on its day, and return it with what it rests on."""
    if not motive.strip() or len(motive) > LONGEST_WORD or "\x00" in motive:
        raise NotDone("no_motive", "motive", n=LONGEST_WORD)
    row = RegisterEntry.objects.select_for_update().get(pk=entry)
    last = row.changes.order_by("-on").first()
    if last is not None and on < last.on:
        raise NotDone("before_the_last_change", "on", day=last.on)
    judged = on_a_day(row, on=on)
    outcome = judged.decision.outcome
    if outcome == NOT_ACCREDITED or (outcome in (ACCREDITED, SUSPENDED) and outcome not in FROM[change]):
        raise NotDone(f"cannot_be_{change}", "on", day=on)
    recorded = _tell_catalogue(row, change, on, motive.strip(), at, by)
    account = by.account or None
    told = {"change": change, "on": on, "motive": motive.strip(), "recorded": recorded, "at": at}
    found = ChangeOfLabel.objects.create(entry=row, **told, account_id=account)
    return found, grounds_of(decision=judged.decision, facts=judged.facts, rules=judged.rules)


def take_over_labels(*, at: datetime, by: Actor) -> int:
    """Enter in the register every label that the catalogue took from a public source, and return how many."""
    with transaction.atomic():
        loose = RecordedLabel.objects.filter(grant=None, change=None).select_related("programme__school")
        waiting: dict[tuple[UUID, str], list[RecordedLabel]] = {}
        for one in loose.order_by("id"):
            waiting.setdefault((one.programme_id, one.label), []).append(one)
        known = {(one.programme_id, one.label): one for one in RegisterEntry.objects.all()} if waiting else {}
        fresh = [rows[0] for key, rows in waiting.items() if key not in known]
        made = _enter([one.programme for one in fresh], [one.label for one in fresh])
        known |= {(one.programme_id, one.label): one for one in made}
        last = {one.entry_id: one for one in LabelGrant.objects.filter(corrected=None, entry__in=known.values())}
        said = specialities([programme for programme, _ in waiting])
        for place in range(max(map(len, waiting.values()), default=0)):
            rows = [(known[key], rows[place]) for key, rows in waiting.items() if place < len(rows)]
            last |= {one.entry_id: one for one in _taken_over(rows, last, said, at, by)}
        subjects = [(f"register_entry:{one.pk}", facts_of(label=one.label, number=one.number)) for one in made]
        record_all(at=at, by=by, act="take_over_label", on=subjects)
    return sum(map(len, waiting.values()))


def _taken_over(
    rows: Iterable[tuple[RegisterEntry, RecordedLabel]],
    last: Mapping[UUID, LabelGrant],
    said: Mapping[UUID, Said],
    at: datetime,
    by: Actor,
) -> list[LabelGrant]:
    """Append a grant for each label that was recorded; what was recorded later says better what was recorded before."""
    return LabelGrant.objects.bulk_create(
        (
            LabelGrant(
                entry=entry,
                **_speciality(said.get(one.programme_id)),
                since=one.since,
                until=one.until,
                source=one.source,
                corrects=last.get(entry.pk),
                recorded=one,
                at=at,
                account_id=by.account or None,
            )
            for entry, one in rows
        ),
        batch_size=AT_A_TIME,
    )


def _refuse_faulty(label: str, since: date | None, until: date | None, source: str) -> None:
    if label not in shipped().labels:
        raise NotDone("unknown_label", "label")
    if since and until and until < since:
        raise NotDone("ends_before_it_begins", "until")
    if not source.strip() or len(source) > LONGEST_WORD or "\x00" in source:
        raise NotDone("no_source", "source", n=LONGEST_WORD)


def _enter(programmes: Sequence[Programme], labels: Sequence[str]) -> list[RegisterEntry]:
    """Enter labels of programmes under the next numbers, which nobody else takes until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [NUMBERS])
    first = (RegisterEntry.objects.aggregate(last=Max("rank"))["last"] or 0) + 1
    said = specialities([one.pk for one in programmes])
    rows = []
    for rank, (programme, label) in enumerate(zip(programmes, labels, strict=True), first):
        entry = RegisterEntry(programme=programme, label=label, rank=rank, number=f"{label}-{rank:05d}")
        _write_names(entry, programme, said.get(programme.pk))
        rows.append(entry)
    return RegisterEntry.objects.bulk_create(rows, batch_size=AT_A_TIME)


def _write_names(entry: RegisterEntry, programme: Programme, said: Said | None) -> None:
    """Write how an entry is found: by its speciality, its school, its number."""
    title = said or Said()
    school = programme.school.name if programme.school else ""
    entry.sort_key = f"{fold(title.of('fr'))} {entry.number}"
    entry.words = words_in(" ".join((title.fr, title.en, school, entry.number)))


def _grant(
    entry: RegisterEntry,
    programme: Programme,
    since: date | None,
    until: date | None,
    source: str,
    corrects: LabelGrant | None,
    at: datetime,
    by: Actor,
) -> LabelGrant:
    told: dict[str, Any] = {"since": since, "until": until, "source": source.strip()}
    if any((one.since, one.until, one.source) == tuple(told.values()) for one in counting(list(entry.grants.all()))):
        raise NotDone("granted_already", "since")
    said = specialities([programme.pk]).get(programme.pk)
    recorded = record_label(programme=programme.pk, label=entry.label, **told, at=at, by=by)
    found = LabelGrant.objects.create(
        entry=entry,
        **_speciality(said),
        **told,
        corrects=corrects,
        recorded=recorded,
        at=at,
        account_id=by.account or None,
    )
    _write_names(entry, programme, said)
    entry.save(update_fields=["sort_key", "words"])
    return found


def _told(grant: LabelGrant) -> Grounds:
    return facts_of(label=grant.entry.label, number=grant.entry.number, since=grant.since, until=grant.until)


def specialities(programmes: Iterable[UUID]) -> dict[UUID, Said]:
    """Return the titles of programmes, as the version that is shown has them, else the last one."""
    rows = Version.objects.filter(programme__in=list(programmes)).order_by("number")
    found: dict[UUID, Said] = {}
    for one in sorted(rows, key=lambda one: one.standing in SHOWN):
        found[one.programme_id] = sheet_of(one.content).presentation.title
    return found


def _speciality(said: Said | None) -> dict[str, str]:
    title = said or Said()
    return {"speciality_fr": title.fr[:LONGEST_SPECIALITY], "speciality_en": title.en[:LONGEST_SPECIALITY]}


def _tell_catalogue(entry: RegisterEntry, change: str, on: date, motive: str, at: datetime, by: Actor) -> RecordedLabel:
    """Tell the catalogue from when to when the label is borne now: the last grant, cut or suspended."""
    last = counting(list(entry.grants.all()))[-1]
    since, until, suspended_on = last.since, last.until, on if change == "suspended" else None
    if change in ("withdrawn", "closed"):
        until = on - ONE_DAY
        since = None if since is None or since > until else since
    return record_label(
        programme=entry.programme_id,
        label=entry.label,
        since=since,
        until=until,
        suspended_on=suspended_on,
        source=motive,
        at=at,
        by=by,
    )
