"""Ask politely: wait one's turn, follow redirects with every hop checked, try again with patience."""

import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import urldefrag, urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from armillary import __version__
from armillary.core.http import turns
from armillary.core.http.bodies import too_slow
from armillary.core.http.connections import Answer, Connections, Limits, Question
from armillary.core.http.errors import EndlessRedirects, FetchError, TryAgainLater
from armillary.core.http.robots import LIMIT as ROBOTS_LIMIT
from armillary.core.http.robots import Robots
from armillary.core.http.targets import Target, find_target
from armillary.core.http.values import MEGABYTE, NONE, Asked, Fetched, Hop, Method

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient we are, in seconds, and how often we ask. `interval` lies between two requests
    to a host of the open internet; `altogether` is for one fetch with all it leads to, where
    somebody waits for it."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 120.0
    altogether: float = math.inf
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
    turns.SHARED.share_in(settings.HOME / "turns")
    return HttpFetcher(
        user_agent=f"Armillary/{__version__} (+{settings.BASE_URL})",
        allow_private=settings.ALLOW_PRIVATE_ADDRESSES,
        manners=manners,
    )


class _Wish(NamedTuple):
    """What is wanted of an address, wherever it leads."""

    headers: Mapping[str, str]
    limit: int
    method: Method = "GET"
    cuts: bool = False
    body: bytes | None = None
    into: BinaryIO | None = None


class _Reached(NamedTuple):
    """Where an address led, over which redirects, and what was answered there."""

    answer: Answer
    target: Target
    address: str
    hops: tuple[Hop, ...]


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
        self._until = math.inf
        self._took = 0.0  # seconds, of the last answer

    def fetch(
        self,
        address: str,
        *,
        limit: int = 50 * MEGABYTE,
        accept: str = "*/*",
        validators: Mapping[str, str] = NONE,
    ) -> Fetched:
        """The answer to a GET, at most `limit` bytes, or 304. Raises `FetchError`."""
        return self._patiently(address, _Wish({"Accept": accept, **_conditions(validators)}, limit))

    def fetch_into(
        self,
        file: BinaryIO,
        address: str,
        *,
        limit: int,
        accept: str = "*/*",
        validators: Mapping[str, str] = NONE,
    ) -> Fetched:
        """The same with the body in a file, which may be too large for memory. Of an answer that broke
        off the file has the beginning. Raises `FetchError`, and `OSError` where the file has no room."""
        wish = _Wish({"Accept": accept, **_conditions(validators)}, limit, into=file)
        return self._patiently(address, wish)

    def _patiently(self, address: str, wish: _Wish) -> Fetched:
        self._until = time.monotonic() + self._manners.altogether
        for attempt in range(1, self._manners.attempts + 1):
            try:
                answer = _fetched(self._followed(address, wish), wish)
                return replace(answer, attempts=attempt, seconds=self._took)
            except TryAgainLater as error:
                wait = self._wait(attempt, error)
                if attempt == self._manners.attempts or wait > self._manners.longest_delay:
                    raise
                if wait > error.after:  # for as long as it asked for, the host has no turn
                    self._manners.sleep(wait - error.after)
        raise AssertionError  # the loop returns or raises

    def ask(
        self,
        address: str,
        *,
        method: Method = "GET",
        limit: int = MEGABYTE,
        accept: str = "*/*",
        validators: Mapping[str, str] = NONE,
        headers: Mapping[str, str] = NONE,
    ) -> Asked:
        """Whatever an address answers, asked once: errors too, and no more than the first `limit`
        bytes of a body. Every redirect is asked with the same `headers`: whoever sends a secret allows
        none. Raises `FetchError` where there is no answer."""
        asked = {"Accept": accept, **_conditions(validators), **headers}
        wish = _Wish(asked, limit, method, cuts=True)
        self._until = time.monotonic() + self._manners.altogether
        return _asked(self._followed(address, wish))

    def post(
        self,
        address: str,
        body: bytes,
        *,
        headers: Mapping[str, str] = NONE,
        limit: int = MEGABYTE,
    ) -> Asked:
        """Hand something to an address, once, and read no more than the first `limit` bytes of what
        it says. A redirect is an answer and is not followed: whoever gave us the address meant that
        one. A connection that the other side had closed meanwhile is opened anew, so that the same
        may arrive twice. Raises `FetchError` where there is no answer."""
        wish = _Wish(headers, limit, "POST", cuts=True, body=body)
        self._until = time.monotonic() + self._manners.altogether
        target = self._target(address)
        delay = self._robots.check(target) if self._manners.heed_robots else 0.0
        return _asked(_Reached(self._in_turn(target, delay, wish), target, address, ()))

    def meet(self, address: str) -> bool:
        """Read what the host of an address asks of robots ahead of asking it; true if that took a
        request, so that it wants a pause. Raises `FetchError` as `ask` would."""
        self._until = time.monotonic() + self._manners.altogether
        target = self._target(address)
        is_new = self._manners.heed_robots and not self._robots.knows(target)
        if self._manners.heed_robots:
            self._robots.check(target)
        return is_new

    def wait_for(self, host: str) -> float:
        """Seconds until it is our turn to ask a host, in the form `Target.host` has."""
        return turns.SHARED.left(host)

    def close(self) -> None:
        self._connections.close()

    def _wait(self, attempt: int, error: TryAgainLater) -> float:
        delay = self._manners.first_delay * 2.0 ** (attempt - 1)
        return max(error.after, delay * random.uniform(0.75, 1.25))  # noqa: S311  (no secret)

    def _followed(self, address: str, wish: _Wish) -> _Reached:
        hops: list[Hop] = []
        try:
            while len(hops) <= self._manners.redirects:
                target = self._target(address)
                delay = self._robots.check(target) if self._manners.heed_robots else 0.0
                answer = self._in_turn(target, delay, wish)
                if answer.status not in REDIRECTS or "location" not in answer.headers:
                    return _Reached(answer, target, address, tuple(hops))
                hops.append(Hop(address, answer.status))
                address = _joined(address, answer.headers["location"])
            raise EndlessRedirects(
                _("%(host)s redirects too often. Check the address.") % {"host": target.host_header}
            )
        except FetchError as error:
            error.hops = tuple(hops)
            raise

    def _target(self, address: str) -> Target:
        """Resolved once per address's host and kept for the run, so that no answer of a name
        server can lead elsewhere meanwhile."""
        target = find_target(
            urldefrag(address).url, allow_private=self._allow_private, known=self._targets
        )
        self._targets.setdefault(target.origin, target)
        return target

    def _in_turn(self, target: Target, delay: float, wish: _Wish) -> Answer:
        """Alone with the host. At home, where each port may be a machine, there is no pause."""
        manners = self._manners
        host = target.host_header if target.is_private else target.host
        left = self._until - time.monotonic()
        try:
            with turns.SHARED.turn(host, sleep=manners.sleep, within=left) as turn:
                turn.pause = max(delay, 0.0 if target.is_private else manners.interval)
                answer = self._ask(target, wish)
                if answer.status in LATER:
                    rest = min(_retry_after(answer), manners.longest_delay)
                    turn.pause = max(turn.pause, rest)
                return answer
        except turns.TooLong as error:
            raise too_slow(target.host) from error

    def _ask(self, target: Target, wish: _Wish) -> Answer:
        manners = self._manners
        total = min(manners.total, self._until - time.monotonic())
        limits = Limits(manners.connect, manners.read, total, wish.limit, wish.cuts)
        headers = {**self._headers, **wish.headers}
        question = Question(headers, limits, wish.method, wish.body, wish.into)
        began = time.monotonic()
        try:
            return self._connections.ask(target, question)
        finally:
            self._took = time.monotonic() - began

    def _ask_for_robots(self, address: str) -> tuple[int, bytes]:
        wish = _Wish({"Accept": "text/plain"}, ROBOTS_LIMIT)
        for _hop in range(self._manners.redirects + 1):
            target = self._target(address)
            answer = self._in_turn(target, 0.0, wish)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer.status, answer.body
            address = _joined(address, answer.headers["location"])
        return 404, b""  # RFC 9309 §2.3.1.2: too many redirects count as "unavailable"


