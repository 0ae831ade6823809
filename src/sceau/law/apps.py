"""The app of the law on the web."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """The law on the web."""

    name = "sceau.law"
