"""The pages where a school keeps its programmes: each act by its form, each fault at its field."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sceau.catalogue.actions import publish_version, send_back_version, submit_version
from sceau.catalogue.models import Programme, Responsible, Standing, Version
from sceau.catalogue.part_forms import FORMS
from sceau.catalogue.sheet import sheet_of
from sceau.catalogue.turning import digest_of
from sceau.people.models import School
from sceau.people.roles import Role
from tests.catalogue.programmes import (
    NOON,
    WHOLE,
    a_draft,
    a_sheet,
    a_whole_sheet,
    bernard,
    chloe,
    published,
    submitted,
)
from tests.catalogue.test_public_pages import plain
from tests.people.people import a_school, an_account, browser_of

pytestmark = pytest.mark.django_db
HEADERS = (
    "Code de l’UV\tIntitulé de l’UV\tECTS\tCoefficient de l’UV\tCode du module\tIntitulé du module\t"
    "Coefficient du module\tCode de l’évaluation\tIntitulé de l’évaluation\tCoefficient de l’évaluation\tBarème"
)


@pytest.fixture
def bernards() -> Client:
    return browser_of(bernard()[0])


@pytest.fixture
def chloes() -> Client:
    return browser_of(chloe()[0])


def at(version: Version, *end: str) -> str:
    return "/".join(("/catalogue/versions", str(version.pk), *end)) + "/"


def seen(version: Version, part: str) -> str:
    version.refresh_from_db()
    return digest_of(version.content[part])


def sheet(version: Version) -> Any:
    version.refresh_from_db()
    return sheet_of(version.content)


def fields_of(page: str) -> dict[str, Any]:
    """What the form of a part would send, as a browser fills it."""
    form = page.split('<form method="post" class="wide')[1].split("</form>", maxsplit=1)[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") not in ("checkbox", "radio"):
            found[said["name"]] = said.get("value", "")
        elif "checked" in tag:
            found.setdefault(said["name"], []).append(said.get("value", "on"))
    for name, inside in re.findall(r'<select name="([\w-]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    for name, inside in re.findall(r'<textarea name="([\w-]+)".*?>(.*?)</textarea>', form, re.DOTALL):
        found[name] = inside.strip()
    return found


def test_a_programme_is_entered_by_its_title_and_goes_on_to_be_written(bernards: Client) -> None:
    school = a_school()
    answer = bernards.post("/catalogue/new/", {"school": str(school.pk), "code": "CSE", "title": "Cybersécurité"})
    version = Version.objects.get()
    again = bernards.post("/catalogue/new/", {"school": str(school.pk), "code": "CSE", "title": "Autre"})
    empty = bernards.post("/catalogue/new/", {"school": str(a_school("other").pk), "title": ""})

    assert answer.url == at(version)
    assert sheet(version).presentation.title.fr == "Cybersécurité"
    assert (again.status_code, empty.status_code) == (422, 422)
    assert "a déjà le code « CSE »" in plain(again)
    assert "Donnez l’intitulé." in plain(empty)


def test_another_programme_begins_with_what_platforms_ask_of_the_school(bernards: Client) -> None:
    a_draft(a_whole_sheet())
    bernards.post("/catalogue/new/", {"school": str(a_school().pk), "title": "Audit"})

    own = sheet(Version.objects.order_by("-changed_at").first() or Version()).platforms

    assert (own.siret, own.email, own.starts) == ("73282932000074", "office@school.example", ())


@pytest.mark.parametrize("name", sorted(FORMS))
def test_what_the_form_of_a_part_shows_is_kept_as_it_was(bernards: Client, name: str) -> None:
    version = a_draft(a_whole_sheet())
    before = sheet(version)

    answer = bernards.post(
        at(version, "write", name), fields_of(bernards.get(at(version, "write", name)).content.decode())
    )

    assert (answer.status_code, sheet(version)) == (302, before)
    assert version.turns.count() == 1


def test_every_part_is_written_by_its_form(bernards: Client) -> None:
    version = a_draft(a_sheet("Audit"))
    said = WHOLE["presentation"]
    texts = {f"{name}_fr": said[name]["fr"] for name in ("objectives", "skills", "careers", "content", "conditions")}
    titled = {"title_fr": said["title"]["fr"], "title_en": said["title"]["en"], "acronym": "CSE"}
    own = {
        "label": "ms", "domain": "computing", "languages": ["fr"], "paces": ["full_time"], "education": ["initial"],
        "lasts_amount": "4", "lasts_unit": "quarters", "months": "12", "mission_amount": "6", "mission_unit": "months",
        "mission_places": ["company"], "hours_theory": "250", "hours_practical_work": "100,5", "company_hours": "700",
        "entry_level": "5",
    }  # fmt: skip
    campus = {"name": "Campus", "address": "1 rue du Port", "postcode": "59000", "city": "Lille", "commune": "59350"}
    platforms = {**WHOLE["platforms"], "formacodes": "31006", "nsf": "326", "romes": "m1802", "publics": "81061"}
    start = platforms.pop("starts")[0]
    given: dict[str, dict[str, Any]] = {
        "presentation": {**texts, **titled},
        "organisation": own,
        "places": {f"campuses-0-campus_{key}": value for key, value in campus.items()}
        | {"campuses-0-campus_country": "FR", "campuses-1-campus_country": "FR"},
        "registration": {"rncp": "rncp 36494", "cpf": "yes"}
        | {"blocks-0-block_code": "RNCP36494BC01", "blocks-0-block_title": "Protéger"},
        "partners": {
            f"partners-0-partner_{key}": value
            for key, value in {"name": "Centre d’études", "role": "partner", "country": "FR"}.items()
        },
        "platforms": platforms
        | {f"starts-0-start_{key}": value for key, value in {**start, "recruiting": "open"}.items()},
    }  # fmt: skip

    for name, fields in given.items():
        answer = bernards.post(at(version, "write", name), {**fields, "seen": seen(version, name)})
        assert (name, answer.status_code) == (name, 302)

    expected = a_whole_sheet().model_copy(update={"structure": sheet(version).structure})
    assert sheet(version) == expected


def test_each_fault_is_told_at_its_field_and_nothing_is_kept(bernards: Client) -> None:
    version = a_draft(a_sheet("Audit"))
    before = sheet(version)
    faulty: dict[str, tuple[dict[str, str], str]] = {
        "presentation": ({"title_fr": "", "url": "ftp://x"}, "qui commence par https://"),
        "organisation": ({"hours_theory": "beaucoup", "lasts_amount": "0"}, "Écrivez un nombre."),
        "places": ({"campuses-0-campus_name": "A", "campuses-0-campus_postcode": "?"}, "Ce n’est pas un code postal."),
        "registration": ({"rncp": "36494"}, "Écrivez RNCP suivi du numéro."),
        "partners": ({"partners-0-partner_name": "A", "partners-0-partner_role": "king"}, "Choisissez parmi"),
        "platforms": ({"siret": "1", "starts-0-start_begins_on": "2027-09-01"}, "Ce n’est pas un SIRET"),
    }
    for name, (fields, told) in faulty.items():
        answer = bernards.post(at(version, "write", name), {**fields, "seen": seen(version, name)})
        assert (name, answer.status_code, told in plain(answer)) == (name, 422, True)
    assert sheet(version) == before


def test_a_part_that_somebody_wrote_meanwhile_is_not_written_over(bernards: Client) -> None:
    version = a_draft(a_sheet("Audit"))
    stale = seen(version, "presentation")
    bernards.post(at(version, "write", "presentation"), {"title_fr": "Premier", "seen": stale})

    answer = bernards.post(at(version, "write", "presentation"), {"title_fr": "Second", "seen": stale})

    assert (answer.status_code, sheet(version).presentation.title.fr) == (422, "Premier")
    assert "Quelqu’un a écrit cette partie" in plain(answer)
    assert "Second" in plain(answer)


def test_no_other_part_can_be_written(bernards: Client) -> None:
    version = a_draft()

    assert bernards.get(at(version, "write", "structure")).status_code == 404
    assert bernards.get(at(version, "write", "nothing")).status_code == 404


def test_what_is_taught_is_written_line_by_line_in_its_place(bernards: Client) -> None:
    version = a_draft()
    page = at(version, "structure")

    def write(**said: str) -> Any:
        return bernards.post(page, {"was": "", "inside": "", **said, "seen": seen(version, "structure")})

    assert write(kind="unit", code="UV1", title="Réseaux", ects="45", coefficient="1").url == f"{page}#unit-UV1"
    write(kind="module", inside="UV1", code="M1", title="Protocoles", coefficient="1,5")
    write(kind="module", inside="UV1", code="M2", title="Routage", coefficient="1")
    write(kind="assessment", inside="M1", code="E1", title="Examen", coefficient="1", scale="20", individualised="on")
    write(kind="component", code="thesis", title="Thèse", ects="30")
    write(kind="unit", was="UV1", code="UV9", title="Réseaux sûrs", ects="44,5", coefficient="1")
    twice = write(kind="module", inside="UV9", code="M1", title="Encore", coefficient="1")
    odd = write(kind="unit", code="UV2", title="x", ects="beaucoup", coefficient="0")
    nowhere = write(kind="module", inside="UV7", code="M7", title="x", coefficient="1")

    read = sheet(version).structure
    assert [(one.code, one.title, str(one.ects), [m.code for m in one.modules]) for one in read.units] == [
        ("UV9", "Réseaux sûrs", "44.5", ["M1", "M2"])
    ]
    assert [one.code for one in read.units[0].modules[0].assessments] == ["E1"]
    assert (twice.status_code, odd.status_code, nowhere.status_code) == (422, 422, 404)
    assert "Le code « M1 » est déjà celui d’une unité ou d’un module." in plain(twice)
    assert "Écrivez un nombre." in plain(odd)

    given = {"kind": "module", "was": "M2", "seen": seen(version, "structure")}
    assert bernards.post(at(version, "structure", "move"), given).url == page
    assert [one.code for one in sheet(version).structure.units[0].modules] == ["M2", "M1"]
    stale = bernards.post(at(version, "structure", "take-out"), given)
    assert (stale.status_code, len(sheet(version).structure.units[0].modules)) == (422, 2)
    bernards.post(at(version, "structure", "take-out"), {**given, "seen": seen(version, "structure")})
    assert [one.code for one in sheet(version).structure.units[0].modules] == ["M1"]
    assert bernards.post(at(version, "structure", "take-out"), {"kind": "unit", "was": "?"}).status_code == 404


def test_a_line_is_edited_where_it_stands_and_the_sums_follow(bernards: Client) -> None:
    version = a_draft(a_whole_sheet())
    plain_page = plain(bernards.get(at(version, "structure")))
    editing = plain(bernards.get(at(version, "structure") + "?kind=module&was=M1"))
    unknown = bernards.get(at(version, "structure") + "?kind=module&was=M99")

    assert "45 ECTS" in plain_page
    assert "30 ECTS" in plain_page
    assert 'value="Protocoles"' in editing
    assert unknown.status_code == 200


def test_what_was_copied_in_a_spreadsheet_is_pasted_whole(bernards: Client) -> None:
    version = a_draft(a_whole_sheet())
    rows = [
        "UV1\tRéseaux\t20\t1\tM1\tProtocoles\t1,5\tE1\tExamen\t2\t20",
        "UV1\tRéseaux\t20\t1\tM1\tProtocoles\t1,5\tP1\tProjet\t1\t20",
        "UV2\tDroit\t25\t1\t101\tContrats\t1\tE2\tExamen\t1\t20",
    ]

    answer = bernards.post(
        at(version, "structure", "paste"), {"cells": "\r\n".join((HEADERS, *rows)), "seen": seen(version, "structure")}
    )

    read = sheet(version).structure
    assert answer.status_code == 302
    assert [(one.code, str(one.ects), [module.code for module in one.modules]) for one in read.units] == [
        ("UV1", "20", ["M1"]),
        ("UV2", "25", ["101"]),
    ]
    assert [str(one.coefficient) for one in read.units[0].modules[0].assessments] == ["2", "1"]
    assert [one.code for one in read.components] == ["mission", "thesis", "defence"]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (HEADERS, "n’a aucune ligne"),
        (f"{HEADERS}\nUV1\tRéseaux\tbeaucoup\t1\tM1\tP\t1\tE1\tE\t1\t20", "Structure!C2"),
        (f"{HEADERS}\nUV1\tRéseaux\t-2\t1\tM1\tP\t1\tE1\tE\t1\t20", "Structure!C2"),
        ("Code\tECTS\nUV1\t3", "Structure!"),
        ("\x00", "Structure"),
        ("   ", "Structure!"),
        (f"{HEADERS}\n" + "\n".join(f"U{n}\tx\t1\t1\tM{n}\tP\t1\tE{n}\tE\t1\t20" for n in range(61)), "Il y en a trop"),
    ],
)
def test_cells_that_cannot_be_read_are_told_by_their_names_and_nothing_is_taken(
    bernards: Client, cells: str, told: str
) -> None:
    version = a_draft(a_whole_sheet())
    before = sheet(version)

    answer = bernards.post(at(version, "structure", "paste"), {"cells": cells, "seen": seen(version, "structure")})

    assert (answer.status_code, told in plain(answer), sheet(version)) == (422, True, before)


def test_a_version_is_submitted_published_by_another_and_found_by_the_public(bernards: Client, chloes: Client) -> None:
    version = a_draft(a_whole_sheet())
    bernards.post(at(version, "submit"), {"word": "À relire"})
    own = bernards.get(at(version)).content.decode()
    hers = chloes.get(at(version)).content.decode()
    answer = chloes.post(at(version, "publish"), {"seen": version.digest}, follow=True)

    assert "À relire" in hers
    assert "Publier la version" in hers
    assert "Publier la version" not in own
    assert "La version est publiée." in answer.content.decode()
    assert "Cryptographie" in browser_of().get(f"/programmes/{version.programme.slug}/").content.decode()


def test_what_is_refused_says_why_and_stays_as_it_was(bernards: Client, chloes: Client) -> None:
    short = a_draft(a_whole_sheet(organisation={"hours": {"theory": "100"}}))
    refused = bernards.post(at(short, "submit"), {"word": ""})
    waiting = submitted(a_sheet("Audit"))
    stale = chloes.post(at(waiting, "publish"), {"seen": "old"})
    wordless = chloes.post(at(waiting, "send-back"), {"word": ""})
    back = chloes.post(at(waiting, "send-back"), {"word": "Dites les heures."}, follow=True)
    gone = bernards.post(at(published(a_sheet("Droit")), "withdraw"))

    assert [one.status_code for one in (refused, stale, wordless, gone)] == [422, 422, 422, 422]
    assert "dites pourquoi vous la soumettez tout de même" in plain(refused)
    assert "Relisez-la." in plain(stale)
    assert "Dites ce qui est à reprendre." in plain(wordless)
    assert "La version est renvoyée" in plain(back)
    assert "Dites les heures." in bernards.get(at(waiting)).content.decode()


def test_each_is_told_what_is_expected_of_them(bernards: Client, chloes: Client) -> None:
    version = submitted(a_sheet("Audit"))
    assert "attend d’être publiée" in chloes.get("/").content.decode()
    assert "attend d’être publiée" not in bernards.get("/").content.decode()

    send_back_version(version=version.pk, word="Reprenez", at=NOON, by=chloe()[1])

    assert "attend d’être publiée" not in chloes.get("/").content.decode()
    assert "vous est revenue" in bernards.get("/").content.decode()


def test_a_published_programme_is_edited_by_a_new_version_then_closed_and_archived(
    bernards: Client, chloes: Client
) -> None:
    first = published(a_sheet("Audit"))
    kept = f"/catalogue/{first.programme_id}/"
    second = Version.objects.get(pk=bernards.post(f"{kept}start/").url.strip("/").split("/")[-1])
    again = bernards.post(f"{kept}start/")
    submit_version(version=second.pk, word="", at=NOON, by=bernard()[1])
    publish_version(version=second.pk, seen=second.digest, at=NOON, by=chloe()[1])

    assert (second.number, again.status_code) == (2, 422)
    assert "Une version est déjà en cours d’écriture" in plain(again)
    assert chloes.post(f"{kept}archive/").status_code == 422
    assert "fermé" in plain(chloes.post(f"{kept}close/", {"word": "Fin"}, follow=True))
    assert "archivé" in plain(chloes.post(f"{kept}archive/", follow=True))
    assert {one.standing for one in Version.objects.all()} == {Standing.ARCHIVED}
    assert chloes.post(f"{kept}close/", {"word": "x" * 2001}).status_code == 422


def test_the_office_of_the_label_says_of_which_school_a_programme_is() -> None:
    version = published(a_sheet("Audit"))
    other = a_school("other")
    office = browser_of(an_account("Marguerite Thevenot", Role.LABEL_OFFICE))
    page = f"/catalogue/{version.programme_id}/"

    done = office.post(f"{page}correct/", {"school": str(other.pk), "code": "AUD"}, follow=True)
    empty = office.post(f"{page}correct/", {})
    a_draft(a_sheet("Autre"), school=other, code="CSE")
    taken = office.post(f"{page}correct/", {"school": str(other.pk), "code": "CSE"})

    assert "C’est corrigé." in plain(done)
    assert (empty.status_code, taken.status_code) == (422, 422)
    assert "a déjà le code « CSE »" in plain(taken)
    assert "Other" in plain(browser_of().get(f"/programmes/{version.programme.slug}/"))


def test_the_head_of_the_school_says_who_answers_for_a_programme() -> None:
    programme = published(a_sheet("Audit")).programme
    director = browser_of(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR))
    page, person = f"/catalogue/{programme.pk}/", bernard()[0].person
    assert person

    done = director.post(f"{page}responsible/", {"person": str(person.pk), "since": "2026-09-01"}, follow=True)
    twice = director.post(f"{page}responsible/", {"person": str(person.pk), "since": "2026-09-01"})
    found = Responsible.objects.get()
    early = director.post(f"{page}responsible/{found.pk}/end/", {"until": "2020-01-01"})
    ended = director.post(f"{page}responsible/{found.pk}/end/", {"until": "2026-12-31"}, follow=True)

    assert "Bernard Leroy" in plain(done)
    assert (twice.status_code, early.status_code) == (422, 422)
    assert "La fin est inscrite." in plain(ended)
    assert Responsible.objects.get().until == date(2026, 12, 31)


def test_the_list_of_a_school_is_filtered_and_asks_as_much_for_thirty_as_for_one(bernards: Client) -> None:
    published(a_sheet("Énergie"))
    submitted(a_sheet("Contrats"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            bernards.get("/catalogue/")
        return len(asked)

    bernards.get("/catalogue/")
    before = queries()
    filtered = bernards.get("/catalogue/?standing=in_review").content.decode()
    worded = bernards.get("/catalogue/?q=Énergie").content.decode()
    nothing = bernards.get("/catalogue/?q=zzz&standing=nothing").content.decode()
    for number in range(25):
        published(a_sheet(f"Programme {number}"))

    assert queries() == before
    assert ("Contrats" in filtered, "Énergie" in filtered) == (True, False)
    assert ("Contrats" in worded, "Énergie" in worded) == (False, True)
    assert "Aucun programme ne répond" in nothing


def test_nobody_sees_the_drafts_of_another_school(bernards: Client) -> None:
    other = a_draft(school=a_school("other"), sheet=a_sheet("Secret"))
    stranger = browser_of(an_account("Eve Durand", Role.REGISTRAR, school=a_school("third")))

    assert "Secret" not in stranger.get("/catalogue/").content.decode()
    assert stranger.get(at(other)).status_code == 403
    assert stranger.post(at(other, "submit")).status_code == 403
    assert stranger.get(f"/catalogue/{other.programme_id}/").status_code == 403
    assert Programme.objects.count() == 1
    assert School.objects.count() == 3
    assert bernards is not stranger


def test_the_history_of_a_programme_and_of_a_version_bears_its_title(chloes: Client) -> None:
    version = a_draft(a_whole_sheet())

    of_programme = plain(chloes.get(f"/history/programme/{version.programme_id}/"))
    of_version = plain(chloes.get(f"/history/version/{version.pk}/"))

    assert "<h1>Histoire : Ingénierie de la cybersécurité</h1>" in of_programme
    assert "<h1>Histoire : Ingénierie de la cybersécurité, 1</h1>" in of_version
