"""The addresses of law."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
