"""How does a question look on a page? Each fact with its label, its hint, what was typed and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that may be chosen."""

    word: str
    said: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fact as its page shows it."""

    kind: str
    place: str
    label: str
    required: bool
    hint: str = ""
    text: str = ""
    choices: tuple[Choice, ...] | None = None
    input: str = "text"
    listed: str = ""
    """The list of words that is offered where one writes."""
    faults: tuple[str, ...] = ()
    rows: tuple[Drawn, ...] = ()
    """Of rows, each; of a part that is there, itself alone."""
    shown: tuple[Drawn, ...] = ()
    folded: tuple[Drawn, ...] = ()
    """What may be left out and is shown to who asks for it."""
    add: str = ""
    is_open: bool = False
    has_focus: bool = False

    @property
    def name(self) -> str:
        """The name of the fact."""
        return self.place.rpartition(".")[2]

    @property
    def id(self) -> str:
        """The id of its input, which an address may name."""
        return f"f-{self.place.replace('.', '-')}"

    @property
    def described_by(self) -> str:
        """The ids of what is said of it."""
        ids = ([f"{self.id}-hint"] if self.hint else []) + ([f"{self.id}-fault"] if self.faults else [])
        return " ".join(ids)

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong with it, or within it."""
        return bool(self.faults) or any(one.is_faulty for one in (*self.rows, *self.shown, *self.folded))

    @property
    def folded_names(self) -> str:
        """The labels of what is folded, in a row."""
        return ", ".join(one.label for one in self.folded)
