"""What does each requirement speak of, where the rule it rests on does not tell?

A rule carries the unit of its own value. Some checks set something else against it: a price against a cap in per cent,
months of experience against a duration, the line of a table against its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Kinds(NamedTuple):
    """How ``required``, ``found`` and ``subject`` of a check are read; empty: by the rule and the type.

    A unit of ``core.rule.UNITS``, ``number`` (without unit), ``level``, ``months``, ``mark`` (on the school's scale),
    ``row`` (the line of a table), ``degree``, ``payment``, ``period``, ``situation`` (a list of facts), ``reading``,
    ``verbatim``, ``outcome`` (of the question in hand), the name of a question (one of its outcomes), or the name of a
    sub-table of choices.
    """

    required: str = ""
    found: str = ""
    subject: str = ""


KINDS: Mapping[str, Kinds] = {
    "point_is_recognised": Kinds("recognisers", "degree", "row"),
    "degree_is_obtained": Kinds(subject="row"),
    "degree_will_be_proved": Kinds(found="degree", subject="row"),
    "a_degree_is_given": Kinds(subject="row"),
    "degree_is_of_the_family": Kinds(subject="row"),
    "degree_reaches_the_level": Kinds("level", "level", "row"),
    "pending_degree_reaches_the_level": Kinds("level", "level", "row"),
    "degree_confers_the_grade_of_master": Kinds(subject="row"),
    "degree_is_evaluated": Kinds("evaluators", "evaluators", "row"),
    "title_reaches_the_rncp_level": Kinds("number", "number", "row"),
    "credits_are_acquired": Kinds("number", "number", "row"),
    "experience_is_long_enough": Kinds(found="months", subject="row"),
    "quality_is_there": Kinds(subject="row"),
    "quality_is_not_there": Kinds(subject="row"),
    "no_piece_is_asked_for": Kinds(found="row"),
    "piece_is_there": Kinds("row", subject="row"),
    "piece_is_in_a_language_that_is_read": Kinds(subject="row"),
    "application_fee_is_paid": Kinds("EUR"),
    "a_deadline_fits": Kinds("row", "situation"),
    "file_is_in_time": Kinds(subject="row"),
    "file_follows_the_invitation": Kinds(subject="row"),
    "a_tariff_fits": Kinds("row", "situation"),
    "cvec_is_due": Kinds("row", "situation"),
    "cvec_is_not_due": Kinds("row", "situation"),
    "cvec_is_settled_by_the_texts": Kinds("row", "situation"),
    "instalments_are_set": Kinds("row", "payment", "row"),
    "training_contract_law_does_not_apply": Kinds(found="situation"),
    "first_payment_is_within_the_cap": Kinds("EUR", "EUR"),
    "a_refund_is_provided_for": Kinds("ratio", "situation"),
    "payment_is_not_kept": Kinds("ratio", "situation"),
    "other_costs_are_named": Kinds(found="row"),
    "fees_are_settled": Kinds("EUR", "EUR"),
    "module_has_been_assessed": Kinds(found="studies.module_mean"),
    "group_work_is_marked_one_by_one": Kinds(found="verbatim"),
    "resit_counts_as_the_rule_says": Kinds(found="mark"),
    "a_resit_remains": Kinds("number", "number"),
    "teaching_credits_are_all_there": Kinds("number"),
    "mission_credits_are_all_there": Kinds("number"),
    "programme_credits_are_all_there": Kinds("number"),
    "mission_is_long_enough": Kinds(found="period"),
    "jury_has_admitted": Kinds("jury.proposal", "jury.proposal"),
    "label_covers_the_intake": Kinds(found="period"),
    "a_situation_fits": Kinds("row", "situation"),
    "answer_is_within_a_window": Kinds("row"),
    "someone_is_counted": Kinds(found="number", subject="row"),
    "answers_are_enough": Kinds("number", "number", "row"),
    "readings_agree": Kinds("reading", "outcome"),
    "layers_agree": Kinds("reading", "outcome"),
}

FIGURES: Mapping[str, str] = {
    "route": "row",
    "nearest": "unmet",
    "missing": "row",
    "closes_at": "end",
    "lines": "lines",
    "total": "ECTS",
    "fees.quote total": "EUR",
    "fees.schedule total": "EUR",
    "not_priced": "row",
    "instalments": "payments",
    "refunded": "EUR",
    "kept": "EUR",
    "due": "EUR",
    "paid": "EUR",
    "balance": "EUR",
    "mean": "mark",
    "credits": "ECTS",
    "resits": "code",
    "teaching": "ECTS",
    "mission": "ECTS",
    "by_unit": "credits_by_unit",
    "days": "days",
    "unit_results": "results_by_unit",
    "unit_means": "means_by_unit",
    "fr": "verbatim",
    "en": "verbatim",
    "months": "months",
    "window": "row",
    "indicators": "indicators",
    "not_computable": "row",
    "counts": "counts",
}
"""What each figure of a decision is, by its name, or by its question and its name where the name has two meanings."""


def kinds_of(check: str) -> Kinds:
    """Return how the parts of a check are read."""
    return KINDS.get(check, Kinds())


def kind_of_figure(question: str, name: str) -> str:
    """Return what a figure is; empty: what its type says."""
    return FIGURES.get(f"{question} {name}", FIGURES.get(name, ""))
