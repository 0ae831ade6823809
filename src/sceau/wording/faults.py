"""How is a fault said in French? The code says it in English; each of its sentences has a French one beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter
from typing import NamedTuple

from sceau.wording.language import NO_BREAK, Language, language, typeset
from sceau.wording.lists import words

SENTENCE, HINT, NUMBER, DIGITS = "sentence", "hint", "number", "0123456789"
LONGEST_VALUE, LONGEST_SENTENCE = 120, 1_500
"""A value that is quoted may be a page that was pasted into a cell: nobody reads it, and matching it takes long."""
QUOTED_AT_LENGTH = re.compile(f"«([^»]{{{LONGEST_VALUE}}})[^»]+»")
ANYTHING = ".*?"


class Template(NamedTuple):
    """A sentence of the code, as a pattern, and the sentence that is read instead."""

    pattern: re.Pattern[str]
    told: str


def say_fault(sentence: str, lang: Language) -> str:
    """Return what is wrong in a language; a sentence that nobody has translated stays as it is.

    Where the whole is not known, what follows a colon may be: ``notes.toml: is missing, add it``. What it quotes at
    length is cut.
    """
    sentence = QUOTED_AT_LENGTH.sub("«\\1…»", sentence)
    if len(sentence) > LONGEST_SENTENCE:
        return f"{sentence[:LONGEST_SENTENCE]}…"
    if lang.code == "en":
        return sentence
    whole = _told(sentence, SENTENCE, lang.code)
    return whole if whole is not None else next(_ends(sentence, lang.code), sentence)


def _ends(sentence: str, code: str) -> Iterator[str]:
    """Return the sentence with its end told, for each colon after which a known sentence stands."""
    for colon in re.finditer(": ", sentence):
        for name in (SENTENCE, HINT):
            told = _told(sentence[colon.end() :], name, code)
            if told is not None:
                yield f"{sentence[: colon.start()].rstrip()}{NO_BREAK}: {told}"


def _told(sentence: str, name: str, code: str) -> str | None:
    """Return a sentence as the first template of a list that fits tells it, or None if none does."""
    for template in _templates(code).get(name, ()):
        if found := template.pattern.fullmatch(sentence):
            return template.told.format(**{hole: _part(text, hole, code) for hole, text in found.groupdict().items()})
    return None


def _part(text: str, hole: str, code: str) -> str:
    """Return what stands in a placeholder: a number in groups of digits, else told by the list of its name, if any."""
    if hole == NUMBER:
        return text.replace(",", language(code).numbers["thousands"])
    told = _told(text, hole.rstrip(DIGITS), code)
    return text if told is None else told


@cache
def _templates(code: str) -> dict[str, list[Template]]:
    """Return the templates of each list, the longest first: the one that says most is the one that is meant."""
    lists = words("faults", code)
    hint = "|".join(_pattern(one["en"], named=False) for one in lists[HINT])
    return {
        name: [
            Template(re.compile(_pattern(one["en"], hint), re.DOTALL), typeset(one[code]))
            for one in sorted(templates, key=_length, reverse=True)
        ]
        for name, templates in lists.items()
    }


def _length(one: dict[str, str]) -> int:
    return sum(len(text) for text, *_ in Formatter().parse(one["en"]))


def _pattern(template: str, hint: str = ANYTHING, *, named: bool = True) -> str:
    """Return a template as a pattern; a hint is closed, for the comma before it may be in a citation as well."""
    pattern = ""
    for text, hole, *_ in Formatter().parse(template):
        pattern += re.escape(text)
        if hole:
            pattern += f"({f'?P<{hole}>' if named else '?:'}{hint if hole == HINT else ANYTHING})"
    return pattern
