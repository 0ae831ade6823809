"""What is on the page of a question? What was typed, by which law, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse

from sceau.asking.answered import WHOLE, Answered, answer, said_of
from sceau.asking.drawing import Page
from sceau.asking.drawn import Drawn
from sceau.asking.examples import Filled, cases_of, filled
from sceau.asking.labels import say
from sceau.asking.options import Choices, Hand
from sceau.asking.shapes import Field, fields_of_question
from sceau.asking.typed import Typed, blank, names_of, rank_of, read_typed, with_row, without_row
from sceau.asking.whose import NAMES, Whose, whose_law
from sceau.asking.written import address, as_file, command
from sceau.people.access import Viewer
from sceau.wording import Language, say_question
from sceau.wording import Said as InWords

DO = "do"
BESIDE = frozenset({*NAMES, DO, "csrfmiddlewaretoken"})
"""What a form says beside the facts."""
ASK, LAW, FILE, ADD, REMOVE, EXAMPLE = "ask", "law", "file", "add", "remove", "example"


class Fault(NamedTuple):
    """One thing to mend, with the input where it is mended."""

    target: str
    label: str
    what: str


@dataclass(frozen=True)
class Asked:
    """A question as it was put."""

    question: str
    lang: Language
    whose: Whose
    typed: Typed
    do: str = ""
    focus: str = ""
    """The row that was just added."""
    answered: Answered | None = None
    example: Filled | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The facts that the question asks for."""
        return fields_of_question(self.question)

    @property
    def sentence(self) -> str:
        """The question in words."""
        return say_question(self.question, self.lang)

    @property
    def stage(self) -> str:
        """The stage of the life of a programme that it belongs to."""
        return str(self.lang.stages[self.question.partition(".")[0]])

    @property
    def path(self) -> str:
        """The address of the question without any fact."""
        return reverse("question", args=[self.question])

    @cached_property
    def hand(self) -> Hand:
        """The words that the law in hand offers."""
        return Hand(self.question, self.whose.law, self.whose.drawing, self.lang)

    @cached_property
    def lists(self) -> Mapping[str, Choices]:
        """The lists of words that are too long to be drawn in each field, by their names."""
        return self.hand.long_lists(self.fields)

    @cached_property
    def drawn(self) -> tuple[Drawn, ...]:
        """Every fact, as the page shows it."""
        return Page(self.hand, self.answered.faults if self.answered else {}, self.focus).draw(self.fields, self.typed)

    @cached_property
    def said(self) -> InWords | None:
        """The decision in words."""
        if self.answered is None or self.answered.decision is None or self.whose.rules is None:
            return None
        return said_of(self.answered.decision, self.whose.law, self.lang)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Everything to mend, in the order of the page."""
        of_the_law = [Fault(f"whose-{name}", say(f"whose.{name}"), what) for name, what in self.whose.faults.items()]
        of_all = self.answered.faults.get(WHOLE, ()) if self.answered else ()
        return (*of_the_law, *(Fault("", "", what) for what in of_all), *_faults_in(self.drawn, ()))

    @property
    def has_examples(self) -> bool:
        """Whether there is a case to try, by a law that is open to who asks."""
        return bool(cases_of(self.question, schools=[slug for slug, _ in self.whose.schools]))

    @property
    def is_answered(self) -> bool:
        """Whether the law was asked, and has said something: a decision, or why it has none."""
        return self.answered is not None and not self.faults and self.do == ASK

    @property
    def wants_file(self) -> bool:
        """Whether the facts are wanted as a file, and are all there."""
        return self.do == FILE and self.answered is not None and not self.faults

    @property
    def file(self) -> str:
        """The facts as the file that ``sceau ask`` reads."""
        return as_file(self.answered.given) if self.answered else ""

    @property
    def command(self) -> str:
        """The command that puts the same question in a terminal."""
        return command(self.question, self.whose.names)

    @cached_property
    def address(self) -> str:
        """Where the same question is put with the same facts; empty where that is too much for an address."""
        names = [*self.whose.names, *names_of(self.fields, self.typed), (DO, ASK)]
        return address(self.path, names) if self.is_answered else ""


def asked_of(question: str, said: Mapping[str, Sequence[str]], viewer: Viewer, *, today: date, lang: Language) -> Asked:
    """Return the page of a question, with what a form or an address said of it."""
    do, _, place = (said.get(DO) or ("",))[-1].partition(" ")
    fields = fields_of_question(question)
    if do == EXAMPLE:
        return _with_example(question, viewer, place, today=today, lang=lang)
    whose = whose_law(said, viewer, today=today, changes=do == LAW)
    read = read_typed(fields, said, beside=BESIDE)
    if not read.typed and do not in (ASK, FILE, ADD, REMOVE):
        read = read._replace(typed=blank(fields))
    if do == ADD:
        typed = with_row(fields, read.typed, place)
        return Asked(question, lang, whose, typed, do, _newest(typed, place))
    if do == REMOVE:
        return Asked(question, lang, whose, without_row(fields, read.typed, place), do)
    answered = None
    if do in (ASK, FILE) and whose.rules is not None:
        answered = answer(question, fields, read, whose.law, whose.rules, lang)
    return Asked(question, lang, whose, read.typed, do, answered=answered)


def _with_example(question: str, viewer: Viewer, place: str, *, today: date, lang: Language) -> Asked:
    """Return the page of a question filled with one of the shipped cases; the next where one stands already."""
    open_to_them = [slug for slug, _ in whose_law({}, viewer, today=today).schools]
    rank = rank_of(place)
    example = filled(question, rank, schools=open_to_them)
    if example is None:
        whose = whose_law({}, viewer, today=today)
        return Asked(question, lang, whose, blank(fields_of_question(question)), EXAMPLE)
    whose = whose_law(example.said, viewer, today=today)
    return Asked(question, lang, whose, example.typed, EXAMPLE, example=example)


def _newest(typed: Typed, place: str) -> str:
    """Return the place of what was added last at a place."""
    node: Any = typed
    for step in place.split("."):
        rank = rank_of(step)
        node = (
            node.get(step)
            if isinstance(node, dict)
            else node[rank - 1]
            if node and rank in range(1, len(node) + 1)
            else None
        )
    return f"{place}.{len(node)}" if isinstance(node, list) else place


def _faults_in(facts: Iterable[Drawn], around: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong with facts and within them, each under the names of what it lies in."""
    for one in facts:
        label = " › ".join((*around, one.label))
        yield from (Fault(one.id, label, what) for what in one.faults)
        outer = around if one.rows else (*around, one.label)
        yield from _faults_in((*one.rows, *one.shown, *one.folded), outer)
