"""How is a dossier signed and filed? By a code that its director is sent, then at the instant it enters the server."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sceau.accreditation.models import WRITTEN, Act, Dossier, Filing, Signature, SigningCode
from sceau.accreditation.not_done import NotDone
from sceau.accreditation.requested import JudgedPart, Requested, is_open, judged_parts, last_day_of, missing, requested
from sceau.accreditation.stepping import locked, refuse_long, step
from sceau.catalogue.sheet import sheet_of
from sceau.core.calendar import end_of, start_of
from sceau.journal.actions import Actor, Grounds, record
from sceau.journal.grounds import facts_of, grounds_of
from sceau.mail.actions import write
from sceau.people.models import Account
from sceau.people.secrets import digest_of_secret
from sceau.wording import language, say_instant

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowel, that no word comes of it, and nothing that is read for something else."""
GROUP = 4
LASTS = timedelta(minutes=30)
MOST_TRIES = 5
ENTERS_WITHIN = timedelta(seconds=60)
"""A dossier is filed at the instant it entered the server, if what it does there is over by then."""


def send_signing_code(*, dossier: UUID, account: UUID, at: datetime) -> SigningCode:
    """Send a code to who is about to sign: good once, for half an hour, for the dossier as it now is."""
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(2))
    with transaction.atomic():
        row = locked(dossier, standing=WRITTEN, barred="not_to_write")
        who = Account.objects.get(pk=account)
        SigningCode.objects.filter(dossier=row, account=who, used_at=None).delete()
        found = SigningCode.objects.create(
            dossier=row,
            account=who,
            secret_digest=digest_of_secret(code),
            content_digest=requested(row).digest,
            expires_at=at + LASTS,
        )
        said = {"code": code, "title": _title(requested(row)), "campaign": row.campaign.name}
        about = {"address": who.email, "language": who.language, "person": who.person_id, "school": row.school_id}
        write(kind="signing_code", said=said, at=at, **about)
    return found


def sign_dossier(*, dossier: UUID, code: str, at: datetime, by: Actor) -> Signature | None:
    """Sign a dossier as it was when the code was sent; None for a code that is not the one, which then counts as tried.

    Raises ``NotDone`` where no code is good any more, or the dossier changed since.
    """
    with transaction.atomic():
        row = locked(dossier, standing=WRITTEN, barred="not_to_write")
        codes = SigningCode.objects.select_for_update().filter(dossier=row, account=by.account, used_at=None)
        sent = codes.filter(expires_at__gt=at, tries__lt=MOST_TRIES).last()
        if sent is None:
            raise NotDone("no_code_left", "code")
        if not secrets.compare_digest(sent.secret_digest, digest_of_secret(code.strip().upper())):
            sent.tries += 1
            sent.save(update_fields=["tries"])
            return None
        if sent.content_digest != requested(row).digest:
            raise NotDone("changed_since_the_code", "code")
        sent.used_at = at
        sent.save(update_fields=["used_at"])
        told = {"content_digest": sent.content_digest, "at": at, "account_id": by.account}
        found = Signature.objects.create(dossier=row, **told)
        facts = facts_of(digest=sent.content_digest)
        record(at=at, by=by, act="sign_dossier", subject=f"dossier:{dossier}", on=facts)
    return found


def file_dossier(*, dossier: UUID, motive: str, at: datetime, by: Actor) -> Filing:
    """File a dossier that is signed, at the instant it entered the server.

    ``motive`` says why one that does not conform is filed all the same. What the law says of it is recorded with its
    reasons, and who filed is written a receipt.
    """
    refuse_long(motive, "motive")
    with transaction.atomic():
        row = locked(dossier, standing=WRITTEN, barred="not_to_write")
        _refuse_out_of_time(row, at)
        one = requested(row)
        if sheet_of(one.version.content).organisation.label != row.campaign.label:
            raise NotDone("other_label")
        if not one.is_signed():
            raise NotDone("not_signed")
        parts = judged_parts(one, at=at)
        if any(missing(parts)) and not motive.strip():
            raise NotDone("does_not_conform", "motive")
        found = Filing.objects.create(
            dossier=row,
            version=one.version,
            content=one.content,
            digest=one.digest,
            motive=motive.strip(),
            at=at,
            account_id=by.account or None,
        )
        step(row, Act.FILE, at=at, by=by, word=motive)
        record(at=at, by=by, act="file_dossier", subject=f"dossier:{dossier}", on=_grounds(parts))
        _write_receipt(one, found, by)
    return found


def _refuse_out_of_time(dossier: Dossier, at: datetime) -> None:
    if is_open(dossier, at=at):
        return
    if at < start_of(dossier.campaign.opens_on):
        raise NotDone("campaign_not_open", day=dossier.campaign.opens_on)
    raise NotDone("campaign_is_over", day=last_day_of(dossier))


def _grounds(parts: list[JudgedPart]) -> Grounds:
    """Return the decision on whether the dossier may be examined, as the journal keeps it."""
    about = next(one for one in parts if one.about == "dossier")
    return grounds_of(decision=about.decision, facts=about.facts, rules=about.rules)


def _write_receipt(one: Requested, filing: Filing, by: Actor) -> None:
    """Write to who filed: the instant, and the digest of what was filed."""
    who = Account.objects.filter(pk=by.account or None, is_active=True).first()
    if who is None:
        return
    row = one.dossier
    instants = {f"at_{code}": say_instant(filing.at, language(code)) for code in ("fr", "en")}
    ends = {f"until_{code}": say_instant(end_of(last_day_of(row)), language(code)) for code in ("fr", "en")}
    said = {"title": _title(one), "campaign": row.campaign.name, "digest": filing.digest, **instants, **ends}
    about = {"address": who.email, "language": who.language, "person": who.person_id, "school": row.school_id}
    write(kind="dossier_filed", said=said, at=filing.at, **about)


def _title(one: Requested) -> str:
    return sheet_of(one.version.content).presentation.title.of("fr")
