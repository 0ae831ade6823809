"""The app of the site."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Tells access whose the kinds of the apps below the people are, once every app is loaded."""

    name = "sceau.site"

    def ready(self) -> None:
        """Fill the reaches of these kinds."""
        import sceau.site.reach  # noqa: F401, PLC0415 - models cannot be read before every app is
