"""What a sound workbook gives, and that what is written is read back the same."""

from __future__ import annotations

import ast
import re
import string
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sceau.core.closed_lists import COMPONENTS, MISSION_PLACES
from sceau.core.fees import Amount, SettlementFacts
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.core.jury import StudentFacts
from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.core.units import UnitFacts
from sceau.regulation.fault import Fault
from sceau.studies import workbook as module_under_test
from sceau.studies.cells import as_typed, shown
from sceau.studies.layout import MARKS_WIDE, SHEETS, headers
from sceau.studies.promotion import AssessmentLine, ComponentLine, JuryMember, ModuleLine, Promotion, Student, UnitLine
from sceau.studies.words import fold, words
from sceau.studies.workbook import WorkbookFaulty
from sceau.studies.workbook_template import write_template, write_workbook
from sceau.wording import LANGUAGES, UnknownLanguage
from tests.studies.workbooks import WIDE_NOTES, Formula, Shaped, operate, read_promotion, read_units, sound, write

TWENTY = Decimal(20)
JURY_ON = date(2026, 10, 5)
E1 = AssessmentLine("E1", "Examen", Decimal("0.6"), TWENTY, group=False, individualised=True)
E2 = AssessmentLine("E2", "Projet", Decimal("0.4"), Decimal(40), group=True, individualised=True)
E3 = AssessmentLine("E3", "Examen", Decimal(1), TWENTY, group=False, individualised=True)
M1 = ModuleLine("M1", "Routage", Decimal(1), (E1, E2))
M2 = ModuleLine("M2", "Filtrage", Decimal("1.5"), (E3,))
U1 = UnitLine("U1", "Réseaux", Decimal(6), Decimal(2), (M1, M2))


def mark(line: AssessmentLine, found: str | None, standing: MarkStanding = MarkStanding.PRESENT) -> Mark:
    return Mark(
        line.code,
        None if found is None else Decimal(found),
        standing,
        line.coefficient,
        line.scale,
        line.group,
        line.individualised,
    )


def units_with(first: Mark, second: Mark, third: Mark, resits: tuple[Mark, ...] = ()) -> tuple[UnitFacts, ...]:
    modules = (ModuleFacts("M1", (first, second), M1.coefficient, resits), ModuleFacts("M2", (third,), M2.coefficient))
    return (UnitFacts("U1", U1.ects, modules, U1.coefficient),)


ALICE = Student(
    "A1",
    "MARTIN",
    "Alice",
    StudentFacts(
        units=units_with(mark(E1, "12.5"), mark(E2, "33"), mark(E3, None, MarkStanding.EXEMPT)),
        jury_on=JURY_ON,
        mission=MissionFacts(date(2026, 3, 2), date(2026, 8, 28), "company"),
        thesis=ThesisFacts(
            (
                ComponentFacts("mission", Decimal(15), validated=True),
                ComponentFacts("thesis", Decimal(10), validated=True, mark=Decimal("14.5")),
                ComponentFacts("defence", Decimal(5)),
            ),
            date(2026, 9, 14),
            date(2026, 9, 10),
            defences_held=0,
        ),
        fees=SettlementFacts(
            (Amount("application_fee", Decimal(60)), Amount("tuition", Decimal(9000))),
            (Amount("application_fee", Decimal(60)), Amount("tuition", Decimal("3000.5"))),
        ),
        agreement_ends_on=date(2026, 9, 30),
        extensions_had=0,
    ),
)
CHLOE = Student(
    "C3",
    "PETIT",
    "Chloé",
    StudentFacts(
        units=units_with(
            mark(E1, "4"),
            mark(E2, None, MarkStanding.ABSENT),
            mark(E3, "9.99"),
            (
                Mark("M1/R1", Decimal(11), scale=TWENTY),
                Mark("M1/R2", None, MarkStanding.PENDING, scale=TWENTY),
            ),
        ),
        jury_on=JURY_ON,
        agreement_ends_on=date(2027, 3, 31),
        extensions_had=0,
    ),
)
PROMOTION = Promotion(
    programme="CSE",
    title="Cybersécurité",
    intake_year=2025,
    intake_starts_on=date(2025, 9, 15),
    jury_on=JURY_ON,
    units=(U1,),
    components=(
        ComponentLine("mission", "Mission", Decimal(15)),
        ComponentLine("thesis", "Thèse professionnelle", Decimal(10)),
        ComponentLine("defence", "Soutenance", Decimal(5)),
    ),
    jury=(JuryMember("Hélène Marquisat", "Présidente"), JuryMember("Karim Belhoussaine", "Entreprises")),
    students=(ALICE, CHLOE),
)


