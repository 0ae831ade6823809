"""Facts may hold the words that the law in hand uses, and where it uses none, any."""

from __future__ import annotations

from datetime import date

import pytest

from sceau.core.rulebook import Rulebook
from sceau.core.tables.fees import LeavingRow
from sceau.regulation.facts import FactsFaulty, read_facts
from sceau.regulation.words_in_hand import words_in_hand
from tests.cast import bernards_law, law_of


def test_the_words_of_a_refund_are_those_of_the_tables_of_refunds_and_the_usual_ones() -> None:
    words = words_in_hand("fees.refund", bernards_law())

    assert words["line"] == ("application_fee", "cvec", "instalment_1", "instalment_2", "instalment_3", "tuition")
    assert words["cause"] == ("exempt_later", "not_admitted", "renunciation", "resignation", "visa_refused")
    assert words["proofs"] == ("degree", "equivalence_certificate", "visa_refusal")


def test_the_causes_of_leaving_are_the_usual_ones_and_those_of_the_tables() -> None:
    leaving = (LeavingRow("sent_down", causes=frozenset({"moved_away"})),)

    causes = words_in_hand("fees.leaving", law_of({"leaving": leaving}))["cause"]

    assert causes == ("expulsion", "force_majeure", "moved_away", "resignation", "withdrawal")


def test_a_quota_takes_the_routes_of_the_law_and_the_programmes_of_the_school() -> None:
    words = words_in_hand("admission.within_quota", bernards_law())

    assert words["route"] == tuple(sorted(row.id for row in bernards_law()["admission_routes"].value))
    assert "CSE" in words["programme"]
    assert words_in_hand("admission.within_quota", law_of({})) == {}


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([{"route": "bac_plus_5", "admitted": 1}], ["groups[1].route"]),
        ([{"route": "bac_plus_5", "admitted": 1, "programme": "PPIB"}], []),
        ([{"route": "bac_plus_5", "admitted": 1, "programme": "CES"}], ["groups[1].programme"]),
    ],
)
def test_a_misspelt_route_or_programme_is_told_where_it_stands(
    groups: list[dict[str, object]], said: list[str]
) -> None:
    rules = bernards_law()
    route = rules["admission_routes"].value[0].id

    faults = faults_in("admission.within_quota", {"route": route, "groups": groups}, rules)

    assert faults == said


def faults_in(question: str, given: dict[str, object], rules: Rulebook) -> list[str]:
    try:
        read_facts(question, given, rules=rules)
    except FactsFaulty as faulty:
        return [fault.key for fault in faulty.faults]
    return []


def test_a_law_that_names_no_document_leaves_files_open() -> None:
    assert words_in_hand("admission.file_is_complete", law_of({})) == {}


def test_a_law_that_is_not_yet_in_force_has_no_words() -> None:
    assert words_in_hand("admission.file_is_complete", bernards_law(on=date(2025, 8, 31))) == {}


def test_other_questions_have_no_words_of_their_own() -> None:
    assert words_in_hand("fees.quote", bernards_law()) == {}
