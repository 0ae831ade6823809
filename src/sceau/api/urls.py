"""The addresses of the API."""

from django.urls import path

from sceau.api.app import api
from sceau.api.guide import guide

urlpatterns = [
    path("", guide, name="api_guide"),
    path("", api.urls),
]
