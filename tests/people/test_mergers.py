from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.people.access import Held, viewer_of
from sceau.people.actions import NotDone, merge_persons, part_persons
from sceau.people.models import Merger, Person, RoleHeld
from sceau.people.roles import Role
from tests.people.people import a_person, a_school, an_account, browser_of, holds

AT = datetime(2026, 9, 1, 8, tzinfo=UTC)
TODAY = date(2026, 9, 1)


def join(kept: Person, absorbed: Person) -> Merger:
    return merge_persons(kept=kept.pk, absorbed=absorbed.pk, offices_at=None, at=AT, by=SCEAU)


def part(merger: Merger) -> None:
    part_persons(merger=merger.pk, at=AT, by=SCEAU)


def whole(*persons: Person) -> list[str]:
    """The name of the person that each record is of now."""
    rows = [Person.objects.select_related("merged_into").get(pk=one.pk) for one in persons]
    return [(row.merged_into or row).birth_name for row in rows]


def abc() -> tuple[Person, Person, Person]:
    return a_person("A A"), a_person("B B"), a_person("C C")


@pytest.mark.django_db
def test_a_record_joined_to_another_is_that_person_and_both_histories_say_so() -> None:
    a, b, _ = abc()

    merger = join(a, b)

    assert whole(a, b) == ["A", "A"]
    assert merger.moved == [str(b.pk)]
    assert sorted(Entry.objects.values_list("act", "subject")) == sorted(
        ("merge_persons", f"person:{one.pk}") for one in (a, b)
    )


@pytest.mark.django_db
def test_those_that_a_record_had_absorbed_follow_it_and_come_back_with_it() -> None:
    a, b, c = abc()
    join(b, c)
    second = join(a, b)

    assert whole(a, b, c) == ["A", "A", "A"]
    assert set(second.moved) == {str(b.pk), str(c.pk)}
    part(second)
    assert whole(a, b, c) == ["A", "B", "B"]


@pytest.mark.django_db
def test_a_merger_within_a_chain_is_undone_alone() -> None:
    a, b, c = abc()
    first = join(b, c)
    second = join(a, b)

    part(first)
    assert whole(a, b, c) == ["A", "A", "C"]
    part(second)
    assert whole(a, b, c) == ["A", "B", "C"]


@pytest.mark.django_db
def test_a_record_that_came_anew_by_another_way_stays_when_its_first_way_is_undone() -> None:
    a, b, c = abc()
    first = join(b, c)
    second = join(a, b)
    part(first)
    join(a, c)

    part(second)

    assert whole(a, b, c) == ["A", "B", "A"]


@pytest.mark.django_db
def test_what_cannot_be_joined_or_parted_is_refused_with_the_reason() -> None:
    a, b, c = abc()
    merger = join(a, b)
    for kept, absorbed, why in ((c, b, "merged_meanwhile"), (b, c, "merged_meanwhile"), (c, c, "same_record")):
        with pytest.raises(NotDone, match=why):
            join(kept, absorbed)
    part(merger)
    with pytest.raises(NotDone, match="parted_already"):
        part(merger)
    with pytest.raises(NotDone, match="erased"):
        join(a, a_person("X X", anonymised_at=AT))


@pytest.mark.django_db
def test_roles_of_both_records_are_those_of_one_person_and_return_to_each() -> None:
    a, b, _ = abc()
    holds(a, Role.STUDENT, a_school("here"))
    holds(b, Role.GRADUATE, a_school("there"))

    merger = join(a, b)
    assert sorted(RoleHeld.objects.of(a.pk).values_list("role", flat=True)) == ["graduate", "student"]
    part(merger)
    assert list(RoleHeld.objects.of(a.pk).values_list("role", flat=True)) == ["student"]


@pytest.mark.django_db
def test_an_account_of_an_absorbed_record_is_an_account_of_the_person_kept() -> None:
    a, _, _ = abc()
    holds(a, Role.STUDENT)
    alice = an_account("Alice Martin", Role.CANDIDATE)
    assert alice.person is not None
    join(a, alice.person)

    viewer = viewer_of(alice, on=TODAY)

    assert viewer.person == a.pk
    assert set(viewer.roles) == {Held("student", a_school().pk), Held("candidate", a_school().pk)}
    assert browser_of(alice).get(f"/persons/{alice.person_id}/", follow=True).redirect_chain == [
        (f"/persons/{a.pk}/", 302)
    ]


@pytest.mark.django_db
def test_a_school_that_knew_the_absorbed_record_sees_the_person_kept() -> None:
    a, b, _ = abc()
    holds(a, Role.STUDENT, a_school("there"))
    holds(b, Role.STUDENT, a_school("here"))
    join(a, b)
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR, school=a_school("here")))

    rows = browser.get("/persons/?role=student").context["rows"]

    assert [(person, [str(role.school) for role in roles]) for person, roles in rows] == [(a, ["Here"])]


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [False, True])
def test_a_merger_gives_no_account_an_office_that_who_joins_could_not_give(*, turn: bool) -> None:
    student = an_account("Alice Martin", Role.STUDENT).person
    director = a_person("Alice Martin")
    holds(director, Role.SCHOOL_DIRECTOR)
    assert student is not None
    kept, absorbed = (student, director) if turn else (director, student)
    said = {"kept": kept.pk, "absorbed": absorbed.pk, "at": AT, "by": SCEAU}

    for offices_at in ((), (a_school("another").pk,)):
        with pytest.raises(NotDone, match="gains_an_office"):
            merge_persons(**said, offices_at=offices_at)
    assert merge_persons(**said, offices_at=(a_school().pk,)).kept_id == kept.pk


