"""Every fault of the law is found, at once, and says what is wrong, where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from sceau.core.vocabulary import RULES
from sceau.regulation import RegulationFaulty, load, read, read_for
from sceau.regulation.load import MOST_FAULTS
from sceau.regulation.partly import read_partly
from tests.regulation.small_law import FILES, write_law

SCHOOL = FILES["schools/eve/studies.toml"]
LABEL = FILES["labels/ms/studies.toml"]
OWN = "schools__eve__studies"
EVE = FILES["schools/eve/school.toml"]


def school_rule(key: str, value: str, *, unit: str = "", entry: str = "", bound: str = "open") -> str:
    """A file with one rule of the school."""
    written = f'unit = "{unit}"\n' if unit else ""
    return f"""
[{key}]
title = {{ fr = "Règle", en = "Rule" }}
{written}bound = "{bound}"

[[{key}.value]]
from = 2025-09-01
{value}
{entry}
cite = {{ text = "eve-text", locator = "art. 2" }}
says = {{ fr = "Dit.", en = "Says." }}
"""


def closing(rows: str) -> str:
    return school_rule("application_closes", f"value = [{rows}]")


def routes(rows: str) -> str:
    return school_rule("admission_routes", f"value = [{rows}]")


def tariff(rows: str) -> str:
    return school_rule("tariff", f"value = [{rows}]")


def resits(rows: str) -> str:
    return school_rule("resits", f"value = [{rows}]")


def languages(rows: str) -> str:
    return school_rule("language_requirements", f"value = [{rows}]")


def quotas(rows: str) -> str:
    return school_rule("quotas", f"value = [{rows}]")


VARIANT = (
    '{ name = "one", value = 9, passes = true, cite = { text = "eve-text", locator = "art. 3" }, '
    'says = { fr = "Un.", en = "One." } }'
)


def contested(key: str, *readings: str, unit: str = "") -> str:
    """A file with one contested rule of the school; each reading is its name and what it says."""
    says = 'cite = { text = "eve-text", locator = "art. 3" }, says = { fr = "Dit.", en = "Says." }'
    variants = ", ".join(f"{{ {reading}, {says} }}" for reading in readings)
    return school_rule(key, f'standing = "contested"\nvariants = [{variants}]', unit=unit)


TOO_FAR = "is a number beyond 1,000,000,000,000 or finer than 30 decimals, nothing is counted so; correct it"

BROKEN = {
    "a file that is not TOML": (
        OWN,
        "[unit_pass_mark",
        [
            "schools/eve/studies.toml: —: is not TOML (Expected ']' at the end of a table declaration "
            "(at end of document)), correct that line"
        ],
    ),
    "a rule that is not known": (
        OWN,
        SCHOOL.replace("unit_pass_mark", "unit_pas_mark"),
        ["schools/eve/studies.toml: unit_pas_mark: is not a known rule, did you mean «unit_pass_mark»?"],
    ),
    "a rule in the file of another stage": (
        "schools__eve__fees",
        SCHOOL,
        ["schools/eve/fees.toml: unit_pass_mark: belongs to studies.toml, move it there"],
    ),
    "a file that is no file of the law": (
        "schools__eve__timetable",
        SCHOOL,
        [
            "schools/eve/timetable.toml: —: is no file of the law, name it after a stage (accreditation, catalogue, "
            "admission, fees, studies, jury, diploma, graduates) in state/, labels/<label>/, "
            "schools/<school>/[<label>/] or schools/<school>/programmes/<programme>/"
        ],
    ),
    "a file in no known folder": (
        "elsewhere__studies",
        SCHOOL,
        [
            "elsewhere/studies.toml: —: is no file of the law, name it after a stage (accreditation, catalogue, "
            "admission, fees, studies, jury, diploma, graduates) in state/, labels/<label>/, "
            "schools/<school>/[<label>/] or schools/<school>/programmes/<programme>/"
        ],
    ),
    "a value that served before it began": (
        OWN,
        SCHOOL.replace("value = 12", "value = 12\nserves_until = 2025-08-31"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].serves_until: 2025-08-31 comes before the first day of "
            "this value, correct one of them"
        ],
    ),
    "a missing citation": (
        OWN,
        SCHOOL.replace('cite = { text = "eve-text", locator = "art. 2" }\n', ""),
        ["schools/eve/studies.toml: unit_pass_mark.value[1].cite: is missing, add it"],
    ),
    "a citation of an unknown text": (
        OWN,
        SCHOOL.replace("eve-text", "eve-txt"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].cite.text: «eve-txt» is not a known text, "
            "did you mean «eve-text»?"
        ],
    ),
    "a locator without a letter or a digit": (
        OWN,
        SCHOOL.replace('locator = "art. 2"', 'locator = "…?"', 1),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].cite.locator: «…?» locates nothing, "
            "name the article, section or paragraph"
        ],
    ),
    "a rule whose name is near no other": (
        OWN,
        SCHOOL + "\n[zzzz]\n",
        [
            f"schools/eve/studies.toml: zzzz: is not a known rule, none of the {len(RULES)} known names is near it, "
            "look for its own in regulations/README.md"
        ],
    ),
    "a locator that locates nothing": (
        OWN,
        SCHOOL.replace("art. 2", "Notice"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].cite.locator: «Notice» locates nothing, "
            "name the article, section or paragraph"
        ],
    ),
    "a field that is not known": (
        OWN,
        SCHOOL.replace("bound =", 'bond = "open"\nbound ='),
        ["schools/eve/studies.toml: unit_pass_mark.bond: is not a known field, did you mean «bound»?"],
    ),
    "a bound that is not among the choices": (
        OWN,
        SCHOOL.replace('"floor"', '"roof"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.bound: «roof» is not among the choices, "
            "write 'fixed', 'floor', 'ceiling' or 'open'"
        ],
    ),
    "a rule that begins before all times": (
        OWN,
        SCHOOL.replace("2025-09-01", "0001-01-01"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].from: 0001-01-01 is out of all times that a school "
            "knows, correct it"
        ],
    ),
    "a date between quotes": (
        OWN,
        SCHOOL.replace("2025-09-01", '"soon"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].from: «soon» is not a date, "
            "write it as 2025-09-01 without quotes"
        ],
    ),
    "a number between quotes": (
        OWN,
        SCHOOL.replace("value = 12", 'value = "12"'),
        ["schools/eve/studies.toml: unit_pass_mark.value[1].value: «12» is not a number, write digits without quotes"],
    ),
    "a number that is infinite": (
        OWN,
        SCHOOL.replace("value = 12", "value = inf"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].value: «Infinity» is not a number, "
            "write digits without quotes"
        ],
    ),
    "a number without end": (
        OWN,
        school_rule("teaching_ects", "value = 1e99999999", unit="ECTS"),
        [f"schools/eve/studies.toml: teaching_ects.value[1].value: {TOO_FAR}"],
    ),
    "a number too fine to be one": (
        OWN,
        SCHOOL.replace("value = 12", "value = 1e-99999999"),
        [f"schools/eve/studies.toml: unit_pass_mark.value[1].value: {TOO_FAR}"],
    ),
    "a number of a line without end": (
        "schools__eve__admission",
        routes('{ id = "a", level = 1e99999999 }'),
        [f"schools/eve/admission.toml: admission_routes.value[1].value[1].level: {TOO_FAR}"],
    ),
    "a number too long to be shown": (
        OWN,
        SCHOOL.replace("value = 12", f"value = 0x{'f' * 5000}"),
        [f"schools/eve/studies.toml: unit_pass_mark.value[1].value: {TOO_FAR}"],
    ),
    "a number below zero": (
        OWN,
        SCHOOL.replace("value = 12", "value = -1"),
        ["schools/eve/studies.toml: unit_pass_mark.value[1].value: -1 is below zero, write zero or more"],
    ),
    "a threshold that does not say whether it passes": (
        OWN,
        SCHOOL.replace("passes = true\n", ""),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].passes: is missing, "
            "say whether the value itself passes: true or false"
        ],
    ),
    "a passes where there is no threshold": (
        OWN,
        school_rule("resits_allowed", "value = 1\npasses = true", unit="times"),
        [
            "schools/eve/studies.toml: resits_allowed.value[1].passes: is written for a rule that is no threshold, "
            "remove it"
        ],
    ),
    "a unit that does not fit": (
        OWN,
        SCHOOL.replace('"/20"', '"EUR"'),
        ["schools/eve/studies.toml: unit_pass_mark.unit: «EUR» does not fit, write /10 or /20 or /100"],
    ),
    "a number without its unit": (
        OWN,
        SCHOOL.replace('unit = "/20"\n', ""),
        ["schools/eve/studies.toml: unit_pass_mark.unit: is missing, write /10 or /20 or /100"],
    ),
    "a unit where there is none": (
        OWN,
        school_rule("compensation", 'value = "none"', unit="/20"),
        ["schools/eve/studies.toml: compensation.unit: «/20» is written for a value without unit, remove it"],
    ),
    "a choice that is not among the choices": (
        OWN,
        school_rule("compensation", 'value = "within_units"'),
        [
            "schools/eve/studies.toml: compensation.value[1].value: «within_units» is not among the choices, "
            "did you mean «within_unit»?"
        ],
    ),
    "a yes or no that is neither": (
        OWN,
        school_rule("individual_evaluation", 'value = "yes"'),
        [
            "schools/eve/studies.toml: individual_evaluation.value[1].value: «yes» is neither true nor false, "
            "write one of them"
        ],
    ),
    "a set that is not a list": (
        OWN,
        school_rule("final_components", 'value = "thesis"'),
        [
            "schools/eve/studies.toml: final_components.value[1].value: «thesis» is not a list, "
            "write it between square brackets"
        ],
    ),
    "a duration in no known unit": (
        OWN,
        school_rule("mission_duration", "value = { moons = 4 }"),
        [
            "schools/eve/studies.toml: mission_duration.value[1].value: «{ moons = 4 }» "
            "is not a duration, write for example { months = 4 } (days, working_days, weeks, months, quarters, "
            "semesters, years)"
        ],
    ),
    "a duration that cannot be compared with that of the label": (
        OWN,
        school_rule("mission_duration", "value = { weeks = 20 }"),
        [
            "schools/eve/studies.toml: mission_duration.value[1]: cannot be set against label-text, art. 6: "
            "weeks cannot be compared with months without a cited equivalence; write it in the same unit"
        ],
    ),
    "a value below the floor of the label": (
        OWN,
        SCHOOL.replace("value = 12", "value = 9"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1]: 9 (eve-text, art. 2) breaks 10 (label-text, art. 4), "
            "which may only be raised; keep to it, or write contradicts = «label» if the text really says so"
        ],
    ),
    "a duration below the floor of the label": (
        OWN,
        school_rule("mission_duration", "value = { months = 3 }"),
        [
            "schools/eve/studies.toml: mission_duration.value[1]: 3 months (eve-text, art. 2) breaks 4 months "
            "(label-text, art. 6), which may only be raised; keep to it, or write contradicts = «label» if the text "
            "really says so"
        ],
    ),
    "two values that begin on the same day": (
        OWN,
        SCHOOL + SCHOOL[SCHOOL.index("[[") :],
        [
            "schools/eve/studies.toml: unit_pass_mark: two values begin on 2025-09-01, "
            "change a date or make them variants of one value"
        ],
    ),
    "an entry that says nothing": (
        OWN,
        SCHOOL.replace("value = 12\npasses = true\n", ""),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1]: says nothing, "
            "write exactly one of: value, none, repealed, variants, chooses",
        ],
    ),
    "an entry that says two things": (
        OWN,
        SCHOOL.replace("passes = true", "none = true"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1]: says value and none, "
            "write exactly one of: value, none, repealed, variants, chooses"
        ],
    ),
    "variants that are not contested": (
        OWN,
        SCHOOL.replace("value = 12\npasses = true", f"variants = [{VARIANT}]"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].variants: variants go with standing = «contested», "
            "and only with it, write both or neither",
            "schools/eve/studies.toml: unit_pass_mark.value[1].variants: has one reading only, "
            "write a second one or a plain value",
        ],
    ),
    "two readings of one name": (
        OWN,
        contested("resit_counts", 'name = "a", value = "best_of"', 'name = "a", value = "replaces"'),
        [
            "schools/eve/studies.toml: resit_counts.value[1].variants[2].name: «a» is empty or stands twice, "
            "give each reading its own name"
        ],
    ),
    "a reading without a name": (
        OWN,
        contested("resit_counts", 'name = "", value = "best_of"', 'name = "b", value = "replaces"'),
        [
            "schools/eve/studies.toml: resit_counts.value[1].variants[1].name: «» is empty or stands twice, "
            "give each reading its own name"
        ],
    ),
    "a reading that says two things": (
        OWN,
        contested("resit_counts", 'name = "a", value = "best_of", none = true', 'name = "b", value = "replaces"'),
        [
            "schools/eve/studies.toml: resit_counts.value[1].variants[1]: says value and none, "
            "write exactly one of: value, none"
        ],
    ),
    "a reading that says nothing": (
        OWN,
        contested("resit_counts", 'name = "a"', 'name = "b", value = "replaces"'),
        [
            "schools/eve/studies.toml: resit_counts.value[1].variants[1]: says nothing, "
            "write exactly one of: value, none"
        ],
    ),
    "a reading above its scale": (
        OWN,
        contested(
            "thesis_pass_mark",
            'name = "a", value = 10, passes = true',
            'name = "b", value = 25, passes = true',
            unit="/20",
        ),
        [
            "schools/eve/studies.toml: thesis_pass_mark.value[1].variants[2].value: 25 is above the scale /20, "
            "correct one of them"
        ],
    ),
    "a reading that is no day": (
        "schools__eve__admission",
        contested(
            "enrolment_deadline", 'name = "a", value = { day = 1, month = 9 }', 'name = "b", value = { day = 1 }'
        ),
        [
            "schools/eve/admission.toml: enrolment_deadline.value[1].variants[2].value: names no single day, "
            "write { on = date }, { day, month, year } or { delay, after = event }",
        ],
    ),
    "a reading that names what no diploma knows": (
        "schools__eve__diploma",
        contested(
            "diploma_wording",
            'name = "a", value = { fr = "MS", en = "MS" }',
            'name = "b", value = { fr = "MS en {specialite}", en = "MS" }',
        ),
        [
            "schools/eve/diploma.toml: diploma_wording.value[1].variants[2].value: «{specialite}» is not known on a "
            "diploma, did you mean «speciality»?"
        ],
    ),
    "a choice between readings that do not exist": (
        OWN,
        SCHOOL.replace("value = 12\npasses = true", 'chooses = "two"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].chooses: «two» chooses among no readings, "
            "no layer above contests unit_pass_mark on 2025-09-01; write a value"
        ],
    ),
    "a contradiction of a layer that says nothing": (
        OWN,
        SCHOOL.replace("passes = true", 'passes = true\ncontradicts = "state"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].contradicts: the layer «state» says nothing of "
            "unit_pass_mark, remove contradicts or name another layer"
        ],
    ),
    "a force that is weaker than that of the label": (
        OWN,
        SCHOOL.replace("passes = true", 'passes = true\nforce = "usual"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].force: is weaker than label-text, art. 4, "
            "which is binding; make it at least that"
        ],
    ),
    "two scales of marks": (
        OWN,
        SCHOOL + school_rule("module_gap_mark", "value = 25\npasses = false", unit="/100"),
        [
            "schools/eve/studies.toml: module_gap_mark.unit: is out of /100 where unit_pass_mark is out of /20, "
            "use one scale"
        ],
    ),
    "a table without lines": (
        OWN,
        school_rule("resits", "value = []"),
        [
            "schools/eve/studies.toml: resits.value[1].value: is not a table of lines, "
            "write at least one [[….value.value]] or a list of { id = … }"
        ],
    ),
    "a line with a column that is not known": (
        OWN,
        resits('{ id = "gap", trigger = "module_gap", triger = "module_gap" }'),
        ["schools/eve/studies.toml: resits.value[1].value[1].triger: is not a known field, did you mean «trigger»?"],
    ),
    "a line twice": (
        OWN,
        resits('{ id = "gap", trigger = "module_gap" }, { id = "gap", trigger = "no_mark" }'),
        ["schools/eve/studies.toml: resits.value[1].value[2].id: «gap» stands twice, give each line its own id"],
    ),
    "a line that is never reached": (
        OWN,
        resits('{ id = "all", otherwise = true, trigger = "no_mark" }, { id = "gap", trigger = "module_gap" }'),
        [
            "schools/eve/studies.toml: resits.value[1].value[2]: is never reached behind «all», "
            "move it above or remove it"
        ],
    ),
    "a quality that is not declared": (
        OWN,
        resits('{ id = "gap", trigger = "module_gap", requires = ["experience"] }'),
        [
            "schools/eve/studies.toml: resits.value[1].value[1]: «experience» is not a declared quality, "
            "declare it in qualities.toml; did you mean «experienced»?"
        ],
    ),
    "a word that no column knows": (
        OWN,
        school_rule("mission_places", 'value = [{ id = "office", keeps = "company", places = ["companies"] }]'),
        [
            "schools/eve/studies.toml: mission_places.value[1].value[1].places: «companies» is not known, "
            "did you mean «company»?",
            "schools/eve/studies.toml: mission_places.value[1].value[1].places: is looser than «company» "
            "(label-text, art. 5), tighten it or keep another line",
        ],
    ),
    "a line that keeps none of the label's": (
        OWN,
        school_rule("mission_places", 'value = [{ id = "office", places = ["company"] }]'),
        [
            "schools/eve/studies.toml: mission_places.value[1].value[1].keeps: names no line of label-text, art. 5, "
            "use one of: company, laboratory"
        ],
    ),
    "a line that loosens the one it keeps": (
        OWN,
        school_rule("mission_places", 'value = [{ id = "lab", keeps = "laboratory", places = ["laboratory"] }]'),
        [
            "schools/eve/studies.toml: mission_places.value[1].value[1].requires: is looser than «laboratory» "
            "(label-text, art. 5), tighten it or keep another line"
        ],
    ),
    "a rule without a value": (
        OWN,
        SCHOOL[: SCHOOL.index("[[")] + "value = []\n",
        ["schools/eve/studies.toml: unit_pass_mark.value: is empty, write at least one [[unit_pass_mark.value]]"],
    ),
    "a day that does not exist": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { day = 31, month = 2 } }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].closes: there is no day 31 of month 2, "
            "correct it"
        ],
    ),
    "a day of leap years only": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { day = 29, month = 2 } }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].closes: there is no day 29 of month 2, "
            "correct it"
        ],
    ),
    "a day out of all times": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { on = 9999-12-31 } }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].closes: 9999-12-31 is out of all times "
            "that a school knows, correct it"
        ],
    ),
    "a duration longer than a century": (
        OWN,
        school_rule("mission_duration", "value = { days = 99999999 }"),
        [
            "schools/eve/studies.toml: mission_duration.value[1].value: «{ days = 99999999 }» is not a duration, "
            "write for example { months = 4 } (days, working_days, weeks, months, quarters, semesters, years)"
        ],
    ),
    "a line that never fits": (
        OWN,
        resits('{ id = "gap", trigger = "module_gap", requires = ["experienced"], excludes = ["experienced"] }'),
        [
            "schools/eve/studies.toml: resits.value[1].value[1]: requires and excludes «experienced» at once and never "
            "fits, keep one"
        ],
    ),
    "a moment of two forms": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { on = 2025-06-04, day = 4, month = 6 } }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].closes: names no single day, "
            "write { on = date }, { day, month, year } or { delay, after = event }"
        ],
    ),
    "a day that never comes, since which a test counts": (
        "schools__eve__admission",
        languages('{ id = "en", language = "en", cefr = "B2", taken_since = { day = 31, month = 2 } }'),
        [
            "schools/eve/admission.toml: language_requirements.value[1].value[1].taken_since: "
            "there is no day 31 of month 2, correct it"
        ],
    ),
    "a dated value under single brackets": (
        "schools__eve__jury",
        school_rule("extensions_allowed", "value = 1", unit="times").replace("[[", "[").replace("]]", "]"),
        [
            "schools/eve/jury.toml: extensions_allowed.value: is one table where there may be several, "
            "write its name between double brackets: [[…]]"
        ],
    ),
    "fields and lists where a text stands": (
        "schools__eve__admission",
        routes('{ id = [{ a = "b", c = true, d = 2026-09-01 }], level = 4 }'),
        [
            "schools/eve/admission.toml: admission_routes.value[1].value[1].id: "
            '«[{ a = "b", c = true, d = 2026-09-01 }]» is not text, put it between quotes'
        ],
    ),
    "a duration where a name stands": (
        "schools__eve__admission",
        routes("{ id = { months = 4 }, level = 4 }"),
        [
            "schools/eve/admission.toml: admission_routes.value[1].value[1].id: «{ months = 4 }» is not text, "
            "put it between quotes"
        ],
    ),
    "a moment of another year": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { day = 4, month = 6, year = "last" } }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].closes: «last» is no year, "
            "write previous, intake or next"
        ],
    ),
    "a moment around an event that is not known": (
        "schools__eve__admission",
        school_rule("enrolment_deadline", 'value = { delay = { days = 15 }, after = "admision" }'),
        [
            "schools/eve/admission.toml: enrolment_deadline.value[1].value: «admision» is not a known event, "
            "did you mean «admission»?"
        ],
    ),
    "a programme on a campus that is not declared": (
        "schools__eve__school",
        FILES["schools/eve/school.toml"].replace('campus = "centre"', 'campus = "center"'),
        ["schools/eve/school.toml: programmes.ALPHA.campus: «center» is not a declared campus, did you mean «centre»?"],
    ),
    "a programme of a quality that is not declared": (
        "schools__eve__school",
        FILES["schools/eve/school.toml"].replace('["experienced"]', '["famous"]'),
        [
            "schools/eve/school.toml: programmes.ALPHA.qualities: «famous» is not a declared quality, "
            "use one of: experienced"
        ],
    ),
    "a school of a quality that is not declared": (
        "schools__eve__school",
        FILES["schools/eve/school.toml"].replace("[school]\n", '[school]\nqualities = ["famous"]\n', 1),
        ["schools/eve/school.toml: school.qualities: «famous» is not a declared quality, use one of: experienced"],
    ),
    "a school without its name": (
        "schools__adam__studies",
        SCHOOL,
        ["schools/adam/school.toml: school: is missing, declare the school's name there"],
    ),
    "the folder of no programme": (
        "schools__eve__programmes__beta__studies",
        SCHOOL,
        ["schools/eve/programmes/beta: —: is the folder of no declared programme, use one of: alpha"],
    ),
    "a text declared twice": (
        "schools__eve__texts",
        '[eve-text]\ntitle = "Encore"\nauthority = "Ève"\n',
        ["schools/eve/texts.toml: eve-text: is already declared in another file, use another name"],
    ),
    "a duration in a table in no known unit": (
        "schools__eve__admission",
        routes('{ id = "a", level = 4, experience = { moons = 3 } }'),
        [
            "schools/eve/admission.toml: admission_routes.value[1].value[1].experience: «{ moons = 3 }» "
            "is not a duration, write for example { months = 4 } (days, working_days, weeks, months, quarters, "
            "semesters, years)"
        ],
    ),
    "a deadline that binds in no known way": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { on = 2025-06-04 }, force = "bindin" }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].force: «bindin» is not "
            "among the choices, write 'binding', 'recommended' or 'usual'"
        ],
    ),
    "a resit that nothing triggers": (
        OWN,
        resits('{ id = "gap", trigger = "module_gaps" }'),
        [
            "schools/eve/studies.toml: resits.value[1].value[1].trigger: «module_gaps» is not known, "
            "did you mean «module_gap»?"
        ],
    ),
    "a label on another scale": (
        OWN,
        SCHOOL.replace('"/20"', '"/100"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.unit: is in «/100» where label-text, art. 4 is in «/20», "
            "write it in the same unit"
        ],
    ),
    "nothing due under a floor": (
        OWN,
        SCHOOL.replace("value = 12\npasses = true", "none = true"),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1]: nothing due (eve-text, art. 2) breaks 10 "
            "(label-text, art. 4), which may only be raised; keep to it, or write contradicts = «label» if the text "
            "really says so"
        ],
    ),
    "no place at all under a floor": (
        OWN,
        school_rule("mission_places", "none = true"),
        [
            "schools/eve/studies.toml: mission_places.value[1]: nothing due (eve-text, art. 2) breaks "
            "company, laboratory (label-text, art. 5), which may only be raised; keep to it, or write "
            "contradicts = «label» if the text "
            "really says so"
        ],
    ),
    "a contradiction that does not name the layer it breaks": (
        OWN,
        SCHOOL.replace("value = 12", 'value = 9\ncontradicts = "state"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1]: 9 (eve-text, art. 2) breaks 10 (label-text, art. 4), "
            "which may only be raised; keep to it, or write contradicts = «label» if the text really says so",
            "schools/eve/studies.toml: unit_pass_mark.value[1].contradicts: the layer «state» says nothing of "
            "unit_pass_mark, remove contradicts or name another layer",
        ],
    ),
    "a contradiction of no layer": (
        OWN,
        SCHOOL.replace("passes = true", 'passes = true\ncontradicts = "France"'),
        [
            "schools/eve/studies.toml: unit_pass_mark.value[1].contradicts: «France» is not among the choices, "
            "write 'state', 'label' or 'school'"
        ],
    ),
    "a programme of a label without rules": (
        "schools__eve__school",
        FILES["schools/eve/school.toml"].replace("campus =", 'label = "msc"\ncampus ='),
        ["schools/eve/school.toml: programmes.ALPHA.label: «msc» is no label that has rules, did you mean «ms»?"],
    ),
    "a programme that names no label where none is the usual one": (
        "labels__ms__studies",
        "",
        [
            "schools/eve/school.toml: programmes.ALPHA: «ms» is no label that has rules, none is known here",
        ],
    ),
    "a school that declares no programme, and so stands under no label": (
        "schools__eve__school",
        EVE.partition("[programmes.ALPHA]")[0],
        [
            "schools/eve/school.toml: programmes: is missing, no label is known to bind unit_pass_mark at this school; "
            "declare a programme with its label"
        ],
    ),
    "a folder of a label without rules": (
        "schools__eve__mss__studies",
        SCHOOL,
        ["schools/eve/mss: —: is the folder of no label that has rules, did you mean «ms»?"],
    ),
    "a line that another hides": (
        "schools__eve__fees",
        tariff('{ id = "all", amount = 5000 }, { id = "company", payers = ["employer"], amount = 9000 }'),
        ["schools/eve/fees.toml: tariff.value[1].value[2]: is never reached behind «all», move it above or remove it"],
    ),
    "a line that one with more payers hides": (
        "schools__eve__fees",
        tariff(
            '{ id = "both", payers = ["self", "employer"], amount = 5000 }, '
            '{ id = "company", payers = ["employer"], requires = ["experienced"], amount = 9000 }'
        ),
        ["schools/eve/fees.toml: tariff.value[1].value[2]: is never reached behind «both», move it above or remove it"],
    ),
    "a price below zero": (
        "schools__eve__fees",
        tariff('{ id = "all", amount = -1 }'),
        ["schools/eve/fees.toml: tariff.value[1].value[1].amount: -1 is below zero, write zero or more"],
    ),
    "more given back than was paid": (
        "schools__eve__fees",
        school_rule("refunds", 'value = [{ id = "all", refunded = 1.5 }]'),
        [
            "schools/eve/fees.toml: refunds.value[1].value[1].refunded: 1.5 is more than the whole, "
            "write 0.3 for thirty per cent"
        ],
    ),
    "a line that says what is owed in two ways": (
        "schools__eve__fees",
        school_rule("leaving", 'value = [{ id = "any", ratio = 0.5, pro_rata = true }]'),
        ["schools/eve/fees.toml: leaving.value[1].value[1]: says ratio and pro_rata, keep one of them"],
    ),
    "a course counted over no day": (
        "schools__eve__fees",
        school_rule("funders", 'value = [{ id = "region", after_break = "pro_rata", day_base = 0 }]'),
        ["schools/eve/fees.toml: funders.value[1].value[1].day_base: 0 days are no course, write one or more"],
    ),
    "a cut above the whole, and a cap below zero": (
        "schools__eve__fees",
        school_rule("funders", 'value = [{ id = "region", remote_at_most = 50, cap = -1 }]'),
        [
            "schools/eve/fees.toml: funders.value[1].value[1].cap: -1 is below zero, write zero or more",
            "schools/eve/fees.toml: funders.value[1].value[1].remote_at_most: 50 is more than the whole, "
            "write 0.3 for thirty per cent",
        ],
    ),
    "a price behind one that lets more people through": (
        "schools__eve__fees",
        tariff(
            '{ id = "recent", degree_years_at_most = 0, amount = 1 }, '
            '{ id = "recent_too", degree_years_at_most = 0, payers = ["self"], amount = 2 }, '
            '{ id = "later", degree_years_at_most = 3, amount = 3 }'
        ),
        [
            "schools/eve/fees.toml: tariff.value[1].value[2]: is never reached behind «recent», "
            "move it above or remove it"
        ],
    ),
    "a share above the whole": (
        "schools__eve__fees",
        school_rule("first_payment_cap", "value = 30", unit="ratio"),
        [
            "schools/eve/fees.toml: first_payment_cap.value[1].value: 30 is more than the whole, "
            "write 0.3 for thirty per cent"
        ],
    ),
    "half a resit": (
        OWN,
        school_rule("resits_allowed", "value = 1.5", unit="times"),
        ["schools/eve/studies.toml: resits_allowed.value[1].value: 1.5 times cannot be counted, write a whole number"],
    ),
    "half a decimal": (
        OWN,
        school_rule("rounding_decimals", "value = 1.5", unit=""),
        [
            "schools/eve/studies.toml: rounding_decimals.value[1].value: 1.5 is no level and no count, "
            "write a whole number below 1000"
        ],
    ),
    "more decimals than anyone could count": (
        OWN,
        school_rule("rounding_decimals", "value = 1000", unit=""),
        [
            "schools/eve/studies.toml: rounding_decimals.value[1].value: 1000 is no level and no count, "
            "write a whole number below 1000"
        ],
    ),
    "a weight of what is no part of the end": (
        OWN,
        school_rule("final_weights", 'value = [{ id = "theses", weight = 1 }]'),
        ["schools/eve/studies.toml: final_weights.value[1].value[1].id: «theses» is not known, did you mean «thesis»?"],
    ),
    "a part of the end that weighs nothing": (
        OWN,
        school_rule("final_weights", 'value = [{ id = "thesis", weight = 0 }]'),
        ["schools/eve/studies.toml: final_weights.value[1].value[1].weight: 0 weighs nothing, write more than zero"],
    ),
    "honours from the lowest band up": (
        "schools__eve__jury",
        school_rule("honours", 'value = [{ id = "good", mean = 14 }, { id = "very_good", mean = 16 }]'),
        [
            "schools/eve/jury.toml: honours.value[1].value[2].mean: asks for more than «good» above it, "
            "write the highest band first"
        ],
    ),
    "a piece for a route that is not there": (
        "schools__eve__admission",
        routes('{ id = "master", level = 5 }')
        + school_rule("application_pieces", 'value = [{ id = "degree", routes = ["masters"] }]'),
        [
            "schools/eve/admission.toml: application_pieces.value[1].value[1].routes: «masters» is no line "
            "of this folder nor of one above, did you mean «master»?"
        ],
    ),
    "a floor under what has no order": (
        OWN,
        school_rule("compensation", 'value = "none"', bound="floor"),
        ["schools/eve/studies.toml: compensation.bound: a choice has no floor, write «open» or «fixed»"],
    ),
    "a wording that names what no diploma knows": (
        "schools__eve__diploma",
        school_rule("diploma_wording", 'value = { fr = "MS en {specialite}", en = "MS in {speciality" }'),
        [
            "schools/eve/diploma.toml: diploma_wording.value[1].value: «{specialite}» is not known on a diploma, "
            "did you mean «speciality»?",
            "schools/eve/diploma.toml: diploma_wording.value[1].value: «MS in {speciality» cannot be read "
            "(expected '}' before end of string), write names between single braces",
        ],
    ),
    "a school whose file is faulty": (
        "schools__eve__school",
        FILES["schools/eve/school.toml"].replace("name =", "nom =", 1),
        [
            "schools/eve/school.toml: school.name: is missing, add it",
            "schools/eve/school.toml: school.nom: is not a known field, "
            "use one of: cite, city, email, genitive, name, qualities, url",
        ],
    ),
    "a threshold above its scale": (
        OWN,
        SCHOOL.replace("value = 12", "value = 25"),
        ["schools/eve/studies.toml: unit_pass_mark.value[1].value: 25 is above the scale /20, correct one of them"],
    ),
    "a price that is not there": (
        "schools__eve__fees",
        tariff('{ id = "all" }'),
        ["schools/eve/fees.toml: tariff.value[1].value[1].amount: is missing, add it"],
    ),
    "a wording that shapes what it names": (
        "schools__eve__diploma",
        school_rule("diploma_wording", 'value = { fr = "MS en {speciality:d}", en = "MS in {speciality}" }'),
        [
            "schools/eve/diploma.toml: diploma_wording.value[1].value: «MS en {speciality:d}» shapes what it names, "
            "write the names alone: {speciality}, {school}"
        ],
    ),
    "a delay in no known unit": (
        "schools__eve__admission",
        closing('{ id = "all", closes = { delay = { moons = 7 }, after = "admission" } }'),
        [
            "schools/eve/admission.toml: application_closes.value[1].value[1].closes.delay: «{ moons = 7 }» is not a "
            "duration, write for example { months = 4 } "
            "(days, working_days, weeks, months, quarters, semesters, years)",
        ],
    ),
    "a quality that cites no known text": (
        "labels__ms__qualities",
        FILES["labels/ms/qualities.toml"] + 'cite = { text = "nowhere", locator = "art. 1" }\n',
        [
            "labels/ms/qualities.toml: experienced.cite.text: «nowhere» is not a known text, "
            "use one of: eve-text, label-text"
        ],
    ),
    "a text between no quotes": (
        "texts",
        FILES["texts.toml"].replace('"CGE"', "7"),
        [
            "texts.toml: label-text.authority: «7» is not text, put it between quotes",
            "labels/ms/studies.toml: unit_pass_mark.value[1].cite.text: «label-text» is not a known text, "
            "did you mean «eve-text»?",
            "labels/ms/studies.toml: mission_places.value[1].cite.text: «label-text» is not a known text, "
            "did you mean «eve-text»?",
            "labels/ms/studies.toml: mission_duration.value[1].cite.text: «label-text» is not a known text, "
            "did you mean «eve-text»?",
        ],
    ),
    "a rule that is not a table of fields": (
        OWN,
        "unit_pass_mark = 12\n",
        ["schools/eve/studies.toml: unit_pass_mark: «12» is not a table of fields, write it as { field = value }"],
    ),
    "a quota that sets no limit": (
        "schools__eve__admission",
        quotas('{ id = "vae", of = "places" }'),
        ["schools/eve/admission.toml: quotas.value[1].value[1]: sets no limit or two, write a ratio or a number"],
    ),
    "a quota that sets two limits": (
        "schools__eve__admission",
        quotas('{ id = "vae", of = "places", ratio = 0.1, number = 2 }'),
        ["schools/eve/admission.toml: quotas.value[1].value[1]: sets no limit or two, write a ratio or a number"],
    ),
    "a quota below zero": (
        "schools__eve__admission",
        quotas('{ id = "vae", of = "places", number = -1 }'),
        ["schools/eve/admission.toml: quotas.value[1].value[1].number: -1 is below zero, write zero or more"],
    ),
    "a quota of a route that the folder does not have": (
        "schools__eve__admission",
        quotas('{ id = "vae", of = "places", number = 1, routes = ["vae"] }')
        + routes('{ id = "engineer" }, { id = "master" }'),
        [
            "schools/eve/admission.toml: quotas.value[1].value[1].routes: «vae» is no line of this folder nor of one "
            "above, use one of: engineer, master"
        ],
    ),
    "a quota out of something that is no total": (
        "schools__eve__admission",
        quotas('{ id = "vae", of = "place", number = 1, over = "all" }'),
        [
            "schools/eve/admission.toml: quotas.value[1].value[1].of: «place» is not known, did you mean «places»?",
            "schools/eve/admission.toml: quotas.value[1].value[1].over: «all» is not known, "
            "use one of: programme, school",
        ],
    ),
    "a language that nothing can prove": (
        "schools__eve__admission",
        school_rule("language_requirements", 'value = [{ id = "english", language = "en" }]'),
        [
            "schools/eve/admission.toml: language_requirements.value[1].value[1]: nothing can prove this language, "
            "write cefr, tests or recognised_by"
        ],
    ),
    "a test and a level of a language that do not exist": (
        "schools__eve__admission",
        school_rule(
            "language_requirements", 'value = [{ id = "e", language = "en", cefr = "B3", tests = { toic = 1 } }]'
        ),
        [
            "schools/eve/admission.toml: language_requirements.value[1].value[1].cefr: «B3» is not known, "
            "use one of: A1, A2, B1, B2, C1, C2",
            "schools/eve/admission.toml: language_requirements.value[1].value[1].tests: «toic» is not known, "
            "did you mean «toeic»?",
        ],
    ),
    "a route without a degree that asks something of one": (
        "schools__eve__admission",
        routes('{ id = "vap", without_degree = true, level = 3 }'),
        [
            "schools/eve/admission.toml: admission_routes.value[1].value[1].level: asks something of a degree on a "
            "route without one, remove it or without_degree"
        ],
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_fault_says_what_where_and_what_to_do(what: str, tmp_path: Path) -> None:
    file, content, expected = BROKEN[what]

    _, faults = read(write_law(tmp_path, **{file: content}))

    assert [str(fault) for fault in faults] == expected


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    broken = SCHOOL.replace("value = 12", "value = 9").replace("art. 2", "page")

    with pytest.raises(RegulationFaulty) as error:
        load(write_law(tmp_path, schools__eve__studies=broken, schools__eve__fees="[tarif]\n"))

    assert [(fault.file, fault.key) for fault in error.value.faults] == [
        ("schools/eve/fees.toml", "tarif"),
        ("schools/eve/studies.toml", "unit_pass_mark.value[1].cite.locator"),
        ("schools/eve/studies.toml", "unit_pass_mark.value[1]"),
    ]


THREE_MONTHS = school_rule("mission_duration", "value = { months = 3 }", bound="floor")
BREAKS = (
    "schools/eve/studies.toml: mission_duration.value[1]: 3 months (eve-text, art. 2) breaks 4 months "
    "(label-text, art. 6), which may only be raised; keep to it, or write contradicts = «label» "
    "if the text really says so"
)


@pytest.mark.parametrize(
    ("school", "said"),
    [
        (
            EVE.replace('city = "Lille"\ncite = { text = "eve-text", locator = "art. 1" }', 'city = "Lille"'),
            ["campuses.centre.cite: is missing, add it"],
        ),
        (EVE.replace("name =", "nom =", 1), ["school.name: is missing, add it", "school.nom: is not a known field"]),
        (EVE.replace("[school]", "[scool]"), ["school: is missing, add it", "scool: is not a known field"]),
        (
            EVE.replace("[campuses.centre]", "[campuses]\ncentre = 3\n[campuses.north]"),
            ["campuses.centre: «3» is not a table of fields"],
        ),
        (EVE + "[programmes.BETA]\n", ["programmes.BETA.title: is missing, add it"]),
        (
            EVE.replace('qualities = ["experienced"]', "qualities = [[{}], 3]"),
            [
                "programmes.ALPHA.qualities[1]: «[{}]» is not text, put it between quotes",
                "programmes.ALPHA.qualities[2]: «3» is not text, put it between quotes",
            ],
        ),
    ],
    ids=["campus", "name", "school", "campus-no-table", "programme", "quality"],
)
def test_a_faulty_school_still_keeps_to_the_label_of_its_programmes(
    school: str, said: list[str], tmp_path: Path
) -> None:
    """What its own file says wrongly hides nothing that its rules break."""
    _, faults = read(write_law(tmp_path, schools__eve__school=school, schools__eve__studies=SCHOOL + THREE_MONTHS))

    assert [str(fault) for fault in faults][len(said) :] == [BREAKS]
    for fault, told in zip(faults, said, strict=False):
        assert str(fault).startswith(f"schools/eve/school.toml: {told}")


def test_what_can_be_read_of_nothing_is_nothing() -> None:
    class Odd(BaseModel):
        odd: int

    assert read_partly(Odd, {}, "odd.toml", "odd").read is None


def test_a_programme_whose_label_cannot_be_read_is_held_to_no_label(tmp_path: Path) -> None:
    unread = EVE.replace("campus =", "label = 3\ncampus =")

    _, faults = read(write_law(tmp_path, schools__eve__school=unread, schools__eve__studies=SCHOOL + THREE_MONTHS))

    assert [str(fault) for fault in faults] == [
        "schools/eve/school.toml: programmes.ALPHA.label: «3» is not text, put it between quotes"
    ]


def test_what_is_written_between_quotes_of_a_campus_or_a_programme_is_told_as_everywhere_else(tmp_path: Path) -> None:
    quoted = '\ncite = { text = "eve-text", locator = "art. 1", confirmed = "yes" }\n'
    plain = '\ncite = { text = "eve-text", locator = "art. 1" }\n'

    _, faults = read(write_law(tmp_path, schools__eve__school=EVE.replace(plain, quoted).rstrip() + quoted))

    assert [str(fault) for fault in faults] == [
        f"schools/eve/school.toml: {place}.cite.confirmed: «yes» is neither true nor false, "
        "write one of them without quotes"
        for place in ("campuses.centre", "programmes.ALPHA")
    ]


def test_programmes_that_cannot_be_read_leave_no_folder_without_its_programme(tmp_path: Path) -> None:
    head, _, _ = EVE.partition("[programmes.ALPHA]")
    unread = head.replace("\n[school]", "programmes = 3\n[school]")
    own = {"schools__eve__programmes__alpha__studies": SCHOOL, "schools__eve__studies": SCHOOL}

    _, faults = read(write_law(tmp_path, schools__eve__school=unread, **own))

    assert [fault.key for fault in faults] == ["programmes"]


def test_a_fault_counts_the_values_as_the_file_does_whatever_their_dates_and_faults(tmp_path: Path) -> None:
    step = SCHOOL[SCHOOL.index("[[") :]
    head = SCHOOL[: SCHOOL.index("[[")]
    faulty = step.replace("passes = true\n", "").replace("2025", "2027")
    low = step.replace("value = 12", "value = 8").replace("2025", "2026")

    _, faults = read(write_law(tmp_path, schools__eve__studies=head + faulty + low + step))

    assert [(fault.key, fault.what.split(",")[0]) for fault in faults] == [
        ("unit_pass_mark.value[1].passes", "is missing"),
        ("unit_pass_mark.value[2]", "8 (eve-text"),
    ]


def test_a_table_that_is_fixed_is_not_replaced(tmp_path: Path) -> None:
    places = 'title = { fr = "Lieux", en = "Places" }\nbound = '
    fixed = LABEL.replace(f'{places}"floor"', f'{places}"fixed"')
    own = school_rule("mission_places", 'value = [{ id = "office", places = ["company"] }]')

    _, faults = read(write_law(tmp_path, labels__ms__studies=fixed, schools__eve__studies=own))

    assert [str(fault) for fault in faults] == [
        "schools/eve/studies.toml: mission_places.value[1]: replaces a table that may not be changed "
        "(label-text, art. 5), remove it"
    ]


def test_a_table_that_is_open_is_replaced_freely(tmp_path: Path) -> None:
    places = 'title = { fr = "Lieux", en = "Places" }\nbound = '
    opened = LABEL.replace(f'{places}"floor"', f'{places}"open"')
    own = school_rule("mission_places", 'value = [{ id = "office", places = ["school"] }]')

    assert read(write_law(tmp_path, labels__ms__studies=opened, schools__eve__studies=own))[1] == ()


def test_a_duration_that_no_calendar_measures_cannot_tighten_a_line(tmp_path: Path) -> None:
    label = routes('{ id = "a", level = 4, experience = { years = 3 } }').replace("eve-text", "label-text")
    label = label.replace('"open"', '"floor"').replace("2025-09-01", "2020-09-01")
    own = routes('{ id = "b", keeps = "a", level = 4, experience = { weeks = 200 } }')

    _, faults = read(write_law(tmp_path, labels__ms__admission=label, schools__eve__admission=own))

    assert [str(fault) for fault in faults] == [
        "schools/eve/admission.toml: admission_routes.value[1].value[1].experience: cannot be set against «a»: "
        "no calendar says how long 200 weeks are; a rule must say it in months or days"
    ]


def test_a_choice_that_is_no_reading_of_the_layer_above_comes_with_the_nearest(tmp_path: Path) -> None:
    two = f"[{VARIANT}, {VARIANT.replace('one', 'two')}]"
    contested = LABEL.replace("value = 10\npasses = true", f'standing = "contested"\nvariants = {two}')
    choice = SCHOOL.replace("value = 12\npasses = true", 'chooses = "to"')

    _, faults = read(write_law(tmp_path, labels__ms__studies=contested, schools__eve__studies=choice))

    assert [str(fault) for fault in faults] == [
        "schools/eve/studies.toml: unit_pass_mark.value[1].chooses: «to» is no reading of label-text, art. 4, "
        "did you mean «two»?"
    ]


def test_a_choice_that_begins_before_there_are_readings_is_named(tmp_path: Path) -> None:
    label = contested("resit_counts", 'name = "a", value = "best_of"', 'name = "b", value = "replaces"')
    law = {"labels__ms__studies": label, "schools__eve__studies": school_rule("resit_counts", 'chooses = "a"')}
    later = {**law, "labels__ms__studies": label.replace("2025-09-01", "2026-09-01")}

    assert read(write_law(tmp_path / "law", **law))[1] == ()
    assert [str(fault) for fault in read(write_law(tmp_path / "later", **later))[1]] == [
        "schools/eve/studies.toml: resit_counts.value[1].chooses: «a» chooses among no readings, "
        "no layer above contests resit_counts on 2025-09-01; write a value"
    ]


def test_a_value_below_a_choice_keeps_to_one_of_the_readings(tmp_path: Path) -> None:
    rows = 'value = [{ id = "gap", trigger = "module_gap" }]'
    label = contested("resits", f'name = "a", {rows}', f'name = "b", {rows}').replace('"open"', '"floor"')
    choice = school_rule("resits", 'chooses = "a"', bound="floor")
    kept = school_rule("resits", rows.replace(" }", ', keeps = "gap" }'))
    laws = {"labels__ms__studies": label.replace("2025", "2020"), "schools__eve__studies": choice}

    for own, faults in ((kept, []), (school_rule("resits", rows), ["resits.value[1].value[1].keeps"])):
        folder = write_law(tmp_path, schools__eve__programmes__alpha__studies=own, **laws)
        assert [fault.key for fault in read(folder)[1]] == faults


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    folder = write_law(tmp_path)
    (folder / "schools/eve/fees.toml").write_bytes("# école".encode("latin-1"))

    _, faults = read(folder)

    assert [str(fault) for fault in faults] == ["schools/eve/fees.toml: —: is not UTF-8 (byte 2), save it as UTF-8"]


def test_a_table_that_only_recommends_is_replaced_freely(tmp_path: Path) -> None:
    advised = LABEL.replace(
        'from = 2020-09-01\ncite = { text = "label-text", locator = "art. 5" }',
        'from = 2020-09-01\nforce = "recommended"\ncite = { text = "label-text", locator = "art. 5" }',
    )
    own = school_rule("mission_places", 'value = [{ id = "office", places = ["school"] }]')

    assert read(write_law(tmp_path, labels__ms__studies=advised, schools__eve__studies=own))[1] == ()


def test_pieces_may_name_routes_that_stand_in_a_reading_only(tmp_path: Path) -> None:
    says = 'cite = { text = "eve-text", locator = "art. 3" }, says = { fr = "Un.", en = "One." }'
    rows = '[{ id = "master", level = 5 }]'
    two = f'[{{ name = "a", value = {rows}, {says} }}, {{ name = "b", value = {rows}, {says} }}]'
    contested = school_rule("admission_routes", f'standing = "contested"\nvariants = {two}')
    pieces = school_rule("application_pieces", 'value = [{ id = "degree", routes = ["master"] }]')

    assert read(write_law(tmp_path, schools__eve__admission=contested + pieces))[1] == ()


def test_a_bound_that_is_broken_later_by_the_label_is_no_fault(tmp_path: Path) -> None:
    later = LABEL[LABEL.index("[[unit_pass_mark") : LABEL.index("[mission_places]")]
    risen = LABEL + later.replace("2020-09-01", "2027-09-01").replace("value = 10", "value = 14")

    assert read(write_law(tmp_path, labels__ms__studies=risen))[1] == ()


def test_a_value_that_begins_before_the_layer_above_speaks_is_bound_by_nothing(tmp_path: Path) -> None:
    early = SCHOOL.replace("2025-09-01", "2019-09-01").replace("value = 12", "value = 8")

    assert read(write_law(tmp_path, schools__eve__studies=early))[1] == ()


def test_a_reading_of_a_table_may_be_that_nothing_is_due(tmp_path: Path) -> None:
    says = 'cite = { text = "eve-text", locator = "art. 3" }, says = { fr = "Un.", en = "One." }'
    rows = '[{ id = "all", trigger = "no_mark" }]'
    two = f'[{{ name = "all", value = {rows}, {says} }}, {{ name = "none", none = true, {says} }}]'
    contested = school_rule("resits", f'standing = "contested"\nvariants = {two}')

    assert read(write_law(tmp_path, schools__eve__studies=contested))[1] == ()


def test_a_contradiction_that_is_said_is_no_fault(tmp_path: Path) -> None:
    said = SCHOOL.replace("value = 12", 'value = 9\ncontradicts = "label"')

    assert read(write_law(tmp_path, schools__eve__studies=said))[1] == ()


LABEL_QUOTAS = (
    '{ id = "derogation", of = "places", ratio = 0.1, routes = ["vae"], requires = ["experienced"] }, '
    '{ id = "everyone", of = "admitted", number = 40 }'
)
KEPT = (
    '{ id = "mine", keeps = "derogation", of = "places", ratio = 0.05, strict = true }, '
    '{ id = "all", keeps = "everyone", of = "admitted", number = 30 }'
)


def below_quotas(rows: str, folder: Path) -> list[str]:
    """Lay a school's quotas under those of a label, and return what is wrong with them."""
    label = quotas(LABEL_QUOTAS).replace('bound = "open"', 'bound = "floor"').replace("eve-text", "label-text")
    label += routes('{ id = "vae" }').replace("eve-text", "label-text")
    write_law(folder, labels__ms__admission=label, schools__eve__admission=quotas(rows))
    return [str(fault).removeprefix("schools/eve/admission.toml: quotas.value[1].value") for fault in read(folder)[1]]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (KEPT, []),
        (KEPT + ', { id = "more", of = "admitted", number = 1 }', []),
        (KEPT.replace("0.05", "0.2"), ["[1].ratio: is looser than «derogation» (label-text, art. 2)"]),
        (KEPT.replace("ratio = 0.05", "number = 1"), ["[1].ratio: is looser than «derogation» (label-text, art. 2)"]),
        (KEPT.replace("30", "41"), ["[2].number: is looser than «everyone» (label-text, art. 2)"]),
        (KEPT.replace('"admitted"', '"enrolled"'), ["[2].of: is looser than «everyone» (label-text, art. 2)"]),
        (
            KEPT.replace("number = 30", 'number = 30, requires = ["experienced"]'),
            ["[2].requires: is looser than «everyone» (label-text, art. 2)"],
        ),
        (
            KEPT.partition(", {")[0],
            [": no longer keeps «everyone» (label-text, art. 2), write a line that keeps it"],
        ),
    ],
)
def test_a_lower_quota_tightens_and_an_extra_one_may_stand_beside(rows: str, faults: list[str], tmp_path: Path) -> None:
    found = below_quotas(rows, tmp_path)

    assert [fault.replace(", tighten it or keep another line", "") for fault in found] == faults


