"""Which labels are there, and which dossiers: what somebody sees of them, and what is expected of whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from sceau.accreditation.gate import declared, filed, tied_to
from sceau.accreditation.models import (
    WRITTEN,
    AgendaItem,
    Campaign,
    Condition,
    Dossier,
    Expertise,
    Meeting,
    Misuse,
    PublishedAct,
    RegisterEntry,
    Sharing,
    Standing,
)
from sceau.accreditation.requested import last_day_of
from sceau.catalogue.listings import words_in
from sceau.catalogue.models import SHOWN, Programme, Version
from sceau.catalogue.register import ENDING_SOON
from sceau.core.calendar import paris_day
from sceau.people.access import Viewer, visible
from sceau.people.folding import fold
from sceau.people.models import Person, RoleHeld
from sceau.people.roles import Role

RECORDS, CHANGES, CLOSES = "record_grant", "change_label", "close_label"
READS, WRITES, SIGNS, FILES = "see_dossiers", "write_dossier", "sign_dossier", "file_dossier"
OPENS, DECLARES, CHECKS = "open_campaign", "declare_ties", "check_dossier"
REVIEWS, REPORTS, REPLIES = "review_dossier", "write_report", "reply_to_reports"
SEES_DECISION, PREPARES, SIGNS_DECISION = "see_decision", "prepare_decision", "sign_decision"
PUBLISHES, FOLLOWS = "publish_decision", "meet_condition"
SEES_RESULTS, DECLARES_RESULTS = "see_results", "declare_results"
SEES_MISUSES, FOLLOWS_MISUSES = "see_misuses", "follow_misuse"
MEETS, HOLDS, VOTES_ON, OPINES = "see_meetings", "hold_meeting", "cast_ballot", "give_opinion"
UNDER_WAY = (
    Standing.FILED,
    Standing.ADMISSIBLE,
    Standing.SHARED,
    Standing.ON_AGENDA,
    Standing.OPINION_GIVEN,
    Standing.DECISION_PREPARED,
    Standing.DECISION_SIGNED,
)
"""The standings in which the label has something to do."""
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Filters:
    """Which dossiers are shown; what is empty filters nothing."""

    text: str = ""
    standing: str = ""
    campaign: UUID | None = None


def entries(text: str = "") -> QuerySet[RegisterEntry]:
    """Return the entries of the register that hold every word of a text, in the order of their specialities.

    All that is shown of each is read in as many queries however many there are.
    """
    rows = RegisterEntry.objects.select_related("programme__school", "programme__listing__version")
    for word in words_in(text).split():
        rows = rows.filter(words__contains=word)
    return rows.prefetch_related("grants", "changes").order_by("sort_key")


def acts_of(entry: RegisterEntry) -> QuerySet[PublishedAct]:
    """Return the signed acts by which a label was granted."""
    return PublishedAct.objects.filter(decision__grant__entry=entry)


def programmes_found(text: str) -> QuerySet[Programme]:
    """Return the programmes whose address holds every word of a text, the first of them."""
    rows = Programme.objects.select_related("school").order_by("slug")
    for word in fold(text).split():
        rows = rows.filter(slug__contains=word)
    return rows[:MOST_FOUND]


def public_slug(entry: RegisterEntry) -> str:
    """Return the public address of the programme of an entry; empty where none of its versions is shown."""
    listing = getattr(entry.programme, "listing", None)
    return entry.programme.slug if listing and listing.version.standing in SHOWN else ""


def campaigns_ahead(*, at: datetime) -> QuerySet[Campaign]:
    """Return the campaigns in which a dossier may still be started: those that are open, and those to come."""
    return Campaign.objects.filter(closes_on__gte=paris_day(at)).order_by("closes_on", "name")


def usual_label() -> str:
    """Return the label of the latest campaign: the one that forms propose first; empty where there was none."""
    return Campaign.objects.order_by("-opens_on").values_list("label", flat=True).first() or ""


def programmes_to_file(viewer: Viewer) -> QuerySet[Programme]:
    """Return the programmes whose dossiers somebody writes."""
    rows = Programme.objects.filter(school__in=viewer.schools_for(WRITES)).select_related("school")
    return rows.prefetch_related("versions").order_by("slug")


def dossiers_of(viewer: Viewer, filters: Filters) -> QuerySet[Dossier]:
    """Return the dossiers that somebody may see, the latest change first: a conflict of interests shuts one out."""
    rows = visible(viewer, READS, Dossier.objects.select_related("campaign", "school", "programme"))
    if filters.campaign:
        rows = rows.filter(campaign=filters.campaign)
    if filters.standing:
        rows = rows.filter(standing=filters.standing)
    for word in fold(filters.text).split():
        rows = rows.filter(programme__slug__contains=word)
    newest = Version.objects.order_by("-number")
    asked = Expertise.objects.filter(dossier=OuterRef("pk"), ended_at=None, report__handed_in_at=None)
    rows = rows.annotate(
        report_due=Subquery(asked.order_by("due_on").values("due_on")[:1]),
        reply_due=Subquery(Sharing.objects.filter(dossier=OuterRef("pk")).order_by("-id").values("until")[:1]),
    )
    return rows.prefetch_related(Prefetch("programme__versions", newest), "reopenings").order_by("-changed_at", "id")


def awaited_by(dossier: Any) -> date | None:
    """Return the last day for what a dossier of ``dossiers_of`` waits for: its school, its experts, its reply."""
    if dossier.standing in WRITTEN:
        return last_day_of(dossier)
    if dossier.standing == Standing.ADMISSIBLE:
        return cast(date | None, dossier.report_due)
    return cast(date | None, dossier.reply_due) if dossier.standing == Standing.SHARED else None


def counts_by_standing(viewer: Viewer, campaign: UUID | None) -> dict[str, int]:
    """Return how many of the dossiers that somebody may read stand where: who has to declare first is told none."""
    rows = visible(viewer, READS, Dossier.objects.all())
    if not viewer.schools_for(READS):
        rows = rows.filter(declared(viewer.person) | ~filed())
    if campaign:
        rows = rows.filter(campaign=campaign)
    return dict(rows.values_list("standing").annotate(n=Count("pk")).order_by("standing"))


def undeclared(viewer: Viewer) -> QuerySet[Dossier]:
    """Return the dossiers on which somebody of the label has to declare before reading them."""
    return visible(viewer, DECLARES, Dossier.objects.filter(filed() & ~declared(viewer.person)))


def to_file(viewer: Viewer, *, at: datetime) -> QuerySet[Dossier]:
    """Return the dossiers of their schools that somebody may still write and file, each with its ``last_day``."""
    ends = Greatest("campaign__closes_on", Coalesce(Max("reopenings__until"), "campaign__closes_on"))
    rows = visible(viewer, WRITES, Dossier.objects.filter(standing__in=WRITTEN))
    return rows.annotate(last_day=ends).filter(last_day__gte=paris_day(at))


def to_check(viewer: Viewer) -> QuerySet[Dossier]:
    """Return the dossiers that were filed and that somebody of the office checks, who declared no tie to them."""
    rows = Dossier.objects.filter(declared(viewer.person), standing=Standing.FILED)
    return visible(viewer, CHECKS, rows)


def reports_due(viewer: Viewer) -> QuerySet[Expertise]:
    """Return what somebody was asked to examine and has not reported on."""
    rows = Expertise.objects.filter(dossier__standing=Standing.ADMISSIBLE, report__handed_in_at=None)
    return visible(viewer, REPORTS, rows)


def replies_due(viewer: Viewer, *, at: datetime) -> QuerySet[Dossier]:
    """Return the dossiers of somebody's school whose reports may still be replied to, each with its ``last_day``."""
    rows = visible(viewer, REPLIES, Dossier.objects.filter(standing=Standing.SHARED))
    ends = Subquery(Sharing.objects.filter(dossier=OuterRef("pk")).order_by("-id").values("until")[:1])
    return rows.annotate(last_day=ends).filter(last_day__gte=paris_day(at), replies=None)


