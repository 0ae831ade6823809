"""What does the act of a decision say? What is decided, why, by which texts, and where to check it today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from sceau.accreditation.models import Decision, Dossier, Opinion
from sceau.accreditation.sequel import JudgedSequel
from sceau.accreditation.telling import title_of_request
from sceau.catalogue.shown import label_name
from sceau.core.calendar import paris_day
from sceau.documents.render import render
from sceau.law.queries import shipped
from sceau.regulation.edition import edition_of
from sceau.wording import LANGUAGES, Language, language, say_date, say_value
from sceau.wording.lists import sentence, words


def signed_act(decision: Decision, *, opinion: Opinion, judged: JudgedSequel, code: str, at: datetime) -> bytes:
    """Return the act of a decision in a language: a PDF that the installation signs.

    Raises ``DocumentFaulty`` where what it says cannot be printed, ``KeyFaulty`` where the key cannot sign.
    """
    from sceau.documents.signing import signed  # noqa: PLC0415 - takes a second, which who publishes pays

    told = act_of(decision, opinion=opinion, judged=judged, lang=language(code))
    pem = settings.ENVIRONMENT.signing_key(at=at)
    return signed(render("act", told), pem=pem, reason=str(told["title"]), at=at)


def names_on_the_act(dossier: Dossier) -> list[str]:
    """Return what an act would say that was written elsewhere: the names of programme, school and campaign."""
    titles = {title_of_request(dossier, code) for code in LANGUAGES}
    return [*sorted(titles), dossier.school.name, dossier.campaign.name]


def act_of(decision: Decision, *, opinion: Opinion, judged: JudgedSequel, lang: Language) -> Mapping[str, Any]:
    """Return what the template of an act is given; it names nobody, whose roles alone sign, and counts no votes."""
    row, say = decision.dossier, words("documents", lang.code)["act"]
    number = decision.grant.entry.number if decision.grant else ""
    label, law = row.campaign.label, shipped()
    signed_on = paris_day(decision.signed_at) if decision.signed_at else judged.rules.on
    said = judged.said(lang)
    return {
        "lang": lang.code,
        "title": say["title"],
        "labels": say,
        "date": signed_on.isoformat(),
        "owner": law.labels_named[label].owner,
        "school": {"name": row.school.name},
        "programme": {
            "label": label_name(label),
            "title": title_of_request(row, lang.code),
            "code": number or label_name(label),
        },
        "intake": f"{row.campaign.intake_year}-{row.campaign.intake_year + 1}",
        "number": number,
        "outcome": sentence("site", lang.code, f"accreditations.{decision.outcome}"),
        "term": _term(decision, say, lang),
        "motive": decision.motive,
        "conditions": [
            {"text": one.text, "due": say["condition_due"].format(day=say_date(one.due_on, lang))}
            for one in decision.conditions.all()
        ],
        "facts": _facts(decision, opinion, said.outcome, say, lang),
        "reasons": [
            {"text": one.text, "cite": "" if one.silent else one.cite, "holds": one.holds} for one in said.reasons
        ],
        "texts": _texts(judged, say),
        "edition": {"digest": edition_of(judged.rules).digest, "on": say_date(judged.rules.on, lang)},
        "signed": say["signed"].format(
            day=say_date(signed_on, lang), who=say_value(judged.rules["accreditation_decided_by"], lang)
        ),
        "address": _address(number, say),
    }


def _term(decision: Decision, say: Mapping[str, str], lang: Language) -> str:
    if decision.first_day is None or decision.last_day is None:
        return ""
    return say["term"].format(first=say_date(decision.first_day, lang), last=say_date(decision.last_day, lang))


def _facts(
    decision: Decision, opinion: Opinion, follows: str, say: Mapping[str, str], lang: Language
) -> list[tuple[str, str]]:
    row = decision.dossier
    filing = row.filings.last()
    given = sentence("site", lang.code, f"opinions.{opinion.opinion}")
    facts = {
        "number": decision.grant.entry.number if decision.grant else "",
        "campaign": row.campaign.name,
        "request": sentence("site", lang.code, f"requests.{row.request}"),
        "filed": say_date(paris_day(filing.at), lang) if filing else "",
        "opinion": say["opinion_on"].format(opinion=given, day=say_date(paris_day(opinion.at), lang)),
        "follows": follows,
    }
    return [(say[name], text) for name, text in facts.items() if text]


def _texts(judged: JudgedSequel, say: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the texts that the reasons cite, each with its whole title, in the order of the names they go by."""
    known = shipped().texts
    cited = {one.cite.text for one in judged.decision.every_reason() if one.cite is not None}
    found = [
        {
            "id": known[one].short or known[one].title,
            "title": known[one].title,
            "authority": say["state_authority"] if known[one].authority == "State" else known[one].authority,
        }
        for one in cited
    ]
    return sorted(found, key=lambda one: one["id"])


def _address(number: str, say: Mapping[str, str]) -> dict[str, str]:
    """Return where the register tells the state of the label, to read and to scan; its first page, without a label."""
    page = reverse("register_entry", args=[number]) if number else reverse("register")
    url = f"{settings.ENVIRONMENT.site_url}{page}"
    drawn = BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return {"url": url, "said": say["state" if number else "where"], "qr": drawn.getvalue().decode("ascii")}
