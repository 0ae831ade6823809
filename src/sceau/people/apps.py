"""The app of the people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Tells access whose each kind of ours is, once every app is loaded."""

    name = "sceau.people"

    def ready(self) -> None:
        """Fill the reaches of this app."""
        import sceau.people.reach  # noqa: F401, PLC0415 - models cannot be read before every app is
