"""Two people at the same instant: one publishes, and two programmes of one name have two addresses."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from sceau.catalogue.actions import create_programme, publish_version, write_version
from sceau.catalogue.models import Programme, Standing, Turn, Version
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.sheet import Presentation, Said
from sceau.catalogue.turning import digest_of
from sceau.people.roles import Role
from tests.catalogue.programmes import NOON, a_draft, a_sheet, acting, bernard, chloe, submitted
from tests.people.people import a_school, an_account

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What becomes of each act, all begun together."""

    def done(act: Callable[[], Any]) -> str:
        try:
            act()
        except NotWritten as refused:
            return refused.why
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(done, acts))


def test_two_people_publish_one_version_and_one_of_them_does() -> None:
    version = submitted()
    ada = an_account("Ada Roux", Role.SCHOOL_DIRECTOR)
    publishers = [chloe()[1], acting(ada, Role.SCHOOL_DIRECTOR, a_school())]

    told = at_once(
        *(lambda by=by: publish_version(version=version.pk, seen=version.digest, at=NOON, by=by) for by in publishers)
    )

    assert told == ["done", "not_in_review"]
    assert Turn.objects.filter(act="publish_version").count() == 1


def test_one_part_written_by_two_people_is_written_by_the_first() -> None:
    version = a_draft()
    seen = digest_of(version.content["presentation"])
    writers = (("A", bernard()[1]), ("B", chloe()[1]))

    told = at_once(
        *(
            lambda title=title, by=by: write_version(
                version=version.pk,
                name="presentation",
                part=Presentation(title=Said(fr=title)),
                seen=seen,
                at=NOON,
                by=by,
            )
            for title, by in writers
        )
    )

    assert told == ["changed_meanwhile", "done"]


def test_programmes_of_one_name_entered_together_have_an_address_each() -> None:
    schools = [a_school(f"school-{n}") for n in range(4)]
    for school in schools:
        school.name = "École"
        school.save()
    by = bernard(schools[0])[1]

    told = at_once(
        *(
            lambda school=school: create_programme(school=school.pk, code="", sheet=a_sheet("Audit"), at=NOON, by=by)
            for school in schools
        )
    )

    assert told == ["done"] * 4
    assert sorted(Programme.objects.values_list("slug", flat=True)) == [
        "audit-ecole", "audit-ecole-2", "audit-ecole-3", "audit-ecole-4",
    ]  # fmt: skip
    assert {one.standing for one in Version.objects.all()} == {Standing.DRAFT}
