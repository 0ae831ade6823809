"""Which rules exist? Every key that a file of the law may write, with the shape of its value.

A key is here because a question of ``core`` reads it, or because a text that a school must show says it. Nothing here
carries a value: values live in ``regulations/`` with their citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sceau.core.closed_lists import (
    ACCREDITORS,
    COMPONENTS,
    EDUCATION,
    IDENTITY,
    MEANS,
    PACES,
    PAYERS,
    TEACHING_KINDS,
    WORLDS,
)
from sceau.core.rule import UNITS, Bound, Row
from sceau.core.tables import accreditation, admission, fees, graduates, lists, studies

STAGES = ("accreditation", "catalogue", "admission", "fees", "studies", "jury", "diploma", "graduates")
"""The stages of the life of a programme: a file of the law bears the name of one of them."""

WITHOUT_ORDER = ("choice", "moment", "text")
"""The kinds of which no value is more than another: a floor or a ceiling on them has no sense."""

FLOOR, CEILING, OPEN = Bound.FLOOR, Bound.CEILING, Bound.OPEN

MARK_UNITS = tuple(unit for unit in UNITS if unit.startswith("/"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What the value of a key looks like."""

    stage: str
    kind: str
    """``number``, ``yes_no``, ``choice``, ``set``, ``duration``, ``moment``, ``table`` or ``text``."""
    units: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    row: type[Row] | None = None
    threshold: bool = False
    """True if every value must say whether it itself passes."""
    tightens: Bound = OPEN
    """What bound lets the layers below tighten it and no more: a floor where more asks more of people, a ceiling where
    more asks less. It is what a new law is offered, and no check: a State may well forbid schools to ask for more."""


def _number(stage: str, *units: str, tightens: Bound = OPEN) -> Shape:
    return Shape(stage, "number", units=units, tightens=tightens)


def _threshold(stage: str, *units: str) -> Shape:
    return Shape(stage, "number", units=units, threshold=True, tightens=FLOOR)


def _yes_no(stage: str, tightens: Bound = OPEN) -> Shape:
    return Shape(stage, "yes_no", tightens=tightens)


def _choice(stage: str, *choices: str) -> Shape:
    return Shape(stage, "choice", choices=choices)


def _set(stage: str, *choices: str, tightens: Bound = OPEN) -> Shape:
    return Shape(stage, "set", choices=choices, tightens=tightens)


def _duration(stage: str, tightens: Bound = OPEN) -> Shape:
    return Shape(stage, "duration", tightens=tightens)


def _table(stage: str, row: type[Row], tightens: Bound = OPEN) -> Shape:
    return Shape(stage, "table", row=row, tightens=tightens)


