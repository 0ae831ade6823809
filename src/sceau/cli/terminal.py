"""How does an answer look in a terminal? One place draws decisions, faults and tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sceau.core.decision import Decision
from sceau.regulation import Fault, Regulation
from sceau.regulation.plain import plain_decision
from sceau.wording import language, say_decision
from sceau.wording.faults import say_fault
from sceau.wording.lists import words
from sceau.wording.numbers import counted
from sceau.wording.say import Said, SaidReason

FAULTY = 2
"""The exit code when what was given cannot be used as it is."""
FAILED = 1
"""The exit code when what was checked does not hold."""

MARKS = {True: ("✓", "green"), False: ("✗", "red"), None: ("?", "yellow")}


def printable(text: str) -> str:
    """Return a text without the characters that would command a terminal instead of showing on it."""
    return "".join(
        one if one.isprintable() or one in "\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}" else "�" for one in text
    )


def _on_one_line(name: str) -> str:
    """Return a name on one line: what would follow its end of line would pass for a fault of its own."""
    return name.replace("\n", "�")


class Terminal:
    """Where the command line writes: answers on standard output, faults on standard error."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.say = words("cli", code)
        self.language = language(code)
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def print(self, sentence: str, style: str = "") -> None:
        """Write one line."""
        self.out.print(Text(printable(sentence), style=style))

    def error(self, sentence: str) -> None:
        """Write what is wrong on standard error."""
        self.err.print(Text(printable(say_fault(sentence, self.language)), style="red"))

    def refuse(self, sentence: str) -> NoReturn:
        """Write on standard error why what was asked cannot be done, and end the command."""
        self.error(sentence)
        raise typer.Exit(FAULTY)

    def faults(self, faults: Sequence[Fault], closing: str = "faults") -> None:
        """Write every fault, one a line, then how many there are and what came of it."""
        for fault in faults:
            what = say_fault(fault.what, self.language)
            file, key, said = (escape(printable(text)) for text in (*map(_on_one_line, (fault.file, fault.key)), what))
            self.err.print(f"[bold]{file}[/]: [cyan]{key}[/]: {said}")
        self.err.print(Text(self.counted(closing, len(faults), count=len(faults)), style="red"))

    def counted(self, name: str, number: int, **words: object) -> str:
        """Return a sentence in its singular or its plural."""
        return counted(self.say[name], number, self.language, **{key: str(word) for key, word in words.items()})

    def note(self, remark: Fault) -> None:
        """Write on standard error what bars nothing but must be seen."""
        said = remark._replace(what=say_fault(remark.what, self.language))
        self.err.print(Text(printable(str(said)), style="yellow"))

    def table(self, headers: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a table; what is in its first column names the line, and is never cut."""
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
        for place, header in enumerate(headers):
            table.add_column(header, overflow="fold", no_wrap=place == 0)
        for row in rows:
            table.add_row(*(escape(printable(cell)) for cell in row))
        self.out.print(table, soft_wrap=False)

    def json(self, answer: Any) -> None:
        """Write an answer for another program."""
        self.out.print_json(json.dumps(answer, ensure_ascii=False), indent=2)

    def decision(self, decision: Decision, regulation: Regulation, *, as_json: bool) -> None:
        """Write a decision with its reasons, or the same as JSON."""
        if as_json:
            self.json(plain_decision(decision))
        else:
            qualities = {name: quality.title for name, quality in regulation.qualities.items()}
            self.said(say_decision(decision, self.language, regulation.texts, qualities))

    def said(self, said: Said, indent: int = 0) -> None:
        """Write a decision that is in words already."""
        self._line(Text(said.outcome, style="bold"), indent)
        for name, text in said.figures:
            before, after = str(self.language.words["pair"]).format(name=name, text="\0").split("\0")
            self._line(Text.assemble((before, "dim"), text, after), indent + 2)
        for reason in said.reasons:
            self._reason(reason, indent)
        if said.warnings:
            self._line(Text(self.say["warnings"], style="yellow"), indent)
        for reason in said.warnings:
            self._reason(reason, indent)
        for name, inner in said.readings:
            if (inner.outcome, inner.figures, inner.reasons) == (said.outcome, said.figures, said.reasons):
                continue  # the reading that stands: it has just been written
            self._line(Text(self.say["reading"].format(name=name), style="bold cyan"), indent)
            self.said(inner, indent + 4)

    def _reason(self, reason: SaidReason, indent: int) -> None:
        mark, style = MARKS[reason.holds]
        self._line(Text.assemble((f"{mark} ", style), reason.text), indent + 2)
        self._line(Text(reason.cite, style="dim"), indent + 4)
        if reason.says:
            self._line(Text(reason.says, style="dim italic"), indent + 4)

    def _line(self, text: Text, indent: int) -> None:
        self.out.print(Padding(text, (0, 0, 0, indent)), soft_wrap=False)
