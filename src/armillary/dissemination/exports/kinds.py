"""The formats of exports. All but the workbook are a beginning, a part for each resource, something
between the parts, and an end, so that they can be written as far as they have come."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _

from armillary.catalogue.models import Resource
from armillary.dissemination.errors import NoSuchExport
from armillary.dissemination.exports.table import Style, cells, csv_line, headings
from armillary.dissemination.renditions import Beside, amb, citation, json_ld, oai_dc
from armillary.formats.citations import bibtex, csl_item, ris
from armillary.formats.markup import DECLARATION

CONTEXT: Final = "https://schema.org/"
BOM: Final = "\ufeff".encode()  # without it, spreadsheets take UTF-8 for something older
WORKBOOK: Final = "xlsx"

Part = Callable[[Resource, Beside, Style], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A format; `name` is for readers, `needs_more` says that a part is made of more than the row."""

    media_type: str
    name: str
    part: Part
    begin: Callable[[Style], bytes] = lambda _style: b""
    between: bytes = b""
    end: bytes = b""
    needs_more: bool = False

    @property
    def content_type(self) -> str:
        return self.media_type if self.part is _no_part else f"{self.media_type}; charset=utf-8"


def kind_named(name: str) -> Kind:
    """Raises `NoSuchExport`."""
    found = KINDS.get(name)
    if found is None:
        raise NoSuchExport(_("Exports are available as: %(kinds)s.") % {"kinds": ", ".join(KINDS)})
    return found


def compact(document: Any) -> bytes:
    """JSON in one line. The standard library still writes what the faster one refuses: halves of
    characters."""
    try:
        return orjson.dumps(document)
    except TypeError:
        return json.dumps(document).encode()


def _json_ld_line(resource: Resource, known: Beside, style: Style) -> bytes:
    return compact(json_ld(resource, language=style.language, known=known)) + b"\n"


def _json_ld_node(resource: Resource, known: Beside, style: Style) -> bytes:
    """Without the context, which stands at the beginning for all."""
    document = json_ld(resource, language=style.language, known=known)
    del document["@context"]
    return compact(document)


def _amb_line(resource: Resource, known: Beside, _style: Style) -> bytes:
    return compact(amb(resource, known=known)) + b"\n"


def _row(resource: Resource, _known: Beside, style: Style) -> bytes:
    return csv_line(cells(resource, style))


def _first_row(style: Style) -> bytes:
    return (BOM if style.is_named else b"") + csv_line(headings(style))


def _no_part(_resource: Resource, _known: Beside, _style: Style) -> bytes:
    """A workbook is written as a whole, by `workbook`."""
    raise NotImplementedError


KINDS: Final = {
    "csv": Kind("text/csv", "CSV", _row, _first_row),
    WORKBOOK: Kind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", _no_part
    ),
    "bib": Kind(
        "application/x-bibtex",
        "BibTeX",
        lambda resource, _known, _style: bibtex(citation(resource)).encode(),
        between=b"\n",
    ),
    "ris": Kind(
        "application/x-research-info-systems",
        "RIS",
        lambda resource, _known, _style: ris(citation(resource)).encode(),
        between=b"\r\n",
    ),
    "csl.json": Kind(
        "application/vnd.citationstyles.csl+json",
        "CSL-JSON",
        lambda resource, _known, _style: compact(csl_item(citation(resource))),
        begin=lambda _style: b"[\n",
        between=b",\n",
        end=b"\n]\n",
    ),
    "jsonld": Kind(
        "application/ld+json",
        "JSON-LD",
        _json_ld_node,
        begin=lambda _style: b'{"@context":"%s","@graph":[\n' % CONTEXT.encode(),
        between=b",\n",
        end=b"\n]}\n",
        needs_more=True,
    ),
    "jsonld.jsonl": Kind("application/jsonl", "JSON-LD (JSONL)", _json_ld_line, needs_more=True),
    "amb.jsonl": Kind("application/jsonl", "AMB (JSONL)", _amb_line, needs_more=True),
    "dc.xml": Kind(
        "application/xml",
        "Dublin Core",
        lambda resource, _known, _style: oai_dc(resource),
        begin=lambda _style: DECLARATION.encode() + b"<records>\n",
        between=b"\n",
        end=b"\n</records>\n",
    ),
}
