"""Write ResourceSync 1.1 (ANSI/NISO Z39.99-2017): what a source has, and what has changed there.

http://www.openarchives.org/rs/1.1/resourcesync. All documents are sitemaps with a few elements more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from armillary.formats.markup import DECLARATION, element, timestamp

Capability = Literal["description", "capabilitylist", "resourcelist", "changelist"]
Change = Literal["", "created", "updated", "deleted"]

_OPEN: Final = (
    ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:rs="http://www.openarchives.org/rs/terms/">\n'
)


@dataclass(frozen=True, slots=True)
class Related:
    """Another address that has to do with a file, by a registered relation."""

    relation: str
    address: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that a source serves. `sha256` in hexadecimal and `size` in bytes are of its content as it is
    sent; a deleted one has neither. `moment` is when it changed last."""

    address: str
    moment: datetime
    change: Change = ""
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    related: Sequence[Related] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One list of several: where it is, and the times that it speaks of, as far as they are known: of
    changes both, or the first alone where more may come; of resources when the last one changed."""

    address: str
    last: datetime | None
    first: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a document is: what it can do, the document above it, and the times that it speaks of. `at` is
    of a resource list, `first` and `last` are of a change list; without `last` it may still grow."""

    capability: Capability
    above: str = ""
    index: str = ""
    at: datetime | None = None
    first: datetime | None = None
    last: datetime | None = None


def write_files(about: About, files: Iterable[File]) -> bytes:
    """A resource list or a change list, whose files come in the order of their changes."""
    return _document("urlset", about, (_file(file) for file in files))


def write_index(about: About, parts: Iterable[Part]) -> bytes:
    """The list of the lists."""
    return _document("sitemapindex", about, (_part(part) for part in parts))


def write_capabilities(about: About, found: Iterable[tuple[Capability, str]]) -> bytes:
    """A source description, or the list of what a source can do."""
    entries = (_entry("url", address, _md(capability=name)) for name, address in found)
    return _document("urlset", about, entries)


def _document(name: str, about: About, entries: Iterable[str]) -> bytes:
    links = {"up": about.above, "index": about.index}
    head = [element("rs:ln", rel=rel, href=href) for rel, href in links.items() if href]
    known = {"at": about.at, "from": about.first, "until": about.last}
    times = {key: timestamp(moment) for key, moment in known.items() if moment}
    parts = [*head, _md(capability=about.capability, **times), "\n", *entries]
    return f"{DECLARATION}<{name}{_OPEN}{''.join(parts)}</{name}>\n".encode()


def _file(file: File) -> str:
    known = {
        "change": file.change,
        "datetime": timestamp(file.moment) if file.change else "",
        "hash": f"sha-256:{file.sha256}" if file.sha256 else "",
        "length": str(file.size) if file.size else "",
        "type": file.media_type,
    }
    links = [
        element("rs:ln", rel=each.relation, href=each.address, **_typed(each.media_type))
        for each in file.related
    ]
    return _entry("url", file.address, _last(file.moment), _md(**known), *links)


def _part(part: Part) -> str:
    if part.first is None:
        return _entry("sitemap", part.address, _last(part.last) if part.last else "")
    until = timestamp(part.last) if part.last else ""
    times = _md(**{"from": timestamp(part.first), "until": until})
    return _entry("sitemap", part.address, times)


def _typed(media_type: str) -> dict[str, str]:
    return {"type": media_type} if media_type else {}


def _last(moment: datetime) -> str:
    return element("lastmod", timestamp(moment))


def _md(**known: str) -> str:
    return element("rs:md", **{name: value for name, value in known.items() if value})


def _entry(name: str, address: str, *inner: str) -> str:
    return f"<{name}>{element('loc', address)}{''.join(inner)}</{name}>\n"
