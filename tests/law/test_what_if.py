from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from sceau.core.marks import Mark, ModuleFacts
from sceau.core.question import ask
from sceau.core.units import UnitFacts
from sceau.journal.actions import SCEAU, erase_evidence, record
from sceau.journal.grounds import grounds_of
from sceau.journal.models import Entry, Evidence
from sceau.law import what_if
from sceau.law.actions import ask_what_if, write_draft
from sceau.law.folder import NotWritten
from sceau.law.models import LawDraft, WhatIf
from sceau.law.queries import law_of
from sceau.law.tasks import judge_what_if
from sceau.law.what_if import Group, decisions_of, groups_of
from sceau.regulation import Regulation
from tests.cast import the_law
from tests.journal.test_journal import as_the_owner_of_the_database
from tests.law.drafting import (
    AT,
    NEXT_YEAR,
    SLUG,
    TODAY,
    a_draft,
    adopted,
    as_,
    chloe,
    faulty,
    files,
    studies_from,
    the_school,
)
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db
QUESTION = "studies.unit_result"


def decide(mark: str, law: Regulation | None = None, school: str = SLUG, programme: str = "EVE") -> Entry:
    """Judge a unit whose mean is a mark, and record it."""
    rules = (law or law_of(SLUG, on=TODAY)).rulebook(on=TODAY, school=school, programme=programme)
    facts = UnitFacts("U1", Decimal(6), (ModuleFacts("M1", (Mark("E1", Decimal(mark)),)),))
    decision = ask(question=QUESTION, facts=facts, rules=rules)
    with transaction.atomic():
        grounds = grounds_of(decision=decision, facts=facts, rules=rules)
        return record(at=AT, by=SCEAU, act="judge_unit", subject=f"school:{the_school().pk}", on=grounds)


def found(draft: LawDraft, on: date = NEXT_YEAR) -> list[Group]:
    row = ask_what_if(draft=draft, on=on, at=AT)
    assert row.ended_at == AT
    assert row.done == row.count
    return groups_of(row)


def told(groups: list[Group]) -> list[tuple[str, str, int, int]]:
    return [(one.before, one.after, one.count, one.owed) for one in groups]


@pytest.fixture(autouse=True)
def law_of_today() -> None:
    adopted(12, since=TODAY)


def test_decisions_that_a_draft_would_judge_otherwise_are_counted_by_question_and_outcome() -> None:
    entries = [decide(mark) for mark in ("11", "12", "13", "13.5", "14", "15")]

    groups = found(a_draft(14))

    assert told(groups) == [("validated", "resit_due", 3, 3)] or told(groups) == [("validated", "failed", 3, 3)]
    assert groups[0].question == QUESTION
    assert [number for number, _ in groups[0].examples] == [entry.pk for entry in entries[1:4]]


def test_a_draft_that_sets_the_same_judges_nothing_otherwise() -> None:
    decide("13")

    assert found(a_draft(12)) == []


def test_a_rule_that_begins_later_judges_otherwise_from_its_day_alone() -> None:
    decide("13")
    draft = a_draft(**{"studies.toml": studies_from(14, "2028-09-01")})

    assert found(draft) == []
    assert [one.count for one in found(draft, date(2028, 9, 1))] == [1]


def test_what_the_law_adopted_would_judge_otherwise_too_is_not_owed_to_the_draft() -> None:
    text = studies_from(14, "2027-09-01")
    decide("13")
    adopted(**{"studies.toml": text}, since=NEXT_YEAR)
    draft = a_draft(**{"studies.toml": text})

    assert [(one.count, one.owed) for one in found(draft)] == [(1, 0)]


def test_a_decision_of_a_programme_that_is_no_more_can_be_judged_no_more() -> None:
    decide("13")
    draft = a_draft(**{"school.toml": files()["school.toml"].replace("programmes.EVE", "programmes.NEW")})

    assert told(found(draft)) == [("validated", "", 1, 1)]


