"""The cast of the tests: Alice studies, Bernard directs, Chloé registers, Driss judges, Ève is of another school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sceau.core.blocks import UnitInBlock
from sceau.core.decision import Decision
from sceau.core.fees import Amount, SettlementFacts
from sceau.core.final_work import ComponentFacts, MissionFacts, ThesisFacts
from sceau.core.jury import StudentFacts
from sceau.core.marks import Mark, ModuleFacts
from sceau.core.rule import Bound, Citation, Entry, Layer, Row, Rule, Standing, Variant, Words
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import RULES
from sceau.regulation import Regulation, load, shipped_law

EXAMPLES = Path(__file__).parents[1] / "examples" / "schools"
THE_DAY = date(2025, 9, 1)
JURY_DAY = date(2026, 10, 5)
WORDS = Words("la règle", "the rule")
CITE = Citation("eve-regulation", "art. 1")


@cache
def the_law() -> Regulation:
    """The law that ships."""
    return load()


@cache
def example_laws() -> Mapping[Path, Regulation]:
    """The law of each invented school that ships as an example, by its folder."""
    folders = sorted(path for path in EXAMPLES.iterdir() if path.is_dir())
    return {folder: load(shipped_law(), folder / "regulations") for folder in folders}


@cache
def bernards_law(programme: str = "CSE", on: date = THE_DAY) -> Rulebook:
    """The law of Bernard's school, as shipped."""
    return the_law().rulebook(school="imt-nord-europe", programme=programme, on=on)


def law_of(values: Mapping[str, Any], *, layer: Layer = Layer.SCHOOL, on: date = THE_DAY, **of_all: Any) -> Rulebook:
    """A law made of plain values, as Ève's school might write it; a mark is a threshold out of twenty."""
    return Rulebook(
        on=on, ladders={key: (rule_of(key, value, layer=layer, **of_all),) for key, value in values.items()}
    )


def rule_of(key: str, value: Any, *, layer: Layer = Layer.SCHOOL, bound: Bound = Bound.OPEN, **entry: Any) -> Rule:
    """A rule with one value."""
    shape = RULES[key]
    unit = "/20" if shape.threshold else next(iter(shape.units), "")
    first = Entry(
        since=entry.pop("since", THE_DAY), cite=entry.pop("cite", CITE), says=WORDS, value=_plain(value), **entry
    )
    return Rule(key, shape.stage, WORDS, unit, bound, layer, "eve.toml", (first,))


def _plain(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def contested(rules: Rulebook, key: str, *values: Any) -> Rulebook:
    """A law with one rule that the texts leave open between some values."""
    variants = tuple(Variant(f"reading_{n}", _plain(value), CITE, WORDS) for n, value in enumerate(values, 1))
    rule = rule_of(key, None, standing=Standing.CONTESTED, variants=variants)
    return replace(rules, ladders={**rules.ladders, key: (rule,)}, _known={}, _beside={})


def table(*rows: Row) -> tuple[Row, ...]:
    """The lines of a table."""
    return rows


def module(code: str, *marks: str | int, resits: tuple[Any, ...] = (), **facts: Any) -> ModuleFacts:
    """A module with plain marks."""
    given = tuple(Mark(f"{code}-{place}", Decimal(mark)) for place, mark in enumerate(marks, 1))
    again = tuple(Mark(f"{code}-R{place}", Decimal(mark)) for place, mark in enumerate(resits, 1))
    return ModuleFacts(code, given, resits=again, **facts)


def unit(code: str, *modules: ModuleFacts, ects: str | int = 45, **facts: Any) -> UnitInBlock:
    """A unit, by default one that carries all the teaching."""
    return UnitInBlock(code, Decimal(ects), modules, **facts)


MISSION = MissionFacts(date(2026, 3, 1), date(2026, 8, 31), "company")
THESIS = ThesisFacts(
    components=tuple(ComponentFacts(code, Decimal(10), validated=True) for code in ("mission", "thesis", "defence")),
    handed_in_on=date(2026, 9, 15),
)
PAID = SettlementFacts(due=(Amount("tuition", Decimal(9000)),), paid=(Amount("tuition", Decimal(9000)),))


def alice(**changes: Any) -> StudentFacts:
    """Alice, who has done all that is asked of her unless told otherwise."""
    facts: dict[str, Any] = {
        "units": (unit("UV1", module("M1", 12)),),
        "jury_on": JURY_DAY,
        "mission": MISSION,
        "thesis": THESIS,
        "fees": PAID,
        "agreement_ends_on": date(2026, 10, 31),
    }
    return StudentFacts(**{**facts, **changes})


def told(decision: Decision) -> list[tuple[Any, ...]]:
    """Every reason whole, the rule by its key: check, holds, rule, required, found, subject, line."""
    return [tuple(reason._replace(rule=reason.rule.key)) for reason in decision.every_reason()]  # type: ignore[arg-type] - a key for its value


def told_in_order(decision: Decision) -> list[tuple[Any, ...]]:
    """The reasons in their order without what only warns: check, holds, required, found, subject, line."""
    return [(one.check, one.holds, one.required, one.found, one.subject, one.row) for one in decision.reasons]
