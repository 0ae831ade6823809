"""The pages by which people come in: invitations, roles, one-purpose links, and the account of whoever signed in."""

from __future__ import annotations

from dataclasses import asdict, replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.people.access import Refused, Viewer, actor, among, get_or_refuse
from sceau.people.actions import (
    NotDone,
    accept_invitation,
    complete_identity,
    end_role,
    grant_role,
    invite,
    revoke_link,
    send_link,
)
from sceau.people.entry_forms import LINK_LASTS, EndForm, GrantForm, InvitationForm, LinkForm, OwnIdentityForm
from sceau.people.forms import say
from sceau.people.identity import IdentityFaulty, identity_of
from sceau.people.invitations import (
    account_of_address,
    giver,
    invitation_of,
    roles_given_by,
    roles_of_account,
    schools_given_at,
    waiting,
)
from sceau.people.limits import limited
from sceau.people.links import IN_SESSION, Shut, link_in_session, link_of, links_of, why_shut
from sceau.people.models import Link, Person, RoleHeld
from sceau.people.own_sessions import own_sessions
from sceau.people.queries import school_between
from sceau.people.roles import Role
from sceau.people.views import get_or_post, posted

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """Show who one is here, and by which ways one signs in."""
    account = request.user
    factors = {one.type: one for one in Authenticator.objects.filter(user=account).exclude(type="webauthn")}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    shown = {
        "roles": roles_of_account(account, on=timezone.localdate(request.at)),
        "addresses": EmailAddress.objects.filter(user=account).order_by("-primary", "email"),
        "totp": factors.get(Authenticator.Type.TOTP),
        "passkeys": Authenticator.objects.filter(user=account, type="webauthn").count(),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": len(own_sessions(account, at=request.at)),
        "connections": account.socialaccount_set.count(),
    }
    return render(request, "people/entry/own_account.html", shown)


@get_or_post
@limited("invite")
def invite_page(request: HttpRequest) -> HttpResponse:
    """Invite somebody to a role, and see which invitations wait for an answer."""
    viewer: Viewer = request.viewer
    roles, schools = roles_given_by(viewer), schools_given_at(viewer)
    first = {"language": get_language(), "school": schools.first() if schools.count() == 1 else None}
    form = InvitationForm(posted(request), roles=roles, schools=schools, initial=first)
    if request.method == "POST" and form.is_valid() and _invited(request, form):
        messages.success(request, say("entry.invited"))
        return redirect("invite")
    sent = list(waiting(viewer, at=request.at)[:100])
    shown = {"form": form, "waiting": sent, "with_history": among(viewer, "see_history", sent)}
    return render(request, "people/entry/invite.html", shown, status=_code(form))


def _invited(request: HttpRequest, form: InvitationForm) -> bool:
    said = form.cleaned_data
    school = _school(said)
    try:
        invite(
            address=said["email"],
            given_names=said["given_names"],
            birth_name=said["birth_name"],
            role=Role(said["role"]),
            school=school,
            until=said["until"],
            language=said["language"],
            on=timezone.localdate(request.at),
            at=request.at,
            by=giver(request.viewer, role=said["role"], school=school),
        )
    except NotDone as refusal:
        form.add_error(refusal.field, say(f"entry_refusals.{refusal.why}"))
    except IdentityFaulty as faulty:
        for fault in faulty.faults:
            form.add_error(fault.field, say(f"person_faults.{fault.what}", n=100))
    return not form.errors


@get_or_post
@limited("open_mail_link")
def accept_invitation_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what an invitation offers, and take it: only a press of the button does, never a look."""
    found = invitation_of(secret)
    account = request.viewer.account
    if found is None:
        return _shut(request, "unknown", "invitation")
    if why := why_shut(found, done="accepted_at", at=request.at):
        return _shut(request, why, "invitation")
    if request.method != "POST":
        holder = account_of_address(found.email)
        stands = "another_account" if account and (not holder or holder.pk != account) else ""
        stands = stands or ("sign_in_first" if holder and not account else "")
        return render(request, "people/entry/accept_invitation.html", {"invitation": found, "stands": stands})
    try:
        accepted = accept_invitation(secret=secret, account=account, language=get_language() or "fr", at=request.at)
    except Shut as shut:
        return _shut(request, shut.why, "invitation")
    messages.success(request, say("entry.accepted"))
    if account:
        return redirect("own_account")
    record_authentication(request, accepted, method="invitation")
    return perform_login(request, Login(user=accepted, redirect_url="/account/", email=accepted.email))


@get_or_post
def grant_role_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a role to somebody who is known."""
    viewer: Viewer = request.viewer
    one = get_or_refuse(viewer, "grant_role", Person.objects.standing(), pk=key)
    roles, schools = roles_given_by(viewer), schools_given_at(viewer)
    first = {"since": timezone.localdate(request.at), "school": schools.first() if schools.count() == 1 else None}
    form = GrantForm(posted(request), roles=roles, schools=schools, initial=first)
    if request.method == "POST" and form.is_valid():
        said, school = form.cleaned_data, _school(form.cleaned_data)
        by = giver(viewer, role=said["role"], school=school)
        try:
            grant_role(
                person=one.pk,
                role=Role(said["role"]),
                school=school,
                since=said["since"],
                until=said["until"],
                at=request.at,
                by=by,
            )
        except NotDone as refusal:
            form.add_error(refusal.field or None, say(f"entry_refusals.{refusal.why}"))
        else:
            messages.success(request, say("entry.granted"))
            return _after(viewer, one)
    return render(request, "people/entry/grant_role.html", {"form": form, "person": one}, status=_code(form))


