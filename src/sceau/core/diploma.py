"""May this diploma be issued, and what does it say?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sceau.core.decision import Decision, Reason, decide
from sceau.core.question import question
from sceau.core.rule import RuleMissing, Words
from sceau.core.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class DiplomaFacts:
    """What is known on the day a diploma is to be issued."""

    jury_outcome: str
    """The jury's decision: ``admitted``, ``resit``, ``refused`` or ``extension``."""
    intake_starts_on: date
    balance: Decimal
    """What remains to be paid, in euros."""
    credits: Decimal
    minutes_signed_on: date | None = None
    label_from: date | None = None
    """First day of the grant of the label to the programme; None if it was never granted."""
    label_until: date | None = None
    """Last day of the grant, included; None while it has no end."""
    missing_identity: tuple[str, ...] | None = None
    """What is still unknown of the person's identity: ``birth_date``, ``birth_place``…; None if nobody has told."""

    def __post_init__(self) -> None:
        if self.minutes_signed_on is not None and self.minutes_signed_on < self.intake_starts_on:
            raise ValueError(
                f"minutes_signed_on: {self.minutes_signed_on} comes before the intake, correct one of them"
            )
        if self.label_from is not None and self.label_until is not None and self.label_until < self.label_from:
            raise ValueError(f"label_until: {self.label_until} comes before label_from, correct one of them")


@dataclass(frozen=True, slots=True)
class WordingFacts:
    """What a diploma names."""

    speciality: Words

    def __post_init__(self) -> None:
        if not (self.speciality.fr.strip() and self.speciality.en.strip()):
            raise ValueError("speciality: it is empty, write it in French and in English")


@question("diploma.may_issue", DiplomaFacts, "may_issue", "may_not_issue", "to_be_established")
def may_issue(*, facts: DiplomaFacts, rules: Rulebook) -> Decision:
    """May the school issue this diploma?"""
    reasons = [_jury_has_admitted(facts, rules), _minutes_are_signed(facts, rules)]
    reasons += [_label_covers_the_intake(facts, rules), _credits_are_there(facts, rules)]
    reasons += [_fees_are_settled(facts, rules), _identity_is_complete(facts, rules)]
    return decide("diploma.may_issue", _outcome(reasons), reasons)


def _outcome(reasons: Sequence[Reason]) -> str:
    if any(reason.refuses for reason in reasons):
        return "may_not_issue"
    awaited = any(reason.holds is None and reason.rule.binds for reason in reasons)
    return "to_be_established" if awaited else "may_issue"


def _jury_has_admitted(facts: DiplomaFacts, rules: Rulebook) -> Reason:
    rule = rules["studies_jury_decides"]
    holds = facts.jury_outcome == "admitted" or not rule.value
    return Reason("jury_has_admitted", holds, rule, "admitted", facts.jury_outcome)


def _minutes_are_signed(facts: DiplomaFacts, rules: Rulebook) -> Reason:
    rule = rules.get("diploma_needs_minutes_signed")
    signed = facts.minutes_signed_on is not None or not rule.value
    return Reason("minutes_are_signed", signed, rule, None, facts.minutes_signed_on)


def _label_covers_the_intake(facts: DiplomaFacts, rules: Rulebook) -> Reason:
    """The label must have been granted on the day the intake started."""
    rule = rules["accreditation_decided_by"]
    started = facts.label_from is not None and facts.label_from <= facts.intake_starts_on
    holds = started and (facts.label_until is None or facts.intake_starts_on <= facts.label_until)
    found = (facts.label_from, facts.label_until)
    return Reason("label_covers_the_intake", holds, rule, facts.intake_starts_on, found)


def _credits_are_there(facts: DiplomaFacts, rules: Rulebook) -> Reason:
    rule = rules["programme_ects"]
    return Reason("programme_credits_are_all_there", facts.credits >= rule.value, rule, rule.value, facts.credits)


def _fees_are_settled(facts: DiplomaFacts, rules: Rulebook) -> Reason:
    rule = rules.get("diploma_needs_fees_settled")
    return Reason("fees_are_settled", facts.balance <= 0 or not rule.value, rule, Decimal(0), facts.balance)


def _identity_is_complete(facts: DiplomaFacts, rules: Rulebook) -> Reason:
    rule = rules.get("diploma_identity")
    if rule.value and facts.missing_identity is None:
        return Reason("identity_is_complete", None, rule, rule.value)
    missing = tuple(part for part in facts.missing_identity or () if part in (rule.value or ()))
    return Reason("identity_is_complete", not missing, rule, rule.value, missing)


@question("diploma.wording", WordingFacts, "worded")
def wording(*, facts: WordingFacts, rules: Rulebook) -> Decision:
    """What does the diploma of this programme say of the label?"""
    rule = rules["diploma_wording"]
    school = rules.school
    if school is None:
        raise RuleMissing("diploma_wording", "diploma_wording: it names the school, and none was given; name a school")
    sentence = Words(
        fr=rule.value.fr.format(speciality=facts.speciality.fr, school=school.genitive.fr),
        en=rule.value.en.format(speciality=facts.speciality.en, school=school.genitive.en),
    )
    reason = Reason("diploma_refers_to_the_label", True, rule, rule.value, sentence)
    return decide("diploma.wording", "worded", [reason], {"fr": sentence.fr, "en": sentence.en})
