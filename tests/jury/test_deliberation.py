"""A promotion is put before the jury: one proposal per student, and a structure that the law allows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sceau.core.rule import Standing, Variant
from sceau.jury.deliberation import deliberate, outline_faults
from sceau.studies.promotion import Outline, UnnamedResit
from tests.cast import CITE, WORDS, bernards_law, law_of, rule_of
from tests.jury.promotion import deliberated, three
from tests.wording.sample import plain


def test_each_student_has_a_proposal() -> None:
    assert [(one.student.first_name, one.proposal.outcome) for one in deliberated().students] == [
        ("Céleste", "refused"),
        ("Alice", "admitted"),
        ("Basile", "resit"),
    ]


def test_the_results_of_units_and_modules_stand_beside_the_proposal() -> None:
    basile = deliberated().students[2]

    assert basile.units["UV1"].figures == {"credits": Decimal(0), "mean": Decimal("11.5"), "resits": ("M1",)}
    assert {code: found.figures["mean"] for code, found in basile.modules.items()} == {"M1": 5, "M2": 18}


def test_outcomes_are_counted() -> None:
    assert [deliberated().count(outcome) for outcome in ("admitted", "resit", "refused", "extension")] == [1, 1, 1, 0]


def test_progress_is_told_after_each_student() -> None:
    told: list[int] = []

    deliberate(promotion=three(), rules=bernards_law(), advance=lambda: told.append(len(told) + 1))

    assert told == [1, 2, 3]


def test_a_student_without_a_thesis_has_no_thesis_result() -> None:
    promotion = three()
    student = replace(promotion.students[1], facts=replace(promotion.students[1].facts, thesis=None))

    one = deliberated(replace(promotion, students=(student,))).students[0]

    assert (one.thesis, one.proposal.outcome) == (None, "extension")


def test_a_structure_that_the_law_allows_has_no_fault() -> None:
    assert outline_faults(three().outline, bernards_law(), "w.xlsx") == []


def test_every_departure_of_the_structure_is_named_with_its_article() -> None:
    promotion = three()
    units = (replace(promotion.units[0], ects=Decimal(44)),)
    components = (replace(promotion.components[1], ects=Decimal(20)), promotion.components[2])

    faults = outline_faults(replace(promotion, units=units, components=components).outline, bernards_law(), "w.xlsx")

    assert [str(fault) for fault in faults] == [
        "w.xlsx: Structure: the credits add up to 44 ECTS where 45 are required "
        "(imtne-notice-2025, § 1.2, 1er paragraphe), correct them",
        "w.xlsx: Structure: the programme adds up to 74 ECTS, 75 are required "
        "(imtne-notice-2025, § 1.2, 1er paragraphe), correct the credits",
        "w.xlsx: Components: «mission» is missing and must be assessed (imtne-notice-2025, § 1.2, 2e tiret), "
        "add its line",
    ]


def test_the_law_is_held_against_what_could_be_read_of_the_outline() -> None:
    components = three().components[:2]

    def keys(outline: Outline) -> list[str]:
        return [fault.key for fault in outline_faults(outline, bernards_law(), "w.xlsx")]

    assert keys(Outline()) == []
    assert keys(Outline(Decimal(46))) == ["Structure"]
    assert keys(Outline(None, components)) == ["Components", "Components"]


def test_a_resit_names_its_assessment_where_the_law_has_each_resat_by_itself() -> None:
    promotion = replace(three(), unnamed_resits=(UnnamedResit("Resits!I2", "M1", ("E1", "E2")),))
    law = bernards_law()
    alone, whole = (
        replace(law, ladders={**law.ladders, "resit_bears_on": (rule_of("resit_bears_on", what),)}, _known={})
        for what in ("assessment", "module")
    )

    assert [str(fault) for fault in outline_faults(promotion.outline, alone, "w.xlsx")] == [
        "w.xlsx: Resits!I2: each assessment is resat by itself (eve-regulation, art. 1), "
        "write which one of the module M1 was: E1, E2"
    ]
    assert outline_faults(promotion.outline, whole, "w.xlsx") == []
    assert outline_faults(promotion.outline, law, "w.xlsx") == []


def test_where_the_texts_ask_for_no_credits_any_structure_will_do() -> None:
    rules = law_of({"final_components": frozenset({"thesis"})})

    assert outline_faults(three().outline, rules, "w.xlsx") == []


def test_a_component_is_missing_where_every_reading_of_a_contested_rule_asks_for_it() -> None:
    rule = rule_of("final_components", None, standing=Standing.CONTESTED)
    sets = {"short": {"thesis", "defence"}, "long": {"thesis", "defence", "mission"}}
    readings = tuple(Variant(name, frozenset(codes), CITE, WORDS) for name, codes in sets.items())
    ladder = replace(rule, entries=(replace(rule.entries[0], variants=readings),))
    rules = replace(bernards_law(), ladders={**bernards_law().ladders, "final_components": (ladder,)}, _known={})
    components = three().components
    only = {code: tuple(one for one in components if one.code in codes) for code, codes in {**sets, "no": {""}}.items()}

    missing = {
        name: [
            fault.what.split("»")[0]
            for fault in outline_faults(replace(three(), components=own).outline, rules, "w.xlsx")
        ]
        for name, own in only.items()
    }

    assert {name: [what for what in said if "«" in what] for name, said in missing.items()} == {
        "short": [],
        "long": [],
        "no": ["«defence", "«thesis"],
    }


def test_faults_of_a_promotion_are_said_in_the_language_of_the_registrar() -> None:
    units = (replace(three().units[0], ects=Decimal("45.5")),)

    faults = outline_faults(replace(three(), units=units).outline, bernards_law(), "w.xlsx", "fr")

    assert [plain(str(fault)) for fault in faults] == [
        "w.xlsx: Structure: les crédits font 45.5 ECTS, il en faut 45 (imtne-notice-2025, § 1.2, 1er paragraphe) : "
        "corrigez-les"
    ]
