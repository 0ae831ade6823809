"""The decision on a dossier: prepared, signed, published by three acts; the register, the conditions, the renewal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.accreditation.actions import (
    declare_ties,
    give_opinion,
    meet_condition,
    prepare_decision,
    print_act,
    publish_decision,
    send_back_decision,
    sign_decision,
    start_dossier,
)
from sceau.accreditation.actions.deciding import ConditionSet
from sceau.accreditation.in_force import on_a_day
from sceau.accreditation.models import Condition, Decision, Dossier, PublishedAct, RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.requested import judged_parts, requested
from sceau.accreditation.sequel import judged_opinion
from sceau.accreditation.stepping import standing_of
from sceau.accreditation.tasks import print_acts
from sceau.core.accreditation import Seat
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.accreditation.dossiers import a_campaign, free, of_the_label, oystein
from tests.accreditation.review import MEETS, given, on_agenda, person_of, voted
from tests.accreditation.test_dossiers import acts, why
from tests.cast import law_of, the_law
from tests.documents.reading import text_of
from tests.documents.test_signing import checked

pytestmark = pytest.mark.django_db
WHEN = MEETS + timedelta(days=5)
FIRST, LAST = date(2027, 9, 1), date(2032, 8, 31)
CONDITION = ConditionSet("Un second professionnel au jury", date(2028, 6, 30))


def president(dossier: Dossier) -> tuple[Account, Any]:
    """The President, who declared no tie to a dossier."""
    account, by = of_the_label("Henri Lemoine", Role.PRESIDENT)
    free(dossier, account)
    return account, by


def office() -> Any:
    return of_the_label()[1]


def opined(opinion: str = "favourable") -> Dossier:
    """A dossier on which the commission gave an opinion."""
    found = given(opinion=opinion).item.dossier
    found.refresh_from_db()
    return found


def prepared(dossier: Dossier | None = None, **said: Any) -> Decision:
    """A decision that was prepared."""
    found = dossier or opined()
    told = {"outcome": "granted", "first_day": FIRST, "last_day": LAST, "motive": "", "at": WHEN, "by": office()}
    return prepare_decision(dossier=found.pk, **{**told, **said})


def signed(decision: Decision | None = None) -> Decision:
    """A decision that the President signed."""
    found = decision or prepared()
    return sign_decision(dossier=found.dossier_id, at=WHEN, by=president(found.dossier)[1])


def published(decision: Decision | None = None) -> Decision:
    """A decision that was published."""
    found = publish_decision(dossier=signed(decision).dossier_id, at=WHEN, by=office())
    print_act(decision=found.pk, at=WHEN, by=SCEAU)  # as the job does that publishing it starts
    return found


def test_a_decision_is_prepared_signed_and_published_by_three_acts() -> None:
    dossier = opined()
    oystein()
    told: dict[str, Any] = {"dossier": dossier.pk, "at": WHEN, "by": office()}

    assert why(publish_decision, **told) == "nothing_to_publish"
    assert why(sign_decision, **told) == "nothing_to_sign"
    prepared(dossier)
    assert why(prepared, dossier=dossier) == "no_opinion_yet"
    assert why(publish_decision, **told) == "nothing_to_publish"
    account, by = president(dossier)
    found = sign_decision(dossier=dossier.pk, at=WHEN, by=by)
    assert not RegisterEntry.objects.exists()
    assert why(sign_decision, **{**told, "by": by}) == "nothing_to_sign"
    publish_decision(**told)

    dossier.refresh_from_db()
    found.refresh_from_db()
    entry = RegisterEntry.objects.get()
    grant = entry.grants.get()
    assert (dossier.standing, standing_of(dossier)) == ("decided", "decided")
    assert (grant, grant.since, grant.until) == (found.grant, FIRST, LAST)
    assert grant.source == "Décision du 15 décembre 2026, Campagne 2027"
    assert (found.prepared_by, found.signed_by, found.published_by) == (
        of_the_label()[0],
        account,
        of_the_label()[0],
    )
    assert on_a_day(entry, on=FIRST).decision.outcome == "accredited"
    done = [act for act in acts(dossier) if act.endswith("_decision")]
    assert done == ["prepare_decision", "sign_decision", "publish_decision"]
    assert Entry.objects.get(act="sign_decision").outcome == "granted"
    mail = Message.objects.filter(kind="decision_published").order_by("address").last()
    assert mail is not None
    assert ("Label accordé" in mail.text_fr, "Label granted" in mail.text_en) == (True, True)
    assert str(found) == f"{dossier.pk}: granted"


def test_a_published_decision_has_its_act_in_both_languages_signed_and_kept_byte_by_byte() -> None:
    found = published()
    fr, en = found.acts.order_by("-language")
    pem = settings.ENVIRONMENT.signing_key(at=WHEN)

    assert [sha256(one.pdf).hexdigest() for one in (fr, en)] == [fr.digest, en.digest]
    assert (checked(fr.pdf, pem, at=WHEN).bottom_line, checked(en.pdf, pem, at=WHEN).bottom_line) == (True, True)
    with pikepdf.open(BytesIO(fr.pdf)) as opened:
        assert len(opened.pages) == 1
        page = text_of(opened.pages[0])
    said = (
        "ConférencedesGrandesÉcoles",
        "Labelaccordé",
        "Du1erseptembre2027au31août2032",
        "ms-00001",
        "favorable,le10décembre2026",
    )
    assert [one for one in said if one not in page] == []
    assert ("PrésentationCGE2013" in page, "pour,0contre" in page) == (True, False)
    with pikepdf.open(BytesIO(en.pdf)) as opened:
        assert "Labelgranted" in text_of(opened.pages[0])
    told = Entry.objects.get(act="print_act").evidence
    assert told is not None
    assert set(json.loads(told.text)["acts"]) == {en.digest, fr.digest}
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        PublishedAct.objects.update(digest="")
    assert str(fr) == f"{found.pk}: fr"


def test_the_act_of_a_refusal_says_why_and_sends_to_the_register() -> None:
    found = published(prepared(opined("unfavourable"), outcome="refused", motive="Besoin non établi"))

    with pikepdf.open(BytesIO(found.acts.get(language="fr").pdf)) as opened:
        page = text_of(opened.pages[0])
    assert ("Besoinnonétabli" in page, "Labelrefusé" in page, "/register/" in page) == (True, True, True)


def test_what_the_act_cannot_print_is_not_prepared_whoever_wrote_it() -> None:
    dossier = opined()
    conditions = [ConditionSet("Un second 专业人士", CONDITION.due_on)]

    assert why(prepared, dossier=dossier, motive="Très bien \u4e13") == "not_printable"
    told: dict[str, Any] = {"dossier": dossier, "outcome": "granted_on_conditions", "motive": "Deux réserves"}
    with pytest.raises(NotDone) as refused:
        prepared(**told, conditions=conditions)
    assert (refused.value.field, "专" in refused.value.told("fr")["letters"]) == ("condition_1", True)
    dossier.school.name = "École 专"
    dossier.school.save()
    with pytest.raises(NotDone) as refused:
        prepared(dossier)
    assert (str(refused.value), refused.value.field) == ("not_printable", "")


def test_an_act_is_printed_by_the_job_that_publishing_starts_once() -> None:
    found = signed()
    assert print_act(decision=found.pk, at=WHEN, by=SCEAU) == []
    publish_decision(dossier=found.dossier_id, at=WHEN, by=office())
    job = ProcrastinateJob.objects.get(task_name="sceau.accreditation.tasks.print_acts")

    assert not PublishedAct.objects.exists()
    print_acts(**job.args)
    print_acts(**job.args)
    assert (PublishedAct.objects.count(), Entry.objects.filter(act="print_act").count()) == (2, 1)


def test_nobody_decides_before_declaring_or_once_tied() -> None:
    dossier = opined()
    other = of_the_label("Henri Lemoine", Role.PRESIDENT)

    assert why(prepared, dossier=dossier, by=SCEAU) == "not_declared"
    prepared(dossier)
    told: dict[str, Any] = {"dossier": dossier.pk, "at": WHEN, "by": other[1]}
    assert why(sign_decision, **told) == "not_declared"
    declare_ties(dossier=dossier.pk, person=person_of(other[0]), is_conflict=True, at=WHEN, by=SCEAU)
    assert why(sign_decision, **told) == "not_declared"
    assert why(send_back_decision, **told, word="…") == "not_declared"


def test_the_office_does_not_sign_for_the_president() -> None:
    found = prepared()

    assert why(sign_decision, dossier=found.dossier_id, at=WHEN, by=office()) == "another_signs"


def test_the_office_signs_what_the_law_of_the_day_let_the_commission_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    found = prepared()
    rules = law_of({"accreditation_decided_by": "commission"})
    monkeypatch.setattr("sceau.accreditation.sequel.law_of_campaign", lambda *_, **__: (the_law(), rules))

    assert why(sign_decision, dossier=found.dossier_id, at=WHEN, by=president(found.dossier)[1]) == "another_signs"
    assert sign_decision(dossier=found.dossier_id, at=WHEN, by=office()).signed_at == WHEN


def test_nothing_is_decided_where_the_texts_do_not_say_who_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    item = voted(on_agenda())
    monkeypatch.setattr("sceau.accreditation.sequel.law_of_campaign", lambda *_, **__: (the_law(), law_of({})))
    told: dict[str, Any] = {"item": item.pk, "opinion": "favourable", "motive": "…", "complement_by": None}

    assert why(give_opinion, **told, at=MEETS, by=office()) == "law_is_silent"
    with pytest.raises(NotDone):
        judged_opinion(item.dossier, "favourable", seats=[Seat("companies")], tally={}, on=MEETS.date())


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"outcome": "splendid"}, "no_outcome"),
        ({"first_day": None}, "no_first_day"),
        ({"last_day": None}, "no_last_day"),
        ({"last_day": date(2027, 8, 31)}, "no_last_day"),
        ({"outcome": "refused"}, "differs_from_the_opinion"),
        ({"outcome": "granted_on_conditions", "motive": "…"}, "no_condition"),
        ({"conditions": [CONDITION]}, "conditions_of_no_grant"),
        (
            {"outcome": "granted_on_conditions", "motive": "…", "conditions": [ConditionSet(" ", LAST)]},
            "no_word",
        ),
        ({"motive": "x" * 2001}, "word_too_long"),
    ],
)
def test_a_decision_that_cannot_be_is_not_prepared(said: dict[str, Any], reason: str) -> None:
    dossier = opined()

    assert why(prepared, dossier=dossier, **said) == reason
    assert not Decision.objects.exists()


def test_a_decision_that_differs_from_the_opinion_says_why_and_grants_nothing_if_it_refuses() -> None:
    found = published(prepared(outcome="refused", motive="Trois programmes proches existent"))

    assert (found.grant, found.first_day, found.last_day) == (None, None, None)
    assert not RegisterEntry.objects.exists()


def test_what_is_sent_back_is_prepared_anew() -> None:
    found = prepared()
    by = president(found.dossier)[1]
    told: dict[str, Any] = {"dossier": found.dossier_id, "at": WHEN, "by": by}

    assert why(send_back_decision, **told, word=" ") == "no_word"
    send_back_decision(**told, word="La date de fin")
    other = prepared(found.dossier, last_day=date(2031, 8, 31))

    assert Decision.objects.count() == 2
    assert signed(other).last_day == date(2031, 8, 31)


def test_what_was_signed_is_never_changed() -> None:
    found = signed()

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Decision.objects.update(last_day=date(2040, 1, 1))
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Decision.objects.all().delete()
    assert found.signed_at == WHEN


def test_the_conditions_of_a_grant_are_followed_until_they_are_met() -> None:
    dossier = opined("with_reservations")
    found = prepared(dossier, outcome="granted_on_conditions", conditions=[CONDITION])
    condition = Condition.objects.get()
    told: dict[str, Any] = {"condition": condition.pk, "at": WHEN, "by": office()}

    assert why(meet_condition, **told, word="Fait") == "nothing_to_follow"
    published(found)
    assert why(meet_condition, **told, word=" ") == "no_word"
    meet_condition(**told, word="Nommé en juin")
    assert why(meet_condition, **told, word="Encore") == "met_already"
    condition.refresh_from_db()
    assert (condition.met_at, condition.word, str(condition)) == (WHEN, "Nommé en juin", f"{found.pk}: 2028-06-30")


def test_a_refusal_is_a_fact_of_the_next_request_and_a_grant_makes_it_a_renewal() -> None:
    refused = published(prepared(outcome="refused", motive="…"))
    programme = refused.dossier.programme
    later = {"intake_year": 2028, "opens_on": date(2027, 1, 1), "closes_on": date(2027, 11, 30)}
    campaign = a_campaign("Campagne 2028", **later)
    at = datetime(2027, 3, 1, 10, tzinfo=UTC)
    again = start_dossier(campaign=campaign.pk, programme=programme.pk, at=at, by=SCEAU)
    about = next(one for one in judged_parts(requested(again), at=at) if one.about == "dossier")

    assert (again.request, about.facts.refused_on) == ("first_request", date(2026, 12, 15))


def test_a_label_that_was_granted_is_renewed_by_the_next_dossier() -> None:
    found = published()
    later = {"intake_year": 2032, "opens_on": date(2031, 9, 1), "closes_on": date(2031, 11, 30)}
    campaign = a_campaign("Campagne 2032", **later)
    at = datetime(2031, 10, 1, 10, tzinfo=UTC)

    again = start_dossier(campaign=campaign.pk, programme=found.dossier.programme_id, at=at, by=SCEAU)

    assert again.request == "renewal"
