"""The pages of a review: the office leads it, an expert reports, a school replies, the commission votes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sceau.accreditation.actions import declare_ties, mark_present, plan_visit, reply_to_reports
from sceau.accreditation.models import (
    AgendaItem,
    Campaign,
    Dossier,
    Expertise,
    Meeting,
    Opinion,
    Report,
    SeatHeld,
    Visit,
)
from sceau.journal.actions import SCEAU
from sceau.people.roles import Role
from tests.accreditation.dossiers import OCTOBER, a_campaign, free, of_the_label
from tests.accreditation.review import (
    EXPERTS,
    MEETS,
    NIGHT,
    a_meeting,
    admitted,
    asked,
    expert,
    findings,
    given,
    member,
    on_agenda,
    person_of,
    reported,
    seated,
    shared,
    voted,
)
from tests.accreditation.test_dossier_pages import at, director, office, posted, queries, writer
from tests.catalogue.programmes import bernard
from tests.catalogue.test_public_pages import plain
from tests.people.people import browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let every request come at an instant: in October, until a test says another."""

    def at_instant(instant: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: instant)

    at_instant(NOW)
    return at_instant


def of_expert(name: str = EXPERTS[0]) -> Client:
    return browser_of(expert(name)[0])


def of_member(name: str = "Marie Duval") -> Client:
    return browser_of(member(name)[0])


def report_of(one: Expertise) -> str:
    return f"/dossiers/experts/{one.pk}/report/"


# ---- the office ------------------------------------------------------------------------------------------------------


def test_the_office_proposes_an_expert_and_releases_them() -> None:
    dossier = admitted()
    person = str(person_of(expert()[0]))
    address = at(dossier, "review/experts/")

    assert "Anne" in plain(office().get(at(dossier, "review/")))
    told = {"expert-person": person, "expert-due_on": "2026-09-30"}
    code, page = posted(office(), address, **told)
    assert (code, "Le dernier jour ne peut pas venir avant" in page) == (422, True)
    code, page = posted(office(), address, **{**told, "expert-due_on": "2026-11-15"})
    assert (code, "15 novembre 2026" in page, "attendu" in page) == (302, True, True)
    assert "Aucun autre expert" in page
    release = f"/dossiers/experts/{Expertise.objects.get().pk}/release/"
    assert posted(office(), release)[0] == 422
    code, page = posted(office(), release, motive="Malade")
    assert (code, "n’examine plus" in page, "Malade" in page) == (302, True, True)


def test_the_office_makes_an_appointment_and_calls_it_off() -> None:
    dossier = admitted()
    address = at(dossier, "review/visits/")
    told = {"visit-kind": "hearing", "visit-starts_at": "2026-10-20T14:00", "visit-place": "Lille"}

    assert posted(office(), address, **{**told, "visit-starts_at": "demain"})[0] == 422
    code, page = posted(office(), address, **told)
    assert (code, "audition" in page, "20 octobre 2026" in page, "14 h" in page) == (302, True, True, True)
    assert Visit.objects.get().starts_at == datetime(2026, 10, 20, 12, tzinfo=UTC)
    off = f"/dossiers/visits/{Visit.objects.get().pk}/call-off/"
    assert "annulé" in posted(office(), off)[1]
    code, page = posted(office(), off)
    assert (code, "Ce rendez-vous est passé, ou déjà annulé." in page) == (422, True)
    assert "annulé" in plain(writer().get(at(dossier)))


def test_the_office_sends_the_reports_then_puts_the_dossier_on_an_agenda(now: Callable[[datetime], None]) -> None:
    dossier = admitted()
    for name in EXPERTS:
        reported(asked(dossier, name), name)
    code, page = posted(office(), at(dossier, "review/share/"), **{"share-until": "2026-11-30"})
    assert (code, "jusqu’à la fin du 30 novembre 2026" in page, "ordre du jour" in page.split("<main")[1]) == (
        302,
        True,
        False,
    )
    now(NIGHT)
    assert "Aucune réunion de cette commission" in plain(office().get(at(dossier, "review/")))
    held = a_meeting()
    agenda = at(dossier, "review/agenda/")
    assert posted(office(), agenda, **{"agenda-meeting": "nonsense"})[0] == 422
    assert posted(office(), agenda, **{"agenda-meeting": str(held.pk)})[0] == 302
    assert AgendaItem.objects.get().meeting == held


def test_a_review_opens_to_the_office_after_the_gate_alone() -> None:
    dossier = admitted()
    other = office("Autre Bureau")

    assert other.get(at(dossier, "review/")).url == at(dossier)
    answer = other.post(at(dossier, "review/share/"), {"share-until": "2026-11-30"})
    assert (answer.url, Dossier.objects.get().standing) == (at(dossier), "admissible")
    assert writer().get(at(dossier, "review/")).status_code == 403


