"""The law is read from its folder; a school's folder may be laid over it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sceau.core.rule import Absence, Duration, Layer
from sceau.regulation import NotFound, RegulationFaulty, load, read, shipped_law
from sceau.regulation.edition import edition_of
from tests.cast import bernards_law, the_law
from tests.regulation.small_law import FILES, write_law

ON = date(2025, 9, 1)
BEYOND = "is a number beyond 1,000,000,000,000 or finer than 30 decimals, nothing is counted so; correct it"


def test_the_shipped_law_has_no_fault() -> None:
    assert read()[1] == ()


def test_a_small_law_has_no_fault(tmp_path: Path) -> None:
    assert read(write_law(tmp_path))[1] == ()


def test_a_school_tightens_its_label(tmp_path: Path) -> None:
    law = load(write_law(tmp_path))

    value = law.rulebook(on=ON, school="eve", programme="alpha")["unit_pass_mark"]

    assert (value.value, value.layer, str(value.cite)) == (Decimal(12), Layer.SCHOOL, "eve-text, art. 2")


def test_without_a_school_the_label_speaks(tmp_path: Path) -> None:
    assert load(write_law(tmp_path)).rulebook(on=ON)["unit_pass_mark"].value == 10


def test_the_qualities_of_a_programme_are_those_of_its_students(tmp_path: Path) -> None:
    book = load(write_law(tmp_path)).rulebook(on=ON, school="eve", programme="ALPHA")

    assert book.qualities(frozenset()) == frozenset({"experienced"})


def test_a_file_for_one_label_of_a_school_comes_before_that_of_the_school(tmp_path: Path) -> None:
    nearer = FILES["schools/eve/studies.toml"].replace("value = 12", "value = 14")

    law = load(write_law(tmp_path, schools__eve__ms__studies=nearer))

    assert law.rulebook(on=ON, school="eve", programme="ALPHA")["unit_pass_mark"].value == 14


def test_a_programme_has_its_own_folder(tmp_path: Path) -> None:
    own = FILES["schools/eve/studies.toml"].replace("value = 12", "value = 13")

    law = load(write_law(tmp_path, schools__eve__programmes__alpha__studies=own))

    value = law.rulebook(on=ON, school="eve", programme="ALPHA")["unit_pass_mark"]
    assert (value.value, value.layer) == (13, Layer.PROGRAMME)
    assert law.rulebook(on=ON, school="eve")["unit_pass_mark"].value == 12


def test_a_folder_laid_over_replaces_the_file_of_the_same_path(tmp_path: Path) -> None:
    base, over = write_law(tmp_path / "base"), tmp_path / "over" / "schools" / "eve"
    over.mkdir(parents=True)
    (over / "studies.toml").write_text(FILES["schools/eve/studies.toml"].replace("value = 12", "value = 15"))

    law = load(base, tmp_path / "over")

    assert law.rulebook(on=ON, school="eve")["unit_pass_mark"].value == 15


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(RegulationFaulty, match="is not a folder, name one that holds the law"):
        load(shipped_law(), tmp_path / "nowhere")


def test_a_link_to_a_folder_is_named_because_it_is_not_followed(tmp_path: Path) -> None:
    law = write_law(tmp_path / "law")
    (law / "schools" / "adam").symlink_to(law / "schools" / "eve")

    assert [str(fault) for fault in read(law)[1]] == [
        "schools/adam: —: is a link to a folder, put the folder itself there"
    ]


def test_a_folder_without_law_is_a_fault(tmp_path: Path) -> None:
    assert [fault.what for fault in read(shipped_law(), tmp_path)[1]] == [
        "holds no file of law, name the folder that holds schools/ or labels/"
    ]


def test_what_is_no_plain_file_or_too_large_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    law = write_law(tmp_path)
    (law / "schools/eve/jury.toml").mkdir()
    (law / "schools/eve/fees.toml").write_text("#" * 1_000_001, encoding="utf-8")
    (law / "schools/eve/diploma.TOML").write_text("a = " + "[" * 3000, encoding="utf-8")

    assert [str(fault) for fault in read(law)[1]] == [
        "schools/eve/diploma.toml: —: is nested too deeply to be read, flatten it",
        "schools/eve/fees.toml: —: is larger than 1,000,000 bytes, nobody writes that much; split it",
        "schools/eve/jury.toml: —: is no plain file, put the file itself there",
    ]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("a = 1e9999999999999999999999", f"a: {BEYOND}"),
        ("a = [{ b = -1e-9999999999999999999999 }]", f"a[1].b: {BEYOND}"),
        (f"a = {'9' * 5000}", "—: holds a number of thousands of digits, nothing is counted so; shorten it"),
        ('a = "\\u001b[2J"', "a: holds a control character (U+001B), remove it"),
        ('a = ["b", "\\r"]', "a[2]: holds a control character (U+000D), remove it"),
        ('a = "\u0085"', "a: holds a control character (U+0085), remove it"),
        ('["a\\u0000"]', "a\0: holds a control character (U+0000), remove it"),
        ("[a]\n[a]", "—: is not TOML (Cannot declare a twice (at line 2, column 3)), correct that line"),
        ("[a.b]\n[a.b]", "—: is not TOML (Cannot declare a.b twice (at line 2, column 5)), correct that line"),
    ],
)
def test_what_nobody_can_have_meant_is_told_with_its_place(written: str, fault: str, tmp_path: Path) -> None:
    law = write_law(tmp_path, schools__eve__jury=written)

    assert [str(found) for found in read(law)[1]] == [f"schools/eve/jury.toml: {fault}"]


def test_a_quote_and_an_end_of_line_within_a_text_are_no_control_characters(tmp_path: Path) -> None:
    law = write_law(tmp_path, texts='[eve]\ntitle = "\\"Eve\\"\\n\\tle règlement"\nauthority = "Eve"\n')

    assert [fault.file for fault in read(law)[1] if "control" in fault.what] == []


def test_what_the_system_does_not_let_us_read_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = write_law(tmp_path)
    closed = (law / "schools/eve/studies.toml", law / "labels/ms")
    read_bytes, scandir = Path.read_bytes, os.scandir

    def opened(path: Path) -> bytes:
        _refuse(path, closed)
        return read_bytes(path)

    def entered(path: str) -> object:
        _refuse(Path(path), closed)
        return scandir(path)

    monkeypatch.setattr(Path, "read_bytes", opened)
    monkeypatch.setattr(os, "scandir", entered)

    assert [str(fault) for fault in read(law)[1]][:2] == [
        "labels/ms: —: cannot be opened (Permission denied), make it readable",
        "schools/eve/studies.toml: —: cannot be opened (Permission denied), make it readable",
    ]


def _refuse(path: Path, closed: tuple[Path, ...]) -> None:
    if path in closed:
        raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("depth", [150, 5000])
def test_keys_nested_without_end_are_told(depth: int, tmp_path: Path) -> None:
    law = write_law(tmp_path, schools__eve__jury=".".join("a" * depth) + " = 1")

    assert [str(fault) for fault in read(law)[1]] == [
        "schools/eve/jury.toml: —: is nested too deeply to be read, flatten it"
    ]


def test_two_files_of_one_name_are_told_because_one_would_be_read_alone(tmp_path: Path) -> None:
    law = write_law(tmp_path)
    (law / "schools/eve/studies.TOML").write_text(FILES["schools/eve/studies.toml"], encoding="utf-8")

    assert [str(fault) for fault in read(law)[1]] == [
        "schools/eve/studies.toml: —: has the name of schools/eve/studies.TOML but for its capital letters, keep one"
    ]


def test_two_folders_of_one_programme_are_told_because_one_would_be_read_alone(tmp_path: Path) -> None:
    own = FILES["schools/eve/studies.toml"]
    two = {f"schools__eve__programmes__{code}__studies": own for code in ("alpha", "ALPHA")}
    law = write_law(tmp_path, **two)

    assert [str(fault) for fault in read(law)[1]] == [
        "schools/eve/programmes/alpha/studies.toml: unit_pass_mark: stands in "
        "schools/eve/programmes/ALPHA/studies.toml too, keep it in one file"
    ]


def test_a_label_has_the_name_that_documents_print_else_that_of_its_folder(tmp_path: Path) -> None:
    named = write_law(tmp_path / "named", labels__ms__label='[label]\nname = "Mastère Spécialisé®"\nowner = "CGE"\n')
    faulty = write_law(tmp_path / "faulty", labels__ms__label='[label]\nnom = "Mastère Spécialisé®"\n')

    assert load(named).label_name("ms") == "Mastère Spécialisé®"
    assert load(write_law(tmp_path / "unnamed")).label_name("ms") == "ms"
    assert [str(fault) for fault in read(faulty)[1]] == [
        "labels/ms/label.toml: label.name: is missing, add it",
        "labels/ms/label.toml: label.owner: is missing, add it",
        "labels/ms/label.toml: label.nom: is not a known field, use one of: cite, name, owner",
    ]


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    law = write_law(tmp_path)
    path = law / "schools/eve/studies.toml"
    path.write_bytes("\ufeff".encode() + path.read_bytes())

    assert load(law).rulebook(on=ON, school="eve")["unit_pass_mark"].value == 12


def test_names_that_are_not_known_come_with_the_nearest() -> None:
    law = the_law()

    with pytest.raises(NotFound, match=r"no school «imt-nord»: did you mean «imt-nord-europe»\?"):
        law.rulebook(on=ON, school="imt-nord")
    with pytest.raises(NotFound, match="no programme «XYZ» at imt-nord-europe: use one of: BE"):
        law.rulebook(on=ON, school="imt-nord-europe", programme="XYZ")


def test_between_several_labels_of_a_school_one_must_be_named(tmp_path: Path) -> None:
    both = (
        FILES["schools/eve/school.toml"]
        + """
