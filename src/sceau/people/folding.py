"""How are names compared and put in order? In small letters without accents, in the database as in Python."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db.models import Func

MARKS = re.compile("[\u0300-\u036f]")
LETTERS = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("ø", "o"), ("đ", "d"), ("ł", "l"))
"""What no decomposition takes apart."""
OF_A_NAME = {
    "search": "%(birth)s || ' ' || %(use)s || ' ' || %(given)s",
    "sort": "CASE WHEN %(use)s = '' THEN %(birth)s ELSE %(use)s END || ' ' || %(given)s",
    "birth": "%(birth)s",
    "given": "%(given)s",
}


def fold(text: str) -> str:
    """Return a text in small letters without accents."""
    text = MARKS.sub("", unicodedata.normalize("NFKD", text)).lower()
    for letter, plain in LETTERS:
        text = text.replace(letter, plain)
    return text


class Folded(Func):
    """The names of a person as one text, folded by the database: it is never behind what they are."""

    def __init__(self, *names: str, form: str, **extra: Any) -> None:
        """Take the columns of the name of birth, in use, given; ``form`` is one of them."""
        super().__init__(*names, **extra)
        self.form = form

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # noqa: ARG002 - as every function
        """Return the SQL."""
        birth, use, given = (compiler.compile(name)[0] for name in self.source_expressions)
        names = OF_A_NAME[self.form] % {"birth": birth, "use": use, "given": given}
        text = f"lower(regexp_replace(normalize({names}, NFKD), '[\\u0300-\\u036f]', '', 'g'))"
        for letter, plain in LETTERS:
            text = f"replace({text}, '{letter}', '{plain}')"
        return text, []
