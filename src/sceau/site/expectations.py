"""What is expected of somebody, and by when? The first thing that they see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from sceau.accreditation.queries import (
    CHECKS,
    DECLARES,
    FOLLOWS,
    FOLLOWS_MISUSES,
    REPLIES,
    REPORTS,
    SIGNS_DECISION,
    UNDER_WAY,
    conditions_due,
    decisions_to_sign,
    labels_that_end,
    misuses_to_follow,
    replies_due,
    reports_due,
    to_check,
    to_file,
    undeclared,
)
from sceau.accreditation.queries import WRITES as WRITES_DOSSIERS
from sceau.catalogue.queries import PUBLISHES as PUBLISHES_PROGRAMMES
from sceau.catalogue.queries import WRITES as WRITES_PROGRAMMES
from sceau.catalogue.queries import registrations_that_end, sent_back, to_review
from sceau.law.drafts import ADOPTS, WRITES
from sceau.law.models import LawDraft, Standing
from sceau.mail.models import Going, Message, uncertain
from sceau.people.access import Viewer, visible
from sceau.people.invitations import waiting
from sceau.people.models import RoleHeld
from sceau.people.roles import OFFICES
from sceau.site.words import say

SOON = timedelta(days=30)
"""A role whose end is nearer than that is told to who may give it anew."""
LAST_DAYS = timedelta(days=3)
"""An invitation that is good for less than that is told to who sent it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing to do: what, why, where, and by when."""

    what: str
    """Names its sentences, in ``wording/site.*.toml`` under ``expected``."""
    icon: str
    address: str
    count: int = 1
    by: date | None = None
    """The last day; none where nothing sets one."""

    @property
    def title(self) -> str:
        """What is to be done, in words."""
        return say(f"expected.{self.what}.{'one' if self.count == 1 else 'several'}", n=self.count)

    @property
    def why(self) -> str:
        """Why it is expected, in words."""
        return say(f"expected.{self.what}.why")

    @property
    def act(self) -> str:
        """What its button says."""
        return say(f"expected.{self.what}.act")


def expected_of(viewer: Viewer, *, at: datetime) -> list[Expected]:
    """Return what is expected of somebody: what has a day first, the nearest first."""
    if viewer.account is None:
        return []
    found = [one for source in SOURCES for one in source(viewer, at)]
    return sorted(found, key=lambda one: (one.by is None, one.by or date.max))


def _second_factor(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """Who holds an office opens much to whoever steals one password."""
    in_office = any(held.role in OFFICES for held in viewer.roles)
    if in_office and not Authenticator.objects.filter(user=viewer.account).exists():
        yield Expected("second_factor", "key", reverse("mfa_index"))


def _invitations(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    if not viewer.grants("grant_role"):
        return
    ending = waiting(viewer, at=at).filter(expires_at__lt=at + LAST_DAYS)
    found = ending.aggregate(count=Count("pk"), first=Min("expires_at"))
    if found["count"]:
        by = timezone.localdate(found["first"])
        yield Expected("invitations", "user-plus", reverse("invite"), found["count"], by)


def _roles_that_end(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    """An office that ends leaves its work to nobody; roles of study end as they should."""
    if not viewer.grants("grant_role"):
        return
    today = timezone.localdate(at)
    soon = Q(until__gte=today, until__lt=today + SOON, role__in=OFFICES)
    ending = visible(viewer, "grant_role", RoleHeld.objects.filter(soon))
    found = ending.aggregate(count=Count("pk"), first=Min("until"))
    if found["count"]:
        yield Expected("roles", "id-badge-2", reverse("persons"), found["count"], found["first"])


def _mail(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    if not viewer.grants("send_mail_again"):
        return
    rows = visible(viewer, "send_mail_again", Message.objects.filter(erased_at=None))
    for going, lost in ((Going.BOUNCED, Q(going=Going.BOUNCED)), ("uncertain", uncertain(at))):
        if count := rows.filter(lost).count():
            yield Expected(f"mail_{going}", "mail", f"{reverse('mail')}?going={going}", count)


def _jobs(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    if not viewer.grants("see_jobs"):
        return
    if count := ProcrastinateJob.objects.filter(status="failed").count():
        yield Expected("jobs", "stack-2", f"{reverse('jobs')}?state=failed", count)


def _drafts_to_approve(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """A law that was submitted waits for a second person: whoever may approve it, and did not write it."""
    if not viewer.grants(ADOPTS):
        return
    waiting = visible(viewer, ADOPTS, LawDraft.objects.filter(standing=Standing.SUBMITTED))
    found = waiting.exclude(author__person__whole=viewer.person).aggregate(count=Count("pk"), first=Min("since"))
    if found["count"]:
        yield Expected("drafts_to_approve", "file-pencil", reverse("law_drafts"), found["count"], found["first"])


def _drafts_sent_back(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """A draft that was sent back waits for its author."""
    if not viewer.grants(WRITES):
        return
    back = visible(viewer, WRITES, LawDraft.objects.filter(standing=Standing.OPEN).exclude(answer=""))
    if count := back.filter(author__person__whole=viewer.person).count():
        yield Expected("drafts_sent_back", "file-pencil", reverse("law_drafts"), count)


def _dossiers_to_file(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    """Whoever writes a request for the label has until the end of a day."""
    if not viewer.grants(WRITES_DOSSIERS):
        return
    if ends := sorted(to_file(viewer, at=at).values_list("last_day", flat=True)):
        yield Expected("dossiers_to_file", "file-certificate", reverse("dossiers"), len(ends), ends[0])


def _labels_that_end(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    """A label that ends within a year is to be asked for anew."""
    if viewer.grants(WRITES_DOSSIERS) and (ending := labels_that_end(viewer, on=timezone.localdate(at))):
        yield Expected("labels_that_end", "certificate", reverse("dossiers"), len(ending), ending[0])


def _reports(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    """An expert reports by a day; a school replies to the reports by another."""
    if viewer.grants(REPORTS) and (days := sorted(reports_due(viewer).values_list("due_on", flat=True))):
        yield Expected("reports_to_hand_in", "file-certificate", reverse("dossiers"), len(days), days[0])
    if viewer.grants(REPLIES) and (ends := sorted(replies_due(viewer, at=at).values_list("last_day", flat=True))):
        yield Expected("replies_to_give", "file-certificate", reverse("dossiers"), len(ends), ends[0])


def _dossiers_of_the_label(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """Who is of the label says first what ties them to a dossier; the office then receives it."""
    if not viewer.grants(DECLARES):
        return
    if count := undeclared(viewer).filter(standing__in=UNDER_WAY).count():
        yield Expected("dossiers_to_declare", "file-certificate", reverse("dossiers"), count)
    if viewer.grants(SIGNS_DECISION) and (count := decisions_to_sign(viewer).count()) and not viewer.grants(CHECKS):
        address = f"{reverse('dossiers')}?standing=decision_prepared"
        yield Expected("decisions_to_sign", "file-certificate", address, count)
    if viewer.grants(FOLLOWS) and (days := sorted(conditions_due(viewer).values_list("due_on", flat=True))):
        address = f"{reverse('dossiers')}?standing=decided"
        yield Expected("conditions_due", "file-certificate", address, len(days), days[0])
    if viewer.grants(CHECKS) and (count := to_check(viewer).count()):
        yield Expected("dossiers_to_check", "file-certificate", f"{reverse('dossiers')}?standing=filed", count)


def _misuses(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """A use of the label that somebody reported waits for the office."""
    if viewer.grants(FOLLOWS_MISUSES) and (count := misuses_to_follow(viewer).count()):
        yield Expected("misuses_to_follow", "certificate", reverse("misuses"), count)


def _versions_to_publish(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """A version that was submitted waits for a second person: whoever may publish it, and did not write it."""
    if not viewer.grants(PUBLISHES_PROGRAMMES):
        return
    if count := to_review(viewer).count():
        yield Expected("versions_to_publish", "books", f"{reverse('catalogue')}?standing=in_review", count)


def _versions_sent_back(viewer: Viewer, _: datetime) -> Iterator[Expected]:
    """A version that was sent back waits for who wrote it."""
    if not viewer.grants(WRITES_PROGRAMMES):
        return
    if back := sent_back(viewer):
        yield Expected("versions_sent_back", "books", f"{reverse('catalogue')}?standing=draft", len(back))


def _registrations(viewer: Viewer, at: datetime) -> Iterator[Expected]:
    """A title of the RNCP that ends within a year is to be renewed, which takes as long."""
    if not viewer.grants(WRITES_PROGRAMMES):
        return
    if ending := registrations_that_end(viewer, on=timezone.localdate(at)):
        yield Expected("registrations", "certificate", reverse("catalogue"), len(ending), ending[0])


SOURCES: tuple[Callable[[Viewer, datetime], Iterator[Expected]], ...] = (
    _invitations,
    _roles_that_end,
    _mail,
    _jobs,
    _drafts_to_approve,
    _drafts_sent_back,
    _versions_to_publish,
    _versions_sent_back,
    _registrations,
    _dossiers_to_file,
    _labels_that_end,
    _reports,
    _dossiers_of_the_label,
    _misuses,
    _second_factor,
)
