"""Languages, values of rules and citations in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sceau.core.rule import Absence, Citation, Duration, Moment, Value, Words
from sceau.core.tables.fees import TariffRow
from sceau.core.tables.lists import PeriodRow
from sceau.wording import (
    UnknownLanguage,
    language,
    language_of_environment,
    say_choice,
    say_citation,
    say_list,
    say_value,
)
from tests.wording.sample import EN, FR, GAP, NOTICE, SILENT, TEXTS, UNIT_PASS_MARK, plain, rule

JURY = Moment(delay=Duration(0, "days"), event="jury_meeting")
MARCH_TO_JUNE = PeriodRow("p", starts=Moment(day=1, month=3), ends=Moment(day=30, month=6))
PLATFORM = Words("Études en France", "Studies in France")


# --- languages ---


def test_a_language_that_is_not_spoken_is_refused_with_those_that_are():
    with pytest.raises(UnknownLanguage, match=r"«de».*fr, en"):
        language("de")


def test_a_language_is_read_once():
    assert language("fr") is language("fr")


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LC_ALL": "fr_FR", "LANG": "en_US"}, "fr"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_US.UTF-8", "LANG": "fr_FR"}, "en"),
        ({"LC_ALL": "de_DE", "LANG": "en_US"}, "en"),
        ({"SCEAU_LANG": "en", "LC_ALL": "fr_FR"}, "en"),
        ({"SCEAU_LANG": "EN_gb"}, "en"),
    ],
)
def test_the_environment_says_which_language_is_wished(environ, code):
    assert language_of_environment(environ) == code


def test_a_wished_language_that_is_not_spoken_is_refused():
    with pytest.raises(UnknownLanguage):
        language_of_environment({"SCEAU_LANG": "klingon"})


# --- values ---


@pytest.mark.parametrize(
    ("value", "said_fr", "said_en"),
    [
        (UNIT_PASS_MARK, "au moins 10/20", "at least 10/20"),
        (GAP, "plus de 5/20", "more than 5/20"),
        (rule("programme_ects", Decimal(75), "ECTS"), "75 crédits ECTS", "75 ECTS credits"),
        (rule("application_fee", Decimal(60), "EUR"), "60 €", "€60"),
        (rule("first_payment_cap", Decimal("0.30"), "ratio"), "30 %", "30%"),
        (rule("label_displayed_level", Decimal(6)), "bac+6", "bac+6"),
        (rule("mission_duration", Duration(4, "months")), "4 mois", "4 months"),
        (rule("agreement_renewal", value=True), "oui", "yes"),
        (rule("ranking_of_schools_allowed", value=False), "non", "no"),
        (rule("compensation", "none"), "aucune compensation", "no compensation"),
        (rule("piece_languages", frozenset({"fr", "en"})), "anglais et français", "English and French"),
        (
            rule("final_components", frozenset({"thesis", "defence", "mission"})),
            "mission, thèse professionnelle et soutenance",
            "mission, professional thesis and defence",
        ),
        (rule("end_of_studies", JURY), "le jour du jury", "on the day of the jury"),
        (rule("foreign_students_platform", PLATFORM), "Études en France", "Studies in France"),
        (
            rule(
                "tariff",
                (
                    TariffRow("a", Words("soi-même, net", "oneself, net"), amount=Decimal(1)),
                    TariffRow("for_all", amount=Decimal(2)),
                ),
            ),
            "soi-même, net ; for all",
            "oneself, net; for all",
        ),
        (
            rule("admission_jury_period", (MARCH_TO_JUNE,)),
            "du 1er mars de l'année de la rentrée au 30 juin de l'année de la rentrée",
            "from 1 March of the year of the intake to 30 June of the year of the intake",
        ),
        (SILENT, "les textes n'en disent rien", "the texts say nothing of it"),
        (Value("cvec_amount", absence=Absence.REPEALED), "la règle a été abrogée", "the rule has been repealed"),
        (
            Value("cvec_amount", absence=Absence.NOTHING_DUE),
            "un texte dit que rien n'est dû",
            "a text says that nothing is due",
        ),
        (Value("rule_of_a_later_day", Decimal("2.125"), "points"), "2,125 points", "2.125 points"),
    ],
)
def test_a_value_is_said_by_its_kind_and_its_unit(value, said_fr, said_en):
    assert plain(say_value(value, FR)) == said_fr
    assert say_value(value, EN) == said_en


def test_what_a_text_sets_is_never_rounded():
    assert say_value(rule("unit_pass_mark", Decimal("9.995"), "/20"), EN) == "at least 9.995/20"


def test_a_list_is_joined_as_it_is_meant():
    assert say_list([], FR) == "rien"
    assert say_list(["a"], FR) == "a"
    assert say_list(["a", "b", "c"], FR) == "a, b et c"
    assert say_list(["a", "b", "c"], EN, "or") == "a, b or c"
    assert say_list(["a", "b"], EN, "semicolon") == "a; b"


def test_a_word_that_no_list_knows_is_at_least_legible():
    assert say_choice("lost_key", FR) == "lost key"
    assert say_choice("BE_2", FR) == "BE_2"


# --- citations ---


def test_a_citation_names_the_text_and_what_the_text_offers():
    assert say_citation(NOTICE, TEXTS, FR) == "Notice aux candidats, § 1.2"
    assert say_citation(Citation("code", "art. L. 1"), TEXTS, EN) == "Labour Code, art. L. 1"


def test_a_citation_that_was_not_read_in_the_text_says_so():
    unread = Citation("notice", "§ 3", confirmed=False)
    assert say_citation(unread, TEXTS, FR) == "Notice aux candidats, § 3 (à confirmer)"
    assert say_citation(unread, TEXTS, EN) == "Notice aux candidats, § 3 (to be confirmed)"


def test_without_a_citation_the_texts_say_nothing():
    assert say_citation(None, TEXTS, FR) == "les textes n'en disent rien"


def test_a_text_that_is_not_listed_keeps_its_id():
    assert say_citation(Citation("lost", "p. 2"), TEXTS, FR) == "lost, p. 2"
