"""With which files does a school start its own law? One a stage, with every rule that it may set, put aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from sceau.core.rule import Absence, Bound, Row, Rule, SeveralReadings, Value, Words
from sceau.core.rulebook import Rulebook
from sceau.core.vocabulary import MARK_UNITS, RULES, STAGES, Shape
from sceau.regulation.samples import sample
from sceau.regulation.toml import as_toml
from sceau.wording.dates import say_date
from sceau.wording.language import Language
from sceau.wording.lists import words
from sceau.wording.values import say_citation, say_value

REMARK, ASIDE = "# ", "#"
"""What an explanation stands behind, and what a rule stands behind until a school takes it up: no space follows."""

VOWELS = "AÀÂEÉÈÊIÎOÔUYaàâeéèêiîoôuy"


class Start(NamedTuple):
    """For whom a folder is started, and under which law."""

    slug: str
    name: str
    label: str
    book: Rulebook
    """What the layers above a school say on the day on which its first rules begin."""
    texts: Mapping[str, Any]
    language: Language


def skeleton(start: Start) -> dict[str, str]:
    """Return the files of a new school by their names: they load as they are, and so do their blocks once taken up."""
    say = words("law", start.language.code)["skeleton"]
    files = {"school.toml": _school(start, say), "texts.toml": _texts(start, say)}
    files["qualities.toml"] = _qualities(start, say)
    for stage in STAGES:
        keys = [key for key, shape in RULES.items() if shape.stage == stage]
        blocks = [block for key in keys if (block := _block(key, start))]
        name = start.language.stages[stage]
        head = [say["file"].format(stage=name, school=start.name), say["how"], say["read"]]
        files[f"{stage}.toml"] = "\n".join([*map(_remark, head), "", *blocks])
    return files


def _school(start: Start, say: Mapping[str, str]) -> str:
    text, name = _text_id(start), start.name
    aside = [
        "[campuses.main]",
        f"name = {as_toml(name)}",
        'address = "…"',
        'city = "…"',
        f'cite = {{ text = "{text}", locator = "art. 1" }}',
        "",
        "[programmes.EXAMPLE]",
        'title = { fr = "…", en = "…" }',
        f"label = {as_toml(start.label)}",
        'campus = "main"',
    ]
    genitive = Words(f"de l'{name}" if name[0] in VOWELS else f"de {name}", f"of {name}")
    head = [_remark(say["school"]), "", "[school]", f"name = {as_toml(name)}", f"genitive = {as_toml(genitive)}", ""]
    return "\n".join([*head, *map(_aside, aside), ""])


def _texts(start: Start, say: Mapping[str, str]) -> str:
    lines = [f"[{_text_id(start)}]", f"title = {as_toml(start.name)}", f"authority = {as_toml(start.name)}"]
    return "\n".join([_remark(say["texts"]), "", *lines, _aside(f"dated = {start.book.on.isoformat()}"), ""])


def _qualities(start: Start, say: Mapping[str, str]) -> str:
    title = as_toml(Words(*(words("law", code)["skeleton"]["quality_title"] for code in ("fr", "en"))))
    lines = [f"[{start.slug.replace('-', '_')}_example]", f"title = {title}", 'of = "person"']
    return "\n".join([_remark(say["qualities"]), "", *map(_aside, lines), ""])


def _text_id(start: Start) -> str:
    return f"{start.slug}-regulation"


def _remark(said: str) -> str:
    """Return an explanation as a comment: each of its lines is one, however a name or a citation is written."""
    return "\n".join(REMARK + line for line in said.splitlines())


def _aside(line: str) -> str:
    return ASIDE + line if line else ""


def _block(key: str, start: Start) -> str:
    """Return what explains a rule, and the rule put aside; of a rule that is fixed above, the explanation alone."""
    law = words("law", start.language.code)
    shape, rules = RULES[key], start.book.ladders.get(key, ())
    remarks = [f"---- {key}: {law['keys'][key]}", _kind(shape, start), *(_above(rule, start) for rule in rules)]
    lines = [*map(_remark, remarks)]
    if not any(rule.bound is Bound.FIXED and _binds(rule, start) for rule in rules):
        lines += map(_aside, _rule(key, shape, start))
    return "\n".join([*lines, ""])


def _binds(rule: Rule, start: Start) -> bool:
    return any(value.binds for value in _alone(rule, start))


def _alone(rule: Rule, start: Start) -> tuple[Value, ...]:
    """Return what one layer says by itself on the day of the start, nothing before it begins."""
    if rule.in_force(start.book.on) is None:
        return ()
    return Rulebook(on=start.book.on, ladders={rule.key: (rule,)}).readings(rule.key)


def _kind(shape: Shape, start: Start) -> str:
    """Return what a value of this shape is: its kind, with its units or its words."""
    law = words("law", start.language.code)
    say, kind = law["skeleton"], law["kinds"]["threshold" if shape.threshold else shape.kind]
    if shape.choices:
        form = say["several_of" if shape.kind == "set" else "one_of"]
        return str(form.format(kind=kind, words=", ".join(shape.choices)))
    if shape.units:
        return str(say["in_units"].format(kind=kind, units=", ".join(unit or say["no_unit"] for unit in shape.units)))
    return str(say["plain"].format(kind=kind))


def _above(rule: Rule, start: Start) -> str:
    """Return what a layer above says of a rule, where, and what it leaves to a school."""
    law, lang = words("law", start.language.code), start.language
    layer, values = lang.layers[rule.layer.name.lower()], _alone(rule, start)
    may = law["bounds"][_leave(rule, values)]
    if not values:
        first = rule.entries[0]
        cite = say_citation(first.cite, start.texts, lang)
        said = law["skeleton"]["above_later"].format(layer=layer, date=say_date(first.since, lang), cite=cite)
    elif len(values) > 1:
        said = law["skeleton"]["contested"].format(layer=layer, readings=", ".join(value.reading for value in values))
    else:
        form = "above_none" if values[0].absence else "above"
        cite = say_citation(values[0].cite, start.texts, lang)
        said = law["skeleton"][form].format(layer=layer, value=say_value(values[0], lang), cite=cite)
    return f"{said}{lang.words['semicolon']}{may}"


def _leave(rule: Rule, values: tuple[Value, ...]) -> str:
    """Return what a layer leaves to those below it, by the name of the sentence."""
    if rule.bound is not Bound.OPEN and values and not any(value.binds for value in values):
        return "usual"
    ordered = rule.bound in (Bound.FLOOR, Bound.CEILING)
    return "table" if ordered and RULES[rule.key].kind == "table" else rule.bound.value


def _rule(key: str, shape: Shape, start: Start) -> list[str]:
    """Return a rule as a file writes it, with a value that is valid: the one above, or any of its shape."""
    rules = start.book.ladders.get(key, ())
    law = {code: words("law", code)["keys"][key] for code in ("fr", "en")}
    title = rules[-1].title if rules else Words(_sentence(law["fr"]), _sentence(law["en"]))
    unit = rules[-1].unit if rules else _unit(shape, start)
    bound = rules[-1].bound if rules else shape.tightens
    head = [f"[{key}]", f"title = {as_toml(title)}", *([f"unit = {as_toml(unit)}"] if unit else [])]
    cite = f'cite = {{ text = "{_text_id(start)}", locator = "art. 1" }}'
    says = f"says = {as_toml(Words('…', '…'))}"
    value = _value(key, shape, unit, start)
    return [
        *head,
        f'bound = "{bound.value}"',
        "",
        f"[[{key}.value]]",
        f"from = {start.book.on}",
        *value,
        cite,
        says,
        "",
    ]


def _sentence(said: str) -> str:
    return said[0].upper() + said[1:]


def _unit(shape: Shape, start: Start) -> str:
    """Return a unit for a number: the scale of the label for marks, else the first that the key allows."""
    if shape.units != MARK_UNITS:
        return shape.units[0] if shape.units else ""
    scales = [rule.unit for ladder in start.book.ladders.values() for rule in ladder if rule.unit in MARK_UNITS]
    return scales[0] if scales else "/20"


def _value(key: str, shape: Shape, unit: str, start: Start) -> list[str]:
    try:
        above = start.book.get(key)
    except SeveralReadings as several:
        return [f"chooses = {as_toml(several.readings[0])}"]
    except LookupError:  # nothing has begun yet
        above = Value(key, absence=Absence.SILENT)
    given = sample(shape, unit) if above.absence else above.value
    if shape.kind == "table":
        kept = any(rule.bound is not Bound.OPEN for rule in start.book.ladders.get(key, ()))
        return ["value = [", *(f"{_line(row, kept=kept)}," for row in given), "]"]
    passes = [f"passes = {as_toml(above.passes)}"] if shape.threshold else []
    return [f"value = {as_toml(given)}", *passes]


def _line(row: Row, *, kept: bool) -> str:
    """Return a line of a table: what it says, without where and in which words the layer above says so."""
    left_out = {"cite", "says", "keeps"}
    said = {one.name: getattr(row, one.name) for one in fields(row) if one.name not in left_out}
    defaults = {one.name: one.default for one in fields(row)}
    columns = {name: value for name, value in said.items() if name == "id" or value != defaults[name]}
    if kept:
        columns["keeps"] = row.id
    return "{ " + ", ".join(f"{name} = {as_toml(value)}" for name, value in columns.items()) + " }"