@pytest.mark.parametrize(
    ("lines", "looser"),
    [
        ('{ id = "mine", keeps = "equal" }', "recognised_by"),
        ('{ id = "mine", keeps = "equal", recognised_by = "programme_director" }', ""),
        ('{ id = "mine", keeps = "equal", families = ["rncp_title"] }', ""),
    ],
)
def test_a_point_that_someone_recognises_is_left_out_only_where_the_degrees_are_named(
    lines: str, looser: str, tmp_path: Path
) -> None:
    above = routes('{ id = "equal", recognised_by = "admission_jury" }').replace('bound = "open"', 'bound = "floor"')
    write_law(
        tmp_path,
        labels__ms__admission=above.replace("eve-text", "label-text"),
        schools__eve__admission=routes(lines),
    )

    assert [fault.key.rpartition(".")[2] for fault in read(tmp_path)[1]] == ([looser] if looser else [])


def test_a_lower_line_names_nobody_to_judge_a_language_where_a_proof_is_needed_above(tmp_path: Path) -> None:
    proof = '{ id = "english", language = "en", cefr = "B2" }'
    own = '{ id = "mine", keeps = "english", language = "en", cefr = "B2", recognised_by = "admission_jury" }'
    write_law(
        tmp_path,
        labels__ms__admission=languages(proof).replace('bound = "open"', 'bound = "floor"').replace("eve-", "label-"),
        schools__eve__admission=languages(own),
    )

    assert [str(fault).split("value[1].")[-1] for fault in read(tmp_path)[1]] == [
        "recognised_by: is looser than «english» (label-text, art. 2), tighten it or keep another line"
    ]


