"""The decision on a label and who may act for it: each reason whole, at the day and the number where it turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.accreditation import ActFacts, GrantFacts, Seat, Votes
from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Duration, Moment, RuleMissing
from sceau.core.rulebook import Rulebook
from sceau.core.tables.accreditation import RoleRow, TermRow
from tests.cast import law_of, rule_of, table, told

FILED, DECIDED = date(2026, 4, 1), date(2026, 6, 1)
GRANTED = TermRow(
    "granted", opinions=frozenset({"favourable"}), leads_to="granted", term=Duration(6, "years"), sequel="visit"
)
BACK = TermRow("back", opinions=frozenset({"unfavourable"}), leads_to="refused", return_after=Duration(1, "years"))
REGULAR: dict[str, Any] = {
    "accreditation_decided_by": "president",
    "accreditation_opinion_by": "commission",
    "commission_composition": frozenset({"companies", "schools"}),
    "commission_quorum": 2,
    "accreditation_decided_within": Duration(2, "months"),
    "accreditation_terms": table(GRANTED, BACK),
    "accreditation_is_temporary": True,
}
SEATS = (Seat("companies"), Seat("schools"), Seat("others", present=False))
MEETS: dict[str, Any] = {
    "opinion": "favourable",
    "opinion_by": "commission",
    "opinion_on": DECIDED,
    "seats": SEATS,
    "filed_on": FILED,
}


def decided(law: dict[str, Any] | Rulebook, *, by: str = "president", on: date = DECIDED, **facts: Any) -> Decision:
    rules = law if isinstance(law, Rulebook) else law_of(law)
    return ask(question="accreditation.decision", facts=GrantFacts(on, by, **facts), rules=rules)


def test_a_label_that_is_granted_tells_who_sat_who_decided_and_what_follows() -> None:
    decision = decided(REGULAR, **MEETS)

    worlds = ("companies", "schools")
    assert told(decision) == [
        ("decided_by_whom_the_texts_name", True, "accreditation_decided_by", "president", "president", "", None),
        ("opinion_comes_first", True, "accreditation_opinion_by", "commission", "commission", "", None),
        ("every_world_sits", True, "commission_composition", worlds, worlds, "", None),
        ("quorum_is_reached", True, "commission_quorum", 2, 2, "", None),
        ("decision_comes_in_time", True, "accreditation_decided_within", DECIDED, DECIDED, "", None),
        ("sequel_follows_from_the_opinion", True, "accreditation_terms", "granted", "favourable", "granted", GRANTED),
        ("label_has_its_term", True, "accreditation_is_temporary", None, (6, "years"), "", None),
    ]
    assert (decision.outcome, decision.figures) == (
        "granted",
        {
            "opinion": "favourable",
            "sequel": "visit",
            "term": (6, "years"),
            "first_day": DECIDED,
            "last_day": date(2032, 5, 31),
        },
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"by": "commission"},
            ("decided_by_whom_the_texts_name", False, "accreditation_decided_by", "president", "commission"),
        ),
        (
            {"opinion_by": "president"},
            ("opinion_comes_first", False, "accreditation_opinion_by", "commission", "president"),
        ),
        ({"opinion_by": ""}, ("opinion_comes_first", False, "accreditation_opinion_by", "commission", None)),
        (
            {"opinion_on": date(2026, 6, 2)},
            ("opinion_comes_first", False, "accreditation_opinion_by", "commission", "commission"),
        ),
        (
            {"seats": (Seat("companies"), Seat("companies"), Seat("schools", present=False))},
            ("every_world_sits", False, "commission_composition", ("companies", "schools"), ("companies",)),
        ),
        (
            {"filed_on": date(2026, 3, 31)},
            ("decision_comes_in_time", False, "accreditation_decided_within", date(2026, 5, 31), DECIDED),
        ),
    ],
)
def test_what_makes_a_decision_irregular_is_told(change: dict[str, Any], reason: tuple[Any, ...]) -> None:
    decision = decided(REGULAR, **{**MEETS, **change})

    assert (decision.outcome, decision.figures) == ("irregular", {"opinion": "favourable"})
    assert [one[:5] for one in told(decision) if one[1] is False] == [reason]


@pytest.mark.parametrize(
    ("law", "change", "reasons"),
    [
        (
            {},
            {"seats": ()},
            [
                ("every_world_sits", None, "commission_composition", ("companies", "schools"), ()),
                ("quorum_is_reached", None, "commission_quorum", 2, None),
            ],
        ),
        (
            {},
            {"filed_on": None},
            [("decision_comes_in_time", None, "accreditation_decided_within", None, DECIDED)],
        ),
    ],
)
def test_what_is_not_known_of_a_decision_is_told(
    law: dict[str, Any], change: dict[str, Any], reasons: list[tuple[Any, ...]]
) -> None:
    decision = decided({**REGULAR, **law}, **{**MEETS, **change})

    assert (decision.outcome, decision.figures) == ("to_be_established", {"opinion": "favourable"})
    assert [one[:5] for one in told(decision) if one[1] is None] == reasons


def test_without_an_opinion_all_is_open_and_who_decides_alone_is_known() -> None:
    decision = decided(REGULAR, seats=SEATS, filed_on=FILED)
    irregular = decided(REGULAR, by="commission")

    assert (decision.outcome, decision.figures) == ("to_be_established", {"opinion": None})
    assert (irregular.outcome, irregular.figures) == ("irregular", {"opinion": None})
    assert [one[:5] for one in told(decision) if one[1] is None] == [
        ("opinion_comes_first", None, "accreditation_opinion_by", "commission", None)
    ]


def test_an_opinion_of_no_day_was_given_on_the_day_of_the_decision() -> None:
    assert decided(REGULAR, **{**MEETS, "opinion_on": None}).outcome == "granted"


def ratio(key: str, number: str, *, passes: bool) -> tuple[Any, ...]:
    return (rule_of(key, Decimal(number), passes=passes),)


@pytest.mark.parametrize(
    ("votes", "passes", "counted", "share", "opinion"),
    [
        (Votes(2, 2), True, False, Fraction(1, 2), "favourable"),
        (Votes(2, 2), False, False, Fraction(1, 2), "unfavourable"),
        (Votes(3, 2), False, False, Fraction(3, 5), "favourable"),
        (Votes(2, 1, 1), False, False, Fraction(2, 3), "favourable"),
        (Votes(2, 1, 1), False, True, Fraction(1, 2), "unfavourable"),
        (Votes(1, 0), True, False, Fraction(1), "favourable"),
        (Votes(0, 1), True, False, Fraction(0), "unfavourable"),
    ],
)
def test_votes_come_to_an_opinion_by_the_majority_asked_for(
    votes: Votes, passes: bool, counted: bool, share: Fraction, opinion: str
) -> None:
    plain = law_of({"accreditation_decided_by": "president", "abstentions_count": counted})
    ladders = {**plain.ladders, "commission_majority": ratio("commission_majority", "0.5", passes=passes)}

    decision = decided(Rulebook(on=plain.on, ladders=ladders), votes=votes)

    reached = opinion == "favourable"
    assert (decision.outcome, decision.figures["opinion"]) == ("granted" if reached else "refused", opinion)
    assert [one for one in told(decision) if one[2] in ("commission_majority", "abstentions_count")] == sorted(
        [
            ("majority_is_reached", reached, "commission_majority", Decimal("0.5"), share, "", None),
            ("abstentions_are_counted_as_the_rule_says", True, "abstentions_count", None, votes.abstained, "", None),
        ],
        key=lambda one: (one[1], one[0] != "majority_is_reached"),
    )


def test_where_no_text_speaks_of_abstentions_they_are_not_told() -> None:
    law = {"accreditation_decided_by": "president", "commission_majority": Decimal("0.5")}

    assert [one[0] for one in told(decided(law, votes=Votes(2, 1, 1)))] == [
        "decided_by_whom_the_texts_name",
        "majority_is_reached",
        "sequel_follows_from_the_opinion",
    ]
    with pytest.raises(RuleMissing, match="commission_majority"):
        decided({"accreditation_decided_by": "president"}, votes=Votes(1, 0))


@pytest.mark.parametrize(("absent", "holds", "found"), [(1, True, Fraction(1, 2)), (2, False, Fraction(1, 3))])
def test_a_quorum_may_be_a_share_of_the_seats(absent: int, holds: bool, found: Fraction) -> None:
    half = replace(rule_of("commission_quorum", Decimal("0.5")), unit="ratio")
    plain = law_of({"accreditation_decided_by": "president"})
    seats = (Seat("companies"), *(Seat("schools", present=False) for _ in range(absent)))

    decision = decided(
        Rulebook(on=plain.on, ladders={**plain.ladders, "commission_quorum": (half,)}),
        opinion="favourable",
        seats=seats,
    )

    quorum = ("quorum_is_reached", holds, "commission_quorum", Decimal("0.5"), found, "", None)
    assert quorum in told(decision)
    assert decision.outcome == ("granted" if holds else "irregular")


def test_what_a_refusal_and_a_grant_without_a_line_lead_to() -> None:
    refused = decided(REGULAR, **{**MEETS, "opinion": "unfavourable"})
    no_line = decided(REGULAR, **{**MEETS, "opinion": "with_reservations"})

    assert (refused.outcome, refused.figures) == (
        "refused",
        {"opinion": "unfavourable", "sequel": None, "may_return_on": date(2027, 6, 1)},
    )
    assert (no_line.outcome, no_line.figures) == (
        "granted_on_conditions",
        {"opinion": "with_reservations", "sequel": None, "term": None, "first_day": DECIDED, "last_day": None},
    )
    assert [one for one in told(no_line) if one[2] in ("accreditation_terms", "accreditation_is_temporary")] == [
        ("label_has_its_term", None, "accreditation_is_temporary", None, None, "", None),
        (
            "sequel_follows_from_the_opinion",
            True,
            "accreditation_terms",
            "granted_on_conditions",
            "with_reservations",
            "",
            None,
        ),
    ]


def test_an_opinion_leads_where_the_line_of_its_request_says() -> None:
    row = TermRow("again", requests=frozenset({"renewal"}), leads_to="granted_on_conditions")
    law = {"accreditation_decided_by": "president", "accreditation_terms": table(row)}

    first, again = (
        decided(law, opinion="favourable", request=request).outcome for request in ("first_request", "renewal")
    )

    assert (first, again) == ("granted", "granted_on_conditions")


@pytest.mark.parametrize(
    ("begins", "first"),
    [
        (Moment(day=1, month=9), date(2026, 9, 1)),
        (Moment(delay=Duration(1, "months"), event="accreditation_decided"), date(2026, 7, 1)),
    ],
)
def test_a_label_begins_when_the_texts_say(begins: Moment, first: date) -> None:
    assert decided({**REGULAR, "accreditation_starts": begins}, **MEETS).figures["first_day"] == first


def test_votes_and_days_may_be_at_their_least() -> None:
    all_vote = GrantFacts(DECIDED, "president", votes=Votes(1, 0, 1), seats=SEATS, filed_on=DECIDED)

    assert (all_vote.votes, all_vote.filed_on) == (Votes(1, 0, 1), DECIDED)
    assert (Votes(0, 0, 1).abstained, Votes(1, 1).against) == (1, 1)
    for votes in ((0, -1, 3), (0, 3, -1)):
        with pytest.raises(ValueError, match=r"^in_favour: votes are not below zero, correct them$"):
            Votes(*votes)
    with pytest.raises(ValueError, match=r"^votes: there are more than members present, correct them$"):
        GrantFacts(DECIDED, "president", votes=Votes(1, 1, 1), seats=SEATS)


# ---- who may act -----------------------------------------------------------------------------------------------------

MEMBERS = RoleRow("members", roles=frozenset({"holder"}), acts=frozenset({"bear_label", "decide"}), members_only=True)
ANYONE = RoleRow("anyone", roles=frozenset({"holder", "partner"}), acts=frozenset({"take_part"}))
ROLES = law_of({"accreditation_roles": table(MEMBERS, ANYONE)})


def acts(role: str, act: str, rules: Rulebook = ROLES, **facts: Any) -> Decision:
    return ask(question="accreditation.may_act", facts=ActFacts(role, act, **facts), rules=rules)


def test_who_may_act_is_told_by_the_line_that_opens_the_act() -> None:
    key = "accreditation_roles"
    both = ("bear_label", "decide")
    opened = ("act_is_open_to_the_role", True, key, both, "decide", "members", MEMBERS)
    member, stranger = (acts("holder", "decide", member=whether) for whether in (True, False))

    assert (member.outcome, told(member)) == (
        "may",
        [opened, ("whoever_acts_is_a_member", True, key, True, True, "members", MEMBERS)],
    )
    assert (stranger.outcome, told(stranger)) == (
        "may_not",
        [("whoever_acts_is_a_member", False, key, True, False, "members", MEMBERS), opened],
    )
    assert told(acts("partner", "decide")) == [
        ("act_is_open_to_the_role", False, key, ("take_part",), "decide", "anyone", ANYONE)
    ]
    nobody = acts("nobody", "decide")
    assert nobody.outcome == "may_not"
    assert told(nobody) == [("role_is_named", False, key, ("holder", "partner"), "nobody", "", None)]
