"""The pages that anybody reads: a programme, some side by side, and what machines read of them."""

from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from python_calamine import CalamineWorkbook

from sceau.catalogue.actions import archive_programme, close_programme, record_label, start_version
from sceau.catalogue.lheo import lacks, lheo, offered
from sceau.catalogue.models import Certification, Version
from sceau.catalogue.public_views import SIDE_BY_SIDE
from sceau.journal.actions import SCEAU
from sceau.people.roles import Role
from tests.catalogue.programmes import (
    NOON,
    STANDARDS,
    a_draft,
    a_sheet,
    a_whole_sheet,
    bernard,
    chloe,
    published,
)
from tests.people.people import a_school, an_account, browser_of

pytestmark = pytest.mark.django_db
LHEO, SCHEMA_ORG = (
    STANDARDS / "lheo" / "lheo-2.3.xsd",
    STANDARDS / "schemaorg" / "schemaorg-30.0-course-program-extract.jsonld",
)


def page_of(version: Version, language: str = "fr") -> str:
    return plain(browser_of(language=language).get(f"/programmes/{version.programme.slug}/"))


def plain(answer: Any) -> str:
    """What a page says, with ordinary spaces."""
    return str(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def said_to_engines(page: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_of_a_programme_says_all_that_its_sheet_does() -> None:
    page = page_of(published(a_whole_sheet()))

    for said in (
        "Ingénierie de la cybersécurité", "Eve School", "Dire objectives en clair.", "Cryptographie", "Protocoles",
        "75 crédits ECTS", "350,5 heures", "4 trimestres", "Protéger", "Centre d’études", "1 rue du Port", "bac+5",
        "office@school.example", "6 septembre 2027", "RNCP36494",
    ):  # fmt: skip
        assert said in page


def test_a_text_in_another_language_says_so() -> None:
    page = page_of(published(a_whole_sheet()), "en")

    assert "<h1>Cybersecurity engineering" in page
    assert '<p lang="fr">Dire objectives en clair.</p>' in page


def test_search_engines_read_it_in_words_of_schema_org() -> None:
    data = said_to_engines(page_of(published(a_whole_sheet())))

    assert (data["@type"], data["numberOfCredits"], data["offers"]["price"]) == (
        "EducationalOccupationalProgram", 75.0, "9500.00"[:4],
    )  # fmt: skip
    assert data["provider"] == {"@type": "CollegeOrUniversity", "name": "Eve School"}
    assert [one["name"] for one in data["hasCourse"]] == ["Cryptographie"]
    assert "timeToComplete" not in data


@pytest.mark.skipif(not SCHEMA_ORG.exists(), reason="the words of schema.org are not beside this project")
def test_every_word_for_search_engines_is_one_of_schema_org() -> None:
    known = SCHEMA_ORG.read_text(encoding="utf-8")
    data = said_to_engines(page_of(published(a_whole_sheet(organisation={"lasts": {"amount": 1, "unit": "years"}}))))

    assert data["timeToComplete"] == "P1Y"
    for word in set(data) - {"@context", "@type", "name", "url", "description"}:
        assert f'"schema:{word}"' in known


def test_nothing_that_is_written_ends_the_data_or_becomes_a_tag() -> None:
    odd = "</script><script>alert(1)</script>"
    page = page_of(published(a_sheet(odd)))

    assert "<script>alert" not in page
    assert said_to_engines(page)["name"] == odd


def test_a_draft_is_read_by_nobody_and_what_is_archived_no_longer() -> None:
    version = a_draft()
    assert browser_of().get(f"/programmes/{version.programme.slug}/").status_code == 404

    shown = published(a_sheet("Audit"))
    address = f"/programmes/{shown.programme.slug}/"
    assert browser_of().get(address).status_code == 200
    close_programme(version=shown.pk, word="", at=NOON, by=chloe()[1])
    closed = browser_of().get(address).content.decode()
    archive_programme(version=shown.pk, word="", at=NOON, by=chloe()[1])

    assert "n’est plus proposé" in closed
    assert 'content="noindex"' in closed
    assert browser_of().get(address).status_code == 404
    assert browser_of().get("/programmes/nothing/").status_code == 404


def test_a_page_that_was_kept_is_drawn_anew_once_what_it_shows_changes() -> None:
    version = published(a_whole_sheet())
    before = page_of(version)
    with CaptureQueriesContext(connection) as asked:
        assert page_of(version) == before
    assert len(asked) == 1

    record_label(
        programme=version.programme_id, label="ms", since=date(2024, 9, 1), until=date(2030, 8, 31), source="Acte 12",
        at=NOON, by=SCEAU,
    )  # fmt: skip

    assert "Acte 12" not in before
    assert "Acte 12" in page_of(version)
    assert "en vigueur" in page_of(version)


def test_what_is_kept_for_anybody_is_never_what_somebody_saw() -> None:
    version = published(a_whole_sheet())
    address = f"/programmes/{version.programme.slug}/"
    hers = browser_of(an_account("Ada Roux", Role.REGISTRAR)).get(address).content.decode()

    assert "Tenir ce programme" in hers
    assert "Tenir ce programme" not in page_of(version)
    assert "ada.roux@example.org" not in page_of(version)


def test_a_label_says_whether_it_is_in_force_and_where_that_is_from() -> None:
    version = published(a_sheet("Audit"))
    said: dict[str, Any] = {"programme": version.programme_id, "label": "ms", "at": NOON, "by": SCEAU}
    assert "Aucun label n’est inscrit." in page_of(version)

    record_label(**said, since=None, until=None, source="Une liste")
    assert "dates non précisées" in page_of(version)
    record_label(**said, since=None, until=date(2020, 8, 31), source="Acte 1")
    assert "échu" in page_of(version)


def test_a_title_says_until_when_it_is_registered() -> None:
    version = published(a_whole_sheet())
    assert "absent du registre lu" in page_of(version)

    told: dict[str, Any] = {"title": "Expert", "level": 7, "is_active": True, "read_on": date(2026, 1, 1)}
    Certification.objects.create(number="RNCP36494", until=date(2099, 1, 1), **told)
    page = browser_of().get(f"/programmes/{version.programme.slug}/?fresh=1").content.decode()

    assert "RNCP36494, Expert · niveau 7" in page
    assert "Blocs de compétences du titre" not in page
    assert "jusqu’au 1er janvier 2099" in page


def test_the_blocks_of_the_title_stand_where_the_sheet_names_none() -> None:
    version = published(a_sheet("Audit", registration={"rncp": "RNCP1"}))
    told: dict[str, Any] = {"title": "Expert", "is_active": True, "read_on": date(2026, 1, 1)}
    Certification.objects.create(number="RNCP1", blocks=[["RNCP1BC01", "Conduire un audit"]], **told)

    assert "Conduire un audit" in page_of(version)


def test_three_programmes_are_compared_and_never_more() -> None:
    slugs = [published(a_sheet(f"Audit {n}", organisation={"paces": ["part_time"]})).programme.slug for n in range(4)]
    chosen = "&".join(f"p={one}" for one in slugs)
    browser = browser_of()

    refused = browser.get(f"/programmes/compare/?{chosen}")
    page = plain(browser.get(refused.url))

    assert refused.url == "/programmes/compare/?" + "&".join(f"p={one}" for one in slugs[:SIDE_BY_SIDE])
    assert [f"Audit {n}</a>" in page for n in range(4)] == [True, True, True, False]
    assert "3 programmes au plus" in page
    assert page.count("temps partiel") == 3


def test_comparing_nothing_or_what_is_not_there_says_what_to_do() -> None:
    for end in ("", "?p=nothing", "?p="):
        page = browser_of().get(f"/programmes/compare/{end}").content.decode()
        assert "Choisissez des programmes" in page


def test_a_list_leaves_as_a_workbook_with_no_formula_and_no_result() -> None:
    published(a_sheet("=cmd|' /C calc'!A0"))
    published(a_whole_sheet())

    answer = browser_of().get("/programmes/export.xlsx?q=")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()

    assert rows[0][:3] == ["Intitulé", "Écoles", "Domaine"]
    assert {row[0] for row in rows[1:]} == {"'=cmd|' /C calc'!A0", "Ingénierie de la cybersécurité"}
    assert not {"insertion", "salaire", "réussite"} & {word for cell in rows[0] for word in str(cell).lower().split()}


def test_the_map_names_what_is_published_and_robots_are_led_to_it() -> None:
    version = published(a_sheet("Audit"))
    a_draft(a_sheet("Brouillon"))
    site = browser_of().get("/sitemap.xml").content.decode()

    assert f"/programmes/{version.programme.slug}/</loc>" in site
    assert "brouillon" not in site
    assert "Sitemap: http" in browser_of().get("/robots.txt").content.decode()


def test_the_api_finds_accented_titles_and_gives_a_programme_whole() -> None:
    version = published(a_whole_sheet())
    start_version(programme=version.programme_id, at=NOON, by=bernard()[1])
    program = browser_of()

    found = program.get("/api/v1/programmes/?q=cybersecurite").json()
    whole = program.get(f"/api/v1/programmes/{found['programmes'][0]['slug']}").json()

    assert (found["total"], found["programmes"][0]["title"]["fr"]) == (1, "Ingénierie de la cybersécurité")
    assert (whole["standing"], whole["version"], whole["digest"]) == ("published", 1, version.digest)
    assert whole["sheet"]["structure"]["units"][0]["ects"] == "45.00"[:2]
    assert program.get("/api/v1/programmes/nothing").status_code == 404
    assert program.get("/api/v1/programmes/?cursor=!").status_code == 422
    assert program.get("/api/v1/programmes/?q=cibersecurite").json()["words"] == "cybersecurite"


@pytest.mark.skipif(not LHEO.exists(), reason="the schema of LHEO is not beside this project")
def test_what_leaves_as_lheo_is_valid_and_what_lacks_something_is_left_out() -> None:
    published(a_whole_sheet())
    published(
        a_whole_sheet(
            presentation={**a_whole_sheet().presentation.model_dump(), "title": {"fr": "Réseaux & <énergie>"}},
            organisation={"paces": ["hybrid", "work_study"], "languages": ["fr", "en"], "entry_level": 4},
        )
    )
    published(a_sheet("Audit"))
    Certification.objects.create(number="RNCP36494", title="Expert", level=7, is_active=True, read_on=date(2026, 1, 1))

    document = etree.fromstring(browser_of().get("/programmes/lheo.xml").content)
    schema = etree.XMLSchema(etree.parse(str(LHEO)))

    assert (schema.validate(document), list(schema.error_log)) == (True, [])
    assert document.xpath("//*[local-name()='intitule-formation']/text()") == [
        "Ingénierie de la cybersécurité",
        "Réseaux & <énergie>",
    ]
    assert document.xpath("//*[local-name()='code-RNCP']/text()") == ["36494", "36494"]
    assert document.xpath("//*[local-name()='modalites-enseignement']/text()") == ["0", "1"]
    assert document.xpath("//*[local-name()='code-niveau-entree']/text()") == ["17", "16"]


def test_what_lheo_lacks_is_told_by_name() -> None:
    version = published(a_sheet("Audit"))

    assert lacks(offered(version, level=None, url="")) == [
        "objectives", "skills", "content", "conditions", "paces", "campuses", "declaration_number", "siret", "publics",
        "starts", "email",
    ]  # fmt: skip
    assert b"<formation" not in lheo([offered(version, level=None, url="")])


def test_a_school_that_is_renamed_is_found_under_its_new_name_in_lists() -> None:
    published(a_sheet("Audit"))
    school = a_school()
    school.name = "École du vent"
    school.save()

    assert "École du vent" in browser_of().get("/programmes/").content.decode()
