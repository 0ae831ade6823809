"""What is kept of accreditation? Campaigns, dossiers of schools, and the register of the labels that were granted."""

from sceau.accreditation.models.dossier import (
    WRITTEN,
    Act,
    Campaign,
    Chapter,
    ClosingMove,
    Declaration,
    Dossier,
    DossierPiece,
    Filing,
    Reopening,
    Signature,
    SigningCode,
    Standing,
    Step,
)
from sceau.accreditation.models.register import ChangeOfLabel, LabelGrant, RegisterEntry

__all__ = [
    "WRITTEN",
    "Act",
    "Campaign",
    "ChangeOfLabel",
    "Chapter",
    "ClosingMove",
    "Declaration",
    "Dossier",
    "DossierPiece",
    "Filing",
    "LabelGrant",
    "RegisterEntry",
    "Reopening",
    "Signature",
    "SigningCode",
    "Standing",
    "Step",
]
