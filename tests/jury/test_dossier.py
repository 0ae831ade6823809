"""The dossier of a jury: minutes, transcripts, results and decisions, all of them or none."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from sceau.core.marks import Mark, MarkStanding, ModuleFacts
from sceau.documents.render import DocumentFaulty
from sceau.jury.dossier import FolderTaken, write_dossier
from sceau.jury.minutes import minutes_of
from sceau.jury.names import sort_key
from sceau.jury.papers import Papers
from sceau.jury.transcript import transcript_of
from sceau.studies.book import open_book
from sceau.studies.ooxml_scan import Limits
from tests.cast import alice, module, unit
from tests.jury.promotion import papers, three
from tests.wording.sample import plain


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("jury") / "dossier"
    write_dossier(papers=papers(), out=out)
    return out


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def rows(folder: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(folder / "results.xlsx")).get_sheet_by_name(sheet).to_python()


def test_everything_is_written(dossier: Path) -> None:
    assert files(dossier) == [
        "decisions.json",
        "minutes.pdf",
        "results.xlsx",
        "transcripts/25-1.pdf",
        "transcripts/25-2.pdf",
        "transcripts/25-3.pdf",
    ]
    assert [path.name for path in dossier.parent.iterdir()] == ["dossier"]


def test_the_documents_bear_their_titles(dossier: Path) -> None:
    titles = {}
    for name in ("minutes.pdf", "transcripts/25-1.pdf"):
        with pikepdf.open(dossier / name) as pdf:
            titles[name] = pdf.open_metadata()["dc:title"]

    assert titles == {
        "minutes.pdf": "Procès-verbal du jury des études — Ingénierie de la cybersécurité, 2025-2026",
        "transcripts/25-1.pdf": "Relevé de résultats — Ingénierie de la cybersécurité, 2025-2026",
    }


def test_every_decision_is_kept_with_its_citations_and_the_law_it_was_judged_by(dossier: Path) -> None:
    document = json.loads((dossier / "decisions.json").read_text(encoding="utf-8"))

    basile = document["students"][1]
    assert (document["school"], document["programme"], document["intake"]) == ("imt-nord-europe", "CSE", 2025)
    assert document["edition"]["digest"] == papers().deliberation.edition.digest
    assert (basile["number"], basile["proposal"]["outcome"]) == ("25-2", "resit")
    assert basile["proposal"]["reasons"][0] == {
        "check": "module_is_above_the_gap",
        "holds": False,
        "subject": "M1",
        "rule": "module_gap_mark",
        "required": "5",
        "found": "5",
        "cite": {"text": "imtne-notice-2025", "locator": "§ 1.2, 1er tiret"},
    }


def test_the_results_are_in_the_order_of_names_with_their_figures(dossier: Path) -> None:
    assert rows(dossier, "Résultats") == [
        [
            "Numéro",
            "Nom",
            "Prénom",
            "Proposition",
            "Moyenne générale",
            "Moyenne exacte",
            "ECTS enseignements",
            "ECTS mission, thèse, soutenance",
            "ECTS acquis",
            "Reste à payer (€)",
            "Modules à repasser",
        ],
        ["25-1", "Étienne", "Alice", "Admission", 12.75, "12.75", 45.0, 30.0, 75.0, 0.0, ""],
        ["25-2", "O'Brien", "Basile", "Rattrapage", 11.5, "11.5", 0.0, 30.0, 30.0, 0.0, "M1"],
        ["25-3", "Zola", "Céleste", "Refus", 12.0, "12", 45.0, 30.0, 75.0, 3000.0, ""],
    ]


def test_a_mean_is_shown_in_the_spreadsheet_as_the_minutes_show_it(tmp_path: Path) -> None:
    promotion = three()
    units = (unit("UV1", module("M1", "9.99", 10, 10), module("M2", 10)),)
    below = replace(promotion.students[0], facts=replace(promotion.students[0].facts, units=units))
    one = papers(promotion=replace(promotion, students=(below,)))

    write_dossier(papers=one, out=tmp_path / "out")

    book = open_book(tmp_path / "out" / "results.xlsx", Limits())
    cells = [(book.grid("Résultats"), 4), (book.grid("UV"), 6), (book.grid("Modules"), 5)]
    shapes = [(str(grid.at(1, column))[:8], grid.unsaid.formats[1, column]) for grid, column in cells]
    assert minutes_of(one)["students"][0]["units"] == ["9,998"]
    assert shapes == [("9.998333", "0.000"), ("9.998333", "0.000"), ("9.996666", "0.000")]


def test_a_module_is_never_shown_at_the_gap_that_it_is_under() -> None:
    promotion = three()
    units = (unit("UV1", module("M1", "4.99", 5, 5), module("M2", 10)),)
    student = replace(promotion.students[0], facts=replace(promotion.students[0].facts, units=units))
    one = papers(promotion=replace(promotion, students=(student,)))

    assert transcript_of(one.deliberation.students[0], one)["units"][0]["modules"][0]["mean"] == "4,997"


def test_a_spreadsheet_bears_no_moment_of_its_making(dossier: Path) -> None:
    with zipfile.ZipFile(dossier / "results.xlsx") as parts:
        assert b">2025-01-01T00:00:00Z</dcterms:created>" in parts.read("docProps/core.xml")


def test_each_reason_is_a_row_with_its_text(dossier: Path) -> None:
    first = next(row for row in rows(dossier, "Motifs") if row[2] == "Céleste")

    assert [plain(cell) for cell in first] == [
        "25-3",
        "Zola",
        "Céleste",
        "Refus",
        "non",
        "reste à payer : 3 000 €, tous les frais doivent être réglés",
        "Notice MS 2025-2026, § 1.2, 3e tiret",
        "Pour obtenir le diplôme, tous les droits et frais dus à l'école doivent être réglés.",
    ]


def test_the_law_applied_is_a_sheet_of_its_own(dossier: Path) -> None:
    law = {row[0]: row[2] for row in rows(dossier, "Droit appliqué")[1:]}

    assert plain(law["unit_pass_mark"]) == "au moins 10/20"
    assert [row for row in rows(dossier, "Droit appliqué") if not row[1]] == []


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    promotion = three()
    students = (replace(promotion.students[1], last_name="=1+1", first_name="@SUM(A1)"),)

    write_dossier(papers=papers(promotion=replace(promotion, students=students)), out=tmp_path / "out")

    assert rows(tmp_path / "out", "Résultats")[1][1:3] == ["=1+1", "@SUM(A1)"]


def test_numbers_never_lead_out_of_the_folder(tmp_path: Path) -> None:
    promotion = three()
    numbers = ("../../evil", "..", "a/b", "A_b")
    students = tuple(replace(promotion.students[1], number=number) for number in numbers)

    write_dossier(papers=papers(promotion=replace(promotion, students=students)), out=tmp_path / "out")

    assert files(tmp_path / "out")[3:] == [
        "transcripts/A_b.pdf",
        "transcripts/_.._evil.pdf",
        "transcripts/_.pdf",
        "transcripts/a_b-2.pdf",
    ]


def test_a_document_that_cannot_be_made_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    promotion = three()
    write_dossier(papers=papers(promotion=promotion), out=tmp_path / "out")
    before = {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")}
    unprintable = (replace(promotion.students[1], last_name="🦉"),)

    with pytest.raises(DocumentFaulty):
        write_dossier(papers=papers(promotion=replace(promotion, students=unprintable)), out=tmp_path / "out")

    assert {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_failure_in_the_last_move_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dossier(papers=papers(), out=tmp_path / "out")
    before = {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")}
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if path.name == "transcripts" and path.parent.name == "new":
            raise OSError(28, "No space left on device", str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space left"):
        write_dossier(papers=papers("en"), out=tmp_path / "out")

    assert {name: (tmp_path / "out" / name).read_bytes() for name in files(tmp_path / "out")} == before


@pytest.mark.parametrize("moved", range(8))
@pytest.mark.parametrize("done", [True, False], ids=["after", "before"])
def test_a_command_that_is_stopped_between_two_moves_puts_everything_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int, done: bool
) -> None:
    out = tmp_path / "out"
    write_dossier(papers=papers("en", replace(three(), students=())), out=out)
    before = {name: (out / name).read_bytes() for name in files(out)}
    one, rename, count = papers(promotion=replace(three(), students=())), Path.rename, iter(range(100))

    def stopped(path: Path, target: Path) -> Path:
        now = next(count) == moved
        if now and not done:
            raise KeyboardInterrupt
        found = rename(path, target)
        if now:
            raise SystemExit(143)
        return found

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        write_dossier(papers=one, out=out)

    assert {name: (out / name).read_bytes() for name in files(out)} == before


@pytest.mark.parametrize("mine", ["mine.pdf", "25-1.pdf/mine.txt", "25-1.PDF"])
def test_only_the_transcripts_of_the_students_of_the_earlier_dossier_are_replaced(tmp_path: Path, mine: str) -> None:
    promotion = three()
    alone = replace(promotion, students=promotion.students[:1])
    write_dossier(papers=papers(promotion=alone), out=tmp_path / "out")
    own = tmp_path / "out" / "transcripts" / mine
    own.parent.mkdir(exist_ok=True)
    own.write_text("mine", encoding="utf-8")

    with pytest.raises(FolderTaken):
        write_dossier(papers=papers(promotion=alone), out=tmp_path / "out")

    assert own.read_text(encoding="utf-8") == "mine"


def test_transcripts_without_the_decisions_that_name_them_are_nobodys_to_remove(tmp_path: Path) -> None:
    write_dossier(papers=papers(), out=tmp_path / "out")
    (tmp_path / "out" / "decisions.json").write_text("[]", encoding="utf-8")

    with pytest.raises(FolderTaken, match=r"minutes\.pdf"):
        write_dossier(papers=papers(), out=tmp_path / "out")


@pytest.mark.parametrize("name", ["minutes.pdf", "results.xlsx", "decisions.json", "transcripts"])
def test_a_file_that_only_bears_the_name_of_a_document_is_never_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")

    with pytest.raises(FolderTaken, match="is not Sceau's, move it elsewhere first"):
        write_dossier(papers=papers(), out=tmp_path)

    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {name: "mine"}


@pytest.mark.parametrize("name", ["minutes.pdf", "results.xlsx", "transcripts/25-1.pdf"])
def test_a_document_that_was_signed_or_changed_since_is_never_replaced(tmp_path: Path, name: str) -> None:
    write_dossier(papers=papers(), out=tmp_path / "out")
    (tmp_path / "out" / name).write_text("signed", encoding="utf-8")
    before = {one: (tmp_path / "out" / one).read_bytes() for one in files(tmp_path / "out")}

    with pytest.raises(FolderTaken, match="was changed since Sceau wrote it, move it elsewhere first"):
        write_dossier(papers=papers("en"), out=tmp_path / "out")

    assert {one: (tmp_path / "out" / one).read_bytes() for one in files(tmp_path / "out")} == before


def test_what_the_promotion_was_read_from_is_never_replaced_even_where_sceau_wrote_it(tmp_path: Path) -> None:
    write_dossier(papers=papers(), out=tmp_path / "out")
    source = tmp_path / "out" / "results.xlsx"
    before = source.read_bytes()

    with pytest.raises(FolderTaken, match="is what the dossier is made from, name another folder"):
        write_dossier(papers=papers("en"), out=tmp_path / "out", sources=(tmp_path / "none.csv", source))

    assert source.read_bytes() == before


def test_a_folder_made_for_nothing_is_removed(tmp_path: Path) -> None:
    unprintable = (replace(three().students[1], last_name="🦉"),)

    with pytest.raises(DocumentFaulty):
        write_dossier(papers=papers(promotion=replace(three(), students=unprintable)), out=tmp_path / "out")

    assert list(tmp_path.iterdir()) == []


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    promotion = three()
    write_dossier(papers=papers(), out=tmp_path / "out")

    write_dossier(papers=papers(promotion=replace(promotion, students=promotion.students[1:2])), out=tmp_path / "out")

    assert files(tmp_path / "out")[3:] == ["transcripts/25-1.pdf"]


def test_minutes_list_students_by_name_and_say_why_only_where_it_is_needed() -> None:
    minutes = minutes_of(papers())

    assert [(line["rank"], line["name"], line["outcome_label"]) for line in minutes["students"]] == [
        ("1", "ÉTIENNE Alice", "Admission"),
        ("2", "O'BRIEN Basile", "Rattrapage"),
        ("3", "ZOLA Céleste", "Refus"),
    ]
    assert [len(line["reasons"]) for line in minutes["students"]] == [0, 3, 1]
    assert [(count["label"], count["number"]) for count in minutes["counts"]] == [
        ("Étudiants", "3"),
        ("Admission", "1"),
        ("Rattrapage", "1"),
        ("Refus", "1"),
    ]
    assert plain(minutes["students"][1]["note"]) == "à repasser : Réseaux — Notice MS 2025-2026, § 1.2, 1er tiret"


def test_presumed_values_that_a_resit_rests_on_are_told_though_they_hold() -> None:
    promotion = three()
    units = (unit("UV1", module("M1", 9), module("M2", 10)),)
    below = replace(promotion.students[2], facts=alice(units=units))

    minutes = minutes_of(papers(promotion=replace(promotion, students=(below,))))

    presumed = "Valeur présumée, à confirmer par l'école : "
    assert [plain(warning) for warning in minutes["warnings"]] == [
        f"{presumed}Ce qui donne lieu à un rattrapage, UV dont la moyenne est trop basse "
        "(Notice MS 2025-2026, § 1.2, 1er tiret).",
        f"{presumed}Nombre de rattrapages par module (Notice MS 2025-2026, § 1.2, 1er tiret).",
        f"{presumed}Moyenne minimale pour valider une UV (Notice MS 2025-2026, § 1.2, 1er tiret).",
    ]
    assert plain(minutes["students"][0]["note"]) == (
        "à repasser : Réseaux — Notice MS 2025-2026, § 1.2, 1er tiret (à confirmer)"
    )


@pytest.mark.parametrize(
    ("code", "standings", "told"),
    [
        ("fr", ("absent", "excused"), "Réseaux : sans note (Examen : absence), chaque élève doit être évalué"),
        ("fr", ("excused", "absent"), "Réseaux : sans note (Examen : absence excusée), chaque élève doit être évalué"),
        (
            "en",
            ("excused", "absent"),
            "Réseaux: without a mark (Examen: excused absence), every student must be assessed",
        ),
        ("fr", ("pending", "absent"), "Réseaux : note en attente (Examen)"),
    ],
)
def test_what_has_no_mark_is_named_with_where_it_stands(code: str, standings: tuple[str, str], told: str) -> None:
    modules = tuple(
        ModuleFacts(name, (Mark(f"{name}-1", standing=MarkStanding(standing)),))
        for name, standing in zip(("M1", "M2"), standings, strict=True)
    )
    promotion = three()
    student = replace(promotion.students[2], facts=alice(units=(unit("UV1", *modules),)))

    minutes = minutes_of(papers(code, promotion=replace(promotion, students=(student,))))

    assert told in [plain(reason["text"]) for reason in minutes["students"][0]["reasons"]]


def test_an_absence_at_a_resit_is_told_beside_that_at_the_assessment() -> None:
    absent, resit = (Mark(code, standing=MarkStanding.ABSENT) for code in ("M1-1", "M1/R1"))
    units = (unit("UV1", ModuleFacts("M1", (absent,), resits=(resit,)), module("M2", 12)),)
    promotion = three()
    student = replace(promotion.students[2], facts=alice(units=units))

    minutes = minutes_of(papers(promotion=replace(promotion, students=(student,))))

    assert plain(minutes["students"][0]["reasons"][0]["text"]) == (
        "Réseaux : sans note (Examen : absence ; rattrapage 1 : absence), chaque élève doit être évalué"
    )


def test_a_silence_is_told_once_and_an_assessment_by_its_title() -> None:
    exempt = ModuleFacts("M1", (Mark("M1-1", standing=MarkStanding.EXEMPT),))
    promotion = three()
    student = replace(promotion.students[2], facts=alice(units=(unit("UV1", exempt, module("M2", 12)),)))
    made = papers(promotion=replace(promotion, students=(student,)))

    transcript, minutes = transcript_of(made.deliberation.students[0], made), minutes_of(made)

    told = "module Réseaux : dispense de « Examen », dont les textes ne disent rien"
    assert [plain(warning) for warning in transcript["warnings"]] == [told]
    assert plain(minutes["students"][0]["note"]) == told


def test_a_text_past_its_time_is_told_once_of_all_and_to_each_on_their_transcript() -> None:
    made = papers(on=date(2026, 9, 1))

    minutes, transcript = minutes_of(made), transcript_of(made.deliberation.students[1], made)

    assert plain(minutes["warnings"][0]) == (
        "« Notice destinée aux candidats aux programmes de Mastères Spécialisés®, session 2025-2026 » vaut jusqu'au "
        "31 août 2026 ; faute d'un texte plus récent, ce texte est appliqué à la rentrée du 1er septembre 2026."
    )
    assert ["valait" in line["note"] for line in minutes["students"]] == [False, False, False]
    assert plain(transcript["warnings"][0]).startswith("texte qui valait jusqu'au 31 août 2026, appliqué au")


def test_means_line_up_with_two_decimals() -> None:
    assert [line["mean"] for line in minutes_of(papers())["students"]] == ["12,75", "11,50", "12,00"]


def test_english_minutes_are_in_english() -> None:
    minutes = minutes_of(papers("en"))

    assert (minutes["title"], minutes["jury_on"]) == ("Minutes of the studies jury", "5 October 2026")
    assert [line["outcome_label"] for line in minutes["students"]] == ["Admitted", "Resit", "Refused"]


def test_a_contested_proposal_shows_each_reading() -> None:
    made = contested()

    line = minutes_of(made)["students"][0]

    assert (line["outcome"], line["mean"], line["unit_marks"]) == ("contested", "11,00 ≠ 8,50", ["contested"])
    assert (line["units"], line["credits"]) == (["11,00 ≠ 8,50"], "75 ≠ 30")
    assert [ground["head"] for ground in line["reasons"]] == [True, True, False, False, False, False]
    assert [ground["under"] for ground in line["reasons"]] == [False, False, True, True, True, True]
    assert [(plain(ground["text"]), ground["holds"]) for ground in line["reasons"]] == [
        ("Lecture « Note retenue après un rattrapage : La meilleure des deux notes compte » : Admission", None),
        (
            "Lecture « Note retenue après un rattrapage : La note du rattrapage remplace la première » : Rattrapage",
            None,
        ),
        ("moyenne de l'UV Fondements : 8,5/20, il faut au moins 10/20", False),
        ("moyenne générale : 8,5/20, il faut au moins 10/20", False),
        ("enseignements : 0 crédit ECTS, il en faut 45", False),
        ("ensemble du programme : 30 crédits ECTS, il en faut 75", False),
    ]
    told = [plain(warning) for warning in minutes_of(made)["warnings"]]
    assert [warning for warning in told if not warning.startswith("Valeur présumée")] == [
        "Le texte laisse plusieurs lectures : Note retenue après un rattrapage ; 1 étudiant concerné.",
        "Les textes ne disent rien : rattrapages que rien n'imposait ; 1 étudiant concerné.",
    ]


def test_the_spreadsheet_shows_each_value_and_each_reason_under_its_reading(tmp_path: Path) -> None:
    write_dossier(papers=contested(), out=tmp_path / "out")

    (result,) = rows(tmp_path / "out", "Résultats")[1:]
    assert result[3:] == ["Contesté", "11,00 ≠ 8,50", "11 ≠ 8.5", "45 ≠ 0", 30.0, "75 ≠ 30", 0.0, "— ≠ M2"]
    assert rows(tmp_path / "out", "UV")[1][5:] == ["Contesté", "11,00 ≠ 8,50", "11 ≠ 8.5", "45 ≠ 0"]
    assert [row[5:] for row in rows(tmp_path / "out", "Modules")[1:]] == [["11,00 ≠ 6,00", "11 ≠ 6"], [11.0, "11"]]
    unmet = {plain(row[3]) for row in rows(tmp_path / "out", "Motifs")[1:] if row[4] == "non"}
    assert unmet == {
        "Lecture « Note retenue après un rattrapage : La note du rattrapage remplace la première » : Rattrapage"
    }


def contested() -> Papers:
    """Basile resat a module that he had passed, and did worse."""
    promotion = three()
    units = (unit("UV1", module("M1", 11, resits=(6,)), module("M2", 11)),)
    return papers(promotion=replace(promotion, students=(replace(promotion.students[2], facts=alice(units=units)),)))


def test_a_transcript_names_the_assessments_that_were_resat_alone() -> None:
    promotion = three()
    first = promotion.units[0].modules[0]
    project = replace(first.assessments[0], code="M1-2", title="Projet")
    lines = (replace(first, assessments=(*first.assessments, project)), promotion.units[0].modules[1])
    again = tuple(
        Mark(code, Decimal(mark), scale=Decimal(20)) for code, mark in (("M1-1", 11), ("M1-2", 12), ("M1/R1", 13))
    )
    units = (unit("UV1", replace(module("M1", 4, 5), resits=again), module("M2", 12)),)
    student = replace(promotion.students[2], facts=alice(units=units))
    made = papers(
        promotion=replace(promotion, units=(replace(promotion.units[0], modules=lines),), students=(student,))
    )

    (one, _) = transcript_of(made.deliberation.students[0], made)["units"][0]["modules"]

    assert plain(one["resit"]) == "11 / 20 (Examen) ; 12 / 20 (Projet) ; 13 / 20"


def test_a_transcript_shows_marks_resits_and_what_is_not_decided() -> None:
    made = contested()

    transcript = transcript_of(made.deliberation.students[0], made)

    assert transcript["units"][0]["modules"][0]["marks"] == [
        {"title": "Examen", "coefficient": "1", "mark": "11", "standing": ""}
    ]
    assert transcript["units"][0]["modules"][0]["resit"] == "6"
    assert transcript["totals"] == {
        "mean": "11,00 ≠ 8,50",
        "teaching": "45 ≠ 0",
        "mission": "30",
        "total": "75 ≠ 30",
        "required": "75",
    }
    (one,) = transcript["units"]
    assert [(part["code"], part["mean"]) for part in (one, *one["modules"])] == [
        ("UV1", "11,00 ≠ 8,50"),
        ("M1", "11,00 ≠ 6,00"),
        ("M2", "11,00"),
    ]
    assert one["credits"] == "45 ≠ 0"
    assert plain(transcript["draft"]) == "Projet calculé à partir des notes ; il ne vaut pas décision du jury."


def test_names_sort_without_accents_apostrophes_and_case() -> None:
    names = ["Zoé", "O'Shea", "Ozer", "Élodie", "elodie b", "De La Tour", "Dela", "Œuvrard", "Łukasz", "Luc"]

    assert sorted(names, key=sort_key) == [
        "De La Tour",
        "Dela",
        "Élodie",
        "elodie b",
        "Luc",
        "Łukasz",
        "Œuvrard",
        "O'Shea",
        "Ozer",
        "Zoé",
    ]
