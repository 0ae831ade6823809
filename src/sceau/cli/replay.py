"""``sceau rules replay``: would what was decided be decided again? Each recorded decision, by its own facts and law."""

from datetime import date
from typing import Annotated, Any

import typer

from sceau.cli import options
from sceau.cli.database import on_the_database
from sceau.cli.terminal import FAILED, Terminal
from sceau.core.calendar import start_of
from sceau.wording import say_outcome, say_question
from sceau.wording.lists import words
from sceau.wording.numbers import counted


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("replay", help=say["help_rules_replay"])
    def replay(
        subjects: Annotated[list[str] | None, typer.Argument(help=say["help_subjects"], metavar="[KIND:ID]…")] = None,
        since: Annotated[date | None, typer.Option(help=say["help_since"], metavar="DATE", parser=options.day)] = None,
    ) -> None:
        on_the_database(terminal, lambda: _replay(subjects or [], since, terminal))


def _replay(subjects: list[str], since: date | None, terminal: Terminal) -> None:
    """Judge again, say each difference, and end with the exit code 1 where there is one."""
    from sceau.cli.explain import refuse_what_is_none  # noqa: PLC0415 - its models want the settings
    from sceau.journal.replay import judged_again  # noqa: PLC0415 - as above

    say, lang = words("journal", terminal.code), terminal.language
    for subject in subjects:
        refuse_what_is_none(subject, terminal)
    count = differ = erased = 0
    for one in judged_again(since=start_of(since) if since else None, subjects=subjects):
        count += not one.erased
        erased += one.erased
        differ += one.differs
        if one.differs:
            _show(one, terminal)
    sentence = "replayed_differ" if differ else "replayed" if count else "replayed_none"
    terminal.print(
        say[sentence] if not count else counted(say[sentence], count, lang, n=str(count), differ=str(differ)),
        style="bold",
    )
    if erased:
        terminal.print(counted(say["replay_erased"], erased, lang, n=str(erased)))
    if differ:
        raise typer.Exit(FAILED)


def _show(one: Any, terminal: Terminal) -> None:
    """Show what was decided and what would be."""
    from sceau.regulation.plain import plain_decision  # noqa: PLC0415 - needed where something differs alone

    say, lang = words("journal", terminal.code), terminal.language
    named = {"entry": one.entry, "subject": one.subject, "question": say_question(one.question, lang)}
    terminal.print(f"✗ {say['replay_entry'].format(**named)}", style="yellow")
    was = say_outcome((one.question, one.decided.get("outcome", "")), lang)
    terminal.print(f"    {say['replay_was'].format(what=was)}")
    if one.again is None:
        terminal.print(f"    {say['replay_not_judged'].format(why=one.why)}")
        return
    now, found = say_outcome(one.again, lang), plain_decision(one.again)
    parts = [name for name in say["replay_parts"] if found.get(name) != one.decided.get(name)]
    if "outcome" not in parts:
        said = ", ".join(say["replay_parts"][name] for name in parts)
        now = say["replay_same_outcome"].format(outcome=now, parts=said)
    terminal.print(f"    {say['replay_now'].format(what=now)}")
