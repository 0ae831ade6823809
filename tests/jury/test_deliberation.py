"""A promotion is put before the jury: one proposal per student, and a structure that the law allows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sceau.core.rule import Standing, Variant
from sceau.jury.deliberation import deliberate, outline_faults, promotion_faults
from sceau.studies.promotion import JuryMember, Outline
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
    assert promotion_faults(three(), bernards_law(), "w.xlsx") == []


def test_every_departure_of_the_structure_is_named_with_its_article() -> None:
    promotion = three()
    units = (replace(promotion.units[0], ects=Decimal(44)),)
    components = (replace(promotion.components[1], ects=Decimal(20)), promotion.components[2])

    faults = promotion_faults(replace(promotion, units=units, components=components), bernards_law(), "w.xlsx")

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


def test_where_the_texts_ask_for_no_credits_any_structure_will_do() -> None:
    rules = law_of({"final_components": frozenset({"thesis"})})

    assert promotion_faults(three(), rules, "w.xlsx") == []


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
            fault.what.split("»")[0] for fault in promotion_faults(replace(three(), components=own), rules, "w.xlsx")
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

    faults = promotion_faults(replace(three(), units=units), bernards_law(), "w.xlsx", "fr")

    assert [plain(str(fault)) for fault in faults] == [
        "w.xlsx: Structure: les crédits font 45.5 ECTS, il en faut 45 (imtne-notice-2025, § 1.2, 1er paragraphe) : "
        "corrigez-les"
    ]


@pytest.mark.parametrize(
    ("name", "sign"), [("ن", "U+0646"), ("王", "U+738B"), ("A\u202eB", "U+202E"), ("A\nB", "U+000A")]
)
def test_a_name_that_no_font_draws_is_named_before_anything_is_judged(name: str, sign: str) -> None:
    student = replace(three().students[0], last_name=name)

    faults = promotion_faults(replace(three(), students=(student,)), bernards_law(), "w.xlsx")

    assert [(fault.key, sign in fault.what, "25-3" in fault.what) for fault in faults] == [("Students", True, True)]


@pytest.mark.parametrize(
    "name", ["Łukasz-Đức", "Ελένη", "Анна", "O'Brien", "d’Œuvre", "Mª José", "N`Diaye", "Q´ero", "ʻOkina", "e\u0301"]
)
def test_a_name_that_the_fonts_draw_is_printed(name: str) -> None:
    student = replace(three().students[0], last_name=name)

    assert promotion_faults(replace(three(), students=(student,)), bernards_law(), "w.xlsx") == []


def test_every_text_that_is_printed_is_looked_at_under_its_sheet() -> None:
    promotion, odd = three(), "李"
    one = promotion.units[0]
    modules = (
        replace(
            one.modules[0], title=f"1{odd}", assessments=(replace(one.modules[0].assessments[0], title=f"2{odd}"),)
        ),
        one.modules[1],
    )
    changed = replace(
        promotion,
        title=f"3{odd}",
        units=(replace(one, title=f"4{odd}", modules=modules),),
        components=(replace(promotion.components[0], title=f"5{odd}"), *promotion.components[1:]),
        jury=(JuryMember(f"{odd} Wei", f"6{odd}"),),
        students=(replace(promotion.students[0], number=f"7{odd}"),),
    )

    faults = promotion_faults(changed, bernards_law(), "w.xlsx", "fr")

    assert [(fault.key, plain(fault.what).split(" » (U+674E) de « ")[1].split(" »")[0]) for fault in faults] == [
        ("Promotion", "3李"),
        ("Structure", "4李"),
        ("Structure", "1李"),
        ("Structure", "2李"),
        ("Composantes", "5李"),
        ("Étudiants", "Zola Céleste (7李)"),
        ("Jury", "李 Wei"),
        ("Jury", "6李"),
    ]
