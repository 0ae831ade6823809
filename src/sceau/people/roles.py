"""Which roles are there, and where is each one held?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models


class Role(models.TextChoices):
    """What somebody is to a school, to the label, or to the installation."""

    CANDIDATE = "candidate"
    STUDENT = "student"
    GRADUATE = "graduate"
    TEACHER = "teacher"
    PROGRAMME_DIRECTOR = "programme_director"
    ADMISSIONS_OFFICER = "admissions_officer"
    REGISTRAR = "registrar"
    FINANCE_OFFICER = "finance_officer"
    JURY_MEMBER = "jury_member"
    THESIS_SUPERVISOR = "thesis_supervisor"
    COMPANY_TUTOR = "company_tutor"
    SCHOOL_DIRECTOR = "school_director"
    SCHOOL_ADMINISTRATOR = "school_administrator"
    LABEL_OFFICE = "label_office"
    EXPERT = "expert"
    COMMISSION_MEMBER = "commission_member"
    PRESIDENT = "president"
    INSTALLATION_ADMINISTRATOR = "installation_administrator"


OF_THE_LABEL = frozenset({Role.LABEL_OFFICE, Role.EXPERT, Role.COMMISSION_MEMBER, Role.PRESIDENT})
OF_THE_INSTALLATION = frozenset({Role.INSTALLATION_ADMINISTRATOR})
OF_NO_SCHOOL = OF_THE_LABEL | OF_THE_INSTALLATION
"""Roles that are held above the schools; every other one is held at one school."""

OF_STUDY = frozenset(
    {
        Role.CANDIDATE,
        Role.STUDENT,
        Role.GRADUATE,
        Role.TEACHER,
        Role.JURY_MEMBER,
        Role.THESIS_SUPERVISOR,
        Role.COMPANY_TUTOR,
    }
)
"""Roles that somebody is entered with at a school; every other one is an office, given by who may give roles."""
OFFICES = frozenset(Role) - OF_STUDY

OF_A_SCHOOL = frozenset(Role) - OF_NO_SCHOOL
GIVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Role.SCHOOL_DIRECTOR: OF_A_SCHOOL,
        Role.SCHOOL_ADMINISTRATOR: OF_A_SCHOOL,
        Role.LABEL_OFFICE: OF_THE_LABEL,
        Role.INSTALLATION_ADMINISTRATOR: frozenset(Role),
    }
)
"""Which roles the holder of a role may give, and end; those of a school, at the schools where they hold theirs."""
