"""The pages of programmes that anybody reads: the search, a programme, some side by side, and what machines read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sceau.catalogue.export import COLUMNS, workbook_of
from sceau.catalogue.kept_pages import kept_page
from sceau.catalogue.lheo import document_of
from sceau.catalogue.linked_data import as_script, linked_data
from sceau.catalogue.looked_for import address_of, facets_shown, wanted_in
from sceau.catalogue.models import SHOWN, Listing, Programme, Standing, Version
from sceau.catalogue.search import everything_found, search
from sceau.catalogue.shown import label_name, label_of, shown, title_of
from sceau.people.export import XLSX
from sceau.people.forms import say

SIDE_BY_SIDE = 3
"""Programmes that are compared at most: more would be a table of schools."""
MOST_EXPORTED = 10_000
XML = "application/xml"
COMPARED = tuple(name for name in COLUMNS if name not in ("title", "schools", "source"))


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """Show the programmes that fit what is looked for, and what may narrow it."""
    wanted = wanted_in(request.GET)
    found = search(wanted, on=timezone.localdate(request.at))
    last = found.page < found.pages
    return render(
        request,
        "catalogue/programmes.html",
        {
            "wanted": wanted,
            "found": found,
            "rows": shown(found.versions),
            "facets": list(facets_shown(found, wanted)),
            "asked": address_of(wanted),
            "before": address_of(wanted, page=found.page - 1) if found.page > 1 else None,
            "after": address_of(wanted, page=found.page + 1) if last else None,
            "most": SIDE_BY_SIDE,
        },
    )


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a programme: what it is, how it is followed, what is taught, where it leads."""
    return kept_page(request, lambda: _drawn(request, slug))


def _drawn(request: HttpRequest, slug: str) -> HttpResponse:
    row = _programme(slug)
    version = _shown_version(row)
    on = timezone.localdate(request.at)
    one = shown([version])[0]
    label, standing = label_of(row.labels.all()[:1], on=on)
    url = settings.ENVIRONMENT.site_url + reverse("programme", args=[slug])
    name = label_name(label.label if label else one.sheet.organisation.label)
    data = linked_data(version, one.sheet, url=url, label=name, lang=get_language() or "fr")
    return render(
        request,
        "catalogue/programme.html",
        {
            "one": one,
            "label": label,
            "label_name": name,
            "label_standing": standing,
            "rncp": title_of(one.sheet, on=on),
            "url": url,
            "linked_data": as_script(data),
            "may_manage": request.viewer.account and request.viewer.grants("see_versions"),
        },
    )


@require_safe
def compare_programmes(request: HttpRequest) -> HttpResponse:
    """Show up to three programmes side by side, in the order in which they were chosen."""
    slugs = list(dict.fromkeys(one for one in request.GET.getlist("p") if one))
    if len(slugs) > SIDE_BY_SIDE:
        messages.error(request, say("compare.too_many", n=SIDE_BY_SIDE))
        return redirect(f"{reverse('compare_programmes')}?{urlencode([('p', one) for one in slugs[:SIDE_BY_SIDE]])}")
    rows = Version.objects.filter(programme__slug__in=slugs, standing__in=SHOWN).select_related("programme__school")
    by_slug = {one.slug: one for one in shown(rows)}
    columns = [by_slug[slug] for slug in slugs if slug in by_slug]
    told = [{fact.name: fact.text for fact in one.facts} for one in columns]
    lines = [(name, [one.get(name, "") for one in told]) for name in COMPARED]
    without = {one.slug: urlencode([("p", other.slug) for other in columns if other is not one]) for one in columns}
    shown_here = {
        "columns": [(one, without[one.slug]) for one in columns],
        "lines": [(name, texts) for name, texts in lines if any(texts)],
        "most": SIDE_BY_SIDE,
    }
    return render(request, "catalogue/compare.html", shown_here)


@require_safe
def programmes_export(request: HttpRequest) -> HttpResponse:
    """Send the programmes of a search as a workbook."""
    on = timezone.localdate(request.at)
    book = workbook_of(shown(everything_found(wanted_in(request.GET), on=on, most=MOST_EXPORTED)))
    name = f"{say('programmes.file')}-{on}.xlsx"
    return HttpResponse(book, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def programmes_lheo(request: HttpRequest) -> HttpResponse:
    """Send the programmes of a search as LHEO: those that say all that it asks for."""
    on = timezone.localdate(request.at)
    found = everything_found(wanted_in(request.GET), on=on, most=MOST_EXPORTED)
    return HttpResponse(document_of(found, on=on), content_type=XML)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Send the addresses of everything that search engines may show: the search, and each programme."""
    rows = Listing.objects.filter(version__standing=Standing.PUBLISHED).order_by("sort_key")
    found = rows.values_list("programme__slug", "version__changed_at")
    shown_here = {"site": settings.ENVIRONMENT.site_url, "rows": found}
    return render(request, "catalogue/sitemap.xml", shown_here, content_type=XML)


@require_safe
def robots(_: HttpRequest) -> HttpResponse:
    """Tell search engines where the map of the site is."""
    where = settings.ENVIRONMENT.site_url + reverse("sitemap")
    lines = ("User-agent: *", "Disallow: /account/", "Disallow: /api/", f"Sitemap: {where}", "")
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _programme(slug: str) -> Programme:
    found = Programme.objects.select_related("school").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _shown_version(row: Programme) -> Any:
    version = Version.objects.filter(programme=row, standing__in=SHOWN).first()
    if version is None:
        raise Http404
    version.programme = row
    return version
