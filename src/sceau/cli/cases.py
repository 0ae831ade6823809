"""``sceau cases``: run situations against the law, and say where it answers otherwise."""

from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.terminal import FAILED, FAULTY, Terminal
from sceau.regulation.cases import CaseResult, run_cases


def shipped_cases() -> Path:
    """Return the folder of the cases that come with a checkout."""
    return Path(__file__).parents[3] / "cases"


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("cases", help=say["help_cases"])
    def cases(
        path: Annotated[Path | None, typer.Argument(help=say["help_cases_path"], metavar="[PATH]")] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say["help_json"])] = False,
    ) -> None:
        results, faults = run_cases(path or shipped_cases(), options.the_law(regulations))
        failed = [result for result in results if not result.passed]
        if as_json:
            terminal.json([_plain(result) for result in results])
        else:
            for result in failed:
                _show(result, terminal)
            passed = len(results) - len(failed)
            terminal.print(terminal.counted("cases_run", passed, passed=passed, failed=len(failed)))
        if faults:
            terminal.faults(faults)
            raise typer.Exit(FAULTY)
        if failed:
            raise typer.Exit(FAILED)


def _plain(result: CaseResult) -> dict[str, object]:
    return {"file": result.file, "name": result.name, "passed": result.passed, "differences": list(result.differences)}


def _show(result: CaseResult, terminal: Terminal) -> None:
    terminal.print(f"✗ {result.file}: {result.name}", style="red")
    for difference in result.differences:
        terminal.print(f"    {difference}")
    terminal.json(result.answer)
