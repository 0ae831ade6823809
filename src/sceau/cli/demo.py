"""``sceau demo``: load the people to try the site with."""

from __future__ import annotations

import typer

from sceau.cli.site import with_environment
from sceau.cli.terminal import Terminal


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""

    @app.command("demo", help=terminal.say["help_demo"])
    def demo() -> None:
        from sceau.site import processes  # noqa: PLC0415 - loads much that no other command needs

        def load() -> None:
            processes.migrate()
            from sceau.site.demo import load as load_demo  # noqa: PLC0415 - its models want the settings

            load_demo(terminal.print, terminal.code)

        with_environment(terminal, lambda environment: processes.with_database(environment, load))
