"""In which language does the command line speak?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sceau.wording import language_of_environment
from sceau.wording.language import language

OPTION = "--lang"


def language_asked(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the language asked for by ``--lang``, wherever it stands, else by the environment; and what else is asked.

    It is read before the commands are built, because their help is in that language too. Raises ``UnknownLanguage``.
    """
    asked, others, left = None, [], list(arguments)
    while left:
        one = left.pop(0)
        if one.startswith(f"{OPTION}="):
            asked = one.removeprefix(f"{OPTION}=")
        elif one == OPTION and left:
            asked = left.pop(0)
        else:
            others.append(one)
    return (language_of_environment(environment) if asked is None else language(asked).code), others


def language_to_refuse_in(environment: Mapping[str, str]) -> str:
    """Return the language of the locale, for whoever has asked for one that is not spoken here."""
    return language_of_environment({**environment, "SCEAU_LANG": ""})
