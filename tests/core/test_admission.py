"""Persons and files that apply: what their reasons say whole, where no case shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sceau.core.admission import CandidateFacts, Degree, Experience
from sceau.core.decision import Decision
from sceau.core.filing import FileFacts, FilingFacts, Piece
from sceau.core.languages import LanguageProof
from sceau.core.question import ask
from sceau.core.rule import Duration, Moment
from sceau.core.tables.admission import ClosingRow, LanguageRow, PieceRow, RouteRow
from tests.cast import law_of, table, told_in_order

LAST = date(2025, 6, 30)
BY_LAST = Moment(on=LAST)
NOON = datetime(2025, 6, 5, 12, tzinfo=UTC)


# ---- a person --------------------------------------------------------------------------------------------------------


def candidate(row: RouteRow, facts: CandidateFacts, **rules: Any) -> Decision:
    return ask(question="admission.eligibility", facts=facts, rules=law_of({"admission_routes": table(row), **rules}))


def test_a_route_closed_to_a_quality_says_which_of_them_the_person_has() -> None:
    closed_to, open_to = frozenset({"employee", "student"}), frozenset({"french"})
    row = RouteRow("outside", without_degree=True, excludes=closed_to, requires=open_to)

    decision = candidate(row, CandidateFacts(qualities=frozenset({"employee", "abroad"})))

    own = ("abroad", "employee")
    assert (decision.outcome, told_in_order(decision)) == (
        "not_eligible",
        [
            ("quality_is_there", False, "french", own, "outside", row),
            ("quality_is_not_there", False, "employee", own, "outside", row),
            ("no_degree_is_needed", True, None, None, "outside", row),
            ("quality_is_not_there", True, "student", own, "outside", row),
        ],
    )


def test_a_route_says_of_a_degree_each_thing_that_it_asks() -> None:
    row = RouteRow(
        "all",
        families=frozenset({"national_master", "engineer"}),
        level=5,
        grade_of_master=True,
        evaluated_by=frozenset({"enic_naric"}),
        rncp_level=7,
        ects=300,
        experience=Duration(2, "years"),
        experience_related=True,
        validations=frozenset({"vap", "vae"}),
    )
    degree = Degree("foreign", 4, rncp_level=6)
    facts = CandidateFacts((degree,), (Experience(23, related=True), Experience(9)), validations=frozenset({"vapp"}))

    assert told_in_order(candidate(row, facts)) == [
        ("degree_is_of_the_family", False, ("engineer", "national_master"), "foreign", "all", row),
        ("degree_reaches_the_level", False, 5, 4, "all", row),
        ("degree_confers_the_grade_of_master", False, True, None, "all", row),
        ("degree_is_evaluated", False, ("enic_naric",), None, "all", row),
        ("title_reaches_the_rncp_level", False, 7, 6, "all", row),
        ("credits_are_acquired", False, 300, None, "all", row),
        ("experience_is_long_enough", False, Duration(2, "years"), 23, "all", row),
        ("experience_is_validated", False, ("vae", "vap"), ("vapp",), "all", row),
    ]


@pytest.mark.parametrize(
    ("rules", "education", "last"),
    [
        ({}, "initial", ("degree_is_obtained", False, True, False)),
        ({"admission_while_degree_pending": "conditional"}, "continuing", ("degree_is_obtained", False, True, False)),
        (
            {"admission_while_degree_pending": "conditional", "pending_degree_level": 6},
            "initial",
            ("pending_degree_reaches_the_level", False, 6, 5),
        ),
        (
            {"admission_while_degree_pending": "conditional"},
            "initial",
            ("degree_will_be_proved", None, "conditional", ("engineer", 5)),
        ),
        ({"admission_while_degree_pending": "conditional"}, "", ("education_is_known", None, None, None)),
    ],
)
def test_a_degree_in_preparation_says_what_is_still_due(
    rules: dict[str, Any], education: str, last: tuple[Any, ...]
) -> None:
    row = RouteRow("engineers", families=frozenset({"engineer"}))
    facts = CandidateFacts((Degree("engineer", 5, obtained=False),), education=education)

    decision = candidate(row, facts, **rules)

    assert told_in_order(decision)[0][:5] == (*last, "engineers")


def test_a_route_that_asks_nothing_of_a_degree_asks_that_there_be_one_whatever_it_attests() -> None:
    row = RouteRow("any")

    decision = candidate(row, CandidateFacts((Degree("baccalaureate", 0),)))

    assert (decision.outcome, told_in_order(decision)) == (
        "eligible",
        [("a_degree_is_given", True, (), "baccalaureate", "any", row)],
    )


def test_a_point_left_to_judgement_names_who_judges_it_and_the_degree() -> None:
    row = RouteRow("foreign", families=frozenset({"foreign"}), recognised_by="programme_director")

    decision = candidate(row, CandidateFacts((Degree("foreign", 5),)))

    assert (decision.outcome, told_in_order(decision)) == (
        "to_be_recognised",
        [
            ("point_is_recognised", None, "programme_director", ("foreign", 5), "foreign", row),
            ("degree_is_of_the_family", True, ("foreign",), "foreign", "foreign", row),
        ],
    )


ENGLISH = LanguageRow(
    "english", language="en", cefr="B2", tests={"toeic": Decimal(785), "ielts": Decimal(6)}, taken_since=BY_LAST
)
FRENCH = LanguageRow("french", language="fr", cefr="B1", recognised_by="programme_director")


def test_a_language_says_what_would_prove_it_and_what_was_shown_in_it() -> None:
    row = RouteRow("open", without_degree=True)
    proofs = (
        LanguageProof("en", "toeic", Decimal(785), taken_on=date(2025, 6, 29)),
        LanguageProof("en", cefr="B1", taken_on=LAST),
        LanguageProof("fr", cefr="A2"),
    )

    decision = candidate(row, CandidateFacts(languages=proofs), language_requirements=table(ENGLISH, FRENCH))

    asked = ("B2", (("ielts", 6), ("toeic", 785)), LAST)
    found = (("", (("toeic", 785),), date(2025, 6, 29)), ("B1", (), LAST))
    assert told_in_order(decision) == [
        ("language_is_proved", False, asked, found, "english", ENGLISH),
        ("language_is_recognised", None, "programme_director", (("A2", (), None),), "french", FRENCH),
        ("no_degree_is_needed", True, None, None, "open", row),
    ]


def test_a_score_of_zero_is_a_score() -> None:
    assert LanguageProof("en", "toeic", Decimal(0)).score == 0


# ---- a file ----------------------------------------------------------------------------------------------------------

RESUME, LETTER = PieceRow("resume"), PieceRow("letter", on_demand=True)


def complete(rules: dict[str, Any], **facts: Any) -> Decision:
    return ask(question="admission.file_is_complete", facts=FileFacts("master", **facts), rules=law_of(rules))


def test_a_file_says_of_each_document_and_of_the_fee_whether_it_is_there() -> None:
    rules = {
        "application_pieces": table(RESUME, LETTER),
        "piece_languages": frozenset({"fr", "en"}),
        "application_fee": 90,
        "application_fee_completes_the_file": True,
    }

    decision = complete(rules, pieces=(Piece("letter", "de"), Piece("photo")), asked_for=frozenset({"letter"}))

    check = "piece_is_in_a_language_that_is_read"
    assert told_in_order(decision) == [
        ("piece_is_there", False, "resume", False, "resume", RESUME),
        (check, False, ("en", "fr"), "de", "letter", None),
        ("application_fee_is_paid", False, 90, False, "", None),
        (check, None, ("en", "fr"), None, "photo", None),
        ("consequence_is_set", None, None, None, "", None),
        ("piece_is_there", True, "letter", True, "letter", LETTER),
    ]
    assert decision.reasons[4].rule.key == "incomplete_file_leads_to"


def test_a_file_of_which_nothing_is_asked_says_what_was_handed_in() -> None:
    decision = complete({}, pieces=(Piece("photo"), Piece("letter")), fee_paid=True)

    assert (decision.outcome, told_in_order(decision)) == (
        "complete",
        [
            ("no_piece_is_asked_for", True, None, ("letter", "photo"), "", None),
            ("application_fee_is_paid", True, None, True, "", None),
        ],
    )


def test_where_no_deadline_fits_each_of_them_is_named_beside_what_the_person_is() -> None:
    row = ClosingRow("international", requires=frozenset({"international"}), closes=BY_LAST)
    rules = law_of(
        {
            "application_closes": table(row),
            "application_opens": Moment(delay=Duration(1, "months"), event="catalogue_out"),
        }
    )
    facts = FilingFacts(NOON, 2025, frozenset({"b", "a"}), {"catalogue_out": date(2025, 5, 5)})

    decision = ask(question="admission.deadline", facts=facts, rules=rules)

    assert told_in_order(decision) == [
        ("a_deadline_fits", None, ("international",), ("a", "b"), "", None),
        ("applications_are_open", True, date(2025, 6, 5), NOON, "", None),
    ]
    assert decision.reasons[0].rule.key == "application_closes"
