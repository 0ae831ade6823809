"""Which rules exist? Every key that a file of the law may write, with the shape of its value.

A key is here because a question of ``core`` reads it, or because a text that a school must show says it. Nothing here
carries a value: values live in ``regulations/`` with their citation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sceau.core import tables
from sceau.core.rule import UNITS, Row

STAGES = ("accreditation", "catalogue", "admission", "fees", "studies", "jury", "diploma", "graduates")
"""The stages of the life of a programme: a file of the law bears the name of one of them."""

MARK_UNITS = tuple(unit for unit in UNITS if unit.startswith("/"))

DEGREE_FAMILIES = (
    "engineer",
    "management",
    "national_master",
    "dea",
    "dess",
    "third_cycle",
    "professional",
    "rncp_title",
    "foreign",
    "school_degree",
    "first_year_of_master",
    "bachelor",
    "other",
)
EVALUATORS = ("cti", "cefdg", "hceres", "other")
EXPERIENCE_NATURES = ("employment", "self_employment", "internship", "work_study", "volunteering")
PAYERS = ("self", "job_seeker", "employer", "third_party")
EDUCATION = ("initial", "continuing")
CONTRACTS = ("none", "apprenticeship", "professionalisation")
MISSION_PLACES = ("company", "laboratory", "administration", "association", "school")
COMPONENTS = ("mission", "thesis", "defence")
RESIT_TRIGGERS = ("assessment_floor", "module_gap", "unit_below_pass_mark", "no_mark")
MEANS = ("module", "unit", "block", "general")
"""The means that a law may round before it compares them."""
ACTORS = (
    "programme_director",
    "admission_jury",
    "studies_jury",
    "school_director",
    "registrar",
    "finance_officer",
    "label_office",
    "commission",
    "president",
)
"""Who may act or recognise something under the rules of a text."""
REFUND_CAUSES = ("visa_refused", "not_admitted", "renunciation", "resignation", "exempt_later")
"""Why a payment may be asked back, whether or not a text provides for it; a law may name other causes."""
TAXES = ("net", "excluded")
CHARGED = ("person", "year", "intake")
PLACEHOLDERS = ("speciality", "school")
"""What the wording of a diploma may name between braces."""
IDENTITY = ("birth_name", "first_names", "birth_date", "birth_place", "sex", "mode_of_access")
EVENTS = (
    "admission",
    "admission_received",
    "contract_signed",
    "teaching_starts",
    "teaching_ends",
    "jury_meeting",
    "mission_ends",
    "defence",
)
"""The events a moment may count from; each is a fact, given with the question."""


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


def _number(stage: str, *units: str) -> Shape:
    return Shape(stage, "number", units=units)


def _mark(stage: str) -> Shape:
    return Shape(stage, "number", units=MARK_UNITS, threshold=True)


def _yes_no(stage: str) -> Shape:
    return Shape(stage, "yes_no")


def _choice(stage: str, *choices: str) -> Shape:
    return Shape(stage, "choice", choices=choices)


def _set(stage: str, *choices: str) -> Shape:
    return Shape(stage, "set", choices=choices)


def _table(stage: str, row: type[Row]) -> Shape:
    return Shape(stage, "table", row=row)


RULES: Mapping[str, Shape] = {
    # accreditation: what the label is and who grants it
    "label_reserved_to_members": _yes_no("accreditation"),
    "label_displayed_level": _number("accreditation", ""),
    "accreditation_decided_by": _choice("accreditation", "president", "commission"),
    "accreditation_opinion_by": _choice("accreditation", "commission"),
    "commission_composition": _set("accreditation", "professional_world", "training_world", "school_directors"),
    "accreditation_is_temporary": _yes_no("accreditation"),
    "accreditation_criteria": _table("accreditation", tables.CriterionRow),
    "ranking_of_schools_allowed": _yes_no("accreditation"),
    # catalogue: what a programme must hold
    "programme_ects": _number("catalogue", "ECTS"),
    "teaching_hours": _number("catalogue", "hours"),
    "teaching_kinds": _set("catalogue", "theory", "practical_work", "group_work", "company_practice"),
    "programme_duration": Shape("catalogue", "duration"),
    # admission
    "admission_routes": _table("admission", tables.RouteRow),
    "admission_while_degree_pending": _choice("admission", "conditional", "refused"),
    "pending_degree_level": _number("admission", ""),
    "application_opens": Shape("admission", "moment"),
    "application_closes": _table("admission", tables.ClosingRow),
    "application_pieces": _table("admission", tables.PieceRow),
    "piece_languages": _set("admission"),
    "application_fee_completes_the_file": _yes_no("admission"),
    "admission_steps": _table("admission", tables.StepRow),
    "admission_jury_meetings": _number("admission", "times"),
    "admission_jury_period": _table("admission", tables.PeriodRow),
    "decision_notified_by": _choice("admission", "email", "letter", "platform"),
    "appeal_allowed": _yes_no("admission"),
    "places_are_limited": _yes_no("admission"),
    "enrolment_deadline": Shape("admission", "moment"),
    "late_enrolment_leads_to": _choice("admission", "place_not_guaranteed", "priority_lost", "place_cancelled"),
    "foreign_students_platform": Shape("admission", "text"),
    # fees
    "application_fee": _number("fees", "EUR"),
    "tariff": _table("fees", tables.TariffRow),
    "tariff_decided_by": _choice("fees", "school_council", "school_director"),
    "costs_beside": _table("fees", tables.CriterionRow),
    "cvec_amount": _number("fees", "EUR"),
    "cvec_liability": _table("fees", tables.LiabilityRow),
    "cvec_refunds": _table("fees", tables.RefundRow),
    "payment_ways": _table("fees", tables.WayRow),
    "tuition_payment_ways": _table("fees", tables.WayRow),
    "instalments": _table("fees", tables.InstalmentRow),
    "instalment_split": _choice("fees", "equal", "by_ratio"),
    "instalment_cents": _choice("fees", "first", "last"),
    "first_payment_cap": _number("fees", "ratio"),
    "withdrawal_delay": Shape("fees", "duration"),
    "training_contract_payers": _set("fees", *PAYERS),
    "training_contract_covers": _set("fees", *EDUCATION),
    "refunds": _table("fees", tables.RefundRow),
    "renewed_agreement_is_charged": _yes_no("fees"),
    # studies
    "teaching_ects": _number("studies", "ECTS"),
    "mission_ects": _number("studies", "ECTS"),
    "individual_evaluation": _yes_no("studies"),
    "exemptions_allowed": _yes_no("studies"),
    "unit_pass_mark": _mark("studies"),
    "general_mean_pass_mark": _mark("studies"),
    "module_gap_mark": _mark("studies"),
    "assessment_floor_mark": _mark("studies"),
    "compensation": _choice("studies", "none", "within_unit", "within_block"),
    "block_pass_mark": _mark("studies"),
    "block_minimum_ects": _number("studies", "ECTS"),
    "block_keeps_credits": _choice("studies", "validated_units", "none"),
    "unit_floor_mark": _mark("studies"),
    "units_weigh_by": _choice("studies", "coefficients", "ects"),
    "rounded_means": _set("studies", *MEANS),
    "rounding_decimals": _number("studies", ""),
    "resits": _table("studies", tables.ResitRow),
    "resits_allowed": _number("studies", "times"),
    "undue_resits_count": _yes_no("studies"),
    "resit_counts": _choice("studies", "replaces", "best_of", "weighted"),
    "resit_weight": _number("studies", "ratio"),
    "resit_cap_mark": _number("studies", *MARK_UNITS),
    "resit_cap_on": _choice("studies", "mark", "unit_mean", "general_mean"),
    "mission_duration": Shape("studies", "duration"),
    "mission_maximum_duration": Shape("studies", "duration"),
    "mission_places": _table("studies", tables.PlaceRow),
    "final_components": _set("studies", *COMPONENTS),
    "thesis_pass_mark": _mark("studies"),
    "final_weights": _table("studies", tables.WeightRow),
    "defences_allowed": _number("studies", "times"),
    "thesis_due": Shape("studies", "moment"),
    "thesis_theme": _table("studies", tables.CriterionRow),
    "late_thesis_leads_to": _choice("studies", "refused", "next_jury"),
    # jury
    "studies_jury_decides": _yes_no("jury"),
    "honours": _table("jury", tables.HonoursRow),
    "extensions_allowed": _number("jury", "times"),
    "unmet_conditions_lead_to": _choice("jury", "may_be_refused", "refused"),
    "end_of_studies": Shape("jury", "moment"),
    "agreement_renewal": _yes_no("jury"),
    # diploma
    "diploma_needs_fees_settled": _yes_no("diploma"),
    "diploma_identity": _set("diploma", *IDENTITY),
    "diploma_kinds": _set("diploma", "diploma", "certificate"),
    "diploma_wording": Shape("diploma", "text"),
    "refusable_awards": _set("diploma", "diploma", "label", "title"),
}
