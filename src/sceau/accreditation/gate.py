"""Who of the label may read a dossier? Nobody before they declared that nothing ties them to it; who is tied, never."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from sceau.accreditation.models import Declaration, Dossier, Filing
from sceau.accreditation.not_done import NotDone
from sceau.journal.actions import Actor
from sceau.people.access import NOTHING, Viewer
from sceau.people.models import Account, RoleHeld


def not_shut_out(person: UUID | None) -> Q:
    """Return the condition that nothing is known that ties somebody of the label to a dossier.

    Who holds or held a role at its school is tied to it without saying so.
    """
    if person is None:
        return NOTHING
    tied = Declaration.objects.filter(person__whole=person, is_conflict=True)
    schools = RoleHeld.objects.of(person).exclude(school=None)
    return ~Q(pk__in=tied.values("dossier")) & ~Q(school__in=schools.values("school"))


def tied_to(dossier: Dossier, *, among: Collection[UUID]) -> frozenset[UUID]:
    """Return those, among some of the label, whom something is known to tie to a dossier."""
    said = Declaration.objects.filter(dossier=dossier, is_conflict=True, person__whole__in=among)
    held = RoleHeld.objects.filter(school=dossier.school_id, person__whole__in=among)
    return frozenset(said.values_list("person__whole", flat=True).union(held.values_list("person__whole", flat=True)))


def free_of(dossier: Dossier, *, among: Collection[UUID]) -> frozenset[UUID]:
    """Return those, among some of the label, who declared that nothing ties them to a dossier, where nothing does."""
    said = Declaration.objects.filter(dossier=dossier, is_conflict=False, person__whole__in=among)
    return frozenset(said.values_list("person__whole", flat=True)) - tied_to(dossier, among=among)


def is_shut_out(person: UUID, dossier: Dossier) -> bool:
    """Tell whether something is known that ties somebody of the label to a dossier."""
    return bool(tied_to(dossier, among=[person]))


def is_free(person: UUID, dossier: Dossier) -> bool:
    """Tell whether somebody of the label declared that nothing ties them to a dossier, and nothing is known to."""
    return bool(free_of(dossier, among=[person]))


def filed() -> Q:
    """Return the condition that a dossier was ever filed: before that it is its school's alone."""
    return Q(pk__in=Filing.objects.values("dossier"))


def declared(person: UUID | None) -> Q:
    """Return the condition that somebody declared that nothing ties them to a dossier."""
    said = Declaration.objects.filter(person__whole=person, is_conflict=False)
    return Q(pk__in=said.values("dossier")) if person else NOTHING


def may_read(viewer: Viewer, dossier: Dossier) -> bool:
    """Tell whether somebody may read a dossier: its school; who of the label declared, once it is filed."""
    if dossier.school_id in viewer.schools_for("see_dossiers"):
        return True
    return Dossier.objects.filter(
        filed() & declared(viewer.person) & not_shut_out(viewer.person), pk=dossier.pk
    ).exists()


def refuse_undeclared(dossier: Dossier, by: Actor) -> None:
    """Raise ``NotDone`` for who acts on a dossier without having declared that nothing ties them to it."""
    person = Account.objects.filter(pk=by.account or None).values_list("person__whole", flat=True).first()
    if person is None or not is_free(person, dossier):
        raise NotDone("not_declared")
