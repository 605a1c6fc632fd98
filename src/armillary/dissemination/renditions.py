"""One resource as a file in somebody else's format. Every door that gives one out asks here."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from armillary.catalogue.alignments.queries import standards_of
from armillary.catalogue.models import Resource
from armillary.catalogue.works.queries import EditionRow, work_of
from armillary.dissemination import addresses
from armillary.dissemination.errors import NoSuchRendition
from armillary.formats.amb import write_amb
from armillary.formats.citations import Citation, bibtex, cite, csl_json, ris
from armillary.formats.description import SiblingEdition
from armillary.formats.dublin_core_writer import write_oai_dc
from armillary.formats.lom import write_lom
from armillary.formats.markup import DECLARATION
from armillary.formats.schema_org import write_json_ld
from armillary.vocabularies.queries import labels


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file: what it holds and what it is."""

    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A format that resources are available in; `profile` names it more closely than its type, where
    that does not say all."""

    media_type: str
    profile: str
    write: Callable[[Resource], bytes]


def representation(resource: Resource, kind: str) -> Rendition:
    """A listed resource as one of `KINDS`. Raises `NoSuchRendition`."""
    known = KINDS.get(kind)
    if known is None:
        raise NoSuchRendition(
            _("A resource is available as: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        )
    return Rendition(known.write(resource), f"{known.media_type}; charset=utf-8")


def json_ld(resource: Resource, *, language: str = "en") -> dict[str, Any]:
    """The schema.org document, as it also stands inside the resource's page."""
    identifier = addresses.landing(resource.public_id)
    since = resource.unavailable_since
    editions = work_of(resource)
    return write_json_ld(
        resource.stated,
        identifier=identifier,
        labels=labels,
        language=language,
        standards=standards_of(resource),
        editions=[_sibling(row) for row in editions.others],
        kind=editions.kind,
        expired=since.date().isoformat() if since else "",
    )


def _sibling(row: EditionRow) -> SiblingEdition:
    return SiblingEdition(
        address=addresses.landing(row.resource.public_id),
        kind=row.kind,
        language=row.language,
        label=row.label,
        titles=row.resource.titles.texts,
    )


def amb(resource: Resource) -> dict[str, Any]:
    """The AMB document, in the language the resource's title was first written in."""
    return write_amb(
        resource.stated,
        identifier=addresses.landing(resource.public_id),
        labels=labels,
        language=resource.titles.original or "en",
        standards=standards_of(resource),
    )


def oai_dc(resource: Resource) -> bytes:
    """The `oai_dc:dc` element, as it also stands inside an OAI record."""
    public_id = resource.public_id
    return write_oai_dc(
        resource.stated,
        identifier=addresses.oai_identifier(public_id),
        landing=addresses.landing(public_id),
        labels=labels,
    )


def lom(resource: Resource) -> bytes:
    """The `lom:lom` element, as it can also stand inside an OAI record."""
    public_id = resource.public_id
    editions = work_of(resource)
    return write_lom(
        resource.stated,
        identifier=addresses.oai_identifier(public_id),
        landing=addresses.landing(public_id),
        labels=labels,
        language=resource.titles.original,
        standards=standards_of(resource),
        editions=[_sibling(row) for row in editions.others],
        kind=editions.kind,
    )


def citation(resource: Resource) -> Citation:
    """What a citation is made of, by the title that stands on the resource itself."""
    titles = resource.titles
    return cite(
        resource.stated,
        key=resource.public_id,
        title=titles.read(titles.original),
        otherwise=addresses.landing(resource.public_id),
    )


def _as_bytes(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


KINDS = {
    "jsonld": Kind(
        "application/ld+json", "https://schema.org/", lambda resource: _as_bytes(json_ld(resource))
    ),
    "amb.json": Kind(
        "application/ld+json",
        "https://w3id.org/kim/amb/",
        lambda resource: _as_bytes(amb(resource)),
    ),
    "dc.xml": Kind(
        "application/xml",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        lambda resource: DECLARATION.encode() + oai_dc(resource),
    ),
    # After Dublin Core, which is what whoever asks for XML and says no more has always been given.
    "lom.xml": Kind(
        "application/xml",
        "http://ltsc.ieee.org/xsd/LOM",
        lambda resource: DECLARATION.encode() + lom(resource),
    ),
    "bib": Kind("application/x-bibtex", "", lambda resource: bibtex(citation(resource)).encode()),
    "ris": Kind(
        "application/x-research-info-systems",
        "",
        lambda resource: ris(citation(resource)).encode(),
    ),
    "csl.json": Kind(
        "application/vnd.citationstyles.csl+json",
        "",
        lambda resource: csl_json(citation(resource)).encode(),
    ),
}
