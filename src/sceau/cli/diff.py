"""``sceau rules diff``: what the law says on one date and no longer says on another."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import options
from sceau.cli.rows import stage_and_key, told_on_a_line, told_with_columns
from sceau.cli.terminal import Terminal
from sceau.core.rule import Duration, Layer, RuleError
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation
from sceau.regulation.edition import changed_between
from sceau.regulation.law import Scope
from sceau.regulation.plain import plain


def add_to(rules: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @rules.command("diff", help=say["help_rules_diff"])
    def diff(
        before: Annotated[date, typer.Argument(metavar="DATE", parser=options.day, help=say["help_diff_date"])],
        after: Annotated[date, typer.Argument(metavar="DATE", parser=options.day, help=say["help_diff_date"])],
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        law = options.the_law(regulations, school)
        if school or label or programme:
            old, new = (law.rulebook(on=d, school=school, programme=programme, label=label) for d in (before, after))
            found = _diff(old, new, law, terminal)
        else:
            found = _diff_everywhere((before, after), law, terminal)
        if not found:
            terminal.print(say["no_difference"])


def _diff(before: Rulebook, after: Rulebook, law: Regulation, terminal: Terminal) -> bool:
    """Show each rule whose resolved values differ between two dates; return whether there is one."""
    changed = sorted(changed_between(before, after), key=stage_and_key)
    if changed:
        rows = [(key, *_set_side_by_side(key, (before, after), law, terminal)) for key in changed]
        terminal.table((terminal.say["key"], plain(before.on), plain(after.on)), rows)
    return bool(changed)


def _diff_everywhere(days: tuple[date, date], law: Regulation, terminal: Terminal) -> bool:
    """Show what differs in the State's rules, then in those of each label; return whether anything does."""
    found = False
    for label in ("", *law.labels):
        scope = Scope(Layer.LABEL, label=label) if label else Scope(Layer.STATE)
        own = law.rules.get(scope, {})
        books = [Rulebook(on=day, ladders={key: (rule,) for key, rule in own.items()}, label=label) for day in days]
        if changed_between(*books):
            found = True
            name = law.label_name(label) if label else terminal.language.layers[Layer.STATE.name.lower()]
            terminal.print(name, style="bold")
            _diff(books[0], books[1], law, terminal)
    return found


def _set_side_by_side(key: str, books: Sequence[Rulebook], law: Regulation, terminal: Terminal) -> list[str]:
    """Return what a rule comes to on each date; of tables that read alike, the lines that differ, else the articles."""
    told = [told_on_a_line(key, book, law, terminal) for book in books]
    texts = [text for _, text, *_ in told]
    if len(set(texts)) > 1:
        return texts
    lines = [_lines_of(key, book, law, terminal) for book in books]
    apart = [[line for line in own if line not in other] for own, other in (lines, lines[::-1])]
    sources = [f"{text} ({source or layer})" for _, text, layer, source in told]
    return ["\n".join(own) or source for own, source in zip(apart, sources, strict=True)]


def _lines_of(key: str, book: Rulebook, law: Regulation, terminal: Terminal) -> list[str]:
    """Return the lines of a table under every reading, each with its columns; none of any other rule."""
    try:
        values = book.readings(key)
    except RuleError:
        return []
    tables = (
        value.value for value in values if isinstance(value.value, tuple) and not isinstance(value.value, Duration)
    )
    return [told_with_columns(row, law, terminal) for table in tables for row in table]
