"""What would a rule say if one of its figures were a little beside, and does any case notice?"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sceau.core.rule import Duration, Layer, Moment, Rule
from sceau.regulation import Regulation, load
from sceau.regulation.case_files import CaseFile
from sceau.regulation.law import Scope
from sceau.regulation.missing import missing
from sceau.regulation.slips import slips
from tests.regulation.small_law import write_law

HEAD = 'title = { fr = "…", en = "…" }\nbound = "open"\n'
CITED = 'cite = { text = "eve-text", locator = "art. 3" }\nsays = { fr = "…", en = "…" }\n'


def rule_of(key: str, *lines: str, more: str = "") -> str:
    table = "value = [" + ", ".join(f"{{ {line} }}" for line in lines) + "]\n"
    return f"[{key}]\n{HEAD}[[{key}.value]]\nfrom = 2025-09-01\n{CITED}{more}{table}"


UNTIL = "serves_until = 2026-08-31\n"
CLOSES = 'id = "all", closes = { on = 2025-06-04 }'
INVITED = """
[application_closes]
HEAD[[application_closes.value]]
from = 2025-09-01
standing = "contested"
CITED[[application_closes.value.variants]]
name = "binds"
CITEDvalue = [{ id = "all", closes = { on = 2025-06-04 } }]
[[application_closes.value.variants]]
name = "invites"
CITEDvalue = [
    { id = "guests", requires = ["experienced"], force = "recommended", closes = { on = 2025-03-12 } },
    { id = "all", closes = { on = 2025-06-04 } },
]
""".replace("HEAD", HEAD).replace("CITED", CITED)


def law_of(folder: Path, stage: str, text: str) -> Regulation:
    return load(write_law(folder, **{f"schools__eve__{stage}": text}))


def rule_in(law: Regulation, key: str) -> Rule:
    return law.rules[Scope(Layer.SCHOOL, school="eve")][key]


@pytest.mark.parametrize(
    ("stage", "key", "line", "found"),
    [
        (
            "fees",
            "tariff",
            'id = "a", amount = 900, degree_years_at_most = 2',
            [("a.amount", 901), ("a.degree_years_at_most", 3), ("a.amount", 899), ("a.degree_years_at_most", 1)],
        ),
        (
            "fees",
            "instalments",
            'id = "a", ratio = 0.3, due = { day = 28, month = 2, year = "next" }',
            [
                ("a.due", Moment(day=29, month=2, year="next")),
                ("a.ratio", Decimal("0.31")),
                ("a.due", Moment(day=27, month=2, year="next")),
                ("a.ratio", Decimal("0.29")),
            ],
        ),
        (
            "fees",
            "funders",
            'id = "a", quality_certificate = true, seniority = { months = 24 }',
            [("a.seniority", Duration(25, "months")), ("a.seniority", Duration(23, "months"))],
        ),
        (
            "fees",
            "refunds",
            'id = "a", refunded = 1, ask_by = { delay = { weeks = 2 }, before = "teaching_starts" }',
            [
                ("a.refunded", Decimal("1.01")),
                ("a.ask_by", Moment(delay=Duration(3, "weeks"), side="before", event="teaching_starts")),
                ("a.refunded", Decimal("0.99")),
                ("a.ask_by", Moment(delay=Duration(1, "weeks"), side="before", event="teaching_starts")),
            ],
        ),
        (
            "admission",
            "language_requirements",
            'id = "a", language = "en", tests = { toeic = 785, ielts = 6.5 }',
            [
                ("a.tests", {"toeic": 786, "ielts": Decimal("6.5")}),
                ("a.tests", {"toeic": 785, "ielts": Decimal("7.5")}),
                ("a.tests", {"toeic": 784, "ielts": Decimal("6.5")}),
                ("a.tests", {"toeic": 785, "ielts": Decimal("5.5")}),
            ],
        ),
    ],
)
def test_each_figure_of_a_line_is_one_more_then_one_less(
    stage: str, key: str, line: str, found: list[tuple[str, Any]], tmp_path: Path
) -> None:
    rule = rule_in(law_of(tmp_path, stage, rule_of(key, line)), key)

    slipped = [(slip.at, slip.rule.entries[0].value[0]) for slip in slips(rule, rule.entries[0])]

    assert [(at, getattr(row, at.removeprefix("a."))) for at, row in slipped] == found


def test_the_last_day_slips_too_and_a_figure_of_a_reading_bears_its_name(tmp_path: Path) -> None:
    dated = rule_in(law_of(tmp_path / "a", "fees", rule_of("costs_beside", 'id = "a"', more=UNTIL)), "costs_beside")
    read = rule_in(law_of(tmp_path / "b", "admission", INVITED), "application_closes")

    assert [slip.rule.entries[0].serves_until for slip in slips(dated, dated.entries[0])] == [
        date(2026, 9, 1),
        date(2026, 8, 30),
    ]
    assert [slip.at for slip in slips(read, read.entries[0]) if slip.name == "one_more"] == [
        "binds.all.closes",
        "invites.guests.closes",
        "invites.all.closes",
    ]


def test_what_serves_for_ever_slips_to_the_day_before_alone(tmp_path: Path) -> None:
    law = law_of(tmp_path, "fees", rule_of("costs_beside", 'id = "a"', more="serves_until = 9999-12-31\n"))

    found = [(one.at, one.lacks) for one in missing(law, [], {"schools/eve/fees.toml"}) if one.at]

    assert found == [("serves_until", ("one_less",))]


# ---- what no case notices

INVITING = rule_of(
    "application_closes",
    'id = "guests", requires = ["experienced"], force = "recommended", closes = { on = 2025-03-12 }',
    CLOSES,
)
LINES = [
    {"id": "guests", "requires": ["experienced"], "force": "recommended", "closes": {"on": date(2025, 3, 12)}},
    {"id": "all", "force": "binding", "closes": {"on": date(2025, 6, 4)}},
]
BOTH = ("one_more", "one_less")


def filed(at: str, *warnings: str, outcome: str = "in_time") -> CaseFile:
    """A guest files at a time, and the case expects what is warned of."""
    given = {"filed_at": datetime.fromisoformat(at), "intake_year": 2025, "qualities": ["experienced"]}
    figures = {"closes_on": date(2025, 6, 4), "closes_at": "2025-06-04T22:00:00+00:00"}
    expect = {"outcome": outcome, "cites": ["eve-text, art. 3"], "warnings": list(warnings), "figures": figures}
    return CaseFile.model_validate({**EVE, "ask": "admission.deadline", "given": given, "expect": expect})


EVE = {"name": "…", "school": "eve", "on": date(2025, 9, 1)}
LAST_SECOND = filed("2025-03-12T23:59:59+01:00")
DAY_AFTER = filed("2025-03-13T00:00:00+01:00", "file_follows_the_invitation")
WRONG = filed("2025-03-13T00:00:00+01:00", outcome="late")
WHOLE = CaseFile.model_validate(
    {**EVE, "rule": "application_closes", "expect": {"value": LINES, "cites": ["eve-text, art. 3"]}}
)
IDS = CaseFile.model_validate(
    {**EVE, "rule": "application_closes", "expect": {"value": ["guests", "all"], "cites": ["eve-text, art. 3"]}}
)


@pytest.mark.parametrize(
    ("cases", "unseen"),
    [
        ([], {"guests.closes": BOTH, "all.closes": BOTH}),
        ([IDS], {"guests.closes": BOTH, "all.closes": BOTH}),
        ([WRONG], {"guests.closes": BOTH, "all.closes": BOTH}),
        ([LAST_SECOND], {"guests.closes": ("one_more",)}),
        ([DAY_AFTER], {"guests.closes": ("one_less",)}),
        ([LAST_SECOND, DAY_AFTER], {}),
        ([WHOLE], {}),
    ],
)
def test_a_date_that_only_warns_is_noticed_by_a_case_on_each_side(
    cases: list[CaseFile], unseen: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    law = law_of(tmp_path, "admission", INVITING)

    found = missing(law, cases, {"schools/eve/admission.toml"})

    assert {one.at: one.lacks for one in found if one.at} == unseen
