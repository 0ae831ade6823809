"""``sceau explain``: everything that was done about an object, act after act, with what each decision rests on."""

from typing import Annotated, Any

import typer

from sceau.cli.database import on_the_database
from sceau.cli.terminal import Terminal
from sceau.regulation import load
from sceau.regulation.fault import nearest
from sceau.wording import say_instant, say_outcome
from sceau.wording.lists import words
from sceau.wording.numbers import counted


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("explain", help=say["help_explain"])
    def explain(subject: Annotated[str, typer.Argument(help=say["help_subject"], metavar="KIND:ID")]) -> None:
        on_the_database(terminal, lambda: _explain(subject, terminal))


def refuse_what_is_none(subject: str, terminal: Terminal) -> None:
    """Refuse what names no object, a kind that is none, or an object that is not there."""
    from sceau.journal.chain import entries_on  # noqa: PLC0415 - its models want the settings
    from sceau.site.kinds import KINDS, find  # noqa: PLC0415 - as above

    say = words("journal", terminal.code)
    kind, _, key = subject.partition(":")
    if not key:
        terminal.refuse(say["no_subject"].format(given=subject))
    if kind not in KINDS:
        terminal.refuse(say["unknown_kind"].format(given=kind, nearest=nearest(kind, KINDS)))
    if find(kind, key) is None and not entries_on(subject).exists():
        terminal.refuse(say["no_such_object"].format(subject=subject))


def _explain(subject: str, terminal: Terminal) -> None:
    from sceau.journal.chain import acts_of, entries_on  # noqa: PLC0415 - its models want the settings

    refuse_what_is_none(subject, terminal)
    say, lang = words("journal", terminal.code), terminal.language
    kind, _, key = subject.partition(":")
    entries = list(entries_on(subject))
    if not entries:
        terminal.print(say["nothing_on"].format(subject=subject))
        return
    named = {"kind": words("site", terminal.code)["kinds"][kind], "id": key, "n": str(len(entries))}
    terminal.print(counted(say["acts_on"], len(entries), lang, **named), style="bold")
    for act in acts_of(entries, load(), lang):
        _show(act, terminal)


def _show(act: Any, terminal: Terminal) -> None:
    """Show one act: when, who, what, and the decision with its reasons as they were recorded."""
    say, site, lang = words("journal", terminal.code), words("site", terminal.code), terminal.language
    entry = act.entry
    what = site["acts"].get(entry.act, entry.act)
    seal = say["not_sealed"] if act.seal is None else say["sealed_by"].format(number=act.seal)
    terminal.print("")
    terminal.print(f"{say_instant(entry.at, lang)} · {what}", style="bold")
    terminal.print(f"  {_who(entry, terminal)} · {seal}", style="dim")
    if act.erased and not entry.outcome:
        terminal.print(f"  {say['facts_erased']}", style="yellow")
    elif act.erased:
        outcome = say_outcome(("", entry.outcome), lang) if entry.outcome else "—"
        terminal.print(f"  {say['evidence_erased'].format(outcome=outcome)}", style="yellow")
    elif act.said is not None:
        terminal.said(act.said, 2)
        if act.differs:
            terminal.print(f"  {say['differs'].format(subject=entry.subject)}", style="yellow")
        terminal.print(f"  {say['edition'].format(digest=entry.edition)}", style="dim")
    _show_facts(act, terminal)


def _show_facts(act: Any, terminal: Terminal) -> None:
    """Show what was given in an act that decides nothing under the law."""
    from sceau.site.told import say_facts  # noqa: PLC0415 - as above

    kind, pair = act.entry.subject.partition(":")[0], str(terminal.language.words["pair"])
    for name, text in say_facts(act.facts, kind, terminal.code, {}):
        terminal.print(f"  {pair.format(name=name, text=text)}")


def _who(entry: Any, terminal: Terminal) -> str:
    """Return who acted, by role, way in and opaque ids: a terminal never shows a name."""
    from sceau.site.told import say_who  # noqa: PLC0415 - as above

    say = words("journal", terminal.code)
    parts = say_who(entry.role, entry.came_by, terminal.code) if entry.role else [say["by_itself"]]
    if entry.actor:
        parts.append(say["account"].format(id=entry.actor))
    if entry.school:
        parts.append(say["at_school"].format(id=entry.school))
    return ", ".join(parts)
