"""The routes of questions: which there are, what facts each asks, and what the law answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from sceau.api.door import needs
from sceau.api.exact import facts_from
from sceau.api.law import CODE, SLUG, Under, law_asked
from sceau.api.problems import Trouble
from sceau.api.shapes import answers
from sceau.core.decision import Decision
from sceau.core.question import QUESTIONS, FactImpossible, ask
from sceau.core.rule import Layer, RuleError
from sceau.core.rulebook import Rulebook
from sceau.law.whose import Whose
from sceau.regulation import Regulation
from sceau.regulation.edition import edition_of
from sceau.regulation.facts import FactsFaulty, left_out, marks_over_the_scale, read_facts, shape_of
from sceau.regulation.fault import Fault
from sceau.regulation.plain import plain, plain_decision
from sceau.wording import Language, language, say_question
from sceau.wording.faults import say_fault

router = Router(tags=["questions"])
SCOPE = "ask"
DEEPEST = 12
"""How deep facts may lie in one another; those of no question lie as deep."""


class QuestionOut(Schema):
    """A question, and the outcomes that it may have."""

    name: str
    asks: str
    outcomes: list[str]


class WholeQuestionOut(QuestionOut):
    """A question with the shape of its facts; a «?» marks what may be left out, which then stands for what is told."""

    facts: dict[str, Any]
    left_out: dict[str, Any]


class AskedIn(Schema):
    """Facts, and whose law answers, on which day."""

    facts: dict[str, Any]
    school: str = Field("", pattern=SLUG)
    programme: str = Field("", pattern=CODE)
    label: str = Field("", pattern=SLUG)
    on: date | None = None


class DecisionOut(Schema):
    """A decision with its reasons; ``pages`` tells where each rule that they name is shown as it was asked."""

    decision: dict[str, Any]
    edition: str
    pages: dict[str, str]


@router.get("/questions", response=answers(list[QuestionOut]), url_name="api_questions")
def questions(request: HttpRequest) -> Any:
    """Every question that the law answers."""
    needs(request, SCOPE, open_to_anyone=True)
    return [_question(name) for name in sorted(QUESTIONS)]


@router.get("/questions/{name}", response=answers(WholeQuestionOut), url_name="api_question")
def question(request: HttpRequest, name: str) -> Any:
    """One question, with the shape of its facts."""
    needs(request, SCOPE, open_to_anyone=True)
    if name not in QUESTIONS:
        raise Http404
    kind = QUESTIONS[name].facts
    return {**_question(name), "facts": shape_of(kind), "left_out": plain(left_out(kind))}


@router.post("/questions/{name}/answer", response=answers(DecisionOut, 409, 413, 415), url_name="api_answer")
def answer(request: HttpRequest, name: str, asked: AskedIn) -> Any:
    """What the law answers to facts; nothing is recorded."""
    needs(request, SCOPE, open_to_anyone=True)
    if name not in QUESTIONS:
        raise Http404
    under = Under(school=asked.school, programme=asked.programme, label=asked.label, on=asked.on)
    book, law = law_asked(request, under)
    lang = language(get_language() or "fr")
    if _depth(asked.facts) > DEEPEST:
        raise Trouble("too_deep", HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        decision = ask(question=name, facts=_facts(name, asked.facts, book, law, lang), rules=book)
    except (RuleError, FactImpossible) as why:
        raise Trouble("law_silent", HTTPStatus.CONFLICT, [("facts", say_fault(str(why), lang))]) from None
    pages = {key: _page(key, asked, book) for key in sorted(_rules_of(decision))}
    return {"decision": plain_decision(decision), "edition": edition_of(book).digest, "pages": pages}


def _rules_of(decision: Decision) -> set[str]:
    """Return the keys of the rules that a decision names, under whichever reading."""
    named = {one.rule.key for one in (*decision.reasons, *decision.warnings)}
    return named.union(*(_rules_of(one.decision) for one in decision.readings))


def _page(key: str, asked: AskedIn, book: Rulebook) -> str:
    """Return the address of the page of a rule, for whom and on the day that was asked."""
    layer = Layer.SCHOOL if asked.school else Layer.LABEL if book.label else Layer.STATE
    whose = Whose(layer, asked.school or (book.label if layer is Layer.LABEL else ""))
    meant = {"on": book.on.isoformat(), "programme": asked.programme, "label": asked.label if asked.school else ""}
    query = urlencode({name: value for name, value in meant.items() if value})
    return f"{reverse('rule', args=[whose, key])}?{query}"


def _facts(name: str, given: dict[str, Any], book: Rulebook, law: Regulation, lang: Language) -> Any:
    """Return facts as ``core`` takes them; raises ``Trouble`` with everything that is wrong."""
    faults: Sequence[Fault] = ()
    try:
        facts = read_facts(name, facts_from(QUESTIONS[name].facts, given), "facts", law.qualities, book)
        faults = tuple(marks_over_the_scale(facts, book, "facts"))
    except FactsFaulty as faulty:
        facts, faults = None, faulty.faults
    if faults:
        told = [(f"facts.{one.key}", say_fault(one.what, lang)) for one in faults]
        raise Trouble("facts_faulty", HTTPStatus.UNPROCESSABLE_ENTITY, told)
    return facts


def _question(name: str) -> dict[str, Any]:
    asks = say_question(name, language(get_language() or "fr"))
    return {"name": name, "asks": asks, "outcomes": list(QUESTIONS[name].outcomes)}


def _depth(thing: Any, at: int = 1) -> int:
    """Return how deep JSON lies in itself, as far as it matters."""
    if at > DEEPEST or not isinstance(thing, dict | list):
        return at
    inner = thing.values() if isinstance(thing, dict) else thing
    return max((_depth(one, at + 1) for one in inner), default=at)
