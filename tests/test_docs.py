"""Do the documents say what Sceau does? Every name they give exists, every example runs, every fault is as shown."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import importlib.util
import inspect
import pkgutil
import re
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import sceau.core
from sceau.core import closed_lists
from sceau.core.closed_lists import EVENTS
from sceau.core.marks import MarkStanding
from sceau.core.question import QUESTIONS
from sceau.core.rule import UNITS, Absence, Bound, Force, Layer, Row, SeveralReadings, Standing
from sceau.core.vocabulary import RULES, STAGES, Shape
from sceau.regulation import Regulation, case_files, load, read, shipped_law
from sceau.regulation import files as law_files
from sceau.regulation import values as law_values
from sceau.regulation.case_files import CaseFile
from sceau.regulation.cases import run_case, run_cases
from sceau.regulation.checks import tables as table_checks
from sceau.wording.lists import words

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "regulations" / "README.md").read_text(encoding="utf-8")
DUNES = "schools/ecole-des-dunes"


def spans(text: str) -> list[str]:
    """Return what stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def prose(page: str) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"```.*?```", "", page, flags=re.DOTALL)


def section(page: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its rank or above."""
    rank = heading.split(" ", 1)[0]
    below = page.split(f"\n{heading}\n", 1)[1]
    return re.split(rf"\n#{{1,{len(rank)}}} ", below, maxsplit=1)[0]


def rows_of(page: str, heading: str) -> list[list[str]]:
    """Return the cells of every line of the tables under a heading, without their headings."""
    lines = [line for line in section(page, heading).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    headings = {i - 1 for i, line in enumerate(lines) if set(line) <= {"|", "-"}}
    return [row for i, row in enumerate(cells) if i not in headings and i - 1 not in headings]


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that belong to the project."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(ROOT / name for name in sorted(filter(None, listed.split("\0"))) if (ROOT / name).is_file())


def tool(name: str) -> Any:
    """Return one of the scripts of ``tools/`` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def law() -> Regulation:
    return load()


# ---- the glossary


def words_under(heading: str) -> list[str]:
    return [word for row in rows_of(GLOSSARY, heading) for word in spans(row[0])]


def test_the_glossary_holds_every_stage_in_the_order_of_life() -> None:
    assert words_under("## Stages") == list(STAGES)


def test_the_glossary_holds_every_question_with_its_facts() -> None:
    written = {spans(row[0])[0]: spans(row[3])[0] for row in rows_of(GLOSSARY, "## Questions")}

    assert written == {name: question.facts.__name__ for name, question in QUESTIONS.items()}


def test_the_glossary_holds_every_outcome_with_its_questions() -> None:
    written = {spans(row[0])[0]: set(spans(row[3])) for row in rows_of(GLOSSARY, "## Outcomes")}

    outcomes = {outcome for question in QUESTIONS.values() for outcome in question.outcomes}
    assert written == {o: {name for name, q in QUESTIONS.items() if o in q.outcomes} for o in outcomes}


def test_the_glossary_holds_every_public_class_of_core() -> None:
    found = pkgutil.walk_packages(sceau.core.__path__, "sceau.core.")
    modules = [importlib.import_module(module.name) for module in found]
    public = {
        name
        for module in modules
        for name, kind in vars(module).items()
        if inspect.isclass(kind) and kind.__module__ == module.__name__ and not name.startswith("_")
    }

    assert set(words_under("## Things of core")) == public


def test_the_glossary_holds_every_word_of_the_law_and_of_marks() -> None:
    enumerated = {member.value for kind in (Bound, Force, Standing, Absence) for member in kind}

    assert enumerated - set(words_under("## Words of the law")) == set()
    assert set(words_under("## Marks that are not numbers")) == {member.value for member in MarkStanding}


@pytest.mark.parametrize("heading", [f"## {found}" for found in re.findall(r"\n## (.+)\n", GLOSSARY)])
def test_the_glossary_says_a_word_once_in_each_table(heading: str) -> None:
    written = words_under(heading)

    assert sorted(written) == sorted(set(written))


def names_bound(source: str) -> Iterator[str]:
    """Return every name that a module gives to something."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


def test_no_word_that_the_glossary_refuses_is_a_name_in_the_code() -> None:
    refused = set(words_under("## Words that are not used"))
    modules = sorted((ROOT / "src").rglob("*.py"))
    named = {(name.lower(), path.name) for path in modules for name in names_bound(path.read_text(encoding="utf-8"))}

    assert {"session", "grade", "status", "utils", "helper", "manager", "service"} - refused == set()
    assert {(name, where) for name, where in named if name in refused} == set()
    assert {path.stem for path in modules} & {*refused, "common", "base", "misc"} == set()


# ---- the rules


def test_the_page_of_rules_is_what_the_law_says() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert page == tool("write_rules").page(law())


# ---- how to write the law: the example, the lists


@cache
def example() -> dict[str, str]:
    """Return the files of the invented school."""
    return dict(re.findall(r"```toml\n# file: (\S+)\n(.*?)```", MANUAL, re.DOTALL))


@cache
def example_cases() -> dict[str, str]:
    return dict(re.findall(r"```toml\n# case: (\S+)\n(.*?)```", MANUAL, re.DOTALL))


def laid_out(files: dict[str, str], folder: Path) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def dunes(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    """Return the shipped law with the invented school."""
    return load(shipped_law(), laid_out(example(), tmp_path_factory.mktemp("dunes")))


def test_the_invented_school_loads_and_stands_beside_the_shipped_ones(dunes: Regulation) -> None:
    own = next(rules for scope, rules in dunes.rules.items() if scope.school == "ecole-des-dunes")

    assert set(dunes.schools) == {*law().schools, "ecole-des-dunes"}
    assert set(own) == {"unit_pass_mark", "compensation", "mission_duration", "admission_routes", "application_closes"}


def test_the_cases_of_the_invented_school_hold(dunes: Regulation, tmp_path: Path) -> None:
    results, faults = run_cases(laid_out(example_cases(), tmp_path), dunes)

    assert faults == []
    assert [(result.name, result.differences) for result in results] == [(result.name, ()) for result in results]
    assert len(results) == 3


def test_every_field_of_a_file_of_the_law_is_explained() -> None:
    models = [
        model
        for module in (law_files, case_files)
        for model in vars(module).values()
        if inspect.isclass(model) and issubclass(model, BaseModel) and model is not BaseModel
    ]
    names = {field.alias or name for model in models for name, field in model.model_fields.items()}

    assert sorted(names - set(spans(prose(MANUAL))) - {"school", "campuses", "programmes"}) == []


def test_every_column_of_a_table_is_explained_with_its_direction() -> None:
    page = section(MANUAL, "## Tables, column by column")
    written = {
        (spans(cell)[i], tighten)
        for cell, tighten in re.findall(
            r"^\| (.+?) \| (higher|fewer|more|true|lower|wider|less|same|none|free) \|", page, re.MULTILINE
        )
        for i in range(len(spans(cell)))
    }
    kinds = Row.__subclasses__()
    common = {field.name for field in dataclasses.fields(Row)}
    own = {
        (field.name, kind.STRICTER.get(field.name, "free"))
        for kind in kinds
        for field in dataclasses.fields(kind)
        if field.name not in common
    }
    ordered = {pair for kind in kinds for pair in kind.STRICTER.items()}

    assert written == own | ordered
    assert {span for row in re.findall(r"^\| (`.+?) \|", page, re.MULTILINE) for span in spans(row)} >= common


def written_shape(key: str, shape: Shape) -> list[str]:
    kind = "threshold" if shape.threshold else shape.kind.replace("yes_no", "yes/no")
    if shape.kind == "number":
        of = ", ".join(f"`{unit}`" if unit else "no unit" for unit in shape.units)
    elif shape.kind in ("choice", "set"):
        of = ", ".join(f"`{choice}`" for choice in shape.choices) or "any"
    else:
        of = ""
    return [f"`{key}`", kind, of]


def test_every_key_is_listed_with_its_kind_and_its_choices() -> None:
    listed = [row[:3] for row in rows_of(MANUAL, "## Every key")]

    assert listed == [written_shape(key, RULES[key]) for stage in STAGES for key in RULES if RULES[key].stage == stage]


def test_what_a_key_says_is_said_in_both_languages_and_as_the_manual_says_it() -> None:
    says = {spans(row[0])[0]: row[3].replace("`", "") for row in rows_of(MANUAL, "## Every key")}

    assert words("law", "en")["keys"] == says
    assert words("law", "fr")["keys"].keys() == says.keys()


def test_the_closed_lists_are_those_of_core() -> None:
    listed = [tuple(spans(row[1])) for row in rows_of(MANUAL, "## Closed lists")]

    assert listed == [
        closed_lists.DEGREE_FAMILIES,
        closed_lists.EVALUATORS,
        closed_lists.EXPERIENCE_NATURES,
        closed_lists.VALIDATIONS,
        closed_lists.CEFR_LEVELS,
        closed_lists.LANGUAGE_TESTS,
        closed_lists.QUOTA_TOTALS,
        closed_lists.QUOTA_SCOPES,
        closed_lists.PAYERS,
        closed_lists.EDUCATION,
        closed_lists.CONTRACTS,
        closed_lists.MISSION_PLACES,
        closed_lists.RESIT_TRIGGERS,
        closed_lists.MEANS,
        closed_lists.ACTORS,
        closed_lists.ACCREDITORS,
        closed_lists.WORLDS,
        closed_lists.TEACHING_KINDS,
        closed_lists.PACES,
        closed_lists.ROLES,
        closed_lists.ACTS,
        closed_lists.REQUESTS,
        closed_lists.OPINIONS,
        closed_lists.ACCREDITATIONS,
        closed_lists.SEQUELS,
        closed_lists.OBSERVED,
        closed_lists.SIGNS,
        closed_lists.TAXES,
        closed_lists.CHARGED,
        closed_lists.THIRD_PARTY_PAYS,
        closed_lists.REGISTERS,
        closed_lists.AFTER_BREAK,
        closed_lists.TAKEN_FROM,
        closed_lists.LEAVING_FORMS,
        closed_lists.PLACEHOLDERS,
        closed_lists.ACTIVITIES,
        closed_lists.SITUATIONS,
        closed_lists.COUNTED,
        closed_lists.JOB_CONTRACTS,
        closed_lists.STATISTICS,
        closed_lists.MEASURED,
        closed_lists.UNTOLD,
        closed_lists.EVENTS,
    ]


def test_every_column_that_takes_its_words_from_a_list_finds_them_in_the_closed_lists() -> None:
    listed = {tuple(spans(row[1])) for row in rows_of(MANUAL, "## Closed lists")}

    assert {column for column, words in table_checks.COLUMNS.items() if words not in listed} == set()


def test_the_units_are_those_that_numbers_and_durations_may_carry() -> None:
    kinds = section(MANUAL, "## Kinds of value")
    listed = {title: spans(rest) for title, rest in re.findall(r"\*\*(Units of \w+)\*\*: (.+?)\.", kinds, re.DOTALL)}

    assert listed["Units of numbers"] == [unit for unit in UNITS if unit]
    assert listed["Units of durations"] == list(law_values.DURATION_UNITS)


def test_the_manual_names_every_event_that_a_moment_counts_from() -> None:
    named = re.search(r"The events are (.*?)\. The law never", MANUAL, re.DOTALL)

    assert named is not None
    assert tuple(spans(named[1])) == EVENTS


def test_the_tables_of_which_the_first_line_that_fits_applies_are_named() -> None:
    sentence = section(MANUAL, "## Tables, column by column").split(" the first\nline that fits applies", 1)[0]

    assert set(spans(sentence)) == set(table_checks.FIRST_FITS)


# ---- how to write the law: who wins

CITED = 'cite = { text = "made-up", locator = "art. 1" }\nsays = { fr = "…", en = "…" }\n'
CONTESTED = 'standing = "contested"\n' + CITED
OTHER_RULE = f"""
[studies_jury_decides]
title = {{ fr = "…", en = "…" }}
bound = "open"
[[studies_jury_decides.value]]
from = 2026-09-01
value = true
{CITED}"""
"""A rule that has nothing to do with the table: a label without any rule is a fault."""
READINGS = "".join(
    f'[[programme_ects.value.variants]]\nname = "{name}"\nvalue = {value}\n{CITED}'
    for name, value in (("a", 75), ("b", 90))
)


def ladder(cell: str, bound: str, begins: int) -> str:
    """Return a rule of credits out of a cell of the precedence table."""
    if cell == "nothing":
        return ""
    head = f'[programme_ects]\ntitle = {{ fr = "…", en = "…" }}\nunit = "ECTS"\nbound = "{bound}"\n'
    if "contested" in cell:
        return f"{head}[[programme_ects.value]]\nfrom = {begins}-09-01\n{CONTESTED}{READINGS}"
    steps = [
        f"[[programme_ects.value]]\nfrom = {begins + 2 * number}-09-01\n" + "\n".join(spans(step)) + "\n" + CITED
        for number, step in enumerate(cell.split(", later "))
    ]
    return head + "".join(steps)


def what_applies(bound: str, above: str, below: str, folder: Path) -> str:
    """Return, in the words of the table, what applies in 2029."""
    files = {
        "texts.toml": '[made-up]\ntitle = "…"\nauthority = "…"\n',
        "labels/ms/catalogue.toml": ladder(above, bound, 2026),
        "labels/ms/jury.toml": OTHER_RULE,
        "schools/x/catalogue.toml": ladder(below, "open", 2027),
        "schools/x/school.toml": '[school]\nname = "X"\ngenitive = { fr = "de X", en = "of X" }\n'
        '[programmes.P]\ntitle = { fr = "P", en = "P" }\n',
    }
    regulation, faults = read(laid_out(files, folder))
    if faults:
        return "fault"
    try:
        value = regulation.rulebook(on=date(2029, 1, 1), school="x", programme="P").get("programme_ects")
    except SeveralReadings as several:
        return "every reading" if several.contested else "both"
    if value.absence is Absence.SILENT:
        return "nothing"
    if value.reading == "b":
        return "the reading chosen"
    return "above" if value.layer is Layer.LABEL else "below"


@pytest.mark.parametrize("line", rows_of(MANUAL, "## Who wins: the precedence table"), ids=" | ".join)
def test_the_precedence_table_is_what_happens(line: list[str], tmp_path: Path) -> None:
    bound, above, below, wanted = line
    bounds = spans(bound) or ["fixed", "floor", "ceiling", "open"]

    applies = {what_applies(one, above, below, tmp_path / one) for one in bounds}

    assert applies == {wanted.split(":")[0]}


# ---- how to write the law: faults and errors

BULLET = re.compile(r"^- \*\*(?P<title>.+?)\*\* (?P<change>.+)\n(?P<says>(?:  - `.+`\n?)+)", re.MULTILINE)


def bullets(heading: str) -> list[Any]:
    """Return the title of each example, the change it makes, and what Sceau says."""
    found = BULLET.finditer(section(MANUAL, heading) + "\n")
    return [
        pytest.param(one["change"], [line.strip()[3:-1] for line in one["says"].splitlines()], id=one["title"])
        for one in found
    ]


def added_rule(words: list[str]) -> list[str]:
    """Return a whole rule out of its key, its fields and its value."""
    key, *fields = words
    upper = [field for field in fields if field.split(" = ")[0] in ("unit", "bound")]
    lower = [field for field in fields if field not in upper]
    cite = 'cite = { text = "dunes-reglement-2026", locator = "art. 20" }'
    says = 'says = { fr = "…", en = "…" }'
    head = [f"[{key}]", 'title = { fr = "…", en = "…" }', *upper]
    return [*head, f"[[{key}.value]]", "from = 2026-09-01", *lower, cite, says]


def added_contested_rule(words: list[str]) -> list[str]:
    """Return a whole contested rule out of its key, its fields and what its readings say, each from its name on."""
    key, *fields = words
    head = [field for field in fields if field.split(" = ")[0] in ("unit", "bound")]
    *_, cite, says = added_rule([key])
    readings = []
    for field in fields[len(head) :]:
        if field.startswith("name = "):
            readings += [cite, says, f"[[{key}.value.variants]]"]
        readings.append(field)
    return [*added_rule([key, *head, 'standing = "contested"'])[:-2], *readings, cite, says]


def changed(text: str, change: str) -> str:
    """Return a file with one change made to it."""
    lines, words = text.splitlines(), spans(change)
    if change.startswith("add the rule "):
        return "\n".join([*lines, *added_rule(words)]) + "\n"
    if change.startswith("add the contested rule "):
        return "\n".join([*lines, *added_contested_rule(words)]) + "\n"
    if change.startswith("add "):
        return "\n".join([*lines, *words]) + "\n"
    if change.startswith("only "):
        return "\n".join(words) + "\n"
    if change.startswith("without "):
        old, new = words, []
    else:
        old, new = (spans(side) for side in change.split(" → "))
    places = [i for i in range(len(lines)) if lines[i : i + len(old)] == old]
    assert len(places) == 1, f"{old} stands {len(places)} times"
    lines[places[0] : places[0] + len(old)] = new
    return "\n".join(lines) + "\n"


def with_change(files: dict[str, str], change: str, folder: Path) -> Path:
    """Lay out files with a change of the page made to one of them."""
    stated = re.fullmatch(r"In `(?P<file>[^`]+)`: (?P<what>.+)", change)
    assert stated is not None, change
    name = stated["file"] if stated["file"] in files or "/" in stated["file"] else f"{DUNES}/{stated['file']}"
    text = files.get(name, "")
    if stated["what"] == "saved as Latin-1":
        laid_out(files, folder).joinpath(name).write_text(text, encoding="latin-1")
        return folder
    for part in stated["what"].split("; "):
        text = changed(text, part)
    return laid_out({**files, name: text}, folder)


def law_bullets() -> list[Any]:
    page = [f"### {name}" for name in re.findall(r"\n### (.+)\n", section(MANUAL, "## Every fault and what to do"))]
    return [one for heading in page if heading != "### Cases" for one in bullets(heading)]


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the shipped law without the rules of other schools: they bear on no other and take time to read."""
    names = {"texts.toml", "qualities.toml", "school.toml"}
    shipped = {path.relative_to(shipped_law()).as_posix(): path for path in shipped_law().rglob("*.toml")}
    kept = {name: path for name, path in shipped.items() if path.name in names or not name.startswith("schools/")}
    texts = {name: path.read_text(encoding="utf-8") for name, path in kept.items()}
    return laid_out(texts, tmp_path_factory.mktemp("above"))


@pytest.mark.parametrize(("change", "says"), law_bullets())
def test_each_fault_shown_is_what_sceau_says(
    change: str, says: list[str], tmp_path: Path, above: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = change.startswith("With `--regulations my-law`")
    folder = Path("my-law") if nowhere else with_change(example(), change, tmp_path)

    _, faults = read(above, folder)

    assert [str(fault) for fault in faults] == says


def unchecked() -> list[str]:
    return re.findall(r"^  - (In `.+)$", section(MANUAL, "## What is not checked") + "\n", re.MULTILINE)


@pytest.mark.parametrize("change", unchecked())
def test_what_is_said_not_to_be_checked_is_no_fault(change: str, tmp_path: Path, above: Path) -> None:
    _, faults = read(above, with_change(example(), change, tmp_path))

    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize(("change", "says"), bullets("### Cases"))
def test_each_fault_of_cases_shown_is_what_sceau_says(
    change: str, says: list[str], tmp_path: Path, dunes: Regulation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    nowhere = change.startswith("With `sceau cases my-cases`")
    path = Path("my-cases") if nowhere else with_change(example_cases(), change, tmp_path) / "dunes.toml"

    _, faults = run_cases(path, dunes)

    assert [str(fault) for fault in faults] == says


@pytest.mark.parametrize(("asked", "says"), bullets("## When the law cannot answer"))
def test_each_error_shown_is_what_sceau_says(
    asked: str, says: list[str], dunes: Regulation, above: Path, tmp_path: Path
) -> None:
    change, _, question = asked.rpartition("Asked: ")
    whole = load(above, with_change(example(), change.removesuffix(". "), tmp_path)) if change else dunes
    case = tomllib.loads("\n".join(spans(question)), parse_float=Decimal)

    result = run_case(CaseFile(name="an error", expect={"error": "NotFound"}, **case), "page", whole)

    assert result.answer["message"].splitlines() == says


# ---- all documents


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for page in pages():
        text = re.sub(r"`[^`\n]*`", "", prose(page.read_text(encoding="utf-8")))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if target.startswith(("http://", "https://", "mailto:")):
                continue
            name, _, anchor = target.partition("#")
            aimed = page.parent / name if name else page
            if not aimed.exists() or (anchor and anchor not in anchors(aimed)):
                broken.append((page.relative_to(ROOT).as_posix(), target))

    assert broken == []


def test_the_map_names_only_modules_that_exist() -> None:
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    core = {f"core.{name}" for row in rows_of(page, "## Inside core") for name in spans(row[0])}
    others = {name for row in rows_of(page, "## Inside the other packages") for cell in row for name in spans(cell)}
    named = {*core, *(name for name in others if "." in name)}

    assert len(named) > 30
    assert {name for name in named if importlib.util.find_spec(f"sceau.{name}") is None} == set()


def test_the_map_names_every_module_of_core() -> None:
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    named = {name for row in rows_of(page, "## Inside core") for name in spans(row[0])}

    assert named == {module.name for module in pkgutil.iter_modules(sceau.core.__path__)}


MACHINE_PATH = re.compile(r"(?<![\w.~:/-])/(?:work|home|root|farm|tmp|Users|mnt)/\w")
INDEX_ADDRESS = re.compile(r"py[p]i\.org|pythonhosted[.]org|registry[.]npmjs|https?://\S+/simple\b", re.IGNORECASE)


def test_no_tracked_file_names_a_place_of_one_machine_or_a_package_index() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(path.name, hit[0]) for kind in (MACHINE_PATH, INDEX_ADDRESS) for hit in kind.finditer(text)]

    assert len(tracked()) > 50
    assert found == []


def test_each_decision_record_says_context_decision_and_consequences() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("0*.md"))

    headings = {path.name: re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE) for path in records}
    assert headings == {path.name: ["Context", "Decision", "Consequences"] for path in records}
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]


def test_every_dependency_has_its_line_of_why() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    needed = {re.split(r"[\[<>=!~; ]", name)[0] for name in [*project["dependencies"], *extras]}
    page = (ROOT / "docs" / "adr" / "dependencies.md").read_text(encoding="utf-8")
    explained = {row[0] for heading in ("## To run", "## To develop", "## To build") for row in rows_of(page, heading)}

    assert explained == needed


# ---- the checker of reasons


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("import os  # noqa: F401", [1]),
        ("import os  # noqa: F401 - registers what it holds", []),
        ("import os  # noqa: F401 — registers what it holds", []),
        ("import os  # noqa: F401  registers what it holds", [1]),
        ("x = 1  # type: ignore[assignment]", [1]),
        ("x = 1  # type: ignore[assignment] - the library is untyped", []),
        ('x = "# noqa"', []),
    ],
)
def test_whatever_silences_a_checker_needs_a_reason_behind_a_dash(line: str, found: list[int], tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(line + "\n", encoding="utf-8")

    assert list(tool("check_reasons").without_reason(tmp_path / "module.py")) == found
