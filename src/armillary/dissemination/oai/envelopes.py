"""The XML around records: written as text, because nothing in it needs a tree."""

from collections.abc import Iterable
from datetime import datetime

from armillary.dissemination.addresses import oai_identifier, site
from armillary.dissemination.queries import Row
from armillary.formats.markup import DECLARATION, element, timestamp

Parts = list[bytes]  # of an answer, in their order

_OPEN = (
    f"{DECLARATION}"
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/'
    ' http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n'
)


def base_url() -> str:
    return site("/oai")


def header(public_id: str, moment: datetime, specs: Iterable[str], *, is_deleted: bool) -> bytes:
    """The header of a record (§2.5)."""
    status = ' status="deleted"' if is_deleted else ""
    parts = [
        f"<header{status}>",
        element("identifier", oai_identifier(public_id)),
        element("datestamp", timestamp(moment)),
        *(element("setSpec", spec) for spec in specs),
        "</header>",
    ]
    return "".join(parts).encode()


def records(rows: Iterable[Row]) -> Parts:
    """Records as they are stored, one after the other; one without metadata is a tombstone."""
    parts: list[bytes] = []
    for row in rows:
        parts += (b"<record>", row.header)
        if row.metadata:
            parts += (b"<metadata>", row.metadata, b"</metadata>", row.about)
        parts.append(b"</record>\n")
    return parts


def envelope(content: Parts, *, moment: datetime, arguments: dict[str, str]) -> bytes:
    """A whole answer, joined once because it is long; `arguments` are repeated in it, none where they
    could not be read (§3.2)."""
    date = element("responseDate", timestamp(moment))
    request = element("request", base_url(), **arguments)
    return b"".join([f"{_OPEN}{date}{request}\n".encode(), *content, b"</OAI-PMH>\n"])
