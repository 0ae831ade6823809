"""What the tests of the words share: a text, a citation, a few rules made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sceau.core.rule import Absence, Citation, Value, Words
from sceau.wording import language

FR, EN = language("fr"), language("en")
NOTICE = Citation("notice", "§ 1.2")


@dataclass(frozen=True)
class Text:
    title: str | Words


TEXTS = {"notice": Text("Notice aux candidats"), "code": Text(Words("Code du travail", "Labour Code"))}


def rule(key: str, value: object, unit: str = "", *, passes: bool = True) -> Value:
    """Make a rule that is named after its key and cites the notice."""
    title, says = Words(f"titre de {key}", f"title of {key}"), Words("On dit.", "It says.")
    return Value(key, value, unit, title, NOTICE, says, passes=passes)


SILENT = Value("mission_duration", absence=Absence.SILENT)
UNIT_PASS_MARK = rule("unit_pass_mark", Decimal(10), "/20")
GAP = rule("module_gap_mark", Decimal(5), "/20", passes=False)


def plain(said: str) -> str:
    """Bring the spaces of French typography back to ordinary ones, so that a sentence can be read in a test."""
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