MISSION_OF_MANY_FAULTS = """
[mission_duration]
title = { fr = "Durée", en = "Duration" }
bound = "roof"
colour = "red"

[[mission_duration.value]]
from = 2025-09-01
value = { months = 5 }
cite = { text = "nowhere", locator = "notice" }
says = { fr = "Cinq.", en = "Five." }

[[mission_duration.value]]
from = 2026-09-01
value = "ten"
passes = true
says = { fr = "Dix." }

[[mission_duration.value]]
from = "soon"
value = { months = 6 }
none = true
cite = { text = "elsewhere", page = 3 }
says = { fr = "Six.", en = "Six." }

[[mission_duration.value]]
from = 2028-09-01
standing = "contestd"
variants = [
    { name = "one", value = { moons = 5 }, cite = { text = "nowhere", locator = "art. 1" }, says = { fr = "", en = ""}},
    { name = "two", value = { months = 5 } },
    7,
]
cite = { text = "eve-text", locator = "art. 9" }
says = { fr = "Sept.", en = "Seven." }

[[mission_duration.value]]
from = 2029-09-01
value = { months = 3 }
colour = "blue"
cite = { text = "eve-text", locator = "art. 10" }
says = { fr = "Trois.", en = "Three." }
"""


def told(folder: Path) -> list[str]:
    """The faults of a law without the file and without what to do."""
    return [f"{fault.key}: {fault.what}".split(", ")[0] for fault in read(folder)[1]]


