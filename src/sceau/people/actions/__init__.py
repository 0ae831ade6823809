"""What is done to schools and persons? Each act is one transaction, and is journalled; one module a subject."""

from sceau.people.actions.invitations import accept_invitation, invite
from sceau.people.actions.links import LINK_LASTS_AT_MOST, complete_identity, revoke_link, send_link
from sceau.people.actions.mergers import merge_persons, part_persons, tell_apart
from sceau.people.actions.not_done import NotDone
from sceau.people.actions.persons import correct_person, create_person
from sceau.people.actions.roles import end_role, grant_role
from sceau.people.actions.schools import begin_membership, correct_school, create_school, end_membership
from sceau.people.actions.tokens import make_token, revoke_token

__all__ = (
    "LINK_LASTS_AT_MOST",
    "NotDone",
    "accept_invitation",
    "begin_membership",
    "complete_identity",
    "correct_person",
    "correct_school",
    "create_person",
    "create_school",
    "end_membership",
    "end_role",
    "grant_role",
    "invite",
    "make_token",
    "merge_persons",
    "part_persons",
    "revoke_link",
    "revoke_token",
    "send_link",
    "tell_apart",
)
