"""Choices, conditions, offers, quotas and languages, beyond what cases say: silence, impossible facts, properties."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.core.admission import CandidateFacts, Degree
from sceau.core.choices import Attempt, Choice, ChoicesFacts
from sceau.core.conditions import ConditionFacts
from sceau.core.decision import Decision
from sceau.core.filing import FileFacts, FilingFacts
from sceau.core.languages import LanguageProof
from sceau.core.offers import OfferFacts
from sceau.core.question import ask
from sceau.core.quotas import Group, QuotaFacts
from sceau.core.rule import Absence, Duration, Force, Moment, RuleMissing
from sceau.core.rulebook import Programme, Rulebook, School
from sceau.core.tables.admission import ClosingRow, LanguageRow, QuotaRow, RouteRow
from sceau.core.tables.tightening import loosened
from tests.cast import THE_DAY, WORDS, law_of, rule_of, table

TEN_JULY = Moment(day=10, month=7)
ON = date(2025, 7, 11)


def offer(rules: Rulebook, **facts: Any) -> Decision:
    return ask(question="admission.offer_standing", facts=OfferFacts(ON, 2025, **facts), rules=rules)


def quota(*rows: QuotaRow, **law: Any) -> Rulebook:
    return law_of({"quotas": table(*rows), "admission_routes": table(RouteRow("vae", keeps="upper"))}, **law)


def within(rules: Rulebook, **facts: Any) -> Decision:
    return ask(question="admission.within_quota", facts=QuotaFacts("vae", **facts), rules=rules)


def speaks(*rows: LanguageRow, routes: tuple[RouteRow, ...] = (RouteRow("any"),), **facts: Any) -> Decision:
    rules = law_of({"admission_routes": routes, "language_requirements": rows})
    person = CandidateFacts((Degree("engineer", 5),), **facts)
    return ask(question="admission.eligibility", facts=person, rules=rules)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ChoicesFacts((), 2025), "choices: an application chooses at least one programme"),
        (lambda: ChoicesFacts((Choice("A"), Choice("A")), 2025), "choices: «A» stands twice"),
        (lambda: ConditionFacts(ON, 2025, received_on=date(2025, 7, 12)), "a proof is issued, then received"),
        (lambda: ConditionFacts(ON, 2025, date(2025, 7, 3), date(2025, 7, 2)), "a proof is issued, then received"),
        (lambda: OfferFacts(ON, 2025, enrolled_on=date(2025, 7, 12)), "enrolled_on: 2025-07-12 comes after"),
        (lambda: OfferFacts(ON, 2025, deposit_paid_on=date(2025, 7, 12)), "deposit_paid_on: 2025-07-12 comes after"),
        (lambda: Group("vae", 1, 2), "enrolled: 2 persons cannot have enrolled of 1 who were admitted"),
        (lambda: Group("vae", 1, -1), "enrolled: -1 persons cannot have enrolled"),
        (lambda: Group("vae", -1), "admitted: persons are not below zero, correct -1"),
        (lambda: QuotaFacts("vae", places=-1), "places: places are not below zero, correct -1"),
        (lambda: QuotaFacts("vae", school_places=-1), "school_places: places are not below zero, correct -1"),
        (lambda: LanguageProof("en", "toeic", Decimal(-1)), "score: -1 is no score"),
        (lambda: LanguageProof("en", "toeic", Decimal("NaN")), "score: NaN is no score"),
        (lambda: LanguageProof("en", "toeic"), "score: a score goes with a test"),
        (lambda: LanguageProof("en", score=Decimal(3)), "score: a score goes with a test"),
        (lambda: LanguageProof("en"), "cefr: it proves nothing"),
    ],
)
def test_facts_that_cannot_be_are_refused(build: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build()  # type: ignore[operator] - a parametrised builder


# ---- where the texts say nothing


def test_where_the_texts_say_nothing_every_choice_is_allowed_and_every_attempt() -> None:
    again = tuple(Attempt("A", 2025, date(2025, 1, day), refused=True) for day in (1, 2, 3))

    decision = ask(
        question="admission.choices",
        facts=ChoicesFacts((Choice("A", "ms"), Choice("B", "msc")), 2025, again),
        rules=law_of({}),
    )

    assert (decision.outcome, decision.figures) == ("allowed", {"choices": 2, "choices_left": None})
    assert {reason.rule.absence for reason in decision.reasons} == {Absence.SILENT}


def test_where_the_texts_say_nothing_an_offer_waits_without_end_and_is_taken_whenever_it_is() -> None:
    assert offer(law_of({})).outcome == "open"
    assert offer(law_of({}), enrolled_on=ON).outcome == "taken"


def test_where_a_late_answer_has_no_consequence_written_none_is_made_up() -> None:
    with pytest.raises(RuleMissing, match="late_enrolment_leads_to"):
        offer(law_of({"enrolment_deadline": TEN_JULY}))


def test_where_the_texts_do_not_say_where_a_place_goes_nothing_is_said_of_it() -> None:
    rules = law_of({"enrolment_deadline": TEN_JULY, "late_enrolment_leads_to": "place_cancelled"})

    decision = offer(rules)

    assert decision.figures == {"answer_by": date(2025, 7, 10), "place_goes_to": None}
    assert [reason.rule.key for reason in decision.reasons if reason.check == "consequence_is_set"] == [
        "late_enrolment_leads_to"
    ]


def test_a_failure_whose_consequence_is_not_written_says_so() -> None:
    rules = law_of({"pending_proof_received_by": TEN_JULY})

    decision = ask(question="admission.condition", facts=ConditionFacts(ON, 2025), rules=rules)

    assert (decision.outcome, decision.figures["consequence"]) == ("lapsed", None)
    assert [reason.holds for reason in decision.reasons if reason.check == "consequence_is_set"] == [None]


def test_the_last_round_without_a_rule_of_its_own_leaves_the_consequence_open() -> None:
    closes = table(ClosingRow("all", closes=Moment(on=date(2025, 6, 4))))
    rules = law_of({"application_closes": closes, "late_file_leads_to": "next_round"})
    late = datetime(2025, 6, 5, 12, tzinfo=UTC)

    first, last = (
        ask(question="admission.deadline", facts=FilingFacts(late, 2025, last_round=whether), rules=rules)
        for whether in (False, True)
    )

    assert (first.figures["consequence"], last.figures["consequence"]) == ("next_round", None)


def test_a_file_that_lacks_nothing_has_no_consequence() -> None:
    rules = law_of({"incomplete_file_leads_to": "refused"})

    decision = ask(question="admission.file_is_complete", facts=FileFacts("any"), rules=rules)

    assert (decision.outcome, decision.figures) == ("complete", {"missing": ()})


# ---- what is only recommended


@pytest.mark.parametrize(
    ("facts", "outcome", "warns"),
    [
        ({}, "open", ["offer_is_answered_in_time"]),
        ({"enrolled_on": ON}, "taken", ["offer_is_answered_in_time"]),
        ({"enrolled_on": date(2025, 7, 10)}, "taken", []),
    ],
)
def test_a_last_day_that_is_only_recommended_loses_no_place(
    facts: dict[str, Any], outcome: str, warns: list[str]
) -> None:
    decision = offer(law_of({"enrolment_deadline": TEN_JULY}, force=Force.RECOMMENDED), **facts)

    assert (decision.outcome, [reason.check for reason in decision.warnings]) == (outcome, warns)
    assert "days_left" not in decision.figures


def test_a_deposit_that_is_only_recommended_is_not_waited_for() -> None:
    rules = law_of({"offer_needs_deposit": True}, force=Force.RECOMMENDED)

    assert offer(rules, enrolled_on=ON).outcome == "taken"


def test_without_a_binding_last_day_a_deposit_may_come_whenever_it_does() -> None:
    rules = law_of({"offer_needs_deposit": True})

    assert offer(rules, enrolled_on=ON).outcome == "open"
    assert offer(rules, enrolled_on=ON, deposit_paid_on=ON).outcome == "taken"


def test_a_quota_that_is_only_recommended_warns() -> None:
    rules = quota(QuotaRow("few", number=0, of="admitted"), force=Force.RECOMMENDED)

    decision = within(rules)

    assert (decision.outcome, [(r.check, r.holds) for r in decision.reasons]) == (
        "within",
        [("quota_is_kept_to", False)],
    )


def test_a_recommended_quota_of_places_that_are_not_known_does_not_hold_anyone_up() -> None:
    rules = quota(QuotaRow("few", ratio=Decimal("0.1"), of="places"), force=Force.USUAL)

    assert within(rules).outcome == "within"


def test_a_language_that_is_only_recommended_warns_and_nobody_has_to_judge_it() -> None:
    row = LanguageRow("english", language="en", cefr="B2", recognised_by="admission_jury")
    recommended = rule_of("language_requirements", table(row), force=Force.RECOMMENDED)
    rules = Rulebook(
        on=THE_DAY,
        ladders={
            "admission_routes": (rule_of("admission_routes", table(RouteRow("any"))),),
            "language_requirements": (recommended,),
        },
    )

    decision = ask(question="admission.eligibility", facts=CandidateFacts((Degree("dea", 5),)), rules=rules)

    assert (decision.outcome, [reason.check for reason in decision.warnings]) == ("eligible", ["language_is_proved"])


# ---- languages


def test_a_language_of_a_route_above_is_asked_for_on_the_route_that_keeps_it() -> None:
    row = LanguageRow("english", language="en", cefr="B2", routes=frozenset({"upper"}))

    assert speaks(row, routes=(RouteRow("own", keeps="upper"),)).outcome == "not_eligible"
    assert speaks(row, routes=(RouteRow("own"),)).outcome == "eligible"


def test_every_language_that_fits_is_asked_for() -> None:
    rows = (LanguageRow("english", language="en", cefr="B2"), LanguageRow("french", language="fr", cefr="B1"))
    both = (LanguageProof("en", cefr="C1"), LanguageProof("fr", cefr="B1"))

    assert speaks(*rows, languages=both).outcome == "eligible"
    assert {speaks(*rows, languages=(one,)).outcome for one in both} == {"not_eligible"}


def test_a_pending_degree_and_a_language_to_be_judged_come_to_recognition() -> None:
    row = LanguageRow("english", language="en", recognised_by="admission_jury")
    law = {
        "admission_routes": (RouteRow("any"),),
        "language_requirements": (row,),
        "admission_while_degree_pending": "conditional",
    }
    person = CandidateFacts((Degree("engineer", 5, obtained=False),))

    assert ask(question="admission.eligibility", facts=person, rules=law_of(law)).outcome == "to_be_recognised"


# ---- routes without a degree


@pytest.mark.parametrize(
    ("route", "granted", "outcome"),
    [
        (RouteRow("free", without_degree=True), set(), "eligible"),
        (RouteRow("vap", without_degree=True, validations=frozenset({"vap"})), set(), "not_eligible"),
        (RouteRow("vap", without_degree=True, validations=frozenset({"vap"})), {"vap"}, "eligible"),
        (RouteRow("jury", without_degree=True, recognised_by="admission_jury"), {"vap"}, "to_be_recognised"),
        (RouteRow("time", without_degree=True, experience=Duration(1, "years")), set(), "not_eligible"),
    ],
)
def test_a_route_may_open_without_any_degree(route: RouteRow, granted: set[str], outcome: str) -> None:
    person = CandidateFacts(validations=frozenset(granted))

    decision = ask(question="admission.eligibility", facts=person, rules=law_of({"admission_routes": (route,)}))

    assert decision.outcome == outcome


# ---- quotas


def test_a_group_of_another_programme_bears_the_qualities_of_that_programme() -> None:
    row = QuotaRow("partners", number=3, of="admitted", over="school", requires=frozenset({"with_partner"}))
    here = Programme("VIN", WORDS, "ms", frozenset({"with_partner"}))
    there = Programme("NEG", WORDS, "ms")
    rules = Rulebook(
        on=THE_DAY,
        ladders={"quotas": (rule_of("quotas", table(row)),)},
        school=School("eve", "Ève", WORDS, programmes=(there, here)),
        programme=here,
    )
    groups = tuple(Group("vae", 2, programme=code) for code in ("", "VIN", "NEG", "unknown"))

    assert within(rules, groups=groups[:2]).figures["counted"] == (("partners", 5),)
    assert within(rules, groups=groups).figures["counted"] == (("partners", 5),)


def test_without_a_school_nothing_is_known_of_another_programme() -> None:
    row = QuotaRow("few", number=3, of="admitted")

    assert within(quota(row), groups=(Group("vae", 3, programme="NEG"),)).outcome == "within"


def test_the_places_of_the_school_are_not_those_of_the_programme() -> None:
    row = QuotaRow("tenth", ratio=Decimal("0.1"), of="places", over="school")

    assert within(quota(row), places=10).outcome == "to_be_established"
    assert within(quota(row), places=100, school_places=9).outcome == "beyond"
    assert within(quota(row), school_places=10).outcome == "within"


COUNTS = st.integers(0, 60)
RATIOS = st.integers(0, 100).map(lambda hundredths: Decimal(hundredths).scaleb(-2))


@given(others=COUNTS, own=COUNTS, ratio=RATIOS, strict=st.booleans())
def test_a_share_of_the_admitted_is_kept_to_exactly(others: int, own: int, ratio: Decimal, *, strict: bool) -> None:
    row = QuotaRow("share", ratio=ratio, of="admitted", strict=strict, routes=frozenset({"upper"}))

    decision = within(quota(row), groups=(Group("vae", own), Group("other", others)))

    share = Decimal(own + 1) - ratio * (own + others + 1)
    assert decision.outcome == ("within" if share < 0 or (share == 0 and not strict) else "beyond")


@given(own=COUNTS, places=COUNTS, ratio=RATIOS, strict=st.booleans())
def test_the_room_that_is_left_is_what_still_fits(own: int, places: int, ratio: Decimal, *, strict: bool) -> None:
    rules = quota(QuotaRow("share", ratio=ratio, of="places", strict=strict))

    def admitted(more: int) -> Decision:
        return within(rules, places=places, groups=(Group("vae", own + more),))

    ((_, room),) = admitted(0).figures["room"]
    if admitted(0).outcome == "within":
        assert (admitted(room).outcome, admitted(room + 1).outcome) == ("within", "beyond")
    else:
        assert room == 0


@given(first=RATIOS, second=RATIOS, own=COUNTS, places=COUNTS)
def test_a_lower_ratio_and_a_strict_one_never_admit_more(
    first: Decimal, second: Decimal, own: int, places: int
) -> None:
    def outcome(ratio: Decimal, *, strict: bool) -> str:
        rules = quota(QuotaRow("share", ratio=ratio, of="places", strict=strict))
        return within(rules, places=places, groups=(Group("vae", own),)).outcome

    if outcome(min(first, second), strict=True) == "within":
        assert outcome(max(first, second), strict=False) == "within"


# ---- what tightens


@pytest.mark.parametrize(
    ("upper", "lower", "direction", "looser"),
    [
        ("B2", "C1", "higher", False),
        ("B2", "B1", "higher", True),
        ("B2", "", "higher", True),
        ({"toeic": 785}, {"toeic": 785}, "higher", False),
        ({"toeic": 785}, {}, "higher", False),
        ({"toeic": 785}, {"toeic": 784}, "higher", True),
        ({"toeic": 785}, {"ielts": 9}, "higher", True),
        (None, Decimal("0.3"), "lower", False),
        (Decimal("0.3"), Decimal("0.3"), "lower", False),
        (Decimal("0.3"), Decimal("0.31"), "lower", True),
        (Decimal("0.3"), None, "lower", True),
        (frozenset("a"), frozenset("ab"), "wider", False),
        (frozenset("a"), frozenset(), "wider", False),
        (frozenset(), frozenset("a"), "wider", True),
        (frozenset("a"), frozenset("b"), "wider", True),
        (frozenset("ab"), frozenset("a"), "less", False),
        (frozenset("a"), frozenset("ab"), "less", True),
        ("admitted", "admitted", "same", False),
        ("admitted", "places", "same", True),
    ],
)
def test_each_direction_knows_what_loosens(upper: Any, lower: Any, direction: str, *, looser: bool) -> None:
    assert loosened(upper, lower, direction) is looser


def test_a_quota_of_those_who_enrolled_waits_until_their_number_is_known() -> None:
    rules = quota(QuotaRow("few", ratio=Decimal(1), of="enrolled"))

    unknown, known = (within(rules, groups=(Group("vae", 3, enrolled), Group("other", 6, 6))) for enrolled in (None, 3))

    assert (unknown.outcome, known.outcome) == ("to_be_established", "within")
    assert (unknown.figures["counted"], known.figures["counted"]) == ((("few", None),), (("few", 10),))
