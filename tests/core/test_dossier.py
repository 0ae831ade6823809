"""A request for the label: what its reasons say whole, where no case shows it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sceau.core.decision import Decision
from sceau.core.dossier import DossierFacts
from sceau.core.question import ask
from sceau.core.rule import Duration, Moment, Row
from sceau.core.tables.accreditation import DossierPieceRow, SignatoryRow, TermRow, WindowRow
from tests.cast import law_of, table, told_in_order

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WINTER = WindowRow("winter", opens=Moment(on=date(2026, 1, 1)), closes=Moment(on=date(2026, 2, 28)))
LATER = WindowRow("later", opens=Moment(delay=Duration(1, "months"), event="call"))
RENEWALS = WindowRow("renewals", requests=frozenset({"renewal"}), opens=Moment(on=date(2026, 1, 1)))


def filed(rules: dict[str, Any], **changes: Any) -> Decision:
    facts: dict[str, Any] = {"filed_with": "cge", "holder_is_member": True, **changes}
    return ask(
        question="accreditation.dossier_is_admissible", facts=DossierFacts(NOON, 2026, **facts), rules=law_of(rules)
    )


MEMBER = ("holder_is_a_member", True, None, True, "", None)


def test_a_dossier_that_misses_every_window_says_which_were_open_to_it() -> None:
    decision = filed({"dossier_windows": table(WINTER, LATER, RENEWALS)}, events={"call": date(2026, 3, 1)})

    check = "dossier_is_filed_in_its_window"
    assert decision.figures == {"missing": ()}
    assert told_in_order(decision) == [
        (check, False, (date(2026, 1, 1), date(2026, 2, 28)), NOON, "winter", WINTER),
        (check, False, (date(2026, 4, 1), None), NOON, "later", LATER),
        MEMBER,
    ]


def test_a_dossier_in_two_windows_is_told_of_the_first() -> None:
    first, second = WindowRow("first", closes=Moment(on=date(2026, 3, 1))), WindowRow("second")

    decision = filed({"dossier_windows": table(first, second)})

    assert decision.figures == {"opens_on": None, "closes_on": date(2026, 3, 1), "missing": ()}
    assert [(one.check, one.subject) for one in decision.reasons] == [
        ("holder_is_a_member", ""),
        ("dossier_is_filed_in_its_window", "first"),
    ]


def test_a_request_that_no_window_is_open_to_names_them() -> None:
    decision = filed({"dossier_windows": table(RENEWALS)})

    told_of = ("a_window_is_open_to_the_request", False, ("renewals",), "first_request", "", None)
    assert (decision.outcome, decision.figures, told_in_order(decision)) == (
        "not_admissible",
        {"missing": ()},
        [told_of, MEMBER],
    )
    assert decision.reasons[0].rule.key == "dossier_windows"


def test_a_dossier_says_who_signed_it_what_it_lacks_and_with_whom_it_was_filed() -> None:
    holder, partner = SignatoryRow("holder", role="holder"), SignatoryRow("partner", role="partner")
    study, visit = DossierPieceRow("study"), DossierPieceRow("visit", requests=frozenset({"renewal"}))
    demand, level = Row("demand"), Row("level")
    rules = {
        "label_reserved_to_members": True,
        "label_accredited_by": "rncp",
        "dossier_signatories": table(holder, partner),
        "dossier_pieces": table(study, visit),
        "accreditation_criteria": table(demand, level),
    }

    decision = filed(
        rules, holder_is_member=False, signed_by=frozenset({"partner", "dean"}), answers=frozenset({"level"})
    )

    assert decision.figures == {"missing": ("study", "demand")}
    assert told_in_order(decision) == [
        ("holder_is_a_member", False, True, False, "", None),
        ("dossier_is_filed_with_the_accreditor", False, "rncp", "cge", "", None),
        ("dossier_is_signed", False, "holder", ("dean", "partner"), "holder", holder),
        ("dossier_piece_is_there", False, "study", False, "study", study),
        ("criterion_is_answered", False, "demand", False, "demand", demand),
        ("dossier_is_signed", True, "partner", ("dean", "partner"), "partner", partner),
        ("criterion_is_answered", True, "level", True, "level", level),
    ]


def test_a_dossier_that_comes_back_says_from_when_it_may() -> None:
    term = TermRow("no", opinions=frozenset({"unfavourable"}), leads_to="refused", return_after=Duration(1, "years"))
    at_once = TermRow("soon", opinions=frozenset({"deferring"}), leads_to="deferred")
    rules = {"accreditation_terms": table(term, at_once)}
    refused_on = date(2025, 3, 2)

    early = filed(rules, refused_on=refused_on)
    free = filed(rules, refused_on=refused_on, refused_with="deferring")
    silent = filed({}, refused_on=refused_on)

    filed_on, check = date(2026, 3, 1), "dossier_comes_back_late_enough"
    assert told_in_order(early)[0] == (check, False, date(2026, 3, 2), filed_on, "no", term)
    assert told_in_order(free)[-1] == (check, True, refused_on, filed_on, "", at_once)
    assert told_in_order(silent)[-1] == (check, True, refused_on, filed_on, "", None)
    assert [one.figures["may_return_on"] for one in (early, free, silent)] == [
        date(2026, 3, 2),
        refused_on,
        refused_on,
    ]
