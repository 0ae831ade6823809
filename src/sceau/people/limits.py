"""How often may somebody send mail from here, or try secrets? Counted for all processes together."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

LIMITS = {
    "make_token": "20/h/user",
    "invite": "60/h/user",
    "send_link": "60/h/user",
    "send_signing_code": "10/h/user",
    "send_again": "60/h/user",
    "open_mail_link": "120/m/ip",
    "report_misuse": "10/h/ip",
}
"""By what is done: how many, in how long, and by whom."""
LOOKS = frozenset({"open_mail_link"})
"""Where a look counts too: it tries a secret."""
APP = "sceau.people"


def limited(action: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Refuse a view that was asked for too often: looks count where they try a secret, else sendings alone."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
            looks = action in LOOKS
            if request.method == "POST" or looks:
                request.limited = LIMITS[action]
                if not ratelimit.consume(request, app=APP, action=action, config=LIMITS, limit_get=looks):
                    return ratelimit.respond_429(request)
            return view(request, *args, **more)

        return counted

    return around