@pytest.mark.django_db
def test_no_school_gives_an_account_an_office_of_the_label() -> None:
    student, expert = an_account("Alice Martin", Role.STUDENT).person, a_person("Alice Martin")
    holds(expert, Role.EXPERT)
    assert student is not None

    with pytest.raises(NotDone, match="gains_an_office"):
        merge_persons(kept=student.pk, absorbed=expert.pk, offices_at=(a_school().pk,), at=AT, by=SCEAU)


@pytest.mark.django_db
def test_a_registrar_joins_two_records_on_a_page_and_parts_them_on_another() -> None:
    browser = browser_of(an_account("Chloé Bernard", Role.REGISTRAR))
    a, b, _ = abc()
    for one in (a, b):
        holds(one, Role.STUDENT)
    address = f"/duplicates/{a.pk}/{b.pk}/"

    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"kept": str(uuid4())}).status_code == 422
    assert browser.post(address, {"kept": str(b.pk)}).url == f"/persons/{b.pk}/"
    assert browser.get(f"/persons/{a.pk}/").url == f"/persons/{b.pk}/"
    assert browser.get(address).status_code == 404
    page = f"/mergers/{Merger.objects.get().pk}/part/"
    assert page in browser.get(f"/persons/{b.pk}/").content.decode()
    assert [str(one) for one in browser.get(page).context["back"]] == ["A A"]
    assert browser.post(page).status_code == 302
    assert browser.post(page).status_code == 422
    assert whole(a, b) == ["A", "B"]


@pytest.mark.django_db
def test_a_registrar_is_told_why_they_may_not_join_a_director_to_their_own_record() -> None:
    chloe = an_account("Chloé Bernard", Role.REGISTRAR)
    director = a_person("Anne Kervella")
    holds(director, Role.SCHOOL_DIRECTOR)

    answer = browser_of(chloe).post(f"/duplicates/{chloe.person_id}/{director.pk}/", {"kept": str(director.pk)})

    assert answer.status_code == 422
    assert "une fonction que vous ne pouvez pas donner" in answer.content.decode()
    assert Merger.objects.count() == 0


@pytest.mark.django_db
def test_one_record_is_not_set_beside_itself_and_no_merger_is_made_up() -> None:
    browser = browser_of(an_account("Hugo Petit", Role.INSTALLATION_ADMINISTRATOR))
    a, _, _ = abc()

    addresses = [f"/duplicates/{a.pk}/{a.pk}/", "/mergers/1/part/", f"/mergers/{10**30}/part/"]

    assert [browser.get(address).status_code for address in addresses] == [404, 404, 404]
    assert browser.post(f"/duplicates/{a.pk}/{a.pk}/apart/").status_code == 404


def roots() -> dict[UUID, UUID | None]:
    return dict(Person.objects.values_list("pk", "merged_into"))


def no_chain() -> bool:
    """Whether every record that is joined is joined to one that stands, so that there is no cycle."""
    found = roots()
    return all(into is None or found[into] is None for into in found.values())


def leads(one: UUID, above: dict[UUID, UUID]) -> UUID:
    while one in above:
        one = above[one]
    return one


@pytest.mark.django_db
@settings(max_examples=100)
@given(st.data())
def test_any_sequence_of_mergers_and_partings_leaves_no_cycle_and_undone_it_restores_the_start(
    data: st.DataObject,
) -> None:
    before = transaction.savepoint()
    try:
        _a_sequence(data)
    finally:
        transaction.savepoint_rollback(before)


def _a_sequence(data: st.DataObject) -> None:
    persons = [a_person(f"P {name}") for name in "ABCDE"]
    start, done = roots(), list[Merger]()
    for _ in range(data.draw(st.integers(1, 12))):
        if done and data.draw(st.booleans()):
            part(done.pop(data.draw(st.integers(0, len(done) - 1))))
        else:
            pair = [persons[data.draw(st.integers(0, 4))] for _ in range(2)]
            with suppress(NotDone):
                done.append(join(*pair))
        above = {one.absorbed_id: one.kept_id for one in done}
        assert no_chain()
        assert {one: into or one for one, into in roots().items()} == {one: leads(one, above) for one in roots()}
    for place in data.draw(st.permutations(range(len(done)))):
        part(done[place])
    assert roots() == start


@pytest.mark.django_db(transaction=True)
def test_mergers_at_the_same_instant_are_done_one_after_the_other_or_refused() -> None:
    persons = [a_person(f"P {name}") for name in "ABCDEF"]
    pairs = [(one, other) for one in persons for other in persons if one is not other]
    answers: list[str] = []

    def work(mine: list[tuple[Person, Person]]) -> None:
        for one, other in mine:
            try:
                merger = join(one, other)
                answers.append("joined")
                if int(merger.pk) % 2:
                    part(merger)
            except NotDone as refusal:
                answers.append(refusal.why)
        connection.close()

    threads = [threading.Thread(target=work, args=(pairs[place::4],)) for place in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(answers) == len(pairs)
    assert set(answers) <= {"joined", "merged_meanwhile"}
    assert no_chain()
    for merger in Merger.objects.filter(parting=None):
        part(merger)
    assert set(roots().values()) == {None}
