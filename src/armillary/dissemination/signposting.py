"""Links from a resource's page to what machines look for, after FAIR Signposting.

https://signposting.org/FAIR/. Level 1 goes into the `Link` header of the page, with no more than a few
links of a kind. Level 2 is all of them, and those from the files and formats back to the page, in a
document of its own that the header names (RFC 9264).
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from armillary.catalogue.models import Resource
from armillary.dissemination import addresses
from armillary.dissemination.renditions import kinds_of
from armillary.formats.linkset import (
    JSON_TYPE,
    TEXT_TYPE,
    Link,
    header_value,
    write_json,
    write_text,
)

MOST: Final = 10  # links of a relation in LONG: a header is not the place for long lists
LONG: Final = frozenset({"author", "item"})
LINKSETS: Final = {"json": (JSON_TYPE, write_json), "txt": (TEXT_TYPE, write_text)}

_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_HTML: Final = {"type": "text/html"}


def signposting_links(resource: Resource) -> str:
    """The value of the `Link` header for the page of a resource."""
    return header_value([*_few(_from_page(resource)), *_to_linksets(resource)])


def _few(links: Iterator[Link]) -> Iterator[Link]:
    seen: Counter[str] = Counter()
    for link in links:
        seen[link.relation] += 1
        if link.relation not in LONG or seen[link.relation] <= MOST:
            yield link


def linkset(resource: Resource, form: str) -> bytes:
    """All links of a resource as one of `LINKSETS`."""
    return LINKSETS[form][1]([*_from_page(resource), *_to_page(resource)])


def _from_page(resource: Resource) -> Iterator[Link]:
    """With what somebody stated: whoever acts on a licence must not be told a guess."""
    page, stated = addresses.landing(resource.public_id), resource.stated
    yield Link(page, "cite-as", page)
    yield Link(page, "type", "https://schema.org/AboutPage")
    yield Link(page, "type", "https://schema.org/LearningResource")
    for agent in stated.get("creators", []):
        if agent.get("address"):
            yield Link(page, "author", agent["address"])
    if licence := stated.get("licence"):
        yield Link(page, "license", licence)
    for name, kind in kinds_of(resource).items():
        profile = {"profile": kind.profile} if kind.profile else {}
        target = addresses.rendition(resource.public_id, name)
        yield Link(page, "describedby", target, {"type": kind.media_type, **profile})
    for address, known in _items(resource):
        yield Link(page, "item", address, known)


def _to_linksets(resource: Resource) -> Iterator[Link]:
    page = addresses.landing(resource.public_id)
    for form, (media_type, _write) in LINKSETS.items():
        target = addresses.rendition(resource.public_id, f"linkset.{form}")
        yield Link(page, "linkset", target, {"type": media_type})


def _to_page(resource: Resource) -> Iterator[Link]:
    page = addresses.landing(resource.public_id)
    for address, _known in _items(resource):
        yield Link(address, "collection", page, _HTML)
    for name in kinds_of(resource):
        yield Link(addresses.rendition(resource.public_id, name), "describes", page, _HTML)


def _items(resource: Resource) -> Iterator[tuple[str, dict[str, str]]]:
    """What the resource itself consists of: its files, or the address readers are sent to."""
    files = resource.stated.get("files", [])
    for file in files:
        media_type = file.get("media_type", "")
        yield file["address"], {"type": media_type} if _MEDIA_TYPE.fullmatch(media_type) else {}
    if not files and resource.address:
        yield resource.address, {}
