"""The pages of a decision: the office prepares, the President signs or sends back, the office publishes and follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sceau.accreditation.actions import sign_decision
from sceau.accreditation.models import Condition, Decision, Dossier
from sceau.journal.actions import Actor
from sceau.people.roles import Role
from tests.accreditation.dossiers import of_the_label
from tests.accreditation.review import admitted
from tests.accreditation.test_decision import CONDITION, WHEN, opined, prepared, president, published, signed
from tests.accreditation.test_dossier_pages import at, director, office, posted
from tests.accreditation.test_dossiers import why
from tests.catalogue.test_public_pages import plain
from tests.people.people import browser_of, holds

pytestmark = pytest.mark.django_db
TOLD = {"outcome": "granted", "first_day": "2027-09-01", "last_day": "2032-08-31"}


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every request come in December, after the commission met."""
    monkeypatch.setattr(timezone, "now", lambda: WHEN)


def of_president(dossier: Dossier) -> Client:
    return browser_of(president(dossier)[0])


def test_a_decision_goes_from_the_office_to_the_president_and_back_to_be_published() -> None:
    dossier = opined()
    address = at(dossier, "decision/")

    page = plain(office().get(address))
    assert ("Un besoin réel" in page, "Label accordé" in page, "2 pour, 0 contre" in page) == (True, True, True)
    assert "/law/label-ms/accreditation_decided_by/" in page
    code, page = posted(office(), address + "prepare/", **{**TOLD, "last_day": ""})
    assert (code, "Donnez le dernier jour du label" in page) == (422, True)
    code, page = posted(office(), address + "prepare/", **TOLD)
    assert (code, "31 août 2032" in page, "à signer" in page) == (302, True, True)
    code, page = posted(office(), address + "sign/")
    assert (code, "donnent cette décision à quelqu’un d’autre" in page) == (422, True)
    browser = of_president(dossier)
    assert "Une décision sur un label est à signer" in plain(browser.get("/"))
    assert "à signer" not in plain(office().get("/"))
    code, page = posted(browser, address + "sign/")
    assert (code, "signée" in page) == (302, True)
    assert browser.post(address + "publish/").status_code == 403
    assert "31 août 2032" not in plain(director().get(at(dossier)))
    code, page = posted(office(), address + "publish/")
    assert (code, "publiée" in page, "ms-00001" in page) == (302, True, True)
    assert "31 août 2032" in plain(director().get(at(dossier)))
    code, page = posted(office(), address + "publish/")
    assert (code, "Aucune décision signée" in page) == (422, True)


def test_the_president_sends_back_with_a_word() -> None:
    found = prepared()
    browser = of_president(found.dossier)
    address = at(found.dossier, "decision/send-back/")

    assert posted(browser, address)[0] == 422
    code, page = posted(browser, address, word="La date de fin")
    assert (code, "renvoyée" in page) == (302, True)
    assert "Préparer la décision" in plain(office().get(at(found.dossier, "decision/")))


def test_conditions_are_set_with_their_days_and_followed() -> None:
    dossier = opined("with_reservations")
    address = at(dossier, "decision/")
    told: dict[str, Any] = {**TOLD, "outcome": "granted_on_conditions", "condition_1": CONDITION.text}

    code, page = posted(office(), address + "prepare/", **told)
    assert (code, "Donnez le jour où cette condition" in page) == (422, True)
    code, page = posted(office(), address + "prepare/", **told, due_1="2028-06-30")
    assert (code, "30 juin 2028" in page) == (302, True)
    published(Decision.objects.get())
    assert "Une condition d’un label est à suivre" in plain(office().get("/"))
    assert "30 juin 2028" in plain(director().get(at(dossier)))
    met = f"{address}conditions/{Condition.objects.get().pk}/"
    assert posted(office(), met)[0] == 422
    code, page = posted(office(), met, word="Nommé en juin")
    assert (code, "Nommé en juin" in page) == (302, True)
    assert "est à suivre" not in plain(office().get("/"))
    assert posted(office(), f"{address}conditions/0/", word="…")[0] == 302
    assert Condition.objects.get().due_on == date(2028, 6, 30)


def test_a_decision_opens_after_the_gate_alone() -> None:
    found = signed()
    address = at(found.dossier, "decision/")
    other = browser_of(of_the_label("Autre Bureau")[0])

    assert other.get(address).url == at(found.dossier)
    assert other.post(address + "publish/").url == at(found.dossier)
    assert other.post(address + "prepare/", TOLD).url == at(found.dossier)
    assert director().get(address).status_code == 403
    assert browser_of(of_the_label("Anne Rivoire", Role.EXPERT)[0]).get(address).status_code == 403
    found.refresh_from_db()
    assert found.published_at is None


def test_before_any_opinion_there_is_nothing_to_decide() -> None:
    dossier = admitted()

    assert "La commission n’a pas encore rendu d’avis." in plain(office().get(at(dossier, "decision/")))
    assert "/decision/" not in plain(office().get(at(dossier)))


def test_anybody_reads_the_act_of_a_grant_and_its_school_and_the_label_that_of_any_decision() -> None:
    found = published()
    assert found.grant is not None
    public = f"/register/ms-00001/acts/{found.grant_id}/"

    assert public in plain(Client().get("/register/ms-00001/"))
    answer = Client().get(public)
    assert (answer["Content-Type"], b"".join(answer.streaming_content)[:5]) == ("application/pdf", b"%PDF-")  # type: ignore[attr-defined] - a file is streamed
    assert "-en.pdf" in Client().get(f"{public}?lang=en")["Content-Disposition"]
    assert Client().get("/register/ms-00001/acts/99999/").status_code == 404
    address = at(found.dossier, "act/")
    assert address in plain(director().get(at(found.dossier)))
    assert director().get(address)["Content-Type"] == "application/pdf"
    assert office("Autre Bureau").get(address).url == at(found.dossier)
    assert Client().get(address).status_code == 302


def test_before_it_is_published_a_decision_has_no_act() -> None:
    found = signed()

    assert director().get(at(found.dossier, "act/")).status_code == 404


def test_how_the_label_came_to_its_decision_is_told_to_nobody_else() -> None:
    found = prepared()
    dossier = found.dossier
    posted(of_president(dossier), at(dossier, "decision/send-back/"), word="La date de fin est trop loin")
    history = f"/history/dossier/{dossier.pk}/"

    for page in (plain(director().get(at(dossier))).lower(), plain(director().get(history)).lower()):
        assert "admettre" in page or "recevable" in page
        assert "trop loin" not in page
        assert "label accordé" not in page
        assert "rendre un avis" not in page
        assert "proposer un expert" not in page
    assert director().get(f"/history/review/{dossier.pk}/").status_code == 403
    assert "trop loin" in plain(office().get(at(dossier)))
    assert "rendre un avis" in plain(office().get(f"/history/review/{dossier.pk}/")).lower()


def test_somebody_of_the_office_who_is_of_the_school_reads_as_the_school_does() -> None:
    found = published()
    account = of_the_label("Double Casquette")[0]
    assert account.person is not None
    holds(account.person, Role.REGISTRAR, found.dossier.school)
    page = plain(browser_of(account).get(at(found.dossier)))

    assert ("Rapport 1" in page, "Rivoire" in page, "signer une décision" in page.lower()) == (True, False, False)


def test_nobody_signs_in_another_role() -> None:
    found = prepared()
    account, _ = of_the_label("Anne Rivoire", Role.EXPERT)

    told = {"dossier": found.dossier_id, "at": WHEN, "by": Actor(str(account.pk), Role.EXPERT)}
    assert why(sign_decision, **told) == "another_signs"
