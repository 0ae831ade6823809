"""Values are shown as JSON can hold them: nothing that was said is lost, and two that differ look different."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sceau.core.rule import Citation, Entry, Words
from sceau.core.tables.admission import RouteRow
from sceau.core.tables.fees import InstalmentRow, LiabilityRow, RefundRow
from sceau.regulation.plain import plain

ENTRY = Entry(since=date(2025, 9, 1), cite=Citation("text", "art. 1"), says=Words("Dit.", "Says."))


def test_a_zero_that_was_said_is_shown() -> None:
    assert plain(RefundRow("all", refunded=Decimal(0))) == {"id": "all", "refunded": "0"}
    assert plain(InstalmentRow("first", ratio=Decimal("0.00"))) == {"id": "first", "ratio": "0"}
    assert plain(replace(ENTRY, value=Decimal(0)))["value"] == "0"


def test_a_no_that_was_said_is_shown() -> None:
    assert plain(LiabilityRow("apprentices", due=False)) == {"id": "apprentices", "due": False}
    assert plain(replace(ENTRY, value=False))["value"] is False
    assert plain(replace(ENTRY, passes=False))["passes"] is False


def test_what_was_left_out_is_not_shown() -> None:
    assert plain(RouteRow("master")) == {"id": "master"}
    assert plain(InstalmentRow("first")) == {"id": "first"}
    assert sorted(plain(ENTRY)) == ["cite", "force", "passes", "says", "since", "standing"]
