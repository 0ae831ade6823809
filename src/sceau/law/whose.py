"""Whose law is meant? The State's, a label's or a school's: one word, as addresses hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sceau.core.rule import Layer
from sceau.core.rulebook import Rulebook
from sceau.regulation import Regulation
from sceau.regulation.law import NotFound

STATE = "state"
NAME = "[a-z0-9]+(?:-[a-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Whose:
    """A layer of the law, and the label or the school whose it is."""

    layer: Layer
    name: str = ""

    @property
    def word(self) -> str:
        """The word of addresses: ``state``, ``label-ms``, ``school-`` and the name of its folder."""
        return f"{self.layer.name.lower()}-{self.name}" if self.name else STATE

    @property
    def school(self) -> str:
        """The school whose it is; empty for the law that is open to anyone."""
        return self.name if self.layer is Layer.SCHOOL else ""

    @property
    def label(self) -> str:
        """The label whose it is; empty for any other law."""
        return self.name if self.layer is Layer.LABEL else ""

    def rulebook(self, law: Regulation, *, on: date, programme: str = "", label: str = "") -> Rulebook:
        """Return the law as it meets whose it is on a day; a school's, without programme, under the label named.

        A school whose programmes are of several labels is met under the first of them where none is named. Raises
        ``NotFound`` for names that are not known.
        """
        if not self.school:
            return law.rulebook(on=on, label=self.label) if self.label else _of_the_state(law, on)
        labels = labels_of(law, self.school)
        if label and label not in labels:
            raise NotFound(f"no label «{label}» at {self.school}")
        under = "" if programme else label or next(iter(labels), "")
        return law.rulebook(on=on, school=self.school, programme=programme, label=under)


def labels_of(law: Regulation, school: str) -> tuple[str, ...]:
    """Return the labels of the programmes of a school, each once, in order; raises ``NotFound``."""
    return tuple(sorted({one.label for one in law.school(school).programmes}))


def whose_is(word: str) -> Whose:
    """Return what a word of an address means, whether anybody of that name writes law or not."""
    layer, _, name = word.partition("-")
    return Whose(Layer[layer.upper()], name)


def _of_the_state(law: Regulation, on: date) -> Rulebook:
    """Return the law of the State alone, even where there is but one label."""
    book = law.rulebook(on=on)
    ladders = {key: tuple(one for one in rules if one.layer is Layer.STATE) for key, rules in book.ladders.items()}
    return Rulebook(on=on, ladders={key: rules for key, rules in ladders.items() if rules}, outlived=book.outlived)


class WhoseConverter:
    """The word of an address that tells whose law is meant."""

    regex = f"(?:{STATE}|(?:label|school)-{NAME})"

    def to_python(self, word: str) -> Whose:
        """Return what the word means."""
        return whose_is(word)

    def to_url(self, whose: Whose | str) -> str:
        """Return the word."""
        return whose if isinstance(whose, str) else whose.word
