"""How does a page answer an act? It says that it is done and goes on, or shows itself again with why it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from sceau.accreditation.not_done import NotDone
from sceau.files.actions import FileRefused
from sceau.people.forms import say


@dataclass(frozen=True, slots=True)
class Acting:
    """Where somebody acts: the page that is shown again, where they go once it is done, and its words."""

    request: HttpRequest
    again: Callable[..., HttpResponse]
    then: str
    words: str
    """What is done is said in these words: ``review.done`` has one for each act."""
    barred: str = ""
    """Where who may not read what they would act on is sent instead: nothing is done."""

    def do(self, done: str, act: Callable[[], object]) -> HttpResponse:
        """Do an act that asks for nothing."""
        if self.barred:
            return redirect(self.barred)
        try:
            act()
        except NotDone as refusal:
            return self.again(refusals=[said(refusal)])
        return self._done(done)

    def do_with(self, name: str, form: Any, done: str, act: Callable[[dict[str, Any]], object]) -> HttpResponse:
        """Do an act with what a form says; the page shows the form again, by its name, where it is not done.

        The reason stands above the page too, where what was done meanwhile leaves no such form.
        """
        if self.barred:
            return redirect(self.barred)
        told: dict[str, Any] = {name: form}
        if not form.is_valid():
            return self.again(**told)
        try:
            act(form.cleaned_data)
        except FileRefused as refused:
            form.add_error("file", say_file(refused.what))
        except NotDone as refusal:
            refuse(form, refusal)
            told["refusals"] = [said(refusal)]
        else:
            return self._done(done)
        return self.again(**told)

    def _done(self, done: str) -> HttpResponse:
        messages.success(self.request, say(f"{self.words}.{done}"))
        return redirect(self.then)


def refuse(form: Any, refusal: NotDone) -> None:
    """Show why an act was not done beside the field that it is about."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, said(refusal))


def said(refusal: NotDone) -> str:
    """Return why an act was not done, in the language of the page."""
    return say(f"accreditation_refusals.{refusal.why}", **refusal.told(get_language() or "fr"))


def say_file(what: str) -> str:
    """Return why a file is not taken, in the language of the page."""
    return say(f"file_refused.{what}", megabytes=settings.ENVIRONMENT.upload_megabytes)