def _asked(reached: _Reached) -> Asked:
    answer = reached.answer
    return Asked(
        status=answer.status,
        final_address=reached.address,
        headers=answer.headers,
        body=answer.body,
        is_whole=answer.is_whole,
        encoding=_charset(answer.headers.get("content-type", "")),
        hops=reached.hops,
        after=_retry_after(answer),
    )


def _conditions(validators: Mapping[str, str]) -> dict[str, str]:
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    return {names[name]: value for name, value in validators.items() if name in names}


def _joined(address: str, location: str) -> str:
    """Where a redirect leads; one that makes no sense is refused as an address is."""
    try:
        return urljoin(address, location)
    except ValueError:
        return location


def _fetched(reached: _Reached, wish: _Wish) -> Fetched:
    answer, target = reached.answer, reached.target
    if answer.status in LATER:
        raise TryAgainLater(_complaint(answer, target), after=_retry_after(answer))
    was_conditional = "If-None-Match" in wish.headers or "If-Modified-Since" in wish.headers
    if not 200 <= answer.status < 300 and not (answer.status == 304 and was_conditional):
        raise FetchError(_complaint(answer, target))
    return Fetched(
        body=answer.body,
        status=answer.status,
        headers=answer.headers,
        final_address=reached.address,
        encoding=_charset(answer.headers.get("content-type", "")),
        is_framed=_is_framed(answer),
    )


def _is_framed(answer: Answer) -> bool:
    """Would a body that was cut off have been noticed? The compressions have an end of their own."""
    headers = answer.headers
    return (
        answer.status == 304
        or headers.get("content-length", "").isdigit()
        or "chunked" in headers.get("transfer-encoding", "").lower()
        or headers.get("content-encoding", "").strip().lower() not in {"", "identity"}
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
