"""What is done to programmes: each act locks, gathers, decides, appends and records in one transaction."""

from sceau.catalogue.actions.correcting import correct_programme
from sceau.catalogue.actions.label import record_label
from sceau.catalogue.actions.life import archive_programme, close_programme
from sceau.catalogue.actions.publishing import publish_version, send_back_version, submit_version
from sceau.catalogue.actions.register import read_register
from sceau.catalogue.actions.responsible import appoint_responsible, end_responsible
from sceau.catalogue.actions.sources import import_programmes
from sceau.catalogue.actions.writing import create_programme, start_version, withdraw_version, write_version

__all__ = [
    "appoint_responsible",
    "archive_programme",
    "close_programme",
    "correct_programme",
    "create_programme",
    "end_responsible",
    "import_programmes",
    "publish_version",
    "read_register",
    "record_label",
    "send_back_version",
    "start_version",
    "submit_version",
    "withdraw_version",
    "write_version",
]
