"""Decide which addresses may be linked to, and which of them name one page.

`clean` is what readers follow; `canonical` only ever answers "is it the same page?". Two pages
must never fuse, so paths keep their case, query strings their order, and only what is known to
be harmless is folded.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from armillary.formats.values.memory import of_texts

_LONGEST = 4096
_LONGEST_HOST = 253
_PARTS = re.compile(
    r"(https?)://([^/?#\\]*)(/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL
)
_AUTHORITY = re.compile(r"([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d{0,5}))?\Z")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_STRAYS = r"[\x00-\x20\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
_STRAY = re.compile(f"{_STRAYS}+")
_STRAY_END = re.compile(rf"(?<!{_STRAYS}){_STRAYS}+\Z")
_BROKEN_LINE = re.compile(r"[\t\r\n]+\s*")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?-]*\Z")
_SAFE = "/:@!$&'()*+,;=-._~%?"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORT = {"http": "80", "https": "443"}
# A page reached through an advertisement or a newsletter is the page itself.
_TRACKING = re.compile(
    r"(?:utm_[a-z]+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid)(?:=|\Z)", re.IGNORECASE
)
# Fragments that stand for the page as a whole.
_NO_PLACES = frozenset({"", "top", "main", "content", "main-content", "maincontent", "readme"})
_INDEX = re.compile(r"/index\.html?\Z", re.IGNORECASE)


class _Address(NamedTuple):
    """An address as readers follow it, the page it stands for, and the place on that page."""

    link: str
    page: str
    place: str


def clean(address: str) -> str | None:
    """Answer an http(s) address that is safe to link to and valid by RFC 3986, or `None`.

    Blanks around it are dropped, blanks and other letters in it are percent-encoded, names of
    hosts become punycode. Addresses that carry a user name are refused: they deceive readers.
    """
    read = _read(address)
    return read.link if read else None


def canonical(address: str) -> str | None:
    """Answer the form of an address that stands for its page (RFC 3986, section 6), or `None`.

    Use it for identity only. It folds http into https and drops: a leading `www.`, the default
    port, dot segments, `index.html`, a trailing slash, tracking parameters, and the fragment
    unless that is the route of a single-page site (`#/` or `#!`).
    """
    read = _read(address)
    return read.page if read else None


def canonical_place(address: str) -> str | None:
    """Answer `canonical`, with the fragment where that may name a resource of its own.

    Lists of books link to one page with a fragment for every book: those books are not one.
    """
    read = _read(address)
    if read is None:
        return None
    return f"{read.page}#{read.place}" if read.place else read.page


@of_texts
def _read(address: str) -> _Address | None:
    """Split an address and put it together again, encoded, hosts in lower case."""
    found = _PARTS.match(_tidy(address)) if len(address) <= _LONGEST else None
    if not found:
        return None
    scheme, authority, path, query, fragment = found.groups("")
    scheme = scheme.lower()
    where = _host_and_port(authority)
    if where is None:
        return None
    host, port = where
    port = "" if not port or port == _DEFAULT_PORT[scheme] else f":{port}"
    path, query, fragment = _encoded(path), _encoded(query), _encoded(fragment)
    tail = (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    page, place = _page_and_place(f"{host}{port}", path, query, fragment)
    return _Address(f"{scheme}://{host}{port}{path or '/'}{tail}", page, place)


def _page_and_place(site: str, path: str, query: str, fragment: str) -> tuple[str, str]:
    if site.startswith("www.") and site.partition(":")[0].count(".") > 1:
        site = site[4:]
    query = _essential(_normal(query))
    page = f"https://{site}{_folded_path(_normal(path))}{'?' + query if query else ''}"
    fragment = _normal(fragment)
    if fragment.startswith(("/", "!")):
        return f"{page}#{fragment}", ""
    nowhere = fragment.lower() in _NO_PLACES or ":~:" in fragment
    return page, "" if nowhere else fragment


def _tidy(address: str) -> str:
    address = address.strip()
    if not _PLAIN.match(address):
        edge = _STRAY.match(address)
        address = address[edge.end() :] if edge else address
        address = _STRAY_END.sub("", address)
        if address.startswith("<"):
            address = address[1:].removesuffix(">")
        address = _BROKEN_LINE.sub("", address)
    if address[:4].lower() == "www.":
        return f"http://{address}"
    # An entity that was escaped twice; no parameter is called "amp;x".
    return address.replace("&amp;", "&")


def _ascii_host(authority: str) -> str:
    """Answer a host in lower case and, label by label, in punycode (UTS #46, non-transitional)."""
    authority = authority.lower()
    if authority.isascii() and "%" not in authority:
        return authority
    if len(authority) > _LONGEST_HOST * 12:  # every letter four bytes, each of them escaped
        return ""
    name = unicodedata.normalize("NFKC", unquote(authority)).lower().replace("。", ".")
    if len(name) > _LONGEST_HOST:
        return ""
    labels = (
        label if label.isascii() else "xn--" + label.encode("punycode").decode()
        for label in name.split(".")
    )
    return ".".join(labels)


@lru_cache(maxsize=8192)
def _host_and_port(authority: str) -> tuple[str, str] | None:
    """Answer a usable host and the port as given; hosts repeat, so this is asked once for each."""
    found = _AUTHORITY.match(_ascii_host(authority))
    if not found:
        return None
    host, port = found.group(1), found.group(2) or ""
    if port and not 0 < int(port) < 65536:
        return None
    if host.startswith("["):
        return host, port
    host = host.rstrip(".")
    usable = len(host) < 254 and all(map(_LABEL.match, host.split(".")))
    return (host, port) if usable else None


def _encoded(part: str) -> str:
    """Percent-encode what RFC 3986 does not allow in a path, query or fragment; keep the rest."""
    if not part or _PLAIN.match(part):
        return part
    return quote(_LONE_PERCENT.sub("%25", part), safe=_SAFE, errors="replace")


def _normal(part: str) -> str:
    """Decode escapes that were not needed, and write the others in capitals (section 6.2.2)."""
    return _ESCAPED.sub(_shortest, part) if "%" in part else part


def _shortest(escape: re.Match[str]) -> str:
    code = int(escape.group(1), 16)
    return chr(code) if code in _UNRESERVED else escape.group().upper()


def _folded_path(path: str) -> str:
    if "/." in path:
        path = _without_dots(path)
    if path.lower().endswith((".html", ".htm")):
        path = _INDEX.sub("/", path)
    return path.rstrip("/")


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` (section 5.2.4)."""
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _essential(query: str) -> str:
    """Drop the parameters that only say where a visitor came from."""
    if not query:
        return query
    return "&".join(pair for pair in query.split("&") if pair and not _TRACKING.match(pair))
