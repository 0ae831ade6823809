"""What is wrong with the law that a draft would make? Its faults, and its own cases that it answers otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sceau.law.folder import CASES, cases_in, law_in
from sceau.regulation import Fault, Regulation, read_for
from sceau.regulation.case_files import read_cases
from sceau.regulation.cases import CaseResult, run_case

MOST_CASES = 500
"""Beyond this the cases of a school are not run: somebody waits for them."""
READ_AT_HAND = 32


@dataclass(frozen=True, slots=True)
class Checked:
    """The law as the files of a school would make it, and what bars its adoption."""

    law: Regulation
    faults: tuple[Fault, ...]
    """Those of the law, then those of the files of cases; a file is named by its path within the folder."""
    cases: tuple[CaseResult, ...] = ()
    """What became of each case; none are run while there is a fault."""
    too_many_cases: bool = False

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """The cases that are answered otherwise than they expect."""
        return tuple(one for one in self.cases if not one.passed)

    @property
    def holds(self) -> bool:
        """True if nothing bars its adoption."""
        return not (self.faults or self.failing or self.too_many_cases)


def check_files(school: str, files: Mapping[str, str]) -> Checked:
    """Read the law as the files of a school would make it, and run its cases."""
    return _checked(school, tuple(sorted(files.items())))


@lru_cache(maxsize=READ_AT_HAND)
def _checked(school: str, held: tuple[tuple[str, str], ...]) -> Checked:
    files = dict(held)
    law, found = read_for(school, law_in(files))
    own = f"schools/{school}/"
    faults = [fault._replace(file=fault.file.removeprefix(own)) for fault in found]
    cases = [
        (name, case) for name, text in cases_in(files).items() for case in read_cases(text, f"{CASES}{name}", faults)
    ]
    if not law_in(files):
        faults.append(Fault("school.toml", "—", "is missing, add it"))
    if faults or len(cases) > MOST_CASES:
        return Checked(law, tuple(faults), too_many_cases=len(cases) > MOST_CASES)
    return Checked(law, (), tuple(run_case(case, f"{CASES}{name}", law) for name, case in cases))
