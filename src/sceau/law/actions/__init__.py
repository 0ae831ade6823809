"""What is done to the law of a school? It is opened to anyone, or reserved again."""

from sceau.law.actions.publicity import open_law, reserve_law

__all__ = ["open_law", "reserve_law"]
