from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sceau.journal.models import Entry
from sceau.law.actions import adopt_law, write_draft
from sceau.law.folder import NotWritten
from sceau.law.models import LawAdoption, Standing
from sceau.law.queries import law_of, shipped
from sceau.people.actions import merge_persons
from sceau.people.models import Account
from sceau.people.roles import Role
from sceau.regulation import Regulation
from tests.law.drafting import (
    AT,
    NEXT_YEAR,
    SLUG,
    TODAY,
    a_draft,
    adopted,
    anne,
    as_,
    chloe,
    faulty,
    files,
    mark_seen,
    studies,
    submitted,
    the_school,
)
from tests.people.people import an_account

pytestmark = pytest.mark.django_db


def why(refused: pytest.ExceptionInfo[NotWritten]) -> str:
    return refused.value.why


def pass_mark(law: Regulation, on: date) -> object:
    return law.rulebook(on=on, school=SLUG, programme="EVE")["unit_pass_mark"].value


def test_the_law_of_a_school_is_the_one_shipped_until_it_adopts_one_then_that_of_each_day() -> None:
    assert law_of(SLUG, on=NEXT_YEAR) is shipped()
    adopted(12, since=TODAY)
    adopted(14, since=NEXT_YEAR)

    assert law_of(SLUG, on=TODAY - timedelta(days=1)) is shipped()
    assert pass_mark(law_of(SLUG, on=TODAY), TODAY) == 12
    assert pass_mark(law_of(SLUG, on=NEXT_YEAR), NEXT_YEAR) == 14
    assert law_of(on=NEXT_YEAR) is shipped()


def test_it_is_found_by_one_query() -> None:
    adopted(12, since=TODAY)
    law_of(SLUG, on=TODAY)

    with CaptureQueriesContext(connection) as asked:
        assert law_of(SLUG, on=TODAY) is law_of(SLUG, on=NEXT_YEAR)
    assert len(asked) == 2


def test_what_a_school_adopts_takes_the_place_of_the_whole_folder_that_ships_for_it() -> None:
    law = shipped()
    assert law.schools["imt-nord-europe"]
    adopted(12, since=TODAY)

    assert law_of(SLUG, on=TODAY).schools.keys() == {*law.schools, SLUG}


def test_an_adoption_says_who_wrote_it_who_approved_it_and_since_when_it_holds() -> None:
    one = adopted(12)

    assert (one.author, one.approver, one.since, one.files) == (chloe(), anne(), NEXT_YEAR, files())
    assert one.draft.standing == Standing.ADOPTED
    entries = Entry.objects.filter(act="adopt_law").order_by("pk")
    assert [entry.subject for entry in entries] == [f"draft:{one.draft_id}", f"school:{one.school_id}"]


@pytest.mark.parametrize("way", ["same account", "second account", "joined records"])
def test_nobody_approves_what_they_wrote(way: str) -> None:
    draft, other = submitted(), chloe()
    if way != "same account":
        other = an_account("Chloé Second", Role.SCHOOL_DIRECTOR, school=the_school())
    author, record = chloe().person, other.person
    assert author is not None
    assert record is not None
    if way == "second account":
        Account.objects.filter(pk=other.pk).update(person=author)
    if way == "joined records":
        merge_persons(kept=record.pk, absorbed=author.pk, offices_at=None, at=AT, by=as_(anne()))

    with pytest.raises(NotWritten) as refused:
        adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=mark_seen(draft), at=AT, by=as_(other))
    assert why(refused) == "two_persons"
    assert not LawAdoption.objects.exists()


def test_no_law_holds_for_the_past_nor_before_the_one_adopted_last() -> None:
    adopted(12)
    draft = submitted(14, since=NEXT_YEAR + timedelta(days=1))
    found = []
    for since in (TODAY - timedelta(days=1), TODAY, NEXT_YEAR):
        with pytest.raises(NotWritten) as refused:
            adopt_law(draft=draft.pk, since=since, seen=mark_seen(draft), at=AT, by=as_(anne()))
        found.append(why(refused))

    assert found == ["in_the_past", "before_the_last", "before_the_last"]


def test_what_changed_since_the_approver_saw_it_is_not_adopted() -> None:
    draft = submitted()
    seen = mark_seen(draft)
    write_draft(draft=draft.pk, files={"studies.toml": studies(19)}, at=AT, by=as_(chloe()))
    draft.refresh_from_db()
    with pytest.raises(NotWritten) as reopened:
        adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=seen, at=AT, by=as_(anne()))
    draft.standing = Standing.SUBMITTED
    draft.save()
    with pytest.raises(NotWritten) as changed:
        adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=seen, at=AT, by=as_(anne()))

    assert (why(reopened), why(changed)) == ("not_submitted", "changed_since_seen")


def test_what_another_law_was_adopted_over_since_the_approver_saw_it_is_not_adopted() -> None:
    first, later = submitted(12), date(2028, 9, 1)
    seen = mark_seen(first)
    adopted(13)

    with pytest.raises(NotWritten) as refused:
        adopt_law(draft=first.pk, since=later, seen=seen, at=AT, by=as_(anne()))
    assert why(refused) == "changed_since_seen"


def test_a_draft_is_adopted_once() -> None:
    one = adopted(12)

    with pytest.raises(NotWritten) as refused:
        adopt_law(draft=one.draft_id, since=date(2028, 9, 1), seen=mark_seen(one.draft), at=AT, by=as_(anne()))
    assert why(refused) == "not_submitted"


def test_a_law_with_a_fault_is_not_adopted_and_is_once_it_is_mended() -> None:
    draft = a_draft(**{"studies.toml": faulty()})
    draft.standing = Standing.SUBMITTED  # as where the law above changed meanwhile
    draft.save()
    with pytest.raises(NotWritten) as refused:
        adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=mark_seen(draft), at=AT, by=as_(anne()))
    assert (why(refused), refused.value.named) == ("faulty", {"n": 1})

    adopted(12)

    assert pass_mark(law_of(SLUG, on=NEXT_YEAR), NEXT_YEAR) == 12


def test_what_was_adopted_is_never_changed() -> None:
    one = adopted(12)

    for change in (lambda: LawAdoption.objects.update(since=TODAY), one.delete):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            change()
