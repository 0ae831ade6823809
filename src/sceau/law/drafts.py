"""Which drafts of law are there, what do they hold, and what did a school adopt?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.db.models import QuerySet

from sceau.law.folder import CASES, digest_of
from sceau.law.models import DraftFile, LawAdoption, LawDraft
from sceau.law.queries import shipped
from sceau.people.access import Viewer, visible
from sceau.people.models import Account, School
from sceau.regulation import shipped_law
from sceau.regulation.skeleton import Start, skeleton
from sceau.wording import language

WRITES, ADOPTS = "write_law", "adopt_law"


def drafts_seen(viewer: Viewer) -> QuerySet[LawDraft]:
    """Return the drafts of the schools whose law somebody writes, the one last changed first."""
    return visible(viewer, WRITES, LawDraft.objects.select_related("school", "author__person"))


def files_of(draft: LawDraft) -> dict[str, str]:
    """Return the text of each file of a draft by its path."""
    return dict(DraftFile.objects.filter(draft=draft).values_list("path", "text"))


def last_adoption(school: School) -> LawAdoption | None:
    """Return what a school adopted last, whether it holds already or not."""
    return LawAdoption.objects.filter(school=school).order_by("-since").first()


def adoption_before(adoption: LawAdoption) -> LawAdoption | None:
    """Return what a school had adopted before; none before the first."""
    earlier = LawAdoption.objects.filter(school=adoption.school_id, since__lt=adoption.since)
    return earlier.order_by("-since").first()


def mark_of(files: Mapping[str, str], last: LawAdoption | None) -> str:
    """Return the mark of what somebody sees who approves: the files of the draft, and what they would replace."""
    return f"{digest_of(files)}-{last.pk if last else 0}"


def are_one_person(one: Account, other: Account) -> bool:
    """Tell whether two accounts are of one person, by whichever records of theirs."""
    persons = [account.person.whole if account.person else None for account in (one, other)]
    return one.pk == other.pk or (persons[0] is not None and persons[0] == persons[1])


def files_adopted(school: School) -> dict[str, str]:
    """Return what a school goes by: what it adopted last, else what ships for it with its cases; nothing if neither."""
    last = last_adoption(school)
    return dict(last.files) if last else files_shipped(school.slug)


def files_shipped(slug: str) -> dict[str, str]:
    """Return the files of a school that ship with Sceau, its cases included where they do; nothing where none ship."""
    law = shipped_law()
    return texts_in(law / "schools" / slug) | {
        CASES + path: text for path, text in texts_in(law.parent / "cases" / "schools" / slug).items()
    }


def files_of_skeleton(school: School, *, on: date, code: str) -> dict[str, str]:
    """Return the files with which a school starts its own law: each rule that it may set, explained and put aside.

    They stand under the first label that has rules, and begin on a day.
    """
    law = shipped()
    label = next(iter(law.labels), "")
    book = law.rulebook(on=on, label=label)
    return skeleton(Start(school.slug, school.name, label, book, law.texts, language(code)))


def texts_in(folder: Path) -> dict[str, str]:
    """Return the text of each file of TOML of a folder by its path within it."""
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.toml"))}
