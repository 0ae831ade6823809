"""The addresses of law."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
urlpatterns += [path("", include("sceau.law.draft_urls"))]