def test_every_fault_of_one_rule_is_told_in_one_run(tmp_path: Path) -> None:
    write_law(tmp_path, schools__eve__studies=MISSION_OF_MANY_FAULTS)

    assert [fault.removeprefix("mission_duration.") for fault in told(tmp_path)] == [
        "bound: «roof» is not among the choices",
        "value[2].cite: is missing",
        "value[2].says.en: is missing",
        "value[3].from: «soon» is not a date",
        "value[3].cite.locator: is missing",
        "value[3].cite.page: is not a known field",
        "value[4].standing: «contestd» is not among the choices",
        "value[4].variants[2].cite: is missing",
        "value[4].variants[2].says: is missing",
        "value[4].variants[3]: «7» is not a table of fields",
        "value[5].colour: is not a known field",
        "colour: is not a known field",
        "value[2].value: «ten» is not a duration",
        "value[2].passes: is written for a rule that is no threshold",
        "value[3]: says value and none",
        "value[4].variants[1].value: «{ moons = 5 }» is not a duration",
        "value[1].cite.text: «nowhere» is not a known text",
        "value[1].cite.locator: «notice» locates nothing",
        "value[3].cite.text: «elsewhere» is not a known text",
        "value[4].variants[1].cite.text: «nowhere» is not a known text",
        "value[5]: 3 months (eve-text",
    ]


