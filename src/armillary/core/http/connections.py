"""One open connection per machine and name, and a clock that cuts off whoever plays for time."""

import contextlib
import http.client
import socket
import time
from collections.abc import Mapping
from typing import Any, BinaryIO, Final, NamedTuple

import urllib3
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    SSLError,
)
from urllib3.util.ssl_match_hostname import CertificateError

from armillary.core.http.bodies import peek_body, read_body, too_slow
from armillary.core.http.errors import CertificateRefused, FetchError, Unreachable
from armillary.core.http.targets import Target
from armillary.core.http.values import MEGABYTE, Method
from armillary.core.http.watch import Watch

MOST_CONNECTIONS: Final = 32
GOOD: Final = frozenset({200, 203})  # the body is what was asked for


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    is_whole: bool = True


class Limits(NamedTuple):
    """Seconds to connect, between two packets and altogether; bytes of a body, which is cut there
    where the beginning is enough, and refused where it is not."""

    connect: float
    read: float
    total: float
    size: int
    cuts: bool = False


class Question(NamedTuple):
    """What is asked of a target. The body of a good answer is written `into` a file, if there is one,
    from its beginning; of another answer a megabyte is read at most."""

    headers: Mapping[str, str]
    limits: Limits
    method: Method = "GET"
    body: bytes | None = None
    into: BinaryIO | None = None


class Connections:
    """Ask targets and keep their connections open for the next request."""

    def __init__(self) -> None:
        self._open: dict[Target, HTTPConnection] = {}
        self._watch = Watch()

    def ask(self, target: Target, question: Question) -> Answer:
        """One request and its answer. Raises `FetchError`."""
        key = _key(target)
        kept = self._open.pop(key, None)
        if kept is not None:
            with contextlib.suppress(*_STALE):
                return self._exchange(kept, key, target, question)
        fresh = _connection(target, question.limits)
        return self._exchange(fresh, key, target, question)

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._open.clear()
        self._watch.close()

    def _exchange(
        self, connection: HTTPConnection, key: Target, target: Target, question: Question
    ) -> Answer:
        was_kept = connection.sock is not None
        try:
            answer, stays_open = _timed(connection, target, question, self._watch)
        except BaseException as error:
            connection.close()
            if isinstance(error, FetchError) or not isinstance(error, _FAILURES):
                raise
            if was_kept and _is_stale(error):
                raise ConnectionResetError from error
            raise _explained(error, target, question.limits) from error
        if stays_open and answer.is_whole and len(self._open) < MOST_CONNECTIONS:
            self._open[key] = connection
        else:
            connection.close()
        return answer


# What a connection that the other side closed meanwhile looks like.
_STALE: Final = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_FAILURES: Final = (HTTPError, http.client.HTTPException, OSError, ValueError)


def _is_stale(error: BaseException) -> bool:
    cause = error.args[1] if isinstance(error, ProtocolError) and len(error.args) > 1 else error
    return isinstance(cause, _STALE)


def _key(target: Target) -> Target:
    return Target(target.scheme, target.host, target.port, target.machine, "", target.is_private)


def _connection(target: Target, limits: Limits) -> HTTPConnection:
    timeout = min(limits.connect, limits.total)
    if target.scheme == "http":
        return HTTPConnection(target.machine, target.port, timeout=timeout)
    return HTTPSConnection(
        target.machine,
        target.port,
        timeout=timeout,
        server_hostname=target.host,
        assert_hostname=target.host,
        ssl_minimum_version=None,
    )


def _timed(
    connection: HTTPConnection, target: Target, question: Question, watch: Watch
) -> tuple[Answer, bool]:
    """As `_asked`, within the time limits."""
    limits = question.limits
    if connection.sock is None:
        connection.connect()
    # urllib3 gives the socket this timeout again with every request.
    connection.timeout = min(limits.read, limits.total)
    with watch.over(connection.sock, limits.total) as was_cut:
        try:
            asked = _asked(connection, target, question)
        except _FAILURES as error:
            if was_cut.is_set():
                raise too_slow(target.host) from error
            raise
    if was_cut.is_set():  # what looks like the end of the body was our own cut
        raise too_slow(target.host)
    return asked


def _asked(connection: HTTPConnection, target: Target, question: Question) -> tuple[Answer, bool]:
    until = time.monotonic() + question.limits.total
    connection.request(
        question.method,
        target.path,
        body=question.body,
        headers={**question.headers, "Host": target.host_header},
        preload_content=False,
        decode_content=False,
    )
    response = connection.getresponse()
    named = {name.lower(): value for name, value in response.headers.items()}
    with contextlib.closing(response):
        body, is_whole = _body(response, named, target, question, until)
    answer = Answer(response.status, named, body, is_whole)
    return answer, "close" not in named.get("connection", "").lower()


def _body(
    response: Any, named: Mapping[str, str], target: Target, question: Question, until: float
) -> tuple[bytes, bool]:
    """As much of a body as was asked for, and whether that is all."""
    if question.method == "HEAD":
        return b"", True
    limit, into = question.limits.size, question.into
    encoding = named.get("content-encoding", "").strip().lower()
    is_other = into is not None and response.status not in GOOD
    if question.limits.cuts or is_other:
        limit = min(limit, MEGABYTE) if is_other else limit
        return peek_body(response, host=target.host, encoding=encoding, limit=limit, until=until)
    if into is not None:
        into.seek(0)
        into.truncate()
    body = read_body(
        response,
        host=target.host,
        encoding=encoding,
        expected=named.get("content-length", ""),
        limit=limit,
        until=until,
        into=into,
    )
    return body, True


def _explained(error: Exception, target: Target, limits: Limits) -> FetchError:
    host = {"host": target.host_header}
    if isinstance(error, (NewConnectionError, NameResolutionError, ConnectionRefusedError)):
        return Unreachable(
            _("%(host)s cannot be reached. Try again later or check the address.") % host
        )
    if isinstance(error, (ConnectTimeoutError, TimeoutError, urllib3.exceptions.TimeoutError)):
        seconds = limits.connect if isinstance(error, ConnectTimeoutError) else limits.read
        return Unreachable(
            _(
                "%(host)s did not answer within %(seconds)d seconds. "
                "Try again later or check the address."
            )
            % {**host, "seconds": seconds}
        )
    is_certificate = isinstance(error, (SSLError, CertificateError, socket.herror))
    if is_certificate or "SSL" in type(error).__name__:
        return CertificateRefused(
            _("The certificate of %(host)s is not valid, so nothing was fetched.") % host
        )
    if isinstance(error, (http.client.BadStatusLine, http.client.LineTooLong)) and not isinstance(
        error, http.client.RemoteDisconnected
    ):
        return FetchError(_("%(host)s does not answer in HTTP. Check the address.") % host)
    return Unreachable(_("The answer of %(host)s broke off. Try again later.") % host)
