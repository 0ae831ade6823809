"""Workbooks dropped on the web in tests, and a worker that deliberates them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django import app

from sceau.deliberations.models import Deliberation
from sceau.people.models import Account, School
from sceau.people.roles import Role
from tests.people.people import an_account, browser_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "promotion.xlsx"
SLUG, PROGRAMME, INTAKE = "imt-nord-europe", "CSE", 2025


def the_school() -> School:
    """The school whose law ships."""
    return School.objects.get_or_create(slug=SLUG, defaults={"name": "École de Chloé"})[0]


def chloe(*, language: str = "fr") -> Account:
    """The registrar of that school."""
    return an_account("Chloé Roux", Role.REGISTRAR, school=the_school(), language=language)


def a_browser(**more: Any) -> Client:
    return browser_of(chloe(), **more)


def upload(held: bytes | Path, name: str = "promotion.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, held.read_bytes() if isinstance(held, Path) else held)


def drop(client: Client, held: bytes | Path = EXAMPLE, **more: Any) -> Any:
    """Send the form with a workbook."""
    fields = {"programme": f"{SLUG}/{PROGRAMME}", "intake": INTAKE, "language": "fr", "workbook": upload(held)}
    return client.post("/deliberate/", {**fields, **more})


def work() -> None:
    """Let a worker do every job that waits."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def deliberated(client: Client, held: bytes | Path = EXAMPLE, **more: Any) -> Deliberation:
    """A workbook that was dropped, and what the worker made of it."""
    answer = drop(client, held, **more)
    assert answer.status_code == 302, answer.content.decode()
    work()
    return Deliberation.objects.get(pk=answer.url.strip("/").rpartition("/")[2])
