"""What a case gives can be typed in the page of its question, and is read back as the very same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import tomli
from django.http import QueryDict

from sceau.asking.asked import BESIDE
from sceau.asking.examples import shipped_cases
from sceau.asking.given import given_of, typed_of
from sceau.asking.shapes import fields_of_question
from sceau.asking.typed import names_of, read_typed
from sceau.asking.written import as_file
from sceau.core.question import FactImpossible, ask
from sceau.core.rule import RuleError
from sceau.law.queries import shipped
from sceau.regulation.case_files import CaseFile, read_all_cases
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.plain import plain_decision

CASES: dict[str, list[CaseFile]] = {}
for _file, _case in read_all_cases(shipped_cases())[0]:
    if _case.ask:
        CASES.setdefault(_file, []).append(_case)


def told(case: CaseFile, given: dict[str, Any]) -> Any:
    """What the law answers to facts: a decision as JSON, or the name of what bars one."""
    law = shipped().seen_by(case.school)
    rules = law.rulebook(on=case.on, school=case.school, programme=case.programme, label=case.label)
    try:
        facts = read_facts(case.ask, given, "given", law.qualities, rules)
        return plain_decision(ask(question=case.ask, facts=facts, rules=rules))
    except (RuleError, FactImpossible) as why:
        return str(why)


def typed_and_read(case: CaseFile, facts: Any) -> dict[str, Any]:
    """The facts of a case as a browser sends them back, read."""
    fields = fields_of_question(case.ask)
    sent = QueryDict(mutable=True)
    for name, text in names_of(fields, typed_of(fields, facts)):
        sent.appendlist(name, text)
    said = dict(QueryDict(sent.urlencode()).lists())
    read = read_typed(fields, said, beside=BESIDE)
    assert (read.unknown, read.crowded) == ((), ())
    given = given_of(fields, read.typed)
    assert given.wrong == ()
    return given.facts


@pytest.mark.parametrize("file", CASES)
def test_every_case_goes_through_the_page_of_its_question(file: str) -> None:
    tried = 0
    for case in CASES[file]:
        try:
            facts = read_facts(case.ask, case.given)
        except FactsFaulty:
            assert case.expect.error == "FactsFaulty"
            continue
        given = typed_and_read(case, facts)
        assert read_facts(case.ask, given) == facts, case.name
        assert told(case, given) == told(case, case.given), case.name
        assert read_facts(case.ask, tomli.loads(as_file(given), parse_float=Decimal)) == facts
        tried += 1
    assert tried
