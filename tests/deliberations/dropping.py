"""Workbooks dropped on the web in tests, and a worker that deliberates them."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django import app

from sceau.deliberations.models import Deliberation, Document, Proposal, State
from sceau.deliberations.work import _documents, _proposals, _said
from sceau.journal.models import KeptEdition
from sceau.jury.convened import convene
from sceau.jury.deliberation import deliberate
from sceau.jury.dossier import write_dossier
from sceau.jury.papers import Papers
from sceau.law.queries import law_of
from sceau.people.models import Account, School
from sceau.people.roles import Role
from sceau.regulation.edition import text_of
from sceau.studies.workbook import read_promotion
from sceau.wording import LANGUAGES, language
from tests.people.people import an_account, browser_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "promotion.xlsx"
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
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


@cache
def _made() -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """What the example promotion comes to, deliberated once for all tests of pages: its rows, without their ids."""
    with tempfile.TemporaryDirectory() as folder:
        law = law_of(SLUG, on=NOON.date())
        convened = convene(law=law, school=SLUG, programme=PROGRAMME, intake=INTAKE)
        promotion = read_promotion(EXAMPLE, scale=convened.scale, asked=convened.asked, lang="fr")
        rules = convened.law_of(promotion.intake_starts_on)
        result = deliberate(promotion=promotion, rules=rules)
        papers = {code: Papers(result, law, language(code), NOON.date()) for code in LANGUAGES}
        written = write_dossier(papers=papers["fr"], out=Path(folder) / "jury")
        proposals = [fields_of(one) for one in _proposals(result, papers)]
        documents = [
            {**fields_of(one), "proposal": at} for one, at in _documents(Path(folder) / "jury", written, result)
        ]
        nothing_told = {code: {"notes": []} for code in LANGUAGES}
        edition = {"digest": result.edition.digest, "text": text_of(result.edition)}
        return {**_said(result, papers, nothing_told), "edition": result.edition.digest}, proposals, documents, edition


def fields_of(row: Any) -> dict[str, Any]:
    """What a row holds, without what ties it to another."""
    return {
        one.attname: getattr(row, one.attname) for one in row._meta.fields if not (one.is_relation or one.primary_key)
    }


def done(account: Account | None = None) -> Deliberation:
    """The example promotion as a worker leaves it, without waiting for one."""
    said, proposals, documents, edition = _made()
    about = {"school": the_school(), "programme": PROGRAMME, "intake": INTAKE, "language": "fr", "at": NOON}
    one = Deliberation.objects.create(**about, **said, account=account, name="promotion.xlsx", size=1, state=State.DONE)
    KeptEdition.objects.get_or_create(digest=edition["digest"], defaults={"text": edition["text"]})
    rows = Proposal.objects.bulk_create(Proposal(deliberation=one, **fields) for fields in proposals)
    whose = {None: None, **dict(enumerate(rows))}
    Document.objects.bulk_create(
        Document(deliberation=one, **{**fields, "proposal": whose[fields["proposal"]]}) for fields in documents
    )
    return one