def test_every_fault_of_a_table_is_told_with_those_of_what_stands_around_it(tmp_path: Path) -> None:
    rows = '{ id = "degree", families = ["enginer"] }, { id = "degree", requires = ["bold"] }'
    law = routes(rows).replace("cite = {", "cite = { page = 3,").replace("title = {", 'title = { de = "Regel",')
    pieces = school_rule("application_pieces", 'value = [{ id = "proof", routes = ["degree", "other"] }]')
    write_law(tmp_path, schools__eve__admission=law + pieces.replace("from = 2025-09-01", ""))

    assert told(tmp_path) == [
        "admission_routes.title.de: is not a known field",
        "admission_routes.value[1].cite.page: is not a known field",
        "application_pieces.value[1].from: is missing",
        "admission_routes.value[1].value[2].id: «degree» stands twice",
        "admission_routes.value[1].value[1].families: «enginer» is not known",
        "admission_routes.value[1].value[2]: «bold» is not a declared quality",
        "application_pieces.value[1].value[1].routes: «other» is no line of this folder nor of one above",
    ]


def test_a_line_that_cannot_be_read_hides_no_fault_of_the_lines_beside_it(tmp_path: Path) -> None:
    lines = (
        '{ id = "a", level = "4" }, { id = "b", level = 4, requires = ["lost"] }, '
        '{ id = "a", level = 4, families = ["enginer"] }, { level = 5 }'
    )
    pieces = school_rule("application_pieces", 'value = [{ id = "cv", routes = ["a", "b", "z"] }]')
    write_law(tmp_path, schools__eve__admission=routes(lines) + pieces)
    at = "admission_routes.value[1].value"

    assert told(tmp_path) == [
        f"{at}[1].level: «4» is not a number",
        f"{at}[4].id: is missing",
        f"{at}[3].id: «a» stands twice",
        f"{at}[2]: «lost» is not a declared quality",
        f"{at}[3].families: «enginer» is not known",
        "application_pieces.value[1].value[1].routes: «z» is no line of this folder nor of one above",
    ]


