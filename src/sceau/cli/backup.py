"""``sceau backup`` and ``sceau restore``: everything that an installation holds, in one folder and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli.site import with_environment
from sceau.cli.terminal import Terminal
from sceau.wording.numbers import counted


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the commands."""
    say = terminal.say

    @app.command("backup", help=say["help_backup"])
    def backup(folder: Annotated[Path, typer.Argument(help=say["help_backup_folder"], metavar="DIR")]) -> None:
        from sceau.site.backup import BackupRefused, back_up  # noqa: PLC0415 - loads much that no other command needs
        from sceau.site.environment import Environment  # noqa: PLC0415 - as above

        def do(environment: Environment) -> None:
            made = back_up(environment, folder, at=datetime.now(UTC))
            counts = {"rows": made.rows, "tables": len(made.tables), "files": made.files}
            key = environment.var / "secret.key"
            terminal.print(say["backup_done"].format(folder=folder, key=key, **counts))

        with_environment(terminal, do, BackupRefused)

    @app.command("restore", help=say["help_restore"])
    def bring_back(folder: Annotated[Path, typer.Argument(help=say["help_restore_folder"], metavar="DIR")]) -> None:
        from sceau.site.backup import BackupRefused  # noqa: PLC0415 - as above
        from sceau.site.environment import Environment  # noqa: PLC0415 - as above
        from sceau.site.restoration import restore  # noqa: PLC0415 - as above

        def do(environment: Environment) -> None:
            restored = restore(environment, folder)
            made, lost = restored.manifest, restored.uncertain
            counts = {"rows": made.rows, "tables": len(made.tables), "files": made.files}
            terminal.print(say["restore_done"].format(at=made.at[:19].replace("T", " "), **counts))
            if lost:
                terminal.print(counted(say["restore_uncertain"], lost, terminal.language, n=str(lost)), style="bold")

        with_environment(terminal, do, BackupRefused)
