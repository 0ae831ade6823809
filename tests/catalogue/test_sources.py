"""Public lists of programmes: taken in whole, known again, and every fault told with its line."""

from __future__ import annotations

import csv
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sceau.catalogue.actions import import_programmes, publish_version, start_version, submit_version
from sceau.catalogue.models import Programme, RecordedLabel, Standing, Version
from sceau.catalogue.sheet import sheet_of
from sceau.catalogue.source_file import MOST_FAULTS, MOST_LINES, Fault, SourceFaulty, read_source
from sceau.catalogue.utf8 import line_that_is_no_utf8
from sceau.journal.models import Entry
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.models import School
from tests.catalogue.programmes import NOON, a_sheet, bernard, chloe, published
from tests.cli.on_the_database import sceau_on_the_database
from tests.people.people import a_school

PUBLIC = Path(__file__).parents[2] / "examples" / "programmes.csv"
HEADERS = ("title", "school", "domain", "language", "format", "city", "source")


def a_file(path: Path, *rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    return path


def row(title: str = "Audit", school: str = "", source: str = "Une liste", **more: str) -> tuple[str, ...]:
    said = {"title": title, "school": school, "source": source, **more}
    return tuple(said.get(name, "") for name in HEADERS)


def taken_in(path: Path) -> Any:
    return import_programmes(lines=read_source(path), at=NOON, by=AT_THE_TERMINAL)


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(SourceFaulty) as refused:
        read_source(path)
    return [(one.line, one.what) for one in refused.value.faults]


@pytest.mark.django_db
def test_the_public_list_is_taken_in_whole_and_a_second_time_changes_nothing() -> None:
    first = taken_in(PUBLIC)
    entries = Entry.objects.count()
    second = taken_in(PUBLIC)

    assert (first.new, first.changed, first.unchanged, first.kept) == (269, 0, 0, 0)
    assert (second.new, second.changed, second.unchanged, second.kept) == (0, 0, 269, 0)
    assert Entry.objects.count() == entries
    assert Version.objects.filter(standing=Standing.PUBLISHED).exclude(source="").count() == 269
    assert RecordedLabel.objects.filter(label="ms").count() == 269
    assert School.objects.get(name="IMT Nord Europe").slug == "imt-nord-europe"


@pytest.mark.django_db
def test_a_line_is_read_as_it_stands_and_what_it_leaves_unsaid_stays_so(tmp_path: Path) -> None:
    path = a_file(
        tmp_path / "a.csv",
        row(
            "Cyber",
            "École A ; École B",
            "liste ; RNCP36494",
            domain="Énergie",
            language="fr",
            format="temps partiel, 14-16 mois",
            city="Paris ; Nantes",
        ),
        row("Data", language="en (intitulé)", format="temps plein, 10 mois + 4-6 mois"),
        row("Droit", language="fr (non précisé)", format="FI"),
    )
    taken_in(path)

    cyber, data, law = (sheet_of(one.content) for one in Version.objects.order_by("programme__slug"))

    assert (cyber.organisation.domain, cyber.organisation.languages, cyber.organisation.paces) == (
        "energy", ("fr",), ("part_time",),
    )  # fmt: skip
    assert cyber.organisation.lasts_at_most
    assert cyber.organisation.lasts
    assert (cyber.organisation.lasts.amount, cyber.organisation.lasts_at_most.amount) == (14, 16)
    assert [one.city for one in cyber.places.campuses] == ["Paris", "Nantes"]
    assert (cyber.partners.schools, cyber.registration.rncp) == (("ecole-b",), "RNCP36494")
    assert (data.presentation.title.fr, data.presentation.title.en, data.organisation.languages) == ("", "Data", ())
    assert data.organisation.mission
    assert (data.organisation.lasts, data.organisation.mission.amount) == (None, 4)
    assert (law.organisation.languages, law.organisation.education) == ((), ("initial",))
    assert set(Programme.objects.values_list("school__slug", flat=True)) == {"ecole-a", None}


@pytest.mark.django_db
def test_a_line_that_changed_makes_another_version_and_the_first_is_kept(tmp_path: Path) -> None:
    taken_in(a_file(tmp_path / "a.csv", row(format="1 an")))
    told = taken_in(a_file(tmp_path / "a.csv", row(format="2 ans")))

    assert (told.new, told.changed) == (0, 1)
    assert list(Version.objects.order_by("number").values_list("number", "standing")) == [
        (1, "archived"),
        (2, "published"),
    ]
    assert [one.act for one in Version.objects.get(number=1).turns.all()] == ["import_programme", "replace_version"]


@pytest.mark.django_db
def test_what_a_school_wrote_itself_is_left_to_it(tmp_path: Path) -> None:
    school = a_school("eve-school")
    published(a_sheet("Énergies", presentation={"title": {"fr": "Énergies"}, "acronym": "NRJ"}))
    path = a_file(
        tmp_path / "a.csv", row("énergies", school.name), row("NRJ", school.name), row("Réseaux", school.name)
    )
    told = taken_in(path)

    assert (told.new, told.kept) == (1, 2)

    own = start_version(programme=Programme.objects.get(source_key__isnull=False).pk, at=NOON, by=bernard()[1])
    submit_version(version=own.pk, word="Repris", at=NOON, by=bernard()[1])
    publish_version(version=own.pk, seen=own.digest, at=NOON, by=chloe()[1])
    again = taken_in(a_file(tmp_path / "a.csv", row("Réseaux", school.name, format="2 ans")))

    assert (again.new, again.changed, again.kept) == (0, 0, 1)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (row(title=""), (2, "cell_empty")),
        (row(source=""), (2, "cell_empty")),
        (row(domain="Magie"), (2, "unknown_domain")),
        (row(language="klingon"), (2, "unknown_language")),
        (row(format="de temps en temps"), (2, "unknown_format")),
        (row(format="temps plein + longtemps"), (2, "unknown_format")),
        (row(title="=HYPERLINK(1)"), (2, "formula")),
        (row(school="@SUM(A1)"), (2, "formula")),
        (row(title="Audit\nBIM"), (2, "control_character")),
        (row(title="Audit\x00"), (2, "control_character")),
        (row(title="x" * 300), (2, "odd_cell")),
        (row(school=" ; ".join(["École"] * 11)), (2, "school_too_long")),
        (row(school="É" * 201), (2, "school_too_long")),
        (row(school="École\u200b"), (2, "school_too_long")),
        (row()[:-1], (2, "cells")),
    ],
)
def test_each_fault_is_told_with_its_line(tmp_path: Path, written: tuple[str, ...], told: tuple[int, str]) -> None:
    assert faults(a_file(tmp_path / "a.csv", written)) == [told]


