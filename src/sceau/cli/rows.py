"""How a rule is told on one line, and a line of a table with its columns: what the commands on rules show alike."""

import json

from sceau.cli.terminal import Terminal
from sceau.core.rule import Row, RuleNotYetInForce, SeveralReadings, Value
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES
from sceau.regulation import Regulation
from sceau.regulation.plain import plain
from sceau.wording import say_citation, say_date, say_value
from sceau.wording.faults import say_fault


def stage_and_key(key: str) -> tuple[int, str]:
    """Return what orders a rule: its stage as the vocabulary lists them, then its name."""
    stages = [shape.stage for shape in RULES.values()]
    return stages.index(RULES[key].stage), key


def told_on_a_line(key: str, book: Rulebook, law: Regulation, terminal: Terminal) -> tuple[str, str, str, str]:
    """Return one line of the list: what applies, whose it is, and where it is said."""
    try:
        value = book.get(key)
    except SeveralReadings as several:
        return key, " ≠ ".join(several.readings), terminal.language.standings["contested"], ""
    except RuleNotYetInForce as later:
        return key, terminal.say["nothing_before"].format(date=say_date(later.first, terminal.language)), "", ""
    except LookupError as error:
        return key, say_fault(str(error), terminal.language).split(": ", 1)[-1], "", ""
    source = say_citation(value.cite, law.texts, terminal.language) if value.cite else ""
    return key, say_value(value, terminal.language), _layer(value, terminal), source


def _layer(value: Value, terminal: Terminal) -> str:
    return "" if value.layer is None else str(terminal.language.layers[value.layer.name.lower()])


def told_with_columns(row: Row, law: Regulation, terminal: Terminal) -> str:
    """Return a line of a table with every column that it fills, and where its own citation leads."""
    shown = {name: value for name, value in plain(row).items() if name not in ("id", "title", "says", "cite")}
    columns = "; ".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in shown.items())
    cite = say_citation(row.cite, law.texts, terminal.language) if row.cite else ""
    return " — ".join(part for part in (row.id, columns, cite) if part)
