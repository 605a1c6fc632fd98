"""Ask politely: wait one's turn, follow redirects with every hop checked, try again with patience."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urldefrag, urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from armillary import __version__
from armillary.core.http.connections import Answer, Connections, Limits
from armillary.core.http.errors import FetchError, TryAgainLater
from armillary.core.http.robots import LIMIT as ROBOTS_LIMIT
from armillary.core.http.robots import Robots
from armillary.core.http.targets import Target, find_target
from armillary.core.http.values import MEGABYTE, Fetched

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient we are, in seconds, and how often we ask. `interval` lies between two requests
    to a host of the open internet."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 120.0
    interval: float = 1.0
    attempts: int = 4
    first_delay: float = 2.0
    longest_delay: float = 120.0
    redirects: int = 5
    heed_robots: bool = True
    sleep: Callable[[float], None] = field(default=time.sleep)


POLITE: Final = Manners()


def outgoing(*, manners: Manners = POLITE) -> "HttpFetcher":
    """A fetcher as this installation is set up."""
    return HttpFetcher(
        user_agent=f"Armillary/{__version__} (+{settings.BASE_URL})",
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
        manners=manners,
    )


class HttpFetcher:
    """Fetches over HTTP. One is made per run; it is not for sharing between threads."""

    def __init__(
        self, *, user_agent: str, allow_private: bool = False, manners: Manners = POLITE
    ) -> None:
        self._manners = manners
        self._allow_private = allow_private
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
        self._connections = Connections()
        self._robots = Robots(self._ask_for_robots)
        self._targets: dict[str, Target] = {}
        self._turns: dict[str, float] = {}

    def fetch(self, address: str, *, limit: int = 50 * MEGABYTE, accept: str = "*/*") -> Fetched:
        """The answer to a GET, at most `limit` bytes. Raises `FetchError`."""
        for attempt in range(1, self._manners.attempts + 1):
            try:
                return self._followed(address, limit=limit, accept=accept)
            except TryAgainLater as error:
                wait = self._wait(attempt, error)
                if attempt == self._manners.attempts or wait > self._manners.longest_delay:
                    raise
                self._manners.sleep(wait)
        raise AssertionError  # the loop returns or raises

    def close(self) -> None:
        self._connections.close()

    def _wait(self, attempt: int, error: TryAgainLater) -> float:
        delay = self._manners.first_delay * 2.0 ** (attempt - 1)
        return max(error.after, delay * random.uniform(0.75, 1.25))  # noqa: S311  (no secret)

    def _followed(self, address: str, *, limit: int, accept: str) -> Fetched:
        for _hop in range(self._manners.redirects + 1):
            target = self._target(address)
            delay = self._robots.check(target) if self._manners.heed_robots else 0.0
            answer = self._in_turn(target, delay, limit=limit, accept=accept)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return _fetched(answer, target, address)
            address = urljoin(address, answer.headers["location"])
        raise FetchError(
            _("%(host)s redirects too often. Check the address.") % {"host": target.host_header}
        )

    def _target(self, address: str) -> Target:
        """Resolved once per address's host and kept for the run, so that no answer of a name
        server can lead elsewhere meanwhile."""
        target = find_target(
            urldefrag(address).url, allow_private=self._allow_private, known=self._targets
        )
        self._targets.setdefault(target.origin, target)
        return target

    def _in_turn(self, target: Target, delay: float, *, limit: int, accept: str) -> Answer:
        interval = max(delay, 0.0 if target.is_private else self._manners.interval)
        due = self._turns.get(target.host, 0.0)
        if interval and (wait := due - time.monotonic()) > 0:
            self._manners.sleep(wait)
        limits = Limits(self._manners.connect, self._manners.read, self._manners.total, limit)
        try:
            return self._connections.ask(target, {**self._headers, "Accept": accept}, limits)
        finally:
            self._turns[target.host] = time.monotonic() + interval

    def _ask_for_robots(self, address: str) -> tuple[int, bytes]:
        for _hop in range(self._manners.redirects + 1):
            target = self._target(address)
            answer = self._in_turn(target, 0.0, limit=ROBOTS_LIMIT, accept="text/plain")
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer.status, answer.body
            address = urljoin(address, answer.headers["location"])
        return 404, b""  # RFC 9309 §2.3.1.2: too many redirects count as "unavailable"


def _fetched(answer: Answer, target: Target, address: str) -> Fetched:
    if answer.status in LATER:
        raise TryAgainLater(_complaint(answer, target), after=_retry_after(answer))
    if not 200 <= answer.status < 300:
        raise FetchError(_complaint(answer, target))
    return Fetched(
        body=answer.body,
        status=answer.status,
        headers=answer.headers,
        final_address=address,
        encoding=_charset(answer.headers.get("content-type", "")),
    )


def _complaint(answer: Answer, target: Target) -> str:
    facts = {"host": target.host_header, "status": answer.status}
    if answer.status in {404, 410}:
        return _("%(host)s has nothing at this address (%(status)d). Check the address.") % facts
    if answer.status in {401, 403}:
        return _("%(host)s does not let us in (%(status)d). Ask its owner.") % facts
    if answer.status == 429:
        return _("%(host)s has had too many requests (%(status)d). Try again later.") % facts
    if answer.status >= 500:
        return _("%(host)s has a problem of its own (%(status)d). Try again later.") % facts
    return _("%(host)s answered with the status %(status)d. Check the address.") % facts


def _retry_after(answer: Answer) -> float:
    """Seconds of a Retry-After header, in either form (RFC 9110 §10.2.3)."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:6])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0.0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


@lru_cache(maxsize=64)
def _charset(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type or "application/octet-stream"
    charset = message.get_content_charset("")
    return charset if isinstance(charset, str) else ""
