"""What does each requirement speak of, where the rule it rests on does not tell?

A rule carries the unit of its own value. Some checks set something else against it: a price against a cap in per cent,
months of experience against a duration, the line of a table against its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Kinds(NamedTuple):
    """How ``required``, ``found`` and ``subject`` of a check are read; empty: by the rule and the type.

    A unit of ``core.rule.UNITS``, ``number`` (without unit), ``level``, ``months``, ``years``, ``mark`` (on the
    school's scale), ``row`` (the line of a table), ``all`` (a list that is needed whole), ``degree``,
    ``language_asked``, ``language_shown``, ``payment``, ``period``, ``situation`` (a list of facts), ``reading``,
    ``verbatim``, ``code`` (its title, or as it is),
    ``family`` (of a degree), ``unmarked`` (assessments, each with where its mark stands),
    ``outcome`` (of the question in hand), the name of a question (one of its outcomes), or the name of a
    sub-table of choices.
    """

    required: str = ""
    found: str = ""
    subject: str = ""


KINDS: Mapping[str, Kinds] = {
    "point_is_recognised": Kinds("recognisers", "degree", "row"),
    "degree_is_obtained": Kinds(subject="row"),
    "degree_will_be_proved": Kinds(found="degree", subject="row"),
    "a_degree_is_given": Kinds("family", "family", "row"),
    "degree_is_of_the_family": Kinds("family", "family", "row"),
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
    "no_degree_is_needed": Kinds(subject="row"),
    "experience_is_validated": Kinds(subject="row"),
    "language_is_proved": Kinds("language_asked", "language_shown", "row"),
    "language_is_recognised": Kinds("recognisers", "language_shown", "row"),
    "choices_are_few_enough": Kinds("number", "number"),
    "kinds_of_choices_go_together": Kinds(found="verbatim"),
    "attempts_of_the_year_are_few_enough": Kinds("number", "number", "verbatim"),
    "attempts_after_refusal_are_few_enough": Kinds("number", "number", "verbatim"),
    "no_quota_counts_this_person": Kinds(found="situation"),
    "quota_is_kept_to": Kinds("number", "number", "row"),
    "a_tariff_fits": Kinds("row", "situation"),
    "cvec_is_due": Kinds("row", "situation"),
    "cvec_is_due_every_year": Kinds("EUR", "years"),
    "cvec_is_not_due": Kinds("row", "situation"),
    "cvec_is_settled_by_the_texts": Kinds("row", "situation"),
    "instalments_are_set": Kinds("row", "payment", "row"),
    "training_contract_law_does_not_apply": Kinds(found="situation"),
    "first_payment_is_within_the_cap": Kinds("EUR", "EUR"),
    "a_refund_is_provided_for": Kinds("ratio", "situation"),
    "a_fixed_amount_is_kept": Kinds("EUR", "EUR"),
    "payment_is_not_kept": Kinds("ratio", "situation"),
    "other_costs_are_named": Kinds(found="row"),
    "price_is_charged_by_the_year": Kinds("EUR", "years"),
    "price_is_charged_for_the_whole_intake": Kinds("EUR", "EUR"),
    "part_of_a_cent_is_settled": Kinds("EUR", "EUR", "row"),
    "price_is_split_as_the_rule_says": Kinds(found="number"),
    "deposit_is_set": Kinds("row", "payment", "row"),
    "funder_is_provided_for": Kinds(subject="row"),
    "payer_is_one_that_the_funder_helps": Kinds("situation", "situation", "row"),
    "contract_is_one_that_the_funder_helps": Kinds("situation", "situation", "row"),
    "quality_for_the_funding_is_there": Kinds(subject="row"),
    "quality_that_bars_the_funding_is_not_there": Kinds(subject="row"),
    "seniority_is_waived": Kinds(subject="row"),
    "seniority_is_long_enough": Kinds(found="months", subject="row"),
    "seniority_in_the_company_is_long_enough": Kinds(found="months", subject="row"),
    "remote_share_is_within_what_the_funder_allows": Kinds("ratio", "ratio", "row"),
    "certification_is_in_force_on_the_first_day": Kinds(subject="row"),
    "quality_certificate_is_valid_on_the_first_day": Kinds(subject="row"),
    "funding_is_asked_in_time": Kinds(subject="row"),
    "funder_pays_its_part": Kinds("row", "EUR", "row"),
    "remote_share_leaves_the_funding_whole": Kinds("ratio", "ratio", "row"),
    "remote_share_cuts_the_funding": Kinds("ratio", "EUR", "row"),
    "share_is_owed": Kinds("row", "EUR", "row"),
    "share_is_not_owed": Kinds("row", "EUR", "row"),
    "funding_after_the_break_is_settled": Kinds("after_break", subject="row"),
    "refused_share_has_its_debtor": Kinds(found="EUR"),
    "leaving_is_provided_for": Kinds("row", "EUR", "row"),
    "leaving_is_said_in_time": Kinds(subject="row"),
    "leaving_comes_early_enough": Kinds("ratio", subject="row"),
    "leaving_is_said_in_the_form_asked_for": Kinds("situation", "situation", "row"),
    "course_has_known_days": Kinds("row", subject="row"),
    "fees_are_settled": Kinds("EUR", "EUR"),
    "module_has_been_assessed": Kinds(found="unmarked"),
    "group_work_is_marked_one_by_one": Kinds(found="code"),
    "resit_counts_as_the_rule_says": Kinds(found="mark"),
    "a_resit_remains": Kinds("number", "number"),
    "a_resit_was_due": Kinds(found="number"),
    "units_weigh_as_the_texts_say": Kinds("units_weigh_by", "mark"),
    "an_exemption_is_provided_for": Kinds(found="code"),
    "assessment_is_above_the_floor": Kinds(subject="verbatim"),
    "mean_is_capped_after_a_resit": Kinds(found="mark"),
    "mean_is_rounded_as_the_rule_says": Kinds("mark", "mark"),
    "unit_is_compensated_in_its_block": Kinds("mark", "mark"),
    "mission_is_not_too_long": Kinds(found="period"),
    "a_defence_remains": Kinds("number", "number"),
    "an_extension_remains": Kinds("number", "number"),
    "general_mean_opens_honours": Kinds("mark", "mark", "row"),
    "nothing_was_resat": Kinds("row", subject="row"),
    "teaching_credits_are_all_there": Kinds("number"),
    "mission_credits_are_all_there": Kinds("number"),
    "programme_credits_are_all_there": Kinds("number"),
    "mission_is_long_enough": Kinds(found="period"),
    "jury_has_admitted": Kinds("jury.proposal", "jury.proposal"),
    "label_covers_the_intake": Kinds(found="period"),
    "programme_ends_as_it_must": Kinds("all"),
    "every_world_sits": Kinds("all"),
    "hours_of_other_kinds_are_left_out": Kinds("all"),
    "figures_are_observed": Kinds("all"),
    "entry_reaches_the_level": Kinds("level", "level"),
    "programme_leads_to_a_title_of_the_level": Kinds("number", "number"),
    "language_is_allowed": Kinds("piece_languages", "piece_languages"),
    "a_window_is_open_to_the_request": Kinds("row"),
    "dossier_is_filed_in_its_window": Kinds("period", subject="row"),
    "dossier_is_signed": Kinds(subject="row"),
    "dossier_piece_is_there": Kinds("row", subject="row"),
    "criterion_is_answered": Kinds("row", subject="row"),
    "abstentions_are_counted_as_the_rule_says": Kinds(found="number"),
    "majority_is_reached": Kinds(found="ratio"),
    "sequel_follows_from_the_opinion": Kinds("outcome"),
    "act_is_open_to_the_role": Kinds(subject="row"),
    "whoever_acts_is_a_member": Kinds(subject="row"),
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
    "consequence": "late_file_leads_to",
    "days_left": "days",
    "place_goes_to": "lost_place_goes_to",
    "counted": "numbers_by_row",
    "limits": "numbers_by_row",
    "room": "numbers_by_row",
    "lines": "lines",
    "total": "ECTS",
    "fees.quote total": "EUR",
    "fees.schedule total": "EUR",
    "fees.funding total": "EUR",
    "funders": "funders",
    "funded_lines": "funded_lines",
    "funded": "EUR",
    "remainder": "EUR",
    "debts": "debts",
    "owed": "EUR",
    "kept_lines": "amounts",
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
    "honours": "row",
    "fr": "verbatim",
    "en": "verbatim",
    "hours": "hours",
    "ects_a_year": "ECTS",
    "thesis_share": "ratio",
    "opinion": "row",
    "sequel": "row",
    "sign": "row",
    "months": "months",
    "window": "row",
    "indicators": "indicators",
    "not_computable": "row",
    "counts": "counts",
}
"""What each figure of a decision is, by its name, or by its question and its name where the name has two meanings.

A word of a closed list is told by the key of a rule that names it.
"""


def kinds_of(check: str) -> Kinds:
    """Return how the parts of a check are read."""
    return KINDS.get(check, Kinds())


def kind_of_figure(question: str, name: str) -> str:
    """Return what a figure is; empty: what its type says."""
    return FIGURES.get(f"{question} {name}", FIGURES.get(name, ""))
