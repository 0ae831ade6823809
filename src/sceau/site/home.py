"""What does somebody see first? What is expected of them and by when, then who they are here."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from sceau.people.models import RoleHeld
from sceau.site.expectations import expected_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what is expected, then the roles held."""
    viewer = request.viewer
    held = (
        RoleHeld.objects.of(viewer.person).in_force(timezone.localdate(request.at)).select_related("school")
        if viewer.person
        else RoleHeld.objects.none()
    )
    shown = {"held": held, "expected": expected_of(viewer, at=request.at), "today": timezone.localdate(request.at)}
    return render(request, "home.html", shown)


@csrf_exempt  # pages that are drawn once for anybody hold no token of a visitor
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen, and go back to the page where it was; who has signed in sends the form of ours."""
    return csrf_protect(_keep_language)(request) if request.user.is_authenticated else _keep_language(request)


def _keep_language(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "")
    known = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if known else "/")
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
    return response
