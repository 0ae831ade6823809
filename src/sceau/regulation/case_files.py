"""What does a case say? Situations written as data, each with the decision expected, as files hold them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, model_validator

import sceau.core  # noqa: F401 - registers the questions
from sceau.core.question import QUESTIONS
from sceau.core.vocabulary import RULES
from sceau.regulation.fault import Fault, faults_of, nearest
from sceau.regulation.files import File
from sceau.regulation.toml import parse_file

Errors = Literal[
    "RuleMissing",
    "RuleNotYetInForce",
    "MomentUnknown",
    "NoLength",
    "BeyondTheCalendar",
    "FactImpossible",
    "FactsFaulty",
    "NotFound",
]
"""Why no answer is possible: every error that asking a question or a rule may end in."""
GOES_WITH = {
    "outcome": ("cites", "unmet", "figures", "warnings", "readings"),
    "value": ("cites", "serves_until"),
    "error": ("first",),
}
"""The kinds of answer, each with what is compared beside it."""
WHERE_WRITTEN = ("cites", "warnings")
"""What a case may leave out of a reading: it is then not compared."""


class ReadingExpected(File):
    """What one reading of a contested or contradicted rule leads to."""

    outcome: str
    figures: dict[str, Any] = {}
    cites: list[str] | None = None
    """The decisive citations under this reading; compared where they are written."""
    warnings: list[str] | None = None
    """The checks that warn without refusing under this reading; compared where they are written."""


class Expected(File):
    """The answer expected: a decision, the value of a rule, or an error of the law."""

    outcome: str | None = None
    cites: list[str] = []
    """The decisive citations, each as ``text, locator``, in the order of the reasons."""
    unmet: list[str] | None = None
    """The checks that do not hold, in the order of the reasons; compared where they are written."""
    figures: dict[str, Any] = {}
    warnings: list[str] = []
    """The checks that warn without refusing, in order."""
    readings: dict[str, ReadingExpected] = {}
    value: Any = None
    serves_until: date | None = None
    """With ``value``: the last day that the text gives it for, if it gives one."""
    error: Errors | None = None
    first: date | None = None
    """With ``RuleNotYetInForce``: the first day the rule was written for."""

    @model_validator(mode="after")
    def _expects_one_answer(self) -> Expected:
        """A decision, a value and an error are three kinds of answer: what goes with one is not compared in another."""
        kinds = [kind for kind in GOES_WITH if getattr(self, kind) is not None]
        if len(kinds) != 1:
            said = f"expects {' and '.join(kinds)}" if kinds else "expects nothing"
            raise ValueError(f"{said}, write exactly one of: {', '.join(GOES_WITH)}")
        astray = sorted(self.model_fields_set - {*kinds, *GOES_WITH[kinds[0]], *GOES_WITH})
        if astray:
            raise ValueError(f"{astray[0]}: does not go with {kinds[0]} and would not be compared, remove it")
        if self.first is not None and self.error != "RuleNotYetInForce":
            raise ValueError("first: goes with the error RuleNotYetInForce alone, remove it")
        return self


class CaseFile(File):
    """One situation."""

    name: str
    ask: str = ""
    rule: str = ""
    """Instead of a question: the key of a rule whose value is expected."""
    school: str = ""
    programme: str = ""
    label: str = ""
    on: date
    given: dict[str, Any] = {}
    expect: Expected


def read_all_cases(folder: Path) -> tuple[list[tuple[str, CaseFile]], list[Fault]]:
    """Read every case of a folder, or of one file, each with the name of its file; returns the faults too."""
    faults: list[Fault] = []
    files = sorted(folder.rglob("*.toml")) if folder.is_dir() else [folder]
    if not files or not folder.exists():
        faults.append(Fault(str(folder), "—", "holds no case, name a folder or a file of cases (*.toml)"))
        return [], faults
    named = [(path.relative_to(folder).as_posix() if folder.is_dir() else path.name, path) for path in files]
    return [(name, case) for name, path in named for case in read_cases(path, name, faults)], faults


def read_cases(path: Path | str, name: str, faults: list[Fault]) -> Iterator[CaseFile]:
    """Read the cases of a file; what stands above them (ask, school, on, given…) serves those that are silent on it."""
    document = parse_file(path, name, faults)
    if document is None:
        return
    cases = document.pop("case", [])
    unreadable = _unreadable(document, cases, name)
    faults += unreadable
    for number, case in enumerate([] if unreadable else cases, 1):
        at = f"case[{number}]"
        if "rule" in case and "ask" in case:
            faults.append(Fault(name, at, "asks a question and a rule at once, write two cases"))
            continue
        try:
            read = CaseFile.model_validate(_whole(document, case))
        except ValidationError as error:
            faults += faults_of(error, name, at, CaseFile)
            continue
        known, asked = (RULES, read.rule) if read.rule else (QUESTIONS, read.ask)
        if asked not in known:
            what = f"«{asked}» is neither a question nor a rule, {nearest(asked, [*QUESTIONS, *RULES])}"
            faults.append(Fault(name, at, what))
        else:
            yield read


def _unreadable(above: dict[str, Any], cases: Any, name: str) -> list[Fault]:
    """Return why none of the cases of a file can be read."""
    faults = []
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        faults.append(Fault(name, "case", "is no list of cases, write [[case]] above each"))
    elif not cases:
        faults.append(Fault(name, "case", "is missing, write at least one [[case]]"))
    if not isinstance(above.get("given", {}), dict):
        what = f"«{above['given']}» is not a table of fields, write it as {{ field = value }}"
        faults.append(Fault(name, "given", what))
    if "ask" in above and "rule" in above:
        faults.append(Fault(name, "—", "asks a question and a rule at once, keep one above the cases"))
    return faults


def _whole(above: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """Return a case with what stands above it: a question there gives way to a rule here, and a rule to a question."""
    given = case.get("given", {})
    whole = {**above, **case, "given": {**above.get("given", {}), **given} if isinstance(given, dict) else given}
    for asked, other in (("ask", "rule"), ("rule", "ask")):
        if asked in case:
            whole.pop(other, None)
    return whole
