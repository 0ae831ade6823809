"""The command line: ``sceau rules``, ``sceau ask``, ``sceau cases``, ``sceau deliberate``."""

from sceau.cli.app import main

__all__ = ["main"]
