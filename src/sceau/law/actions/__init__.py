"""What is done to the law of a school? It is opened or reserved; drafts of it are written, and adopted by two."""

from sceau.law.actions.adoption import adopt_law
from sceau.law.actions.drafts import send_back_draft, start_draft, submit_draft, withdraw_draft, write_draft
from sceau.law.actions.publicity import open_law, reserve_law
from sceau.law.actions.what_if import ask_what_if

__all__ = [
    "adopt_law",
    "ask_what_if",
    "open_law",
    "reserve_law",
    "send_back_draft",
    "start_draft",
    "submit_draft",
    "withdraw_draft",
    "write_draft",
]
