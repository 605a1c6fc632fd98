"""What to ask next: an address of the same site as the one before."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from armillary.formats.rest_mapping.description import (
    CURSOR,
    LINK,
    LINK_HEADER,
    OFFSET,
    PAGE,
    SINCE,
    VALUE,
    RestDescription,
    Since,
)
from armillary.formats.rest_mapping.errors import NO_VALUE, DescriptionError
from armillary.formats.rest_mapping.pages import Answer

LONGEST_ADDRESS: Final = 8_000
LONGEST_HEADER: Final = 20_000
PORTS: Final = {"http": 80, "https": 443}
LINKS: Final = re.compile(r"<([^<>]*)>([^<]*)")  # RFC 8288 §3; no target holds angle brackets
NEXT: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def beginning(address: str, description: RestDescription, *, since: str = "") -> str:
    """The first address of a list, or with `since` of what changed after that moment."""
    asked: dict[str, str] = {}
    if since and description.since is not None:
        value = _asked(address).get(description.since.parameter, "")
        asked[description.since.parameter] = written(since, description.since, value=value)
    paging = description.paging
    if paging.by == CURSOR and paging.first:
        asked[paging.parameter] = str(paging.first)
    if paging.by in (PAGE, OFFSET):
        asked[paging.parameter] = str(paging.first)
    return _with(address, asked)


def require_fit(address: str, description: RestDescription) -> None:
    """Changes have to be asked for with all that the address asks for, or records of all kinds would
    come with them. Raises `DescriptionError`."""
    since = description.since
    if since is not None and (since.parameter in _asked(address)) != (VALUE in since.template):
        raise DescriptionError("since.template", NO_VALUE)


def _asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def following(
    address: str,
    answer: Answer,
    headers: Mapping[str, str],
    description: RestDescription,
    *,
    page: int,
    received: int,
) -> str:
    """The address of the next page after `address`, the `page`th, up to which `received` records
    came; empty where the list ends."""
    paging = description.paging
    if paging.by == LINK:
        return _joined(address, answer.following)
    if paging.by == LINK_HEADER:
        return _joined(address, _next_link(headers.get("link", "")))
    is_over = not answer.records or (answer.total is not None and received >= answer.total)
    if paging.by == CURSOR:
        is_over = is_over or not answer.following
        return "" if is_over else _with(address, {paging.parameter: answer.following})
    if is_over or paging.by not in (PAGE, OFFSET):
        return ""
    steps = page if paging.by == PAGE else received
    return _with(address, {paging.parameter: str(int(paging.first) + steps)})


def _joined(address: str, link: str) -> str:
    """The link as the address of the site that we asked. Behind a gateway many name themselves
    with http: although they are asked with https:."""
    if not link or len(link) > LONGEST_ADDRESS:
        return ""
    try:
        joined = urlsplit(urljoin(address, link))
        asked = urlsplit(address)
        if joined.scheme == "http" and asked.scheme == "https" and _host(joined) == _host(asked):
            joined = joined._replace(scheme="https", netloc=asked.netloc)
    except ValueError:
        return link  # of no site, which the caller says
    return urlunsplit(joined._replace(fragment=""))


def _host(parts: object) -> str:
    return getattr(parts, "hostname", None) or ""


def _next_link(header: str) -> str:
    for target, parameters in LINKS.findall(header[:LONGEST_HEADER]):
        relation = NEXT.search(parameters)
        names = (relation[1] or relation[2] or "").lower().split() if relation else []
        if "next" in names:
            return str(target)
    return ""


def is_same_site(address: str, other: str) -> bool:
    """Do both name the same server? Whether it is asked with http: or https: makes no other."""
    try:
        first, second = _origin(address), _origin(other)
    except ValueError:
        return False
    return first == second


def _origin(address: str) -> tuple[str, int | None]:
    parts = urlsplit(address)
    if parts.scheme not in PORTS:
        return address, None
    port = None if parts.port == PORTS[parts.scheme] else parts.port
    return (parts.hostname or "").rstrip("."), port


def _with(address: str, asked: Mapping[str, str]) -> str:
    """The address with these parameters in place of any of the same names."""
    if not asked:
        return address
    parts = urlsplit(address)
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in asked
    ]
    query = urlencode([*kept, *asked.items()], quote_via=quote, safe="")
    return urlunsplit(parts._replace(query=query))


def stamped(moment: str, since: Since) -> str:
    """The moment from which the next run asks: `moment` less the overlap, in ISO 8601."""
    back = datetime.fromisoformat(moment).astimezone(UTC) - timedelta(seconds=since.overlap)
    return back.strftime("%Y-%m-%dT%H:%M:%SZ")


def written(moment: str, since: Since, *, value: str = "") -> str:
    """A moment as the API takes it."""
    at = datetime.fromisoformat(moment).astimezone(UTC)
    seconds = int(at.timestamp())
    text = {
        "iso": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "date": at.strftime("%Y-%m-%d"),
        "unix": str(seconds),
        "unix-ms": str(seconds * 1000),
    }[since.format]
    return since.template.replace(SINCE, text).replace(VALUE, value)
