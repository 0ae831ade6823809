"""Facts are read into the shapes of questions, and every fault is said at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from sceau.core.filing import FilingFacts
from sceau.core.question import QUESTIONS
from sceau.core.rule import Duration
from sceau.regulation.facts import FactsFaulty, read_facts, shape_of


def faults(question: str, given: dict[str, object]) -> list[str]:
    with pytest.raises(FactsFaulty) as error:
        read_facts(question, given)
    return [str(fault) for fault in error.value.faults]


def test_facts_become_the_dataclass_of_their_question() -> None:
    given = {
        "filed_at": datetime(2025, 6, 4, 12, tzinfo=UTC),
        "intake_year": 2025,
        "events": {"admission": date(2025, 4, 1)},
    }

    assert read_facts("admission.deadline", given) == FilingFacts(
        datetime(2025, 6, 4, 12, tzinfo=UTC), 2025, events={"admission": date(2025, 4, 1)}
    )


def test_numbers_stay_exact() -> None:
    facts = read_facts("fees.settled", {"due": [{"code": "tuition", "amount": Decimal("0.1")}]})

    assert facts.due[0].amount == Decimal("0.1")


def test_an_instant_is_a_date_without_quotes() -> None:
    assert faults("admission.deadline", {"filed_at": "yesterday", "intake_year": 2025}) == [
        "facts: filed_at: «yesterday» is not a date, write it as 2025-09-01 without quotes"
    ]


def test_a_list_that_is_none_and_a_table_that_is_none() -> None:
    assert faults("admission.eligibility", {"degrees": "engineer", "experience": [36]}) == [
        "facts: degrees: «engineer» is not a list, write it between square brackets",
        "facts: experience[1]: «36» is not a table of fields, write it as { field = value }",
    ]


def test_a_duration_is_written_as_in_the_law() -> None:
    facts = read_facts("accreditation.programme_conforms", {"lasts": {"quarters": 4}, "mission": {"months": 4}})

    assert (facts.lasts, facts.mission) == (Duration(4, "quarters"), Duration(4, "months"))


def test_every_duration_that_is_none_is_said() -> None:
    assert faults("accreditation.programme_conforms", {"lasts": "un an", "mission": {"moons": 4}}) == [
        f"facts: {name}: «{given}» is not a duration, write for example {{ months = 4 }} "
        "(days, working_days, weeks, months, quarters, semesters, years)"
        for name, given in (("lasts", "un an"), ("mission", "{ moons = 4 }"))
    ]


def test_a_field_within_a_field_comes_with_the_nearest() -> None:
    assert faults("admission.eligibility", {"degrees": [{"family": "engineer", "levl": 5}]}) == [
        "facts: degrees[1].level: is missing, add it",
        "facts: degrees[1].levl: is not a known field, did you mean «level»?",
    ]


def test_a_word_that_no_list_holds_comes_with_the_nearest_instead_of_fitting_nothing() -> None:
    assert faults("fees.quote", {"payer": "slef"}) == ["facts: payer: «slef» is not known, did you mean «self»?"]
    assert faults("admission.eligibility", {"degrees": [{"family": "engineeer", "level": 5}]}) == [
        "facts: degrees[1].family: «engineeer» is not known, did you mean «engineer»?"
    ]
    assert faults(
        "diploma.may_issue",
        {
            "jury_outcome": "admited",
            "intake_starts_on": date(2025, 9, 15),
            "balance": Decimal(0),
            "credits": Decimal(75),
            "missing_identity": ["birth_dat"],
        },
    ) == [
        "facts: jury_outcome: «admited» is not known, did you mean «admitted»?",
        "facts: missing_identity[1]: «birth_dat» is not known, did you mean «birth_date»?",
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_a_shape(question: str) -> None:
    assert isinstance(shape_of(QUESTIONS[question].facts), dict)


def test_a_shape_says_what_may_be_left_out() -> None:
    assert shape_of(QUESTIONS["admission.deadline"].facts) == {
        "filed_at": "datetime",
        "intake_year": "int",
        "qualities?": ["str"],
        "events?": {"…": "date"},
        "last_round?": "bool",
    }


def test_a_list_where_yes_or_no_is_asked_is_refused() -> None:
    assert faults("admission.eligibility", {"experience": [{"months": 3, "related": [True]}]}) == [
        "facts: experience[1].related: «[true]» is neither true nor false, write one of them without quotes"
    ]
