"""What is said of a record beside its metadata, in `about` containers (§2.5): what may be done with it,
where it was harvested from, and what its reviewers found.

Sources: the OAI guidelines for rights expressions and for provenance (openarchives.org/OAI/2.0/), and a
small schema of our own for reviews, which we serve.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from armillary.dissemination.addresses import site
from armillary.formats.markup import element, timestamp, xml_text
from armillary.formats.portable_review import PortableReview

RIGHTS: Final = "http://www.openarchives.org/OAI/2.0/rights/"
PROVENANCE: Final = "http://www.openarchives.org/OAI/2.0/provenance"
REVIEWS: Final = "urn:armillary:reviews:1"
NAMESPACES: Final = {
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "oai_lom": "http://ltsc.ieee.org/xsd/LOM",
    "lom": "http://ltsc.ieee.org/xsd/LOM",
    "marcxml": "http://www.loc.gov/MARC21/slim",
    "marc21": "http://www.loc.gov/MARC21/slim",
    "amb": "urn:armillary:json-ld:1",
    "lrmi": "urn:armillary:json-ld:1",
}  # by the prefix that most providers give them

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", re.ASCII)
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class Harvested:
    """A record of another provider that a resource was made from."""

    base_url: str
    identifier: str
    datestamp: str  # as that provider states it
    prefix: str
    taken: datetime


def about(harvested: Iterable[Harvested], reviews: Iterable[PortableReview]) -> bytes:
    """The containers of one record, in UTF-8."""
    parts = [_rights(), *map(_provenance, harvested), _reviews(list(reviews))]
    return "".join(f"<about>{part}</about>" for part in parts if part).encode()


def _root(name: str, namespace: str, schema: str, inside: str) -> str:
    return (
        f'<{name} xmlns="{namespace}" xmlns:xsi="{_XSI}"'
        f' xsi:schemaLocation="{namespace} {xml_text(schema)}">{inside}</{name}>'
    )


def _rights() -> str:
    """Of the record; what may be done with the resource itself stands in its metadata."""
    reference = element("rightsReference", ref=settings.METADATA_LICENCE)
    return _root("rights", RIGHTS, "http://www.openarchives.org/OAI/2.0/rights.xsd", reference)


def _provenance(record: Harvested) -> str:
    """Nothing where the other provider's own words do not fit the schema, or it is no place on the web:
    a file of ours, say."""
    base_url = _base_url(record.base_url)
    known = record.prefix in NAMESPACES and _MOMENT.fullmatch(record.datestamp)
    if not known or not base_url:
        return ""
    inside = (
        f'<originDescription harvestDate="{timestamp(record.taken)}" altered="true">'
        f"{element('baseURL', base_url)}"
        f"{element('identifier', record.identifier)}"
        f"{element('datestamp', record.datestamp)}"
        f"{element('metadataNamespace', NAMESPACES[record.prefix])}"
        "</originDescription>"
    )
    return _root("provenance", PROVENANCE, f"{PROVENANCE}.xsd", inside)


def _base_url(address: str) -> str:
    """The address without its query, where keys of ours may stand; empty for one that is not on the web."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _reviews(reviews: list[PortableReview]) -> str:
    if not reviews:
        return ""
    inside = "".join(map(_review, reviews))
    return _root("reviews", REVIEWS, site("/oai/reviews.xsd"), inside)


def _review(review: PortableReview) -> str:
    points, most = points_of(review)
    return element(
        "review",
        address=review.address,
        published=timestamp(review.published),
        rubric=str(review.rubric.get("key", "")),
        version=str(review.rubric.get("version", "")),
        points=str(points),
        most=str(most),
    )


def points_of(review: PortableReview) -> tuple[int, int]:
    """What it gave and the most that it could have given, for what applies."""
    given = {key: score for key, score in review.scores.items() if score is not None}
    best = {
        criterion["key"]: max((level["value"] for level in criterion["levels"]), default=0)
        for criterion in review.rubric.get("criteria", ())
    }
    return sum(given.values()), sum(best.get(key, 0) for key in given)
