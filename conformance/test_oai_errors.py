"""Requests that the protocol forbids are refused with its codes, over HTTP; see `test_oai_validator`."""

import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from conformance.live import Site

DOOR = "OAI-PMH"
CLIENTS = ("checks of our own",)

OAI = "{http://www.openarchives.org/OAI/2.0/}"
MADE_UP = "oai:127.0.0.1:none0none0no"


def known(site: Site) -> str:
    [[public_id]] = site.rows(
        "SELECT public_id FROM catalogue_resource WHERE state='listed' LIMIT 1"
    )
    return f"oai:127.0.0.1:{public_id}"


ERRORS: list[tuple[str, str]] = [
    ("", "badVerb"),
    ("verb=", "badVerb"),
    ("verb=junk", "badVerb"),
    ("verb=identify", "badVerb"),
    ("metadataPrefix=oai_dc", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&identifier=any", "badArgument"),
    ("verb=ListSets&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListMetadataFormats&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListIdentifiers", "badArgument"),
    ("verb=ListRecords&from=2020-01-01", "badArgument"),
    ("verb=ListIdentifiers&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&identifier=any", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("verb=GetRecord&identifier={known}", "badArgument"),
    ("verb=GetRecord&identifier={known}&metadataPrefix=oai_dc&set=subject", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=junk", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=2020-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2002-02-05&until=2002-02-01", "badArgument"),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2002-02-05&until=2002-02-06T05:35:00Z",
        "badArgument",
    ),
    (
        "verb=ListRecords&metadataPrefix=oai_dc&from=2002-02-05T05:35:00Z&until=2002-02-06",
        "badArgument",
    ),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2002-02-05T05:35Z", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=really%20no%20set", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=really_no_set", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=really_no_format", "cannotDisseminateFormat"),
    ("verb=ListIdentifiers&metadataPrefix=really_no_format", "cannotDisseminateFormat"),
    ("verb=GetRecord&identifier={known}&metadataPrefix=none", "cannotDisseminateFormat"),
    (f"verb=GetRecord&identifier={MADE_UP}&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=GetRecord&identifier=&metadataPrefix=oai_dc", "idDoesNotExist"),
    (f"verb=ListMetadataFormats&identifier={MADE_UP}", "idDoesNotExist"),
    ("verb=ListRecords&resumptionToken=junk", "badResumptionToken"),
    ("verb=ListIdentifiers&resumptionToken=", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=junk", "badResumptionToken"),
]


def error_faults(body: bytes, code: str) -> list[str]:
    """What is wrong with an answer that should refuse with this code (§3.2 and §3.6)."""
    root = ET.fromstring(body)
    found = [error.get("code") for error in root.iter(OAI + "error")]
    [request] = root.iter(OAI + "request")
    faults = [] if found == [code] else [f"code {found}"]
    if bool(request.attrib) == (code in ("badVerb", "badArgument")):
        faults.append(f"attributes of request: {request.attrib}")
    if not all(error.text for error in root.iter(OAI + "error")):
        faults.append("no message")
    return faults


SPOILT_ERRORS = (
    (rb'code="\w+"', b'code="noSetHierarchy"'),
    (rb"<request( [^>]*)>", b"<request>"),
    (rb"<request>", b'<request verb="Identify">'),
    (rb"(<error[^>]*>)[^<]*", rb"\1"),
)


@pytest.mark.parametrize(("query", "code"), ERRORS)
@pytest.mark.planted("a wrong code, wrong attributes, no message", within=True)
def test_request_is_refused_as_the_protocol_has_it(site: Site, query: str, code: str) -> None:
    body = site.read("/oai?" + query.format(known=quote(known(site))))
    assert error_faults(body, code) == []
    spoilt = [re.sub(right, fault, body, count=1) for right, fault in SPOILT_ERRORS]
    differing = [other for other in spoilt if other != body]
    assert len(differing) == 3  # a request has attributes or none
    assert all(error_faults(other, code) for other in differing)
