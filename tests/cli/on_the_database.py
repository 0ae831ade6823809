"""The command line on the database of the tests."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

from tests.cli.command import Ran, sceau


def sceau_on_the_database(*arguments: str | Path, lang: str = "en", **environment: str) -> Ran:
    """Run ``sceau`` in a process of its own, on what the test has committed."""
    settings = {"DATABASE_URL": address_of_the_database(), "SCEAU_VAR": os.environ["SCEAU_VAR"]}
    return sceau(*arguments, lang=lang, **{**settings, **environment})


def address_of_the_database() -> str:
    """Where a process of its own finds what the test has committed."""
    held = connection.settings_dict
    where = urlencode({"host": held["HOST"] or "localhost", **({"port": held["PORT"]} if held["PORT"] else {})})
    who = f"{quote(held['USER'], safe='')}:{quote(held['PASSWORD'], safe='')}@" if held["USER"] else ""
    return f"postgresql://{who}/{held['NAME']}?{where}"
