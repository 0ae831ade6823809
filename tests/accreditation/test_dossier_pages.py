"""The pages of dossiers: a school writes, signs and files; the label receives, and opens nothing to who is tied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sceau.accreditation.actions import declare_ties, move_closing, remove_piece, reopen_filing, withdraw_dossier
from sceau.accreditation.models import Campaign, Declaration, Dossier, DossierPiece, Expertise, Filing
from sceau.accreditation.requested import requested
from sceau.files.place import place_of
from sceau.journal.actions import SCEAU
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.accreditation.dossiers import (
    a_campaign,
    a_dossier,
    a_member,
    code_of,
    filed,
    free,
    of_the_label,
    oystein,
    signed,
    written,
)
from tests.accreditation.test_dossiers import piece
from tests.catalogue.programmes import a_sheet, bernard, published
from tests.catalogue.test_public_pages import plain
from tests.files.samples import a_pdf
from tests.people.people import a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_october(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come in October, while the campaign is open."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def writer() -> Client:
    return browser_of(bernard()[0])


def director() -> Client:
    return browser_of(oystein()[0])


def office(name: str = "Marguerite Thevenot", *, freed: Dossier | None = None) -> Client:
    account = of_the_label(name)[0]
    if freed is not None:
        free(freed, account)
    return browser_of(account)


def at(dossier: Dossier, way: str = "") -> str:
    return f"/dossiers/{dossier.pk}/{way}"


def posted(browser: Client, address: str, **said: Any) -> tuple[int, str]:
    """The answer to what is sent, and the page where it leads."""
    answer = browser.post(address, said)
    return answer.status_code, plain(browser.get(answer.url) if answer.status_code == 302 else answer)


# ---- campaigns -------------------------------------------------------------------------------------------------------


def test_the_office_opens_a_campaign_and_moves_its_last_day() -> None:
    browser = office()
    told = {"label": "ms", "name": "Campagne 2027", "intake_year": 2027, "opens_on": "2026-09-01", "experts": 2}

    assert "Ouvrir une campagne" in plain(browser.get("/dossiers/campaigns/new/"))
    code, page = posted(browser, "/dossiers/campaigns/new/", **told, closes_on="2026-08-31")
    assert (code, "Le dernier jour vient après le premier." in page) == (422, True)
    code, page = posted(browser, "/dossiers/campaigns/new/", **told, closes_on="2026-11-30")
    assert (code, "30 novembre 2026" in page, "ouverte" in page) == (302, True, True)

    closing = f"/dossiers/campaigns/{Campaign.objects.get().pk}/closing/"
    assert "2026-11-30" in plain(browser.get(closing))
    code, page = posted(browser, closing, closes_on="2026-09-02", motive="Panne")
    assert (code, "Le dernier jour ne peut pas venir avant le 1er octobre 2026." in page) == (422, True)
    code, page = posted(browser, closing, closes_on="2026-12-04", motive="Panne")
    assert (code, "4 décembre 2026" in page) == (302, True)
    assert "Panne" in plain(browser.get(closing))


def test_a_campaign_is_to_come_open_or_over() -> None:
    a_campaign("À venir", opens_on=date(2026, 10, 2))
    a_campaign("Passée", closes_on=date(2026, 9, 30))
    a_campaign("En cours", opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 1))
    page = plain(writer().get("/dossiers/"))

    assert [page.count(f">{word}<") for word in ("à venir", "ouverte", "close")] == [1, 1, 1]


# ---- the list --------------------------------------------------------------------------------------------------------


def test_a_school_starts_a_dossier_from_the_list() -> None:
    a_member()
    programme = published(a_sheet("Audit énergétique")).programme
    browser, campaign = writer(), a_campaign()
    told = {"campaign": str(campaign.pk), "programme": str(programme.pk)}

    assert "Commencer un dossier" in plain(browser.get("/dossiers/"))
    assert posted(browser, "/dossiers/start/", campaign=campaign.pk)[0] == 422
    code, page = posted(browser, "/dossiers/start/", **told)
    assert (code, "Audit énergétique" in page, "première demande" in page) == (302, True, True)
    code, page = posted(browser, "/dossiers/start/", **told)
    assert (code, "Ce programme a déjà un dossier dans cette campagne." in page) == (422, True)


def test_nothing_is_started_without_a_campaign_and_only_by_who_writes() -> None:
    assert "il faut une campagne ouverte" in plain(writer().get("/dossiers/"))
    registrar = browser_of(an_account("Chantal Petit", Role.REGISTRAR, school=a_school()))
    assert "Commencer un dossier" not in plain(registrar.get("/dossiers/"))
    assert "Aucune campagne" in plain(registrar.get("/dossiers/"))


def test_the_list_is_filtered_by_campaign_standing_and_words() -> None:
    first, second = a_dossier(published(a_sheet("Audit")).programme), filed()
    browser = writer()

    def names(address: str) -> list[bool]:
        page = plain(browser.get(address))
        return [f"/dossiers/{one.pk}/" in page for one in (first, second)]

    assert names("/dossiers/") == [True, True]
    assert names("/dossiers/?q=audit") == [True, False]
    assert names("/dossiers/?standing=filed") == [False, True]
    assert names("/dossiers/?standing=nonsense&campaign=nonsense") == [True, True]
    assert names(f"/dossiers/?campaign={first.campaign_id}") == [True, True]
    assert names(f"/dossiers/?campaign={a_campaign('Autre').pk}") == [False, False]
    assert "Aucun dossier ne répond à ces filtres." in plain(browser.get("/dossiers/?q=zzz"))


def test_a_long_list_is_turned_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.accreditation.campaign_views.A_PAGE", 1)
    a_dossier(published(a_sheet("Audit")).programme)
    a_dossier()

    assert 'rel="next"' in plain(writer().get("/dossiers/"))
    assert 'rel="prev"' in plain(writer().get("/dossiers/?page=2"))


def test_what_is_late_is_told_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    a_dossier()
    assert "jusqu’au 30 novembre 2026" in plain(writer().get("/dossiers/"))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert "délai passé" in plain(writer().get("/dossiers/"))


def queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)


@pytest.mark.parametrize("who", [writer, office])
def test_the_list_asks_as_often_whatever_there_is(who: Callable[[], Client]) -> None:
    a_dossier(published(a_sheet("Audit")).programme)
    browser = who()
    before = queries(browser, "/dossiers/")
    for n in range(5):
        a_dossier(published(a_sheet(f"Autre {n}")).programme)

    assert queries(browser, "/dossiers/") == before


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_a_dossier_shows_what_lacks_with_its_article() -> None:
    page = plain(writer().get(at(a_dossier())))

    assert "Quelque chose manque encore." in page
    assert page.count(">à écrire<") == 6
    assert "Tout ce que les textes demandent est là." in plain(writer().get(at(signed(written(Dossier.objects.get())))))


def test_a_chapter_is_written_and_what_somebody_wrote_meanwhile_is_shown() -> None:
    dossier = a_dossier()
    address = at(dossier, "chapters/companies/")
    browser = writer()

    assert 'name="seen" value="0"' in plain(browser.get(address))
    code, page = posted(browser, address, text="Douze entreprises", seen=0)
    assert (code, "Douze entreprises" in page) == (302, True)
    code, page = posted(browser, address, text="Treize", seen=0)
    assert (code, "Douze entreprises" in page, "Treize" in page, "entre-temps" in page) == (422, True, True, True)
    assert browser.get(at(dossier, "chapters/beauty/")).status_code == 404


def test_a_filed_dossier_is_written_no_longer() -> None:
    dossier = filed()
    browser = writer()

    assert "Ce dossier ne s’écrit plus." in plain(browser.get(at(dossier, "chapters/companies/")))
    assert "/chapters/" not in plain(browser.get(at(dossier)))
    code, page = posted(browser, at(dossier, "pieces/"), file=a_letter())
    assert (code, "Ce dossier ne s’écrit plus." in page) == (422, True)


def a_letter(content: bytes = b"", name: str = "lettre.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or a_pdf(), content_type="application/pdf")


def test_a_document_is_added_read_and_taken_out() -> None:
    dossier = a_dossier()
    browser = writer()
    told = {"file": a_letter(), "criterion": "companies", "company": "Acier du Nord"}
    code, page = posted(browser, at(dossier, "pieces/"), **told)
    found = DossierPiece.objects.get()

    assert (code, "lettre : Acier du Nord" in page) == (302, True)
    sent = browser.get(f"/dossiers/pieces/{found.pk}/")
    kept = place_of(found.file_id).read_bytes()
    assert b"".join(sent.streaming_content) == kept
    assert sent["Content-Disposition"] == 'attachment; filename="lettre.pdf"'
    place_of(found.file_id).unlink()
    assert browser.get(f"/dossiers/pieces/{found.pk}/").status_code == 404
    assert posted(browser, f"/dossiers/pieces/{found.pk}/remove/")[0] == 302
    code, page = posted(browser, f"/dossiers/pieces/{found.pk}/remove/")
    assert (code, "Ce document est déjà retiré." in page) == (422, True)


def test_a_document_that_is_none_is_refused_at_its_field() -> None:
    dossier = a_dossier()
    browser = writer()
    address = at(dossier, "pieces/")

    assert "Choisissez d’abord un fichier." in posted(browser, address)[1]
    assert posted(browser, address, file=a_letter(b"MZ not a document", "cv.exe"))[0] == 422
    assert posted(browser, address, file=a_letter(), piece="nonsense")[0] == 422
    assert not DossierPiece.objects.exists()


# ---- signing and filing ----------------------------------------------------------------------------------------------


def test_the_director_asks_for_a_code_and_signs_by_it() -> None:
    dossier = written()
    browser = director()

    assert "un code vous est écrit" in posted(browser, at(dossier, "code/"))[1].lower()
    code, page = posted(browser, at(dossier, "sign/"), code="WRONG")
    assert (code, "Ce n’est pas le code reçu." in page) == (422, True)
    assert posted(browser, at(dossier, "sign/"))[0] == 422
    code, page = posted(browser, at(dossier, "sign/"), code=code_of(dossier, oystein()[0], NOW))
    assert (code, "signé par la direction" in page) == (302, True)
    code, page = posted(browser, at(dossier, "sign/"), code="WRONG")
    assert (code, "Aucun code ne vaut plus" in page) == (422, True)


def test_no_code_is_sent_for_what_is_filed() -> None:
    code, page = posted(director(), at(filed(), "code/"))

    assert (code, "Ce dossier ne s’écrit plus." in page) == (422, True)


def test_a_dossier_is_filed_from_its_page() -> None:
    dossier = signed()

    code, page = posted(director(), at(dossier, "file/"))

    assert (code, Filing.objects.get().at) == (302, NOW)
    assert "Dépôts" in page
    assert "1er octobre 2026" in page


def test_a_dossier_that_does_not_conform_asks_for_a_reason() -> None:
    dossier = signed(a_dossier())
    browser = director()

    code, page = posted(browser, at(dossier, "file/"))
    assert (code, "dites pourquoi vous le déposez tout de même" in page) == (422, True)
    assert posted(browser, at(dossier, "file/"), motive="x" * 2001)[0] == 422
    code, page = posted(browser, at(dossier, "file/"), motive="La suite vient")
    assert (code, "Motif : La suite vient" in page) == (302, True)


def test_what_took_too_long_to_enter_is_not_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = signed()
    monkeypatch.setattr("sceau.accreditation.dossier_views.ENTERS_WITHIN", timedelta(seconds=-1))

    code, page = posted(director(), at(dossier, "file/"))

    assert (code, "Le dépôt a pris trop de temps et rien n’est fait." in page) == (422, True)
    assert not Filing.objects.exists()


def test_a_school_withdraws_with_a_reason() -> None:
    dossier = a_dossier()
    browser = director()

    assert posted(browser, at(dossier, "withdraw/"))[0] == 422
    code, page = posted(browser, at(dossier, "withdraw/"), **{"withdraw-word": "Le programme change"})
    assert (code, "Le programme change" in page) == (302, True)


# ---- the gate --------------------------------------------------------------------------------------------------------


def test_nothing_opens_to_the_label_before_it_is_filed() -> None:
    dossier = written()
    page = plain(office().get(at(dossier)))

    assert "Ce dossier n’est pas déposé" in page
    assert "Dire companies en clair." not in page
    code, page = posted(office(), at(dossier, "reopen/"), **{"reopen-until": "2026-09-30", "reopen-motive": "Deuil"})
    assert (code, "Le dernier jour ne peut pas venir avant" in page) == (422, True)
    code, page = posted(office(), at(dossier, "reopen/"), **{"reopen-until": "2026-12-12", "reopen-motive": "Deuil"})
    assert (code, "12 décembre 2026" in page) == (302, True)


def test_nothing_opens_to_the_label_before_they_declared_that_nothing_ties_them_to_it() -> None:
    dossier = filed()
    browser = office()

    page = plain(browser.get(at(dossier)))
    assert ("Avant de lire ce dossier" in page, "Dire companies en clair." in page) == (True, False)
    assert "déclarez d’abord vos liens" in plain(browser.get("/dossiers/"))
    assert "Combien en sont où" not in plain(browser.get("/dossiers/"))
    code, page = posted(browser, at(dossier, "ties/"), ties="none")
    assert (code, "Dire companies en clair." in page) == (302, True)
    assert "déposé : 1" in plain(browser.get("/dossiers/"))


def test_a_document_opens_to_the_label_after_the_gate_alone() -> None:
    dossier = written()
    letter = piece(dossier)
    filed(dossier)
    address = f"/dossiers/pieces/{letter.pk}/"
    browser = office()

    assert browser.get(address).url == at(dossier)
    free(dossier, of_the_label()[0])
    opened = browser.get(address)
    assert (opened.status_code, b"".join(opened.streaming_content)[:4]) == (200, b"%PDF")


def tied_by_word(dossier: Dossier, account: Account) -> None:
    assert posted(browser_of(account), at(dossier, "ties/"), ties="some")[0] == 302


def tied_by_role(dossier: Dossier, account: Account) -> None:
    assert account.person is not None
    holds(account.person, Role.TEACHER, dossier.school, until=date(2025, 1, 1))


@pytest.mark.parametrize("tie", [tied_by_word, tied_by_role])
@pytest.mark.parametrize("role", [Role.LABEL_OFFICE, Role.PRESIDENT])
def test_who_is_tied_to_a_dossier_is_shut_out_of_all_of_it(tie: Callable[..., None], role: Role) -> None:
    dossier = written()
    letter = piece(dossier)
    filed(dossier)
    account = of_the_label("Henri Lemoine", role)[0]
    free(dossier, account)
    browser = browser_of(account)
    assert browser.get(at(dossier)).status_code == 200
    tie(dossier, account)

    for address in (at(dossier), f"/dossiers/pieces/{letter.pk}/", f"/history/dossier/{dossier.pk}/"):
        assert browser.get(address).status_code == 403
    for way in ("ties/", "admit/", "return/", "refuse/", "reopen/"):
        assert browser.post(at(dossier, way)).status_code == 403
    page = plain(browser.get("/dossiers/"))
    assert (str(dossier.pk) in page, "déposé :" in page.split("<table")[0], "Combien en sont où" in page) == (
        False,
        False,
        False,
    )


def test_a_tie_is_declared_after_reading_too() -> None:
    dossier = filed()
    browser = office(freed=dossier)

    assert "Déclarer un lien avec ce dossier" in plain(browser.get(at(dossier)))
    code, page = posted(browser, at(dossier, "ties/"), ties="some")
    assert (code, at(dossier) in page) == (302, False)


def test_a_tie_that_is_told_twice_is_kept_once() -> None:
    dossier, account = filed(), of_the_label()[0]
    assert account.person is not None
    told: dict[str, Any] = {"dossier": dossier.pk, "person": account.person.pk, "is_conflict": True, "at": NOW}

    assert declare_ties(**told, by=SCEAU) == declare_ties(**told, by=SCEAU)
    assert Declaration.objects.count() == 1


# ---- received --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "said", "done"),
    [
        ("admit", {"admit-word": ""}, "recevable"),
        ("return", {"return-word": "Les lettres", "return-until": "2026-12-10"}, "à compléter"),
        ("refuse", {"refuse-word": "Aucune école membre"}, "non recevable"),
    ],
)
def test_the_office_receives_what_was_filed(way: str, said: dict[str, str], done: str) -> None:
    dossier = filed()
    browser = office(freed=dossier)

    assert "Recevoir ce dossier" in plain(browser.get(at(dossier)))
    code, page = posted(browser, at(dossier, f"{way}/"), **said)
    assert (code, f'<span class="tag">{done}</span>' in page) == (302, True)
    code, page = posted(browser, at(dossier, f"{way}/"), **said)
    assert (code, "Ce dossier n’est pas déposé." in page) == (422, True)


def test_a_reason_is_asked_for_and_said_at_its_field() -> None:
    dossier = filed()
    browser = office(freed=dossier)

    assert "Dites pourquoi." in posted(browser, at(dossier, "refuse/"))[1]
    assert posted(browser, at(dossier, "return/"))[0] == 422


def test_who_has_not_declared_receives_nothing() -> None:
    code, page = posted(office(), at(filed(), "admit/"))

    assert (code, "Avant de lire ce dossier" in page) == (422, True)
    assert Dossier.objects.get().standing == "filed"


def test_the_pages_of_a_dossier_are_said_in_english() -> None:
    dossier = filed()
    account = of_the_label()[0]
    free(dossier, account)
    page = plain(browser_of(account, language="en").get(at(dossier)))

    assert "Receive this dossier" in page


def test_a_dossier_asks_as_often_however_much_it_holds() -> None:
    dossier = written()
    piece(dossier)
    browser = writer()
    before = queries(browser, at(dossier))
    letters = [piece(dossier) for _ in range(5)]
    remove_piece(piece=letters[0].pk, at=NOW, by=SCEAU)

    assert queries(browser, at(dossier)) == before


def test_what_is_kept_of_a_dossier_says_what_it_is() -> None:
    dossier = written()
    letter = piece(dossier)
    filed(dossier)
    free(dossier, of_the_label()[0])
    one = requested(dossier)
    withdraw_dossier(dossier=dossier.pk, word="Fin", at=NOW, by=SCEAU)

    assert str(letter) == f"{dossier.pk}: {letter.file_id}"
    for row in (one.chapters["companies"], *dossier.codes.all(), *dossier.signatures.all(), *dossier.filings.all()):
        assert str(row).startswith(str(dossier.pk))
    assert str(dossier.declarations.get()).endswith("False")
    late = date(2026, 12, 12)
    opened = reopen_filing(dossier=dossier.pk, until=late, motive="Deuil", at=NOW, by=SCEAU)
    move_closing(campaign=dossier.campaign_id, closes_on=late, motive="Panne", at=NOW, by=SCEAU)
    assert str(opened) == f"{dossier.pk}: 2026-12-12"
    assert str(dossier.campaign.moves.get()) == f"{dossier.campaign_id}: 2026-11-30 → 2026-12-12"


# ---- what is expected ------------------------------------------------------------------------------------------------


def test_a_school_is_told_until_when_it_files(monkeypatch: pytest.MonkeyPatch) -> None:
    a_dossier()
    assert "Un dossier de label est à déposer" in plain(writer().get("/"))
    assert "30 novembre 2026" in plain(writer().get("/"))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 30, 23, tzinfo=UTC))
    assert "est à déposer" not in plain(writer().get("/"))
    reopen_filing(dossier=Dossier.objects.get().pk, until=date(2026, 12, 12), motive="Deuil", at=NOW, by=SCEAU)
    assert "12 décembre 2026" in plain(writer().get("/"))


def test_the_office_is_told_what_it_declares_on_then_what_it_receives() -> None:
    dossier = filed()

    assert "attend que vous déclariez vos liens" in plain(office().get("/"))
    assert "est à recevoir" not in plain(office().get("/"))
    assert "est à recevoir" in plain(office(freed=dossier).get("/"))
    assert "attend que vous déclariez" not in plain(office().get("/"))


def test_the_history_of_a_dossier_opens_after_the_gate_and_to_no_expert() -> None:
    dossier = filed()
    address = f"/history/dossier/{dossier.pk}/"
    undeclared = office().get(address)

    assert undeclared.status_code == 403
    assert office(freed=dossier).get(address).status_code == 200
    account = of_the_label("Anne Rivoire", Role.EXPERT)[0]
    assert account.person is not None
    Expertise.objects.create(dossier=dossier, person=account.person, due_on=date(2026, 11, 15), at=NOW)
    free(dossier, account)
    browser = browser_of(account)
    assert (browser.get(at(dossier)).status_code, browser.get(address).status_code) == (200, 403)