def test_a_sound_workbook_gives_the_facts_that_its_cells_show(tmp_path: Path) -> None:
    assert read_promotion(write(tmp_path / "a.xlsx")) == PROMOTION


def test_a_resit_may_be_of_one_assessment_and_is_marked_out_of_the_same(tmp_path: Path) -> None:
    cells = {"Rattrapages!I1": "Code de l'évaluation", "Rattrapages!I2": "E2", "Rattrapages!E3": 1}

    made = read_promotion(write(tmp_path / "a.xlsx", cells))

    assert made.students[1].facts.units[0].modules[0].resits == (
        Mark("E2", Decimal(11), scale=Decimal(40)),
        Mark("M1/R1", None, MarkStanding.PENDING, scale=TWENTY),
    )
    assert made.outline.unnamed_resits == (("Rattrapages!I3", "M1", ("E1", "E2")),)


def test_resits_of_a_module_of_several_assessments_are_kept_for_the_law_to_be_held_against(tmp_path: Path) -> None:
    made = read_promotion(write(tmp_path / "a.xlsx"))
    alone = read_promotion(write(tmp_path / "b.xlsx", {"Rattrapages!D2": "M2", "Rattrapages!D3": "M2"}))

    assert made.outline.unnamed_resits == tuple((f"Rattrapages!D{row}", "M1", ("E1", "E2")) for row in (2, 3))
    assert alone.outline.unnamed_resits == ()
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(write(tmp_path / "c.xlsx", {"Notes!E2": 21}))
    assert refused.value.outline.unnamed_resits == made.outline.unnamed_resits


def test_marks_may_stand_in_one_column_for_each_assessment(tmp_path: Path) -> None:
    assert read_promotion(write(tmp_path / "a.xlsx", sheets=sound(Notes=WIDE_NOTES))) == PROMOTION


def test_headers_and_titles_are_read_whatever_their_case_accents_and_apostrophes(tmp_path: Path) -> None:
    sheets = sound()
    sheets["Notes"][0] = ["NUMERO D'ETUDIANT", "nom", "prenom", "code de l'evaluation", "note", "SITUATION"]
    sheets = {{"Étudiants": "ETUDIANTS", "Thèses": "theses"}.get(name, name): rows for name, rows in sheets.items()}

    assert read_promotion(write(tmp_path / "a.xlsx", sheets=sheets)) == PROMOTION


def test_sheets_and_words_may_be_in_english(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", PROMOTION, lang="en")

    assert read_promotion(tmp_path / "a.xlsx", lang="fr") == PROMOTION


def test_a_format_with_more_decimals_than_a_number_holds_shows_it_whole(tmp_path: Path) -> None:
    assert read_promotion(write(tmp_path / "a.xlsx", {"Notes!E2": Shaped(12.5, "0." + "0" * 30)})) == PROMOTION


def test_a_number_that_was_stored_with_seventeen_digits_is_the_one_that_was_typed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Notes!E2": 8.2})
    operate(path, "xl/worksheets/sheet5.xml", b"<v>8.199999999999999</v>", b"<v>8.1999999999999993</v>")

    assert read_promotion(path).students[0].facts.units[0].modules[0].marks[0].mark == Decimal("8.2")


def test_the_noise_of_a_calculated_mark_is_not_in_what_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"Notes!E2": Formula("=AVERAGE(12.1,13.3)", 12.700000000000001)})

    assert read_promotion(path).students[0].facts.units[0].modules[0].marks[0].mark == Decimal("12.7")


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (12.0, "12"),
        (8.2, "8.2"),
        (0.1 + 0.2, "0.3"),
        (19.99, "19.99"),
        (10.0, "10"),
        (0.0, "0"),
        (1e15, "1000000000000000"),
    ],
)
def test_a_binary_number_becomes_the_decimal_it_stands_for(number: float, found: str) -> None:
    assert str(as_typed(number)) == found


