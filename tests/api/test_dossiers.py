"""The requests for a label by a program: the same as by the pages, behind the same gate."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sceau.api.guide import ROOT as AT
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.accreditation.dossiers import a_dossier, filed, free, of_the_label
from tests.accreditation.review import given, on_agenda
from tests.accreditation.test_decision import WHEN
from tests.accreditation.test_decision import published as published_decision
from tests.accreditation.test_dossiers import chapter
from tests.api.asking import a_token, program, said
from tests.catalogue.programmes import a_sheet, bernard, published

pytestmark = pytest.mark.django_db


def of(account: Account, *scopes: str) -> Any:
    return program(a_token(account, *scopes))


def office() -> Any:
    return of(of_the_label()[0])


def test_a_school_reads_its_requests_and_what_the_texts_say_of_each() -> None:
    dossier = a_dossier()
    chapter(dossier)
    client = of(bernard()[0])

    (listed,) = said(client.get(f"{AT}/dossiers"))["dossiers"]
    assert (listed["id"], listed["standing"], listed["request"], listed["label"]) == (
        str(dossier.pk),
        "draft",
        "first_request",
        "ms",
    )
    assert listed["awaited_by"] == dossier.campaign.closes_on.isoformat()
    whole = said(client.get(f"{AT}/dossiers/{dossier.pk}"))
    assert (whole["must_declare"], whole["chapters"]) == (False, {"companies": "Douze entreprises"})
    about = {part["about"]: part for part in whole["conformity"]}
    assert about["dossier"]["conforms"] is False
    assert {"check", "rule"} <= about["dossier"]["decision"]["reasons"][0].keys()
    assert ([one["act"] for one in whole["steps"]], whole["filings"], whole["decided"]) == (["start_dossier"], [], None)


def test_who_has_to_declare_first_reads_only_what_is_public() -> None:
    dossier = filed()
    whole = said(office().get(f"{AT}/dossiers/{dossier.pk}"))

    assert (whole["must_declare"], whole["title"] != "", whole["chapters"], whole["steps"], whole["conformity"]) == (
        True,
        True,
        None,
        None,
        None,
    )
    free(dossier, of_the_label()[0])
    assert said(office().get(f"{AT}/dossiers/{dossier.pk}"))["chapters"] != {}


def test_what_follows_from_the_opinion_is_for_who_decides_and_the_decision_for_its_school(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: WHEN)
    opinion = given()
    address = f"{AT}/dossiers/{opinion.item.dossier_id}"

    assert said(office().get(address))["follows"]["outcome"] == "granted"
    school = said(of(bernard()[0]).get(address))
    assert (school["follows"], school["decided"]) == (None, None)
    assert "give_opinion" not in [one["act"] for one in school["steps"]]


def test_a_published_decision_is_told_with_its_act() -> None:
    found = published_decision()
    told = said(of(bernard()[0]).get(f"{AT}/dossiers/{found.dossier_id}"))["decided"]

    assert (told["outcome"], told["last_day"], told["conditions"]) == ("granted", "2032-08-31", [])
    assert told["act"].endswith(f"/dossiers/{found.dossier_id}/act/")
    (grant,) = said(program().get(f"{AT}/register/ms-00001"))["grants"]
    assert grant["act"].endswith(f"/register/ms-00001/acts/{found.grant_id}/")


def test_nothing_follows_where_the_texts_do_not_say_who_decides() -> None:
    opinion = given()
    campaign = opinion.item.dossier.campaign
    campaign.label = "badge"
    campaign.save()

    assert said(office().get(f"{AT}/dossiers/{opinion.item.dossier_id}"))["follows"] is None


def test_requests_are_looked_for_and_what_cannot_be_is_told() -> None:
    dossier = filed()
    other = a_dossier(published(a_sheet("Bois")).programme)
    client = of(bernard()[0])

    def found(query: str) -> list[str]:
        return [one["id"] for one in said(client.get(f"{AT}/dossiers?{query}"))["dossiers"]]

    assert found("standing=filed") == [str(dossier.pk)]
    assert found("q=bois") == [str(other.pk)]
    assert found(f"campaign={uuid4()}") == []
    assert client.get(f"{AT}/dossiers?standing=nonsense").status_code == 422
    assert client.get(f"{AT}/dossiers?cursor=bm9uc2Vuc2U").status_code == 422
    assert client.get(f"{AT}/dossiers/{uuid4()}").status_code == 404
    assert of(bernard()[0], "read:law").get(f"{AT}/dossiers").status_code == 403
    expert = of_the_label("Anne Rivoire", Role.EXPERT)[0]
    assert of(expert).get(f"{AT}/dossiers/{dossier.pk}").status_code == 403


def test_requests_come_in_pages_in_as_many_queries_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.api.dossiers.PAGE", 2)
    dossiers = {str(a_dossier(published(a_sheet(f"Sujet {n}")).programme).pk) for n in range(5)}
    client = of(bernard()[0])
    client.get(f"{AT}/dossiers")
    seen, cursor, counts = [], "", []
    while cursor is not None:
        with CaptureQueriesContext(connection) as asked:
            page = said(client.get(f"{AT}/dossiers?cursor={cursor}"))
        seen += [one["id"] for one in page["dossiers"]]
        cursor = page["next"]
        counts.append(len(asked))

    assert (sorted(seen), len(counts)) == (sorted(dossiers), 3)
    assert counts[0] == counts[1]


def test_who_examines_reads_by_a_program_too_once_free() -> None:
    item = on_agenda()
    account = of_the_label("Marie Duval", Role.COMMISSION_MEMBER)[0]

    assert said(of(account).get(f"{AT}/dossiers/{item.dossier_id}"))["must_declare"] is True
    free(item.dossier, account)
    assert said(of(account).get(f"{AT}/dossiers/{item.dossier_id}"))["must_declare"] is False
