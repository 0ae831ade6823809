"""What is done for the label: each act locks, gathers, decides, appends and records in one transaction."""

from sceau.accreditation.actions.campaigns import move_closing, open_campaign, reopen_filing
from sceau.accreditation.actions.checking import admit_dossier, declare_ties, refuse_dossier, return_dossier
from sceau.accreditation.actions.deciding import (
    meet_condition,
    prepare_decision,
    publish_decision,
    send_back_decision,
    sign_decision,
)
from sceau.accreditation.actions.dossiers import (
    add_piece,
    remove_piece,
    start_dossier,
    withdraw_dossier,
    write_chapter,
)
from sceau.accreditation.actions.ending import give_notice, give_notices
from sceau.accreditation.actions.filing import file_dossier, send_signing_code, sign_dossier
from sceau.accreditation.actions.meetings import (
    cast_ballot,
    convene_meeting,
    give_opinion,
    mark_present,
    put_on_agenda,
    seat_member,
    take_off_agenda,
)
from sceau.accreditation.actions.misuse import follow_misuse, report_misuse, settle_misuse
from sceau.accreditation.actions.printing import print_act
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
from sceau.accreditation.actions.results import compute_results, declare_results
from sceau.accreditation.actions.reviewing import (
    call_off_visit,
    plan_visit,
    propose_expert,
    release_expert,
    reply_to_reports,
    share_reports,
    write_report,
)

__all__ = [
    "CHANGES",
    "add_piece",
    "admit_dossier",
    "call_off_visit",
    "cast_ballot",
    "close_label",
    "compute_results",
    "convene_meeting",
    "correct_grant",
    "declare_results",
    "declare_ties",
    "file_dossier",
    "follow_misuse",
    "give_notice",
    "give_notices",
    "give_opinion",
    "mark_present",
    "meet_condition",
    "move_closing",
    "open_campaign",
    "plan_visit",
    "prepare_decision",
    "print_act",
    "propose_expert",
    "publish_decision",
    "put_on_agenda",
    "record_grant",
    "refuse_dossier",
    "reinstate_label",
    "release_expert",
    "remove_piece",
    "reopen_filing",
    "reply_to_reports",
    "report_misuse",
    "return_dossier",
    "seat_member",
    "send_back_decision",
    "send_signing_code",
    "settle_misuse",
    "share_reports",
    "sign_decision",
    "sign_dossier",
    "start_dossier",
    "suspend_label",
    "take_off_agenda",
    "take_over_labels",
    "withdraw_dossier",
    "withdraw_label",
    "write_chapter",
    "write_report",
]
