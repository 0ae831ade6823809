"""In which language does the command line speak?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sceau.wording import LANGUAGES, UnknownLanguage, language_of_environment
from sceau.wording.language import DEFAULT


def asked_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language asked for by ``--lang``, else that of the environment.

    It is read before the commands are built, because their help is in that language too; a language that is not
    known is left to the command line to refuse.
    """
    for here, argument in enumerate(arguments):
        word = argument.removeprefix("--lang=") if argument.startswith("--lang=") else ""
        if argument == "--lang" and here + 1 < len(arguments):
            word = arguments[here + 1]
        if word in LANGUAGES:
            return word
    try:
        return language_of_environment(environment)
    except UnknownLanguage:
        return DEFAULT
