"""``sceau cases``: run situations against the law, and say where it answers otherwise."""

from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.terminal import FAILED, FAULTY, Terminal
from sceau.regulation.case_files import read_all_cases
from sceau.regulation.cases import CaseResult, run_cases
from sceau.regulation.missing import Missing
from sceau.regulation.missing import missing as find_missing
from sceau.wording import say_date
from sceau.wording.faults import say_fault


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
        missing: Annotated[bool, typer.Option("--missing", help=say["help_missing"])] = False,
        school: Annotated[str, options.school(say)] = "",
    ) -> None:
        if missing:
            _missing(path or shipped_cases(), regulations, school, terminal, as_json=as_json)
            return
        if school:
            terminal.error(say["school_needs_missing"])
            raise typer.Exit(FAULTY)
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


def _missing(path: Path, folder: Path | None, school: str, terminal: Terminal, *, as_json: bool) -> None:
    """Say which rules have no case at their boundaries: those of a folder of law, or of a school, or all of them."""
    law = options.the_law(folder)
    cases, faults = read_all_cases(path)
    if faults:
        terminal.faults(faults)
        raise typer.Exit(FAULTY)
    start = f"schools/{law.school(school).slug}/" if school else ""
    origins = {rule.origin for found in law.rules.values() for rule in found.values()}
    if folder:
        origins &= {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    own = {origin for origin in origins if origin.startswith(start)}
    found = list(find_missing(law, (case for _, case in cases), own))
    if as_json:
        terminal.json([_plain_missing(one) for one in found])
    else:
        for one in found:
            _show_missing(one, terminal)
        terminal.print(terminal.counted("cases_missing", len(found), n=len(found)))
    if found:
        raise typer.Exit(FAILED)


def _plain_missing(one: Missing) -> dict[str, object]:
    since = one.entry.since.isoformat()
    return {"file": one.rule.origin, "rule": one.rule.key, "from": since, "at": one.at, "lacks": list(one.lacks)}


def _show_missing(one: Missing, terminal: Terminal) -> None:
    since = terminal.say["since"].format(date=say_date(one.entry.since, terminal.language))
    lacks = terminal.language.words["semicolon"].join(terminal.say[f"lacks_{lack}"] for lack in one.lacks)
    at = f", {one.at}" if one.at else ""
    terminal.print(f"{one.rule.origin}: {one.rule.key}, {since}{at}", style="yellow")
    terminal.print(f"    {lacks}")


def _plain(result: CaseResult) -> dict[str, object]:
    return {"file": result.file, "name": result.name, "passed": result.passed, "differences": list(result.differences)}


def _show(result: CaseResult, terminal: Terminal) -> None:
    terminal.print(f"✗ {result.file}: {result.name}", style="red")
    for difference in result.differences:
        terminal.print(f"    {say_fault(difference, terminal.language)}")
    terminal.json(result.answer)
