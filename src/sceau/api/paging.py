"""Where does the next page begin? After the last thing shown, told by a cursor that programs hand back as it is."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from http import HTTPStatus

from sceau.api.problems import Trouble
from sceau.site.words import say

PAGE = 50
LONGEST = 200


def cursor_after(last: object) -> str:
    """Return the cursor of the page that follows something."""
    return urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def last_of(cursor: str) -> str:
    """Return what a cursor says the page before ended with; empty for the first page; raises ``Trouble``."""
    if not cursor:
        return ""
    try:
        return urlsafe_b64decode(cursor[:LONGEST] + "=" * (-len(cursor[:LONGEST]) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        raise odd("cursor", say("api_faults.cursor")) from None


def odd(place: str, what: str) -> Trouble:
    """Return the trouble of a request that says something that cannot be."""
    return Trouble("not_readable", HTTPStatus.UNPROCESSABLE_ENTITY, [(place, what)])