# ---- the expert ------------------------------------------------------------------------------------------------------


def test_an_expert_declares_first_then_writes_keeps_and_hands_in() -> None:
    dossier = admitted()
    one = asked(dossier)
    browser = of_expert()
    told = {f"{part}_{code}": said for code, found in findings(dossier).items() for part, said in found.items()}

    assert "attend que vous déclariez vos liens" in plain(browser.get("/"))
    assert browser.get(report_of(one)).url == at(dossier)
    posted(browser, at(dossier, "ties/"), ties="none")
    assert "Un rapport d’expert est à rendre" in plain(browser.get("/"))
    assert "15 novembre 2026" in plain(browser.get(report_of(one)))
    code, page = posted(browser, report_of(one), summary="Solide", keep="")
    assert (code, "Solide" in page, "pas encore rendu" in page) == (302, True, True)
    code, page = posted(browser, report_of(one), summary="Solide", hand_in="")
    assert (code, "Donnez votre appréciation de ce critère" in page) == (422, True)
    code, page = posted(browser, report_of(one), **told, summary="Solide", opinion="favourable", hand_in="")
    assert (code, "Votre rapport est rendu." in page, "Rapport 1" in page) == (302, True, True)
    assert Report.objects.get().findings["companies"] == {"mark": "met", "why": "Vu : companies"}
    assert "est à rendre" not in plain(browser.get("/"))
    assert "Ce rapport est rendu" in posted(browser, report_of(one), keep="")[1]


def test_an_expert_sees_nothing_else_and_no_other_report_before_their_own() -> None:
    dossier = admitted()
    one, other = asked(dossier), asked(dossier, EXPERTS[1])
    reported(one, summary="Le premier")
    free(dossier, expert(EXPERTS[1])[0])
    second = of_expert(EXPERTS[1])

    assert "Le premier" not in plain(second.get(at(dossier)))
    assert second.get(report_of(one)).status_code == 403
    assert "Le premier" in plain(of_expert().get(at(dossier)))
    reported(other, EXPERTS[1], summary="Le second")
    assert "Le premier" in plain(second.get(at(dossier)))
    assert of_expert("Sans Dossier").get(at(dossier)).status_code == 403
    assert str(dossier.pk) not in plain(of_expert("Sans Dossier").get("/dossiers/"))


def test_an_expert_who_is_tied_is_shut_out_at_once() -> None:
    dossier = admitted()
    one = asked(dossier)
    browser = of_expert()

    posted(browser, at(dossier, "ties/"), ties="some")
    assert browser.get(at(dossier)).status_code == 403
    assert browser.get(report_of(one)).status_code == 403
    assert str(dossier.pk) not in plain(browser.get("/dossiers/"))


# ---- the school ------------------------------------------------------------------------------------------------------


def test_the_school_reads_the_reports_once_they_are_sent_without_who_wrote_them_and_replies() -> None:
    dossier = admitted()
    reported(asked(dossier), summary="Le premier")
    reported(asked(dossier, EXPERTS[1]), EXPERTS[1])
    assert "Le premier" not in plain(director().get(at(dossier)))
    posted(office(), at(dossier, "review/share/"), **{"share-until": "2026-11-30"})
    page = plain(director().get(at(dossier)))

    assert ("Le premier" in page, "Rapport 1" in page, "Rivoire" in page) == (True, True, False)
    assert "attendent votre réponse" in plain(director().get("/"))
    assert "Rivoire" in plain(office().get(at(dossier)))
    address = at(dossier, "reply/")
    assert posted(director(), address)[0] == 422
    code, page = posted(director(), address, reply="Merci de vos lectures")
    assert (code, "Merci de vos lectures" in page) == (302, True)
    code, page = posted(director(), address, reply="Encore")
    assert (code, "L’école a déjà répondu." in page) == (422, True)
    assert "attendent votre réponse" not in plain(director().get("/"))
    assert "Merci de vos lectures" in plain(office().get(at(dossier, "review/")))


def test_the_list_tells_what_each_dossier_waits_for(now: Callable[[datetime], None]) -> None:
    dossier = admitted()
    one = asked(dossier)
    assert "jusqu’au 15 novembre 2026" in plain(office().get("/dossiers/"))
    now(datetime(2026, 11, 20, tzinfo=UTC))
    assert "délai passé" in plain(office().get("/dossiers/"))
    now(NOW)
    reported(one)
    reported(asked(dossier, EXPERTS[1]), EXPERTS[1])
    assert "jusqu’au" not in plain(office().get("/dossiers/"))
    posted(office(), at(dossier, "review/share/"), **{"share-until": "2026-11-30"})
    assert "jusqu’au 30 novembre 2026" in plain(office().get("/dossiers/"))


