"""A programme's sheet and the figures of a label: each reason whole, at the number where it turns."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sceau.core.catalogue import Partner, PlaceOffered, SheetFacts, TaughtHours
from sceau.core.decision import Decision
from sceau.core.question import ask
from sceau.core.rule import Duration, Force
from sceau.core.tables.accreditation import RoleRow
from sceau.core.tables.studies import PlaceRow
from tests.cast import law_of, table, told

COMPANY = PlaceRow("company", places=frozenset({"company"}))
LABORATORY = PlaceRow("laboratory", places=frozenset({"laboratory"}), requires=frozenset({"international"}))
MEMBERS = RoleRow("members", roles=frozenset({"holder"}), members_only=True)
ANYONE = RoleRow("anyone", roles=frozenset({"partner"}))
YEAR = Duration(12, "months")
LAW: dict[str, Any] = {
    "programme_ects": 75,
    "programme_maximum_ects": 75,
    "teaching_ects": 45,
    "mission_ects": 30,
    "yearly_ects": 75,
    "yearly_maximum_ects": 75,
    "cumulated_ects": 300,
    "thesis_ects_share": Decimal("0.4"),
    "thesis_ects_maximum_share": Decimal("0.4"),
    "teaching_hours": 350,
    "teaching_maximum_hours": 350,
    "teaching_kinds": frozenset({"theory", "practical_work"}),
    "programme_duration": YEAR,
    "programme_maximum_duration": YEAR,
    "programme_paces": frozenset({"full_time", "part_time"}),
    "programme_languages": frozenset({"fr"}),
    "mission_duration": Duration(4, "months"),
    "mission_maximum_duration": Duration(4, "months"),
    "mission_places": table(COMPANY, LABORATORY),
    "final_components": frozenset({"mission", "thesis"}),
    "programme_entry_level": 5,
    "programme_entry_experience": Duration(3, "years"),
    "programme_rncp_level": 7,
    "accreditation_roles": table(MEMBERS, ANYONE),
}
MEETS: dict[str, Any] = {
    "teaching": (
        TaughtHours("theory", Decimal(300)),
        TaughtHours("practical_work", Decimal(50)),
        TaughtHours("company_practice", Decimal(99)),
    ),
    "ects": Decimal(75),
    "teaching_ects": Decimal(45),
    "mission_ects": Decimal(30),
    "thesis_ects": Decimal(30),
    "entry_ects": Decimal(225),
    "lasts": YEAR,
    "paces": frozenset({"full_time"}),
    "languages": frozenset({"fr"}),
    "mission": Duration(4, "months"),
    "places": (PlaceOffered("company"),),
    "components": frozenset({"mission", "thesis", "defence"}),
    "partners": (Partner("holder", member=True),),
    "entry_level": 5,
    "entry_experience": Duration(3, "years"),
    "rncp_level": 7,
}
"""What meets every rule by nothing to spare."""
UNSAID = {
    "hours_of_other_kinds_are_left_out",
    "partner_may_take_its_role",
    "teaching_carries_its_credits",
    "mission_carries_its_credits",
}
"""What is not open where it is not declared: there is nothing to judge."""
PACES, PLACES, ROLES = ("full_time", "part_time"), ("company", "laboratory"), ("holder", "partner")


def sheet(law: dict[str, Any], **facts: Any) -> Decision:
    return ask(question="accreditation.programme_conforms", facts=SheetFacts(**facts), rules=law_of(law))


def test_a_programme_that_meets_every_rule_by_nothing_conforms() -> None:
    decision = sheet(LAW, **MEETS)

    assert (decision.outcome, decision.figures) == (
        "conforms",
        {"hours": 350, "length": (12, "months"), "ects_a_year": 75, "thesis_share": Fraction(2, 5)},
    )
    four = (4, "months")
    share = Decimal("0.4")
    assert told(decision) == [
        ("programme_carries_its_credits", True, "programme_ects", 75, 75, "", None),
        ("programme_keeps_within_its_credits", True, "programme_maximum_ects", 75, 75, "", None),
        ("teaching_carries_its_credits", True, "teaching_ects", 45, 45, "", None),
        ("mission_carries_its_credits", True, "mission_ects", 30, 30, "", None),
        ("year_carries_its_credits", True, "yearly_ects", 75, 75, "", None),
        ("year_keeps_within_its_credits", True, "yearly_maximum_ects", 75, 75, "", None),
        ("credits_since_the_baccalaureate_are_reached", True, "cumulated_ects", 300, 300, "", None),
        ("thesis_carries_its_share", True, "thesis_ects_share", share, Fraction(2, 5), "", None),
        ("thesis_keeps_within_its_share", True, "thesis_ects_maximum_share", share, Fraction(2, 5), "", None),
        ("teaching_reaches_its_hours", True, "teaching_hours", 350, 350, "", None),
        ("teaching_keeps_within_its_hours", True, "teaching_maximum_hours", 350, 350, "", None),
        (
            "hours_of_other_kinds_are_left_out",
            True,
            "teaching_kinds",
            ("practical_work", "theory"),
            ("company_practice",),
            "",
            None,
        ),
        ("programme_lasts_long_enough", True, "programme_duration", YEAR, YEAR, "", None),
        ("programme_is_not_spread_too_long", True, "programme_maximum_duration", YEAR, YEAR, "", None),
        ("pace_is_allowed", True, "programme_paces", PACES, "full_time", "", None),
        ("language_is_allowed", True, "programme_languages", ("fr",), "fr", "", None),
        ("mission_offered_is_long_enough", True, "mission_duration", four, four, "", None),
        ("mission_offered_is_not_too_long", True, "mission_maximum_duration", four, four, "", None),
        ("place_offered_is_allowed", True, "mission_places", PLACES, "company", "", COMPANY),
        (
            "programme_ends_as_it_must",
            True,
            "final_components",
            ("mission", "thesis"),
            ("defence", "mission", "thesis"),
            "",
            None,
        ),
        ("entry_reaches_the_level", True, "programme_entry_level", 5, 5, "", None),
        ("entry_asks_for_experience", True, "programme_entry_experience", (3, "years"), (3, "years"), "", None),
        ("programme_leads_to_a_title_of_the_level", True, "programme_rncp_level", 7, 7, "", None),
        ("partner_may_take_its_role", True, "accreditation_roles", ROLES, "holder", "", MEMBERS),
    ]


def test_a_programme_that_declares_nothing_leaves_each_rule_open() -> None:
    decision = sheet(LAW)

    assert (decision.outcome, set(decision.figures.values())) == ("to_be_established", {None})
    assert [(one[0], one[2:]) for one in told(decision) if one[1] is not None] == []
    required = {one[0]: one[3] for one in told(decision)}
    conforming = {one[0]: one[3] for one in told(sheet(LAW, **MEETS))}
    assert required == {check: asked for check, asked in conforming.items() if check not in UNSAID}
    assert {one[4:] for one in told(decision)} == {(None, "", None)}


@pytest.mark.parametrize(
    ("change", "unmet"),
    [
        (
            {"ects": Decimal(74), "thesis_ects": None, "entry_ects": None},
            ["programme_carries_its_credits", "year_carries_its_credits"],
        ),
        (
            {"ects": Decimal(76), "thesis_ects": None},
            ["programme_keeps_within_its_credits", "year_keeps_within_its_credits"],
        ),
        ({"entry_ects": Decimal(224)}, ["credits_since_the_baccalaureate_are_reached"]),
        ({"teaching_ects": Decimal(44)}, ["teaching_carries_its_credits"]),
        ({"mission_ects": Decimal(29)}, ["mission_carries_its_credits"]),
        ({"thesis_ects": Decimal(29)}, ["thesis_carries_its_share"]),
        ({"thesis_ects": Decimal(31)}, ["thesis_keeps_within_its_share"]),
        ({"teaching": (TaughtHours("theory", Decimal(349)),)}, ["teaching_reaches_its_hours"]),
        ({"teaching": (TaughtHours("theory", Decimal(351)),)}, ["teaching_keeps_within_its_hours"]),
        ({"spread_over": Duration(13, "months")}, ["programme_is_not_spread_too_long"]),
        ({"paces": frozenset({"part_time", "evening"})}, ["pace_is_allowed"]),
        ({"languages": frozenset({"fr", "en"})}, ["language_is_allowed"]),
        ({"mission": Duration(3, "months")}, ["mission_offered_is_long_enough"]),
        ({"mission": Duration(5, "months")}, ["mission_offered_is_not_too_long"]),
        ({"components": frozenset({"mission"})}, ["programme_ends_as_it_must"]),
        ({"entry_level": 4}, ["entry_reaches_the_level"]),
        ({"entry_experience": Duration(35, "months")}, ["entry_asks_for_experience"]),
        ({"rncp_level": 6}, ["programme_leads_to_a_title_of_the_level"]),
    ],
)
def test_each_rule_that_a_programme_does_not_meet_is_told_alone(change: dict[str, Any], unmet: list[str]) -> None:
    decision = sheet(LAW, **{**MEETS, **change})

    assert (decision.outcome, [reason.check for reason in decision.unmet]) == ("does_not_conform", unmet)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"places": (PlaceOffered("laboratory", frozenset({"international"})),)},
            ("place_offered_is_allowed", True, "mission_places", PLACES, "laboratory", "", LABORATORY),
        ),
        (
            {"places": (PlaceOffered("laboratory"),)},
            ("place_offered_is_allowed", False, "mission_places", PLACES, "laboratory", "", LABORATORY),
        ),
        (
            {"places": (PlaceOffered("school"),)},
            ("place_offered_is_allowed", False, "mission_places", PLACES, "school", "", None),
        ),
        (
            {"partners": (Partner("holder"),)},
            ("partner_may_take_its_role", False, "accreditation_roles", ROLES, "holder", "", MEMBERS),
        ),
        (
            {"partners": (Partner("partner"),)},
            ("partner_may_take_its_role", True, "accreditation_roles", ROLES, "partner", "", ANYONE),
        ),
        (
            {"partners": (Partner("provider", member=True),)},
            ("partner_may_take_its_role", False, "accreditation_roles", ROLES, "provider", "", None),
        ),
    ],
)
def test_a_place_and_a_partner_are_told_by_the_line_that_speaks_of_them(
    change: dict[str, Any], reason: tuple[Any, ...]
) -> None:
    assert [one for one in told(sheet(LAW, **{**MEETS, **change})) if one[0] == reason[0]] == [reason]


@pytest.mark.parametrize(
    ("declared", "holds", "found"),
    [
        ({"lasts": Duration(4, "quarters")}, None, Duration(4, "quarters")),
        ({"lasts": Duration(4, "quarters"), "months": 12}, True, YEAR),
        ({"lasts": Duration(1, "years")}, True, Duration(1, "years")),
        ({"months": 11}, False, Duration(11, "months")),
    ],
)
def test_a_duration_is_compared_in_the_first_unit_that_can_be(
    declared: dict[str, Any], holds: bool | None, found: Duration
) -> None:
    decision = sheet({"programme_duration": YEAR}, **declared)

    assert ("programme_lasts_long_enough", holds, "programme_duration", YEAR, found, "", None) in told(decision)


@pytest.mark.parametrize(
    ("key", "fact", "check"),
    [
        ("mission_duration", "mission", "mission_offered_is_long_enough"),
        ("mission_maximum_duration", "mission", "mission_offered_is_not_too_long"),
        ("programme_entry_experience", "entry_experience", "entry_asks_for_experience"),
    ],
)
def test_what_is_declared_in_semesters_is_set_against_months_by_the_equivalence(
    key: str, fact: str, check: str
) -> None:
    half_a_year, one = Duration(6, "months"), Duration(1, "semesters")

    decision = sheet({key: half_a_year, "semester_is": half_a_year}, **{fact: one})

    assert (check, True, key, half_a_year, one, "", None) in told(decision)


def test_the_equivalence_that_was_used_or_is_lacking_is_told() -> None:
    law = {"programme_duration": YEAR, "programme_maximum_duration": YEAR}
    quarters = Duration(4, "quarters")

    given, lacking = (sheet(law | known, lasts=quarters) for known in ({"quarter_is": Duration(3, "months")}, {}))

    one = Duration(1, "quarters")
    assert [reason for reason in told(given) if reason[2] == "quarter_is"] == [
        ("an_equivalence_is_given", True, "quarter_is", one, (3, "months"), "", None)
    ]
    assert [reason for reason in told(lacking) if reason[2] == "quarter_is"] == [
        ("an_equivalence_is_given", None, "quarter_is", one, None, "", None)
    ]
    assert (given.outcome, given.figures["length"]) == ("conforms", YEAR)
    assert (lacking.outcome, lacking.figures["length"]) == ("to_be_established", None)


def test_what_a_programme_may_declare_at_least() -> None:
    least = SheetFacts(
        teaching=(TaughtHours("theory", Decimal(0)),),
        ects=Decimal(0),
        thesis_ects=Decimal(0),
        entry_ects=Decimal(0),
        months=1,
        entry_level=0,
        rncp_level=0,
    )

    decision = ask(question="accreditation.programme_conforms", facts=least, rules=law_of({}))

    assert decision.figures == {"hours": 0, "length": (1, "months"), "ects_a_year": 0, "thesis_share": None}
    assert told(decision) == [("programme_carries_its_credits", True, "programme_ects", None, 0, "", None)]


def test_what_is_only_usual_and_not_met_warns() -> None:
    rules = law_of({"teaching_hours": 350}, force=Force.USUAL)
    facts = SheetFacts(teaching=(TaughtHours("theory", Decimal(349)),))

    decision = ask(question="accreditation.programme_conforms", facts=facts, rules=rules)

    assert (decision.outcome, [reason.check for reason in decision.warnings]) == (
        "conforms",
        ["teaching_reaches_its_hours"],
    )
