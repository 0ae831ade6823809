from __future__ import annotations

import pytest

from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry
from sceau.law.actions import send_back_draft, start_draft, submit_draft, withdraw_draft, write_draft
from sceau.law.adoption import check_files
from sceau.law.drafts import files_adopted, files_of, files_of_skeleton
from sceau.law.folder import MOST_BYTES, NotWritten, digest_of, is_path, tidy_text
from sceau.law.models import LawDraft, Standing
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.law.drafting import (
    AT,
    NEXT_YEAR,
    SLUG,
    TODAY,
    a_draft,
    adopted,
    anne,
    as_,
    case,
    chloe,
    files,
    studies,
    submitted,
    the_school,
)
from tests.people.people import a_school, an_account

pytestmark = pytest.mark.django_db


def acts_on(draft: LawDraft) -> list[str]:
    return list(Entry.objects.filter(subject=f"draft:{draft.pk}").order_by("pk").values_list("act", flat=True))


def why(refused: pytest.ExceptionInfo[NotWritten]) -> str:
    return refused.value.why


def test_a_draft_holds_the_files_that_it_was_started_from() -> None:
    draft = a_draft()

    assert files_of(draft) == files()
    assert (draft.standing, draft.author, draft.based_on) == (Standing.OPEN, chloe(), None)
    assert acts_on(draft) == ["start_draft"]


def test_the_law_of_a_draft_without_fault_holds() -> None:
    assert check_files(SLUG, files(**{"cases/studies.toml": case()})).holds


def test_a_school_starts_from_what_it_adopted_last_else_from_what_ships_with_its_cases_else_from_nothing() -> None:
    shipped = files_adopted(a_school("imt-nord-europe"))

    assert {"school.toml", "studies.toml", "cases/studies.toml"} <= set(shipped)
    assert check_files("imt-nord-europe", shipped).holds
    assert files_adopted(the_school()) == {}
    adopted(13)
    assert files_adopted(the_school()) == files(13)


def test_a_school_may_start_from_rules_that_are_put_aside() -> None:
    found = files_of_skeleton(the_school(), on=TODAY, code="fr")

    assert {"school.toml", "texts.toml", "studies.toml"} <= set(found)
    assert check_files(SLUG, found).holds


def test_its_author_writes_and_removes_files() -> None:
    draft = a_draft()

    write_draft(
        draft=draft.pk, files={"studies.toml": studies(14), "jury.toml": "# to come\r\n"}, at=AT, by=as_(chloe())
    )
    write_draft(draft=draft.pk, files={"jury.toml": None}, at=AT, by=as_(chloe()))

    assert files_of(draft) == files(14)
    assert acts_on(draft) == ["start_draft", "write_draft", "write_draft"]


def test_writing_what_stands_there_already_is_no_act() -> None:
    draft = a_draft()

    write_draft(draft=draft.pk, files={"studies.toml": studies(), "jury.toml": None}, at=AT, by=as_(chloe()))

    assert acts_on(draft) == ["start_draft"]


def test_nobody_but_its_author_writes_in_a_draft() -> None:
    draft = a_draft()

    with pytest.raises(NotWritten) as refused:
        write_draft(draft=draft.pk, files={"studies.toml": studies(14)}, at=AT, by=as_(anne()))
    assert why(refused) == "not_the_author"


def test_its_author_writes_by_a_second_account_too() -> None:
    draft, second = a_draft(), an_account("Chloé Second", Role.REGISTRAR)
    Account.objects.filter(pk=second.pk).update(person=chloe().person)

    write_draft(draft=draft.pk, files={"studies.toml": studies(14)}, at=AT, by=as_(second))

    assert files_of(draft) == files(14)


@pytest.mark.parametrize("who", ["sceau", "no person"])
def test_who_is_no_known_person_writes_no_law(who: str) -> None:
    nobody = Account.objects.create(email="nobody@example.org")

    with pytest.raises(NotWritten) as refused:
        start_draft(school=the_school().pk, files=files(), at=AT, by=SCEAU if who == "sceau" else as_(nobody))
    assert why(refused) == "nobody_known"


def test_what_somebody_wrote_meanwhile_is_not_written_over() -> None:
    draft = a_draft()
    seen = {"studies.toml": digest_of({"studies.toml": studies()})}
    write_draft(draft=draft.pk, files={"studies.toml": studies(13)}, seen=seen, at=AT, by=as_(chloe()))

    with pytest.raises(NotWritten) as refused:
        write_draft(draft=draft.pk, files={"studies.toml": studies(14)}, seen=seen, at=AT, by=as_(chloe()))
    assert why(refused) == "changed_meanwhile"
    assert files_of(draft) == files(13)


def test_a_draft_is_submitted_from_a_day_with_a_word() -> None:
    draft = a_draft()

    row = submit_draft(draft=draft.pk, since=NEXT_YEAR, word="Higher marks.", at=AT, by=as_(chloe()))

    assert (row.standing, row.since, row.word) == (Standing.SUBMITTED, NEXT_YEAR, "Higher marks.")
    assert acts_on(draft) == ["start_draft", "submit_draft"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"studies.toml": "[unit_pass_mark"}, "faulty"),
        ({"studies.toml": studies(9)}, ""),
        ({"cases/studies.toml": case(11)}, "cases_fail"),
        ({"cases/studies.toml": "[[case"}, "faulty"),
    ],
)
def test_what_has_a_fault_or_a_failing_case_is_not_submitted(given: dict[str, str], expected: str) -> None:
    draft = a_draft(**given)

    if not expected:
        submit_draft(draft=draft.pk, since=NEXT_YEAR, word="", at=AT, by=as_(chloe()))
        return
    with pytest.raises(NotWritten) as refused:
        submit_draft(draft=draft.pk, since=NEXT_YEAR, word="", at=AT, by=as_(chloe()))
    assert why(refused) == expected


