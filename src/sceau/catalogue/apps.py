"""The app of the catalogue."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Tells access whose a programme is, once every app is loaded."""

    name = "sceau.catalogue"

    def ready(self) -> None:
        """Fill the reach of this app."""
        import sceau.catalogue.reach  # noqa: F401, PLC0415 - models cannot be read before every app is
