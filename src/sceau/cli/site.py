"""``sceau run``, ``serve``, ``worker``, ``migrate``: the site and its processes."""

from collections.abc import Callable
from typing import Annotated

import typer

from sceau.cli.terminal import FAULTY, Terminal


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the commands."""
    say = terminal.say

    @app.command("run", help=say["help_run"])
    def run(demo: Annotated[bool, typer.Option("--demo", help=say["help_run_demo"])] = False) -> None:
        from sceau.site import processes  # noqa: PLC0415 - loads much that no other command needs

        def tell(what: str, **named: object) -> None:
            terminal.print(say["running"][what].format(**named))

        with_environment(terminal, lambda environment: processes.run(environment, tell, demo=demo))

    @app.command("serve", help=say["help_serve"])
    def serve() -> None:
        from sceau.site import processes  # noqa: PLC0415 - as above

        with_environment(terminal, processes.serve)

    @app.command("worker", help=say["help_worker"])
    def worker() -> None:
        from sceau.site import processes  # noqa: PLC0415 - as above

        with_environment(terminal, processes.work)

    @app.command("migrate", help=say["help_migrate"])
    def migrate() -> None:
        from sceau.site import processes  # noqa: PLC0415 - as above

        with_environment(terminal, lambda environment: processes.with_database(environment, processes.migrate))


def with_environment(terminal: Terminal, do: Callable[..., object], *refusals: type[Exception]) -> None:
    """Do something with what the environment says; refuse where it cannot be followed, or the database is down."""
    from sceau.site.embedded import DatabaseDown  # noqa: PLC0415 - loads much that no other command needs
    from sceau.site.environment import EnvironmentFaulty, read_environment  # noqa: PLC0415 - as above
    from sceau.site.processes import CannotRun  # noqa: PLC0415 - as above

    told: tuple[type[Exception], ...] = (CannotRun, DatabaseDown, *refusals)
    try:
        do(read_environment())
    except EnvironmentFaulty as faulty:
        for fault in str(faulty).splitlines():
            terminal.error(fault)
        raise typer.Exit(FAULTY) from None
    except told as error:
        terminal.refuse(str(error))
