"""Links from a resource's page to what machines look for, after FAIR Signposting level 1.

https://signposting.org/FAIR/ and RFC 8288. They go into the `Link` header of the page.
"""

import re
from collections.abc import Iterator

from django.utils.encoding import iri_to_uri

from armillary.catalogue.models import Resource
from armillary.dissemination import addresses
from armillary.dissemination.renditions import kinds_of

MOST = 10  # links of one relation: a header is not the place for long lists

_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


def signposting_links(resource: Resource) -> str:
    """The value of the `Link` header for the page of a resource."""
    return ", ".join(_links(resource))


def _links(resource: Resource) -> Iterator[str]:
    facts = resource.facts
    yield _link(addresses.landing(resource.public_id), "cite-as")
    yield _link("https://schema.org/AboutPage", "type")
    yield _link("https://schema.org/LearningResource", "type")
    creators = [agent["address"] for agent in facts.get("creators", []) if agent.get("address")]
    for address in creators[:MOST]:
        yield _link(address, "author")
    if licence := facts.get("licence"):
        yield _link(licence, "license")
    for name, kind in kinds_of(resource).items():
        target = addresses.rendition(resource.public_id, name)
        profile = {"profile": kind.profile} if kind.profile else {}
        yield _link(target, "describedby", type=kind.media_type, **profile)
    yield from _items(resource)


def _items(resource: Resource) -> Iterator[str]:
    """What the resource itself consists of: its files, or the address readers are sent to."""
    files = resource.facts.get("files", [])[:MOST]
    for file in files:
        media_type = file.get("media_type", "")
        known = {"type": media_type} if _MEDIA_TYPE.fullmatch(media_type) else {}
        yield _link(file["address"], "item", **known)
    if not files and resource.address:
        yield _link(resource.address, "item")


def _link(target: str, relation: str, **attributes: str) -> str:
    safe = re.sub(r"[\s<>\"\\^`{|}\x00-\x20\x7f]", _percent, iri_to_uri(target))
    stated = "".join(f' ; {name}="{value}"' for name, value in attributes.items())
    return f'<{safe}> ; rel="{relation}"{stated}'


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found.group()):02X}"
