"""The label of a programme on a day: at its first and last day, at the day of each change, and where dates lack."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.core.closed_lists import LABEL_CHANGES
from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.register import GrantedFor, LabelChange, RegisterFacts, borne, first_day, last_day
from tests.cast import law_of, told

RULES = law_of(
    {"accreditation_is_temporary": True, "accreditation_decided_by": "president", "label_accredited_by": "cge"}
)
FIRST, LAST = date(2025, 9, 1), date(2030, 8, 31)
RENEWED = (LAST + timedelta(1), date(2035, 8, 31))
DAY = timedelta(1)


def on_day(day: date, *changes: tuple[str, date], grants: tuple[tuple[date | None, date | None], ...]) -> Decision:
    made = tuple(LabelChange(*one) for one in changes)
    facts = RegisterFacts(day, tuple(GrantedFor(*one) for one in grants), made)
    return ask(question="accreditation.in_force", facts=facts, rules=RULES)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (FIRST - DAY, "not_accredited"),
        (FIRST, "accredited"),
        (LAST, "accredited"),
        (LAST + DAY, "not_accredited"),
    ],
)
def test_a_label_is_borne_from_its_first_day_through_its_last(day: date, outcome: str) -> None:
    decision = on_day(day, grants=((FIRST, LAST),))

    holds = outcome == "accredited"
    assert decision.outcome == outcome
    assert told(decision) == [
        ("label_runs_on_the_day", holds, "accreditation_is_temporary", (FIRST, LAST), day, "", None)
    ]
    assert decision.figures == ({"first_day": FIRST, "last_day": LAST} if holds else {})


def test_without_a_grant_no_label_is_borne() -> None:
    decision = on_day(FIRST, grants=())

    assert decision.outcome == "not_accredited"
    assert told(decision) == [("label_was_granted", False, "label_accredited_by", None, None, "", None)]


@pytest.mark.parametrize(
    ("grant", "day", "outcome"),
    [
        ((None, None), FIRST, "to_be_established"),
        ((FIRST, None), FIRST, "to_be_established"),
        ((FIRST, None), FIRST - DAY, "not_accredited"),
        ((None, LAST), LAST, "to_be_established"),
        ((None, LAST), LAST + DAY, "not_accredited"),
    ],
)
def test_a_day_that_no_source_tells_stays_open(grant: tuple[date | None, date | None], day: date, outcome: str) -> None:
    assert on_day(day, grants=(grant,)).outcome == outcome


@pytest.mark.parametrize(("day", "outcome"), [(LAST, "accredited"), (RENEWED[0], "accredited")])
def test_of_two_grants_the_one_that_runs_counts(day: date, outcome: str) -> None:
    decision = on_day(day, grants=((FIRST, LAST), RENEWED))

    assert decision.outcome == outcome
    assert decision.figures["last_day"] == (LAST if day == LAST else RENEWED[1])


def test_a_label_is_suspended_from_a_day_until_it_is_reinstated() -> None:
    off, back = date(2026, 12, 1), date(2027, 2, 1)
    changes = (("suspended", off), ("reinstated", back))
    found = {day: on_day(day, *changes, grants=((FIRST, LAST),)).outcome for day in (off - DAY, off, back - DAY, back)}

    assert list(found.values()) == ["accredited", "suspended", "suspended", "accredited"]
    decision = on_day(off, *changes, grants=((FIRST, LAST),))
    assert ("label_is_not_suspended", False, "accreditation_decided_by", None, off, "", None) in told(decision)
    assert decision.figures == {"first_day": FIRST, "last_day": LAST}


def test_a_suspended_label_without_dates_stays_open() -> None:
    assert on_day(LAST, ("suspended", FIRST), grants=((None, None),)).outcome == "to_be_established"


@pytest.mark.parametrize(
    ("change", "check"), [("withdrawn", "label_is_not_withdrawn"), ("closed", "programme_is_not_closed")]
)
def test_what_ends_a_label_ends_it_for_good(change: str, check: str) -> None:
    end = date(2027, 9, 1)
    changes = ((change, end), ("reinstated", end + DAY))

    assert on_day(end - DAY, *changes, grants=((FIRST, LAST),)).outcome == "accredited"
    for day in (end, end + DAY, LAST):
        decision = on_day(day, *changes, grants=((FIRST, LAST),))
        assert decision.outcome == "not_accredited"
        assert (check, False, "accreditation_decided_by", None, end, "", None) in told(decision)


def test_a_label_that_is_granted_anew_after_its_end_is_borne_again() -> None:
    end = date(2027, 9, 1)

    assert on_day(RENEWED[0], ("withdrawn", end), grants=((FIRST, LAST), RENEWED)).outcome == "accredited"


def test_changes_count_by_their_day_in_whatever_order_they_were_written() -> None:
    off, back = date(2026, 12, 1), date(2027, 2, 1)

    assert on_day(back, ("reinstated", back), ("suspended", off), grants=((FIRST, LAST),)).outcome == "accredited"


def test_a_grant_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^until: 2025-09-01 comes before since, correct one of them$"):
        GrantedFor(LAST, FIRST)


def test_an_unknown_change_is_refused_with_those_that_are_known() -> None:
    known = "suspended, reinstated, withdrawn, closed"
    with pytest.raises(ValueError, match=rf"^change: «moved» is no change, write one of: {known}$"):
        LabelChange("moved", FIRST)


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
TIMES = st.tuples(st.none() | DAYS, st.none() | DAYS)
GRANTS = st.lists(TIMES.filter(lambda one: one[0] is None or one[1] is None or one[0] <= one[1]), max_size=3)
CHANGES = st.lists(st.tuples(st.sampled_from(LABEL_CHANGES), DAYS), max_size=4)


@given(day=DAYS, grants=GRANTS, changes=CHANGES)
def test_what_is_counted_is_what_is_answered(
    day: date, grants: list[tuple[date | None, date | None]], changes: list[tuple[str, date]]
) -> None:
    facts = RegisterFacts(day, tuple(GrantedFor(*one) for one in grants), tuple(LabelChange(*one) for one in changes))

    answered = ask(question="accreditation.in_force", facts=facts, rules=RULES).outcome
    counted = borne(facts)
    assert (counted is True) == (answered == "accredited")
    assert counted is not None or answered in ("to_be_established", "suspended")


@pytest.mark.parametrize(
    ("grants", "changes", "days"),
    [
        ((), (), (None, None)),
        (((FIRST, LAST),), (), (FIRST, LAST)),
        (((FIRST, LAST), RENEWED), (), (FIRST, RENEWED[1])),
        (((None, LAST),), (), (None, LAST)),
        (((FIRST, None),), (), (FIRST, None)),
        (((FIRST, None),), (("closed", LAST),), (FIRST, LAST - DAY)),
        (((FIRST, LAST),), (("withdrawn", LAST - DAY), ("closed", LAST)), (FIRST, LAST - DAY - DAY)),
        (((FIRST, LAST),), (("suspended", LAST),), (FIRST, LAST)),
        (((FIRST, LAST), RENEWED), (("withdrawn", LAST),), (FIRST, RENEWED[1])),
        (((None, LAST),), (("withdrawn", FIRST),), (None, FIRST - DAY)),
    ],
)
def test_a_label_has_a_first_day_and_a_last_one_where_its_sources_say_them(
    grants: tuple[tuple[date | None, date | None], ...],
    changes: tuple[tuple[str, date], ...],
    days: tuple[date | None, date | None],
) -> None:
    granted, made = [GrantedFor(*one) for one in grants], [LabelChange(*one) for one in changes]

    assert (first_day(granted), last_day(granted, made)) == days
