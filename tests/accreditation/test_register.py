"""The register of labels: granted, corrected, suspended, withdrawn, closed; each a row, each told to the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sceau.accreditation.actions import CHANGES, correct_grant, record_grant, take_over_labels
from sceau.accreditation.in_force import counting, on_a_day
from sceau.accreditation.models import ChangeOfLabel, LabelGrant, RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.catalogue.actions import record_label
from sceau.catalogue.models import Programme, RecordedLabel
from sceau.catalogue.shown import label_of
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from tests.catalogue.programmes import NOON, a_draft, a_sheet, published

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 9, 1), date(2030, 8, 31)
DAY = timedelta(days=1)


def granted(programme: Programme | None = None, **said: Any) -> LabelGrant:
    about = programme or published(a_sheet("Audit énergétique")).programme
    told = {"label": "ms", "since": FIRST, "until": LAST, "source": "Acte 12", "at": NOON, "by": SCEAU, **said}
    return record_grant(programme=about.pk, **told)


def changed(entry: RegisterEntry, change: str, on: date, **said: Any) -> ChangeOfLabel:
    return CHANGES[change](entry=entry.pk, on=on, **{"motive": "Acte 13", "at": NOON, "by": SCEAU, **said})


def outcome(entry: RegisterEntry, on: date) -> str:
    return on_a_day(RegisterEntry.objects.get(pk=entry.pk), on=on).decision.outcome


def shown(entry: RegisterEntry, on: date) -> str:
    """Where the label stands in the catalogue on a day."""
    return label_of(list(entry.programme.labels.all()), on=on)[1]


def acts(entry: RegisterEntry) -> list[str]:
    return list(Entry.objects.filter(subject=f"register_entry:{entry.pk}").order_by("id").values_list("act", flat=True))


def why(act: Callable[..., Any], *args: Any, **said: Any) -> str:
    with pytest.raises(NotDone) as refusal:
        act(*args, **said)
    return refusal.value.why


def test_a_label_that_is_granted_enters_under_a_number_and_shows_in_the_catalogue() -> None:
    grant = granted()
    entry = grant.entry

    assert (entry.number, entry.words, entry.sort_key) == (
        "ms-00001",
        "audit energetique eve school ms 00001",
        "audit energetique ms-00001",
    )
    assert (grant.speciality_fr, grant.since, grant.until, grant.source) == (
        "Audit énergétique",
        FIRST,
        LAST,
        "Acte 12",
    )
    assert [outcome(entry, day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [
        "not_accredited",
        "accredited",
        "accredited",
        "not_accredited",
    ]
    assert [shown(entry, day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [
        "to_come",
        "in_force",
        "in_force",
        "over",
    ]
    assert acts(entry) == ["record_grant"]


def test_a_label_that_is_renewed_keeps_its_number() -> None:
    first = granted()
    second = granted(first.entry.programme, since=LAST + DAY, until=date(2035, 8, 31))
    other = granted(published(a_sheet("Banque")).programme)

    assert (second.entry, other.entry.number) == (first.entry, "ms-00002")
    assert outcome(first.entry, LAST + DAY) == "accredited"


@pytest.mark.parametrize(
    ("said", "reason", "field"),
    [
        ({"label": "mba"}, "unknown_label", "label"),
        ({"since": LAST, "until": FIRST}, "ends_before_it_begins", "until"),
        ({"source": "  "}, "no_source", "source"),
        ({"source": "x" * 2001}, "no_source", "source"),
        ({"source": "a\x00b"}, "no_source", "source"),
    ],
)
def test_a_grant_that_cannot_be_is_refused_at_its_field(said: dict[str, Any], reason: str, field: str) -> None:
    with pytest.raises(NotDone) as refusal:
        granted(**said)

    assert (refusal.value.why, refusal.value.field) == (reason, field)
    assert not RegisterEntry.objects.exists()


def test_the_same_grant_is_not_recorded_twice() -> None:
    grant = granted()

    assert why(granted, grant.entry.programme) == "granted_already"
    assert LabelGrant.objects.count() == 1


def test_a_grant_is_corrected_by_another_that_counts_in_its_place() -> None:
    grant = granted()
    entry = grant.entry
    told: dict[str, Any] = {"since": FIRST, "until": None, "source": "Acte 12, relu", "at": NOON, "by": SCEAU}

    better = correct_grant(grant=grant.pk, **told)

    assert better.corrects_id == grant.pk
    assert counting(list(entry.grants.all())) == [better]
    assert outcome(entry, LAST + DAY) == "to_be_established"
    assert acts(entry) == ["record_grant", "correct_grant"]
    assert why(correct_grant, grant=grant.pk, **told) == "corrected_already"
    assert why(correct_grant, grant=better.pk, **told) == "granted_already"
    assert why(correct_grant, grant=better.pk, **{**told, "source": ""}) == "no_source"


def test_a_label_is_suspended_and_reinstated_in_the_register_and_in_the_catalogue() -> None:
    entry = granted().entry
    off, back = date(2026, 12, 1), date(2027, 2, 1)

    changed(entry, "suspended", off)
    assert [shown(entry, day) for day in (off - DAY, off)] == ["in_force", "suspended"]
    changed(entry, "reinstated", back, motive=" Rapport reçu ")

    assert [outcome(entry, day) for day in (off - DAY, off, back - DAY, back)] == [
        "accredited",
        "suspended",
        "suspended",
        "accredited",
    ]
    assert shown(entry, back) == "in_force"
    assert [(one.change, one.motive) for one in entry.changes.all()] == [
        ("suspended", "Acte 13"),
        ("reinstated", "Rapport reçu"),
    ]
    assert acts(entry) == ["record_grant", "suspend_label", "reinstate_label"]


@pytest.mark.parametrize(("change", "act"), [("withdrawn", "withdraw_label"), ("closed", "close_label")])
@pytest.mark.parametrize("on", [FIRST, date(2027, 9, 1)])
def test_a_label_is_ended_from_a_day_on(change: str, act: str, on: date) -> None:
    entry = granted().entry

    changed(entry, change, on)

    assert (outcome(entry, on), outcome(entry, LAST), shown(entry, on)) == ("not_accredited", "not_accredited", "over")
    assert acts(entry) == ["record_grant", act]


def test_a_label_without_dates_is_changed_as_well() -> None:
    entry = granted(since=None, until=None).entry

    changed(entry, "withdrawn", FIRST)

    assert outcome(entry, FIRST) == "not_accredited"
    assert shown(entry, FIRST) == "over"


def test_a_change_that_makes_no_sense_is_refused_with_the_day() -> None:
    entry = granted().entry
    off = date(2026, 12, 1)

    assert why(changed, entry, "suspended", FIRST - DAY) == "cannot_be_suspended"
    assert why(changed, entry, "reinstated", off) == "cannot_be_reinstated"
    changed(entry, "suspended", off)
    assert why(changed, entry, "suspended", off + DAY) == "cannot_be_suspended"
    assert why(changed, entry, "reinstated", off - DAY) == "before_the_last_change"
    changed(entry, "withdrawn", off + DAY)
    assert why(changed, entry, "withdrawn", off + DAY) == "cannot_be_withdrawn"
    assert why(changed, entry, "closed", off + DAY) == "cannot_be_closed"
    for motive in (" ", "x" * 2001, "a\x00"):
        assert why(changed, entry, "withdrawn", off + DAY, motive=motive) == "no_motive"
    assert entry.changes.count() == 2


def test_what_the_register_holds_is_never_changed_nor_deleted() -> None:
    grant = granted()
    change = changed(grant.entry, "suspended", FIRST)

    for row in (grant, change):
        for write in (lambda row: type(row).objects.filter(pk=row.pk).update(at=NOON), lambda row: row.delete()):
            with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
                write(row)


def recorded(programme: Programme, source: str, **said: Any) -> RecordedLabel:
    told = {"label": "ms", "since": None, "until": None, "at": NOON, "by": SCEAU, **said}
    return record_label(programme=programme.pk, source=source, **told)


def test_labels_that_the_catalogue_took_from_a_list_are_taken_over_once() -> None:
    one, other = (published(a_sheet(title)).programme for title in ("Audit", "Banque"))
    draft = a_draft(a_sheet("Chimie", presentation={"title": {"en": "Chemistry"}})).programme
    recorded(one, "Une liste")
    recorded(one, "Acte 12", since=FIRST, until=LAST)
    recorded(other, "Une liste")
    recorded(draft, "Une liste")

    first = take_over_labels(at=NOON, by=SCEAU)
    again = take_over_labels(at=NOON, by=SCEAU)
    recorded(one, "Acte 12 bis", since=FIRST)
    later = take_over_labels(at=NOON, by=SCEAU)

    assert (first, again, later) == (4, 0, 1)
    of_one = RegisterEntry.objects.get(programme=one)
    assert [(g.source, g.corrects and g.corrects.source) for g in of_one.grants.all()] == [
        ("Une liste", None),
        ("Acte 12", "Une liste"),
        ("Acte 12 bis", "Acte 12"),
    ]
    assert sorted(RegisterEntry.objects.values_list("number", "sort_key")) == [
        ("ms-00001", "audit ms-00001"),
        ("ms-00002", "banque ms-00002"),
        ("ms-00003", "chemistry ms-00003"),
    ]
    assert acts(of_one) == ["take_over_label"]


def test_taking_over_asks_as_many_queries_for_many_labels_as_for_a_few() -> None:
    def asked(n: int) -> int:
        for place in range(n):
            recorded(published(a_sheet(f"Audit {n} {place}")).programme, "Une liste")
        with CaptureQueriesContext(connection) as queries:
            take_over_labels(at=NOON, by=SCEAU)
        return len(queries)

    assert asked(2) == asked(8)


def test_the_migration_makes_of_recorded_labels_what_the_action_makes_of_them() -> None:
    one, other = (published(a_sheet(title)).programme for title in ("Audit", "Banque"))
    recorded(one, "Une liste")
    recorded(one, "Acte 12", since=FIRST, until=LAST)
    recorded(other, "Une liste")
    loose = Programme.objects.create(slug="loose")
    RecordedLabel.objects.create(programme=loose, label="ms", source="Une liste", at=NOON)

    import_module("sceau.accreditation.migrations.0002_take_over_labels").take_over(apps, None)

    told = {
        entry.programme.slug: (entry.words.rpartition(" ms ")[0], [g.source for g in entry.grants.all()])
        for entry in RegisterEntry.objects.select_related("programme")
    }
    assert told == {
        "audit-eve-school": ("audit eve school", ["Une liste", "Acte 12"]),
        "banque-eve-school": ("banque eve school", ["Une liste"]),
        "loose": ("", ["Une liste"]),
    }
    assert outcome(RegisterEntry.objects.get(programme=one), LAST) == "accredited"
    assert take_over_labels(at=NOON, by=SCEAU) == 0
