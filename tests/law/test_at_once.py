"""Two persons act on one draft at the same instant, each by a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from sceau.law.actions import adopt_law, send_back_draft, write_draft
from sceau.law.folder import NotWritten
from sceau.law.models import LawAdoption, LawDraft, Standing
from sceau.people.roles import Role
from tests.law.drafting import AT, NEXT_YEAR, anne, as_, chloe, mark_seen, studies, submitted, the_school
from tests.people.people import an_account

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do several things at the same instant; tell what came of each."""
    start, found = threading.Barrier(len(acts)), [""] * len(acts)

    def do(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            found[number] = "done"
        except NotWritten as refusal:
            found[number] = refusal.why
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return sorted(found)


def test_of_two_approvers_at_once_one_adopts() -> None:
    draft = submitted()
    other = as_(an_account("Dora Director", Role.SCHOOL_DIRECTOR, school=the_school()))
    seen, first = mark_seen(draft), as_(anne())

    found = at_once(
        *(lambda by=by: adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=seen, at=AT, by=by) for by in (first, other))
    )

    assert found == ["done", "not_submitted"]
    assert LawAdoption.objects.count() == 1


def test_of_two_drafts_of_one_school_adopted_at_once_the_second_is_read_again() -> None:
    drafts = [submitted(12), submitted(13, since=NEXT_YEAR + timedelta(days=1))]
    seen, by = [mark_seen(one) for one in drafts], as_(anne())
    days = [NEXT_YEAR, NEXT_YEAR + timedelta(days=1)]

    found = at_once(
        *(
            lambda n=n: adopt_law(draft=drafts[n].pk, since=days[n], seen=seen[n], at=AT, by=by)
            for n in range(len(drafts))
        )
    )

    assert found == ["changed_since_seen", "done"]
    assert LawAdoption.objects.count() == 1


def test_an_author_who_writes_while_it_is_approved_never_changes_what_was_seen() -> None:
    draft = submitted(12)
    seen, author, approver = mark_seen(draft), as_(chloe()), as_(anne())

    found = at_once(
        lambda: adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=seen, at=AT, by=approver),
        lambda: write_draft(draft=draft.pk, files={"studies.toml": studies(19)}, at=AT, by=author),
    )

    assert found in (["done", "over"], ["done", "not_submitted"])
    for adopted in LawAdoption.objects.all():
        assert adopted.files["studies.toml"] == studies(12)


def test_of_who_adopts_and_who_sends_back_at_once_one_does() -> None:
    draft = submitted()
    other = as_(an_account("Dora Director", Role.SCHOOL_DIRECTOR, school=the_school()))
    seen, by = mark_seen(draft), as_(anne())

    found = at_once(
        lambda: adopt_law(draft=draft.pk, since=NEXT_YEAR, seen=seen, at=AT, by=by),
        lambda: send_back_draft(draft=draft.pk, answer="Not yet.", at=AT, by=other),
    )

    assert found == ["done", "not_submitted"]
    assert (LawDraft.objects.get().standing == Standing.ADOPTED) == LawAdoption.objects.exists()
