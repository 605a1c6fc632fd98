"""Read and write the messages of the Model Context Protocol, by which assistants ask other programs.

They are JSON-RPC 2.0 (https://www.jsonrpc.org/specification) of two ages. Up to revision 2025-11-25 a
client shakes hands first (`initialize`); from 2026-07-28 on every request says itself, in
`params._meta`, which revision it is in and what its sender can do, and over HTTP headers say so too
(Model Context Protocol 2026-07-28: basic, basic/versioning, basic/transports/streamable-http). No
request is understood by what came before it, so one function reads both.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

SHAKEN: Final = ("2025-11-25", "2025-06-18")  # revisions with a handshake, the latest first
STATED: Final = ("2026-07-28",)  # revisions that every request states

UNREADABLE: Final = -32700
INVALID_REQUEST: Final = -32600
NO_SUCH_METHOD: Final = -32601
INVALID_PARAMS: Final = -32602
BROKEN: Final = -32603
NO_SUCH_RESOURCE: Final = -32002  # of revisions with a handshake only
HEADER_MISMATCH: Final = -32020
UNSUPPORTED_REVISION: Final = -32022

META: Final = "_meta"
PREFIX: Final = "io.modelcontextprotocol/"
REVISION, ABILITIES = f"{PREFIX}protocolVersion", f"{PREFIX}clientCapabilities"
SERVER: Final = f"{PREFIX}serverInfo"
REVISION_HEADER, METHOD_HEADER, NAME_HEADER = "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"
NAMED_BY: Final = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
DISCOVER: Final = "server/discover"
LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
SHOWN: Final = 60  # characters of what was sent that an error repeats

_STATUSES: Final = {
    UNREADABLE: 400,
    INVALID_REQUEST: 400,
    INVALID_PARAMS: 400,
    HEADER_MISMATCH: 400,
    UNSUPPORTED_REVISION: 400,
    NO_SUCH_METHOD: 404,
}
# Clients of the older age take an HTTP error for a broken connection and show nothing of what it says.
_OLDER_STATUSES: Final = {UNREADABLE: 400, INVALID_REQUEST: 400, UNSUPPORTED_REVISION: 400}

Document = dict[str, Any]
Id = str | int | None


class ProtocolError(Exception):
    """A request that is answered with a JSON-RPC error; `message` is one line for who sent it."""

    def __init__(self, code: int, message: str, data: Document | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


@dataclass(frozen=True, slots=True)
class Message:
    """A request, or a notification, which has no id and gets no answer."""

    method: str
    params: Document = field(default_factory=dict)
    id: Id = None

    @property
    def is_notification(self) -> bool:
        return self.id is None

    @property
    def meta(self) -> Document:
        found = self.params.get(META)
        return found if isinstance(found, dict) else {}

    @property
    def states_itself(self) -> bool:
        """Is it of the age in which every request says its revision?"""
        return self.method == DISCOVER or REVISION in self.meta


def read_document(body: bytes) -> Any:
    """The JSON of a body, with no numbers that JSON does not have and no halves of characters."""
    try:
        document = json.loads(body.decode(), parse_constant=_no_constant)
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ProtocolError(
            UNREADABLE, "This is no JSON in UTF-8, or nested too deeply."
        ) from error
    return document


def _no_constant(name: str) -> None:
    raise ValueError(name)


def read_message(document: Any) -> Message:
    """What the document says. Batches are gone since revision 2025-06-18; nothing is ever asked of a
    client, so its answers have no place either."""
    if isinstance(document, list):
        raise ProtocolError(INVALID_REQUEST, "Send one message at a time; batches are not taken.")
    if not isinstance(document, dict) or document.get("jsonrpc") != "2.0":
        raise ProtocolError(INVALID_REQUEST, 'Send a JSON-RPC object with "jsonrpc": "2.0".')
    if not isinstance(document.get("method"), str):
        raise ProtocolError(INVALID_REQUEST, "A request needs a method, a text.")
    if "id" in document and id_of(document) is None:
        raise ProtocolError(INVALID_REQUEST, "The id of a request is a text or a whole number.")
    params = document.get("params", {})
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, "params has to be an object.")
    return Message(document["method"], params, id_of(document))


def id_of(document: Any) -> Id:
    """The id of a request, also of one that is wrong otherwise; None if it has none that can be one."""
    stated = document.get("id") if isinstance(document, dict) else None
    return stated if isinstance(stated, str | int) and not isinstance(stated, bool) else None


def revision_of(message: Message, headers: Mapping[str, str] | None = None) -> str:
    """The revision that a request is in; `headers`, with names in any case, are None where the way it
    came has none. Of the older age any revision does, since what we say is alike in all of them."""
    header = None if headers is None else headers.get(REVISION_HEADER)
    if message.states_itself or (header in STATED and message.method != "initialize"):
        return _stated_revision(message, headers)
    if header is not None and header not in SHAKEN:
        raise _unsupported(header)
    return header or SHAKEN[0]


def _stated_revision(message: Message, headers: Mapping[str, str] | None) -> str:
    missing = [key for key in (REVISION, ABILITIES) if key not in message.meta]
    if missing:
        said = f"params.{META} has to have {' and '.join(missing)}."
        raise ProtocolError(INVALID_PARAMS, said)
    revision = message.meta[REVISION]
    if not isinstance(revision, str) or not isinstance(message.meta[ABILITIES], dict):
        raise ProtocolError(INVALID_PARAMS, f"{REVISION} is a text, {ABILITIES} an object.")
    if headers is not None:
        _compare(headers, REVISION_HEADER, revision)
    if revision not in STATED:
        raise _unsupported(revision)
    if headers is not None:
        _compare(headers, METHOD_HEADER, message.method)
        if message.method in NAMED_BY:
            _compare(headers, NAME_HEADER, message.params.get(NAMED_BY[message.method]))
    return revision


def _unsupported(revision: str) -> ProtocolError:
    told = {"supported": list(STATED), "requested": revision[:SHOWN]}
    return ProtocolError(UNSUPPORTED_REVISION, "This revision is not spoken here.", told)


def _compare(headers: Mapping[str, str], name: str, stated: Any) -> None:
    """What is between us and the client may have gone by the header, so it must say what we read."""
    if name not in headers:
        raise ProtocolError(HEADER_MISMATCH, f"The header {name} is missing.")
    if _plain(headers[name].strip()) != stated:
        raise ProtocolError(HEADER_MISMATCH, f"The header {name} is not what the message says.")


def _plain(value: str) -> str | None:
    """The text of a header, which may come in Base64; None where that is broken."""
    if not (value.startswith("=?base64?") and value.endswith("?=")):
        return value
    try:
        return base64.b64decode(value[9:-2], validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def negotiated(requested: Any) -> str:
    """What a handshake agrees on: what the client asked for, or else the latest of its age."""
    return requested if requested in SHAKEN else SHAKEN[0]


def is_stated(revision: str) -> bool:
    return revision in STATED


def answer(request: Id, result: Document) -> Document:
    return {"jsonrpc": "2.0", "id": request, "result": result}


def refusal(request: Id, error: ProtocolError) -> Document:
    """An error as an answer. One to a message whose id cannot be read has none."""
    told: Document = {"code": error.code, "message": error.message}
    if error.data is not None:
        told["data"] = error.data
    named: Document = {} if request is None else {"id": request}
    return {"jsonrpc": "2.0", **named, "error": told}


def status_of(code: int, *, stated: bool) -> int:
    """The HTTP status that goes with an error."""
    return (_STATUSES if stated else _OLDER_STATUSES).get(code, 200)


def encoded(document: Document) -> bytes:
    """In one line, for whatever a reader takes for the end of one."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.translate(LINE_ENDS).encode()
