"""A past decision is made again from its question, its facts and the edition of the law: nothing else is needed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sceau.core.marking import scale_of
from sceau.core.marks import Mark, ModuleFacts
from sceau.core.question import ask
from sceau.core.units import UnitFacts
from sceau.regulation import load
from sceau.regulation.edition import Edition, edition_of
from sceau.regulation.plain import plain
from sceau.regulation.replay import replay, rulebook_of
from tests.cast import the_law
from tests.regulation.small_law import FILES, write_law

UNIT = UnitFacts("U1", Decimal(6), (ModuleFacts("M1", (Mark("E1", Decimal("10.5")),)),))
REPEALED = (
    FILES["labels/ms/studies.toml"].split("[mission_places]")[0]
    + """
[[unit_pass_mark.value]]
from = 2024-09-01
repealed = true
cite = { text = "label-text", locator = "art. 9" }
says = { fr = "Plus de seuil.", en = "No threshold any more." }
"""
)


def test_a_decision_is_judged_again_after_the_law_has_changed() -> None:
    rules = the_law().rulebook(on=date(2025, 9, 1), school="imt-nord-europe", programme="CSE")
    decided = ask(question="studies.unit_result", facts=UNIT, rules=rules)
    recorded = json.dumps({"facts": plain(UNIT), "edition": asdict(edition_of(rules))})

    read = json.loads(recorded)
    assert replay(question="studies.unit_result", facts=read["facts"], edition=Edition(**read["edition"])) == decided


def test_a_question_that_is_no_more_is_not_judged_again() -> None:
    edition = edition_of(the_law().rulebook(on=date(2025, 9, 1)))

    with pytest.raises(KeyError, match=r"studies\.unit_worth"):
        replay(question="studies.unit_worth", facts=plain(UNIT), edition=edition)


def test_marks_stay_out_of_the_scale_that_a_school_will_have(tmp_path: Path) -> None:
    school = FILES["schools/eve/studies.toml"].replace('"/20"', '"/100"').replace("2025-09-01", "2026-09-01")
    folder = write_law(tmp_path, labels__ms__studies=REPEALED, schools__eve__studies=school)
    rules = load(folder).rulebook(on=date(2025, 9, 1), school="eve")
    again = rulebook_of(edition_of(rules))

    assert (scale_of(rules), scale_of(again)) == (Decimal(100), Decimal(100))
    assert edition_of(again) == edition_of(rules)
    assert again.get("unit_pass_mark") == rules.get("unit_pass_mark")
