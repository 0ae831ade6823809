"""What is done for the label: each act locks, gathers, decides, appends and records in one transaction."""

from sceau.accreditation.actions.campaigns import move_closing, open_campaign, reopen_filing
from sceau.accreditation.actions.checking import admit_dossier, declare_ties, refuse_dossier, return_dossier
from sceau.accreditation.actions.dossiers import (
    add_piece,
    remove_piece,
    start_dossier,
    withdraw_dossier,
    write_chapter,
)
from sceau.accreditation.actions.filing import file_dossier, send_signing_code, sign_dossier
from sceau.accreditation.actions.register import (
    CHANGES,
    close_label,
    correct_grant,
    record_grant,
    reinstate_label,
    suspend_label,
    take_over_labels,
    withdraw_label,
)

__all__ = [
    "CHANGES",
    "add_piece",
    "admit_dossier",
    "close_label",
    "correct_grant",
    "declare_ties",
    "file_dossier",
    "move_closing",
    "open_campaign",
    "record_grant",
    "refuse_dossier",
    "reinstate_label",
    "remove_piece",
    "reopen_filing",
    "return_dossier",
    "send_signing_code",
    "sign_dossier",
    "start_dossier",
    "suspend_label",
    "take_over_labels",
    "withdraw_dossier",
    "withdraw_label",
    "write_chapter",
]
