"""Which words, in which language? The tables of fr.toml and en.toml, each read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from sceau.core.rule import Words

LANGUAGES = ("fr", "en")
DEFAULT = "fr"

NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
FRENCH_SPACES = (
    (re.compile(r" (?=[:%€»])"), NO_BREAK),
    (re.compile(r"(?<=«) "), NO_BREAK),
    (re.compile(r" (?=[;!?])"), NARROW),
    (re.compile(r"(?<=\{n\}) (?=\w)"), NO_BREAK),
)
"""The spaces of French that may not end a line: before tall marks, within quotes, between a number and its unit."""

CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
"""How an identifier looks that nobody has named: ``visa_refusal``."""


class UnknownLanguage(LookupError):
    """Words were asked for in a language that Sceau does not speak."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Sceau does not speak «{code}», choose one of: {', '.join(LANGUAGES)}")
        self.code = code


Table = Mapping[str, Any]
"""Words by their name, or tables of words."""


@dataclass(frozen=True, eq=False)
class Language:
    """A language: its code, and each table of its file under the same name: ``lang.months["6"]``."""

    code: str
    words: Table
    numbers: Table
    thresholds: Table
    units: Table
    durations: Table
    months: Table
    dates: Table
    moments: Table
    stages: Table
    layers: Table
    bounds: Table
    forces: Table
    standings: Table
    absences: Table
    standings_of_marks: Table
    languages: Table
    values: Table
    choices: Table
    questions: Table
    outcomes: Table
    figures: Table
    any_check: Table
    checks: Table

    def of(self, words: Words) -> str:
        """Return what is written in both languages in this one."""
        return words.fr if self.code == "fr" else words.en

    def find(self, table: str, word: str, within: str = "") -> str | None:
        """Return the name that a table gives to a word, if it gives one.

        The sub-table named ``within``, if there is one, prevails over the table.
        """
        names: Table = getattr(self, table)
        own = names.get(within)
        for choice in (own if isinstance(own, Mapping) else {}, names):
            if isinstance(choice.get(word), str):
                return str(choice[word])
        return None

    def name(self, table: str, word: str, within: str = "") -> str:
        """Return the name that a table gives to a word, else the word itself as it can be read."""
        return self.find(table, word, within) or legible(word)


def legible(word: str) -> str:
    """Return an identifier with spaces for its underscores; the code of a unit stays as it is."""
    return word.replace("_", " ") if CODE.fullmatch(word) else word


@cache
def language(code: str) -> Language:
    """Return a language by its code, ``fr`` or ``en``; raises ``UnknownLanguage`` for any other."""
    if code not in LANGUAGES:
        raise UnknownLanguage(code)
    tables = tomli.loads(Path(__file__).with_name(f"{code}.toml").read_text(encoding="utf-8"))
    return Language(code, **(typeset(tables) if code == "fr" else tables))


def language_of_environment(environ: Mapping[str, str]) -> str:
    """Return the code that a terminal asks for: SCEAU_LANG, else the first locale that is spoken here, else French.

    Raises ``UnknownLanguage`` if SCEAU_LANG itself names another one.
    """
    wished = _code(environ.get("SCEAU_LANG", ""))
    if wished:
        return language(wished).code
    locales = (_code(environ.get(name, "")) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((code for code in locales if code in LANGUAGES), DEFAULT)


def _code(locale: str) -> str:
    """Return the language of a locale: ``fr`` for ``fr_FR.UTF-8``."""
    return re.split(r"[_.@-]", locale.strip().lower(), maxsplit=1)[0]


def typeset(words: Any) -> Any:
    """Return tables of French words with the spaces that French typography asks for."""
    if isinstance(words, Mapping):
        return {name: typeset(word) for name, word in words.items()}
    if isinstance(words, str):
        for spaces, instead in FRENCH_SPACES:
            words = spaces.sub(instead, words)
    return words
