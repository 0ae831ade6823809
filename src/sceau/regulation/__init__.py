"""The only reader of ``regulations/``: load it, check it, name its edition."""

from sceau.regulation.fault import Fault
from sceau.regulation.law import NotFound, Regulation, Scope
from sceau.regulation.load import RegulationFaulty, load, read, read_for, shipped_law

__all__ = ["Fault", "NotFound", "Regulation", "RegulationFaulty", "Scope", "load", "read", "read_for", "shipped_law"]
