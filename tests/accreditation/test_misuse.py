"""Wrong uses of a label: anybody reports one without saying who they are, the office follows it, both read the end."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from sceau.accreditation.actions import follow_misuse, report_misuse, settle_misuse
from sceau.accreditation.actions.misuse import erase_misuse
from sceau.accreditation.models import Misuse, MisuseStep
from sceau.journal.actions import SCEAU, Actor
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.people.roles import Role
from sceau.site.retention import erase_what_is_past
from tests.accreditation.dossiers import of_the_label
from tests.accreditation.test_decision import published
from tests.accreditation.test_dossier_pages import office, posted
from tests.accreditation.test_dossiers import why
from tests.catalogue.test_public_pages import plain
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db
AT = datetime(2027, 1, 11, 9, tzinfo=UTC)
TOLD = {"label": "ms", "where": "https://exemple.org/formations", "what": "Le label y est revendiqué", "number": ""}


def report(**said: Any) -> Misuse:
    """A use of the label that somebody reported."""
    return report_misuse(**{**TOLD, "at": AT, "by": Actor(role="anyone"), **said})


def test_anybody_reports_and_the_office_is_written_to_without_a_word_of_theirs() -> None:
    of_the_label()
    found = report()

    mail = Message.objects.get(kind="misuse_reported")
    assert (mail.address, f"/register/reports/{found.pk}/follow/" in mail.text_fr) == (
        "marguerite.thevenot@example.org",
        True,
    )
    assert "revendiqué" not in mail.text_fr
    entry = Entry.objects.get(act="report_misuse")
    assert (entry.actor, entry.role, entry.subject) == ("", "anyone", f"misuse:{found.pk}")
    assert str(found) == "ms: https://exemple.org/formations"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"label": "nonsense"}, "unknown_label"),
        ({"where": " "}, "no_place"),
        ({"where": "x" * 501}, "no_place"),
        ({"where": "a\0b"}, "no_place"),
        ({"what": ""}, "no_word"),
        ({"what": "x" * 20_000}, "word_too_long"),
        ({"number": "ms-99999"}, "unknown_number"),
        ({"number": "ms\0"}, "unknown_number"),
    ],
)
def test_a_report_that_says_too_little_or_too_much_is_not_taken(said: dict[str, str], reason: str) -> None:
    assert why(report, **said) == reason
    assert not Misuse.objects.exists()


def test_a_report_bears_on_the_label_of_its_number() -> None:
    found = published()
    assert found.grant is not None

    assert report(number=" MS-00001 ").entry == found.grant.entry
    assert why(report, number="ms-00001", label="badge") == "unknown_number"


def test_a_report_is_followed_until_it_is_settled_and_nothing_of_it_changes() -> None:
    found, by = report(), of_the_label()[1]
    told: dict[str, Any] = {"misuse": found.pk, "at": AT, "by": by}

    assert why(follow_misuse, **told, word=" ") == "no_word"
    follow_misuse(**told, word="Courrier envoyé à l’école")
    assert why(settle_misuse, **told, end="nonsense", word="…") == "no_end"
    done = settle_misuse(**told, end="stopped", word="La page est corrigée")
    found.refresh_from_db()
    assert (found.end, str(done)) == ("stopped", f"{found.pk}: stopped")
    assert why(follow_misuse, **told, word="Encore") == "misuse_ended"
    assert why(settle_misuse, **told, end="rightful", word="Encore") == "misuse_ended"
    acts = Entry.objects.filter(subject=f"misuse:{found.pk}").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["report_misuse", "follow_misuse", "settle_misuse"]
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        MisuseStep.objects.update(word="")


def test_who_reports_gets_an_address_that_tells_the_end_and_not_the_way_there() -> None:
    code, page = posted(Client(), "/register/report/", **{**TOLD, "number": "ms-1"})
    assert (code, "Le registre ne connaît pas ce numéro" in page) == (422, True)
    assert posted(Client(), "/register/report/")[0] == 422
    page = plain(Client().get("/register/report/?number=ms-00001%00"))
    assert ('value="ms-00001"' in page, '<option value="ms" selected' in page) == (True, True)
    answer = Client().post("/register/report/", TOLD)
    found = Misuse.objects.get()
    assert answer.url == f"/register/reports/{found.pk}/"
    page = plain(Client().get(answer.url))
    assert ("l’examine" in page, "Le label y est revendiqué" in page, "noindex" in page) == (True, True, True)
    follow_misuse(misuse=found.pk, word="Courrier envoyé", at=AT, by=of_the_label()[1])
    settle_misuse(misuse=found.pk, end="stopped", word="La page est corrigée", at=AT, by=of_the_label()[1])

    page = plain(Client().get(answer.url))
    assert ("La page est corrigée" in page, "Courrier envoyé" in page) == (True, False)
    assert Client().get(f"/register/reports/{uuid4()}/").status_code == 404


def test_the_office_follows_on_its_pages_and_the_president_reads() -> None:
    found = report()
    browser, address = office(), f"/register/reports/{found.pk}/"

    assert "Un usage signalé du label est à suivre" in plain(browser.get("/"))
    assert "/register/reports/" in plain(browser.get("/register/"))
    assert f"{address}follow/" in plain(browser.get("/register/reports/"))
    assert "Rien n’a encore été fait." in plain(browser.get(f"{address}follow/"))
    assert posted(browser, f"{address}step/")[0] == 422
    code, page = posted(browser, f"{address}step/", **{"follow-word": "Courrier envoyé"})
    assert (code, "Courrier envoyé" in page) == (302, True)
    code, page = posted(browser, f"{address}settle/", **{"settle-end": "rightful", "settle-word": "Label porté"})
    assert (code, "l’usage était permis" in page) == (302, True)
    code, page = posted(browser, f"{address}settle/", **{"settle-end": "rightful", "settle-word": "Encore"})
    assert (code, "Ce signalement est déjà clos." in page) == (422, True)
    assert "signalé" not in plain(browser.get("/")).replace("signaler", "")
    reader = browser_of(of_the_label("Henri Lemoine", Role.PRESIDENT)[0])
    assert "Label porté" in plain(reader.get(f"{address}follow/"))
    assert reader.post(f"{address}step/", {"follow-word": "x"}).status_code == 403
    assert "/register/reports/" not in plain(Client().get("/register/"))


def test_a_long_list_of_reports_is_turned_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.accreditation.misuse_views.A_PAGE", 1)
    assert "Rien n’a été signalé." in plain(office().get("/register/reports/"))
    report()
    report(where="Une affiche")

    assert 'rel="next"' in plain(office().get("/register/reports/"))
    assert 'rel="prev"' in plain(office().get("/register/reports/?page=2"))


def test_reports_are_not_poured_in_and_looking_costs_nothing() -> None:
    browser = Client()
    for _ in range(15):
        assert browser.get("/register/report/").status_code == 200
    for _ in range(10):
        assert browser.post("/register/report/", TOLD).status_code == 302

    assert browser.post("/register/report/", TOLD).status_code == 429


def test_what_was_reported_goes_past_its_time_and_how_it_ended_stays(tmp_path: Path, settings: Any) -> None:
    settings.ENVIRONMENT = dataclasses.replace(settings.ENVIRONMENT, var=tmp_path)
    said = '[misuses]\nkept_for = { years = 2 }\ncite = { text = "Conseil", locator = "art. 3" }\n'
    (tmp_path / "retention.toml").write_text(said, encoding="utf-8")
    settled, followed = report(), report(where="Une affiche")
    settle_misuse(misuse=settled.pk, end="stopped", word="Corrigé", at=AT, by=of_the_label()[1])
    late = datetime(2029, 1, 12, 9, tzinfo=UTC)

    assert not any(one.count for one in erase_what_is_past(tmp_path, at=AT, by=SCEAU))
    assert [one.count for one in erase_what_is_past(tmp_path, at=late, by=SCEAU) if one.count] == [1]
    settled.refresh_from_db()
    followed.refresh_from_db()
    assert (settled.where, settled.what, settled.end, settled.erased_at) == ("", "", "stopped", late)
    assert followed.where == "Une affiche"
    assert erase_misuse(misuse=settled, at=late, by=SCEAU) is False
    assert "a été effacé" in plain(Client().get(f"/register/reports/{settled.pk}/"))
    assert Entry.objects.get(act="erase_misuse").subject == f"misuse:{settled.pk}"
