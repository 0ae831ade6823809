from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.journal.actions import SCEAU, Actor
from sceau.journal.models import Entry
from sceau.mail import actions
from sceau.mail.actions import CannotGo, discard_mail, let_go, send_again, settle_mail, write
from sceau.mail.models import HANDED_OVER_WITHIN, Going, Message
from sceau.mail.posting import NotNow
from sceau.mail.tasks import ATTEMPTS, Patiently, send_message
from sceau.people.erasure import NotForgotten, forget
from tests.mail.smtp import Server, smtp  # noqa: F401 - a fixture
from tests.people.people import a_person

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
SAID = {
    "fr": {"subject": "Invitation de {name}", "text": "Bonjour {name},\nouvrez {link}\n"},
    "en": {"subject": "Invitation for {name}", "text": "Hello {name},\nopen {link}\n"},
}
LINK = "https://sceau.example.org/invitation/abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture(autouse=True)
def _no_job_of_another_test() -> None:
    with connection.cursor() as cursor:  # the tables of the jobs are not Django's to empty
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def _a_kind_of_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "words", lambda _, code: {"invitation": SAID[code]})


def a_mail(name: str = "Zoé", **more: Any) -> Message:
    said = {"name": name, "link": LINK}
    return write(
        **{"kind": "invitation", "address": "zoe@example.org", "language": "fr", "said": said, "at": NOON} | more
    )