[programmes.BETA]
title = { fr = "Bêta", en = "Beta" }
label = "ems"
"""
    )
    law = load(write_law(tmp_path, labels__ems__studies=FILES["labels/ms/studies.toml"], schools__eve__school=both))

    with pytest.raises(NotFound, match="several labels are possible, name a programme or one of: ems, ms"):
        law.rulebook(on=ON, school="eve")
    assert law.rulebook(on=ON, label="ems")["unit_pass_mark"].value == 10
    assert law.rulebook(on=ON, school="eve", programme="beta").label == "ems"
    assert law.labels == ("ems", "ms")


def test_between_several_labels_and_without_a_school_the_state_speaks_alone(tmp_path: Path) -> None:
    law = load(write_law(tmp_path, labels__ems__studies=FILES["labels/ms/studies.toml"]))

    book = law.rulebook(on=ON)

    assert (book.label, book.get("unit_pass_mark").absence) == ("", Absence.SILENT)


def test_a_choice_among_readings_above_binds_no_layer_below(tmp_path: Path) -> None:
    """What stands under a choice is judged when a question is asked, as under the readings themselves."""
    duration = FILES["labels/ms/studies.toml"].split("[mission_duration]")[1]
    contested = duration.replace(
        "value = { months = 4 }",
        'standing = "contested"\nvariants = ['
        + ", ".join(
            f'{{ name = "{name}", value = {{ months = {months} }}, says = {{ fr = "…", en = "…" }}, '
            'cite = { text = "label-text", locator = "art. 6" } }'
            for name, months in (("short", 4), ("long", 6))
        )
        + "]",
    )
    chosen = duration.replace("value = { months = 4 }", 'chooses = "long"')
    own = duration.replace("months = 4", "months = 7").replace("floor", "fixed")
    law = load(
        write_law(
            tmp_path,
            labels__ms__studies=FILES["labels/ms/studies.toml"].replace(duration, contested),
            schools__eve__ms__studies=f"[mission_duration]{chosen}",
            schools__eve__programmes__alpha__studies=f"[mission_duration]{own}",
        )
    )

    assert law.rulebook(on=ON, school="eve", programme="alpha")["mission_duration"].value == Duration(7, "months")


def test_a_law_without_labels_is_that_of_the_state(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "texts.toml").write_text(FILES["texts.toml"])

    assert load(folder).rulebook(on=ON).label == ""


def test_the_edition_ignores_layout_and_order_but_not_values(tmp_path: Path) -> None:
    same = "# a comment\n\n" + FILES["schools/eve/studies.toml"]
    other = FILES["schools/eve/studies.toml"].replace("art. 2", "art. 3")

    digests = [
        edition_of(load(write_law(tmp_path / str(n), schools__eve__studies=text)).rulebook(on=ON, school="eve")).digest
        for n, text in enumerate([FILES["schools/eve/studies.toml"], same, other])
    ]

    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_the_edition_holds_what_each_layer_has_in_force() -> None:
    values = edition_of(bernards_law()).values

    assert [(step["layer"], step["value"], step["bound"]) for step in values["programme_ects"]] == [
        ("label", "75", "floor"),
        ("school", "75", "fixed"),
    ]


def test_of_rules_that_have_not_begun_the_edition_says_only_when_they_will() -> None:
    values = edition_of(bernards_law(on=date(2019, 9, 1))).values

    assert values["unit_pass_mark"] == [{"begins": "2025-09-01"}]
    assert [step["layer"] for step in values["programme_ects"]] == ["label"]


DECIDES = {
    "the qualities of the school": ("schools__eve__school", "[campuses", 'qualities = ["experienced"]\n[campuses'),
    "the qualities of the programme": ("schools__eve__school", 'qualities = ["experienced"]', ""),
    "the name of the school": ("schools__eve__school", "École d'Ève", "École d'Adam"),
    "the last day that a text serves": ("texts", 'authority = "CGE"', 'authority = "CGE"\nserves_until = 2025-06-30'),
    "the last day that a value serves": (
        "schools__eve__studies",
        "value = 12",
        "value = 12\nserves_until = 2026-08-31",
    ),
    "a rule that will begin": (
        "schools__eve__studies",
        "[unit_pass_mark]",
        '[resits_allowed]\ntitle = { fr = "…", en = "…" }\nunit = "times"\nbound = "open"\n'
        "[[resits_allowed.value]]\nfrom = 2030-09-01\nvalue = 1\n"
        'cite = { text = "eve-text", locator = "art. 9" }\nsays = { fr = "…", en = "…" }\n[unit_pass_mark]',
    ),
}


@pytest.mark.parametrize("what", DECIDES)
def test_whatever_a_decision_may_rest_on_makes_another_edition(what: str, tmp_path: Path) -> None:
    file, before, after = DECIDES[what]
    name = file.replace("__", "/") + ".toml"
    changed = {file: FILES[name].replace(before, after, 1)}

    one, other = (
        edition_of(load(write_law(tmp_path / str(n), **files)).rulebook(on=ON, school="eve", programme="ALPHA"))
        for n, files in enumerate(({}, changed))
    )
    assert one.digest != other.digest


def test_a_reading_that_is_settled_on_and_a_label_make_another_edition() -> None:
    book = bernards_law()
    others = replace(book, label="other"), replace(book, on=date(2025, 9, 2)), book.reading("some_rule", "one")

    assert len({edition_of(one).digest for one in (book, *others)}) == 4


OWN_TEXT = '[reglement]\ntitle = "Règlement de {whose}"\nauthority = "{whose}"\n'
OWN_QUALITY = '[abroad]\ntitle = {{ fr = "à l\'étranger, dit {whose}", en = "abroad, says {whose}" }}\nof = "person"\n'


def two_schools(folder: Path, **changed: str) -> Path:
    """Two schools that give the same names to a text and to a quality of their own."""
    second = {
        name.replace("eve", "zoe"): text.replace("eve-text", "reglement").replace(
            "[programmes.ALPHA]", "[programmes.BETA]"
        )
        for name, text in FILES.items()
        if name.startswith("schools/eve/")
    }
    own = {
        f"schools/{school}/{file}": shape.format(whose=whose)
        for school, whose in (("eve", "Ève"), ("zoe", "Zoé"))
        for file, shape in (("texts.toml", OWN_TEXT), ("qualities.toml", OWN_QUALITY))
    }
    files = {name.removesuffix(".toml").replace("/", "__"): text for name, text in (second | own).items()}
    return write_law(folder, **(files | changed))


def test_two_schools_may_give_one_name_to_what_is_their_own(tmp_path: Path) -> None:
    law, faults = read(two_schools(tmp_path))

    assert faults == ()
    seen = {school: law.seen_by(school) for school in ("eve", "zoe")}
    assert {school: one.texts["reglement"].title for school, one in seen.items()} == {
        "eve": "Règlement de Ève",
        "zoe": "Règlement de Zoé",
    }
    assert {school: one.qualities["abroad"].title.en for school, one in seen.items()} == {
        "eve": "abroad, says Ève",
        "zoe": "abroad, says Zoé",
    }
    assert law.seen_by("") is law


def test_a_school_names_nothing_that_only_another_one_declares(tmp_path: Path) -> None:
    own = FILES["schools/eve/studies.toml"].replace("eve-text", "hers")
    folder = two_schools(
        tmp_path,
        schools__zoe__texts=OWN_TEXT.format(whose="Zoé").replace("reglement", "hers"),
        schools__zoe__studies=own,
    )
    eves = FILES["schools/eve/studies.toml"].replace("eve-text", "hers")
    (folder / "schools/eve/studies.toml").write_text(eves, encoding="utf-8")

    faults = read(folder)[1]

    assert [str(fault).split(",")[0] for fault in faults if fault.file.startswith("schools/eve")] == [
        "schools/eve/studies.toml: unit_pass_mark.value[1].cite.text: «hers» is not a known text"
    ]
    assert [fault for fault in faults if fault.file == "schools/zoe/studies.toml"] == []


def test_a_school_gives_no_meaning_of_its_own_to_a_name_that_all_share(tmp_path: Path) -> None:
    folder = write_law(tmp_path, schools__eve__qualities=FILES["labels/ms/qualities.toml"])

    assert [str(fault) for fault in read(folder)[1]] == [
        "schools/eve/qualities.toml: experienced: is already declared in another file, use another name"
    ]
