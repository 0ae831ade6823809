"""What must hold whatever the marks, the order and the law."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.core.admission import CandidateFacts, Degree, Experience
from sceau.core.blocks import in_its_block
from sceau.core.decision import Decision
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.means import Number, meets, weighted_mean
from sceau.core.question import ask
from sceau.core.rule import Duration, Value
from sceau.core.rulebook import Rulebook
from sceau.core.tables.admission import RouteRow
from sceau.core.tables.studies import ResitRow
from sceau.core.units import UnitFacts
from tests.cast import alice, bernards_law, law_of, module, rule_of, table

marks = st.decimals(min_value=0, max_value=20, places=2)
whole_marks = st.integers(0, 20).map(Decimal)
coefficients = st.decimals(min_value=Decimal("0.25"), max_value=6, places=2)
standings = st.sampled_from([s for s in MarkStanding if s is not MarkStanding.PRESENT])
RANK = {"failed": 0, "pending": 1, "resit_due": 2, "validated": 3}
PROPOSAL_RANK = {"refused": 0, "pending": 1, "resit": 2, "extension": 3, "admitted": 4}


@st.composite
def any_mark(draw: st.DrawFn, code: str) -> Mark:
    if draw(st.integers(0, 9)) == 0:
        return Mark(code, standing=draw(standings), coefficient=draw(coefficients))
    return Mark(
        code,
        draw(marks | whole_marks),
        coefficient=draw(coefficients),
        scale=draw(st.sampled_from([None, Decimal(20)])),
    )


@st.composite
def any_module(draw: st.DrawFn, code: str) -> ModuleFacts:
    given_marks = tuple(draw(any_mark(f"{code}A{n}")) for n in range(draw(st.integers(1, 3))))
    assessments = st.sampled_from([mark.assessment for mark in given_marks])
    resits = tuple(draw(any_mark(draw(assessments))) for _ in range(draw(st.integers(0, 3))))
    return ModuleFacts(code, given_marks, draw(coefficients), resits)


@st.composite
def any_unit(draw: st.DrawFn, code: str = "UV") -> UnitFacts:
    modules = tuple(draw(any_module(f"{code}M{n}")) for n in range(draw(st.integers(1, 4))))
    return UnitFacts(code, Decimal(45), modules, draw(coefficients))


laws = st.builds(
    lambda gap, floor, passing, inclusive, compensation, allowed, counts, bears_on, triggers: law_of(
        {
            "unit_pass_mark": passing,
            "module_gap_mark": gap,
            "assessment_floor_mark": floor,
            "general_mean_pass_mark": passing,
            "compensation": compensation,
            "resits_allowed": allowed,
            "resit_counts": counts,
            "resit_weight": Decimal("0.75"),
            "resit_bears_on": bears_on,
            "resits": table(*(ResitRow(t, trigger=t) for t in triggers)) or None,
            "final_components": frozenset({"mission", "thesis", "defence"}),
        },
        passes=inclusive,
    ),
    gap=st.integers(0, 8),
    floor=st.integers(0, 10),
    passing=st.integers(8, 14),
    inclusive=st.booleans(),
    compensation=st.sampled_from(["none", "within_unit"]),
    allowed=st.integers(0, 2),
    counts=st.sampled_from(["replaces", "best_of", "weighted"]),
    bears_on=st.sampled_from(["module", "assessment"]),
    triggers=st.sets(
        st.sampled_from(["module_gap", "assessment_floor", "unit_below_pass_mark", "no_mark"]), min_size=1
    ).map(sorted),
)


def result(unit: UnitFacts, rules: Rulebook) -> Decision:
    return ask(question="studies.unit_result", facts=in_its_block(unit, ()), rules=rules)


def bettered(unit: UnitFacts, data: st.DataObject) -> UnitFacts:
    """The same unit with one mark that was given made better, in any round."""
    places = [
        (m, field, n)
        for m, module in enumerate(unit.modules)
        for field in ("marks", "resits")
        for n, mark in enumerate(getattr(module, field))
        if mark.mark is not None
    ]
    if not places:
        return unit
    m, field, n = data.draw(st.sampled_from(places))
    module = unit.modules[m]
    series = list(getattr(module, field))
    series[n] = replace(series[n], mark=data.draw(st.decimals(min_value=series[n].mark, max_value=20, places=2)))
    modules = list(unit.modules)
    modules[m] = replace(module, **{field: tuple(series)})
    return replace(unit, modules=tuple(modules))


@given(any_unit(), laws, st.data())
def test_a_better_mark_never_worsens_a_unit(unit: UnitFacts, rules: Rulebook, data: st.DataObject) -> None:
    before, after = result(unit, rules), result(bettered(unit, data), rules)

    assert RANK[after.outcome] >= RANK[before.outcome]
    assert after.figures["credits"] >= before.figures["credits"]
    if "mean" in before.figures:
        assert after.figures["mean"] >= before.figures["mean"]


good_modules = st.lists(st.integers(8, 20), min_size=1, max_size=3)


@given(good_modules, good_modules, laws, whole_marks)
def test_where_the_better_mark_counts_a_resit_never_worsens_a_unit(
    one: list[int], other: list[int], rules: Rulebook, resit: Decimal
) -> None:
    better = replace(rules, ladders={**rules.ladders, "resit_counts": (rule_of("resit_counts", "best_of"),)}, _known={})

    before, after = (
        result(UnitFacts("UV", Decimal(45), (replace(module("M1", *one), resits=resits), module("M2", *other))), better)
        for resits in ((), (Mark("M1-1", resit),))
    )

    assert after.figures["credits"] >= before.figures["credits"]
    assert after.figures["mean"] >= before.figures["mean"]


several_units = st.lists(any_unit(), min_size=1, max_size=3).map(
    lambda units: [replace(unit, code=f"UV{n}") for n, unit in enumerate(units)]
)


@given(several_units, laws, st.data())
def test_a_better_mark_never_worsens_a_proposal(units: list[UnitFacts], rules: Rulebook, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(units) - 1))
    better = [bettered(unit, data) if n == place else unit for n, unit in enumerate(units)]

    before = ask(question="jury.proposal", facts=alice(units=tuple(units)), rules=rules)
    after = ask(question="jury.proposal", facts=alice(units=tuple(better)), rules=rules)

    assert PROPOSAL_RANK[after.outcome] >= PROPOSAL_RANK[before.outcome]


@given(any_unit(), st.data())
def test_the_order_of_modules_and_marks_never_matters(unit: UnitFacts, data: st.DataObject) -> None:
    modules = tuple(
        replace(module, marks=tuple(data.draw(st.permutations(module.marks))))
        for module in data.draw(st.permutations(unit.modules))
    )
    shuffled = replace(unit, modules=modules)

    one, other = result(unit, bernards_law()), result(shuffled, bernards_law())

    assert (one.outcome, one.figures.get("mean"), one.figures.get("credits")) == (
        other.outcome,
        other.figures.get("mean"),
        other.figures.get("credits"),
    )
    assert set(one.figures.get("resits", ())) == set(other.figures.get("resits", ()))
    assert set(one.decisive) == set(other.decisive)


@given(any_unit(), st.integers(8, 12), st.integers(0, 3), st.sampled_from(["none", "within_unit"]))
def test_a_stricter_pass_mark_never_validates_more(unit: UnitFacts, mark: int, more: int, compensation: str) -> None:
    loose, strict = (
        law_of({"unit_pass_mark": m, "compensation": compensation, "resits_allowed": 1, "resit_counts": "best_of"})
        for m in (mark, mark + more)
    )

    assert RANK[result(unit, strict).outcome] <= RANK[result(unit, loose).outcome]


of_any_fineness = st.one_of(
    marks,
    st.decimals(min_value=0, max_value=20, places=4),
    st.fractions(min_value=0, max_value=20, max_denominator=300),
)


@given(st.lists(st.tuples(of_any_fineness, coefficients), min_size=1, max_size=8))
def test_means_are_exact(pairs: list[tuple[Number, Decimal]]) -> None:
    expected = sum(Fraction(m) * Fraction(c) for m, c in pairs) / sum(Fraction(c) for _, c in pairs)

    assert weighted_mean(pairs) == expected
    assert weighted_mean([(Fraction(m), c) for m, c in reversed(pairs)]) == expected


def test_a_mean_of_marks_finer_than_hundredths_that_weigh_alike_is_exact() -> None:
    assert weighted_mean([(Decimal("12.125"), Decimal(1)), (Decimal("12.0001"), Decimal(1))]) == Fraction("12.06255")


def test_there_is_no_mean_of_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        weighted_mean([])


@given(of_any_fineness, st.sampled_from(["7", "9.5", "10.25"]), st.booleans())
def test_a_number_is_set_against_a_threshold_exactly(number: Number, threshold: str, itself: bool) -> None:
    rule = Value("unit_pass_mark", Decimal(threshold), passes=itself)

    assert meets(rule, number) == (number > Fraction(threshold) or (itself and number == Fraction(threshold)))
    assert meets(rule, Fraction(threshold)) == meets(rule, Decimal(threshold)) == itself


degrees = st.builds(
    Degree,
    family=st.sampled_from(["engineer", "management", "national_master", "foreign", "rncp_title", "bachelor"]),
    level=st.integers(3, 6),
    grade_of_master=st.booleans(),
    evaluated_by=st.sampled_from(["", "cti", "cefdg"]),
    rncp_level=st.one_of(st.none(), st.integers(5, 8)),
    ects=st.one_of(st.none(), st.integers(180, 300)),
    obtained=st.booleans(),
)
candidates = st.builds(
    CandidateFacts,
    degrees=st.lists(degrees, max_size=3).map(tuple),
    experience=st.lists(
        st.builds(
            Experience,
            months=st.integers(0, 60),
            related=st.booleans(),
            after_degree=st.booleans(),
            nature=st.sampled_from(["employment", "internship"]),
        ),
        max_size=3,
    ).map(tuple),
    education=st.sampled_from(["initial", "continuing"]),
    qualities=st.sets(st.sampled_from(["driving_licence", "refugee"])).map(frozenset),
)
routes = st.builds(
    RouteRow,
    id=st.just("route"),
    level=st.integers(0, 5),
    grade_of_master=st.booleans(),
    evaluated_by=st.sampled_from([frozenset(), frozenset({"cti"}), frozenset({"cti", "cefdg"})]),
    families=st.sampled_from([frozenset(), frozenset({"engineer"}), frozenset({"engineer", "management"})]),
    rncp_level=st.sampled_from([0, 6, 7]),
    ects=st.sampled_from([0, 240]),
    experience=st.sampled_from([None, Duration(12, "months"), Duration(3, "years")]),
    experience_related=st.booleans(),
    experience_after_degree=st.booleans(),
    experience_excludes=st.sampled_from([frozenset(), frozenset({"internship"})]),
    requires=st.sampled_from([frozenset(), frozenset({"driving_licence"})]),
    excludes=st.sampled_from([frozenset(), frozenset({"refugee"})]),
)
TIGHTER: dict[str, Any] = {
    "level": 5,
    "grade_of_master": True,
    "evaluated_by": frozenset({"cti"}),
    "families": frozenset({"engineer"}),
    "rncp_level": 7,
    "ects": 240,
    "experience": Duration(3, "years"),
    "experience_related": True,
    "experience_after_degree": True,
    "experience_excludes": frozenset({"internship"}),
    "requires": frozenset({"driving_licence"}),
    "excludes": frozenset({"refugee"}),
}


@given(candidates, routes, st.sampled_from(sorted(TIGHTER)), st.sampled_from(["conditional", "refused"]))
def test_a_stricter_route_never_admits_more(facts: CandidateFacts, row: RouteRow, column: str, pending: str) -> None:
    rank = {"not_eligible": 0, "to_be_recognised": 1, "conditionally_eligible": 2, "eligible": 3}
    outcomes = [
        ask(
            question="admission.eligibility",
            facts=facts,
            rules=law_of({"admission_routes": (line,), "admission_while_degree_pending": pending}),
        ).outcome
        for line in (row, replace(row, **{column: TIGHTER[column]}))
    ]

    assert rank[outcomes[1]] <= rank[outcomes[0]]
