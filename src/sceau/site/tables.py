"""Are the tables of the database those of this version of Sceau?"""

from __future__ import annotations

from collections.abc import Collection

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from sceau.site.embedded import DatabaseDown

LOCK = 0x5CEA0
"""The number of the lock that whoever migrates holds: of two machines that start at once, one waits."""
SHOWN = 3


def waiting() -> int:
    """Return how many migrations have not been made yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def made() -> list[str]:
    """Return every migration that was made, as ``app.name``."""
    return sorted(map(".".join, MigrationLoader(connection).applied_migrations))


def refuse_from_later(migrations: Collection[str], where: str) -> None:
    """Refuse tables that a later version of Sceau has made; raises ``DatabaseDown``."""
    known = set(map(".".join, MigrationLoader(None, ignore_no_migrations=True).disk_migrations))
    if later := sorted(set(migrations) - known):
        named = ", ".join(later[:SHOWN]) + ("…" if len(later) > SHOWN else "")
        raise DatabaseDown(f"{where}: made by a later version of Sceau ({named}); install that version")


def migrate() -> None:
    """Bring the tables to this version, once at a time; raises ``DatabaseDown`` where they are of a later one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            refuse_from_later(made(), "the database")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
