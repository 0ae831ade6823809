"""The labels that the catalogue had recorded enter the register, each under its number; nothing is lost of their order."""

import re
from itertools import groupby
from typing import Any

from django.db import migrations

from sceau.people.folding import fold


def take_over(apps: Any, _: Any) -> None:
    """Make an entry of each programme and label, and a grant of each row: a later one says better an earlier one."""
    recorded = apps.get_model("catalogue", "RecordedLabel").objects.select_related("programme__school")
    of_entry = groupby(recorded.order_by("programme", "label", "id"), key=lambda one: (one.programme_id, one.label))
    entries, grants = (apps.get_model("accreditation", name).objects for name in ("RegisterEntry", "LabelGrant"))
    versions = apps.get_model("catalogue", "Version").objects
    for rank, ((programme, label), rows) in enumerate(of_entry, 1):
        of_programme = sorted(versions.filter(programme=programme), key=lambda one: (_is_shown(one), one.number))
        title = of_programme[-1].content["presentation"].get("title", {}) if of_programme else {}
        fr, en = title.get("fr", ""), title.get("en", "")
        first, *others = rows
        school, number = first.programme.school, f"{label}-{rank:05d}"
        entry = entries.create(
            programme=first.programme,
            label=label,
            number=number,
            rank=rank,
            sort_key=f"{fold(fr or en)} {number}",
            words=_words(fr, en, school.name if school else "", number),
        )
        before = None
        for one in (first, *others):
            before = grants.create(
                entry=entry,
                speciality_fr=fr[:300],
                speciality_en=en[:300],
                since=one.since,
                until=one.until,
                source=one.source,
                corrects=before,
                recorded=one,
                at=one.at,
            )


def _words(*texts: str) -> str:
    return " ".join(re.split(r"[\W_]+", fold(" ".join(texts)))).strip()


def _is_shown(version: Any) -> bool:
    return version.standing in ("published", "closed")


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0001_initial")]
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
