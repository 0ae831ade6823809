"""Facts may hold the words that the law in hand uses, and where it uses none, any."""

from __future__ import annotations

from datetime import date

from sceau.regulation.words_in_hand import words_in_hand
from tests.cast import bernards_law, law_of


def test_the_words_of_a_refund_are_those_of_the_tables_of_refunds_and_the_usual_ones() -> None:
    words = words_in_hand("fees.refund", bernards_law())

    assert words["line"] == ("application_fee", "cvec", "instalment_1", "instalment_2", "instalment_3", "tuition")
    assert words["cause"] == ("exempt_later", "not_admitted", "renunciation", "resignation", "visa_refused")
    assert words["proofs"] == ("degree", "equivalence_certificate", "visa_refusal")


def test_a_law_that_names_no_document_leaves_files_open() -> None:
    assert words_in_hand("admission.file_is_complete", law_of({})) == {}


def test_a_law_that_is_not_yet_in_force_has_no_words() -> None:
    assert words_in_hand("admission.file_is_complete", bernards_law(on=date(2025, 8, 31))) == {}


def test_other_questions_have_no_words_of_their_own() -> None:
    assert words_in_hand("fees.quote", bernards_law()) == {}
