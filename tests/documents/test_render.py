"""PDF documents: what they declare, what they embed, what they say, and what is refused."""

from __future__ import annotations

import io
import re
import threading
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from sceau.documents import render as documents
from sceau.documents.render import (
    WORTH_SHARING,
    DocumentFaulty,
    FontsMissing,
    pages_as_png,
    render,
    render_all,
    undrawn,
)
from tests.documents import sample
from tests.documents.reading import text_of

SHIPPED = {"Inter-Regular", "Inter-Italic", "Inter-SemiBold", "SourceSerif4-Regular", "SourceSerif4-SemiBold"}
PDF_UA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"
BOTH = pytest.mark.parametrize("template", ["minutes", "transcript"])


def data_of(template: str, **changes: Any) -> dict[str, Any]:
    return sample.minutes(6, **changes) if template == "minutes" else sample.transcript(**changes)


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """Return the name of each font without its subset prefix, and whether it is embedded."""
    found = {}
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            name = re.sub(r"^/[A-Z]{6}\+", "", str(item.FontName))
            found[name] = any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def tags_of(pdf: pikepdf.Pdf) -> list[str]:
    """Return the structure tags of a document."""
    elements = (item for item in pdf.objects if isinstance(item, pikepdf.Dictionary))
    return [str(item.S) for item in elements if "/S" in item and "/P" in item and "/K" in item]


