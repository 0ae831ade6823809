"""``sceau rules``: check the law, list it, show one rule with its ladder, and whatever else is asked of it."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sceau.cli import diff, new_school, options, schema, stale, why
from sceau.cli.rows import stage_and_key, told_on_a_line, told_with_columns
from sceau.cli.terminal import FAULTY, Terminal
from sceau.core.rule import Duration, Force, Rule, RuleError
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation, read, shipped_law
from sceau.regulation.law import school_of
from sceau.wording import say_citation, say_date, say_value


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the group of commands."""
    say = terminal.say
    rules = typer.Typer(help=say["help_rules"], no_args_is_help=True, rich_markup_mode=None)
    app.add_typer(rules, name="rules")

    @rules.command("check", help=say["help_rules_check"])
    def check(
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        _refuse_a_date_alone(on, school or label or programme, terminal)
        law, faults = read(shipped_law(), regulations) if regulations else read()
        if faults:
            terminal.faults(faults)
            raise typer.Exit(FAULTY)
        of = {"school": school, "programme": programme, "label": label}
        book = law.rulebook(on=on or options.latest(law), **of) if any(of.values()) else None
        count = sum(len(found) for found in law.rules.values())
        counts = {"rules": count, "texts": len(law.texts), "schools": len(law.schools)}
        said = {name: terminal.counted(f"count_{name}", number, n=number) for name, number in counts.items()}
        terminal.print(say["rules_hold"].format(**said))
        if book is not None:
            _check_rulebook(book, terminal)

    @rules.command("list", help=say["help_rules_list"])
    def list_rules(
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
    ) -> None:
        law = options.the_law(regulations, school)
        book = law.rulebook(on=on or options.latest(law), school=school, programme=programme, label=label)
        rows = [told_on_a_line(key, book, law, terminal) for key in sorted(book.ladders, key=stage_and_key)]
        terminal.table((say["key"], say["value"], say["layer"], say["source"]), rows)

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
        _refuse_a_date_alone(on, school or label or programme, terminal)
        law = options.the_law(regulations, school)
        if school or label or programme:
            book = law.rulebook(on=on or options.latest(law), school=school, programme=programme, label=label)
            _show(key, book, law, terminal)
        else:
            _show_everywhere(key, law, terminal)

    for one in (diff, why, stale, new_school, schema):
        one.add_to(rules, terminal)


def _refuse_a_date_alone(on: date | None, whose: str, terminal: Terminal) -> None:
    """A date means nothing to every layer of every school at once: say whose law is meant, rather than ignore it."""
    if on is not None and not whose:
        terminal.refuse(terminal.say["on_needs_school"])


def _check_rulebook(book: Rulebook, terminal: Terminal) -> None:
    """Say how many rules a school or a label meets on a date, and which of them do not speak on it."""
    mute = []
    for key in sorted(book.ladders, key=stage_and_key):
        try:
            mute += [key] if all(value.absence for value in book.readings(key)) else []
        except RuleError:
            mute.append(key)
    speaking, day = len(book.ladders) - len(mute), say_date(book.on, terminal.language)
    whose = book.school.slug if book.school else book.label
    terminal.print(terminal.counted("rules_of_school", speaking, rules=speaking, school=whose, date=day))
    if mute:
        terminal.print(terminal.say["rules_mute"].format(keys=", ".join(mute)))


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
    say, lang = terminal.say, terminal.language
    head = f"{lang.layers[rule.layer.name.lower()]} · {rule.origin} · {lang.bounds[rule.bound.value]}"
    terminal.print(f"  {head}", style="cyan")
    for entry in rule.entries:
        book = Rulebook(on=entry.since, ladders={rule.key: (rule,)}, school=None)
        for value in book.readings(rule.key):
            name = f" [{value.reading}]" if value.reading else ""
            since = say["since"].format(date=say_date(entry.since, lang))
            text = say_value(value, lang)
            if value.force is not Force.BINDING:
                text = lang.words["aside"].format(text=text, aside=lang.forces[value.force.value])
            terminal.print("    " + lang.words["pair"].format(name=since + name, text=text))
            for row in value.value if isinstance(value.value, tuple) and not isinstance(value.value, Duration) else ():
                terminal.print(f"      · {told_with_columns(row, law, terminal)}")
            terminal.print(f"      {say_citation(value.cite, law.texts, lang)}", style="dim")
            if value.says:
                terminal.print(f"      {lang.of(value.says)}", style="italic")
