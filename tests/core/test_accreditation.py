"""What cases cannot say of the label: facts that cannot be, silence, and what holds of every programme and figure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.core.accreditation import ActFacts, GrantFacts, Seat, Votes
from sceau.core.calendar import NoLength
from sceau.core.catalogue import Partner, PlaceOffered, SheetFacts, TaughtHours
from sceau.core.decision import Decision
from sceau.core.dossier import DossierFacts
from sceau.core.question import ask
from sceau.core.rule import Duration, Force, Moment
from sceau.core.rulebook import Rulebook
from sceau.core.series import Observation, SeriesFacts
from sceau.core.tables.accreditation import ObservationRow, RoleRow, TermRow, WindowRow
from sceau.core.tables.lists import CriterionRow
from sceau.core.tables.studies import PlaceRow
from tests.cast import law_of, table

FILED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DECIDED = date(2026, 6, 1)
DAY = date(2025, 9, 1)


def conforms(rules: Rulebook, **facts: object) -> Decision:
    return ask(question="accreditation.programme_conforms", facts=SheetFacts(**facts), rules=rules)  # type: ignore[arg-type] - any field


def decided(rules: Rulebook, **facts: object) -> Decision:
    whole = GrantFacts(DECIDED, "president", **facts)  # type: ignore[arg-type] - any field
    return ask(question="accreditation.decision", facts=whole, rules=rules)


def filed(**facts: object) -> DossierFacts:
    return DossierFacts(FILED, 2026, "cge", holder_is_member=True, **facts)  # type: ignore[arg-type] - any field


def figure(number: str, sign: str = "exactly", on: date = DAY, **facts: object) -> Observation:
    return Observation(on, "graduates", Decimal(number), "a-text", "p. 1", sign, **facts)  # type: ignore[arg-type] - any field


def summed(*observations: Observation) -> Decision:
    facts = SeriesFacts("sum", "graduates", observations=observations)
    return ask(question="accreditation.series", facts=facts, rules=law_of({}))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: TaughtHours("theory", Decimal(-1)), "hours: hours are not below zero, correct -1"),
        (lambda: SheetFacts(ects=Decimal(-1)), "ects: credits and levels are not below zero"),
        (lambda: SheetFacts(entry_level=-1), "ects: credits and levels are not below zero"),
        (lambda: SheetFacts(months=0), "months: a programme lasts at least a month, correct 0"),
        (lambda: SheetFacts(ects=Decimal(20), thesis_ects=Decimal(21)), "thesis_ects: 21 is more than the whole"),
        (
            lambda: SheetFacts(lasts=Duration(1, "years"), months=11),
            "lasts: it comes to 12 months and «months» says 11",
        ),
        (lambda: SheetFacts((TaughtHours("theory", Decimal(1)),) * 2), "teaching: «theory» stands twice"),
        (lambda: DossierFacts(datetime(2026, 3, 1), 2026, "cge", True), "filed_at: write its time zone"),  # noqa: DTZ001 - the point of the test
        (lambda: filed(refused_on=date(2026, 3, 2)), "refused_on: 2026-03-02 comes after the new dossier"),
        (lambda: Votes(-1, 2), "in_favour: votes are not below zero"),
        (lambda: Votes(0, 0), "votes: nobody has voted"),
        (lambda: GrantFacts(DECIDED, "president", opinion="favourable", votes=Votes(1, 0)), "opinion: it follows from"),
        (
            lambda: GrantFacts(DECIDED, "president", votes=Votes(2, 0), seats=(Seat("companies"),)),
            "votes: there are more",
        ),
        (lambda: GrantFacts(DECIDED, "president", filed_on=date(2026, 6, 2)), "decided_on: 2026-06-01 comes before"),
        (lambda: figure("-1"), "number: a number that was counted is not below zero, correct -1"),
        (lambda: figure("1", "nearly"), "sign: «nearly» is no sign"),
        (lambda: SeriesFacts("mean", "graduates"), "measure: «mean» is not known"),
        (
            lambda: SeriesFacts("share", "graduates"),
            "measure: share is made of observed, whole, name these and no others",
        ),
        (lambda: SeriesFacts("sum", "graduates", whole="schools"), "measure: sum is made of observed, name these"),
        (lambda: SeriesFacts("sum", "graduates", since=DAY, until=date(2025, 8, 31)), "until: 2025-08-31 comes before"),
    ],
)
def test_facts_that_cannot_be_say_what_to_correct(build, message) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        build()


# ---- a programme ---------------------------------------------------------------------------------------------------


def test_where_no_text_asks_anything_a_programme_conforms_and_the_silence_is_told() -> None:
    decision = conforms(law_of({}))

    assert decision.outcome == "conforms"
    assert [reason.check for reason in decision.reasons] == ["programme_carries_its_credits"]
    assert set(decision.figures.values()) == {None}


def test_an_equivalence_in_weeks_brings_nothing_to_months() -> None:
    rules = law_of({"programme_duration": Duration(12, "months"), "quarter_is": Duration(13, "weeks")})

    with pytest.raises(NoLength, match="a rule must say it in months or days"):
        conforms(rules, lasts=Duration(4, "quarters"))


def test_weeks_are_compared_with_weeks_only() -> None:
    rules = law_of({"programme_duration": Duration(40, "weeks")})

    assert conforms(rules, lasts=Duration(40, "weeks")).outcome == "conforms"
    assert conforms(rules, lasts=Duration(39, "weeks")).outcome == "does_not_conform"
    assert conforms(rules, lasts=Duration(12, "months")).outcome == "to_be_established"


def test_a_year_of_no_months_has_no_credits_a_year() -> None:
    assert conforms(law_of({}), ects=Decimal(60), lasts=Duration(0, "months")).figures["ects_a_year"] is None


def test_a_usual_rule_that_cannot_be_judged_only_warns() -> None:
    decision = conforms(law_of({"teaching_hours": 100}, force=Force.USUAL))

    assert (decision.outcome, [reason.check for reason in decision.warnings]) == (
        "conforms",
        ["teaching_reaches_its_hours"],
    )


def test_a_place_that_no_line_names_is_not_offered() -> None:
    rules = law_of({"mission_places": table(PlaceRow("company", places=frozenset({"company"})))})

    assert conforms(rules, places=(PlaceOffered("school"),)).outcome == "does_not_conform"


def test_a_partner_whose_role_nobody_names_has_none() -> None:
    rules = law_of({"accreditation_roles": table(RoleRow("holder", roles=frozenset({"holder"})))})

    assert conforms(rules, partners=(Partner("provider"),)).outcome == "does_not_conform"
    assert conforms(law_of({}), partners=(Partner("provider"),)).outcome == "conforms"


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_more_hours_never_make_a_programme_conform_less(hours: int, more: int) -> None:
    rules = law_of({"teaching_hours": 350})
    few = conforms(rules, teaching=(TaughtHours("theory", Decimal(hours)),))
    many = conforms(rules, teaching=(TaughtHours("theory", Decimal(hours + more)),))

    assert (few.outcome == "conforms") <= (many.outcome == "conforms")


@given(st.integers(1, 60), st.integers(1, 6))
def test_an_equivalence_judges_quarters_as_their_months(quarters: int, months: int) -> None:
    rules = law_of({"programme_duration": Duration(12, "months"), "quarter_is": Duration(months, "months")})

    by_quarters = conforms(rules, lasts=Duration(quarters, "quarters"))

    assert by_quarters.outcome == conforms(rules, lasts=Duration(quarters * months, "months")).outcome


# ---- a dossier and its decision ------------------------------------------------------------------------------------


def test_a_dossier_that_no_window_is_open_to_is_not_admissible() -> None:
    rules = law_of({"dossier_windows": table(WindowRow("renewals", requests=frozenset({"renewal"})))})

    decision = ask(question="accreditation.dossier_is_admissible", facts=filed(), rules=rules)

    assert (decision.outcome, decision.unmet[0].check) == ("not_admissible", "a_window_is_open_to_the_request")


def test_a_window_may_have_no_last_day() -> None:
    rules = law_of({"dossier_windows": table(WindowRow("open", opens=Moment(on=date(2026, 3, 1))))})

    decision = ask(question="accreditation.dossier_is_admissible", facts=filed(), rules=rules)

    assert (decision.outcome, decision.figures["opens_on"], decision.figures["closes_on"]) == (
        "admissible",
        date(2026, 3, 1),
        None,
    )


def test_an_opinion_that_no_line_names_leads_where_its_meaning_leads() -> None:
    row = TermRow("granted", opinions=frozenset({"favourable"}), leads_to="granted")
    rules = law_of({"accreditation_decided_by": "president", "accreditation_terms": table(row)})

    assert decided(rules, opinion="deferring").outcome == "deferred"
    assert decided(rules, opinion="favourable").figures["term"] is None


def test_a_label_that_is_not_temporary_needs_no_term() -> None:
    rules = law_of({"accreditation_decided_by": "president", "accreditation_is_temporary": False})

    decision = decided(rules, opinion="favourable")

    assert decision.outcome == "granted"
    assert "label_has_its_term" not in {reason.check for reason in decision.reasons}


def test_while_nobody_sits_the_quorum_is_open() -> None:
    rules = law_of({"accreditation_decided_by": "president", "commission_quorum": 3})

    assert decided(rules, opinion="favourable").outcome == "to_be_established"


def test_where_everybody_abstains_and_abstentions_do_not_count_nobody_is_in_favour() -> None:
    rules = law_of({"accreditation_decided_by": "president", "commission_majority": Decimal("0.5")})

    decision = decided(rules, votes=Votes(0, 0, 3))

    assert (decision.outcome, decision.figures["opinion"]) == ("refused", "unfavourable")


def test_a_criterion_without_an_answer_is_named() -> None:
    rules = law_of({"accreditation_criteria": table(CriterionRow("one"), CriterionRow("two"))})
    facts = filed(answers=frozenset({"two"}))

    decision = ask(question="accreditation.dossier_is_admissible", facts=facts, rules=rules)

    assert decision.figures["missing"] == ("one",)


def test_of_several_lines_for_a_role_the_one_that_opens_the_act_counts() -> None:
    rows = table(
        RoleRow("members", roles=frozenset({"holder"}), acts=frozenset({"bear_label"}), members_only=True),
        RoleRow("others", roles=frozenset({"holder"}), acts=frozenset({"take_part"})),
    )
    rules = law_of({"accreditation_roles": rows})

    outcomes = {
        act: ask(question="accreditation.may_act", facts=ActFacts("holder", act), rules=rules).outcome
        for act in ("bear_label", "take_part", "decide")
    }
    assert outcomes == {"bear_label": "may_not", "take_part": "may", "decide": "may_not"}


# ---- figures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (("82000", "exactly"), ("80000", "more_than"), "consistent"),
        (("82000", "exactly"), ("82000", "more_than"), "consistent"),
        (("82000", "exactly"), ("81999", "exactly"), "inconsistent"),
        (("82000", "exactly"), ("82000", "exactly"), "consistent"),
        (("82000", "more_than"), ("82000", "exactly"), "inconsistent"),
        (("82000", "at_least"), ("82000", "exactly"), "consistent"),
        (("82000", "at_least"), ("81999", "exactly"), "inconsistent"),
        (("82000", "about"), ("10", "exactly"), "consistent"),
        (("82000", "exactly"), ("10", "about"), "consistent"),
    ],
)
def test_a_number_counted_since_the_beginning_never_falls(first, second, outcome) -> None:
    earlier = figure(*first, cumulated=True)
    later = figure(*second, on=date(2026, 9, 1), cumulated=True)

    assert summed(earlier, later).outcome == outcome
    assert summed(later, earlier).outcome == outcome


def test_on_one_day_a_lower_bound_above_an_exact_number_disagrees_with_it_either_way() -> None:
    assert summed(figure("90"), figure("122", "at_least")).outcome == "inconsistent"
    assert summed(figure("122", "at_least"), figure("90")).outcome == "inconsistent"


def test_a_figure_of_several_is_no_surer_than_its_least_sure() -> None:
    days = [date(2025 + year, 9, 1) for year in range(3)]
    signs = ("exactly", "more_than", "at_least")

    decision = summed(*(figure("10", sign, on) for sign, on in zip(signs, days, strict=True)))

    assert (decision.figures["value"], decision.figures["sign"]) == (Decimal(30), "more_than")


def test_what_is_only_near_may_be_all_that_is_known() -> None:
    decision = summed(figure("60000", "about", cumulated=True))

    assert (decision.figures["value"], decision.figures["sign"]) == (Decimal(60000), "about")


def test_a_lower_bound_holds_to_the_last_day() -> None:
    later = figure("10", "about", on=date(2026, 9, 1), cumulated=True)

    assert summed(figure("82000", "more_than", cumulated=True), later).figures["sign"] == "more_than"
    assert summed(figure("82000", cumulated=True), later).figures["sign"] == "at_least"


def test_a_share_of_what_is_not_exact_is_only_near() -> None:
    whole = Observation(DAY, "programmes", Decimal(100), "a-text", "p. 1", "at_least")
    facts = SeriesFacts("share", "graduates", whole="programmes", observations=(figure("50"), whole))

    decision = ask(question="accreditation.series", facts=facts, rules=law_of({}))

    assert (decision.figures["value"], decision.figures["sign"]) == (Fraction(1, 2), "about")


def test_a_share_of_nothing_is_not_observed() -> None:
    whole = Observation(DAY, "programmes", Decimal(0), "a-text", "p. 1")
    facts = SeriesFacts("share", "graduates", whole="programmes", observations=(figure("1"), whole))

    assert ask(question="accreditation.series", facts=facts, rules=law_of({})).outcome == "not_observed"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_exact(part: int, whole: int) -> None:
    rows = table(
        ObservationRow("part", on=DAY, observed="graduates", number=Decimal(part)),
        ObservationRow("whole", on=DAY, observed="students", number=Decimal(whole)),
    )
    facts = SeriesFacts("share", "graduates", whole="students")

    decision = ask(question="accreditation.series", facts=facts, rules=law_of({"observations": rows}))

    assert decision.figures["value"] == Fraction(part, whole)
