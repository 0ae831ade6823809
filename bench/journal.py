"""Measure the journal on an embedded PostgreSQL of its own, and print it: entries written, sealed, verified, replayed.

``python -m bench.journal``; ``--quick`` measures less, to see that everything still runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sceau.core.marks import Mark, ModuleFacts
from sceau.core.question import ask
from sceau.core.units import UnitFacts
from sceau.regulation import load
from sceau.site.embedded import Embedded, Owned

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
QUESTION = "studies.unit_result"


def a_second(count: int, do: Any) -> float:
    """Do something that treats so many, and return how many that is a second."""
    start = time.perf_counter()
    do()
    return count / (time.perf_counter() - start)


def measure(count: int) -> None:
    """Print each figure."""
    from django.db import transaction  # noqa: PLC0415 - wants the settings, which want a database

    from sceau.journal.actions import Actor, record, record_all  # noqa: PLC0415 - as above
    from sceau.journal.grounds import grounds_of  # noqa: PLC0415 - as above
    from sceau.journal.replay import judged_again  # noqa: PLC0415 - as above
    from sceau.journal.seals import seal, verify  # noqa: PLC0415 - as above

    rules = load().rulebook(on=date(2025, 9, 1), school="imt-nord-europe", programme="CSE")
    facts = UnitFacts("U1", Decimal(6), (ModuleFacts("M1", (Mark("E1", Decimal("10.5")),)),))
    by = Actor("5f0c9c0e-0000-4000-8000-000000000001", "registrar", "5f0c9c0e-0000-4000-8000-000000000002")

    def decide(place: int) -> None:
        decision = ask(question=QUESTION, facts=facts, rules=rules)
        grounds = grounds_of(decision=decision, facts=facts, rules=rules)
        record(at=AT, by=by, act="judge_unit", subject=f"school:{place}", on=grounds)

    def each_by_itself() -> None:
        for place in range(count // 10):
            with transaction.atomic():
                decide(place)

    def in_one_act() -> None:
        said = []
        for place in range(count):
            decision = ask(question=QUESTION, facts=facts, rules=rules)
            said.append((f"school:{place}", grounds_of(decision=decision, facts=facts, rules=rules)))
        with transaction.atomic():
            record_all(at=AT, by=by, act="judge_unit", on=said)

    def without_decision() -> None:
        with transaction.atomic():
            for place in range(count):
                record(at=AT, by=by, act="attach_file", subject=f"school:{place}")

    whole = 2 * count + count // 10
    figures = [
        ("decisions written, each committed", a_second(count // 10, each_by_itself)),
        ("decisions written in one act", a_second(count, in_one_act)),
        ("acts written in one transaction", a_second(count, without_decision)),
        ("entries sealed", a_second(whole, lambda: seal(at=AT))),
        ("entries verified", a_second(whole, verify)),
        ("decisions judged again", a_second(count + count // 10, lambda: sum(1 for _ in judged_again()))),
    ]
    for name, found in figures:
        print(f"  {name:<36} {found:>10,.0f} a second")


def main() -> None:
    """Start a database in a temporary folder, and measure on it."""
    count = 200 if "--quick" in sys.argv[1:] else 10_000
    with tempfile.TemporaryDirectory() as folder, Owned(Embedded(Path(folder))):
        os.environ |= {"SCEAU_VAR": folder, "DATABASE_URL": ""}
        from sceau.site.processes import migrate  # noqa: PLC0415 - reads the settings, which want a database

        migrate()
        print(f"The journal, {count:,} decisions, fsync on")
        measure(count)


if __name__ == "__main__":
    main()
