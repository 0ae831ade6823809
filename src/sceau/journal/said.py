"""How is a decision of the past said? As it was recorded, whatever the code of today would make of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sceau.core.rule import Citation, RuleError
from sceau.core.rulebook import Rulebook
from sceau.journal.replay import Judged
from sceau.regulation import Regulation
from sceau.wording import Language, Said, SaidReading, SaidReason, say_citation, say_decision, say_outcome, say_question
from sceau.wording.language import legible
from sceau.wording.lists import words


def say_judged(
    judged: Judged, rules: Rulebook | None, law: Regulation, lang: Language, titles: Mapping[str, str] | None = None
) -> Said:
    """Return a recorded decision in words; ``titles`` are the names of what it is about by their codes, as of units.

    Judged again it is nearly always the very same, and then it is said as on the day that it was made; where the code
    has changed since, what was recorded is said more plainly, and nothing of it is computed.
    """
    school = rules.school.slug if rules and rules.school else ""
    seen = law.seen_by(school) if school in law.named else law
    if judged.again is None or judged.differs:
        return _as_recorded(judged.decided or {}, rules, seen, lang)
    qualities = {name: quality.title for name, quality in seen.qualities.items()}
    return say_decision(judged.again, lang, seen.texts, {**qualities, **(titles or {})})


def _as_recorded(decided: Mapping[str, Any], rules: Rulebook | None, law: Regulation, lang: Language) -> Said:
    """Return what JSON holds of a decision, with the words that still fit it."""
    question = str(decided.get("question", ""))
    said = Said(
        question=say_question(question, lang),
        outcome=say_outcome((question, str(decided.get("outcome", ""))), lang),
        figures=tuple(
            (lang.name("figures", name, within=question), _text(one))
            for name, one in decided.get("figures", {}).items()
        ),
        reasons=tuple(_reason(one, rules, law, lang) for one in decided.get("reasons", ())),
        warnings=tuple(_reason(one, rules, law, lang) for one in decided.get("warnings", ())),
    )
    readings = decided.get("readings", ())
    inner = (SaidReading(f"{one['reading']}", _as_recorded(one["decision"], rules, law, lang)) for one in readings)
    return replace(said, readings=tuple(inner))


def _reason(reason: Mapping[str, Any], rules: Rulebook | None, law: Regulation, lang: Language) -> SaidReason:
    say = words("journal", lang.code)
    key, cite = str(reason.get("rule", "")), reason.get("cite")
    title = _title(key, rules, lang)
    parts = [title if not reason.get("subject") else f"{reason['subject']} — {title}"]
    parts += [say[name].format(what=_text(reason[name])) for name in ("required", "found") if reason.get(name)]
    named = Citation(cite["text"], cite["locator"], confirmed=cite.get("confirmed", True)) if cite else None
    return SaidReason(
        ", ".join(parts), say_citation(named, law.texts, lang), reason.get("holds"), "", cite is None, key
    )


def _title(key: str, rules: Rulebook | None, lang: Language) -> str:
    """Return the title that the law of the time gave to a rule, else its key with spaces."""
    try:
        value = rules.readings(key)[0] if rules else None
    except RuleError:
        value = None
    return lang.of(value.title) if value and value.title else legible(key)


def _text(thing: Any) -> str:
    """Return what JSON holds as somebody can read it."""
    if isinstance(thing, Mapping):
        return ", ".join(f"{legible(str(name))} {_text(one)}" for name, one in thing.items())
    if isinstance(thing, list):
        return ", ".join(map(_text, thing))
    return thing if isinstance(thing, str) else json.dumps(thing)
