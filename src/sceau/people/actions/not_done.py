"""Why is an act not done? What bars it, said so that whoever asked can do something about it."""

from __future__ import annotations

from sceau.people.models import Person


class NotDone(ValueError):
    """An act that cannot be done: a key of the sentences ``people_refusals``, and the field that it is about."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.field = field


def refuse_who_is_no_more(person: Person) -> None:
    """Raise ``NotDone`` for a record that was joined to another, or whose identity was erased."""
    if person.merged_into_id is not None:
        raise NotDone("merged_meanwhile")
    if person.anonymised_at is not None:
        raise NotDone("erased")
