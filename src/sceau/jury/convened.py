"""Which promotion is to come before the jury, and by which law is its workbook read, and then held?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sceau.core.marking import scale_of
from sceau.core.rule import RuleError
from sceau.core.rulebook import Rulebook
from sceau.jury.deliberation import outline_faults
from sceau.regulation.fault import Fault
from sceau.regulation.law import Regulation
from sceau.studies.head import Asked
from sceau.studies.promotion import Outline
from sceau.wording.lists import words


@dataclass(frozen=True)
class Convened:
    """The intake of a programme that is asked for, with the law that it is judged by."""

    law: Regulation
    school: str
    programme: str
    intake: int

    @property
    def asked(self) -> Asked:
        """What the workbook must be of."""
        return Asked(self.programme, self.intake)

    @cached_property
    def rules(self) -> Rulebook:
        """The law of the intake's year: enough to read a workbook before its dates are known."""
        return self.law_of(date(self.intake, 12, 31))

    @property
    def scale(self) -> Decimal:
        """What the law marks out of; raises ``RuleError`` where it sets no pass mark."""
        return scale_of(self.rules)

    def law_of(self, day: date) -> Rulebook:
        """Return the law of a day for this school and programme."""
        return self.law.rulebook(on=day, school=self.school, programme=self.programme)

    def faults_of(self, outline: Outline, file: str, code: str) -> list[Fault]:
        """Return what the law of the first day says of an outline; nothing where that day could not be read."""
        if outline.intake_starts_on is None:
            return []
        try:
            return outline_faults(outline, self.law_of(outline.intake_starts_on), file, code)
        except RuleError as silent:
            return [Fault(file, words("workbook", code)["sheets"]["promotion"], str(silent))]


def convene(*, law: Regulation, school: str, programme: str, intake: int) -> Convened:
    """Return what is asked for, of a programme that the school has; raises ``NotFound``."""
    law.programme(school, programme)
    return Convened(law, school, programme, intake)