def experts_to_ask(dossier: Dossier, *, at: datetime) -> list[tuple[str, str]]:
    """Return who may be asked to examine a dossier, each with their name: experts who are not tied to it."""
    asked = dossier.experts.filter(ended_at=None).values("person__whole")
    held = RoleHeld.objects.in_force(paris_day(at)).filter(role=Role.EXPERT).exclude(person__whole__in=asked)
    persons = Person.objects.filter(pk__in=held.values("person__whole")).order_by("birth_name", "given_names", "pk")
    tied = tied_to(dossier, among=[one.pk for one in persons])
    return [(str(one.pk), str(one)) for one in persons if one.pk not in tied]


def members_to_seat(meeting: Meeting) -> list[tuple[str, str]]:
    """Return who may sit at a meeting of the commission and does not yet, each with their name."""
    held = RoleHeld.objects.in_force(paris_day(meeting.starts_at)).filter(role=Role.COMMISSION_MEMBER)
    free = held.exclude(person__whole__in=meeting.seats.values("person__whole"))
    persons = Person.objects.filter(pk__in=free.values("person__whole")).order_by("birth_name", "given_names", "pk")
    return [(str(one.pk), str(one)) for one in persons]


def agenda_of(viewer: Viewer, meeting: Meeting) -> QuerySet[AgendaItem]:
    """Return what somebody may see of the agenda of a meeting: nothing of a dossier that they are tied to."""
    rows = AgendaItem.objects.filter(meeting=meeting, taken_off_at=None).select_related("dossier__school", "opinion")
    return visible(viewer, MEETS, rows.prefetch_related("dossier__programme__versions"))