def work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as a:
        a.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def read(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_mail_goes_once_in_both_languages_under_a_name_of_its_own(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    message = a_mail(language="en")
    work()
    work()

    (taken,) = smtp.taken
    assert taken["Subject"] == "Invitation for Zoé / Invitation de Zoé"
    assert taken["Message-ID"].startswith(f"<{message.pk}@")
    assert (taken["Auto-Submitted"], taken["To"]) == ("auto-generated", "zoe@example.org")
    assert taken["Date"]
    body = taken.get_content()
    assert body.index("Hello Zoé") < body.index("————") < body.index("Bonjour Zoé")
    assert LINK in body
    kept = read(message)
    assert (kept.going, kept.refusal, kept.sent_at is not None) == (Going.SENT, "", True)
    assert "abcdefgh" not in kept.text_fr + kept.text_en


def test_a_mail_is_rolled_back_with_its_transaction(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    with transaction.atomic():
        a_mail()
        transaction.set_rollback(True)
    work()

    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_message")
    assert (smtp.taken, Message.objects.count(), jobs.count()) == ([], 0, 0)


def test_two_workers_that_race_send_it_once(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    smtp.slow = 0.3
    message = a_mail()

    def send() -> None:
        send_message(message=str(message.pk))
        connections.close_all()

    racers = [threading.Thread(target=send) for _ in range(4)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()

    assert len(smtp.taken) == 1
    assert read(message).going == Going.SENT


@pytest.mark.parametrize("where", ["at_address", "at_text"])
def test_what_is_refused_for_good_is_kept_with_what_the_server_said(smtp: Server, where: str) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    setattr(smtp, where, "550 No such person here")
    message = a_mail()
    work()

    assert (read(message).going, message.refusal) == (Going.BOUNCED, "550 No such person here")
    assert smtp.taken == []
    assert not ProcrastinateJob.objects.filter(status__in=["todo", "failed"]).exists()


@pytest.mark.parametrize("where", ["at_address", "at_text", "hangs_up_at_address"])
def test_what_is_refused_for_now_is_tried_again(smtp: Server, where: str) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    setattr(smtp, where, "451 Come back later" if where.startswith("at") else True)
    message = a_mail()
    with pytest.raises(NotNow):
        send_message(message=str(message.pk))
    assert (read(message).going, bool(message.refusal)) == (Going.QUEUED, True)

    setattr(smtp, where, "" if where.startswith("at") else False)
    work()
    assert (read(message).going, message.refusal, len(smtp.taken)) == (Going.SENT, "", 1)


def test_a_server_that_is_not_there_is_tried_again(smtp: Server, settings: Any) -> None:  # noqa: ARG001, F811 - a fixture, named as pytest wants it
    settings.EMAIL_PORT = 1
    message = a_mail()
    work()

    job = ProcrastinateJob.objects.get(task_name__endswith="send_message")
    assert (job.status, job.attempts) == ("todo", 1)
    assert (read(message).going, message.refusal) == (Going.QUEUED, "ConnectionRefusedError")


def test_it_is_tried_for_more_than_a_day_with_pauses_that_grow() -> None:
    pauses, patiently = [], Patiently()
    for attempts in range(ATTEMPTS):
        job = ProcrastinateJob(task_name="send_message", args={}, attempts=attempts).procrastinate_job
        decision = patiently.get_retry_decision(exception=NotNow(), job=job)
        assert decision is not None
        assert decision.retry_at is not None
        pauses.append(round((decision.retry_at - datetime.now(UTC)).total_seconds()))
    last = ProcrastinateJob(task_name="send_message", args={}, attempts=ATTEMPTS).procrastinate_job

    assert pauses[:7] == [60, 120, 240, 480, 960, 1920, 3600]
    assert timedelta(seconds=sum(pauses)) > timedelta(days=1)
    assert patiently.get_retry_decision(exception=NotNow(), job=last) is None


def test_a_mail_whose_answer_never_came_is_uncertain_and_not_sent_twice(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    smtp.hangs_up_at_text = True
    message = a_mail()
    work()
    send_message(message=str(message.pk))

    assert len(smtp.taken) == 1
    claimed = read(message).claimed_at
    assert claimed is not None
    assert message.going == Going.SENDING
    assert not message.is_uncertain(at=claimed)
    assert message.is_uncertain(at=claimed + HANDED_OVER_WITHIN)


def test_a_job_that_died_between_claim_and_answer_leaves_it_to_somebody_who_knows(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    message = a_mail()
    Message.objects.update(going=Going.SENDING, claimed_at=NOON)
    work()
    assert smtp.taken == []

    chloe = Actor("chloe", "registrar", "here")
    with pytest.raises(CannotGo):
        send_again(message=message.pk, at=NOON + timedelta(minutes=1), by=chloe)
    send_again(message=message.pk, at=NOON + timedelta(minutes=5), by=chloe)
    work()
    assert (len(smtp.taken), read(message).going) == (1, Going.SENT)
    assert list(Entry.objects.order_by("pk").values_list("act", "subject", "actor")) == [
        ("send_mail_again", f"message:{message.pk}", "chloe")
    ]
    with pytest.raises(CannotGo):
        send_again(message=message.pk, at=NOON + timedelta(days=1), by=chloe)


def test_a_draft_waits_until_it_is_let_go(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    message = a_mail(draft=True)
    work()
    assert smtp.taken == []

    let_go(message=message.pk, at=NOON, by=SCEAU)
    work()
    assert len(smtp.taken) == 1
    with pytest.raises(CannotGo):
        let_go(message=message.pk, at=NOON, by=SCEAU)


CHLOE = Actor("chloe", "registrar", "here")
LATER = NOON + HANDED_OVER_WITHIN


def an_uncertain_mail() -> Message:
    message = a_mail()
    Message.objects.update(going=Going.SENDING, claimed_at=NOON)
    return message


def test_an_uncertain_mail_that_somebody_says_has_arrived_is_sent_and_loses_its_secrets(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    message = an_uncertain_mail()
    with pytest.raises(CannotGo):
        settle_mail(message=message.pk, at=NOON, by=CHLOE)  # the mail server may still answer

    settle_mail(message=message.pk, at=LATER, by=CHLOE)
    work()

    assert smtp.taken == []
    kept = read(message)
    assert (kept.going, kept.sent_at) == (Going.SENT, NOON)
    assert "abcdefgh" not in kept.text_fr + kept.text_en
    assert list(Entry.objects.order_by("pk").values_list("act", "subject", "actor", "role", "at")) == [
        ("settle_mail", f"message:{message.pk}", "chloe", "registrar", LATER)
    ]


@pytest.mark.parametrize("going", [Going.DRAFT, Going.QUEUED, Going.SENT, Going.BOUNCED, Going.DISCARDED])
def test_a_mail_that_is_not_uncertain_is_not_settled(going: str) -> None:
    message = a_mail()
    Message.objects.update(going=going, sent_at=NOON)

    with pytest.raises(CannotGo):
        settle_mail(message=message.pk, at=LATER, by=CHLOE)
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("going", [Going.DRAFT, Going.QUEUED, Going.SENDING])
def test_a_mail_that_need_not_go_is_discarded_and_never_goes(smtp: Server, going: str) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    message = a_mail()
    Message.objects.update(going=going, claimed_at=NOON if going == Going.SENDING else None)

    discard_mail(message=message.pk, at=LATER, by=CHLOE)
    work()

    assert (smtp.taken, read(message).going) == ([], Going.DISCARDED)
    assert list(Entry.objects.order_by("pk").values_list("act", "subject")) == [
        ("discard_mail", f"message:{message.pk}")
    ]
    for act in (discard_mail, settle_mail, send_again, let_go):
        with pytest.raises(CannotGo):
            act(message=message.pk, at=LATER, by=CHLOE)


@pytest.mark.parametrize("going", [Going.SENT, Going.BOUNCED, Going.SENDING])
def test_what_has_left_or_leaves_at_this_instant_is_not_discarded(going: str) -> None:
    message = a_mail()
    Message.objects.update(going=going, sent_at=NOON, claimed_at=NOON)

    with pytest.raises(CannotGo):
        discard_mail(message=message.pk, at=NOON, by=CHLOE)


def test_an_erased_mail_is_neither_settled_nor_discarded() -> None:
    message = an_uncertain_mail()
    Message.objects.update(erased_at=NOON)

    for act in (settle_mail, discard_mail, send_again):
        with pytest.raises(CannotGo):
            act(message=message.pk, at=LATER, by=CHLOE)


@pytest.mark.parametrize("going", [Going.DRAFT, Going.QUEUED, Going.SENDING])
def test_no_mail_bars_for_ever_that_its_person_be_forgotten(going: str) -> None:
    zoe = a_person("Zoé Œuvrard")
    message = a_mail(person=zoe.pk)
    Message.objects.update(going=going, claimed_at=NOON)
    with pytest.raises(NotForgotten, match="mail_waits"):
        forget(person=zoe.pk, at=LATER, by=CHLOE)

    discard_mail(message=message.pk, at=LATER, by=CHLOE)
    forget(person=zoe.pk, at=LATER, by=CHLOE)

    assert (read(message).address, message.text_fr, message.erased_at) == ("", "", LATER)


def test_a_worker_that_has_a_mail_in_hand_is_not_overtaken_by_who_discards_it(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    smtp.slow = 0.5
    message = a_mail()
    sending = threading.Thread(target=lambda: (send_message(message=str(message.pk)), connections.close_all()))
    sending.start()
    while read(message).going == Going.QUEUED:
        pass
    with pytest.raises(CannotGo):
        discard_mail(message=message.pk, at=datetime.now(UTC), by=CHLOE)
    sending.join()

    assert (len(smtp.taken), read(message).going) == (1, Going.SENT)


def test_a_name_with_ends_of_line_adds_no_header_and_no_second_reader(smtp: Server) -> None:  # noqa: F811 - the fixture is named as pytest wants it
    a_mail("Zoé\r\nBcc: eve@example.org\r\n\r\nBuy\0")
    work()

    (taken,) = smtp.taken
    assert smtp.to == ["zoe@example.org"]
    assert taken["Bcc"] is None
    assert str(taken["Subject"]).strip().startswith("Invitation de Zoé Bcc: eve@example.org Buy / ")


@pytest.mark.parametrize(
    "address", ["", "zoe", "zoe@example.org\nBcc: eve@example.org", "a@example.org, b@example.org"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        a_mail(address=address)
    assert Message.objects.count() == 0


def test_a_subject_too_long_is_cut(smtp: Server) -> None:  # noqa: ARG001, F811 - a fixture, named as pytest wants it
    message = a_mail("Zoé" * 100)
    work()

    assert (len(message.subject_fr), read(message).going) == (200, Going.SENT)
