"""The history of an object: everything that was done, for those who may see it, and for nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.files.models import StoredFile
from sceau.journal.actions import SCEAU, Actor, erase_evidence, record
from sceau.journal.models import Entry
from sceau.mail.models import Message
from sceau.mail.tasks import send_message
from sceau.people.access import AT_THE_TERMINAL
from sceau.people.actions import end_role, grant_role, send_link
from sceau.people.models import Account, Invitation, Link, Person, School
from sceau.people.permissions import LINK
from sceau.people.roles import Role
from sceau.site.kinds import KINDS
from tests.journal.test_journal import as_the_owner_of_the_database
from tests.journal.test_replay import answer_otherwise, decide
from tests.people.people import a_person, a_school, an_account, browser_of, holds

NOON = datetime(2026, 9, 1, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def a_student(name: str = "Alice Martin") -> Person:
    student = a_person(name)
    holds(student, Role.STUDENT)
    return student


def do(person: Person, by: Actor = SCEAU, act: str = "attach_file", times: int = 1) -> list[Entry]:
    with transaction.atomic():
        return [record(at=NOON, by=by, act=act, subject=f"person:{person.pk}") for _ in range(times)]


def page_of(person: Person) -> str:
    return f"/history/person/{person.pk}/"


def test_a_registrar_reads_what_was_done_with_its_reasons() -> None:
    alice = a_student()
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    do(alice, Actor(str(chloe.pk), Role.REGISTRAR, str(a_school().pk)))
    decide(f"person:{alice.pk}", at=NOON)

    said = browser_of(chloe).get(page_of(alice)).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "<h1>Histoire : Alice Martin</h1>" in said
    assert "1er septembre 2026 à 12 h" in said
    assert "gestionnaire de scolarité · Chloé Bernard · pas encore scellé" in said
    assert "Sceau, de lui-même" in said
    assert "<summary>UV validée</summary>" in said
    assert said.index("Joindre un fichier") < said.index("UV validée")


def test_it_is_read_in_english_too() -> None:
    alice = a_student()
    decide(f"person:{alice.pk}", at=NOON)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR), language="en")

    said = chloe.get(page_of(alice)).content.decode()
    assert "<h1>History: Alice Martin</h1>" in said
    assert "<summary>Unit validated</summary>" in said


def test_who_acted_is_not_named_to_who_may_not_see_them() -> None:
    alice, chloe = an_account("Alice Martin", Role.STUDENT), an_account("Chloé Bernard", Role.REGISTRAR)
    do(alice.person, Actor(str(chloe.pk), Role.REGISTRAR, str(a_school().pk)))

    said = browser_of(alice).get(page_of(alice.person)).content.decode()
    assert "gestionnaire de scolarité · pas encore scellé" in said
    assert "Chloé" not in said
    assert str(chloe.pk) not in said


@pytest.mark.parametrize(
    ("role", "school", "code"),
    [
        (Role.REGISTRAR, "eve-school", 200),
        (Role.SCHOOL_DIRECTOR, "eve-school", 200),
        (Role.REGISTRAR, "another", 403),
        (Role.TEACHER, "eve-school", 403),
        (Role.STUDENT, "eve-school", 403),
        (Role.INSTALLATION_ADMINISTRATOR, "another", 200),
    ],
)
def test_the_history_of_a_person_is_for_those_who_may_see_it(role: Role, school: str, code: int) -> None:
    alice = a_student()
    do(alice)
    who = an_account("Hugo Petit", role, school=a_school(school))

    assert browser_of(who).get(page_of(alice)).status_code == code


def test_nobody_known_is_asked_to_sign_in() -> None:
    answer = browser_of().get(page_of(a_student()))

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("kind", ["nothing", *KINDS])
@pytest.mark.parametrize("key", ["3f0e8a52-6a0b-4d57-9d0f-0d9a2a6b7c11", "0", "9" * 30, "x", "-1"])
def test_what_is_no_object_has_no_history(kind: str, key: str) -> None:
    root = an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR)

    assert browser_of(root).get(f"/history/{kind}/{key}/").status_code == 404


def test_an_object_on_which_nothing_was_done_says_so() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)

    assert "Rien n’a encore été fait ici" in browser_of(chloe).get(page_of(a_student())).content.decode()


def test_a_decision_that_would_be_another_today_is_shown_as_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = a_student()
    decide(f"person:{alice.pk}", at=NOON)
    answer_otherwise(monkeypatch, outcome="failed")
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(alice)).content.decode()
    assert "<summary>UV validée</summary>" in said
    assert "Le logiciel d’aujourd’hui en jugerait autrement." in said


def test_a_decision_whose_ground_was_erased_says_so() -> None:
    alice = a_student()
    entry, _ = decide(f"person:{alice.pk}", at=NOON)
    with transaction.atomic():
        erase_evidence(at=NOON, by=SCEAU, entry=entry)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(alice)).content.decode()
    assert "Ce sur quoi cette décision repose a été effacé" in said
    assert "UV validée" not in said


def test_a_long_history_is_read_page_after_page() -> None:
    alice = a_student()
    do(alice, times=31)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    first, second = (chloe.get(page_of(alice), {"page": page}).content.decode() for page in (1, 2))
    assert (first.count('<h2 class="act"'), second.count('<h2 class="act"')) == (30, 1)
    assert "Page 1 sur 2" in first
    assert 'rel="prev"' in second
    for nonsense in ("0", "-1", "x", "99999999999999999999"):
        assert chloe.get(page_of(alice), {"page": nonsense}).status_code == 200


def test_a_page_costs_the_same_number_of_queries_whatever_is_on_it() -> None:
    alice = a_student()
    decide(f"person:{alice.pk}", at=NOON)
    account = an_account("Chloé Bernard", Role.REGISTRAR)
    chloe = browser_of(account)
    chloe.get(page_of(alice))
    counts = []
    for more in (0, 28):
        for _ in range(more):
            decide(f"person:{alice.pk}", at=NOON)
        do(alice, Actor(str(account.pk), Role.REGISTRAR, ""))
        with CaptureQueriesContext(connection) as queries:
            assert chloe.get(page_of(alice)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_every_role_of_a_past_that_names_roles_no_more_is_still_read() -> None:
    alice = a_student()
    do(alice, Actor("", "an_office_of_long_ago", ""), act="an_act_of_long_ago")
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(alice)).content.decode()
    assert "an_office_of_long_ago" in said
    assert "An_act_of_long_ago" in said
    assert date(2026, 9, 1).isoformat() in said


def a_link(person: Person, school: School | None = None) -> Link:
    return send_link(
        person=person.pk,
        act="complete_identity",
        address="siobhan@example.org",
        school=school.pk if school else None,
        days=7,
        language="fr",
        at=NOON,
        by=SCEAU,
    )


def test_what_was_done_by_a_link_says_by_which_and_whose_it_was_to_who_may_see_them() -> None:
    siobhan = a_person("Siobhan Dhomhnaill")
    holds(siobhan, Role.COMPANY_TUTOR)
    link = a_link(siobhan, a_school())
    do(siobhan, Actor("", LINK, str(a_school().pk), f"link:{link.pk}"), act="complete_identity")
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    said = chloe.get(page_of(siobhan)).content.decode()
    of = f'<a href="/history/link/{link.pk}/">par un lien à usage unique (lien {link.pk})</a>'
    assert f"{of} · Siobhan Dhomhnaill · pas encore scellé" in said
    of_the_link = chloe.get(f"/history/link/{link.pk}/").content.decode()
    assert "<dt>Pour</dt><dd>compléter sa propre identité</dd>" in of_the_link
    assert "<dt>Personne</dt><dd>Siobhan Dhomhnaill</dd>" in of_the_link
    assert "<dt>École</dt><dd>Eve School</dd>" in of_the_link


def test_what_was_done_at_the_terminal_says_so_and_names_nobody() -> None:
    alice = a_student()
    do(alice, AT_THE_TERMINAL)
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    assert "administrateur de l’installation · au terminal · pas encore scellé" in chloe.get(
        page_of(alice)
    ).content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_student_is_not_told_the_history_of_a_link_that_is_not_theirs_to_see() -> None:
    alice = an_account("Alice Martin", Role.STUDENT).person
    link = a_link(a_person("Siobhan Dhomhnaill"))
    do(alice, Actor("", LINK, "", f"link:{link.pk}"))

    said = browser_of(Account.objects.get(person=alice)).get(page_of(alice)).content.decode()
    assert "/history/link/" not in said
    assert "Siobhan" not in said


def test_what_was_given_with_a_role_is_shown_until_it_is_erased() -> None:
    alice, chloe = a_student(), browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    given = {"person": alice.pk, "role": Role.JURY_MEMBER, "school": a_school().pk, "since": date(2026, 9, 1)}
    held = grant_role(**given, until=date(2027, 1, 31), at=NOON, by=SCEAU)
    end_role(held=held.pk, until=date(2026, 12, 31), at=NOON, by=SCEAU)
    address = f"/history/role/{held.pk}/"

    said = chloe.get(address).content.decode()
    for fact in (
        "<dt>Personne</dt><dd>Alice Martin</dd>",
        "<dt>Rôle</dt><dd>membre de jury</dd>",
        "<dt>École</dt><dd>Eve School</dd>",
        "<dt>Depuis le</dt><dd>1er septembre 2026</dd>",
        "<dt>Jusqu’au</dt><dd>31 décembre 2026</dd>",
        "<dt>Auparavant jusqu’au</dt><dd>31 janvier 2027</dd>",
    ):
        assert fact in said.replace("\N{NO-BREAK SPACE}", " ")

    entry = Entry.objects.get(act="end_role")
    with transaction.atomic():
        erase_evidence(at=NOON, by=SCEAU, entry=entry)
    erased = chloe.get(address).content.decode()
    assert "Ce qui avait été noté de cet acte a été effacé" in erased
    assert f'href="/history/entry/{entry.pk}/"' in erased
    of_the_entry = chloe.get(f"/history/entry/{entry.pk}/").content.decode()
    assert "Effacer ce sur quoi une décision repose" in of_the_entry


def test_each_page_leads_to_the_history_of_what_it_shows() -> None:
    siobhan, school = a_person("Siobhan Dhomhnaill"), a_school()
    held = holds(siobhan, Role.COMPANY_TUTOR)
    link = a_link(siobhan, school)
    file = StoredFile.objects.create(
        subject=f"person:{siobhan.pk}", school=school.pk, name="cv.pdf", media_type="application/pdf", size=1, at=NOON
    )
    message = Message.objects.get()
    Message.objects.update(school=school.pk)
    Link.objects.update(expires_at=timezone.now() + timedelta(days=1))
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    teacher = browser_of(an_account("Hugo Petit", Role.PROGRAMME_DIRECTOR))

    for page, of in (
        (f"/persons/{siobhan.pk}/", f"person/{siobhan.pk}"),
        (f"/persons/{siobhan.pk}/", f"role/{held.pk}"),
        (f"/persons/{siobhan.pk}/send-link/", f"link/{link.pk}"),
        (f"/persons/{siobhan.pk}/files/", f"file/{file.pk}"),
        (f"/mail/{message.pk}/", f"message/{message.pk}"),
        (f"/schools/{school.slug}/", f"school/{school.pk}"),
    ):
        assert f'href="/history/{of}/"' in chloe.get(page).content.decode()
        assert "/history/" not in teacher.get(page).content.decode()


def test_the_history_of_an_invitation_is_led_to_from_where_it_waits() -> None:
    office = browser_of(an_account("Marguerite Thévenot", Role.LABEL_OFFICE))
    said = {"given_names": "Øystein", "birth_name": "Sæther", "email": "o@example.org", "role": "expert"}
    office.post("/invite/", {**said, "until": "", "language": "fr"})
    address = f"/history/invitation/{Invitation.objects.get().pk}/"

    assert f'href="{address}"' in office.get("/invite/").content.decode()
    assert "bureau du label · Marguerite Thévenot" in office.get(address).content.decode()


def test_the_history_of_a_job_is_led_to_from_the_list_of_jobs() -> None:
    job = send_message.defer(message=str(uuid4()))
    root = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))

    assert f'href="/history/job/{job}/"' in root.get("/jobs/?state=waiting").content.decode()
    assert f"<h1>Histoire : tâche de fond {job}</h1>" in root.get(f"/history/job/{job}/").content.decode().replace(
        "\N{NO-BREAK SPACE}", " "
    )


@pytest.mark.parametrize("text", ["other", "[]", '{"colour": "blue"}'])
def test_what_somebody_wrote_in_the_place_of_what_was_given_breaks_no_page(text: str) -> None:
    alice, chloe = a_student(), browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    held = grant_role(
        person=alice.pk,
        role=Role.JURY_MEMBER,
        school=a_school().pk,
        since=date(2026, 9, 1),
        until=None,
        at=NOON,
        by=SCEAU,
    )
    with as_the_owner_of_the_database() as do:
        do("UPDATE journal_evidence SET text = %s", [text])

    assert chloe.get(f"/history/role/{held.pk}/").status_code == 200


def test_a_history_leads_back_to_a_page_that_is_there() -> None:
    root = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    siobhan, school = a_person("Siobhan Dhomhnaill"), a_school()
    held = holds(siobhan, Role.COMPANY_TUTOR)
    a_link(siobhan, school)
    message, job = Message.objects.get(), ProcrastinateJob.objects.latest("pk")

    for of in (
        f"school/{school.pk}",
        f"person/{siobhan.pk}",
        f"role/{held.pk}",
        f"message/{message.pk}",
        f"job/{job.pk}",
    ):
        back = root.get(f"/history/{of}/").context["back"]
        assert root.get(back).status_code == 200


def test_of_a_person_whose_identity_was_erased_the_history_stays_under_the_bare_word() -> None:
    alice, root = a_student(), browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    given = {"person": alice.pk, "role": Role.TEACHER, "school": a_school().pk, "since": date(2026, 9, 1)}
    held = grant_role(**given, until=None, at=NOON, by=SCEAU)
    Person.objects.filter(pk=alice.pk).update(given_names="", birth_name="", anonymised_at=NOON)

    assert root.get(page_of(alice)).context["name"] == "personne"
    answer = root.get(f"/history/role/{held.pk}/")
    assert answer.context["name"] == "enseignant"
    assert f"<dt>Personne</dt><dd>{alice.pk}</dd>" in answer.content.decode()


def test_the_history_of_an_entry_on_what_is_gone_is_for_who_administers_the_installation() -> None:
    with transaction.atomic():
        entry = record(at=NOON, by=SCEAU, act="retry_job", subject="job:1")
    root = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    chloe = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))

    assert [one.get(f"/history/entry/{entry.pk}/").status_code for one in (root, chloe)] == [200, 403]
