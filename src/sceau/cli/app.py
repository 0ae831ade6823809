"""Build the command ``sceau`` in the language of who calls it."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import sceau.core  # noqa: F401 - registers the questions
from sceau.cli import (
    ask,
    backup,
    cases,
    catalogue,
    deliberate,
    demo,
    explain,
    jobs,
    journal,
    report,
    retention,
    rules,
    site,
)
from sceau.cli.terminal import FAULTY, Terminal
from sceau.cli.words import language_asked, language_to_refuse_in
from sceau.core.question import FactImpossible
from sceau.core.rule import RuleError
from sceau.documents.render import DocumentFaulty, FontsMissing
from sceau.regulation import NotFound, RegulationFaulty
from sceau.regulation.facts import FactsFaulty
from sceau.studies.faults import WorkbookFaulty
from sceau.wording import LANGUAGES, UnknownLanguage
from sceau.wording.lists import words

SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a command."""


def build(code: str) -> typer.Typer:
    """Return the command with its help in a language."""
    say = words("cli", code)
    terminal = Terminal(code)
    app = typer.Typer(
        help=say["help"],
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def _language(
        lang: Annotated[str, typer.Option(help=say["help_lang"], metavar="|".join(LANGUAGES))] = code,
    ) -> None:
        """Show the option in the help; ``language_asked`` has read it already."""

    rules.add_to(app, terminal)
    ask.add_to(app, terminal)
    cases.add_to(app, terminal)
    deliberate.add_to(app, terminal)
    explain.add_to(app, terminal)
    journal.add_to(app, terminal)
    retention.add_to(app, terminal)
    site.add_to(app, terminal)
    report.add_to(app, terminal)
    backup.add_to(app, terminal)
    jobs.add_to(app, terminal)
    demo.add_to(app, terminal)
    catalogue.add_to(app, terminal)
    return app


def guarded(run: Callable[[], object], terminal: Terminal) -> int:
    """Run a command, which ends the process; return the exit code 2 where the law or a file is refused."""
    try:
        run()
    except (RegulationFaulty, FactsFaulty) as error:
        terminal.faults(error.faults)
    except WorkbookFaulty as error:
        terminal.faults(error.faults, "nothing_written")
    except (RuleError, FactImpossible, NotFound, DocumentFaulty, FontsMissing) as error:
        terminal.error(str(error))
    except OSError as error:
        place = next((name for name in (error.filename, error.filename2) if isinstance(name, str | Path)), "—")
        terminal.error(terminal.say["cannot_use_file"].format(file=place, why=_why(error, terminal.say["system"])))
    return FAULTY


def _why(error: OSError, of_the_system: Mapping[str, str]) -> str:
    """Return what bars a file: in our words where it is the system that says so, else as it was said."""
    number = error.errno or 0
    said = error.strerror or str(error)
    return of_the_system.get(errno.errorcode.get(number, ""), said) if said == os.strerror(number) else said


def main() -> None:
    """Run ``sceau`` with the arguments and the environment of the process."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(SIGNALLED + number))  # so that half-made files are removed
    try:
        code, arguments = language_asked(sys.argv[1:], os.environ)
    except UnknownLanguage as unknown:
        terminal = Terminal(language_to_refuse_in(os.environ))
        terminal.error(terminal.say["unknown_language"].format(given=unknown.code, known=", ".join(LANGUAGES)))
        sys.exit(FAULTY)
    sys.exit(guarded(partial(build(code), arguments), Terminal(code)))
