"""``sceau rules show``: one rule with the ladder of each layer, its dates, values and citations."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.rows import told_on_a_line, told_with_columns
from sceau.cli.terminal import Terminal
from sceau.core.rule import Duration, Force, Rule, Value
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation
from sceau.regulation.law import school_of
from sceau.wording import say_citation, say_date, say_value


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("show", help=say["help_rules_show"])
    def show(
        key: Annotated[str, typer.Argument(help=say["help_key"], metavar="KEY")],
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        options.known_key(key, terminal)
        options.refuse_a_date_alone(on, school or label or programme, terminal)
        law = options.the_law(regulations, school)
        if school or label or programme:
            book = law.rulebook(on=on or options.latest(law), school=school, programme=programme, label=label)
            _show(key, book, law, terminal)
        else:
            _show_everywhere(key, law, terminal)


def _show(key: str, book: Rulebook, law: Regulation, terminal: Terminal) -> None:
    """Show a rule: what applies, then the ladder of each layer with its bound, values, dates and citations."""
    say, lang = terminal.say, terminal.language
    ladders = book.ladders.get(key, ())
    title = lang.of(ladders[-1].title) if ladders else say["texts_say_nothing"]
    terminal.print(f"{key} — {title}", style="bold")
    if ladders:
        _, value, layer, source = told_on_a_line(key, book, law, terminal)
        terminal.print(f"  {say['applies_on'].format(date=say_date(book.on, lang))} {value} ({source or layer})")
    for rule in ladders:
        _show_ladder(rule, law, terminal)


def _show_everywhere(key: str, law: Regulation, terminal: Terminal) -> None:
    """Show every ladder of a rule, whoever writes it."""
    ladders = [found[key] for found in law.rules.values() if key in found]
    title = terminal.language.of(ladders[0].title) if ladders else terminal.say["texts_say_nothing"]
    terminal.print(f"{key} — {title}", style="bold")
    for rule in sorted(ladders, key=lambda rule: (rule.layer, rule.origin)):
        _show_ladder(rule, law.seen_by(school_of(rule.origin)), terminal)


def _show_ladder(rule: Rule, law: Regulation, terminal: Terminal) -> None:
    """Show what one layer says of a rule, from its first date to its last."""
    lang = terminal.language
    head = f"{lang.layers[rule.layer.name.lower()]} · {rule.origin} · {lang.bounds[rule.bound.value]}"
    terminal.print(f"  {head}", style="cyan")
    for entry in rule.entries:
        book = Rulebook(on=entry.since, ladders={rule.key: (rule,)}, school=None)
        for value in book.readings(rule.key):
            _show_value(value, entry.since, law, terminal)


def _show_value(value: Value, since: date, law: Regulation, terminal: Terminal) -> None:
    """Show one dated value, under one of its readings if it has several, with its lines and its citation."""
    lang, name = terminal.language, f" [{value.reading}]" if value.reading else ""
    text = say_value(value, lang)
    if value.force is not Force.BINDING:
        text = lang.words["aside"].format(text=text, aside=lang.forces[value.force.value])
    from_when = terminal.say["since"].format(date=say_date(since, lang)) + name
    terminal.print("    " + lang.words["pair"].format(name=from_when, text=text))
    for row in value.value if isinstance(value.value, tuple) and not isinstance(value.value, Duration) else ():
        terminal.print(f"      · {told_with_columns(row, law, terminal)}")
    terminal.print(f"      {say_citation(value.cite, law.texts, lang)}", style="dim")
    if value.says:
        terminal.print(f"      {lang.of(value.says)}", style="italic")
