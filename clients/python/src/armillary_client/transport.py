"""Ask a site over HTTP, with patience where it asks for some, and say what it said as an error."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from armillary_client.errors import ApiError, FieldError, Unreachable

LATER: Final = frozenset({429, 503})
AGENT: Final = "armillary-client/0.1.0"
FIRST_DELAY: Final = 1.0

Query = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Transport:
    """`patience` is how many seconds to wait altogether for a site that asks to be asked later."""

    site: str
    token: str = ""
    timeout: float = 30.0
    patience: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def get(self, path: str, query: Query = (), *, accept: str = "application/json") -> bytes:
        """Raises `ApiError` and `Unreachable`."""
        left, delay = self.patience, FIRST_DELAY
        while True:
            try:
                return self._asked(self._request(path, query, accept=accept))
            except _Later as later:
                wait = max(later.after, delay)
                if wait > left:
                    raise later.error from None
                self.sleep(wait)
                left, delay = left - wait, delay * 2

    def post(self, path: str, document: Mapping[str, Any]) -> bytes:
        """Once: what writes is never sent twice. Raises `ApiError` and `Unreachable`."""
        request = self._request(path, (), accept="application/json")
        request.data = json.dumps(document).encode()
        request.add_header("Content-Type", "application/json")
        try:
            return self._asked(request)
        except _Later as later:
            raise later.error from None

    def _request(self, path: str, query: Query, *, accept: str) -> urllib.request.Request:
        stated = f"?{urlencode(query)}" if query else ""
        request = urllib.request.Request(f"{self.site}{path}{stated}")  # noqa: S310  (see `checked_site`)
        request.add_header("Accept", accept)
        request.add_header("User-Agent", AGENT)
        if self.token:
            request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        return request

    def _asked(self, request: urllib.request.Request) -> bytes:
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                said = _problem(error.code, error.read())
                after = _retry_after(error.headers)
            if error.code in LATER:
                raise _Later(said, after) from None
            raise said from None
        except (OSError, ValueError) as error:
            raise Unreachable(f"{self.site} cannot be reached: {error}") from error


class _Later(Exception):
    def __init__(self, error: ApiError, after: float) -> None:
        super().__init__(str(error))
        self.error = error
        self.after = after


def checked_site(address: str) -> str:
    """Raises `ValueError`."""
    split = urlsplit(address)
    if split.scheme not in {"http", "https"} or not split.hostname:
        raise ValueError(f"{address!r} is not the address of a site.")
    return address.rstrip("/")


def _problem(status: int, body: bytes) -> ApiError:
    try:
        document = json.loads(body)
        errors = [FieldError(each["field"], each["message"]) for each in document.get("errors", ())]
        code = str(document["type"]).rpartition("#")[2]
        return ApiError(status, code, str(document["title"]), errors)
    except (ValueError, KeyError, TypeError, AttributeError):
        return ApiError(status, "http", f"The site answered {status}.")


def _retry_after(headers: Message) -> float:
    """Seconds, of either form (RFC 9110 §10.2.3); 0 where there is none."""
    value = str(headers.get("Retry-After", "")).strip()
    if value.isascii() and value.isdigit():
        return float(value[:6])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0