def test_a_rule_that_is_no_table_of_fields_is_one_fault(tmp_path: Path) -> None:
    write_law(tmp_path, schools__eve__studies="mission_duration = 4\nunit_pass_mark = { value = 12 }\n")

    assert told(tmp_path) == [
        "mission_duration: «4» is not a table of fields",
        "unit_pass_mark.title: is missing",
        "unit_pass_mark.bound: is missing",
        "unit_pass_mark.value: «12» is not a list",
        "unit_pass_mark.unit: is missing",
    ]


def test_nothing_is_held_against_a_unit_that_cannot_be_read(tmp_path: Path) -> None:
    write_law(tmp_path, schools__eve__studies=SCHOOL.replace('"/20"', "20"))

    assert told(tmp_path) == ["unit_pass_mark.unit: «20» is not text"]


def test_lines_of_a_programme_name_those_of_its_school_and_of_its_label(tmp_path: Path) -> None:
    pieces = 'value = [{ id = "proof", routes = ["master", "vae", "nowhere"] }]'
    at_the_label = routes('{ id = "vae" }').replace("eve-text", "label-text")
    write_law(
        tmp_path,
        labels__ms__admission=at_the_label,
        schools__eve__admission=routes('{ id = "master" }'),
        schools__eve__ms__admission=school_rule("application_pieces", pieces),
        schools__eve__programmes__alpha__admission=school_rule("application_pieces", pieces),
    )

    what = "application_pieces.value[1].value[1].routes: «nowhere» is no line of this folder nor of one above"
    assert told(tmp_path) == [what, what]


