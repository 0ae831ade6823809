"""A label of another owner is added as data alone: a folder of law, and no line of code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from sceau.accreditation.in_force import on_a_day
from sceau.law import queries
from sceau.law.queries import shipped
from sceau.regulation import load, shipped_law
from tests.accreditation.dossiers import a_campaign, a_dossier, filed, written
from tests.accreditation.review import a_meeting, admitted, given, on_agenda, shared
from tests.accreditation.test_decision import FIRST, prepared, published
from tests.accreditation.test_dossier_pages import office
from tests.catalogue.programmes import a_whole_sheet
from tests.catalogue.programmes import published as a_version
from tests.catalogue.test_public_pages import plain
from tests.documents.reading import text_of

pytestmark = pytest.mark.django_db
NAME, OWNER = "Mastère des Métiers de la Mer", "Conférence des écoles de la mer"


@pytest.fixture
def _a_label_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The law that ships, and the folder of a label more, which says what that of another label says."""
    folder = tmp_path / "labels" / "mmm"
    shutil.copytree(shipped_law() / "labels" / "ms", folder, ignore=shutil.ignore_patterns("qualities.toml"))
    about = f'[label]\nname = "{NAME}"\nowner = "{OWNER}"\n'
    (folder / "label.toml").write_text(about, encoding="utf-8")
    monkeypatch.setattr(queries, "load", lambda: load(shipped_law(), tmp_path))
    shipped.cache_clear()
    yield
    shipped.cache_clear()


@pytest.mark.usefixtures("_a_label_more")
def test_a_label_is_added_by_a_folder_of_law_and_lives_as_the_others_do() -> None:
    assert NAME in plain(office().get("/dossiers/campaigns/new/"))
    a_campaign(label="mmm")
    sheet = a_whole_sheet()
    organisation = {**sheet.organisation.model_dump(mode="json"), "label": "mmm"}
    programme = a_version(a_whole_sheet(organisation=organisation)).programme
    dossier = shared(admitted(filed(written(a_dossier(programme)))))
    found = published(prepared(given(on_agenda(dossier, a_meeting(label="mmm"))).item.dossier))

    assert found.grant is not None
    assert found.grant.entry.number == "mmm-00001"
    assert on_a_day(found.grant.entry, on=FIRST).decision.outcome == "accredited"
    assert NAME in plain(office().get("/register/mmm-00001/"))
    with pikepdf.open(BytesIO(found.acts.get(language="fr").pdf)) as opened:
        assert "".join(OWNER.split()) in text_of(opened.pages[0])