# ---- the commission --------------------------------------------------------------------------------------------------


def test_the_office_convenes_and_seats_the_commission() -> None:
    browser = office()
    member()
    told = {"label": "ms", "starts_at": "2026-12-10T14:00", "place": "Paris"}

    assert "Aucune réunion." in plain(browser.get("/meetings/"))
    a_campaign()
    page = plain(browser.get("/meetings/new/"))
    assert ("Convoquer" in page, '<option value="ms" selected' in page) == (True, True)
    code, page = posted(browser, "/meetings/new/", **{**told, "starts_at": "2026-09-10T14:00"})
    assert (code, "Ce moment est déjà passé." in page) == (422, True)
    code, page = posted(browser, "/meetings/new/", **told)
    assert (code, "10 décembre 2026" in page) == (302, True)
    held = Meeting.objects.get()
    seats = f"/meetings/{held.pk}/seats/"
    seat = {"person": str(person_of(member()[0])), "world": "professional_world"}
    assert posted(browser, seats, **{**seat, "world": "nonsense"})[0] == 422
    code, page = posted(browser, seats, **seat)
    assert (code, "Marie" in page, "monde professionnel" in page) == (302, True, True)
    present = f"/meetings/seats/{SeatHeld.objects.get().pk}/present/"
    assert ">présent<" in posted(browser, present, present="yes")[1]
    assert ">absent<" in posted(browser, present, present="no")[1]
    assert "à venir" in plain(browser.get("/meetings/"))


def test_somebody_who_lost_the_role_meanwhile_is_not_seated(monkeypatch: pytest.MonkeyPatch) -> None:
    held = a_meeting()
    person = str(person_of(expert()[0]))
    monkeypatch.setattr("sceau.accreditation.meeting_views.members_to_seat", lambda _: [(person, "Anne")])

    code, page = posted(office(), f"/meetings/{held.pk}/seats/", person=person, world="training_world")

    assert (code, "n’est pas membre de la commission" in page) == (422, True)


def test_a_long_list_of_meetings_is_turned_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.accreditation.meeting_views.A_PAGE", 1)
    a_meeting()
    Meeting.objects.create(label="ms", starts_at=OCTOBER, place="Paris", at=OCTOBER)

    assert 'rel="next"' in plain(office().get("/meetings/"))
    assert 'rel="prev"' in plain(office().get("/meetings/?page=2"))


def item_at(item: AgendaItem, way: str = "") -> str:
    return f"/meetings/items/{item.pk}/{way}"


def test_a_member_declares_reads_and_votes_and_the_office_gives_the_opinion(now: Callable[[datetime], None]) -> None:
    item = on_agenda()
    now(MEETS)
    browser = of_member()

    assert item_at(item) in plain(browser.get(f"/meetings/{item.meeting_id}/"))
    assert "déclarez d’abord vos liens" in plain(browser.get(f"/meetings/{item.meeting_id}/"))
    assert browser.get(item_at(item)).url == at(item.dossier)
    assert browser.post(item_at(item, "vote/"), {"vote": "in_favour"}).url == at(item.dossier)
    posted(browser, at(item.dossier, "ties/"), ties="none")
    page = plain(browser.get(item_at(item)))
    assert ("Rapport 1" in page, "Rivoire" in page, "Vu : companies" in page) == (True, False, True)
    assert posted(browser, item_at(item, "vote/"))[0] == 422
    assert posted(browser, item_at(item, "vote/"), vote="in_favour")[0] == 302
    assert "pour : 1" in plain(browser.get(item_at(item)))

    told = {"given-opinion": "favourable", "given-motive": "Un besoin réel"}
    assert browser.post(item_at(item, "opinion/"), told).status_code == 403
    free(item.dossier, member("Jean Roux")[0])
    code, page = posted(office(), item_at(item, "opinion/"), **told)
    assert (code, "Il manque 1 vote" in page) == (422, True)
    posted(of_member("Jean Roux"), item_at(item, "vote/"), vote="abstained")
    code, page = posted(office(), item_at(item, "opinion/"), **told)
    assert (code, ">favorable<" in page) == (302, True)
    assert "Un besoin réel" in plain(browser.get(item_at(item)))
    assert Opinion.objects.get().in_favour == 1


