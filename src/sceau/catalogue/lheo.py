"""How do programmes leave for the platforms of training? As LHEO 2.3, the State's language of what training is offered.

Its order of elements is strict, and it asks for more than a sheet must say: what lacks is told, and nothing is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.etree import ElementTree as ET

from django.conf import settings
from django.urls import reverse

from sceau.catalogue.models import Certification, Version
from sceau.catalogue.register import is_registered
from sceau.catalogue.sheet import WORK_STUDY, Campus, Sheet, Start, sheet_of
from sceau.core.rule import Duration
from sceau.wording import Language, language
from sceau.wording.dates import say_duration
from sceau.wording.lists import sentence

NAMESPACE = "http://lheo.gouv.fr/2.3"
FRENCH = "fr"
"""The language of what is declared to the State."""
UNKNOWN_LEVEL = "0"
LEVEL_OF_YEARS = ((5, "17"), (3, "16"), (2, "15"), (0, "14"))
"""The code of the level of entry, by how many years of study after the baccalauréat are asked for at least."""
LEVEL_OF_TITLE = 10
"""What the code of a level of the European framework adds to it."""
IN_A_GROUP, CERTIFICATION, FIXED_DATES, YES, NO = "1", "6", "0", "1", "0"
ON_THE_SPOT, MIXED, AT_A_DISTANCE = "0", "1", "2"
RECRUITING = {"open": "1", "closed": "2", "suspended": "3"}
LINE, NAME, POSTCODE = 50, 250, 5
MOST_LANGUAGES = 5


@dataclass(frozen=True, slots=True)
class Offered:
    """A programme as it is offered: its version, its sheet, whether its title is registered, at which level."""

    version: Version
    sheet: Sheet
    school: str
    """The name of the school that leads it."""
    level: int | None
    url: str


def offered(version: Version, *, level: int | None, url: str) -> Offered:
    """Return a version as it is offered; ``level`` is that of the title that it leads to, where it is registered."""
    school = version.programme.school
    return Offered(version, sheet_of(version.content), school.name if school else "", level, url)


def lacks(one: Offered) -> list[str]:
    """Return what LHEO asks for and a sheet does not say: names of fields, as its forms have them."""
    sheet = one.sheet
    said, platforms = sheet.presentation, sheet.platforms
    asked = {
        "school": one.school,
        "objectives": said.objectives,
        "skills": said.skills,
        "content": said.content,
        "conditions": said.conditions,
        "paces": sheet.organisation.paces,
        "campuses": _campuses(sheet),
        "declaration_number": platforms.declaration_number,
        "siret": platforms.siret,
        "publics": platforms.publics,
        "starts": platforms.starts,
        "email": platforms.email,
    }
    return [name for name, found in asked.items() if not found]


def document_of(versions: Sequence[Version], *, on: date) -> bytes:
    """Return the document of some versions, with the level of each title that is registered on a day."""
    numbers = {one.content["registration"]["rncp"] for one in versions}
    titles = {one.number: one for one in Certification.objects.filter(number__in=numbers)}
    levels = {number: one.level for number, one in titles.items() if is_registered(one, on=on)}
    site = settings.ENVIRONMENT.site_url
    return lheo(
        offered(
            one,
            level=levels.get(one.content["registration"]["rncp"]),
            url=site + reverse("programme", args=[one.programme.slug]),
        )
        for one in versions
    )


def lheo(programmes: Iterable[Offered]) -> bytes:
    """Return the document of every programme that says all that LHEO asks for."""
    ET.register_namespace("", NAMESPACE)
    root = _element("lheo")
    offers = _add(root, "offres")
    for one in programmes:
        if not lacks(one):
            offers.append(_formation(one))
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _formation(one: Offered) -> ET.Element:
    sheet, lang = one.sheet, language(FRENCH)
    said, platforms = sheet.presentation, sheet.platforms
    formation = _element("formation", numero=one.version.programme.slug)
    domain = _add(formation, "domaine-formation")
    _each(domain, "code-FORMACODE", platforms.formacodes)
    _each(domain, "code-NSF", platforms.nsf)
    _each(domain, "code-ROME", platforms.romes)
    _add(formation, "intitule-formation", said.title.of(FRENCH))
    _add(formation, "objectif-formation", said.objectives.of(FRENCH))
    _add(formation, "resultats-attendus", said.skills.of(FRENCH))
    _add(formation, "contenu-formation", said.content.of(FRENCH))
    _add(formation, "certifiante", YES if one.level else NO)
    _reach(_add(_add(formation, "contact-formation"), "coordonnees"), sheet)
    _add(formation, "parcours-de-formation", IN_A_GROUP)
    _add(formation, "code-niveau-entree", _entry_level(sheet))
    if one.level:
        _add(formation, "objectif-general-formation", CERTIFICATION)
        number = sheet.registration.rncp.removeprefix("RNCP")
        _add(_add(formation, "certification"), "code-RNCP", number)
        _add(formation, "code-niveau-sortie", str(one.level + LEVEL_OF_TITLE))
    _add(_add(formation, "url-formation"), "urlweb", said.url or one.url)
    formation.append(_action(one, lang))
    formation.append(_provider(one))
    return formation


def _action(one: Offered, lang: Language) -> ET.Element:
    sheet, own, platforms = one.sheet, one.sheet.organisation, one.sheet.platforms
    campuses = _campuses(sheet)
    action = _element("action", numero=one.version.programme.slug)
    _add(action, "rythme-formation", ", ".join(str(lang.find("choices", pace)) for pace in own.paces))
    _each(action, "code-public-vise", platforms.publics)
    _add(action, "niveau-entree-obligatoire", NO if own.entry_level is None else YES)
    alternates = "work_study" if WORK_STUDY in own.paces else "no_work_study"
    _add(action, "modalites-alternance", sentence("site", FRENCH, f"lheo.{alternates}"))
    _add(action, "modalites-enseignement", _on_the_spot_or_not(own.paces))
    _add(action, "conditions-specifiques", sheet.presentation.conditions.of(FRENCH))
    _add(action, "prise-en-charge-frais-possible", YES if sheet.registration.cpf else NO)
    for campus in campuses:
        place = _add(_add(action, "lieu-de-formation"), "coordonnees")
        _add(place, "ligne", campus.name[:LINE])
        place.append(_address(campus))
    _add(action, "modalites-entrees-sorties", FIXED_DATES)
    _add(_add(action, "url-action"), "urlweb", one.url)
    for start in platforms.starts:
        action.append(_session(start, campuses[0]))
    _each(action, "langue-formation", own.languages[:MOST_LANGUAGES])
    if platforms.price is not None:
        _add(action, "prix-total-TTC", f"{platforms.price:.2f}")
    if own.lasts:
        _add(action, "duree-indicative", say_duration(Duration(own.lasts.amount, own.lasts.unit), lang))
    for name, hours in (
        ("nombre-heures-centre", sheet.hours),
        ("nombre-heures-entreprise", own.company_hours),
        ("nombre-heures-total", _together(sheet.hours, own.company_hours)),
    ):
        if hours is not None:
            _add(action, name, str(hours.quantize(Decimal(1), ROUND_HALF_UP)))
    return action


def _session(start: Start, campus: Campus) -> ET.Element:
    given = _element("session")
    period = _add(given, "periode")
    _add(period, "debut", f"{start.begins_on:%Y%m%d}")
    _add(period, "fin", f"{start.ends_on:%Y%m%d}")
    _add(given, "adresse-inscription").append(_address(campus))
    _add(given, "etat-recrutement", RECRUITING[start.recruiting])
    return given


def _provider(one: Offered) -> ET.Element:
    platforms = one.sheet.platforms
    provider = _element("organisme-formation-responsable")
    _add(provider, "numero-activite", platforms.declaration_number)
    _add(_add(provider, "SIRET-organisme-formation"), "SIRET", platforms.siret)
    _add(provider, "nom-organisme", one.school[:NAME])
    _add(provider, "raison-sociale", one.school[:NAME])
    where = _add(_add(provider, "coordonnees-organisme"), "coordonnees")
    where.append(_address(_campuses(one.sheet)[0]))
    _reach(_add(_add(provider, "contact-organisme"), "coordonnees"), one.sheet)
    if platforms.uai:
        _add(_add(provider, "code-UAI-organisme-formation"), "code-UAI", platforms.uai)
    return provider


def _reach(coordinates: ET.Element, sheet: Sheet) -> None:
    """Add how to reach who answers questions: an office, never a person."""
    if sheet.platforms.phone:
        _add(_add(coordinates, "telfixe"), "numtel", sheet.platforms.phone)
    _add(coordinates, "courriel", sheet.platforms.email)


def _address(campus: Campus) -> ET.Element:
    address = _element("adresse")
    _add(address, "ligne", campus.address[:LINE])
    _add(address, "codepostal", campus.postcode)
    _add(address, "ville", campus.city[:LINE])
    if campus.commune:
        _add(address, "code-INSEE-commune", campus.commune)
    _add(address, "pays", campus.country)
    return address


def _campuses(sheet: Sheet) -> list[Campus]:
    """Return the campuses whose address LHEO can hold: it knows postcodes of five characters alone."""
    whole = (one for one in sheet.places.campuses if one.address and one.city and one.country)
    return [one for one in whole if len(one.postcode) == POSTCODE]


def _entry_level(sheet: Sheet) -> str:
    years = sheet.organisation.entry_level
    return next((code for least, code in LEVEL_OF_YEARS if years is not None and years >= least), UNKNOWN_LEVEL)


def _on_the_spot_or_not(paces: Sequence[str]) -> str:
    if "hybrid" in paces:
        return MIXED
    return AT_A_DISTANCE if "remote" in paces else ON_THE_SPOT


def _together(*hours: Decimal | None) -> Decimal | None:
    known = [one for one in hours if one is not None]
    return sum(known, Decimal(0)) if known else None


def _element(name: str, /, **attributes: str) -> ET.Element:
    return ET.Element(f"{{{NAMESPACE}}}{name}", attributes)


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    one = _element(name)
    one.text = text or None
    parent.append(one)
    return one


def _each(parent: ET.Element, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        _add(parent, name, text)
