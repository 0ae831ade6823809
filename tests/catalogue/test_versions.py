"""The life of a version: written, submitted, published by another person, replaced; what was published stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.db.utils import DatabaseError

from sceau.catalogue.actions import (
    appoint_responsible,
    archive_programme,
    close_programme,
    correct_programme,
    create_programme,
    end_responsible,
    publish_version,
    record_label,
    send_back_version,
    start_version,
    submit_version,
    withdraw_version,
    write_version,
)
from sceau.catalogue.models import Listing, Programme, RecordedLabel, Standing, Turn, Version
from sceau.catalogue.not_written import NotWritten
from sceau.catalogue.sheet import Presentation, Said, sheet_of
from sceau.catalogue.turning import digest_of, standing_of
from sceau.journal.actions import SCEAU
from sceau.journal.models import Entry, Evidence
from sceau.people.actions import merge_persons
from sceau.people.models import Account
from sceau.people.roles import Role
from tests.catalogue.programmes import (
    NOON,
    a_draft,
    a_sheet,
    a_whole_sheet,
    acting,
    bernard,
    chloe,
    published,
    submitted,
)
from tests.people.people import a_person, a_school, an_account, holds

pytestmark = pytest.mark.django_db
TITLED = Presentation(title=Said(fr="Cyberdéfense"))


def acts(subject: str) -> list[str]:
    return list(Entry.objects.filter(subject=subject).order_by("pk").values_list("act", flat=True))


def why(act: Callable[..., Any], **given: Any) -> str:
    with pytest.raises(NotWritten) as refused, transaction.atomic():
        act(**given)
    return refused.value.why


def written(version: Version, presentation: Presentation = TITLED, **more: Any) -> Version:
    seen = digest_of(version.content["presentation"])
    given = {"name": "presentation", "part": presentation, "seen": seen, "at": NOON, "by": bernard()[1], **more}
    return write_version(version=version.pk, **given)


def test_a_programme_is_entered_with_a_first_version_to_write() -> None:
    version = a_draft(code="CSE")

    assert (version.number, version.standing, version.programme.code) == (1, Standing.DRAFT, "CSE")
    assert version.programme.slug == "ingenierie-de-la-cybersecurite-eve-school"
    assert acts(f"programme:{version.programme_id}") == ["create_programme"]
    assert acts(f"version:{version.pk}") == ["start_version"]
    assert (
        why(create_programme, school=a_school().pk, code="CSE", sheet=a_sheet(), at=NOON, by=bernard()[1])
        == "code_taken"
    )


def test_two_programmes_of_one_title_have_two_addresses_and_none_takes_that_of_a_page() -> None:
    slugs = [a_draft().programme.slug for _ in range(3)]

    assert slugs == [f"ingenierie-de-la-cybersecurite-eve-school{end}" for end in ("", "-2", "-3")]


def test_only_somebody_known_by_a_person_writes() -> None:
    nobody = Account.objects.create(email="nobody@example.org")
    by = acting(nobody, Role.REGISTRAR, a_school())

    assert why(create_programme, school=a_school().pk, code="", sheet=a_sheet(), at=NOON, by=by) == "nobody_known"


def test_a_part_is_written_unless_somebody_wrote_it_meanwhile() -> None:
    version = a_draft()
    stale = digest_of(version.content["presentation"])
    after = written(version)

    assert sheet_of(after.content).presentation.title.fr == "Cyberdéfense"
    assert why(written, version=version, seen=stale) == "changed_meanwhile"
    assert written(after) == after
    assert acts(f"version:{version.pk}") == ["start_version", "write_version"]


def test_two_people_write_two_parts_without_a_word() -> None:
    version = a_draft()
    places = version.content["places"]
    written(version)
    part = sheet_of({**version.content, "places": {"campuses": [{"name": "Lille"}]}}).places

    after = write_version(version=version.pk, name="places", part=part, seen=digest_of(places), at=NOON, by=chloe()[1])

    sheet = sheet_of(after.content)
    assert (sheet.presentation.title.fr, sheet.places.campuses[0].name) == ("Cyberdéfense", "Lille")


def test_who_wrote_does_not_publish_and_another_person_does() -> None:
    version = submitted(a_whole_sheet())
    by_hand = acting(bernard()[0], Role.REGISTRAR, a_school())
    publish: dict[str, Any] = {"version": version.pk, "seen": version.digest, "at": NOON}

    assert why(publish_version, **publish, by=by_hand) == "two_persons"
    assert why(publish_version, **{**publish, "seen": "old"}, by=chloe()[1]) == "changed_since_seen"
    done = publish_version(**publish, by=chloe()[1])

    assert done.standing == Standing.PUBLISHED
    assert list(done.turns.values_list("act", flat=True)) == ["start_version", "submit_version", "publish_version"]
    assert Listing.objects.get().version == done
    assert "programme_conforms" in Evidence.objects.get(entry__act="publish_version").text
    assert why(publish_version, **publish, by=chloe()[1]) == "not_in_review"


def test_who_wrote_a_part_after_another_submitted_it_does_not_publish_either() -> None:
    version = a_draft()
    written(version, by=chloe()[1])
    submit_version(version=version.pk, word="", at=NOON, by=bernard()[1])
    version.refresh_from_db()

    assert why(publish_version, version=version.pk, seen=version.digest, at=NOON, by=chloe()[1]) == "two_persons"


def test_who_turned_out_to_be_the_writer_does_not_publish() -> None:
    version = submitted()
    again = an_account("Bernard Le Roy", Role.REGISTRAR)
    kept, absorbed = bernard()[0].person, again.person
    assert kept
    assert absorbed
    merge_persons(kept=kept.pk, absorbed=absorbed.pk, offices_at=None, at=NOON, by=SCEAU)

    by = acting(again, Role.REGISTRAR, a_school())

    assert why(publish_version, version=version.pk, seen=version.digest, at=NOON, by=by) == "two_persons"


def test_what_is_written_after_it_was_submitted_is_to_be_submitted_anew() -> None:
    version = submitted()

    assert written(version).standing == Standing.DRAFT
    assert why(publish_version, version=version.pk, seen=version.digest, at=NOON, by=chloe()[1]) == "not_in_review"


def test_a_version_is_sent_back_with_a_word_and_not_by_who_wrote_it() -> None:
    version = submitted()
    back: dict[str, Any] = {"version": version.pk, "at": NOON}

    assert why(send_back_version, **back, word="  ", by=chloe()[1]) == "no_word"
    assert why(send_back_version, **back, word="Non", by=bernard()[1]) == "two_persons"
    assert why(send_back_version, **back, word="x" * 2001, by=chloe()[1]) == "word_too_long"
    done = send_back_version(**back, word="Dites les heures.", by=chloe()[1])

    assert (done.standing, done.word) == (Standing.DRAFT, "Dites les heures.")
    assert why(send_back_version, **back, word="Encore", by=chloe()[1]) == "not_in_review"


def test_what_the_law_refuses_is_submitted_with_a_word_alone() -> None:
    short = a_whole_sheet(organisation={"hours": {"theory": "100"}})
    version = a_draft(short)
    submit: dict[str, Any] = {"version": version.pk, "at": NOON, "by": bernard()[1]}

    assert why(submit_version, **submit, word="") == "does_not_conform"
    assert submit_version(**submit, word="Les heures du partenaire manquent.").standing == Standing.IN_REVIEW
    assert why(submit_version, **submit, word="") == "not_a_draft"


def test_a_label_that_no_text_knows_is_judged_by_none_and_published_all_the_same() -> None:
    version = published(a_sheet("Audit", organisation={"label": "unheard-of"}))

    assert version.standing == Standing.PUBLISHED
    assert Evidence.objects.get(entry__act="publish_version").text == f'{{"digest": "{version.digest}"}}'


def test_a_published_version_is_edited_by_a_new_one_and_stays_as_it_was() -> None:
    first = published()
    second = start_version(programme=first.programme_id, at=NOON, by=bernard()[1])
    assert why(start_version, programme=first.programme_id, at=NOON, by=bernard()[1]) == "written_already"
    after = written(second)
    submit_version(version=second.pk, word="", at=NOON, by=bernard()[1])
    publish_version(version=second.pk, seen=after.digest, at=NOON, by=chloe()[1])

    kept = Version.objects.get(pk=first.pk)

    assert (kept.standing, kept.content, kept.digest) == (Standing.ARCHIVED, first.content, first.digest)
    assert kept.turns.last().act == "replace_version"
    assert [one.number for one in Version.objects.filter(standing=Standing.PUBLISHED)] == [2]
    assert Listing.objects.get().title == "cyberdefense"


def test_the_database_refuses_to_change_what_was_published_and_to_lose_a_version_or_an_act() -> None:
    version = published()

    for wrong in (
        lambda: Version.objects.filter(pk=version.pk).update(content={}),
        lambda: Version.objects.filter(pk=version.pk).update(digest="1" * 64),
        lambda: Version.objects.filter(pk=version.pk).delete(),
        lambda: Turn.objects.filter(version=version).update(act="?"),
        lambda: Turn.objects.filter(version=version).delete(),
    ):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            wrong()


def test_a_version_that_is_over_is_written_no_more() -> None:
    version = published()

    assert why(written, version=version) == "not_to_write"
    assert why(withdraw_version, version=version.pk, at=NOON, by=bernard()[1]) == "not_to_write"
    assert withdraw_version(version=a_draft().pk, at=NOON, by=bernard()[1]).standing == Standing.ARCHIVED


def test_a_programme_is_closed_then_archived_and_another_version_opens_it_again() -> None:
    version = published()
    end: dict[str, Any] = {"version": version.pk, "word": "", "at": NOON, "by": chloe()[1]}

    assert why(archive_programme, **end) == "not_closed"
    assert close_programme(**end).standing == Standing.CLOSED
    assert why(close_programme, **end) == "not_published"
    assert Listing.objects.get().facets == ["school:eve-school", "standing:closed"]
    assert archive_programme(**end).standing == Standing.ARCHIVED
    assert not Listing.objects.exists()
    assert start_version(programme=version.programme_id, at=NOON, by=bernard()[1]).number == 2


def test_the_standing_of_every_version_is_that_of_its_last_act() -> None:
    published()
    closed = published(a_sheet("Audit"))
    close_programme(version=closed.pk, word="", at=NOON, by=chloe()[1])
    withdraw_version(version=a_draft(a_sheet("Réseaux")).pk, at=NOON, by=bernard()[1])
    submitted(a_sheet("Énergie"))
    start_version(programme=closed.programme_id, at=NOON, by=bernard()[1])

    versions = list(Version.objects.all())

    assert {one.standing for one in versions} == set(Standing.values)
    assert [standing_of(one) for one in versions] == [one.standing for one in versions]


def test_a_public_programme_is_given_its_school_and_its_code_and_keeps_its_address() -> None:
    programme = Programme.objects.create(slug="audit", source_key="0")
    school = a_school()
    a_draft(code="CSE")
    given: dict[str, Any] = {"programme": programme.pk, "school": school.pk, "at": NOON, "by": SCEAU}

    assert why(correct_programme, **given, code="CSE") == "code_taken"
    done = correct_programme(**given, code="AUD")
    again = correct_programme(**given, code="AUD")

    assert (done.school_id, done.code, done.slug, again) == (school.pk, "AUD", "audit", done)
    assert acts(f"programme:{programme.pk}") == ["correct_programme"]


def test_a_label_is_recorded_with_its_source_and_what_was_recorded_before_stays() -> None:
    programme = published().programme
    said: dict[str, Any] = {"programme": programme.pk, "label": "ms", "at": NOON, "by": SCEAU}
    since, until = date(2024, 9, 1), date(2030, 8, 31)

    assert why(record_label, **{**said, "label": "mba"}, since=None, until=None, source="x") == "unknown_label"
    assert why(record_label, **said, since=until, until=since, source="x") == "ends_before_it_begins"
    assert why(record_label, **said, since=None, until=None, source=" ") == "no_source"
    record_label(**said, since=None, until=None, source="Une liste")
    record_label(**said, since=since, until=until, source=" Acte 12 ")

    assert list(RecordedLabel.objects.values_list("since", "until", "source")) == [
        (since, until, "Acte 12"),
        (None, None, "Une liste"),
    ]


def test_a_programme_director_of_the_school_answers_for_a_programme_for_a_time() -> None:
    programme = published().programme
    director = a_person("Driss Naït")
    holds(director, Role.PROGRAMME_DIRECTOR, a_school())
    stranger = a_person("Ève Durand")
    holds(stranger, Role.PROGRAMME_DIRECTOR, a_school("other"))
    since = date(2026, 9, 1)
    said: dict[str, Any] = {"programme": programme.pk, "since": since, "at": NOON, "by": SCEAU}

    assert why(appoint_responsible, **said, person=stranger.pk) == "no_programme_director"
    found = appoint_responsible(**said, person=director.pk)
    assert why(appoint_responsible, **said, person=director.pk) == "answers_already"
    end: dict[str, Any] = {"responsible": found.pk, "at": NOON, "by": SCEAU}
    assert why(end_responsible, **end, until=since - timedelta(days=1)) == "ends_before_it_begins"
    assert end_responsible(**end, until=since).until == since
    assert why(end_responsible, **end, until=since) == "ended_already"
    assert acts(f"programme:{programme.pk}")[-2:] == ["appoint_responsible", "end_responsible"]


def test_a_programme_of_no_school_has_nobody_to_answer_for_it() -> None:
    programme = Programme.objects.create(slug="alone")

    assert (
        why(
            appoint_responsible, programme=programme.pk, person=a_person().pk, since=date(2026, 9, 1), at=NOON, by=SCEAU
        )
        == "no_programme_director"
    )
