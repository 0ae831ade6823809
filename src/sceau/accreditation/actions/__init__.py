"""What is done for the label: each act locks, gathers, decides, appends and records in one transaction."""

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
    "close_label",
    "correct_grant",
    "record_grant",
    "reinstate_label",
    "suspend_label",
    "take_over_labels",
    "withdraw_label",
]
