from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.law.models import LawDraft, Standing
from sceau.mail.models import Going, Message
from sceau.people.access import NOBODY, viewer_of
from sceau.people.models import Account, Invitation, School
from sceau.people.roles import Role
from sceau.site.expectations import Expected, expected_of
from tests.people.people import a_person, a_school, an_account, browser_of, holds

pytestmark = pytest.mark.django_db


def expected(account: Account) -> list[Expected]:
    now = timezone.now()
    return expected_of(viewer_of(account, on=timezone.localdate(now)), at=now)


def whats(account: Account) -> list[tuple[str, int]]:
    return [(one.what, one.count) for one in expected(account)]


def with_a_passkey(account: Account) -> Account:
    Authenticator.objects.create(user=account, type="webauthn", data={})
    return account


def an_invitation(school: School, days: float) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        email="a@example.org",
        person=a_person("Alma Roche"),
        school=school,
        role=Role.STUDENT,
        secret_digest=uuid4().hex,
        sent_at=now,
        expires_at=now + timedelta(days=days),
    )


def a_mail(school: School, going: Going = Going.BOUNCED) -> Message:
    said = {f"{part}_{code}": "…" for part in ("subject", "text") for code in ("fr", "en")}
    about = {"school": school.pk, "going": going, "written_at": timezone.now()}
    return Message.objects.create(kind="invitation", address="a@example.org", language="fr", **about, **said)


def test_nothing_is_expected_of_a_student_nor_of_nobody() -> None:
    assert expected(an_account("Alice Martin", Role.STUDENT)) == []
    assert expected_of(NOBODY, at=timezone.now()) == []


def test_who_holds_an_office_is_asked_for_a_passkey_until_they_have_one() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)

    assert whats(chloe) == [("second_factor", 1)]
    assert whats(with_a_passkey(chloe)) == []


def test_invitations_that_are_about_to_expire_are_told_to_who_may_invite_at_the_school() -> None:
    director = with_a_passkey(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR))
    for days in (1.0, 2.0, 9.0):
        an_invitation(a_school(), days)
    an_invitation(a_school("another-school"), 1.0)

    assert whats(director) == [("invitations", 2)]
    assert expected(director)[0].by == timezone.localdate(timezone.now() + timedelta(days=1))
    assert whats(with_a_passkey(an_account("Chloé Bernard", Role.REGISTRAR))) == []


def test_offices_that_end_soon_are_told_and_what_is_due_first_stands_first() -> None:
    director = with_a_passkey(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR))
    today = timezone.localdate(timezone.now())
    holds(a_person("Chloé Bernard"), Role.REGISTRAR, until=today)
    holds(a_person("Noé Payet"), Role.REGISTRAR, until=today + timedelta(days=200))
    holds(a_person("Alice Martin"), Role.STUDENT, until=today)
    an_invitation(a_school(), 2.0)

    assert whats(director) == [("roles", 1), ("invitations", 1)]


def test_mail_that_did_not_arrive_and_jobs_that_failed_are_told_to_who_may_mend_them() -> None:
    chloe = with_a_passkey(an_account("Chloé Bernard", Role.REGISTRAR))
    administrator = with_a_passkey(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    a_mail(a_school())
    a_mail(a_school())
    a_mail(a_school("another-school"))
    lost = a_mail(a_school())
    long_ago = timezone.now() - timedelta(days=1)
    Message.objects.filter(pk=lost.pk).update(going=Going.SENDING, claimed_at=long_ago)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) "
            "VALUES ('default', 'x', '{}', 'failed')"
        )

    assert ProcrastinateJob.objects.count() == 1
    assert whats(chloe) == [("mail_bounced", 2), ("mail_uncertain", 1)]
    assert whats(administrator) == [("mail_bounced", 3), ("mail_uncertain", 1), ("jobs", 1)]


def test_the_home_page_says_what_is_expected_first_in_both_languages() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)

    french, english = (browser_of(chloe, language=code).get("/").content.decode() for code in ("fr", "en"))

    assert french.index("Ajouter une clé d’accès") < french.index("Vos rôles")
    assert "Add a passkey to your account" in english
    assert (
        "Rien n’est attendu de vous" in browser_of(an_account("Alice Martin", Role.STUDENT)).get("/").content.decode()
    )


def test_the_home_page_asks_the_database_as_often_however_much_is_expected() -> None:
    director = browser_of(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR))
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            director.get("/")
        asked.append(len(queries))
        for n in range(15):
            an_invitation(a_school(), 1 + n / 100)
            a_mail(a_school())

    assert asked[0] == asked[1]


def a_submitted_draft(author: Account, school: School) -> LawDraft:
    now = timezone.now()
    since = timezone.localdate(now)
    said = {"standing": Standing.SUBMITTED, "since": since, "started_at": now, "changed_at": now}
    return LawDraft.objects.create(school=school, author=author, **said)


def test_a_draft_of_law_that_was_submitted_waits_for_whoever_may_approve_it_and_did_not_write_it() -> None:
    director = with_a_passkey(an_account("Anne Kervella", Role.SCHOOL_DIRECTOR))
    administrator = with_a_passkey(an_account("Maël Hoarau", Role.SCHOOL_ADMINISTRATOR))
    registrar = with_a_passkey(an_account("Chloé Bernard", Role.REGISTRAR))
    a_submitted_draft(administrator, a_school())
    a_submitted_draft(registrar, a_school("another-school"))

    assert whats(director) == [("drafts_to_approve", 1)]
    assert expected(director)[0].by == timezone.localdate(timezone.now())
    assert whats(administrator) == whats(registrar) == []


def test_a_draft_of_law_that_was_sent_back_waits_for_its_author() -> None:
    registrar = with_a_passkey(an_account("Chloé Bernard", Role.REGISTRAR))
    administrator = with_a_passkey(an_account("Maël Hoarau", Role.SCHOOL_ADMINISTRATOR))
    draft = a_submitted_draft(registrar, a_school())
    draft.standing, draft.answer = Standing.OPEN, "Why twelve?"
    draft.save()

    assert whats(registrar) == [("drafts_sent_back", 1)]
    assert whats(administrator) == []
