"""The page on background jobs: what failed, stalled, runs and waits, and trying one again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sceau.people.access import actor
from sceau.site.jobs import SHOWN, NoSuchJob, NotToRetry, State, count_of_each, jobs_in, retry_job
from sceau.site.words import say


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Show how many jobs stand where, and the latest of one state."""
    asked = request.GET.get("state", "")
    state = State(asked) if asked in list(State) else State.FAILED
    counts = count_of_each(at=request.at)
    shown = {
        "counts": list(counts.items()),
        "state": state,
        "jobs": jobs_in(state, at=request.at),
        "more": counts[state] > SHOWN,
        "most": SHOWN,
        "may_see_history": request.viewer.may_anywhere("see_history"),
        "may_retry": state in {State.FAILED, State.STALLED},
    }
    return render(request, "jobs.html", shown)


@require_POST
def retry(request: HttpRequest, key: int) -> HttpResponse:
    """Try a job again."""
    try:
        retry_job(job=key, at=request.at, by=actor(request.viewer, "see_jobs"))
        messages.success(request, say("jobs.retried"))
    except NoSuchJob:
        raise Http404 from None
    except NotToRetry:
        messages.error(request, say("jobs.not_to_retry"))
    return redirect("jobs")
