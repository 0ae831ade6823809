"""Measure the list of persons on 100,000 of them: ``python -m bench.people``.

Times are those of the whole answer of the server, without the network: sign-in, access, queries, page. The best and the
median of several runs are printed, because a shared machine only ever adds to them, and how many queries each took.
``--quick`` measures less, to see that everything still runs; ``--explain`` shows the plans of the slower queries.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

PERSONS, TIMES = 100_000, 15
PROMISE = "≤ 100 ms, a constant number of queries"
DEEP = 500
SCHOOLS = {"large": 60, "medium": 37, "small": 3}
"""How many persons of a hundred each school has."""
FILL = """
WITH drawn AS (
    SELECT n, gen_random_uuid() AS id, random() AS a, random() AS b, random() AS c
    FROM generate_series(1, %(count)s) AS n
), entered AS (
    INSERT INTO people_person (id, birth_name, use_name, given_names, sex, nationality, birth_date, birth_place,
        birth_commune, birth_country, email)
    SELECT id,
        CASE WHEN n = 777 THEN 'Łukaszewicz-Ötzi'
             WHEN a < 0.02 THEN 'Martin'
             ELSE initcap(translate(((a * 20000)::int)::text, '0123456789', 'éaiouçrstl')) || 'ard' END,
        CASE WHEN c < 0.1 THEN 'Dubois' ELSE '' END,
        initcap(translate(((b * 600)::int)::text, '0123456789', 'aéiouylmnr')) || 'na',
        '', 'FR', date '1985-01-01' + (c * 8000)::int, '', '', '',
        CASE WHEN c < 0.5 THEN 'p' || n || '@example.org' ELSE '' END
    FROM drawn
)
INSERT INTO people_roleheld (id, person_id, role, school_id, since, until)
SELECT gen_random_uuid(), id,
    CASE WHEN one = 1 THEN 'candidate' WHEN b < 0.05 THEN 'teacher' ELSE 'student' END,
    CASE WHEN n %% 100 < %(large)s THEN %(a)s WHEN n %% 100 < %(medium)s THEN %(b)s ELSE %(c)s END::uuid,
    date '2015-09-01' + ((a * 10)::int * 365),
    CASE WHEN one = 1 THEN date '2015-09-01' + ((a * 10)::int * 365 + 300) END
FROM drawn, generate_series(1, 2) AS one
"""


@contextmanager
def database() -> Iterator[None]:
    """Run on the server that DATABASE_URL names, in a test database that is removed; else on one of our own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sceau.site.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCEAU_VAR"] = folder
        from sceau.site.embedded import Embedded, Owned  # noqa: PLC0415 - the settings want a database that runs

        if os.environ.get("DATABASE_URL"):
            yield from _in_a_test_database()
        else:
            embedded = Embedded(Path(folder))
            with Owned(embedded):
                os.environ["DATABASE_URL"] = embedded.url()
                yield from _in_a_test_database()


def _in_a_test_database() -> Iterator[None]:
    import django  # noqa: PLC0415 - as above

    django.setup()
    from django.db import connection  # noqa: PLC0415 - as above

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        connection.close()


def fill(count: int) -> dict[str, UUID]:
    """Enter persons with two roles each, and return the schools."""
    from django.db import connection  # noqa: PLC0415 - as above

    from sceau.people.models import School  # noqa: PLC0415 - as above

    schools = {name: School.objects.create(slug=name, name=name).pk for name in SCHOOLS}
    a, b, c = (str(one) for one in schools.values())
    large, medium = SCHOOLS["large"], SCHOOLS["large"] + SCHOOLS["medium"]
    said = {"count": count, "large": large, "medium": medium, "a": a, "b": b, "c": c}
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(FILL, said)
        cursor.execute("VACUUM ANALYZE")  # as the database does by itself before long
    print(f"  {count:,} persons with two roles each entered in {time.perf_counter() - begun:.1f} s")
    return schools


def signed_in(role: str, school: UUID | None) -> Any:
    """Return a browser of somebody who holds a role."""
    from django.test import Client  # noqa: PLC0415 - as above

    from sceau.people.models import Account, Person, RoleHeld  # noqa: PLC0415 - as above

    person = Person.objects.create(given_names="Chloé", birth_name="Bernard")
    RoleHeld.objects.create(person=person, role=role, school_id=school, since="2020-01-01")
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.create(email=f"{person.pk}@example.org", person=person))
    return client


def measure(browser: Any, name: str, address: str, times: int) -> None:
    """Print how long an answer takes, and how many queries."""
    from django.db import connection  # noqa: PLC0415 - as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    spent = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        answer = browser.get(address)
        spent.append((time.perf_counter() - begun) * 1e3)
        assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101 - a bench of an error is none
    del spent[0]  # the first compiles the page
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    print(f"    {name:<34} {min(spent):>7.1f} {statistics.median(spent):>7.1f} {len(captured):>8}")
    if "--explain" in sys.argv[1:]:
        explain(captured)


def explain(captured: Any) -> None:
    """Print the plan of each query on persons."""
    from django.db import connection  # noqa: PLC0415 - as above

    for one in captured:
        if "people_person" in one["sql"] and one["sql"].startswith("SELECT") and float(one["time"]) > 0.004:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF) " + one["sql"].replace("%", "%%"))
                print("      ", one["time"], one["sql"][-330:])
                print("\n".join(f"        {line[0]}" for line in cursor.fetchall()))


def deep() -> str:
    """Return the address of the page ``DEEP``, as turning every page before it would give it."""
    from sceau.people.models import Person  # noqa: PLC0415 - as above
    from sceau.people.queries import PAGE  # noqa: PLC0415 - as above

    rows = Person.objects.order_by("sort_key", "id").values_list("pk", flat=True)
    last = rows[min(DEEP * PAGE, rows.count() - PAGE - 1)]
    return f"/persons/?after={last}"


def main() -> None:
    """Run the bench."""
    quick = "--quick" in sys.argv[1:]
    count, times = (2_000, 2) if quick else (PERSONS, TIMES)
    print(f"List and filter {count:,} persons ({PROMISE})")
    with database():
        schools = fill(count)
        browsers = {"who administers the installation": signed_in("installation_administrator", None)}
        browsers |= {f"registrar of the {name} school": signed_in("registrar", key) for name, key in schools.items()}
        print(f"    {'':<34} {'best':>7} {'median':>7} {'queries':>8}   (ms)")
        for who, browser in browsers.items():
            print(f"  {who}")
            for name, address in {
                "first page": "/persons/",
                f"page {DEEP}": deep(),
                "search, a common name": "/persons/?q=martin",
                "search, two words": "/persons/?q=martin+dubois",
                "search, one person": "/persons/?q=lukaszewicz",
                "search, nobody": "/persons/?q=zzzz",
                "role": "/persons/?role=teacher",
                "role on a day": "/persons/?role=student&on=2018-01-01",
                "search and role on a day": "/persons/?q=martin&role=student&on=2018-01-01",
                "duplicates": "/duplicates/",
            }.items():
                measure(browser, name, address, times)


if __name__ == "__main__":
    main()
