"""Every mail of accreditation, in both languages, as a real mail server sees it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from sceau.accreditation.actions import (
    call_off_visit,
    declare_ties,
    give_notices,
    plan_visit,
    report_misuse,
    send_signing_code,
)
from sceau.accreditation.models import Dossier
from sceau.journal.actions import SCEAU, Actor
from sceau.mail.models import Going, Message
from tests.accreditation.dossiers import OCTOBER, a_dossier, filed, of_the_label, oystein, written
from tests.accreditation.review import (
    EXPERTS,
    a_meeting,
    admitted,
    asked,
    expert,
    given,
    on_agenda,
    person_of,
    shared,
)
from tests.accreditation.test_decision import prepared
from tests.accreditation.test_decision import published as decided
from tests.accreditation.test_register import granted
from tests.catalogue.programmes import a_sheet, a_whole_sheet, bernard, published
from tests.mail.smtp import Server, smtp  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = {
    *("complement_asked", "decision_published", "dossier_filed", "expert_proposed", "expert_stood_aside", "label_ends"),
    *("misuse_reported", "reports_shared", "seated", "signing_code", "visit_called_off", "visit_planned"),
}


@pytest.fixture(autouse=True)
def _no_job_of_another_test() -> None:
    with connection.cursor() as cursor:  # the tables of the jobs are not Django's to empty
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def send() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as a:
        a.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def what_is_written_of_a_review() -> None:
    """An expert who is tied, a visit called off, a complement that is asked for."""
    by = of_the_label()[1]
    dossier = admitted(filed())
    asked(dossier, EXPERTS[0])
    told: dict[str, Any] = {"kind": "visit", "starts_at": OCTOBER + timedelta(days=1), "place": "Lille"}
    visit = plan_visit(dossier=dossier.pk, **told, at=OCTOBER, by=by)
    call_off_visit(visit=visit.pk, at=OCTOBER, by=by)
    declare_ties(dossier=dossier.pk, person=person_of(expert()[0]), is_conflict=True, at=OCTOBER, by=SCEAU)


def ready() -> Dossier:
    """A dossier of a programme of its own whose reports were sent to its school."""
    return shared(admitted(filed(written(a_dossier(published(a_whole_sheet()).programme)))))


def test_every_mail_of_a_label_leaves_once_in_both_languages(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    bernard()
    what_is_written_of_a_review()
    meeting = a_meeting()
    given(on_agenda(ready(), meeting), "deferring", complement_by=date(2027, 1, 15))
    decided(prepared(given(on_agenda(ready(), meeting)).item.dossier))
    send_signing_code(dossier=a_dossier(published(a_sheet("Acier")).programme).pk, account=oystein()[0].pk, at=OCTOBER)
    report_misuse(label="ms", where="Une page", what="Un label", number="", at=OCTOBER, by=Actor(role="anyone"))
    granted(published(a_sheet("Verre")).programme, since=date(2022, 9, 1), until=date(2027, 8, 31))
    give_notices(at=OCTOBER, by=SCEAU)
    how_many = Message.objects.count()
    send()

    assert set(Message.objects.values_list("kind", flat=True)) == KINDS
    assert len(smtp.taken) == how_many
    assert set(Message.objects.values_list("going", flat=True)) == {Going.SENT}
    for mail in smtp.taken:
        french, rule, english = mail.get_content().partition("————")
        assert (bool(french.strip()), bool(rule), bool(english.strip(" —\n"))) == (True, True, True), mail["Subject"]
        assert "{" not in mail.get_content()
    assert any("Label accordé" in one.get_content() and "Label granted" in one.get_content() for one in smtp.taken)