def test_every_fault_is_told_at_once_and_too_many_are_cut_short(tmp_path: Path) -> None:
    some = a_file(tmp_path / "a.csv", row("A"), row(""), row("A"), row("B", domain="?"))
    many = a_file(tmp_path / "b.csv", *[row("")] * (MOST_FAULTS + 50))

    assert faults(some) == [(3, "cell_empty"), (4, "twice"), (5, "unknown_domain")]
    assert len(faults(many)) == MOST_FAULTS + 2
    assert faults(many)[-1][1] == "and_more"


def test_a_file_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for content, told in (
        (b"", [(1, "column_missing"), (1, "column_missing")]),
        (b"title,source\n", [(1, "empty")]),
        (b"name,where\nAudit,liste\n", [(1, "column_missing"), (1, "column_missing")]),
        ("title,source\nAudit,liste\nCybersécurité,liste\n".encode("latin-1"), [(3, "not_utf8")]),
        ("title,source\nAudit,liste\n".encode("utf-16"), [(1, "not_utf8")]),
        (b'title,source\nAudit,liste\n"Cyber,liste\n' + b"x,y\n" * 100, [(3, "quote_never_closed")]),
        (b'title,source\nAudit,liste\n"Cyber,liste\n' + b"x,y\n" * 100_000, [(3, "cell_too_long")]),
        (b"title,source\n" + b"x" * 1_000_000, [(2, "cell_too_long")]),
        (b"\x00\x00\x00", [(1, "column_missing"), (1, "column_missing")]),
    ):
        path.write_bytes(content)
        assert (content[:40], faults(path)) == (content[:40], told)


def test_a_file_of_excel_in_french_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Intitulé;École;Ville;Source\nAudit;École A;Paris;Une liste\n".encode("utf-8-sig"))

    (line,) = read_source(path)

    assert (line.sheet.presentation.title.fr, line.schools, line.line) == ("Audit", ("École A",), 2)


def test_the_line_that_is_no_utf8_is_found_wherever_a_chunk_ends() -> None:
    for long in (65_530, 65_535, 65_536, 65_537, 200_000):
        text = b"a\n" + "é".encode() * (long // 2) + b"\n"
        assert line_that_is_no_utf8(BytesIO(text + b"\xff\n")) == 3
        assert line_that_is_no_utf8(BytesIO(b"x" * long + b"\n" + "é".encode()[:1] + b"\n")) == 2
    assert line_that_is_no_utf8(BytesIO(b"a\nb")) == 2


@pytest.fixture
def two_million_lines(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("title,source\n")
        for chunk in range(200):
            file.write("".join(f"P{chunk * 10_000 + n},liste\n" for n in range(10_000)))
    yield path
    path.unlink()


def test_two_million_lines_are_refused_at_the_first_too_many_in_flat_memory(two_million_lines: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert faults(two_million_lines) == [(MOST_LINES + 2, "too_many_lines")]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * (1 if sys.platform == "darwin" else 1024) < 250_000_000


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_a_list_in_and_tells_what_became_of_it(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", row("A"), row("B"))

    first, second = (sceau_on_the_database("catalogue", "import", path) for _ in range(2))

    assert (first.code, second.code) == (0, 0)
    assert "2 lines read: 2 new programmes, 0 changed, 0 unchanged" in first.out
    assert "2 lines read: 0 new programmes, 0 changed, 2 unchanged" in second.out


@pytest.mark.django_db(transaction=True)
def test_the_command_refuses_a_faulty_list_and_takes_nothing_in(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", row("A"), row("=1+1"), row("B", domain="Magie"))

    refused = sceau_on_the_database("catalogue", "import", path)
    french = sceau_on_the_database("catalogue", "import", path, lang="fr")
    missing = sceau_on_the_database("catalogue", "import", tmp_path / "nothing.csv")

    assert refused.code == french.code == missing.code == 2
    assert "a.csv, line 3: the column “title” begins as a formula" in refused.err
    assert "line 4: the domain “Magie” is not known" in refused.err
    assert "Nothing was taken in." in refused.err
    assert "a.csv, ligne 3" in french.err
    assert "nothing.csv" in missing.err
    assert not Programme.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_not_taken_in_whole_is_not_taken_in_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_file(tmp_path / "a.csv", *(row(f"P{n}") for n in range(600)))
    calls: list[int] = []

    def fail(*_: Any, **__: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the machine stops here")

    monkeypatch.setattr("sceau.catalogue.actions.sources.record_all", fail)

    with pytest.raises(OSError, match="stops here"):
        taken_in(path)
    assert not Programme.objects.exists()
    assert not connection.in_atomic_block


def test_a_fault_is_a_line_and_what_is_wrong_with_it() -> None:
    assert str(SourceFaulty([Fault(3, "twice"), Fault(4, "empty")])) == "3: twice\n4: empty"
