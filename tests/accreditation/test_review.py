"""The review of a dossier: experts who report, a visit, a reply, and a commission that comes to an opinion."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from sceau.accreditation.actions import (
    call_off_visit,
    cast_ballot,
    convene_meeting,
    declare_ties,
    give_opinion,
    mark_present,
    plan_visit,
    propose_expert,
    put_on_agenda,
    release_expert,
    reply_to_reports,
    seat_member,
    share_reports,
    start_dossier,
    take_off_agenda,
    withdraw_dossier,
    write_report,
)
from sceau.accreditation.actions.meetings import sitting_on, worlds_of
from sceau.accreditation.actions.reviewing import may_go_on
from sceau.accreditation.models import Ballot, Dossier, Opinion, Report
from sceau.accreditation.stepping import standing_of
from sceau.catalogue.models import Programme
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.people.roles import Role
from tests.accreditation.dossiers import OCTOBER, free, of_the_label, oystein, signed
from tests.accreditation.review import (
    DUE,
    EXPERTS,
    MEETS,
    NIGHT,
    UNTIL,
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
from tests.accreditation.test_dossiers import acts, chapter, file_it, why
from tests.cast import law_of, the_law
from tests.catalogue.programmes import bernard
from tests.people.people import a_school, an_account, holds

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def office() -> Any:
    return of_the_label()[1]


def mails(kind: str) -> set[str]:
    return set(Message.objects.filter(kind=kind).values_list("address", flat=True))


# ---- experts ---------------------------------------------------------------------------------------------------------


def test_an_expert_is_asked_and_written_to_in_both_languages() -> None:
    dossier = admitted()
    found = asked(dossier)

    mail = Message.objects.get(kind="expert_proposed")
    assert (mail.address, "15 novembre 2026" in mail.text_fr, "15 November 2026" in mail.text_en) == (
        "anne.rivoire@example.org",
        True,
        True,
    )
    assert acts(dossier)[-1] == "propose_expert"
    assert str(found) == f"{dossier.pk}: {found.person_id}"


def test_nobody_is_asked_who_is_no_expert_or_is_tied_or_was_asked() -> None:
    dossier = admitted()
    tied, teacher = expert("Tiphaine Liée")[0], an_account("Sans Rôle")
    holds(tied.person, Role.TEACHER, dossier.school)  # type: ignore[arg-type] - there is a person
    asked(dossier)
    told: dict[str, Any] = {"dossier": dossier.pk, "due_on": DUE, "at": OCTOBER, "by": office()}

    assert why(propose_expert, **told, person=person_of(teacher)) == "no_expert"
    assert why(propose_expert, **told, person=person_of(tied)) == "expert_is_tied"
    assert why(propose_expert, **told, person=person_of(expert()[0])) == "expert_already"
    late = {**told, "due_on": date(2026, 9, 30)}
    assert why(propose_expert, **late, person=person_of(expert()[0])) == "closes_in_the_past"
    other = {**told, "by": SCEAU, "person": person_of(expert(EXPERTS[1])[0])}
    assert why(propose_expert, **other) == "not_declared"
    assert why(propose_expert, **{**told, "dossier": filed_elsewhere().pk}, person=person_of(tied)) == "not_examined"


def filed_elsewhere() -> Dossier:
    """A dossier of another school, still written."""
    found = Dossier.objects.get()
    told = {"school": a_school("other"), "request": "renewal", "changed_at": OCTOBER, "standing": "filed"}
    programme = Programme.objects.create(slug="other", school=told["school"])
    return Dossier.objects.create(campaign=found.campaign, programme=programme, **told)


def test_an_expert_is_released_with_a_reason_unless_the_report_is_in() -> None:
    dossier = admitted()
    one, other = asked(dossier), asked(dossier, EXPERTS[1])
    reported(other, EXPERTS[1])
    told: dict[str, Any] = {"at": OCTOBER, "by": office()}

    assert why(release_expert, expertise=one.pk, motive=" ", **told) == "no_word"
    release_expert(expertise=one.pk, motive="Malade", **told)
    assert why(release_expert, expertise=one.pk, motive="Malade", **told) == "released_already"
    assert why(release_expert, expertise=other.pk, motive="Malade", **told) == "handed_in_already"
    assert why(reported, one=one) == "released_already"


def test_an_expert_who_declares_a_tie_stands_aside_and_the_office_is_told_but_who_is_tied() -> None:
    dossier = admitted()
    one = asked(dossier)
    account = expert()[0]
    tied = of_the_label("Office Liée")[0]
    declare_ties(dossier=dossier.pk, person=person_of(tied), is_conflict=True, at=OCTOBER, by=SCEAU)
    told: dict[str, Any] = {"dossier": dossier.pk, "person": person_of(account), "at": OCTOBER, "by": SCEAU}

    assert mails("expert_stood_aside") == set()
    declare_ties(**told, is_conflict=True)

    one.refresh_from_db()
    assert one.ended_at == OCTOBER
    assert mails("expert_stood_aside") == {"marguerite.thevenot@example.org"}
    assert why(propose_expert, due_on=DUE, **{**told, "by": office()}) == "expert_is_tied"


# ---- reports ---------------------------------------------------------------------------------------------------------


def test_a_report_is_written_at_leisure_then_handed_in_whole_and_stays() -> None:
    dossier = admitted()
    one = asked(dossier)
    account, by = expert()
    told: dict[str, Any] = {"expertise": one.pk, "at": OCTOBER, "by": by}
    empty: dict[str, Any] = {"findings": {}, "summary": "", "opinion": ""}

    assert why(write_report, **told, **empty, hand_in=False) == "not_declared"
    free(dossier, account)
    write_report(**told, **empty, hand_in=False)
    whole = {"findings": findings(dossier), "summary": "Solide", "opinion": "favourable"}
    for lacks, reason in (
        ({"findings": {}}, "criterion_unjudged"),
        ({"findings": findings(dossier, "")}, "criterion_unjudged"),
        ({"summary": " "}, "no_summary"),
        ({"opinion": ""}, "no_opinion"),
        ({"opinion": "splendid"}, "unknown_criterion"),
        ({"findings": {"beauty": {"mark": "met", "why": "…"}}}, "unknown_criterion"),
        ({"findings": findings(dossier, "splendid")}, "unknown_criterion"),
        ({"summary": "x" * 20_001}, "text_too_long"),
    ):
        assert why(write_report, **told, **{**whole, **lacks}, hand_in=True) == reason
    found = write_report(**told, **whole, hand_in=True)

    assert (found.handed_in_at, acts(dossier)[-1]) == (OCTOBER, "hand_in_report")
    assert why(write_report, **told, **whole, hand_in=True) == "handed_in_already"
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Report.objects.update(summary="Autre")
    assert str(found) == f"{one.pk}: {found.handed_in_at}"


# ---- visits ----------------------------------------------------------------------------------------------------------


def test_a_visit_is_planned_and_called_off_and_all_are_told() -> None:
    dossier = admitted()
    asked(dossier)
    tied = expert(EXPERTS[1])[0]
    asked(dossier, EXPERTS[1])
    holds(tied.person, Role.TEACHER, dossier.school)  # type: ignore[arg-type] - there is a person
    oystein()
    told: dict[str, Any] = {"at": OCTOBER, "by": office()}
    said: dict[str, Any] = {"dossier": dossier.pk, "kind": "visit", "starts_at": OCTOBER + DAY, "place": " Lille "}

    assert why(plan_visit, **told, **{**said, "place": ""}) == "no_place"
    assert why(plan_visit, **told, **{**said, "starts_at": OCTOBER}) == "already_past"
    found = plan_visit(**told, **said)
    who = {"anne.rivoire@example.org", "bernard.leroy@example.org", "oystein.saether@example.org"}
    assert (found.place, mails("visit_planned")) == ("Lille", who)
    assert why(call_off_visit, visit=found.pk, at=OCTOBER + DAY, by=office()) == "not_to_call_off"
    call_off_visit(visit=found.pk, **told)
    assert mails("visit_called_off") == who
    assert why(call_off_visit, visit=found.pk, **told) == "not_to_call_off"
    assert str(found).startswith(str(dossier.pk))


# ---- the commission --------------------------------------------------------------------------------------------------


def test_who_sits_is_written_to_when_and_where() -> None:
    a_meeting()

    assert mails("seated") == {"marie.duval@example.org", "jean.roux@example.org"}
    mail = Message.objects.filter(kind="seated").first()
    assert mail is not None
    assert ("10 décembre 2026" in mail.text_fr, "10 December 2026" in mail.text_en, "Paris" in mail.text_fr) == (
        True,
        True,
        True,
    )


# ---- the reply of the school -----------------------------------------------------------------------------------------


def test_reports_are_sent_to_the_school_once_they_are_all_in() -> None:
    dossier = admitted()
    one, other = asked(dossier), asked(dossier, EXPERTS[1])
    told: dict[str, Any] = {"dossier": dossier.pk, "at": OCTOBER, "by": office()}

    assert why(share_reports, **told, until=date(2026, 9, 30)) == "closes_in_the_past"
    reported(one)
    assert why(share_reports, **told, until=UNTIL) == "reports_are_lacking"
    reported(other, EXPERTS[1])
    third = asked(dossier, "Third Expert")
    assert why(share_reports, **told, until=UNTIL) == "reports_are_lacking"
    release_expert(expertise=third.pk, motive="Malade", at=OCTOBER, by=office())
    found = share_reports(**told, until=UNTIL)

    dossier.refresh_from_db()
    assert (dossier.standing, standing_of(dossier)) == ("shared", "shared")
    assert mails("reports_shared") == {"bernard.leroy@example.org", "oystein.saether@example.org"}
    assert str(found).startswith(str(dossier.pk))


def test_the_school_replies_once_and_in_time() -> None:
    dossier = shared()
    told: dict[str, Any] = {"dossier": dossier.pk, "by": bernard()[1]}

    assert why(reply_to_reports, **told, text=" ", at=OCTOBER) == "no_text"
    assert why(reply_to_reports, **told, text="Trop tard", at=NIGHT) == "reply_is_late"
    assert (may_go_on(dossier, at=NIGHT - timedelta(seconds=1)), may_go_on(dossier, at=NIGHT)) == (False, True)
    found = reply_to_reports(**told, text="Merci", at=NIGHT - timedelta(seconds=1))
    assert may_go_on(dossier, at=NIGHT - timedelta(seconds=1))
    assert why(reply_to_reports, **told, text="Encore", at=OCTOBER) == "replied_already"
    assert str(found).startswith(str(dossier.pk))
    assert (
        why(reply_to_reports, dossier=filed_elsewhere().pk, text="…", at=OCTOBER, by=SCEAU) == "no_report_to_reply_to"
    )


# ---- the commission --------------------------------------------------------------------------------------------------


def test_a_meeting_is_convened_and_seated_by_the_worlds_of_the_law() -> None:
    held = a_meeting()
    told: dict[str, Any] = {"label": "ms", "starts_at": MEETS, "place": "Paris", "at": OCTOBER, "by": office()}
    seat: dict[str, Any] = {"meeting": held.pk, "at": OCTOBER, "by": office()}
    new = person_of(member("Nouvelle Venue")[0])

    assert worlds_of(held) == ("professional_world", "training_world")
    assert why(convene_meeting, **told) == "convened_already"
    assert why(convene_meeting, **{**told, "label": "mba"}) == "unknown_label"
    assert why(convene_meeting, **{**told, "place": ""}) == "no_place"
    assert why(convene_meeting, **{**told, "starts_at": OCTOBER}) == "already_past"
    assert why(seat_member, **seat, person=new, world="companies") == "unknown_world"
    assert why(seat_member, **seat, person=person_of(expert()[0]), world="training_world") == "no_member"
    assert why(seat_member, **seat, person=person_of(member()[0]), world="training_world") == "seated_already"
    found = seated(held, "Nouvelle Venue", "training_world")
    assert Entry.objects.filter(subject=f"meeting:{held.pk}").last().act == "seat_member"  # type: ignore[union-attr] - there is one
    assert (str(held), str(found)) == (f"ms: {MEETS}", f"{held.pk}: {new}")


def test_a_dossier_comes_before_the_commission_after_the_reply() -> None:
    dossier, held = shared(), a_meeting()
    told: dict[str, Any] = {"meeting": held.pk, "dossier": dossier.pk, "by": office()}
    badge = convene_meeting(label="badge", starts_at=MEETS, place="Paris", at=OCTOBER, by=office())

    assert why(put_on_agenda, **told, at=OCTOBER) == "reply_is_awaited"
    assert why(put_on_agenda, **{**told, "meeting": badge.pk}, at=NIGHT) == "other_commission"
    item = put_on_agenda(**told, at=NIGHT)
    assert why(put_on_agenda, **told, at=NIGHT) == "not_ready"
    assert why(withdraw_dossier, dossier=dossier.pk, word="…", at=NIGHT, by=SCEAU) == "not_to_withdraw"
    off: dict[str, Any] = {"item": item.pk, "at": NIGHT, "by": office()}
    assert why(take_off_agenda, **off, motive="") == "no_word"
    take_off_agenda(**off, motive="Trop chargé")
    assert why(take_off_agenda, **off, motive="Trop chargé") == "not_on_agenda"
    again = put_on_agenda(**told, at=NIGHT)
    assert why(take_off_agenda, **off, motive="Trop chargé") == "not_on_agenda"
    assert str(again) == f"{held.pk}: {dossier.pk}"


def test_who_is_present_and_free_votes_and_the_last_vote_counts() -> None:
    item = on_agenda()
    account, by = member()
    told: dict[str, Any] = {"item": item.pk, "person": person_of(account), "at": MEETS, "by": by}

    assert why(cast_ballot, **told, vote="perhaps") == "unknown_vote"
    assert why(cast_ballot, **told, vote="against") == "takes_no_part"
    free(item.dossier, account)
    assert why(cast_ballot, **{**told, "person": person_of(expert()[0])}, vote="against") == "takes_no_part"
    cast_ballot(**told, vote="against")
    ballot = cast_ballot(**told, vote="in_favour")
    assert sitting_on(item).tally == {"in_favour": 1, "against": 0, "abstained": 0}
    mark_present(seat=ballot.seat_id, is_present=False, at=MEETS, by=office())
    assert sitting_on(item).tally == {"in_favour": 0, "against": 0, "abstained": 0}
    assert why(cast_ballot, **told, vote="against") == "takes_no_part"
    assert str(ballot) == f"{item.pk}: {ballot.seat_id}"


def test_an_opinion_is_given_with_its_votes_once_everybody_voted_or_withdrew() -> None:
    item = on_agenda()
    told: dict[str, Any] = {
        "item": item.pk,
        "motive": "Un besoin réel",
        "complement_by": None,
        "at": MEETS,
        "by": office(),
    }

    assert why(give_opinion, **told, opinion="splendid") == "no_opinion"
    assert why(give_opinion, **{**told, "motive": " "}, opinion="favourable") == "no_word"
    assert why(give_opinion, **told, opinion="favourable") == "nobody_votes"
    account, by = member()
    free(item.dossier, account)
    assert why(give_opinion, **told, opinion="favourable") == "votes_are_lacking"
    voted(item, "in_favour", "abstained")
    found = give_opinion(**told, opinion="favourable")

    item.dossier.refresh_from_db()
    assert (found.in_favour, found.against, found.abstained, found.withdrew) == (1, 0, 1, 0)
    assert (item.dossier.standing, standing_of(item.dossier)) == ("opinion_given", "opinion_given")
    assert Entry.objects.filter(act="give_opinion").values_list("outcome", flat=True)[0] != "irregular"
    assert why(give_opinion, **told, opinion="favourable") == "not_on_agenda"
    assert why(cast_ballot, item=item.pk, person=person_of(account), vote="against", at=MEETS, by=by) == "not_on_agenda"
    assert str(found) == f"{item.pk}: favourable"


def test_a_commission_without_one_of_its_worlds_gives_no_opinion() -> None:
    item = on_agenda()
    other = member("Jean Roux")[0]
    declare_ties(dossier=item.dossier_id, person=person_of(other), is_conflict=True, at=NIGHT, by=SCEAU)
    account, by = member()
    free(item.dossier, account)
    cast_ballot(item=item.pk, person=person_of(account), vote="in_favour", at=MEETS, by=by)
    told: dict[str, Any] = {"item": item.pk, "motive": "…", "complement_by": None, "at": MEETS, "by": office()}

    assert [one.person_id for one in sitting_on(item).withdrew] == [person_of(other)]
    assert why(give_opinion, **told, opinion="favourable") == "assembly_is_irregular"
    seat = seated(item.meeting, "Remplacante Formation", "training_world")
    mark_present(seat=seat.pk, is_present=True, at=MEETS, by=office())
    account, by = member("Remplacante Formation")
    free(item.dossier, account)
    cast_ballot(item=item.pk, person=person_of(account), vote="against", at=MEETS, by=by)
    assert give_opinion(**told, opinion="favourable").withdrew == 1


def test_a_deferring_opinion_asks_for_a_complement_and_the_dossier_comes_back() -> None:
    item = voted(on_agenda())
    dossier, until = item.dossier, date(2027, 1, 15)
    told: dict[str, Any] = {
        "item": item.pk,
        "opinion": "deferring",
        "motive": "Les lettres",
        "at": MEETS,
        "by": office(),
    }

    assert why(give_opinion, **told, complement_by=None) == "no_complement_day"
    assert why(give_opinion, **told, complement_by=date(2026, 12, 9)) == "no_complement_day"
    give_opinion(**told, complement_by=until)

    dossier.refresh_from_db()
    mail = Message.objects.filter(kind="complement_asked").first()
    assert mail is not None
    assert ("Les lettres" in mail.text_fr, "15 January 2027" in mail.text_en) == (True, True)
    assert dossier.standing == "complement_due"
    last = dossier.chapters.filter(criterion="companies").last()
    assert last is not None
    chapter(dossier, text="Avec les lettres", seen=last.pk)
    file_it(signed(dossier), datetime(2027, 1, 15, 22, 59, tzinfo=UTC))
    dossier.refresh_from_db()
    admitted(dossier)
    again = on_agenda(dossier, a_meeting(MEETS + 60 * DAY))
    found = given(again, at=MEETS + 60 * DAY)
    assert [one.opinion for one in Opinion.objects.order_by("at")] == ["deferring", "favourable"]
    assert (found.opinion, Ballot.objects.count()) == ("favourable", 4)


def test_an_unfavourable_opinion_bars_the_programme_from_the_campaign() -> None:
    found = given(opinion="unfavourable")
    dossier = found.item.dossier
    told: dict[str, Any] = {"campaign": dossier.campaign_id, "programme": dossier.programme_id, "by": SCEAU}

    assert why(start_dossier, **told, at=OCTOBER) == "started_already"
    assert why(withdraw_dossier, dossier=dossier.pk, word="…", at=MEETS, by=SCEAU) == "not_to_withdraw"


def test_what_the_commission_thought_is_never_changed() -> None:
    given()

    for rows in (Opinion.objects, Ballot.objects):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            rows.update(at=OCTOBER)


def test_where_the_law_makes_an_opinion_follow_from_the_votes_no_other_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = voted(on_agenda(), "against", "against")
    rules = law_of({"accreditation_decided_by": "president", "commission_majority": Decimal("0.5")})
    monkeypatch.setattr("sceau.accreditation.sequel.law_of_campaign", lambda *_, **__: (the_law(), rules))
    told: dict[str, Any] = {"item": item.pk, "motive": "…", "complement_by": None, "at": MEETS, "by": office()}

    assert why(give_opinion, **told, opinion="favourable") == "votes_say_otherwise"