def test_more_cases_than_are_run_bar_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sceau.law.adoption.MOST_CASES", 0)
    draft = a_draft(17, **{"cases/studies.toml": case(17)})

    with pytest.raises(NotWritten) as refused:
        submit_draft(draft=draft.pk, since=NEXT_YEAR, word="", at=AT, by=as_(chloe()))
    assert why(refused) == "too_many_cases"


def test_an_empty_draft_is_not_submitted() -> None:
    draft = start_draft(school=the_school().pk, files={}, at=AT, by=as_(chloe()))

    with pytest.raises(NotWritten) as refused:
        submit_draft(draft=draft.pk, since=NEXT_YEAR, word="", at=AT, by=as_(chloe()))
    assert why(refused) == "faulty"


def test_writing_in_what_was_submitted_takes_it_back() -> None:
    draft = submitted()

    assert write_draft(draft=draft.pk, files={"studies.toml": studies(14)}, at=AT, by=as_(chloe())).standing == (
        Standing.OPEN
    )


def test_an_approver_sends_a_draft_back_with_a_word() -> None:
    draft = submitted()

    row = send_back_draft(draft=draft.pk, answer="Why twelve?", at=AT, by=as_(anne()))

    assert (row.standing, row.answer) == (Standing.OPEN, "Why twelve?")
    assert acts_on(draft)[-1] == "send_back_draft"


def test_a_draft_is_not_sent_back_without_a_word_nor_by_its_author_nor_when_it_waits_for_nobody() -> None:
    draft = submitted()
    tries = [(anne(), " "), (anne(), "x" * 2001), (anne(), "nul\x00"), (chloe(), "Mine.")]
    found = []
    for who, answer in tries:
        with pytest.raises(NotWritten) as refused:
            send_back_draft(draft=draft.pk, answer=answer, at=AT, by=as_(who))
        found.append(why(refused))
    withdraw_draft(draft=draft.pk, at=AT, by=as_(chloe()))
    with pytest.raises(NotWritten) as refused:
        send_back_draft(draft=draft.pk, answer="Too late.", at=AT, by=as_(anne()))

    assert [*found, why(refused)] == ["no_answer", "word_too_long", "word_too_long", "two_persons", "not_submitted"]


def test_nobody_writes_in_a_draft_that_was_withdrawn() -> None:
    draft = a_draft()
    withdraw_draft(draft=draft.pk, at=AT, by=as_(chloe()))

    with pytest.raises(NotWritten) as refused:
        write_draft(draft=draft.pk, files={"studies.toml": ""}, at=AT, by=as_(chloe()))
    assert why(refused) == "over"


@pytest.mark.parametrize(
    "path",
    [
        "school.toml",
        "studies.toml",
        "ms/admission.toml",
        "programmes/vin/studies.toml",
        "cases/studies.toml",
        "cases/a/b/c-d_e.toml",
    ],
)
def test_a_folder_of_law_holds_files_of_known_paths(path: str) -> None:
    assert is_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/studies.toml",
        "../studies.toml",
        "ms/../studies.toml",
        "studies.toml\n",
        "studies.TOML",
        "studies.toml/",
        "students.toml",
        "programmes/studies.toml",
        "programmes/Vin/studies.toml",
        "cases/../school.toml",
        "cases/a/b/c/d.toml",
        "cases/.toml",
        "ms\\studies.toml",
        "école/studies.toml",
        "ms/school.toml",
        "\x00/studies.toml",
        f"{'a' * 120}/studies.toml",
    ],
)
def test_it_holds_no_other(path: str) -> None:
    assert not is_path(path)
    with pytest.raises(NotWritten) as refused:
        start_draft(school=the_school().pk, files={path: ""}, at=AT, by=as_(chloe()))
    assert why(refused) == "no_path"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x00", "null_byte"),
        ("\ud800", "not_utf8"),
        ("é" * (MOST_BYTES // 2 + 1), "file_too_large"),
        ("\n" * 4_001, "too_many_lines"),
    ],
)
def test_what_no_file_holds_is_refused(text: str, expected: str) -> None:
    with pytest.raises(NotWritten) as refused:
        tidy_text(text, "studies.toml")
    assert why(refused) == expected


def test_a_folder_that_nobody_would_read_is_refused() -> None:
    many = {f"cases/a{number}.toml": "" for number in range(61)}
    large = {f"cases/a{number}.toml": "#" * MOST_BYTES for number in range(4)}
    draft = a_draft()
    found = []
    for given in (many, large):
        with pytest.raises(NotWritten) as refused:
            write_draft(draft=draft.pk, files=given, at=AT, by=as_(chloe()))
        found.append(why(refused))

    assert found == ["too_many_files", "folder_too_large"]
