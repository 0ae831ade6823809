"""Which questions does the law answer? Each in a sentence, under the stage of life that it belongs to."""

from __future__ import annotations

from typing import NamedTuple

import sceau.core  # noqa: F401 - registers the questions
from sceau.core.question import QUESTIONS
from sceau.core.vocabulary import STAGES
from sceau.people.folding import fold
from sceau.wording import Language, say_question


class Asks(NamedTuple):
    """A question by its name, and the sentence that asks it."""

    name: str
    sentence: str


class Stage(NamedTuple):
    """A stage of the life of a programme with its questions."""

    title: str
    questions: tuple[Asks, ...]


def stages(text: str, lang: Language) -> tuple[Stage, ...]:
    """Return the questions that hold some words, by stage; every question where no words are given."""
    words = fold(text).split()
    found = []
    for stage in STAGES:
        title = str(lang.stages[stage])
        named = [Asks(name, say_question(name, lang)) for name in QUESTIONS if name.partition(".")[0] == stage]
        fitting = tuple(
            one for one in named if all(word in fold(f"{title} {one.sentence} {one.name}") for word in words)
        )
        if fitting:
            found.append(Stage(title, fitting))
    return tuple(found)