@pytest.mark.parametrize(
    ("number", "shape", "seen"),
    [
        ("9.5", "0", ("10", "")),
        ("9.5", "0.00", ("9.50", "")),
        ("9.5", '0.00" pts"', ("9.50", "")),
        ("9000", "#,##0.00\\ [$€-40C]", ("9000.00", "")),
        ("0.5", "0%", ("50", " %")),
        ("9000", "0,", ("9", "")),
        ("-3", "0;[Red]-0", ("-3", "")),
    ],
)
def test_a_number_format_shows_what_a_spreadsheet_shows(number: str, shape: str, seen: tuple[str, str]) -> None:
    assert shown(Decimal(number), shape) == (Decimal(seen[0]), seen[1])


@pytest.mark.parametrize("shape", ["General", "@", "0.00E+00", "# ?/?"])
def test_a_format_that_does_not_say_how_many_decimals_shows_the_number_itself(shape: str) -> None:
    assert shown(Decimal("9.5"), shape) is None


def test_a_numeric_identifier_keeps_the_zeros_that_its_format_shows(tmp_path: Path) -> None:
    elsewhere = ("Notes!A2", "Notes!A3", "Notes!A4", "Missions!A2", "Thèses!A2", "Frais!A2", "Frais!A3")
    path = write(tmp_path / "a.xlsx", {"Étudiants!A2": Shaped(42, "00000"), **dict.fromkeys(elsewhere, "00042")})

    assert [student.number for student in read_promotion(path).students] == ["00042", "C3"]


def test_marks_may_stand_in_columns_headed_by_numeric_codes(tmp_path: Path) -> None:
    codes = {"Structure!H2": 101, "Structure!H3": 102, "Structure!H4": Shaped(7, "000")}
    heads = {"Notes!D1": 101, "Notes!E1": "102", "Notes!F1": Shaped(7, "000")}

    promotion = read_promotion(write(tmp_path / "a.xlsx", {**codes, **heads}, sound(Notes=WIDE_NOTES)))

    assert [
        (mark.assessment, mark.mark) for module in promotion.students[0].facts.units[0].modules for mark in module.marks
    ] == [("101", Decimal("12.5")), ("102", 33), ("007", None)]


def test_a_formula_that_a_spreadsheet_has_calculated_is_read_as_its_value(tmp_path: Path) -> None:
    cells = {
        "Notes!E2": Formula("=10+2.5", 12.5),
        "Notes!F2": Formula('=""', ""),
        "Notes!F3": Formula("=F9", "présent"),
    }
    path = write(tmp_path / "a.xlsx", cells)
    operate(path, "xl/worksheets/sheet5.xml", b'<c r="F2">', b'<c r="F2" t="str">')

    assert read_promotion(path) == PROMOTION


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    named = replace(PROMOTION, students=(replace(ALICE, last_name="=1+1", first_name="@SUM(A1)"), CHLOE))
    write_workbook(tmp_path / "a.xlsx", named)

    assert read_promotion(tmp_path / "a.xlsx") == named


def test_sheets_columns_and_fields_that_nobody_knows_are_only_noted(tmp_path: Path) -> None:
    sheets = sound() | {"Brouillon": [["à voir"]]}
    cells = {"Étudiants!E1": "Courriel", "Étudiants!E2": "alice@example.org", "Promotion!A9": "Couleur"}
    notes: list[Fault] = []

    assert read_promotion(write(tmp_path / "a.xlsx", cells, sheets), note=notes.append) == PROMOTION
    assert notes == [
        Fault("a.xlsx", "Brouillon", "is not a known sheet: it is not read"),
        Fault("a.xlsx", "Promotion", "«Couleur» is not a known field: it is not read"),
        Fault("a.xlsx", "Étudiants!E1", "the column «Courriel» is not known: it is not read"),
    ]


def test_the_structure_can_be_read_alone(tmp_path: Path) -> None:
    sheets = {"Structure": sound()["Structure"]}

    assert read_units(write(tmp_path / "a.xlsx", sheets=sheets)) == (U1,)


