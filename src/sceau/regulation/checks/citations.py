"""Does every citation lead somewhere, and does every ladder step on different days?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sceau.core.rule import Citation
from sceau.regulation.checks.names import YEARS
from sceau.regulation.checks.walk import every_entry, every_line, every_rule
from sceau.regulation.fault import Fault, nearest
from sceau.regulation.law import Regulation

VAGUE = {"", "notice", "texte", "text", "document", "règlement", "page", "site", "article"}
"""Locators that would locate nothing."""


def citations_name_a_text_and_a_place(regulation: Regulation) -> Iterator[Fault]:
    """Every citation names a text of ``texts.toml`` and a locator that locates something."""
    for file, at, cite in _citations(regulation):
        known = regulation.names_in(file).texts
        if cite.text not in known:
            yield Fault(file, f"{at}.text", f"«{cite.text}» is not a known text, {nearest(cite.text, known)}")
        if cite.locator.strip().lower() in VAGUE or not any(one.isalnum() for one in cite.locator):
            yield Fault(
                file, f"{at}.locator", f"«{cite.locator}» locates nothing, name the article, section or paragraph"
            )


def _citations(regulation: Regulation) -> Iterator[tuple[str, str, Citation]]:
    for rule, at, entry in every_entry(regulation):
        yield rule.origin, f"{at}.cite", entry.cite
        for number, variant in enumerate(entry.variants, 1):
            yield rule.origin, f"{at}.variants[{number}].cite", variant.cite
    for rule, at, row in every_line(regulation):
        if row.cite:
            yield rule.origin, f"{at}.cite", row.cite
    for (file, name), quality in regulation.quality_origins.items():
        if quality.cite:
            yield file, f"{name}.cite", quality.cite
    for label, named in regulation.labels_named.items():
        if named.cite:
            yield f"labels/{label}/label.toml", "label.cite", named.cite
    for slug, document in regulation.documents.items():
        file = f"schools/{slug}/school.toml"
        cited: list[tuple[str, Any]] = [("school", document.school)]
        cited += [(f"campuses.{code}", campus) for code, campus in document.campuses.items()]
        cited += [(f"programmes.{code}", programme) for code, programme in document.programmes.items()]
        for at, thing in cited:
            if thing.cite:
                yield file, f"{at}.cite", thing.cite


def rules_begin_in_times_that_a_school_knows(regulation: Regulation) -> Iterator[Fault]:
    """No value begins in a year that nobody may have meant, and that has no day before."""
    for rule, at, entry in every_entry(regulation):
        if entry.since.year not in YEARS:
            what = f"{entry.since} is out of all times that a school knows, correct it"
            yield Fault(rule.origin, f"{at}.from", what)


def dates_differ_within_a_ladder(regulation: Regulation) -> Iterator[Fault]:
    """Two values of one rule never begin on the same day."""
    for _, rule in every_rule(regulation):
        seen: set[date] = set()
        for entry in rule.entries:
            if entry.since in seen:
                what = (
                    f"two values begin on {entry.since.isoformat()}, change a date or make them variants of one value"
                )
                yield Fault(rule.origin, rule.key, what)
            seen.add(entry.since)