def test_other_schools_decisions_and_those_whose_evidence_was_erased_or_altered_are_left_alone() -> None:
    decide("13", the_law(), "imt-nord-europe", "CSE")
    erased, altered = decide("13"), decide("13")
    with transaction.atomic():
        erase_evidence(at=AT, by=SCEAU, entry=erased)
    with as_the_owner_of_the_database():
        Evidence.objects.filter(entry=altered).update(text="{")

    assert list(decisions_of(SLUG)) == [altered]
    assert found(a_draft(14)) == []


def test_a_draft_with_a_fault_judges_nothing() -> None:
    with pytest.raises(NotWritten) as refused:
        ask_what_if(draft=a_draft(**{"studies.toml": faulty()}), on=NEXT_YEAR, at=AT)
    assert refused.value.why == "faulty"


@pytest.mark.django_db(transaction=True)
def test_many_decisions_are_judged_in_the_background_with_how_far_it_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.law.actions.what_if.AT_ONCE", 2)
    monkeypatch.setattr(what_if, "TELL_EVERY", 1)
    for mark in ("11", "13", "13"):
        decide(mark)
    draft = a_draft(14)
    seen: list[int] = []
    asked = what_if.Laws.answer

    def watched(laws: what_if.Laws, law: Any, said: Any, of: Any) -> Any:
        seen.append(WhatIf.objects.get().done)
        return asked(laws, law, said, of)

    monkeypatch.setattr(what_if.Laws, "answer", watched)

    row = ask_what_if(draft=draft, on=NEXT_YEAR, at=AT)
    again = ask_what_if(draft=draft, on=NEXT_YEAR, at=AT)
    assert (row.ended_at, row.count, again.pk) == (None, 3, row.pk)
    waiting = browser_of(chloe(), language="en").get(f"/law/drafts/{draft.pk}/what-if/").content.decode()
    assert '<progress id="progress" value="0" max="3">' in waiting
    with app.replace_connector(app.connector.get_worker_connector()) as a:
        a.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    row.refresh_from_db()
    assert row.ended_at is not None
    assert seen[0] == 1
    assert seen[-1] == 3
    assert [one.count for one in groups_of(row)] == [2]
    judge_what_if(what_if=row.pk)


def test_what_was_written_meanwhile_is_not_judged() -> None:
    decide("13")
    draft = a_draft(14)
    row = WhatIf.objects.create(draft=draft, digest="of before", on=NEXT_YEAR, asked_at=AT, count=1)

    judge_what_if(what_if=row.pk)

    row.refresh_from_db()
    assert (row.found, row.ended_at is None) == ([], False)


def test_the_page_tells_what_would_have_been_judged_otherwise_and_leads_to_it() -> None:
    for mark in ("11", "13", "14"):
        decide(mark)
    draft = a_draft(14)
    browser = browser_of(chloe(), language="en")
    address = f"/law/drafts/{draft.pk}/what-if/"

    answer = browser.post(address, {"on": "2027-09-01"}, follow=True)
    bad = browser.post(address, {"on": "tomorrow"})

    said = answer.content.decode()
    assert "1 decision of 3 would have been judged otherwise." in said
    assert f"/history/school/{the_school().pk}/" in said
    assert "1 decision of 3" in browser.get(f"/law/drafts/{draft.pk}/").content.decode()
    assert bad.status_code == 422
    write_draft(draft=draft.pk, files={"studies.toml": faulty()}, at=AT, by=as_(chloe()))
    refused = browser.post(address, {"on": "2027-09-01"})
    assert refused.status_code == 422
    assert "The draft was written since" in refused.content.decode()


def test_a_school_without_decisions_is_told_so() -> None:
    draft = a_draft(14)

    said = browser_of(chloe(), language="en").post(f"/law/drafts/{draft.pk}/what-if/", {"on": NEXT_YEAR}, follow=True)

    assert "there is nothing to judge again" in said.content.decode()


def test_thirty_decisions_are_judged_in_as_many_queries_as_one() -> None:
    counts = []
    for mark, rows in ((13, 1), (14, 29)):
        for _ in range(rows):
            decide("13")
        draft = a_draft(mark)
        with CaptureQueriesContext(connection) as asked:
            ask_what_if(draft=draft, on=NEXT_YEAR, at=AT)
        counts.append(len(asked))

    assert counts[0] == counts[1]