def test_a_structure_read_alone_says_its_own_faults(tmp_path: Path) -> None:
    with pytest.raises(WorkbookFaulty) as refused:
        read_units(write(tmp_path / "a.xlsx", {"Structure!C2": -1}))

    assert [fault.key for fault in refused.value.faults] == ["Structure!C2"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_asks_for_what_it_leaves_empty_and_for_nothing_else(tmp_path: Path, lang: str) -> None:
    write_template(tmp_path / "a.xlsx", lang)
    with pytest.raises(WorkbookFaulty) as refused:
        read_promotion(tmp_path / "a.xlsx")
    named = words(lang)["sheets"]
    empty = [f"{named['promotion']}!B{row}" for row in range(2, 7)]

    assert [fault.key for fault in refused.value.faults] == [
        *empty,
        *(named[name] for name in ("structure", "components", "students")),
    ]


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(tmp_path / f"{name}.xlsx", PROMOTION)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_cannot_hold_two_days_for_handing_in_the_thesis(tmp_path: Path) -> None:
    late = replace(CHLOE, facts=replace(CHLOE.facts, thesis=ThesisFacts((), date(2026, 12, 1))))

    with pytest.raises(ValueError, match="several"):
        write_workbook(tmp_path / "a.xlsx", replace(PROMOTION, students=(ALICE, late)))


@pytest.mark.parametrize("sheet", [*SHEETS.values(), MARKS_WIDE], ids=lambda sheet: sheet.spoken)
def test_each_header_leads_to_its_own_column(sheet: Any) -> None:
    written = {
        (lang, column.name): headers(sheet)[fold(words(lang).of("columns", sheet.spoken)[column.name])]
        for lang in LANGUAGES
        for column in sheet.columns
    }

    assert written == {(lang, column.name): column.name for lang in LANGUAGES for column in sheet.columns}


def _sentences(table: dict[str, Any], under: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= _sentences(value, f"{under}{key}.")
        elif isinstance(value, str):
            found[f"{under}{key}"] = value
    return found


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    tables = ("sheets", "fields", "columns", "help", "hints", "keys", "notes", "faults", "preview", "fields_help")
    said = {lang: _sentences({table: dict(words(lang)[table]) for table in tables}) for lang in LANGUAGES}
    values = {
        lang: {
            key: sorted(name for _, name, _, _ in string.Formatter().parse(text) if name) for key, text in of.items()
        }
        for lang, of in said.items()
    }

    assert values["fr"] == values["en"]


def test_no_line_of_french_ends_before_a_tall_mark() -> None:
    sentences = _sentences({table: dict(words("fr")[table]) for table in ("help", "hints", "notes", "faults")})

    assert [key for key, text in sentences.items() if re.search(r" [:;!?%»]|« ", text)] == []


def test_every_sentence_about_faults_is_used() -> None:
    folder = Path(module_under_test.__file__).parent
    written = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch("[a-z_]+", node.value)
    }
    by_kind = {"mapping_column_percentage", "mapping_column_letter", "mapping_column_identity"}

    assert set(words("en")["faults"]) - written == by_kind


def test_a_language_that_nobody_speaks_here_is_refused() -> None:
    with pytest.raises(UnknownLanguage, match="fr, en"):
        words("de")


WORD = st.text(string.ascii_letters + "éÀçñ’'=+-@#<&\"", min_size=1, max_size=8)
CODE = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=6).filter(
    lambda code: fold(code) not in headers(MARKS_WIDE)
)
CENTS = st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100)
WEIGHT = st.integers(1, 50000).map(lambda parts: Decimal(parts) / 10000)
DAY = st.dates(date(2025, 9, 15), date(2027, 12, 31))
ABSENCES = [MarkStanding.ABSENT, MarkStanding.EXCUSED, MarkStanding.PENDING, MarkStanding.EXEMPT]


@st.composite
def assessment_lines(draw: Any, code: str) -> AssessmentLine:
    group = draw(st.booleans())
    individualised = draw(st.booleans()) if group else True
    return AssessmentLine(code, draw(WORD), draw(WEIGHT), 10 + draw(CENTS), group=group, individualised=individualised)


@st.composite
def unit_lines(draw: Any, codes: list[str]) -> tuple[UnitLine, ...]:
    lines = [draw(assessment_lines(code)) for code in codes]
    cut = draw(st.integers(1, len(lines)))
    first = ModuleLine("M1", draw(WORD), draw(WEIGHT), tuple(lines[:cut]))
    units = [UnitLine("U1", draw(WORD), draw(CENTS), draw(WEIGHT), (first,))]
    if lines[cut:]:
        second = ModuleLine("M2", draw(WORD), draw(WEIGHT), tuple(lines[cut:]))
        units.append(UnitLine("U2", draw(WORD), draw(CENTS), draw(WEIGHT), (second,)))
    return tuple(units)


