"""Does everything that the site needs work, now?"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

from sceau.mail.models import Going, Message, uncertain
from sceau.site.environment import LEAST_FREE, WORKER_SILENT_FOR
from sceau.site.tables import waiting

LOG = logging.getLogger("sceau.health")
TOLD: list[str] = []
"""What bars the pages, as this process has last told."""
MAIL_WAITS_FOR = timedelta(minutes=10)
FINE = "ok"


@require_safe
def health(_: HttpRequest) -> JsonResponse:
    """Say of each part whether it works, and what to do where it does not.

    503 where a page cannot be served; what waits for the worker or for somebody is said, and turns no visitor away.
    """
    parts = {name: _looked_at(look) for name, look in LOOKS.items()}
    bars = [name for name in PAGES_NEED if parts[name] != FINE]
    _tell_what_changed(bars)
    return JsonResponse(parts, status=HTTPStatus.SERVICE_UNAVAILABLE if bars else HTTPStatus.OK)


def _tell_what_changed(bars: list[str]) -> None:
    """Log what bars the pages once it does, and once nothing does any more: monitors ask every few seconds."""
    if bars == TOLD:
        return
    TOLD[:] = bars
    if bars:
        LOG.error("pages cannot be served", extra={"about": {"parts": bars}})
    else:
        LOG.info("pages can be served again")


def _looked_at(look: Callable[[], str]) -> str:
    try:
        return look()
    except DatabaseError:
        return "the database does not answer"


def _database() -> str:
    count = waiting()
    return f"{count} migrations wait: run «sceau migrate»" if count else FINE


def _worker() -> str:
    lives = ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - WORKER_SILENT_FOR).exists()
    return FINE if lives else "no worker has told that it lives: run «sceau worker»"


def _disk() -> str:
    free = shutil.disk_usage(settings.ENVIRONMENT.var).free
    return FINE if free > LEAST_FREE else f"{free // 1_000_000} MB are free: make room"


def _mail() -> str:
    now = timezone.now()
    lost = Message.objects.filter(uncertain(now)).count()
    if lost:
        return (
            f"mails that may have left or not: {lost}; look at /mail/?going=uncertain, and send again what nobody got"
        )
    late = Message.objects.filter(going=Going.QUEUED, written_at__lt=now - MAIL_WAITS_FOR).count()
    return (
        f"mails that have waited for ten minutes: {late}; look at /jobs/, and at the server that MAIL_URL names"
        if late
        else FINE
    )


LOOKS = {"database": _database, "worker": _worker, "mail": _mail, "disk": _disk}
PAGES_NEED = ("database", "disk")
