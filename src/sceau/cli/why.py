"""``sceau rules why``: the ladder of layers of one rule, which value applies, and why."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.terminal import Terminal
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation
from sceau.regulation.ladder import Step, ladder_of
from sceau.wording import say_citation, say_date, say_value
from sceau.wording.faults import say_fault


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("why", help=say["help_rules_why"])
    def why(
        key: Annotated[str, typer.Argument(help=say["help_key"], metavar="KEY")],
        school: Annotated[str, options.school(say)],
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        options.known_key(key, terminal)
        law = options.the_law(regulations, school)
        book = law.rulebook(on=on or options.latest(law), school=school, programme=programme, label=label)
        steps = ladder_of(key, book)
        title = next((terminal.language.of(step.rule.title) for step in reversed(steps) if step.rule), "")
        terminal.print(" — ".join(part for part in (key, title) if part), style="bold")
        for step in steps:
            _show(step, book, law, terminal)
        _conclude(key, book, law, terminal)


def _show(step: Step, book: Rulebook, law: Regulation, terminal: Terminal) -> None:
    """Show what one layer says on the date, and what becomes of it."""
    say, lang = terminal.say, terminal.language
    layer = lang.layers[step.layer.name.lower()]
    if step.rule is None:
        terminal.print(f"  {layer} · {say['why_silent']}", style="dim")
        return
    terminal.print(f"  {layer} · {step.rule.origin} · {lang.bounds[step.rule.bound.value]}", style="cyan")
    if step.entry is None:
        first = say_date(step.rule.entries[0].since, lang)
        terminal.print(f"    → {say['why_not_begun'].format(date=first)}")
        return
    alone = Rulebook(on=book.on, ladders={step.rule.key: (step.rule,)})
    for value in alone.readings(step.rule.key):
        name = f" [{value.reading}]" if value.reading else ""
        since = say["since"].format(date=say_date(step.entry.since, lang)) + name
        chosen = say["why_chooses"].format(name=step.entry.chooses)
        said = chosen if step.entry.chooses else say_value(value, lang)
        terminal.print("    " + lang.words["pair"].format(name=since, text=said))
        terminal.print(f"      {say_citation(value.cite, law.texts, lang)}", style="dim")
    terminal.print(f"    → {say[f'why_{step.verdict}']}", style="bold")


def _conclude(key: str, book: Rulebook, law: Regulation, terminal: Terminal) -> None:
    """Say which value applies, under each of its readings, and whose it is."""
    say, lang = terminal.say, terminal.language
    try:
        values = book.readings(key)
    except LookupError as error:
        terminal.print(f"  {say_fault(str(error), lang)}", style="bold")
        return
    for value in values:
        whose = lang.layers[value.layer.name.lower()] if value.layer else ""
        cite = say_citation(value.cite, law.texts, lang) if value.cite else ""
        source = lang.words["comma"].join(part for part in (whose, cite) if part)
        name = f" [{value.reading}]" if value.reading else ""
        applies = say["applies_on"].format(date=say_date(book.on, lang))
        terminal.print(f"  {applies} {say_value(value, lang)}{name}" + (f" ({source})" if source else ""), style="bold")
