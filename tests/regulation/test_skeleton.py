"""The folder with which a school starts: it loads as it is, and with every block taken up."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sceau.core.rule import Bound, Citation, Duration, Layer, Moment, Rule
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES, STAGES
from sceau.regulation import load, read, shipped_law
from sceau.regulation.skeleton import Start, skeleton
from sceau.regulation.toml import as_toml
from sceau.wording import language
from tests.cast import rule_of, the_law
from tests.regulation.small_law import write_law

DAY = date(2026, 9, 1)

MAXIMA = {
    "accreditation_decided_within",
    "attempts_a_year",
    "attempts_after_refusal",
    "choices_maximum",
    "choices_may_mix_kinds",
    "defences_allowed",
    "diploma_kinds",
    "direct_debit_reference_length",
    "exemptions_allowed",
    "extensions_allowed",
    "first_payment_cap",
    "mission_maximum_duration",
    "piece_languages",
    "programme_languages",
    "programme_maximum_duration",
    "programme_maximum_ects",
    "programme_paces",
    "quotas",
    "resit_cap_mark",
    "resits_allowed",
    "teaching_kinds",
    "teaching_maximum_hours",
    "thesis_ects_maximum_share",
    "undue_resits_count",
    "yearly_maximum_ects",
}
"""The rules of which a lower value, a smaller set, or a no is the stricter."""
MINIMA = {
    "accreditation_roles",
    "admission_routes",
    "application_fee_completes_the_file",
    "assessment_floor_mark",
    "awards_are_declared",
    "balance_is_spread_over_the_course",
    "block_minimum_ects",
    "block_pass_mark",
    "commission_majority",
    "commission_quorum",
    "cumulated_ects",
    "declaration_number_needed",
    "diploma_identity",
    "diploma_needs_fees_settled",
    "diploma_needs_minutes_signed",
    "electronic_invoices_issued",
    "electronic_invoices_received",
    "final_components",
    "funders",
    "general_mean_pass_mark",
    "indicators",
    "individual_evaluation",
    "label_reserved_to_members",
    "language_requirements",
    "mission_duration",
    "mission_ects",
    "mission_places",
    "module_gap_mark",
    "offer_needs_deposit",
    "pending_degree_level",
    "programme_duration",
    "programme_ects",
    "programme_entry_experience",
    "programme_entry_level",
    "programme_rncp_level",
    "public_funders",
    "studies_jury_decides",
    "teaching_ects",
    "teaching_hours",
    "thesis_ects_share",
    "thesis_pass_mark",
    "training_contract_before_enrolment",
    "unit_floor_mark",
    "unit_pass_mark",
    "withdrawal_delay",
    "yearly_ects",
    "yearly_training_report",
}
"""The rules of which a greater value, a larger set, or a yes is the stricter."""


def start(code: str = "en", book: Rulebook | None = None, name: str = "École Neuve") -> Start:
    law = the_law()
    return Start("ecole-neuve", name, "ms", book or law.rulebook(on=DAY, label="ms"), law.texts, language(code))


def laid_out(files: dict[str, str], folder: Path) -> Path:
    own = folder / "schools" / "ecole-neuve"
    own.mkdir(parents=True)
    for name, text in files.items():
        (own / name).write_text(text, encoding="utf-8")
    return folder


def taken_up(text: str) -> str:
    """A file with every block that was put aside."""
    return re.sub(r"(?m)^#(?! )", "", text)


def upper(key: str, value: object, **entry: object) -> Rulebook:
    """What a label alone says of one key."""
    bound = entry.pop("bound", Bound.OPEN)
    rule = rule_of(key, value, layer=Layer.LABEL, bound=bound, **entry)  # type: ignore[arg-type] - any bound
    return book_of(rule)


def book_of(*rules: Rule) -> Rulebook:
    return Rulebook(on=DAY, ladders={rule.key: (rule,) for rule in rules})


def block(key: str, book: Rulebook) -> list[str]:
    """The block of one rule in the file of its stage."""
    text = skeleton(start(book=book))[f"{RULES[key].stage}.toml"]
    return text.split(f"# ---- {key}: ")[1].split("# ---- ")[0].splitlines()[1:]


def bound_of(key: str, book: Rulebook) -> Bound | None:
    """The bound that the block of a rule proposes; None where the rule is fixed above, and nothing is proposed."""
    found = re.findall(r'(?m)^#bound = "(\w+)"$', "\n".join(block(key, book)))
    return Bound(found[0]) if found else None


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_folder_loads_without_fault_as_it_is(code: str, tmp_path: Path) -> None:
    regulation, faults = read(shipped_law(), laid_out(skeleton(start(code)), tmp_path))

    assert faults == ()
    assert regulation.schools["ecole-neuve"].name == "École Neuve"
    assert [scope for scope in regulation.rules if scope.school == "ecole-neuve"] == []


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_block_taken_up_loads_without_fault(code: str, tmp_path: Path) -> None:
    files = {name: taken_up(text) for name, text in skeleton(start(code)).items()}

    regulation, faults = read(shipped_law(), laid_out(files, tmp_path))

    own = next(rules for scope, rules in regulation.rules.items() if scope.school == "ecole-neuve")
    fixed = {
        key
        for scope, rules in the_law().rules.items()
        if not scope.school
        for key, rule in rules.items()
        if rule.bound is Bound.FIXED
    }
    assert [str(fault) for fault in faults] == []
    assert set(own) == set(RULES) - fixed
    assert "ecole_neuve_example" in regulation.qualities


def test_each_stage_has_its_file_with_every_rule_explained() -> None:
    files = skeleton(start())

    assert set(files) == {*(f"{stage}.toml" for stage in STAGES), "school.toml", "texts.toml", "qualities.toml"}
    explained = {key for text in files.values() for key in re.findall(r"^# ---- (\w+): ", text, re.MULTILINE)}
    assert explained == set(RULES)


def test_a_bound_is_explained_with_the_value_above_and_its_article() -> None:
    assert block("mission_duration", the_law().rulebook(on=DAY, label="ms"))[:2] == [
        "# a duration",
        "# Label: 4 months (Présentation CGE 2013, « Son contenu », b)); you may ask for more, not for less",
    ]


@pytest.mark.parametrize(
    ("book", "key", "remark", "rule"),
    [
        (upper("programme_ects", 75, bound=Bound.FIXED), "programme_ects", "it is fixed", []),
        (upper("programme_ects", 75, bound=Bound.CEILING), "programme_ects", "you may ask for less", ["value = 75"]),
        (upper("programme_ects", 75), "programme_ects", "you may set what you like", ["value = 75"]),
        (upper("programme_ects", None, none=True), "programme_ects", "nothing is due (eve-reg", ["value = 60"]),
        (upper("programme_ects", 75, since=date(2030, 1, 1)), "programme_ects", "from 1 January 2030", ["value = 60"]),
        (
            upper("programme_ects", 75, bound=Bound.FLOOR, force="usual"),
            "programme_ects",
            "it does not bind",
            ["value = 75"],
        ),
        (upper("unit_pass_mark", 12, passes=False), "unit_pass_mark", "more than 12/20", ["value = 12"]),
        (upper("end_of_studies", Moment(on=date(2026, 7, 1))), "end_of_studies", "", ["value = { on = 2026-07-01 }"]),
        (
            upper("enrolment_deadline", Moment(delay=Duration(15, "days"), event="admission")),
            "enrolment_deadline",
            "",
            ['value = { delay = { days = 15 }, after = "admission" }'],
        ),
    ],
)  # fmt: skip
def test_what_is_said_above_is_explained_and_taken_as_the_example(
    book: Rulebook, key: str, remark: str, rule: list[str]
) -> None:
    lines = block(key, book)

    assert remark in lines[1]
    assert [line[1:] for line in lines if line.startswith("#value")] == rule


def test_a_rule_that_a_layer_above_sets_is_proposed_under_the_bound_of_the_nearest_of_them() -> None:
    book = the_law().rulebook(on=DAY, label="ms")

    proposed = {key: bound_of(key, book) for key in book.ladders}

    above = {key: rules[-1].bound for key, rules in book.ladders.items()}
    assert proposed == {key: None if bound is Bound.FIXED else bound for key, bound in above.items()}


def test_a_rule_of_which_nothing_is_said_above_is_proposed_in_its_own_direction() -> None:
    proposed = {key: bound_of(key, book_of()) for key in RULES}

    by_bound = {bound: {key for key, own in proposed.items() if own is bound} for bound in Bound}
    assert by_bound[Bound.CEILING] == MAXIMA
    assert by_bound[Bound.FLOOR] == MINIMA
    assert by_bound[Bound.OPEN] == set(RULES) - MINIMA - MAXIMA


def test_the_shipped_law_bounds_each_rule_in_its_own_direction() -> None:
    bounds = {(rule.key, rule.bound) for rules in the_law().rules.values() for rule in rules.values()}

    ordered = {(key, bound) for key, bound in bounds if bound in (Bound.FLOOR, Bound.CEILING)}
    assert ordered == {(key, RULES[key].tightens) for key, _ in ordered}


def test_a_table_has_a_direction_exactly_where_its_lines_can_be_tightened() -> None:
    tables = {key: shape for key, shape in RULES.items() if shape.row}

    assert {key for key, shape in tables.items() if shape.tightens is not Bound.OPEN} == {
        key for key, shape in tables.items() if shape.row and shape.row.STRICTER
    }


def test_a_contested_rule_is_explained_and_one_of_its_readings_chosen() -> None:
    lines = block("training_contract_covers", the_law().rulebook(on=DAY, label="ms"))

    readings = "every_natural_person, continuing_education_only"
    assert lines[1].startswith(f"# State: contested, choose one of the readings ({readings}), or write your own value")
    assert '#chooses = "every_natural_person"' in lines


def test_marks_are_on_the_scale_of_the_label() -> None:
    tenths = Rule(**{**_fields(rule_of("thesis_pass_mark", 5, layer=Layer.LABEL)), "unit": "/10"})

    assert '#unit = "/10"' in block("unit_pass_mark", book_of(tenths))
    assert "#value = 5" in block("unit_pass_mark", book_of(tenths))


def _fields(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in Rule.__dataclass_fields__}


def test_the_name_of_the_school_follows_of_as_french_wants_it() -> None:
    assert 'fr = "de l\'École Neuve"' in skeleton(start())["school.toml"]
    assert 'fr = "de Sceau"' in skeleton(start(name="Sceau"))["school.toml"]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_example_of_a_quality_has_its_title_in_both_languages(code: str) -> None:
    assert '#title = { fr = "exemple d\'un fait", en = "example of a fact" }' in skeleton(start(code))["qualities.toml"]


def test_under_a_small_law_every_block_loads_too(tmp_path: Path) -> None:
    small = write_law(tmp_path / "small")
    law = load(small)
    own = Start("ecole-neuve", "Neuve", "ms", law.rulebook(on=DAY, label="ms"), law.texts, language("en"))
    files = {name: taken_up(text) for name, text in skeleton(own).items()}

    assert read(small, laid_out(files, tmp_path / "own"))[1] == ()


def test_whatever_a_name_and_a_citation_hold_every_line_of_a_remark_is_one() -> None:
    book = upper("programme_ects", 75, bound=Bound.FLOOR, cite=Citation("eve-text", "art. 1\nB = 1"))
    files = skeleton(start(book=book, name="A\nB = 1"))

    said = [text for text in files.values() if "art. 1\n# B = 1" in text]
    assert len(said) == 1
    assert [name for name, text in files.items() if "B" in tomllib.loads(taken_up(text))] == []


@pytest.mark.parametrize(
    ("value", "written"),
    [(True, "true"), (False, "false"), (Decimal("0.30"), "0.3"), ('a "b"', '"a \\"b\\""'), (DAY, "2026-09-01")],
)
def test_values_are_written_as_toml_reads_them(value: object, written: str) -> None:
    assert as_toml(value) == written