@st.composite
def marks_of(draw: Any, line: AssessmentLine) -> Mark:
    if draw(st.integers(0, 4)) == 0:
        return mark(line, None, draw(st.sampled_from(ABSENCES)))
    return mark(line, str(Decimal(draw(st.integers(0, int(line.scale * 100)))) / 100))


@st.composite
def resits_of(draw: Any, module: ModuleLine) -> tuple[Mark, ...]:
    """Resits of a module and of its assessments, the first ones of each before the second ones."""
    held = {code: draw(st.integers(0, 2)) for code in ("", *(one.code for one in module.assessments))}
    named = [(code or f"{module.code}/R{rank}") for rank in (1, 2) for code, count in held.items() if count >= rank]
    return tuple(Mark(code, draw(st.integers(0, 2000)) / Decimal(100), scale=TWENTY) for code in named)


def said(components: tuple[ComponentFacts, ...]) -> set[tuple[str, bool | None]]:
    return {(component.code, component.validated) for component in components}


@st.composite
def facts_of(draw: Any, units: tuple[UnitLine, ...], components: tuple[ComponentLine, ...]) -> StudentFacts:
    verdict, final = st.none() | st.booleans(), st.none() | st.integers(0, 2000).map(lambda n: Decimal(n) / 100)
    found = tuple(ComponentFacts(c.code, c.ects, draw(verdict), draw(final)) for c in components)
    starts_on = draw(DAY)
    practice = frozenset({"company_practice_after_degree"}) if draw(st.booleans()) else frozenset()
    mission = MissionFacts(starts_on, max(starts_on, draw(DAY)), draw(st.sampled_from(MISSION_PLACES)), practice)
    handed_in_on = draw(DAY if ("thesis", True) in said(found) else st.none() | DAY)
    thesis = ThesisFacts(found, date(2026, 9, 14), handed_in_on, defences_held=0)
    begun = draw(st.booleans())
    gone = (begun and ("mission", True) in said(found)) or draw(st.booleans())
    codes = draw(st.lists(CODE, max_size=2, unique=True))
    due = tuple(Amount(code, draw(CENTS)) for code in codes)
    return StudentFacts(
        units=tuple(
            UnitFacts(
                unit.code,
                unit.ects,
                tuple(
                    ModuleFacts(
                        module.code,
                        tuple(draw(marks_of(line)) for line in module.assessments),
                        module.coefficient,
                        draw(resits_of(module)),
                    )
                    for module in unit.modules
                ),
                unit.coefficient,
            )
            for unit in units
        ),
        jury_on=JURY_ON,
        mission=mission if gone else None,
        thesis=thesis if begun else None,
        fees=SettlementFacts(due, tuple(Amount(code, draw(CENTS)) for code in codes)) if due else None,
        agreement_ends_on=draw(st.none() | DAY),
        extensions_had=0,
    )


@st.composite
def promotions(draw: Any) -> Promotion:
    units = draw(unit_lines(draw(st.lists(CODE, min_size=1, max_size=3, unique=True))))
    chosen = draw(st.lists(st.sampled_from(COMPONENTS), min_size=1, unique=True))
    components = tuple(ComponentLine(code, draw(WORD), draw(CENTS)) for code in chosen)
    numbers = draw(st.lists(CODE, min_size=1, max_size=3, unique=True))
    students = tuple(Student(n, draw(WORD), draw(WORD), draw(facts_of(units, components))) for n in numbers)
    jury = tuple(JuryMember(name, draw(WORD)) for name in draw(st.lists(WORD, max_size=2, unique=True)))
    return Promotion(draw(CODE), draw(WORD), 2025, date(2025, 9, 15), JURY_ON, units, components, jury, students)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(made=promotions(), wide=st.booleans(), lang=st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back_equal(tmp_path: Path, made: Promotion, *, wide: bool, lang: str) -> None:
    write_workbook(tmp_path / "a.xlsx", made, wide=wide, lang=lang)

    assert read_promotion(tmp_path / "a.xlsx") == made
