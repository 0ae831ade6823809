"""The page of the results of a label: its school declares them each year, the office reads them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from sceau.accreditation.acting import refuse
from sceau.accreditation.actions import declare_results
from sceau.accreditation.actions.results import Results
from sceau.accreditation.forms import ResultsForm
from sceau.accreditation.models import RegisterEntry
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.queries import DECLARES_RESULTS, SEES_RESULTS, entries
from sceau.accreditation.register_views import line_of
from sceau.accreditation.results import Intake, intakes_of
from sceau.core.calendar import paris_day
from sceau.people.access import actor, get_or_refuse, visible
from sceau.people.forms import say
from sceau.people.views import get_or_post, posted
from sceau.wording import Language, language, say_quantity


@get_or_post
def label_results(request: HttpRequest, number: str) -> HttpResponse:
    """Show what became of the intakes of a label, and let its school declare them."""
    entry: RegisterEntry = get_or_refuse(request.viewer, SEES_RESULTS, entries(), number=number)
    mine = RegisterEntry.objects.filter(pk=entry.pk)
    may_declare = visible(request.viewer, DECLARES_RESULTS, mine).exists()
    form = ResultsForm(posted(request))
    if may_declare and request.method == "POST" and form.is_valid():
        by = actor(request.viewer, DECLARES_RESULTS, school=entry.programme.school_id)
        told = form.cleaned_data
        year = told.pop("intake_year")
        try:
            declare_results(entry=entry.pk, intake_year=year, results=Results(**told), at=request.at, by=by)
        except NotDone as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, say("results.done"))
            return redirect("label_results", number=number)
    lang = language(get_language() or "fr")
    shown_here = {
        "line": line_of(entry, on=paris_day(request.at)),
        "intakes": intakes_said(entry, lang),
        "may_declare": may_declare,
        "form": form,
    }
    return render(request, "accreditation/results.html", shown_here, status=422 if form.errors else 200)


def intakes_said(entry: RegisterEntry | None, lang: Language) -> list[tuple[Intake, dict[str, Any]]]:
    """Return the intakes of a label with their rates in words, as pages show them; nothing without a label."""
    return [(one, _rates(one, lang)) for one in intakes_of(entry.results.all())] if entry else []


def _rates(one: Intake, lang: Language) -> dict[str, Any]:
    """Return the rates of an intake in words; a dash for what is not known."""
    rates = {name: getattr(one, name) for name in ("derogation", "foreigners", "success", "employment")}
    return {name: "—" if rate is None else say_quantity(rate, "ratio", lang) for name, rate in rates.items()}