def decisions_to_sign(viewer: Viewer) -> QuerySet[Dossier]:
    """Return the dossiers whose decision waits for somebody to sign it, who declared no tie to them."""
    rows = Dossier.objects.filter(declared(viewer.person), standing=Standing.DECISION_PREPARED)
    return visible(viewer, SIGNS_DECISION, rows)


def conditions_due(viewer: Viewer) -> QuerySet[Condition]:
    """Return the conditions of grants that somebody follows and that are not met yet."""
    of = visible(viewer, FOLLOWS, Dossier.objects.filter(declared(viewer.person)))
    return Condition.objects.filter(decision__dossier__in=of, met_at=None).exclude(decision__published_at=None)


def misuses_to_follow(viewer: Viewer) -> QuerySet[Misuse]:
    """Return the reports of wrong uses of a label that somebody follows and that have no end yet."""
    return visible(viewer, FOLLOWS_MISUSES, Misuse.objects.filter(end=""))


def labels_that_end(viewer: Viewer, *, on: date) -> list[date]:
    """Return the last days, within a year, of the labels that somebody's school asks to renew, the first one first."""
    mine = ending(on=on).filter(programme__school__in=viewer.schools_for(WRITES))
    return list(mine.order_by("ends").values_list("ends", flat=True))


def renewed_by(dossier: Dossier) -> RegisterEntry | None:
    """Return the label whose renewal a dossier asks for; None for a first request."""
    rows = RegisterEntry.objects.filter(programme=dossier.programme_id, label=dossier.campaign.label)
    return rows.first() if dossier.request == "renewal" else None


def ending(*, on: date) -> QuerySet[RegisterEntry]:
    """Return the labels that end within a year, each with its last day as ``ends``."""
    living = RegisterEntry.objects.exclude(changes__change__in=("withdrawn", "closed"))
    last = living.annotate(ends=Max("grants__until", filter=Q(grants__corrected=None)))
    return last.filter(ends__gte=on, ends__lt=on + ENDING_SOON)
