"""Measure how mails are queued on an embedded PostgreSQL of its own, and print it.

``python -m bench.mail``; ``--quick`` measures less, to see that everything still runs.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.journal import a_second
from sceau.site.embedded import Embedded, Owned

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def measure(count: int) -> None:
    """Print each figure."""
    from django.db import transaction  # noqa: PLC0415 - wants the settings, which want a database

    from sceau.mail.actions import write  # noqa: PLC0415 - as above

    def one(place: int) -> None:
        write(kind="login_code", address=f"a{place}@example.org", language="fr", said={"code": "ABCD-EFGH"}, at=AT)

    def each_by_itself() -> None:
        for place in range(count // 10):
            with transaction.atomic():
                one(place)

    def in_one_transaction() -> None:
        with transaction.atomic():
            for place in range(count):
                one(place)

    for name, found in (
        ("mails queued, each committed", a_second(count // 10, each_by_itself)),
        ("mails queued in one transaction", a_second(count, in_one_transaction)),
    ):
        print(f"  {name:<36} {found:>10,.0f} a second")


def main() -> None:
    """Start a database in a temporary folder, and measure on it."""
    count = 200 if "--quick" in sys.argv[1:] else 10_000
    with tempfile.TemporaryDirectory() as folder, Owned(Embedded(Path(folder))):
        os.environ |= {"SCEAU_VAR": folder, "DATABASE_URL": ""}
        from sceau.site.processes import migrate  # noqa: PLC0415 - reads the settings, which want a database

        migrate()
        print(f"Mails, {count:,}, each with its job, fsync on")
        measure(count)


if __name__ == "__main__":
    main()
