"""Write links: as the value of a `Link` header (RFC 8288), and as sets in JSON and in text (RFC 9264)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

JSON_TYPE: Final = "application/linkset+json"
TEXT_TYPE: Final = "application/linkset"

_SAFE = "!#$%&'()*+,/:;=?@[]~"  # what an IRI made into a URI keeps
_UNFIT = re.compile(r"[\s<>\"\\^`{|}\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Link:
    """From the address that is its context to a target; `attributes` as RFC 8288 names them, and
    `profile`."""

    anchor: str
    relation: str
    target: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def header_value(links: Iterable[Link]) -> str:
    """For the answer whose address is the context of all of them."""
    return ", ".join(_in_text(link) for link in links)


def write_text(links: Iterable[Link]) -> bytes:
    """`application/linkset` (RFC 9264, section 4.1): a header's value that names every context."""
    return ",\n".join(_in_text(link, anchored=True) for link in links).encode()


def write_json(links: Iterable[Link]) -> bytes:
    """`application/linkset+json` (section 4.2): contexts in the order in which they come, each with its
    targets by relation."""
    contexts: dict[str, dict[str, Any]] = {}
    for link in links:
        context = contexts.setdefault(link.anchor, {"anchor": _uri(link.anchor)})
        context.setdefault(link.relation, []).append({"href": _uri(link.target), **link.attributes})
    return json.dumps({"linkset": list(contexts.values())}, indent=1).encode()


def _in_text(link: Link, *, anchored: bool = False) -> str:
    stated = "".join(f' ; {name}="{value}"' for name, value in link.attributes.items())
    anchor = f' ; anchor="{_uri(link.anchor)}"' if anchored else ""
    return f'<{_uri(link.target)}> ; rel="{link.relation}"{stated}{anchor}'


def _uri(address: str) -> str:
    """As a URI (RFC 3987, section 3.1), without what would end it too early."""
    return _UNFIT.sub(_percent, quote(address, safe=_SAFE, errors="replace"))


def _percent(found: re.Match[str]) -> str:
    return f"%{ord(found.group()):02X}"
