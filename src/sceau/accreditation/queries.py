"""Which labels are there, under which number, and what may somebody do with one?"""

from __future__ import annotations

from django.db.models import QuerySet

from sceau.accreditation.models import RegisterEntry
from sceau.catalogue.listings import words_in
from sceau.catalogue.models import SHOWN, Programme
from sceau.people.folding import fold

RECORDS, CHANGES, CLOSES = "record_grant", "change_label", "close_label"
MOST_FOUND = 20


def entries(text: str = "") -> QuerySet[RegisterEntry]:
    """Return the entries of the register that hold every word of a text, in the order of their specialities.

    All that is shown of each is read in as many queries however many there are.
    """
    rows = RegisterEntry.objects.select_related("programme__school", "programme__listing__version")
    for word in words_in(text).split():
        rows = rows.filter(words__contains=word)
    return rows.prefetch_related("grants", "changes").order_by("sort_key")


def programmes_found(text: str) -> QuerySet[Programme]:
    """Return the programmes whose address holds every word of a text, the first of them."""
    rows = Programme.objects.select_related("school").order_by("slug")
    for word in fold(text).split():
        rows = rows.filter(slug__contains=word)
    return rows[:MOST_FOUND]


def public_slug(entry: RegisterEntry) -> str:
    """Return the public address of the programme of an entry; empty where none of its versions is shown."""
    listing = getattr(entry.programme, "listing", None)
    return entry.programme.slug if listing and listing.version.standing in SHOWN else ""
