"""The app of the law on the web."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """Tells access whose each kind of ours is, once every app is loaded."""

    name = "sceau.law"

    def ready(self) -> None:
        """Fill the reaches of this app."""
        import sceau.law.reach  # noqa: F401, PLC0415 - models cannot be read before every app is
