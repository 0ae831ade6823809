from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sceau.law.actions import start_draft
from sceau.law.drafts import files_of
from sceau.law.models import LawAdoption, LawDraft, Standing
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.law.drafting import (
    NEXT_YEAR,
    SLUG,
    a_draft,
    adopted,
    anne,
    as_,
    case,
    chloe,
    faulty,
    files,
    mark_seen,
    studies,
    studies_from,
    submitted,
    the_school,
)
from tests.people.people import an_account, browser_of

pytestmark = pytest.mark.django_db


def page(draft: LawDraft, *more: str) -> str:
    return "/".join(["/law/drafts", str(draft.pk), *more]) + ("" if more and "." in more[-1] else "/")


def upload(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def text_of(answer: Any) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def english(account: Account) -> Client:
    return browser_of(account, language="en")


def test_a_school_adopts_a_law_with_a_fault_and_then_without_by_two_persons() -> None:
    author, approver = english(chloe()), english(anne())
    started = author.post("/law/drafts/start/", {"school": the_school().pk, "origin": "empty"})
    draft = LawDraft.objects.get()
    assert started.url == page(draft)
    given = [upload(name, text) for name, text in files(14, **{"studies.toml": faulty()}).items()]
    author.post(page(draft, "upload"), {"files": given, "place": ""})
    today = timezone.localdate()

    refused = author.post(page(draft, "submit"), {"since": today, "word": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This draft has 1 fault: a regulation is adopted without fault" in text_of(refused)
    assert "«twelve» is not a number, write digits without quotes" in text_of(refused)

    author.post(page(draft, "files", "studies.toml"), {"text": studies(14).replace("\n", "\r\n"), "seen": ""})
    answer = author.post(page(draft, "submit"), {"since": today, "word": "Twelve was too low."}, follow=True)
    assert "another person must now approve it" in text_of(answer)
    assert "Twelve was too low." in text_of(approver.get(page(draft)))

    own = author.post(page(draft, "adopt"), {"since": today, "seen": mark_seen(draft)})
    assert own.status_code == HTTPStatus.FORBIDDEN
    done = approver.post(page(draft, "adopt"), {"since": today, "seen": mark_seen(draft)}, follow=True)
    assert "The regulation is adopted" in text_of(done)
    assert LawAdoption.objects.get().since == today


def test_the_page_of_a_draft_tells_each_fault_in_french_with_its_file() -> None:
    draft = a_draft(**{"studies.toml": faulty(), "cases/studies.toml": "[[case"})

    said = text_of(browser_of(chloe()).get(page(draft)))

    assert "2 fautes à reprendre" in said
    assert "n&#x27;est pas un nombre" in said
    assert f'href="{page(draft, "files", "studies.toml")}"' in said


def test_the_page_of_a_draft_tells_each_case_that_fails() -> None:
    draft = a_draft(14, **{"cases/studies.toml": case(12)})

    said = text_of(english(chloe()).get(page(draft)))

    assert "1 of 1 cases is answered otherwise than it expects" in said
    assert "the mark that validates a unit" in said
    assert "value: expected" in said


def test_the_page_of_a_draft_sets_what_it_changes_beside_what_is_adopted() -> None:
    adopted(12)
    draft = a_draft(14)

    said = text_of(english(chloe()).get(page(draft)))

    assert "1 rule set otherwise" in said
    assert "from 1 September 2025: at least 12/20" in said
    assert "from 1 September 2025: at least 14/20" in said
    assert "<del>value = 12</del>" in said
    assert "<ins>value = 14</ins>" in said


def test_a_value_that_is_added_is_set_beside_the_one_that_holds_until_then() -> None:
    adopted(12)
    draft = a_draft(**{"studies.toml": studies_from(14, "2027-09-01"), "jury.toml": "# None.\n"})

    said = text_of(english(chloe()).get(page(draft)))

    assert said.index("from 1 September 2025: at least 12/20") < said.index("from 1 September 2027: at least 14/20")
    assert '<code>jury.toml</code> <span class="tag">added</span>' in said


def test_a_file_is_shown_whole_and_written_over_by_nobody_who_did_not_see_it() -> None:
    draft = a_draft()
    shown = english(chloe()).get(page(draft, "files", "studies.toml"))
    seen = shown.context["form"]["seen"].value()
    address = page(draft, "files", "studies.toml")
    english(chloe()).post(address, {"text": studies(13), "seen": seen})

    answer = english(chloe()).post(address, {"text": studies(14), "seen": seen})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "was written meanwhile" in text_of(answer)
    assert "value = 14" in text_of(answer)
    assert "value = 13" in files_of(draft)["studies.toml"]


@pytest.mark.parametrize(
    ("name", "held", "place", "expected"),
    [
        ("studies.txt", "", "", "is no file that the folder of a school holds"),
        ("../../etc/passwd.toml", "", "", "is no file that the folder of a school holds"),
        ("studies.toml", b"\xff\xfe", "", "is not UTF-8"),
        ("studies.toml", b"a\x00b", "", "holds a null character"),
        ("studies.toml", "#" * 512_001, "", "is larger than 512 kB"),
        ("studies.toml", "", "nowhere/", "There is no such choice"),
    ],
)
def test_what_is_no_file_of_law_is_not_taken(name: str, held: str | bytes, place: str, expected: str) -> None:
    draft = a_draft()

    answer = english(chloe()).post(page(draft, "upload"), {"files": [upload(name, held)], "place": place})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert expected in text_of(answer)
    assert files_of(draft) == files()


def test_files_are_taken_into_the_folder_that_is_named() -> None:
    draft = a_draft()
    given = {"files": [upload("Studies.TOML", "\ufeff# None.\r\n")], "place": "programmes/eve/"}

    english(chloe()).post(page(draft, "upload"), given)
    english(chloe()).post(page(draft, "upload"), {"files": [upload("studies.toml", case())], "place": "cases/"})

    assert files_of(draft)["programmes/eve/studies.toml"] == "# None.\n"
    assert files_of(draft)["cases/studies.toml"] == case()


def test_a_file_that_is_not_there_yet_is_opened_by_its_name() -> None:
    draft = a_draft()

    good = english(chloe()).post(page(draft, "add"), {"path": "jury.toml"})
    bad = [english(chloe()).post(page(draft, "add"), {"path": path}) for path in ("", "../x.toml")]

    assert good.url == page(draft, "files", "jury.toml")
    assert english(chloe()).get(good.url).status_code == HTTPStatus.OK
    assert [one.status_code for one in bad] == [HTTPStatus.UNPROCESSABLE_ENTITY] * 2
    assert english(chloe()).get(page(draft, "files", "passwords.toml")).status_code == HTTPStatus.NOT_FOUND


def test_what_a_file_says_is_never_read_as_html() -> None:
    draft = a_draft(**{"studies.toml": '["<script>alert(1)</script>"]'})

    said = text_of(english(chloe()).get(page(draft))) + text_of(english(chloe()).get(page(draft, "files/studies.toml")))

    assert "<script>alert" not in said
    assert "&lt;script&gt;alert" in said


def test_a_file_is_removed_and_a_draft_withdrawn_by_a_button() -> None:
    draft = a_draft(**{"jury.toml": ""})

    english(chloe()).post(page(draft, "remove", "jury.toml"))
    english(chloe()).post(page(draft, "withdraw"))
    again = english(chloe()).post(page(draft, "withdraw"), follow=True)

    assert files_of(draft) == files()
    assert LawDraft.objects.get().standing == Standing.WITHDRAWN
    assert "This draft is adopted or withdrawn" in text_of(again)


def test_an_approver_sends_back_with_a_word_and_the_author_reads_it() -> None:
    draft = submitted()
    empty = english(anne()).post(page(draft, "send-back"), {"answer": ""})
    english(anne()).post(page(draft, "send-back"), {"answer": "Why twelve?"})

    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Why twelve?" in text_of(english(chloe()).get(page(draft)))
    gone = english(anne()).post(page(draft, "send-back"), {"answer": "And now?"})
    assert "is not, or no longer, submitted" in text_of(gone)


def test_nothing_is_offered_to_its_author_to_approve_nor_to_an_approver_to_write() -> None:
    draft = submitted()
    director = an_account("Dora Director", Role.SCHOOL_DIRECTOR, school=the_school())
    mine = start_draft(school=the_school().pk, files=files(), at=timezone.now(), by=as_(director))
    LawDraft.objects.filter(pk=mine.pk).update(standing=Standing.SUBMITTED, since=NEXT_YEAR)

    assert "Approve and adopt" in text_of(english(anne()).get(page(draft)))
    assert "Upload" not in text_of(english(anne()).get(page(draft)))
    own = text_of(english(director).get(page(mine)))
    assert "Approve and adopt" not in own
    assert "A regulation takes two" in own
    tried = english(director).post(page(mine, "adopt"), {"since": NEXT_YEAR, "seen": mark_seen(mine)})
    assert tried.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not LawAdoption.objects.exists()


def test_a_draft_that_another_law_overtook_says_so() -> None:
    draft = a_draft(13)
    adopted(12)

    assert "would be undone by this one" in text_of(english(chloe()).get(page(draft)))


def test_what_a_school_adopted_is_listed_shown_and_sent_as_files() -> None:
    adopted(12)
    one = adopted(14, since=NEXT_YEAR.replace(year=2028))
    reader = english(an_account("Alice Martin", Role.STUDENT, school=the_school()))

    listed = text_of(reader.get(f"/law/adoptions/of/{SLUG}/"))
    shown = text_of(english(anne()).get(f"/law/adoptions/{one.pk}/"))
    file = reader.get(f"/law/adoptions/{one.pk}/files/studies.toml")
    archive = reader.get(f"/law/adoptions/{one.pk}/archive/")

    assert listed.index("1 September 2028") < listed.index("1 September 2027")
    assert "Chloé Bernard" not in listed
    assert "somebody of the school" in listed
    assert "Chloé Bernard" in shown
    assert "at least 14/20" in shown
    assert (file.content.decode(), file["Content-Type"]) == (studies(14), "text/plain; charset=utf-8")
    assert file["Content-Disposition"] == 'attachment; filename="studies.toml"'
    with ZipFile(BytesIO(archive.content)) as held:
        assert {name: held.read(name).decode() for name in held.namelist()} == {
            f"{SLUG}/{path}": text for path, text in files(14).items()
        }
    assert reader.get(f"/law/adoptions/{one.pk}/files/school.txt").status_code == HTTPStatus.NOT_FOUND
    assert reader.get(f"/law/adoptions/{2**70}/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("which", ["drafts", "adoptions"])
def test_a_list_asks_as_many_queries_at_one_row_as_at_thirty(which: str) -> None:
    address = {"drafts": "/law/drafts/", "adoptions": f"/law/adoptions/of/{SLUG}/"}[which]
    browser, counts = browser_of(anne()), []
    for rows in (1, 29):
        for _ in range(rows):
            number = LawAdoption.objects.count()
            adopted(12, since=NEXT_YEAR.replace(year=2027 + number))
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_page_of_a_draft_asks_as_many_queries_however_many_files_it_has() -> None:
    few, many = a_draft(), a_draft(**{f"cases/a{number}.toml": case() for number in range(30)})
    browser, counts = browser_of(chloe()), []
    for draft in (few, many):
        browser.get(page(draft))
        with CaptureQueriesContext(connection) as asked:
            browser.get(page(draft))
        counts.append(len(asked))

    assert counts[0] == counts[1]
