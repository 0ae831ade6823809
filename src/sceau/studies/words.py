"""Which words do workbooks, exports and their faults use? Those of ``wording/workbook.<lang>.toml``, none in Python."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, cast

from sceau.wording import LANGUAGES, language, lists
from sceau.wording.numbers import counted

WORTH_LISTING = 12
"""More words than this help nobody at the end of a sentence."""
INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad"))
"""Characters that copying from the web leaves behind and that nobody sees."""
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


class Words:
    """The words of one language."""

    def __init__(self, lang: str, said: Mapping[str, Mapping[str, Any]]) -> None:
        self.lang = lang
        self._said = said

    def __getitem__(self, table: str) -> Mapping[str, Any]:
        """Return one table of words, e.g. ``words["sheets"]``."""
        return self._said[table]

    def of(self, table: str, part: str) -> Mapping[str, str]:
        """Return the part of a table that speaks of one sheet; empty when it says nothing of it."""
        return cast(Mapping[str, str], self._said[table].get(part, {}))

    def say(self, table: str, code: str, /, **values: Any) -> str:
        """Return a sentence with its values put in as this language writes them."""
        shown = {name: self.shown(value) for name, value in values.items()}
        said = self._said[table][code]
        if isinstance(said, Mapping):  # the singular and the plural
            return counted(said, values["count"], language(self.lang), **shown)
        return str(said).format(**shown)

    def shown(self, value: Any) -> str:
        """Return a value as a person reads it: a decimal comma and day/month/year in French."""
        if isinstance(value, bool):
            return str(self["keys"]["true" if value else "false"])
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return text.replace(".", ",") if self.lang == "fr" else text
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y") if self.lang == "fr" else value.isoformat()[:10]
        return str(value)

    def hint(self, word: str, known: Iterable[str], *, accepted: Iterable[str] = ()) -> str:
        """Return the end of a sentence that names the nearest word, or lists those known when none is near.

        ``accepted`` gives words that are taken as well, e.g. those of another language.
        """
        listed = sorted(known)
        near = nearest_word(word, [*listed, *accepted])
        if near:
            return self.say("hints", "near", near=near)
        if len(listed) > WORTH_LISTING:
            return self.say("hints", "many")
        return self.say("hints", "among", known=", ".join(listed)) if listed else self.say("hints", "none")


@cache
def words(lang: str) -> Words:
    """Return the words of a language; raises ``UnknownLanguage`` for one that Sceau does not speak."""
    return Words(language(lang).code, lists.words("workbook", lang))


def cleaned(text: str) -> str:
    """Return a text composed, without invisible characters, its spaces single: what a reader sees of it."""
    return " ".join(unicodedata.normalize("NFC", text.replace("_x000D_", " ").translate(INVISIBLE)).split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text for comparison: no case, no accent, no punctuation."""
    spread = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES).translate(INVISIBLE))
    bare = (character for character in spread if not unicodedata.combining(character))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Return the known word nearest to another, case and accents aside, or nothing when none is near."""
    folded = {fold(candidate): candidate for candidate in reversed(list(known))}
    close = difflib.get_close_matches(fold(word), folded, n=1)
    return folded[close[0]] if close else ""


@cache
def meanings(table: str) -> Mapping[str, str]:
    """Return what each accepted word of a list means, in all languages: ``{"abi": "absent", …}``."""
    spoken = [words(lang)[table] for lang in LANGUAGES]
    return {fold(word): meaning for said in spoken for meaning, accepted in said.items() for word in accepted}


@cache
def accepted_words(table: str) -> tuple[str, ...]:
    """Return every accepted word of a list, in all languages."""
    return tuple(word for lang in LANGUAGES for accepted in words(lang)[table].values() for word in accepted)