def test_a_member_who_is_tied_sees_no_more_of_it_on_the_agenda(now: Callable[[datetime], None]) -> None:
    item = on_agenda()
    now(MEETS)
    declare_ties(dossier=item.dossier_id, person=person_of(member()[0]), is_conflict=True, at=NIGHT, by=SCEAU)
    browser = of_member()

    assert item_at(item) not in plain(browser.get(f"/meetings/{item.meeting_id}/"))
    assert browser.get(item_at(item)).status_code == 403
    assert browser.post(item_at(item, "vote/"), {"vote": "against"}).status_code == 403
    assert browser.get(at(item.dossier)).status_code == 403
    assert "Marie" in plain(office().get(item_at(item)))


def test_a_dossier_is_taken_off_the_agenda_with_a_reason(now: Callable[[datetime], None]) -> None:
    item = on_agenda()
    now(MEETS)

    assert posted(office(), item_at(item, "off/"))[0] == 422
    assert posted(office(), item_at(item, "off/"), motive="Trop chargé")[0] == 302
    assert item_at(item) not in plain(office().get(f"/meetings/{item.meeting_id}/"))


def test_a_school_reads_no_opinion_before_the_decision_save_what_is_asked_of_it() -> None:
    item = voted(on_agenda())
    opinion = given(item, "deferring", complement_by=MEETS.date(), motive="Les lettres")

    assert "Les lettres" in plain(director().get(at(opinion.item.dossier)))
    assert "réservé" in plain(office().get(at(opinion.item.dossier)))


def test_a_favourable_opinion_is_not_told_to_the_school_before_it_is_decided() -> None:
    opinion = given()

    assert "Un besoin réel" not in plain(director().get(at(opinion.item.dossier)))
    assert "Un besoin réel" in plain(office().get(at(opinion.item.dossier)))


def test_the_president_reads_what_they_are_free_to() -> None:
    item = on_agenda()
    account = of_the_label("Henri Lemoine", Role.PRESIDENT)[0]
    free(item.dossier, account)

    assert "Vu : companies" in plain(browser_of(account).get(item_at(item)))
    assert "Rendre l’avis" not in plain(browser_of(account).get(item_at(item)))


def test_the_agenda_shows_the_reply_of_the_school() -> None:
    dossier = shared()
    reply_to_reports(dossier=dossier.pk, text="Merci de vos lectures", at=OCTOBER, by=bernard()[1])

    assert "Merci de vos lectures" in plain(office().get(item_at(on_agenda(dossier))))


def test_a_review_asks_as_often_however_much_it_holds() -> None:
    dossier = admitted()
    asked(dossier)
    before = queries(office(), at(dossier, "review/"))
    told: dict[str, Any] = {"kind": "visit", "place": "Lille", "at": OCTOBER, "by": of_the_label()[1]}
    for hour in range(13, 18):
        plan_visit(dossier=dossier.pk, starts_at=OCTOBER.replace(hour=hour), **told)
    asked(dossier, EXPERTS[1])

    assert queries(office(), at(dossier, "review/")) == before


def test_a_page_of_the_agenda_says_what_the_texts_ask_of_the_assembly_and_of_the_opinion() -> None:
    item = on_agenda()
    free(item.dossier, member("Marie Duval")[0])
    page = plain(office().get(item_at(item)))
    assert "/law/label-ms/commission_composition/" in page

    given(item)
    assert "/law/label-ms/accreditation_terms/" in plain(office().get(item_at(item)))
    Campaign.objects.update(label="badge")
    assert "Les textes de ce label ne disent pas qui décide" in plain(office().get(item_at(item)))


def test_an_agenda_asks_as_often_however_many_sit_and_a_review_however_many_experts_there_are() -> None:
    item = on_agenda()
    expert("Encore Une")
    before = queries(office(), item_at(item)), queries(office(), at(item.dossier, "review/"))
    for n in range(4):
        expert(f"Experte Numero{n}")
        seat = seated(item.meeting, f"Membre Numero{n}", "training_world")
        mark_present(seat=seat.pk, is_present=True, at=MEETS, by=of_the_label()[1])

    assert (queries(office(), item_at(item)), queries(office(), at(item.dossier, "review/"))) == before


def test_who_has_not_declared_calls_off_no_appointment_and_reads_nothing_by_trying() -> None:
    dossier = admitted()
    told: dict[str, Any] = {"kind": "visit", "place": "Lille", "at": OCTOBER, "by": of_the_label()[1]}
    found = plan_visit(dossier=dossier.pk, starts_at=OCTOBER.replace(hour=13), **told)

    answer = office("Autre Bureau").post(f"/dossiers/visits/{found.pk}/call-off/")

    assert (answer.status_code, answer.url) == (302, at(dossier))
    assert Visit.objects.get().called_off_at is None
