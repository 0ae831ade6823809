"""Measure the board of a campaign of 500 dossiers: ``python -m bench.accreditation``.

Times are those of the whole answer of the server, without the network; the best and the median of several runs are
printed, and how many queries each took. ``--quick`` measures less.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from uuid import UUID

from bench.catalogue import measured
from bench.people import database

DOSSIERS, SCHOOLS, TIMES = 500, 100, 25
PROMISE = "the board under 100 ms, a constant number of queries"
AT = datetime(2026, 10, 1, 10, tzinfo=UTC)


def some_dossiers(count: int) -> UUID:
    """Enter as many dossiers of one campaign, a third a draft, a third filed, a third with experts; return its id."""
    from sceau.accreditation.models import Campaign, Dossier, Expertise, Filing  # noqa: PLC0415 - see bench.catalogue
    from sceau.catalogue.models import Programme, Version  # noqa: PLC0415 - as above
    from sceau.catalogue.sheet import content_of, sheet_of  # noqa: PLC0415 - as above
    from sceau.people.models import Person, RoleHeld, School  # noqa: PLC0415 - as above

    told = {"intake_year": 2027, "opens_on": date(2026, 9, 1), "closes_on": date(2030, 1, 1), "at": AT}
    campaign = Campaign.objects.create(label="ms", accreditor="cge", name="2027", **told)
    schools = [School.objects.create(slug=f"school-{n}", name=f"School {n}") for n in range(min(SCHOOLS, count))]
    expert = Person.objects.create(given_names="Anne", birth_name="Rivoire")
    RoleHeld.objects.create(person=expert, role="expert", since=date(2020, 1, 1))
    for number in range(count):
        school = schools[number % len(schools)]
        programme = Programme.objects.create(slug=f"programme-{number}", school=school)
        content = content_of(sheet_of({"presentation": {"title": {"fr": f"Programme {number}"}}}))
        said = {"content": content, "digest": f"{number:064}", "standing": "published", "changed_at": AT}
        version = Version.objects.create(programme=programme, number=1, **said)
        standing = ("draft", "filed", "admissible")[number % 3]
        row = Dossier.objects.create(
            campaign=campaign,
            programme=programme,
            school=school,
            request="first_request",
            standing=standing,
            changed_at=AT + timedelta(seconds=number),
        )
        if standing != "draft":
            Filing.objects.create(dossier=row, version=version, content={}, digest="0" * 64, at=AT)
        if standing == "admissible":
            Expertise.objects.create(dossier=row, person=expert, due_on=date(2026, 11, 15), at=AT)
    return campaign.pk


def bench_board(count: int, times: int) -> None:
    """Print how long the board takes for the office, which declared on some of the dossiers and is tied to others."""
    from django.test import Client  # noqa: PLC0415 - as above

    from sceau.accreditation.models import Declaration, Dossier  # noqa: PLC0415 - as above
    from sceau.people.models import Account, Person, RoleHeld  # noqa: PLC0415 - as above

    print(f"A campaign of {count} dossiers ({PROMISE})")
    campaign = some_dossiers(count)
    person = Person.objects.create(given_names="Marguerite", birth_name="Thévenot")
    account = Account.objects.create(email="office@label.example", person=person)
    RoleHeld.objects.create(person=person, role="label_office", since=date(2020, 1, 1))
    for number, row in enumerate(Dossier.objects.exclude(standing="draft").order_by("pk")):
        if number % 4:
            Declaration.objects.create(dossier=row, person=person, is_conflict=number % 4 == 1, at=AT)
    browser = Client(headers={"accept-language": "fr", "host": "localhost"})
    browser.force_login(account)

    def answered(path: str) -> None:
        code = browser.get(path).status_code
        if code != HTTPStatus.OK:
            raise SystemExit(f"{path} answers {code}")

    for name, end in (
        ("the board", f"?campaign={campaign}"),
        ("those that are examined", f"?campaign={campaign}&standing=admissible"),
        ("a word", f"?campaign={campaign}&q=programme-4"),
        ("its last page", f"?campaign={campaign}&page=8"),
    ):
        measured(name, partial(answered, f"/dossiers/{end}"), times)


def bench_act(times: int) -> None:
    """Print how long the act of a decision takes to print and to sign, in one language."""
    from sceau.accreditation.act import signed_act  # noqa: PLC0415 - as above
    from sceau.accreditation.models import AgendaItem, Decision, Dossier, Meeting, Opinion  # noqa: PLC0415 - as above
    from sceau.accreditation.sequel import judged_sequel  # noqa: PLC0415 - as above

    print("The act of a decision")
    row = Dossier.objects.filter(standing="admissible").first()
    meeting = Meeting.objects.create(label="ms", starts_at=AT, place="Paris", at=AT)
    tally = {"in_favour": 2, "against": 0, "abstained": 0, "withdrew": 0}
    seats = [["professional_world", True], ["training_world", True]]
    item = AgendaItem.objects.create(meeting=meeting, dossier=row, at=AT)
    opinion = Opinion.objects.create(item=item, opinion="favourable", **tally, seats=seats, motive="…", at=AT)
    days = {"first_day": date(2027, 9, 1), "last_day": date(2032, 8, 31)}
    decision = Decision.objects.create(dossier=row, outcome="granted", **days, prepared_at=AT, signed_at=AT)
    judged = judged_sequel(opinion, on=AT.date())
    told = {"opinion": opinion, "judged": judged, "code": "fr", "at": AT}
    measured("printed and signed", partial(signed_act, decision, **told), times)


if __name__ == "__main__":
    quick = "--quick" in sys.argv
    with database():
        bench_board(30 if quick else DOSSIERS, 2 if quick else TIMES)
        bench_act(2 if quick else TIMES)
