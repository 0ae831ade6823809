"""``sceau ask``: put one question to the law, with facts from a file."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from sceau.cli import options
from sceau.cli.terminal import Terminal
from sceau.core.question import QUESTIONS, Question
from sceau.core.question import ask as put
from sceau.regulation.facts import FactsFaulty, left_out, marks_over_the_scale, read_facts, shape_of
from sceau.regulation.fault import Fault, as_written, nearest
from sceau.regulation.plain import plain
from sceau.regulation.toml import parse_toml


def add_to(app: typer.Typer, terminal: Terminal) -> None:
    """Add the command."""
    say = terminal.say

    @app.command("ask", help=say["help_ask"])
    def ask(
        question: Annotated[str | None, typer.Argument(help=say["help_question"], metavar="[QUESTION]")] = None,
        facts: Annotated[Path | None, typer.Argument(help=say["help_facts"], metavar="[FACTS.toml]")] = None,
        school: Annotated[str, options.school(say)] = "",
        programme: Annotated[str, options.programme(say)] = "",
        label: Annotated[str, options.label(say)] = "",
        on: Annotated[date | None, options.on(say)] = None,
        regulations: Annotated[Path | None, options.regulations(say)] = None,
        as_json: Annotated[bool, typer.Option("--json", help=say["help_json"])] = False,
        listing: Annotated[bool, typer.Option("--list", help=say["help_list"])] = False,
    ) -> None:
        if question is not None and question not in QUESTIONS:
            terminal.refuse(say["unknown_question"].format(given=question, nearest=nearest(question, QUESTIONS)))
        if listing:
            _list(question, terminal, as_json=as_json)
            return
        if question is None or facts is None or on is None:
            terminal.refuse(say["ask_needs"])
        law = options.the_law(regulations, school)
        rules = law.rulebook(on=on, school=school, programme=programme, label=label)
        read = read_facts(question, _document(facts), facts.name, law.qualities, rules)
        above = list(marks_over_the_scale(read, rules, facts.name))
        if above:
            raise FactsFaulty(above)
        decision = put(question=question, facts=read, rules=rules)
        terminal.decision(decision, law, as_json=as_json)


def _document(path: Path) -> dict[str, Any]:
    """Read a TOML file of facts; raises ``FactsFaulty`` if it is not TOML."""
    faults: list[Fault] = []
    document = parse_toml(path, path.name, faults)
    if document is None:
        raise FactsFaulty(faults)
    return document


def _list(only: str | None, terminal: Terminal, *, as_json: bool) -> None:
    """Show the questions, what each asks, the shape of its facts, and what those stand for that are left out."""
    asked = {name: q for name, q in sorted(QUESTIONS.items()) if only in (None, name)}
    if as_json:
        terminal.json({name: _for_programs(question) for name, question in asked.items()})
        return
    for name, question in asked.items():
        terminal.print(name, style="bold")
        terminal.print(f"  {terminal.language.questions[name]}")
        terminal.print(f"  → {' | '.join(question.outcomes)}", style="cyan")
        if only:
            terminal.print(json.dumps(shape_of(question.facts), ensure_ascii=False, indent=2), style="dim")
        else:
            terminal.print(f"  {json.dumps(shape_of(question.facts), ensure_ascii=False)}", style="dim")
        _list_left_out(question, terminal)


def _list_left_out(question: Question, terminal: Terminal) -> None:
    """Show what each fact that may be left out stands for then, and which are then not known."""
    stands_for = left_out(question.facts)
    told = [f"{place} = {_as_in_a_file(one)}" for place, one in stands_for.items() if one is not None]
    unknown = [place for place, one in stands_for.items() if one is None]
    for sentence, facts in (("left_out", told), ("left_unknown", unknown)):
        if facts:
            terminal.print(f"  {terminal.say[sentence].format(facts=', '.join(facts))}")


def _as_in_a_file(default: Any) -> str:
    return json.dumps(default) if isinstance(default, str) else as_written(plain(default))


def _for_programs(question: Question) -> dict[str, Any]:
    return {
        "outcomes": list(question.outcomes),
        "facts": shape_of(question.facts),
        "left_out": plain(left_out(question.facts)),
    }
