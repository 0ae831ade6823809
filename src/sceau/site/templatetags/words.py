"""How does a page say something? By the key of a sentence, in ``wording/site.<language>.toml``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from sceau.site.words import say
from sceau.wording import language, say_date, say_instant

register = template.Library()


@register.simple_tag
def word(key: str, /, **named: Any) -> str:
    """Return a sentence of the site in the language of the page, with its named places filled."""
    return say(key, **named)


@register.filter
def named(key: object, group: str) -> str:
    """Return the word of a group for a value: ``role|named:"roles"``."""
    return say(f"{group}.{key}")


@register.filter
def day(moment: date | datetime | None) -> str:
    """Return a day in words; of an instant, the day that it is in Paris."""
    if moment is None:
        return ""
    on = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return say_date(on, language(get_language() or "fr"))


@register.filter
def last_day(end: datetime) -> str:
    """Return in words the last day before an instant at which something ends."""
    return day(end - timedelta(seconds=1))


@register.filter
def instant(at: datetime) -> str:
    """Return an instant in words, as the clocks of Paris show it."""
    return say_instant(at, language(get_language() or "fr"))


@register.filter
def minute(at: datetime) -> str:
    """Return an instant in words, to the minute."""
    return instant(at.replace(second=0, microsecond=0))
