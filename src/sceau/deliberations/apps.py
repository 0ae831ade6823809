"""The app of deliberations."""

from django.apps import AppConfig


class DeliberationsConfig(AppConfig):
    """Tells access whose a deliberation is, once every app is loaded."""

    name = "sceau.deliberations"

    def ready(self) -> None:
        """Fill the reach of this app."""
        import sceau.deliberations.reach  # noqa: F401, PLC0415 - models cannot be read before every app is
