"""How does a command reach what the installation keeps? On the database that runs, else started for it alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sceau.cli.site import with_environment
from sceau.cli.terminal import Terminal
from sceau.wording.lists import words


def on_the_database(terminal: Terminal, do: Callable[[], object]) -> None:
    """Do something with the rows; refuse where there is no installation, or its tables are not of this version."""
    from sceau.site import processes  # noqa: PLC0415 - loads much that no other command needs

    def with_its_tables() -> None:
        processes.set_up()
        from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415 - as above

        try:
            do()
        except ProgrammingError:
            terminal.refuse(words("journal", terminal.code)["tables_missing"])
        except OperationalError as error:
            terminal.refuse(str(error).strip())

    with_environment(terminal, lambda environment: processes.on_what_is_kept(environment, with_its_tables))


def this_instant() -> datetime:
    """Return the instant that an act done on the command line bears."""
    return datetime.now(UTC)
