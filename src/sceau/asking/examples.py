"""What does somebody try first? One of the shipped cases: a situation with the day and the law that it speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sceau.asking.given import typed_of
from sceau.asking.shapes import fields_of_question
from sceau.asking.typed import Typed
from sceau.regulation.case_files import CaseFile, read_all_cases
from sceau.regulation.facts import read_facts


class Filled(NamedTuple):
    """A case as one would type it: which one, of how many, under which law."""

    name: str
    rank: int
    of: int
    typed: Typed
    said: Mapping[str, Sequence[str]]
    """Whose law it speaks of, as a form says it."""

    @property
    def next(self) -> int:
        """The rank of the one that follows; after the last, the first."""
        return self.rank % self.of + 1


def shipped_cases() -> Path:
    """Return the folder of the cases that ship with Sceau: within the package in a wheel, at the root in a checkout."""
    packed = Path(__file__).parent / "cases"
    return packed if packed.is_dir() else Path(__file__).parents[3] / "cases"


@cache
def examples() -> Mapping[str, Sequence[CaseFile]]:
    """Return every shipped case that ends in a decision, by its question."""
    found: dict[str, list[CaseFile]] = defaultdict(list)
    for _, case in read_all_cases(shipped_cases())[0]:
        if case.ask and case.expect.outcome:
            found[case.ask].append(case)
    return MappingProxyType(found)


def cases_of(question: str, *, schools: Collection[str]) -> Sequence[CaseFile]:
    """Return the cases of a question by the law of some schools or of none."""
    return [case for case in examples().get(question, ()) if not case.school or case.school in schools]


def filled(question: str, rank: int, *, schools: Collection[str]) -> Filled | None:
    """Return a case of a question by its rank, as one would type it; None where there is none."""
    cases = cases_of(question, schools=schools)
    if not cases:
        return None
    place = (max(rank, 1) - 1) % len(cases)
    case = cases[place]
    typed = typed_of(fields_of_question(question), read_facts(question, case.given))
    named = {"school": case.school, "programme": case.programme, "label": case.label, "on": case.on.isoformat()}
    return Filled(case.name, place + 1, len(cases), typed, {name: [said] for name, said in named.items()})
