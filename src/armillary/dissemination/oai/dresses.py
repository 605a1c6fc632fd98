"""The formats in which records are given out.

Dublin Core, which everybody asks for, is stored ahead. The others are made as they are asked for, from
the resource as it is by then, on smaller pages.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from armillary.catalogue.models import Resource
from armillary.dissemination.addresses import site
from armillary.dissemination.oai.errors import ProtocolError
from armillary.dissemination.queries import Row
from armillary.dissemination.renditions import Beside, amb, beside_each, json_ld, lom
from armillary.formats.markup import xml_text

STORED_PAGE: Final = 1_000
MADE_PAGE: Final = 100
JSON: Final = "urn:armillary:json-ld:1"
LOM: Final = "http://ltsc.ieee.org/xsd/LOM"
LOM_SCHEMA: Final = "http://ltsc.ieee.org/xsd/lomv1.0/lomLoose.xsd"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


class Writer(Protocol):
    """Makes the root element of a resource's metadata, with what other rows hold of it."""

    def __call__(self, resource: Resource, *, known: Beside) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Dress:
    """A format: `write` makes the root element of its metadata, None where it is stored."""

    prefix: str
    schema: str
    namespace: str
    page: int
    write: Writer | None = None

    def page_of(self, verb: str) -> int:
        """Records of a page. Headers are stored, whatever is asked for beside them."""
        return self.page if verb == "ListRecords" else STORED_PAGE


def _json(
    resource: Resource, *, known: Beside, made: Callable[..., dict[str, Any]], profile: str
) -> bytes:
    """A JSON-LD document as text in an element; see `schemas/json-ld.xsd`."""
    document = made(resource, known=known)
    text = xml_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    return (
        f'<document xmlns="{JSON}" xmlns:xsi="{_XSI}" profile="{profile}"'
        f' xsi:schemaLocation="{JSON} {xml_text(site("/oai/json-ld.xsd"))}">{text}</document>'
    ).encode()


def dresses() -> dict[str, Dress]:
    """Every format by its prefix, the one that all harvesters know first."""
    oai, own = "http://www.openarchives.org/OAI/2.0/", site("/oai/json-ld.xsd")
    as_amb = partial(_json, made=amb, profile="https://w3id.org/kim/amb/")
    as_lrmi = partial(_json, made=json_ld, profile="https://schema.org/")
    found = [
        Dress("oai_dc", f"{oai}oai_dc.xsd", f"{oai}oai_dc/", STORED_PAGE),
        Dress("oai_lom", LOM_SCHEMA, LOM, MADE_PAGE, lom),
        Dress("amb", own, JSON, MADE_PAGE, as_amb),
        Dress("lrmi", own, JSON, MADE_PAGE, as_lrmi),
    ]
    return {each.prefix: each for each in found}


def dress_of(prefix: str) -> Dress:
    """Raises cannotDisseminateFormat."""
    known = dresses()
    if prefix not in known:
        named = ", ".join(known)
        raise ProtocolError("cannotDisseminateFormat", f"Records are available as {named}.")
    return known[prefix]


def dressed(rows: list[Row], dress: Dress) -> list[Row]:
    """The records with their metadata in another format. One that was withdrawn since its record was
    written is deleted already, whatever that says."""
    if dress.write is None:
        return rows
    listed = _listed(row.resource for row in rows if row.metadata)
    known = beside_each(listed)
    made = {each.pk: dress.write(each, known=known[each.pk]) for each in listed}
    return [_dressed(row, made.get(row.resource)) for row in rows]


def _listed(ids: Iterable[int]) -> list[Resource]:
    return [each for each in Resource.objects.filter(pk__in=list(ids)) if each.is_listed]


def _dressed(row: Row, metadata: bytes | None) -> Row:
    if not row.metadata:
        return row
    if metadata is None:
        gone = bytes(row.header).replace(b"<header>", b'<header status="deleted">', 1)
        return row._replace(header=gone, metadata=b"", about=b"")
    return row._replace(metadata=metadata)
