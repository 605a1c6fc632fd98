"""Write catalogues as OPDS 2.0, which reading apps browse and search.

https://drafts.opds.io/opds-2.0, on the model of the Readium Web Publication Manifest. Every
publication needs a link to itself, one by which readers get it, and a picture that is JPEG, PNG or GIF.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Any, Final
from urllib.parse import urlsplit

from armillary.formats.description import Description
from armillary.formats.markup import timestamp

FEED: Final = "application/opds+json"
PUBLICATION: Final = "application/opds-publication+json"
OPEN_ACCESS: Final = "http://opds-spec.org/acquisition/open-access"
ACQUISITION: Final = "http://opds-spec.org/acquisition"
NEWEST: Final = "http://opds-spec.org/sort/new"
PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/gif"})

_KIND = "http://schema.org/LearningResource"
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """A concept: what readers call it, its key in the scheme, and the feed of what it has."""

    name: str
    code: str
    scheme: str
    feed: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A resource as its reader sees it: where the publication and its page are, in which words, and the
    picture that stands for what has none."""

    address: str
    page: str
    title: str
    summary: str
    subjects: Sequence[Subject]
    modified: datetime
    picture: Json


def link(address: str, media_type: str = "", **more: Any) -> Json:
    """A link; what is empty is left out."""
    known = {"href": address, "type": media_type, **more}
    return {name: value for name, value in known.items() if value not in ("", None)}


def write_publication(description: Description, seen: Seen) -> Json:
    """One publication. A resource that nobody can get anywhere else is got on its page."""
    return {
        "metadata": _metadata(description, seen),
        "links": [
            link(seen.address, PUBLICATION, rel="self"),
            *_acquisitions(description, seen),
            link(seen.page, "text/html", rel="alternate"),
            *_licence(description),
        ],
        "images": [*_pictures(description), seen.picture],
    }


def _metadata(description: Description, seen: Seen) -> Json:
    published = description.get("published", "")
    publisher = description.get("publisher")
    known = {
        "@type": _KIND,
        "identifier": seen.page,
        "title": seen.title,
        "description": seen.summary,
        "language": [tag for tag in description.get("languages", []) if tag != "und"],
        "author": [_agent(agent) for agent in description.get("creators", [])],
        "publisher": _agent(publisher) if publisher else None,
        "published": published if _WHOLE_DATE.fullmatch(published) else "",
        "modified": timestamp(seen.modified),
        "subject": [*map(_subject, seen.subjects), *_keywords(description)],
    }
    return {name: value for name, value in known.items() if value}


def _agent(agent: Any) -> Json:
    address = agent.get("address", "")
    return {"name": agent["name"], **({"identifier": address} if address else {})}


def _subject(found: Subject) -> Json:
    links = [link(found.feed, FEED)]
    return {"name": found.name, "code": found.code, "scheme": found.scheme, "links": links}


def _keywords(description: Description) -> list[Json]:
    return [{"name": word} for word in description.get("keywords", [])]


def _acquisitions(description: Description, seen: Seen) -> list[Json]:
    """Files, and where a reader is sent. What somebody says costs money is not open."""
    relation = ACQUISITION if description.get("free") is False else OPEN_ACCESS
    files = [
        link(file["address"], file.get("media_type") or type_of(file["address"]), rel=relation)
        for file in description.get("files", [])
    ]
    known = {file["href"] for file in files}
    main = [address for address in description.get("addresses", [])[:1] if address not in known]
    found = [*files, *(link(address, type_of(address), rel=relation) for address in main)]
    return found or [link(seen.page, "text/html", rel=ACQUISITION)]


def type_of(address: str) -> str:
    """The media type that the ending of an address tells; empty where it tells none."""
    return guess_type(urlsplit(address).path)[0] or ""


def _licence(description: Description) -> list[Json]:
    licence = description.get("licence")
    return [link(licence, rel="license")] if licence else []


def _pictures(description: Description) -> list[Json]:
    files = [file for file in description.get("files", []) if file.get("media_type") in PICTURES]
    return [link(file["address"], file.get("media_type", "")) for file in files[:1]]
