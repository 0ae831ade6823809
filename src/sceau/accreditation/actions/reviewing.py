"""How is a dossier examined? By experts who report on it, a visit, and the reply of its school to their reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sceau.accreditation.gate import is_shut_out, refuse_undeclared
from sceau.accreditation.models import Act, Dossier, Expertise, Mark, Reply, Report, Sharing, Standing, Visit
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.requested import criteria_of
from sceau.accreditation.stepping import locked, refuse_unsaid, step
from sceau.accreditation.telling import tell_person, tell_school
from sceau.core.calendar import end_of, paris_day
from sceau.core.closed_lists import OPINIONS
from sceau.journal.actions import Actor, record
from sceau.journal.grounds import facts_of
from sceau.people.models import RoleHeld
from sceau.people.roles import Role
from sceau.wording import language, say_date, say_instant

LONGEST_TEXT = 20_000
"""Characters of a finding, a summary or a reply: some six pages."""
LONGEST_PLACE = 200


def propose_expert(*, dossier: UUID, person: UUID, due_on: date, at: datetime, by: Actor) -> Expertise:
    """Ask an expert to report on a dossier by a day; they read nothing of it before they declared no tie."""
    if due_on < paris_day(at):
        raise NotDone("closes_in_the_past", "due_on", day=paris_day(at))
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.ADMISSIBLE,), barred="not_examined")
        refuse_undeclared(row, by)
        held = RoleHeld.objects.of(person).in_force(paris_day(at))
        if not held.filter(role=Role.EXPERT).exists():
            raise NotDone("no_expert", "person")
        if is_shut_out(person, row):
            raise NotDone("expert_is_tied", "person")
        if row.experts.filter(person__whole=person, ended_at=None).exists():
            raise NotDone("expert_already", "person")
        found = Expertise.objects.create(dossier=row, person_id=person, due_on=due_on, at=at)
        facts = facts_of(person=person, due_on=due_on)
        record(at=at, by=by, act="propose_expert", subject=f"review:{dossier}", on=facts)
        tell_person(row, "expert_proposed", _days("due", due_on), person=person, at=at)
    return found


def release_expert(*, expertise: UUID, motive: str, at: datetime, by: Actor) -> Expertise:
    """Release an expert from a dossier, with the reason; a report that was handed in stays with its expert."""
    refuse_unsaid(motive, "motive")
    with transaction.atomic():
        found = Expertise.objects.select_for_update().get(pk=expertise)
        row = locked(found.dossier_id, standing=(Standing.ADMISSIBLE,), barred="not_examined")
        refuse_undeclared(row, by)
        if found.ended_at is not None:
            raise NotDone("released_already")
        if Report.objects.filter(expertise=found).exclude(handed_in_at=None).exists():
            raise NotDone("handed_in_already")
        found.ended_at, found.motive = at, motive.strip()
        found.save(update_fields=["ended_at", "motive"])
        facts = facts_of(person=found.person_id)
        record(at=at, by=by, act="release_expert", subject=f"review:{row.pk}", on=facts)
    return found


def write_report(
    *,
    expertise: UUID,
    findings: Mapping[str, Mapping[str, str]],
    summary: str,
    opinion: str,
    hand_in: bool,
    at: datetime,
    by: Actor,
) -> Report:
    """Keep what an expert says of a dossier, by criterion: a mark of ``Mark`` and why; once handed in it stays.

    A report is handed in whole: every criterion with its mark and why, a summary, and an opinion.
    """
    texts = [summary, *(one["why"] for one in findings.values())]
    if any(len(text) > LONGEST_TEXT or "\x00" in text for text in texts):
        raise NotDone("text_too_long", n=LONGEST_TEXT)
    with transaction.atomic():
        found = Expertise.objects.select_for_update().get(pk=expertise)
        row = locked(found.dossier_id, standing=(Standing.ADMISSIBLE,), barred="not_examined")
        refuse_undeclared(row, by)
        if found.ended_at is not None:
            raise NotDone("released_already")
        if Report.objects.filter(expertise=found).exclude(handed_in_at=None).exists():
            raise NotDone("handed_in_already")
        _refuse_unknown(findings, opinion, row, at)
        if hand_in:
            _refuse_unfinished(findings, summary, opinion, row, at)
        told = {"findings": findings, "summary": summary.strip(), "opinion": opinion, "written_at": at}
        report, _ = Report.objects.update_or_create(
            expertise=found, defaults={**told, "handed_in_at": at if hand_in else None}
        )
        act = "hand_in_report" if hand_in else "write_report"
        record(at=at, by=by, act=act, subject=f"review:{row.pk}", on=facts_of(expertise=expertise))
    return report


def _refuse_unknown(findings: Mapping[str, Mapping[str, str]], opinion: str, row: Dossier, at: datetime) -> None:
    known = {one.id for one in criteria_of(row.campaign, on=paris_day(at))}
    marks = {one["mark"] for one in findings.values()}
    if not findings.keys() <= known or not marks <= {"", *Mark.values} or opinion not in ("", *OPINIONS):
        raise NotDone("unknown_criterion")


def _refuse_unfinished(
    findings: Mapping[str, Mapping[str, str]], summary: str, opinion: str, row: Dossier, at: datetime
) -> None:
    asked = [one.id for one in criteria_of(row.campaign, on=paris_day(at))]
    lacking = [one for one in asked if not all((findings.get(one) or {"why": ""}).values())]
    if lacking:
        raise NotDone("criterion_unjudged", f"why_{lacking[0]}")
    if not summary.strip():
        raise NotDone("no_summary", "summary")
    if not opinion:
        raise NotDone("no_opinion", "opinion")


def plan_visit(*, dossier: UUID, kind: str, starts_at: datetime, place: str, at: datetime, by: Actor) -> Visit:
    """Plan a visit to a school, or a hearing; the school and the experts are written to."""
    if not place.strip() or len(place) > LONGEST_PLACE or "\x00" in place:
        raise NotDone("no_place", "place", n=LONGEST_PLACE)
    if starts_at <= at:
        raise NotDone("already_past", "starts_at")
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.ADMISSIBLE,), barred="not_examined")
        refuse_undeclared(row, by)
        found = Visit.objects.create(dossier=row, kind=kind, starts_at=starts_at, place=place.strip(), at=at)
        facts = facts_of(kind=kind, starts_at=starts_at)
        record(at=at, by=by, act="plan_visit", subject=f"dossier:{dossier}", on=facts)
        _tell_of_visit(row, found, "visit_planned", at)
    return found


def call_off_visit(*, visit: UUID, at: datetime, by: Actor) -> Visit:
    """Call off a visit or a hearing; who was told of it is told."""
    with transaction.atomic():
        found = Visit.objects.select_for_update().get(pk=visit)
        row = locked(found.dossier_id, standing=(Standing.ADMISSIBLE,), barred="not_examined")
        refuse_undeclared(row, by)
        if found.called_off_at is not None or found.starts_at <= at:
            raise NotDone("not_to_call_off")
        found.called_off_at = at
        found.save(update_fields=["called_off_at"])
        record(at=at, by=by, act="call_off_visit", subject=f"dossier:{row.pk}", on=facts_of(visit=visit))
        _tell_of_visit(row, found, "visit_called_off", at)
    return found


def _tell_of_visit(row: Dossier, visit: Visit, kind: str, at: datetime) -> None:
    said = {f"starts_{code}": say_instant(visit.starts_at, language(code)) for code in ("fr", "en")}
    said["place"] = visit.place
    tell_school(row, kind, said, at=at)
    for one in row.experts.filter(ended_at=None):
        tell_person(row, kind, said, person=one.person_id, at=at)


def share_reports(*, dossier: UUID, until: date, at: datetime, by: Actor) -> Sharing:
    """Send the reports to the school, which may reply through the end of a day.

    Every expert has handed theirs in, and there are as many as the campaign asks for.
    """
    if until < paris_day(at):
        raise NotDone("closes_in_the_past", "until", day=paris_day(at))
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.ADMISSIBLE,), barred="not_examined")
        refuse_undeclared(row, by)
        experts = row.experts.filter(ended_at=None)
        handed_in = experts.exclude(report=None).exclude(report__handed_in_at=None).count()
        if handed_in < row.campaign.experts or handed_in < experts.count():
            raise NotDone("reports_are_lacking", n=row.campaign.experts)
        found = Sharing.objects.create(dossier=row, until=until, at=at, account_id=by.account or None)
        step(row, Act.SHARE, at=at, by=by)
        record(at=at, by=by, act="share_reports", subject=f"dossier:{dossier}", on=facts_of(until=until))
        tell_school(row, "reports_shared", _days("until", until), at=at)
    return found


def reply_to_reports(*, dossier: UUID, text: str, at: datetime, by: Actor) -> Reply:
    """Reply to the reports, once, through the end of the last day that the office gave."""
    if not text.strip() or len(text) > LONGEST_TEXT or "\x00" in text:
        raise NotDone("no_text", "text", n=LONGEST_TEXT)
    with transaction.atomic():
        row = locked(dossier, standing=(Standing.SHARED,), barred="no_report_to_reply_to")
        last = row.sharings.last()
        assert last is not None  # noqa: S101 - the standing comes of it
        if at >= end_of(last.until):
            raise NotDone("reply_is_late", day=last.until)
        if row.replies.filter(at__gte=last.at).exists():
            raise NotDone("replied_already")
        found = Reply.objects.create(dossier=row, text=text, at=at, account_id=by.account or None)
        record(at=at, by=by, act="reply_to_reports", subject=f"dossier:{dossier}")
    return found


def may_go_on(dossier: Dossier, *, at: datetime) -> bool:
    """Tell whether the school replied to the reports, or has no time left to."""
    last = dossier.sharings.last()
    return last is not None and (at >= end_of(last.until) or dossier.replies.filter(at__gte=last.at).exists())


def _days(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{code}": say_date(day, language(code)) for code in ("fr", "en")}
