"""Measure the public search on 10,000 programmes: ``python -m bench.catalogue``.

Times are those of the whole answer of the server, without the network; the best and the median of several runs are
printed, because a shared machine only ever adds to them, and how many queries each took. ``--quick`` measures less.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from bench.people import database

PROGRAMMES, TIMES = 10_000, 25
PROMISE = "a search ≤ 50 ms of server time, a constant number of queries"
SUBJECTS = (
    "Cybersécurité",
    "Énergies marines",
    "Management",
    "Finance de marché",
    "Génie civil",
    "Données",
    "Aéronautique",
)
WORDS = (
    "avancée",
    "durable",
    "des systèmes",
    "industrielle",
    "numérique",
    "internationale",
    "et innovation",
    "des risques",
)
CITIES = ("Paris", "Lyon", "Nantes", "Lille", "Toulouse", "Douai", "Marseille", "Strasbourg", "Grenoble", "Rennes")
SEARCHES = (
    ("everything", ""),
    ("a word of many titles", "?q=management"),
    ("two words", "?q=cybersecurite+nantes"),
    ("a slip of the pen", "?q=cibersecurite"),
    ("three facets", "?domain=energy&city=Lille&pace=full_time"),
    ("a word and a facet", "?q=durable&school=school-7"),
    ("the last page", "?page=500"),
)


def lines(count: int) -> list[Any]:
    """Return as many programmes of 300 schools, drawn with a seed."""
    from sceau.catalogue.domains import DOMAINS  # noqa: PLC0415 - the settings want a database that runs
    from sceau.catalogue.sheet import sheet_of  # noqa: PLC0415 - as above
    from sceau.catalogue.source_file import SourceLine  # noqa: PLC0415 - as above

    draw = random.Random(20260901)
    return [
        SourceLine(
            number,
            (f"School {number % 300}",),
            sheet_of(
                {
                    "presentation": {
                        "title": {"fr": f"{draw.choice(SUBJECTS)} {draw.choice(WORDS)} {number}"},
                        "objectives": {"fr": " ".join(draw.choices(SUBJECTS + WORDS, k=40))},
                    },
                    "organisation": {
                        "domain": draw.choice(list(DOMAINS)),
                        "languages": draw.sample(["fr", "en"], draw.randint(1, 2)),
                        "paces": draw.sample(["full_time", "part_time", "work_study"], draw.randint(1, 2)),
                        "lasts": {"amount": draw.choice([10, 12, 15, 24]), "unit": "months"},
                    },
                    "places": {"campuses": [{"name": "Campus", "city": draw.choice(CITIES)}]},
                    "registration": {"rncp": f"RNCP{number}", "cpf": draw.random() < 0.5},
                }
            ),
            "a list",
        )
        for number in range(count)
    ]


def measured(name: str, run: Callable[[], Any], times: int) -> None:
    """Print the best and the median of some runs, and how many queries one takes."""
    from django.db import connection  # noqa: PLC0415 - as above

    asked: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    run()
    with connection.execute_wrapper(count):
        run()
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        spent.append((time.perf_counter() - begun) * 1e3)
    print(f"  {name}: {min(spent):.0f} ms (median {statistics.median(spent):.0f}), {len(asked)} queries")


def bench_catalogue(count: int, times: int) -> None:
    """Print how long it takes to take programmes in, to search them, and to draw a page."""
    from django.test import Client  # noqa: PLC0415 - as above

    from sceau.catalogue.actions import import_programmes  # noqa: PLC0415 - as above
    from sceau.catalogue.models import ListingStamp, Programme  # noqa: PLC0415 - as above
    from sceau.people.access import AT_THE_TERMINAL  # noqa: PLC0415 - as above

    print(f"The catalogue of {count} programmes ({PROMISE})")
    every, at = lines(count), datetime(2026, 9, 1, tzinfo=UTC)
    for name in ("taken in", "taken in again, unchanged"):
        begun = time.perf_counter()
        import_programmes(lines=every, at=at, by=AT_THE_TERMINAL)
        print(f"  {name}: {time.perf_counter() - begun:.1f} s")
    browser = Client(headers={"accept-language": "fr", "host": "localhost"})

    def answered(path: str) -> None:
        code = browser.get(path).status_code
        if code != HTTPStatus.OK:
            raise SystemExit(f"{path} answers {code}")

    answered("/programmes/")
    spent = []
    for _ in range(min(times, 5)):
        ListingStamp.objects.update(drawn=uuid4())
        begun = time.perf_counter()
        answered("/programmes/")
        spent.append((time.perf_counter() - begun) * 1e3)
    print(f"  the first search after something changed: {min(spent):.0f} ms (median {statistics.median(spent):.0f})")
    for name, end in SEARCHES:
        measured(name, partial(answered, f"/programmes/{end}"), times)
    measured("the API, a word", partial(answered, "/api/v1/programmes/?q=cybersecurite"), min(times, 20))
    slugs = iter(Programme.objects.order_by("pk").values_list("slug", flat=True)[: times + 2])
    measured("a page that nobody asked for before", lambda: answered(f"/programmes/{next(slugs)}/"), times)
    slug = Programme.objects.values_list("slug", flat=True)[0]
    measured("a page that was asked for before", partial(answered, f"/programmes/{slug}/"), times)


if __name__ == "__main__":
    quick = "--quick" in sys.argv
    with database():
        bench_catalogue(200 if quick else PROGRAMMES, 2 if quick else TIMES)