def reading(name: str, value: int, article: str, text: str) -> str:
    cite = f'cite = {{ text = "{text}", locator = "{article}" }}'
    return f'{{ name = "{name}", value = {value}, passes = true, {cite}, says = {{ fr = "…", en = "…" }} }}'


def pass_marks(values: tuple[int, ...], text: str) -> str:
    """A pass mark; contested where it has two values."""
    readings = ", ".join(reading(f"n{value}", value, f"art. {value}", text) for value in values)
    said = (
        f'standing = "contested"\nvariants = [{readings}]' if len(values) > 1 else f"value = {values[0]}\npasses = true"
    )
    rule = school_rule("unit_pass_mark", said, unit="/20", bound="floor")
    return rule.replace("eve-text", text).replace('"art. 2"', f'"art. {values[0]}"')


@pytest.mark.parametrize(
    ("above", "below", "faults"),
    [
        ((10,), (8, 9), [("variants[1]", 8, 10), ("variants[2]", 9, 10)]),
        ((10,), (8, 12), [("variants[1]", 8, 10)]),
        ((10,), (10, 12), []),
        ((10, 12), (9,), [("", 9, 10)]),
        ((10, 12), (11,), []),
        ((10, 12), (9, 11), [("variants[1]", 9, 10)]),
    ],
)
def test_every_reading_is_held_to_what_some_reading_above_allows(
    above: tuple[int, ...], below: tuple[int, ...], faults: list[tuple[str, int, int]], tmp_path: Path
) -> None:
    label, school = pass_marks(above, "label-text"), pass_marks(below, "eve-text")
    write_law(tmp_path, labels__ms__studies=label, schools__eve__studies=school)

    start = "schools/eve/studies.toml: unit_pass_mark.value[1]"
    assert [str(fault) for fault in read(tmp_path)[1]] == [
        f"{start}{place and '.'}{place}: {own} (eve-text, art. {own}) breaks {other} (label-text, art. {other}), which "
        "may only be raised; keep to it, or write contradicts = «label» if the text really says so"
        for place, own, other in faults
    ]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{ id = "a", closes = { delay = { days = 3 }, before = 7 } }', "[1].closes.before: «7» is not text"),
        ('{ id = "a", closes = { delay = { days = 3 }, event = 7 } }', "[1].closes.event: «7» is not text"),
        ('{ id = "a", closes = { on = 2026-01-01 }, event = 7 }', "[1].event: is not a known field"),
    ],
)
def test_the_event_of_a_moment_is_told_in_the_words_of_its_file(line: str, place: str, tmp_path: Path) -> None:
    write_law(tmp_path, schools__eve__admission=closing(line))

    assert told(tmp_path) == [f"application_closes.value[1].value{place}"]


def test_a_score_between_quotes_is_no_number(tmp_path: Path) -> None:
    quoted = '{ id = "english", language = "en", tests = { toeic = "785" } }'
    write_law(tmp_path, schools__eve__admission=languages(quoted))

    assert [str(fault) for fault in read(tmp_path)[1]] == [
        "schools/eve/admission.toml: language_requirements.value[1].value[1].tests.toeic: «785» is not a number, "
        "write digits without quotes"
    ]


def test_of_what_anybody_wrote_no_more_faults_are_looked_for_than_are_told() -> None:
    keys = "".join(f"[no_rule_{n}]\n" for n in range(MOST_FAULTS * 2))

    _, faults = read_for("eve", {"admission.toml": keys, "studies.toml": keys})

    assert len(faults) == MOST_FAULTS
    assert {fault.file for fault in faults} == {"schools/eve/admission.toml"}
