"""The addresses of the law."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from sceau.law import views
from sceau.law.whose import WhoseConverter

register_converter(WhoseConverter, "whose")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.laws, name="laws"),
    path("editions/<slug:digest>/", views.edition, name="law_edition"),
    path("editions/<slug:digest>/<slug:key>/", views.edition_rule, name="law_edition_rule"),
    path("schools/<slug:slug>/open/", views.open_law, name="open_law"),
    path("schools/<slug:slug>/reserve/", views.reserve_law, name="reserve_law"),
    path("<whose:whose>/", views.law, name="law"),
    path("<whose:whose>/compare/", views.compare, name="compare_law"),
    path("<whose:whose>/<slug:key>/", views.rule, name="rule"),
    path("", include("sceau.law.draft_urls")),
]