@pytest.fixture
def bare_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of templates that a test fills itself."""
    monkeypatch.setattr(documents, "TEMPLATES", tmp_path)
    return tmp_path


@BOTH
def test_a_document_declares_pdf_a_3a_and_pdf_ua_1(template: str) -> None:
    with opened(render(template, data_of(template))) as pdf, pdf.open_metadata() as xmp:
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
        assert xmp[PDF_UA_PART] == "1"


@BOTH
def test_a_document_is_tagged_and_says_its_title_and_language(template: str) -> None:
    with opened(render(template, data_of(template))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as xmp:
            assert sample.PROGRAMME["title"] in xmp["dc:title"]
            assert sample.SCHOOL["name"] in xmp["dc:creator"]
        assert {"/Table", "/TH", "/TD"} <= set(tags_of(pdf))


@BOTH
def test_a_document_in_english_says_so(template: str) -> None:
    with opened(render(template, data_of(template, language="en"))) as pdf:
        assert str(pdf.Root.Lang) == "en"


@BOTH
def test_a_document_embeds_the_shipped_fonts_and_no_other(template: str) -> None:
    with opened(render(template, data_of(template))) as pdf:
        fonts = fonts_of(pdf)
        assert set(fonts) <= SHIPPED
        assert {"Inter-Regular", "SourceSerif4-SemiBold"} <= set(fonts)
        assert all(fonts.values())


@BOTH
def test_the_same_data_gives_the_same_bytes(template: str) -> None:
    first = render(template, data_of(template))
    documents._press.cache_clear()
    assert render(template, data_of(template)) == first


@BOTH
def test_a_document_is_dated_by_its_data(template: str) -> None:
    with opened(render(template, data_of(template))) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261005")


@pytest.mark.parametrize("students", [0, 1, 30, 120])
def test_minutes_are_made_for_any_number_of_students(students: int) -> None:
    with opened(render("minutes", sample.minutes(students))) as pdf:
        assert len(pdf.pages) <= 3 + students / 8


@pytest.mark.parametrize("units", [1, 4, 5, 12])
def test_minutes_hold_up_to_twelve_units(units: int) -> None:
    with opened(render("minutes", sample.minutes(3, units=units))) as pdf:
        flipped = [page for page in pdf.pages if page.mediabox[2] > page.mediabox[3]]
        assert bool(flipped) == (units > 4)


@BOTH
def test_where_a_school_names_no_city_only_the_day_of_signing_is_left_to_write(template: str) -> None:
    nowhere = {**sample.SCHOOL, "city": ""}
    words = sample.labels(template)

    bare = render(template, data_of(template, school=nowhere))

    assert bare == render(template, data_of(template, school=nowhere, labels={**words, "done_at": "Signé à {city}"}))
    assert bare != render(template, data_of(template, school=nowhere, labels={**words, "done_on": "Signé le"}))


def test_minutes_without_members_texts_nor_warnings_leave_room_to_write() -> None:
    assert render("minutes", sample.minutes(2, members=[], texts=[], warnings=[], legend=[], signatures=[]))


def test_a_transcript_of_eight_units_fits_on_one_page() -> None:
    with opened(render("transcript", sample.transcript(units=8, modules=3))) as pdf:
        assert len(pdf.pages) == 1


def test_a_draft_of_a_transcript_with_its_reasons_fits_on_one_page_too() -> None:
    with opened(render("transcript", draft_of(times=1))) as pdf:
        assert len(pdf.pages) == 1


def test_every_page_of_a_transcript_says_whose_it_is_and_nobody_signs_below_nothing() -> None:
    with opened(render("transcript", draft_of(times=4))) as pdf:
        assert len(pdf.pages) == 2
        first, second = (text_of(page) for page in pdf.pages)

    student = sample.transcript()["student"]
    for page in (first, second):
        assert "".join(student["name"].split()) in page
        assert student["number"] in page
    assert "Faità" in second
    assert "✓" in second or "×" in second


def draft_of(*, times: int) -> dict[str, Any]:
    """The draft of a transcript, with the reasons of one student as many times over."""
    reasons = sample.minutes(5)["students"][4]["reasons"] * times
    return sample.transcript(draft="Projet établi avant la délibération du jury", outcome="resit", reasons=reasons)


@pytest.mark.parametrize("name", [sample.LONG_NAME * 3, "N" * 300, "#panic() $x$ *_`<a>@b\\"])
def test_a_name_never_breaks_a_document(name: str) -> None:
    minutes = sample.minutes(5)
    for student in minutes["students"]:
        student["name"] = name
    assert render("minutes", minutes)
    assert render("transcript", sample.transcript(student={"number": "1", "name": name}))


def test_a_letter_that_no_font_draws_is_refused_and_named() -> None:
    with pytest.raises(DocumentFaulty, match=r"«transcript» cannot be made: .*日"):
        render("transcript", sample.transcript(student={"number": "1", "name": "日"}))


def test_the_letters_that_no_font_draws_are_told_apart() -> None:
    assert undrawn("N`Diaye Ελένη 李 ن 🦉 é") == {"李", "ن", "🦉"}
    assert undrawn("") == set()


def test_a_mean_missing_for_a_unit_is_refused_and_its_student_named() -> None:
    minutes = sample.minutes(3)
    minutes["students"][1]["units"].pop()
    with pytest.raises(DocumentFaulty, match=r"2025-002: one mean per unit is needed, .*minutes\.typ line"):
        render("minutes", minutes)


@BOTH
def test_a_missing_label_is_refused_and_named(template: str) -> None:
    data = data_of(template)
    del data["labels"]["digest"]
    with pytest.raises(DocumentFaulty, match="digest"):
        render(template, data)


def test_a_warning_is_a_fault(bare_templates: Path) -> None:
    (bare_templates / "odd.typ").write_text('#set document(title: "x")\n#set text(font: "No Such Font")\nx')
    with pytest.raises(DocumentFaulty, match=r"«odd» cannot be made: .*no such font, odd\.typ line 2"):
        render("odd", {})


def test_an_unknown_template_is_refused_with_those_there_are() -> None:
    with pytest.raises(DocumentFaulty, match="use one of: act, minutes, transcript"):
        render("diplomas", {})


def test_missing_fonts_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "FONTS", tmp_path / "fonts")
    with pytest.raises(FontsMissing, match="make install"):
        render("transcript", sample.transcript())


def test_pages_can_be_looked_at() -> None:
    pages = pages_as_png("minutes", sample.minutes(1), ppi=20)
    assert len(pages) == 3
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_threads_share_a_compiler() -> None:
    made: list[bytes] = []
    data = sample.transcript()
    threads = [threading.Thread(target=lambda: made.append(render("transcript", data))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1


@BOTH
def test_both_languages_have_the_same_labels_and_the_templates_use_them_all(template: str) -> None:
    french, english = sample.labels(template, "fr"), sample.labels(template, "en")
    assert set(french) == set(english)
    source = "".join((documents.TEMPLATES / f"{name}.typ").read_text(encoding="utf-8") for name in ("house", template))
    assert set(french) == {label for label in re.findall(r"labels\.(\w+)", source) if label in french}
    for label, words in french.items():
        assert re.findall(r"\{\w+\}", words) == re.findall(r"\{\w+\}", english[label]), label


def test_many_documents_are_shared_among_processes_and_come_back_in_order() -> None:
    data = [{**sample.transcript(), "printed_on": str(number)} for number in range(WORTH_SHARING)]

    made = list(render_all("transcript", data))

    assert made == [render("transcript", one) for one in data]


def test_a_fault_in_another_process_comes_back_whole() -> None:
    data = [sample.transcript() for _ in range(WORTH_SHARING)]
    del data[-1]["student"]

    with pytest.raises(DocumentFaulty) as error:
        list(render_all("transcript", data))

    assert error.value.template == "transcript"
    assert str(error.value).startswith("the document «transcript» cannot be made: dictionary does not contain key")
