"""Reasons and whole decisions in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from sceau.core.decision import Decision, Line, Reading, Reason
from sceau.core.rule import Absence, Citation, Duration, Moment, Value, Words
from sceau.core.tables.admission import ClosingRow, RouteRow
from sceau.core.tables.fees import InstalmentRow, RefundRow, TariffRow
from sceau.wording import Said, SaidReason, say_decision, say_figures, say_outcome, say_question, say_reason
from tests.wording.sample import EN, FR, GAP, NOTICE, SILENT, TEXTS, UNIT_PASS_MARK, plain, rule

JUNE = Moment(on=date(2025, 6, 4))


def french(reason: Reason, **more: object) -> str:
    return plain(say_reason(reason, FR, **more))


def english(reason: Reason, **more: object) -> str:
    return say_reason(reason, EN, **more)


# --- reasons ---


def unit_mean(found: object, *, holds: bool) -> Reason:
    return Reason("unit_mean_reaches_the_pass_mark", holds, UNIT_PASS_MARK, Decimal(10), found, "UV2")


def test_a_mean_that_fails_says_what_it_is_and_what_is_required():
    assert french(unit_mean(Decimal("9.5"), holds=False)) == "moyenne de l'UV UV2 : 9,5/20, il faut au moins 10/20"
    assert english(unit_mean(Decimal("9.5"), holds=False)) == "mean of unit UV2: 9.5/20, at least 10/20 required"


def test_an_exemption_that_a_text_refuses_is_not_told_as_silence():
    refused = rule("exemptions_allowed", value=False)
    reason = Reason("an_exemption_is_provided_for", False, refused, False, "E1", "Crypto")

    assert french(reason) == "module Crypto : dispense de « E1 », que les textes n'admettent pas"
    assert french(reason._replace(rule=SILENT)) == (
        "module Crypto : dispense de « E1 », dont les textes ne disent rien"
    )


def test_a_mean_that_holds_says_as_much():
    assert french(unit_mean(Fraction(31, 3), holds=True)) == "moyenne de l'UV UV2 : 10,33/20 (il faut au moins 10/20)"


def test_a_mean_that_fails_by_a_hair_is_not_shown_as_the_pass_mark():
    assert french(unit_mean(Decimal("9.995"), holds=False)) == "moyenne de l'UV UV2 : 9,995/20, il faut au moins 10/20"


def test_a_mean_that_only_a_fraction_can_show_is_out_of_its_scale():
    hair = Fraction(2999999999, 300000000)
    assert english(unit_mean(hair, holds=False)).startswith("mean of unit UV2: 2999999999/300000000 out of 20,")


def test_a_grade_that_nobody_has_stated_is_not_told_as_one_that_the_degree_lacks():
    reason = Reason("degree_confers_the_grade_of_master", False, ROUTES, True, None, "engineer")

    assert french(reason).endswith("grade de master conféré par le diplôme : non déclaré, ce grade est exigé")
    assert french(reason._replace(found=False)).endswith(
        "grade de master conféré par le diplôme : non, ce grade est exigé"
    )


def test_a_family_of_degrees_is_named_as_such_whatever_the_route_of_that_name_is_called():
    reason = Reason("a_degree_is_given", False, ROUTES, ("foreign",), None, "foreign")
    titles = {"foreign": Words("étranger", "foreign")}

    assert french(reason, titles=titles).endswith("aucun diplôme n'est déclaré, il faut : diplôme étranger")


def test_a_unit_is_named_when_its_name_is_known():
    named = {"UV2": "Thermique"}
    assert french(unit_mean(Decimal(9), holds=False), titles=named).startswith("moyenne de l'UV Thermique :")
    assert english(unit_mean(Decimal(9), holds=False), titles={"UV2": Words("Thermique", "Heat")}).startswith(
        "mean of unit Heat:"
    )


def test_a_strict_threshold_is_said_as_such():
    above = Reason("module_is_above_the_gap", True, GAP, Decimal(5), Decimal("5.004"), "M1")
    assert french(above) == "module M1 : 5,004/20, sans lacune (il faut plus de 5/20)"
    at = Reason("module_is_above_the_gap", False, GAP, Decimal(5), Decimal(5), "M1")
    assert english(at) == "module M1: 5/20, a gap: more than 5/20 required"


def test_where_the_texts_are_silent_the_sentence_says_so():
    days = (date(2025, 2, 1), date(2025, 5, 31))
    reason = Reason("mission_is_long_enough", True, SILENT, None, days)
    assert (
        french(reason)
        == "mission du 1er février 2025 au 31 mai 2025, sans durée minimale (les textes n'en disent rien)"
    )
    assert english(reason) == (
        "mission from 1 February 2025 to 31 May 2025, no minimum duration (the texts say nothing of it)"
    )


def test_silence_is_said_once_where_the_sentence_already_tells_it():
    late = Reason(
        "thesis_is_handed_in_on_time",
        False,
        Value("late_thesis_leads_to", absence=Absence.SILENT),
        date(2025, 9, 1),
        date(2025, 9, 2),
        "thesis",
    )
    assert french(late) == (
        "thèse professionnelle remise le 2 septembre 2025, en retard : elle était attendue le 1er septembre 2025 "
        "(suite : les textes n'en disent rien)"
    )


def test_a_rule_that_says_no_asks_for_nothing():
    rules = rule("diploma_needs_fees_settled", value=False)
    reason = Reason("fees_are_settled", True, rules, Decimal(0), Decimal("12.5"))
    assert french(reason) == "reste à payer : 12,50 €, sans effet sur le diplôme"


def test_what_is_not_known_yet_has_its_own_sentence():
    rules = rule("diploma_needs_fees_settled", value=True)
    reason = Reason("fees_are_settled", None, rules, Decimal(0), None)
    assert french(reason) == "règlement des frais à vérifier (reste à payer : montant inconnu)"
    assert english(reason) == "settlement of the fees to be checked (still to be paid: amount unknown)"


ROUTE = RouteRow(
    "foreign", Words("diplôme étranger équivalent", "equivalent foreign degree"), families=frozenset({"foreign"})
)
ROUTES = rule("admission_routes", (ROUTE,))


def test_a_route_is_named_by_its_title_and_a_degree_by_its_family():
    reason = Reason("degree_is_of_the_family", False, ROUTES, ("engineer", "foreign"), "bachelor", "foreign", ROUTE)
    assert french(reason) == (
        "voie « diplôme étranger équivalent » : diplôme présenté : licence ou bachelor, "
        "il faut : titre d'ingénieur diplômé ou diplôme étranger"
    )


def test_experience_is_found_in_months_and_required_as_the_text_says():
    reason = Reason("experience_is_long_enough", False, ROUTES, Duration(3, "years"), 30, "foreign", ROUTE)
    assert french(reason).endswith("expérience professionnelle prise en compte : 30 mois, il faut au moins 3 ans")


def test_a_point_to_be_recognised_says_by_whom_and_what_was_presented():
    reason = Reason("point_is_recognised", None, ROUTES, "admission_jury", ("foreign", 5), "foreign", ROUTE)
    assert french(reason) == (
        "voie « diplôme étranger équivalent » : à apprécier par le jury d'admission "
        "(diplôme présenté : diplôme étranger, bac+5)"
    )
    nothing = reason._replace(found=None)
    assert french(nothing).endswith("(diplôme présenté : aucun)")


def test_a_route_keeps_its_title_in_a_reason_that_rests_on_another_rule():
    tried = Reason("degree_reaches_the_level", True, ROUTES, 5, 5, "foreign", ROUTE)
    pending = rule("admission_while_degree_pending", "conditional")
    proof = Reason("degree_will_be_proved", None, pending, "conditional", ("foreign", 5), "foreign")
    said = say_decision(Decision("admission.eligibility", "conditionally_eligible", (proof, tried)), EN, TEXTS)
    assert said.reasons[0].text == (
        "route “equivalent foreign degree”: conditional admission, "
        "the degree is still to be proved (foreign degree, bac+5)"
    )


def test_the_name_of_an_assessment_is_left_as_it_is():
    individual = rule("individual_evaluation", value=True)
    reason = Reason("group_work_is_marked_one_by_one", False, individual, True, "final_report", "M1")
    assert french(reason) == "M1 : travail de groupe « final_report », chaque élève doit avoir sa note"


def test_a_file_is_late_from_the_first_instant_of_the_next_day_in_paris():
    row = ClosingRow("everyone", Words("tous les candidats", "every candidate"), closes=JUNE)
    closes = rule("application_closes", (row,))
    filed = datetime(2025, 6, 4, 22, 0, tzinfo=UTC)
    reason = Reason("file_is_in_time", False, closes, date(2025, 6, 4), filed, "everyone", row)
    assert french(reason) == (
        "dossier déposé le 5 juin 2025 à 0 h, hors délai : "
        "le dépôt était ouvert jusqu'au 4 juin 2025 inclus (tous les candidats)"
    )


def test_the_lines_of_a_table_are_named_even_when_none_fits():
    rows = (
        TariffRow("a", Words("soi-même", "oneself"), amount=Decimal(1)),
        TariffRow("b", Words("entreprise", "company"), amount=Decimal(2)),
    )
    reason = Reason("a_tariff_fits", False, rule("tariff", rows), ("a", "b"), ("third_party", "abroad"))
    assert french(reason, titles={"abroad": "vit à l'étranger"}) == (
        "aucun tarif ne correspond à cette situation (tiers payeur, vit à l'étranger), "
        "il n'y en a que pour : soi-même ; entreprise"
    )


def test_a_cap_is_said_in_euros_and_in_its_share_of_the_price():
    cap = rule("first_payment_cap", Decimal("0.30"), "ratio")
    reason = Reason("first_payment_is_within_the_cap", False, cap, Decimal("2250.300"), Decimal("2500.33"))
    assert french(reason) == "premier versement : 2 500,33 €, il ne peut dépasser 2 250,30 €, soit 30 % du prix"


def test_a_payment_has_its_day_or_none():
    row = InstalmentRow("instalment_1", Words("1re échéance", "1st instalment"))
    rows = rule("instalments", (row,))
    dated = Reason("instalments_are_set", True, rows, row.id, (Decimal(2500), date(2025, 9, 1)), row.id, row)
    assert french(dated) == "1re échéance : 2 500 €, le 1er septembre 2025"
    assert english(dated._replace(found=(Decimal(2500), None))) == "1st instalment: €2,500, date not set"


def test_a_refund_speaks_of_the_payment_and_not_of_the_line_of_the_same_name():
    row = RefundRow(
        "application_fee", Words("frais de dossier, toujours", "application fee, always"), refunded=Decimal(0)
    )
    reason = Reason(
        "payment_is_not_kept", False, rule("refunds", (row,)), Decimal(0), "resignation", "application_fee", row
    )
    assert french(reason) == "frais de dossier : somme conservée, remboursement de 0 % (motif : démission)"


def test_a_mark_after_a_resit_stays_beside_the_thresholds_of_its_decision():
    counts = rule("resit_counts", "replaces")
    reasons = (
        Reason("module_is_above_the_gap", True, GAP, Decimal(5), Decimal("5.004"), "M1"),
        Reason("resit_counts_as_the_rule_says", True, counts, "replaces", Decimal("5.004"), "M1"),
    )
    decision = Decision("studies.module_mean", "computed", reasons, {"mean": Decimal("5.004")})
    said = say_decision(decision, EN, TEXTS)
    assert said.reasons[1].text == "module M1, after the resit: 5.004/20 (the mark of the resit replaces the first)"
    assert said.figures == (("Mean", "5.004/20"),)


def test_a_mark_that_no_threshold_is_known_for_has_no_scale():
    counts = rule("resit_counts", "best_of")
    reason = Reason("resit_counts_as_the_rule_says", True, counts, "best_of", Fraction(31, 3), "M1")
    assert english(reason) == "module M1, after the resit: 10.33 (the better of the two marks counts)"


def test_the_decision_of_a_jury_is_said_within_the_sentence():
    reason = Reason("jury_has_admitted", False, rule("studies_jury_decides", value=True), "admitted", "resit")
    assert french(reason) == "décision du jury des études : rattrapage, il faut : admission"


def test_a_label_may_never_have_been_granted_or_have_no_end():
    decided = rule("accreditation_decided_by", "president")
    start = date(2025, 9, 1)
    never = Reason("label_covers_the_intake", False, decided, start, (None, None))
    assert french(never) == "rentrée du 1er septembre 2025 non couverte par le label (accordé : jamais)"
    endless = Reason("label_covers_the_intake", True, decided, start, (date(2022, 9, 1), None))
    assert (
        french(endless) == "rentrée du 1er septembre 2025 couverte par le label (accordé depuis le 1er septembre 2022)"
    )


def test_a_check_that_nobody_has_worded_is_told_by_its_rule():
    reason = Reason("mind_is_at_peace", False, UNIT_PASS_MARK, Decimal(10), Decimal(9))
    assert french(reason) == "titre de unit_pass_mark : 9/20, il faut : au moins 10/20"


# --- outcomes, figures, decisions ---


def test_an_outcome_has_a_short_label():
    assert say_outcome(("jury.proposal", "extension"), FR) == "Prolongation"
    assert say_outcome(("jury.proposal", "contested"), EN) == "Contested"
    assert say_outcome(("jury.proposal", "of_another_day"), EN) == "of another day"


def test_a_question_is_a_sentence():
    assert plain(say_question("diploma.may_issue", FR)) == "Ce diplôme peut-il être délivré ?"


def test_figures_are_named_and_said_in_their_order():
    reasons = (unit_mean(Decimal("9.995"), holds=False),)
    figures = {
        "mean": Decimal("9.995"),
        "total": Decimal(45),
        "by_unit": (("UV1", Decimal(6)), ("UV2", Decimal(0))),
        "unit_results": (("UV1", "validated"), ("UV2", "resit_due")),
        "unit_means": (("UV1", Decimal(12)), ("UV2", None)),
        "resits": ("M1", "M2"),
        "balance": Decimal(-10),
    }
    decision = Decision("jury.proposal", "resit", reasons, figures)
    said = [(name, plain(text)) for name, text in say_figures(decision, FR, {"M1": "Thermique", "UV1": "Énergie"})]
    assert said == [
        ("Moyenne générale", "9,995/20"),
        ("Total des crédits", "45 crédits ECTS"),
        ("Crédits par UV", "Énergie : 6 crédits ECTS ; UV2 : 0 crédit ECTS"),
        ("Résultats des UV", "Énergie : UV validée ; UV2 : rattrapage"),
        ("Moyennes des UV", "Énergie : 12/20 ; UV2 : néant"),
        ("Modules à rattraper", "Thermique et M2"),
        ("Reste à payer", "\N{MINUS SIGN}10 €"),
    ]


def test_a_total_is_money_where_the_question_is_of_money():
    fee = rule("application_fee", Decimal(60), "EUR")
    reasons = (Reason("application_fee_is_set", True, fee, Decimal(60), Decimal(60), "application_fee"),)
    figures = {"lines": (Line("application_fee", Decimal(60), fee),), "total": Decimal(60), "not_priced": ()}
    decision = Decision("fees.quote", "quoted", reasons, figures)
    assert say_figures(decision, EN) == [
        ("Details", "application fee: €60"),
        ("Total", "€60"),
        ("Beside, not priced", "none"),
    ]


def test_routes_and_days_are_said_among_the_figures():
    reasons = (Reason("degree_is_of_the_family", False, ROUTES, ("foreign",), "bachelor", "foreign", ROUTE),)
    figures = {
        "route": "foreign",
        "missing": ("foreign", "cover_letter"),
        "nearest": (("foreign", 1), ("other_route", 2)),
        "closes_on": date(2025, 6, 4),
        "closes_at": datetime(2025, 6, 4, 22, 0, tzinfo=UTC),
        "instalments": (("instalment_1", Decimal(10), None),),
        "days": 120,
    }
    decision = Decision("admission.eligibility", "not_eligible", reasons, figures)
    assert [text for _, text in say_figures(decision, EN)] == [
        "equivalent foreign degree",
        "equivalent foreign degree; cover letter",
        "equivalent foreign degree (1 condition not met); other route (2 conditions not met)",
        "4 June 2025",
        "before 5 June 2025 at 0:00",
        "first instalment: €10, date not set",
        "120 days",
    ]


def test_a_decision_is_said_with_the_words_and_the_place_of_each_rule():
    reasons = (unit_mean(Decimal(9), holds=False),)
    warnings = (Reason("mission_is_long_enough", True, SILENT, None, (date(2025, 2, 1), date(2025, 5, 31))),)
    decision = Decision("studies.unit_result", "resit_due", reasons, {"credits": Decimal(0)}, warnings)
    assert say_decision(decision, EN, TEXTS) == Said(
        question="Is this unit validated, to be resat, or not validated?",
        outcome="Resit",
        figures=(("Credits earned", "0 ECTS credits"),),
        reasons=(
            SaidReason(
                text="mean of unit UV2: 9/20, at least 10/20 required",
                cite="Notice aux candidats, § 1.2",
                holds=False,
                says="It says.",
                rule="unit_pass_mark",
            ),
        ),
        warnings=(
            SaidReason(
                text="mission from 1 February 2025 to 31 May 2025, no minimum duration (the texts say nothing of it)",
                cite="the texts say nothing of it",
                holds=True,
                says="",
                silent=True,
                rule=SILENT.key,
            ),
        ),
    )


def test_the_line_of_a_table_speaks_in_its_own_words_at_its_own_place():
    row = ClosingRow(
        "x", Words("x", "x"), Words("La ligne dit.", "The line says."), Citation("code", "art. 1"), closes=JUNE
    )
    closes = rule("application_closes", (row,))
    reason = Reason("file_is_in_time", True, closes, date(2025, 6, 4), datetime(2025, 6, 4, tzinfo=UTC), "x", row)
    said = say_decision(Decision("admission.deadline", "in_time", (reason,)), FR, TEXTS)
    assert (said.reasons[0].says, said.reasons[0].cite) == ("La ligne dit.", "Code du travail, art. 1")


def test_a_line_that_cites_another_place_than_its_table_never_shows_the_words_of_the_table():
    elsewhere = ClosingRow("x", Words("x", "x"), cite=Citation("code", "art. 1"), closes=JUNE)
    same_place = replace(elsewhere, cite=NOTICE)
    without = replace(elsewhere, cite=None)
    table = rule("application_closes", (elsewhere, same_place, without))
    told = [Reason("line_is_due", True, table, "x", "x", row=row) for row in table.value]
    said = say_decision(Decision("fees.quote", "quoted", tuple(told)), EN, TEXTS)

    assert [(reason.cite == said.reasons[1].cite, reason.says) for reason in said.reasons] == [
        (False, ""),
        (True, "It says."),
        (True, "It says."),
    ]


def test_readings_are_told_side_by_side_by_what_each_says():
    inner = {
        name: Decision("jury.proposal", outcome, (unit_mean(Decimal(9), holds=False),))
        for name, outcome in (("best_of", "resit"), ("replaces", "refused"))
    }
    counts = {name: rule("resit_counts", name) for name in inner}
    reasons = tuple(
        Reason("readings_agree", None, counts[name], required=name, found=decision.outcome, subject="resit_counts")
        for name, decision in inner.items()
    )
    readings = tuple(Reading("resit_counts", name, decision) for name, decision in inner.items())
    said = say_decision(Decision("jury.proposal", "contested", reasons, readings=readings), FR, TEXTS)
    assert said.outcome == "Contesté"
    assert plain(said.reasons[1].text) == "titre de resit_counts, avec la lecture « On dit » : refus"
    assert [(plain(name), reading.outcome) for name, reading in said.readings] == [
        ("titre de resit_counts : On dit", "Rattrapage"),
        ("titre de resit_counts : On dit", "Refus"),
    ]


def test_layers_that_contradict_each_other_are_named():
    reason = Reason("layers_agree", None, rule("cvec_liability", ()), "school", "quoted", "cvec_liability")
    said = french(reason, question="fees.quote")
    assert said == "titre de cvec_liability, à l'échelon « École » : devis établi"


def test_readings_with_the_same_outcome_are_told_by_the_figures_that_differ():
    def of(mean: int, *lists: tuple[str, int]) -> Decision:
        figures = {"mean": Decimal(mean), "resits": ("M1",), "unit_means": lists}
        return Decision("jury.proposal", "resit", (unit_mean(Decimal(9), holds=False),), figures)

    def told(first: Decision, second: Decision) -> list[str]:
        pairs = (("best_of", first), ("replaces", second))
        warnings = tuple(
            Reason("readings_agree", None, rule("resit_counts", name), name, "resit", "resit_counts")
            for name, _ in pairs
        )
        readings = tuple(Reading("resit_counts", name, decision) for name, decision in pairs)
        said = say_decision(replace(first, warnings=warnings, readings=readings), FR, TEXTS)
        return [plain(warning.text).partition("» : ")[2] for warning in said.warnings]

    assert told(of(9), of(8)) == ["moyenne générale : 9/20", "moyenne générale : 8/20"]
    assert told(of(9, ("U1", 9)), of(9, ("U1", 8))) == ["moyennes des UV : U1 : 9/20", "moyennes des UV : U1 : 8/20"]
    assert told(of(9), of(9)) == ["rattrapage", "rattrapage"]