RULES: Mapping[str, Shape] = {
    # accreditation: what the label is and who grants it
    "label_reserved_to_members": _yes_no("accreditation", FLOOR),
    "label_displayed_level": _number("accreditation", ""),
    "accreditation_decided_by": _choice("accreditation", "president", "commission"),
    "accreditation_opinion_by": _choice("accreditation", "commission"),
    "commission_composition": _set("accreditation", *WORLDS),
    "accreditation_is_temporary": _yes_no("accreditation"),
    "accreditation_criteria": _table("accreditation", lists.CriterionRow),
    "ranking_of_schools_allowed": _yes_no("accreditation"),
    "label_is_written": Shape("accreditation", "text"),
    "label_is_registered_mark": _yes_no("accreditation"),
    "label_accredited_by": _choice("accreditation", *ACCREDITORS),
    "dossier_windows": _table("accreditation", accreditation.WindowRow),
    "dossier_signatories": _table("accreditation", accreditation.SignatoryRow),
    "dossier_pieces": _table("accreditation", accreditation.DossierPieceRow),
    "accreditation_decided_within": _duration("accreditation", CEILING),
    "commission_quorum": _threshold("accreditation", "ratio", "places"),
    "commission_majority": _threshold("accreditation", "ratio"),
    "abstentions_count": _yes_no("accreditation"),
    "accreditation_starts": Shape("accreditation", "moment"),
    "accreditation_terms": _table("accreditation", accreditation.TermRow),
    "accreditation_roles": _table("accreditation", accreditation.RoleRow, FLOOR),
    "observations": _table("accreditation", accreditation.ObservationRow),
    # catalogue: what a programme must hold
    "programme_ects": _number("catalogue", "ECTS", tightens=FLOOR),
    "teaching_hours": _number("catalogue", "hours", tightens=FLOOR),
    "teaching_kinds": _set("catalogue", *TEACHING_KINDS, tightens=CEILING),
    "programme_duration": _duration("catalogue", FLOOR),
    "title_level_name": Shape("catalogue", "text"),
    "programme_maximum_ects": _number("catalogue", "ECTS", tightens=CEILING),
    "yearly_ects": _number("catalogue", "ECTS", tightens=FLOOR),
    "yearly_maximum_ects": _number("catalogue", "ECTS", tightens=CEILING),
    "cumulated_ects": _number("catalogue", "ECTS", tightens=FLOOR),
    "thesis_ects_share": _number("catalogue", "ratio", tightens=FLOOR),
    "thesis_ects_maximum_share": _number("catalogue", "ratio", tightens=CEILING),
    "teaching_maximum_hours": _number("catalogue", "hours", tightens=CEILING),
    "programme_maximum_duration": _duration("catalogue", CEILING),
    "quarter_is": _duration("catalogue"),
    "semester_is": _duration("catalogue"),
    "programme_paces": _set("catalogue", *PACES, tightens=CEILING),
    "programme_languages": _set("catalogue", tightens=CEILING),
    "programme_entry_level": _number("catalogue", "", tightens=FLOOR),
    "programme_entry_experience": _duration("catalogue", FLOOR),
    "programme_rncp_level": _number("catalogue", "", tightens=FLOOR),
    # admission
    "admission_routes": _table("admission", admission.RouteRow, FLOOR),
    "admission_while_degree_pending": _choice("admission", "conditional", "refused"),
    "pending_degree_level": _number("admission", "", tightens=FLOOR),
    "application_opens": Shape("admission", "moment"),
    "application_closes": _table("admission", admission.ClosingRow),
    "application_pieces": _table("admission", admission.PieceRow),
    "piece_languages": _set("admission", tightens=CEILING),
    "application_fee_completes_the_file": _yes_no("admission", FLOOR),
    "admission_steps": _table("admission", lists.StepRow),
    "selection_criteria": _table("admission", lists.CriterionRow),
    "admission_jury_meetings": _number("admission", "times"),
    "admission_jury_period": _table("admission", lists.PeriodRow),
    "decision_notified_by": _choice("admission", "email", "letter", "platform"),
    "appeal_allowed": _yes_no("admission"),
    "places_are_limited": _yes_no("admission"),
    "enrolment_deadline": Shape("admission", "moment"),
    "late_enrolment_leads_to": _choice("admission", "place_not_guaranteed", "priority_lost", "place_cancelled"),
    "foreign_students_platform": Shape("admission", "text"),
    "language_requirements": _table("admission", admission.LanguageRow, FLOOR),
    "choices_maximum": _number("admission", "times", tightens=CEILING),
    "choices_may_mix_kinds": _yes_no("admission", CEILING),
    "attempts_a_year": _number("admission", "times", tightens=CEILING),
    "attempts_after_refusal": _number("admission", "times", tightens=CEILING),
    "late_file_leads_to": _choice("admission", "not_examined", "next_round", "refused"),
    "incomplete_file_leads_to": _choice("admission", "not_examined", "next_round", "refused"),
    "last_round_leads_to": _choice("admission", "not_examined", "refused", "deferred_to_next_intake"),
    "quotas": _table("admission", admission.QuotaRow, CEILING),
    "pending_proof_issued_by": Shape("admission", "moment"),
    "pending_proof_received_by": Shape("admission", "moment"),
    "failed_condition_leads_to": _choice("admission", "place_cancelled", "deferred_to_next_intake"),
    "offer_needs_deposit": _yes_no("admission", FLOOR),
    "lost_place_goes_to": _choice("admission", "waiting_list", "next_round", "nobody"),
    "personal_data_duties": _table("admission", lists.CriterionRow),
    # fees
    "application_fee": _number("fees", "EUR"),
    "tariff": _table("fees", fees.TariffRow),
    "tariff_decided_by": _choice("fees", "school_council", "school_director"),
    "costs_beside": _table("fees", lists.CriterionRow),
    "cvec_amount": _number("fees", "EUR"),
    "cvec_liability": _table("fees", fees.LiabilityRow),
    "cvec_refunds": _table("fees", fees.RefundRow),
    "payment_ways": _table("fees", lists.WayRow),
    "tuition_payment_ways": _table("fees", lists.WayRow),
    "instalments": _table("fees", fees.InstalmentRow),
    "instalment_split": _choice("fees", "equal", "by_ratio"),
    "instalment_cents": _choice("fees", "first", "last"),
    "part_of_a_cent": _choice("fees", "dropped", "nearest"),
    "first_payment_cap": _number("fees", "ratio", tightens=CEILING),
    "withdrawal_delay": _duration("fees", FLOOR),
    "balance_is_spread_over_the_course": _yes_no("fees", FLOOR),
    "training_contract_before_enrolment": _yes_no("fees", FLOOR),
    "training_contract_statements": _table("fees", lists.CriterionRow),
    "training_contract_payers": _set("fees", *PAYERS),
    "training_contract_covers": _set("fees", *EDUCATION),
    "refunds": _table("fees", fees.RefundRow),
    "renewed_agreement_is_charged": _yes_no("fees"),
    # fees: a deposit, who funds, who leaves
    "deposit": _table("fees", fees.DepositRow),
    "public_funders": _table("fees", fees.FunderRow, FLOOR),
    "funders": _table("fees", fees.FunderRow, FLOOR),
    "holder_share": _table("fees", fees.ShareRow),
    "holder_share_is_given_back": _yes_no("fees"),
    "employer_share": _table("fees", fees.ShareRow),
    "remote_cuts": _table("fees", fees.RemoteCutRow),
    "refused_share_owed_by": _choice("fees", *PAYERS),
    "quality_certificate_lasts": _duration("fees"),
    "training_contract_leaving": _table("fees", fees.LeavingRow),
    "leaving": _table("fees", fees.LeavingRow),
    # fees: what a training body and a direct debit need
    "declaration_number_needed": _yes_no("fees", FLOOR),
    "yearly_training_report": _yes_no("fees", FLOOR),
    "direct_debit_reference_length": _number("fees", "", tightens=CEILING),
    "direct_debit_mandate_parts": _table("fees", lists.CriterionRow),
    "direct_debit_notice": _duration("fees"),
    "direct_debit_refund": _duration("fees"),
    "direct_debit_mandate_lapses": _duration("fees"),
    "electronic_invoices_received": _yes_no("fees", FLOOR),
    "electronic_invoices_issued": _yes_no("fees", FLOOR),
    # studies
    "teaching_ects": _number("studies", "ECTS", tightens=FLOOR),
    "mission_ects": _number("studies", "ECTS", tightens=FLOOR),
    "individual_evaluation": _yes_no("studies", FLOOR),
    "exemptions_allowed": _yes_no("studies", CEILING),
    "unit_pass_mark": _threshold("studies", *MARK_UNITS),
    "general_mean_pass_mark": _threshold("studies", *MARK_UNITS),
    "module_gap_mark": _threshold("studies", *MARK_UNITS),
    "assessment_floor_mark": _threshold("studies", *MARK_UNITS),
    "compensation": _choice("studies", "none", "within_unit", "within_block"),
    "block_pass_mark": _threshold("studies", *MARK_UNITS),
    "block_minimum_ects": _number("studies", "ECTS", tightens=FLOOR),
    "block_keeps_credits": _choice("studies", "validated_units", "none"),
    "unit_floor_mark": _threshold("studies", *MARK_UNITS),
    "units_weigh_by": _choice("studies", "coefficients", "ects"),
    "rounded_means": _set("studies", *MEANS),
    "rounding_decimals": _number("studies", ""),
    "resits": _table("studies", studies.ResitRow),
    "resits_allowed": _number("studies", "times", tightens=CEILING),
    "resit_bears_on": _choice("studies", "module", "assessment"),
    "undue_resits_count": _yes_no("studies", CEILING),
    "resit_counts": _choice("studies", "replaces", "best_of", "weighted"),
    "resit_weight": _number("studies", "ratio"),
    "resit_cap_mark": _number("studies", *MARK_UNITS, tightens=CEILING),
    "resit_cap_on": _choice("studies", "mark", "unit_mean", "general_mean"),
    "mission_duration": _duration("studies", FLOOR),
    "mission_maximum_duration": _duration("studies", CEILING),
    "mission_places": _table("studies", studies.PlaceRow, FLOOR),
    "final_components": _set("studies", *COMPONENTS, tightens=FLOOR),
    "thesis_pass_mark": _threshold("studies", *MARK_UNITS),
    "final_weights": _table("studies", studies.WeightRow),
    "defences_allowed": _number("studies", "times", tightens=CEILING),
    "thesis_due": Shape("studies", "moment"),
    "thesis_theme": _table("studies", lists.CriterionRow),
    "late_thesis_leads_to": _choice("studies", "refused", "next_jury"),
    # jury
    "studies_jury_decides": _yes_no("jury", FLOOR),
    "honours": _table("jury", studies.HonoursRow),
    "extensions_allowed": _number("jury", "times", tightens=CEILING),
    "unmet_conditions_lead_to": _choice("jury", "may_be_refused", "refused"),
    "end_of_studies": Shape("jury", "moment"),
    "agreement_renewal": _yes_no("jury"),
    # diploma
    "diploma_needs_minutes_signed": _yes_no("diploma", FLOOR),
    "diploma_needs_fees_settled": _yes_no("diploma", FLOOR),
    "diploma_identity": _set("diploma", *IDENTITY, tightens=FLOOR),
    "awards_are_declared": _yes_no("diploma", FLOOR),
    "diploma_kinds": _set("diploma", "diploma", "certificate", tightens=CEILING),
    "diploma_wording": Shape("diploma", "text"),
    "refusable_awards": _set("diploma", "diploma", "label", "title"),
    # graduates
    "survey_windows": _table("graduates", graduates.SurveyWindowRow),
    "situations": _table("graduates", graduates.SituationRow),
    "indicators": _table("graduates", graduates.IndicatorRow, FLOOR),
}