@get_or_post
def end_role_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a role."""
    viewer: Viewer = request.viewer
    held = get_or_refuse(viewer, "grant_role", RoleHeld.objects.select_related("person", "school"), pk=key)
    form = EndForm(posted(request), initial={"until": timezone.localdate(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            by = giver(viewer, role=held.role, school=held.school_id)
            end_role(held=held.pk, until=form.cleaned_data["until"], at=request.at, by=by)
        except Refused:
            form.add_error(None, say("entry_refusals.not_yours_to_end"))
        except NotDone as refusal:
            form.add_error(refusal.field, say(f"entry_refusals.{refusal.why}"))
        else:
            messages.success(request, say("entry.ended"))
            return _after(viewer, held.person)
    return render(request, "people/entry/end_role.html", {"form": form, "held": held}, status=_code(form))


@get_or_post
@limited("send_link")
def send_link_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send somebody outside a link by which they complete their identity."""
    viewer: Viewer = request.viewer
    one = get_or_refuse(viewer, "send_link", Person.objects.standing(), pk=key)
    first = {"email": one.email, "days": LINK_LASTS, "language": get_language()}
    form = LinkForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        said, school = form.cleaned_data, school_between(viewer, "send_link", one.pk)
        by = actor(viewer, "send_link", school=school)
        try:
            send_link(
                person=one.pk,
                act="complete_identity",
                address=said["email"],
                school=school,
                days=said["days"],
                language=said["language"],
                at=request.at,
                by=by,
            )
        except NotDone as refusal:
            form.add_error(None, say(f"entry_refusals.{refusal.why}"))
        else:
            messages.success(request, say("entry.link_sent"))
            return redirect("send_link", key=one.pk)
    links = list(links_of(one.pk, at=request.at))
    shown = {"form": form, "person": one, "links": links, "with_history": among(viewer, "see_history", links)}
    return render(request, "people/entry/send_link.html", shown, status=_code(form))


@get_or_post
def revoke_link_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take back a link that was sent."""
    viewer: Viewer = request.viewer
    link = get_or_refuse(viewer, "send_link", Link.objects.select_related("person"), pk=key)
    if request.method == "POST":
        try:
            revoke_link(link=link.pk, at=request.at, by=actor(viewer, "send_link", school=link.school_id))
        except NotDone as refusal:
            messages.error(request, say(f"entry_refusals.{refusal.why}"))
        else:
            messages.success(request, say("entry.link_revoked"))
        return redirect("send_link", key=link.person_id)
    return render(request, "people/entry/revoke_link.html", {"link": link})


@get_or_post
@limited("open_mail_link")
def come_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what a link is for, and come in by it: only a press of the button does, never a look."""
    link = link_of(secret)
    if link is None:
        return _shut(request, "unknown", "link")
    if why := why_shut(link, done="done_at", at=request.at):
        return _shut(request, why, "link")
    if request.method != "POST":
        return render(request, "people/entry/come_by_link.html", {"link": link})
    logout(request)
    request.session.cycle_key()
    request.session[IN_SESSION] = str(link.pk)
    request.session.set_expiry(0)
    return redirect(link.act)


@get_or_post
def complete_identity_page(request: HttpRequest) -> HttpResponse:
    """Complete one's own identity, once."""
    link = link_in_session(request)
    if link is None:
        return redirect("own_account")
    one = get_or_refuse(request.viewer, "complete_identity", Person.objects.all(), pk=link.subject)
    known, today = identity_of(one), timezone.localdate(request.at)
    names = {name: asdict(known)[name] for name in ("birth_name", "given_names", "use_name")}
    form = OwnIdentityForm(posted(request), on=today, initial=names)
    if request.method == "POST" and form.is_valid():
        by = actor(request.viewer, "complete_identity", school=link.school_id)
        try:
            identity = replace(form.identity(), email=known.email)
            complete_identity(link=link.pk, identity=identity, on=today, at=request.at, by=by)
        except Shut as shut:
            return _shut(request, shut.why, "link")
        request.session.flush()
        return render(request, "people/entry/identity_completed.html", {"school": link.school})
    return render(request, "people/entry/complete_identity.html", {"form": form, "link": link}, status=_code(form))


def _shut(request: HttpRequest, why: str, what: str) -> HttpResponse:
    """Say that what came by mail opens nothing, why, and whom to ask; a forger learns nothing of anybody."""
    return render(request, "people/entry/shut.html", {"why": why, "what": what}, status=HTTPStatus.GONE)


def _school(said: dict[str, Any]) -> UUID | None:
    school = said.get("school")
    return school.pk if school else None


def _after(viewer: Viewer, one: Person) -> HttpResponse:
    """Go to the page of somebody, or home for who may not see it."""
    try:
        get_or_refuse(viewer, "see_person", Person.objects.all(), pk=one.pk)
    except Refused:
        return redirect("home")
    return redirect("person", key=one.pk)


def _code(form: Any) -> int:
    return REFUSED if form.is_bound and form.errors else HTTPStatus.OK
