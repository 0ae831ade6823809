"""What the tests of drafts share: a school whose law is small, who writes it and who approves it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sceau.journal.actions import Actor
from sceau.law.actions import adopt_law, start_draft, submit_draft
from sceau.law.drafts import files_of, last_adoption, mark_of
from sceau.law.models import LawAdoption, LawDraft
from sceau.people.models import Account, School
from sceau.people.roles import Role
from tests.people.people import a_school, an_account

AT = datetime(2026, 9, 15, 8, tzinfo=UTC)
TODAY, NEXT_YEAR = date(2026, 9, 15), date(2027, 9, 1)
SLUG = "eve-school"
SCHOOL_FILE = """\
# Who we are.
[school]
name = "Ève's School"
genitive = { fr = "de l'école d'Ève", en = "of Ève's School" }

[campuses.main]
name = "Main"
address = "1 place de l'Ève"
city = "Lille"
cite = { text = "eve-regulation", locator = "art. 1" }

[programmes.EVE]
title = { fr = "Programme d'Ève", en = "Ève's programme" }
label = "ms"
campus = "main"
"""
TEXTS_FILE = """\
[eve-regulation]
title = "Regulation of Ève's School"
authority = "Ève's School"
"""


FAULTY = 'value = "twelve"'


def studies(mark: object = 12, since: str = "2025-09-01") -> str:
    """A file of studies, with the mark that validates a unit."""
    return f"""\
# How marks count.
[unit_pass_mark]
title = {{ fr = "Moyenne minimale pour valider une UV", en = "Minimum mean to validate a unit" }}
unit = "/20"
bound = "floor"

[[unit_pass_mark.value]]
from = {since}
value = {mark}
passes = true
cite = {{ text = "eve-regulation", locator = "art. 4" }}
says = {{ fr = "Une UV est validée à {mark}.", en = "A unit is validated at {mark}." }}
{rule_file("compensation", '"none"')}{rule_file("resits_allowed", "1", "times")}
{rule_file("resit_counts", '"replaces"')}"""


def rule_file(key: str, value: str, unit: str = "") -> str:
    """A rule with one value, as a file writes it."""
    return f"""
[{key}]
title = {{ fr = "…", en = "…" }}
{unit and f'unit = "{unit}"'}
bound = "open"

[[{key}.value]]
from = 2025-09-01
value = {value}
cite = {{ text = "eve-regulation", locator = "art. 5" }}
says = {{ fr = "…", en = "…" }}
"""


def studies_from(mark: object, since: str) -> str:
    """A file of studies, with another mark that validates a unit from a later day on."""
    entry = studies(mark, since).split("[[unit_pass_mark.value]]")[1].split("\n\n")[0]
    return f"{studies()}\n[[unit_pass_mark.value]]{entry}\n"


def faulty() -> str:
    """A file of studies whose mark is no number."""
    return studies().replace("value = 12", FAULTY)


def case(value: object = 12) -> str:
    """A case that expects the mark that validates a unit."""
    return f"""\
school = "{SLUG}"
programme = "EVE"
on = 2026-09-01

[[case]]
name = "the mark that validates a unit"
rule = "unit_pass_mark"
expect = {{ value = {value}, cites = ["eve-regulation, art. 4"] }}
"""


def files(mark: object = 12, **more: str) -> dict[str, str]:
    """The folder of Ève's school."""
    return {"school.toml": SCHOOL_FILE, "texts.toml": TEXTS_FILE, "studies.toml": studies(mark), **more}


def the_school() -> School:
    return a_school(SLUG)


def chloe() -> Account:
    """The registrar, who writes."""
    found = Account.objects.filter(email="chloé.bernard@example.org").first()
    return found or an_account("Chloé Bernard", Role.REGISTRAR, school=the_school())


def anne() -> Account:
    """The director, who approves."""
    found = Account.objects.filter(email="anne.kervella@example.org").first()
    return found or an_account("Anne Kervella", Role.SCHOOL_DIRECTOR, school=the_school())


def as_(account: Account, role: str = "") -> Actor:
    """Somebody as an actor of the journal."""
    return Actor(str(account.pk), role, str(the_school().pk))


def a_draft(mark: object = 12, by: Account | None = None, **more: str) -> LawDraft:
    """A draft of Ève's law."""
    return start_draft(school=the_school().pk, files=files(mark, **more), at=AT, by=as_(by or chloe()))


def submitted(mark: object = 12, since: date = NEXT_YEAR, at: datetime = AT, **more: str) -> LawDraft:
    """A draft that waits for an approver."""
    draft = a_draft(mark, **more)
    return submit_draft(draft=draft.pk, since=since, word="", at=at, by=as_(chloe()))


def mark_seen(draft: LawDraft) -> str:
    """What an approver saw who opens the page now."""
    return mark_of(files_of(draft), last_adoption(draft.school))


def adopted(mark: object = 12, since: date = NEXT_YEAR, at: datetime = AT, **more: Any) -> LawAdoption:
    """A law that Ève's school adopted."""
    draft = submitted(mark, since, at, **more)
    return adopt_law(draft=draft.pk, since=since, seen=mark_seen(draft), at=at, by=as_(anne()))
