"""The app of accreditation."""

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    """Tells access whose an entry of the register is, once every app is loaded."""

    name = "sceau.accreditation"

    def ready(self) -> None:
        """Fill the reach of this app."""
        import sceau.accreditation.reach  # noqa: F401, PLC0415 - models cannot be read before every app is
