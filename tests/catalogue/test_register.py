"""The RNCP: the archive of France compétences is read as it is, odd ones are refused, and its end is told in time."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sceau.catalogue.actions import read_register
from sceau.catalogue.models import Certification, RegisterReading
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.register import RegisterFaulty, ends_soon, is_registered, level_of, read_archive
from sceau.journal.models import Entry
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.roles import Role
from tests.catalogue.programmes import NOON, STANDARDS, a_whole_sheet, bernard, published
from tests.cli.on_the_database import sceau_on_the_database
from tests.people.people import an_account, browser_of

REAL = sorted((STANDARDS / "rncp").glob("*.zip"))
STANDARD = (
    '"Id_Fiche";"Numero_Fiche";"Intitule";"Nomenclature_Europe_Niveau";"Date_Decision";"Date_Fin_Enregistrement";'
    '"Date_Effet";"Actif"\n'
)
BLOCKS = '"Numero_Fiche";"Bloc_Competences_Code";"Bloc_Competences_Libelle"\n'


def line(number: str = "RNCP36494", title: str = "Expert", until: str = "31/08/2027", active: str = "ACTIVE") -> str:
    return f'"1";"{number}";"{title}";"NIV7";"01/06/2022";"{until}";"";"{active}"\n'


def archive(path: Path, day: str = "2026_08_29", encoding: str = "utf-8", **tables: str) -> Path:
    said = {"Standard": STANDARD + line(), "Blocs_De_Compétences": BLOCKS + '"RNCP36494";"BC01";"Protéger"\n', **tables}
    with zipfile.ZipFile(path, "w") as out:
        for name, text in said.items():
            out.writestr(f"export_fiches_CSV_{name}_{day}.csv", text.encode(encoding))
    return path


def taken_in(path: Path) -> RegisterReading:
    return read_register(archive=read_archive(path), at=NOON, by=AT_THE_TERMINAL)


def refused(path: Path) -> tuple[str, Any]:
    with pytest.raises(RegisterFaulty) as faulty:
        read_archive(path)
    return faulty.value.what, faulty.value.named.get("line")


@pytest.mark.django_db
@pytest.mark.skipif(not REAL, reason="the samples of the RNCP are not beside this project")
def test_a_real_archive_is_read_with_its_tabs_accents_and_days() -> None:
    reading = taken_in(REAL[0])
    found = Certification.objects.get(pk="RNCP509")

    assert (reading.day, reading.titles, reading.changed) == (date(2024, 2, 22), 7, 7)
    assert (found.level, found.until, found.is_active, found.replaced_by) == (3, date(2023, 8, 31), False, "RNCP38228")
    assert found.blocks[0] == ["RNCP509BC05", "UG2 : Mathématiques-Sciences physiques et chimiques"]
    assert (found.formacodes, found.nsf, found.romes) == (["42872"], ["251"], ["I1203"])
    assert found.certifiers == ["MINISTERE DE L'EDUCATION NATIONALE ET DE LA JEUNESSE"]
    assert not Certification.objects.filter(number__startswith="RS").exists()


@pytest.mark.django_db
def test_an_archive_that_was_read_changes_nothing_and_a_later_one_what_it_changes(tmp_path: Path) -> None:
    first = taken_in(archive(tmp_path / "a.zip"))
    again = taken_in(tmp_path / "a.zip")
    later = taken_in(
        archive(tmp_path / "b.zip", "2026-09-30", Standard=STANDARD + line(until="31/08/2030") + line("RNCP1", "Autre"))
    )

    assert again == first
    assert (later.titles, later.changed) == (2, 2)
    assert Certification.objects.get(pk="RNCP36494").until == date(2030, 8, 31)
    assert Entry.objects.filter(act="read_register").count() == 2
    with pytest.raises(NotWritten, match="older_register"):
        taken_in(archive(tmp_path / "c.zip", "2026_01_01", Standard=STANDARD + line(title="Ancien")))


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        ({"Standard": STANDARD + '"1";"RNCP1\n'}, ("not_csv", 2)),
        ({"Standard": STANDARD + line() + '"1";"RNCP2";"x"\n'}, ("cells_missing", 3)),
        ({"Standard": '"Numero_Fiche";"Intitule"\n'}, ("column_missing", None)),
        ({"Blocs_De_Compétences": "x"}, ("column_missing", None)),
        ({"Standard": STANDARD + f'"1";"{"x" * 200_000}"\n'}, ("not_csv", 2)),
    ],
)
def test_an_odd_archive_is_refused_with_its_line(tmp_path: Path, tables: dict[str, str], told: tuple[str, Any]) -> None:
    assert refused(archive(tmp_path / "a.zip", **tables)) == told


def test_what_is_no_archive_of_the_register_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as out:
        out.writestr("readme.txt", "?")

    assert refused(tmp_path / "a.zip") == ("no_archive", None)
    assert refused(tmp_path / "b.zip") == ("file_missing", None)
    assert refused(archive(tmp_path / "c.zip", encoding="latin-1"))[0] == "not_utf8"
    assert refused(archive(tmp_path / "d.zip", "2026_13_41"))[0] == "odd_day"


def test_a_file_that_swells_out_of_its_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.catalogue.register.MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("export_fiches_CSV_Standard_2026_08_29.csv", STANDARD + line() * 100_000)
        out.writestr("export_fiches_CSV_Blocs_De_Compétences_2026_08_29.csv", BLOCKS)

    assert refused(tmp_path / "a.zip") == ("too_large", None)


@pytest.mark.django_db
def test_a_title_is_registered_from_its_first_day_to_its_last() -> None:
    since, until = date(2022, 6, 1), date(2027, 8, 31)
    said: dict[str, Any] = {"title": "Expert", "level": 7, "read_on": since}
    found = Certification.objects.create(number="RNCP1", since=since, until=until, is_active=True, **said)
    inactive = Certification.objects.create(number="RNCP2", is_active=False, **said)
    a_day = timedelta(days=1)

    assert [is_registered(found, on=day) for day in (since - a_day, since, until, until + a_day)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not is_registered(inactive, on=since)
    assert [ends_soon(found, on=day) for day in (until - timedelta(days=365), until - timedelta(days=364))] == [
        False,
        True,
    ]
    assert not ends_soon(inactive, on=since)
    assert (level_of("RNCP1", on=until), level_of("RNCP1", on=until + a_day), level_of("", on=until)) == (7, None, None)


@pytest.mark.django_db
def test_who_writes_the_programme_is_told_twelve_months_before_its_title_ends() -> None:
    version = published(a_whole_sheet())
    today = date.today()  # noqa: DTZ011, TID251 - the page goes by the clock
    said: dict[str, Any] = {"title": "Expert", "is_active": True, "read_on": today}
    Certification.objects.create(number="RNCP36494", until=today + timedelta(days=366), **said)
    bernards, teachers = browser_of(bernard()[0]), browser_of(an_account("Ada Roux", Role.TEACHER))
    assert "L’enregistrement d’un titre" not in bernards.get("/").content.decode()

    Certification.objects.update(until=today + timedelta(days=364))

    assert "L’enregistrement d’un titre" in bernards.get("/").content.decode()
    assert "L’enregistrement d’un titre" not in teachers.get("/").content.decode()
    assert "se termine le" in bernards.get(f"/catalogue/versions/{version.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_command_reads_an_archive_and_refuses_an_odd_one(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip")

    read, again = (sceau_on_the_database("catalogue", "register", path) for _ in range(2))
    odd = sceau_on_the_database("catalogue", "register", archive(tmp_path / "b.zip", encoding="latin-1"))
    old = sceau_on_the_database("catalogue", "register", archive(tmp_path / "c.zip", "2020_01_01"))

    assert "1 titles, 1 of them new or changed" in read.out
    assert "had been read already: nothing changed" in again.out
    assert (odd.code, old.code) == (2, 2)
    assert "line 2: the text is not in UTF-8" in odd.err
    assert "A later register" in old.err


@pytest.mark.django_db(transaction=True)
def test_the_command_writes_lheo_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    published(a_whole_sheet())

    ran = sceau_on_the_database("catalogue", "lheo", "--out", tmp_path / "lheo.xml")

    assert "1 programmes written" in ran.out
    assert b"<intitule-formation>" in (tmp_path / "lheo.xml").read_bytes()
