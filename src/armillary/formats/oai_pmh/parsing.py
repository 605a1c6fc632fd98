"""The thorough way through an OAI-PMH answer: one expat pass, whole or piece by piece.

Expat's byte offsets cut each payload out of the page, for the collector to read.
"""

import re
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh.pages import Collector, OaiPage, OaiRecord
from armillary.formats.oai_pmh.records import header_fields, read_header, read_metadata
from armillary.formats.safe_xml import SEPARATOR, new_parser

T = TypeVar("T")

# What is in scope is stored with every record.
MOST_NAMESPACES: Final = 200
LONGEST_NAMESPACE: Final = 1000  # prefix and address

_TAG: Final = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*+>""")


class ResponseParser(Generic[T]):
    """Feed it a whole page, or a file piece by piece, and take the records from `page.items`.

    `namespace` is that of the protocol's elements, by default the root element's own. Raises
    FormatError for a document type and for another root element than `root`, and expat's own
    ExpatError for XML that is not well-formed.
    """

    def __init__(
        self,
        *,
        encoding: str = "",
        collector: Collector[T] | None = None,
        root: str = "OAI-PMH",
        namespace: str | None = None,
    ) -> None:
        self.page: OaiPage[T] = OaiPage()
        self._list_prefix = ""  # static repositories: metadataPrefix of the list being read
        self._prefixes: list[str] = []  # one for every item of the page
        self._encoding = encoding
        self._collector = collector
        self._root = root
        self._namespace = namespace
        self._window: bytes | bytearray = b""
        self._base = self._mark = 0
        self._record: OaiRecord[T] | None = None
        self._in_record = False
        self._start = self._end = -1
        self._namespaces: dict[str, str] = {}
        self._outer: list[dict[str, str]] = []
        self._texts: list[str] = []
        self._tokens: list[str] = []
        self._attributes: list[str] = []
        self._protocol = ""
        self._starts: dict[str, Callable[[list[str]], None]] = {}
        self._ends: dict[str, Callable[[], None]] = {}
        self._nested = 0  # metadata elements inside the payload
        self._payload_started: Callable[[str, list[str]], None] = _ignored
        self._header_fields: dict[str, str] = {}
        self._header_ended: Callable[[str], None] = self._tokens.append
        self._payload_ended: Callable[[str], None] = self._tokens.append
        self._about = ""
        self._expat = new_parser(encoding)
        self._expat.StartElementHandler = self._open_root
        self._expat.StartNamespaceDeclHandler = self._declare
        self._expat.EndNamespaceDeclHandler = self._undeclare

    def feed(self, data: bytes, *, final: bool = True) -> None:
        """Parse more of the body; what lies before the last whole record is forgotten."""
        if not self._window:
            self._window = data
        else:
            kept = bytearray(self._window) if isinstance(self._window, bytes) else self._window
            del kept[: max(self._mark - self._base, 0)]
            kept += data
            self._window, self._base = kept, max(self._mark, self._base)
        try:
            self._expat.Parse(data, final)
        finally:
            if final:
                self._let_go()

    def _let_go(self) -> None:
        """Break the circles through the handlers: a page need not wait for a search for cycles."""
        self._expat.StartElementHandler = None
        self._listen_for_ends(None, None)
        self._starts, self._ends = {}, {}
        self._header_ended = self._payload_ended = self._tokens.append
        self._payload_started = _ignored

    def taken(self) -> list[tuple[str, OaiRecord[T]]]:
        """The records since the last call, each with the metadataPrefix of its list."""
        prefixes, items = self._prefixes, self.page.items
        self._prefixes, self.page.items = [], []
        return list(zip(prefixes, items, strict=True))

    def _open_root(self, name: str, attributes: list[str]) -> None:
        namespace, _, local = name.rpartition(SEPARATOR)
        if local != self._root:
            raise FormatError(f"The root element is {local!r}, where {self._root!r} is expected.")
        if self._namespace is not None:
            namespace = self._namespace
        self._protocol = f"{namespace}{SEPARATOR}" if namespace else ""
        self._know_elements(self._protocol)
        self._listen()

    def _know_elements(self, protocol: str) -> None:
        self._header_fields = header_fields(protocol)
        self._starts = {
            f"{protocol}record": self._open_record,
            f"{protocol}header": self._open_header,
            f"{protocol}metadata": self._open_payload,
            f"{protocol}about": self._open_about,
            f"{protocol}resumptionToken": self._note_attributes,
            f"{protocol}error": self._note_attributes,
            f"{protocol}ListRecords": self._open_list,
            f"{protocol}ListIdentifiers": self._open_list,
        }
        self._ends = {
            f"{protocol}record": self._close_record,
            f"{protocol}responseDate": self._close_response_date,
            f"{protocol}resumptionToken": self._close_token,
            f"{protocol}error": self._close_error,
        }
        self._know_payloads(protocol)

    def _know_payloads(self, protocol: str) -> None:
        header, metadata, about = f"{protocol}header", f"{protocol}metadata", f"{protocol}about"
        append = self._tokens.append

        def header_ended(name: str) -> None:
            if name == header:
                self._close_header()
            else:
                append(name)

        def payload_started(name: str, _attributes: list[str]) -> None:
            if name == metadata:  # a payload that forgot its namespace is in the protocol's
                self._nested += 1

        def payload_ended(name: str) -> None:
            if name != metadata:
                return
            if self._nested:
                self._nested -= 1
            else:
                self._close_payload()

        self._header_ended, self._payload_ended = header_ended, payload_ended
        self._payload_started = payload_started
        self._about = about

    def _about_ended(self, name: str) -> None:
        if name == self._about:
            self._listen()

    def _listen(self) -> None:
        parser = self._expat
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._texts.append
        parser.StartNamespaceDeclHandler = self._declare
        parser.EndNamespaceDeclHandler = self._undeclare

    def _listen_for_ends(
        self, ended: Callable[[str], None] | None, text: Callable[[str], None] | None
    ) -> None:
        parser = self._expat
        parser.StartElementHandler = None
        parser.EndElementHandler = ended
        parser.CharacterDataHandler = text
        parser.StartNamespaceDeclHandler = None
        parser.EndNamespaceDeclHandler = None

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        if len(prefix or "") + len(uri or "") > LONGEST_NAMESPACE:
            raise FormatError(f"The XML declares a namespace longer than {LONGEST_NAMESPACE}.")
        self._outer.append(self._namespaces)
        self._namespaces = {**self._namespaces, prefix or "": uri or ""}
        if max(len(self._namespaces), len(self._outer)) > MOST_NAMESPACES:
            raise FormatError(f"The XML declares more than {MOST_NAMESPACES} namespaces at once.")

    def _undeclare(self, _prefix: str | None) -> None:
        if self._outer:
            self._namespaces = self._outer.pop()

    def _started(self, name: str, attributes: list[str]) -> None:
        action = self._starts.get(name)
        if action is not None:
            action(attributes)
        elif attributes and name.endswith("ListRecords"):
            self._open_list(attributes)
        self._texts.clear()

    def _ended(self, name: str) -> None:
        action = self._ends.get(name)
        if action is not None:
            action()
        elif self._texts and not self._in_record:
            self._close_fact(name)
        self._texts.clear()

    def _open_list(self, attributes: list[str]) -> None:
        self.page.is_list = True
        self._list_prefix = dict(zip(attributes[::2], attributes[1::2], strict=True)).get(
            "metadataPrefix", ""
        )

    def _open_record(self, _attributes: list[str]) -> None:
        self._in_record = True
        self._record = None
        self._mark = max(self._mark, self._expat.CurrentByteIndex)

    def _open_header(self, attributes: list[str]) -> None:
        deleted = "deleted" in attributes[1::2]
        self._record = OaiRecord("", "", [], deleted, b"", self._namespaces, self._encoding)
        self._tokens.clear()
        self._listen_for_ends(self._header_ended, self._tokens.append)

    def _open_payload(self, _attributes: list[str]) -> None:
        if not self._in_record or self._start >= 0:
            return
        tag = _TAG.match(self._window, self._expat.CurrentByteIndex - self._base)
        if tag is None:
            raise FormatError("The place of a record's metadata can't be found in its page.")
        self._start = self._base + tag.end()
        if self._record is not None:
            self._record.namespaces = self._namespaces
        self._listen_for_ends(self._payload_ended, None)
        self._expat.StartElementHandler = self._payload_started

    def _close_payload(self) -> None:
        self._end = self._expat.CurrentByteIndex
        self._listen()

    def _open_about(self, _attributes: list[str]) -> None:
        if self._in_record:
            self._listen_for_ends(self._about_ended, None)

    def _close_header(self) -> None:
        if self._record is not None:
            read_header(self._record, self._tokens, self._header_fields)
        self._tokens.clear()
        self._listen()
        if not self._in_record:
            self._close_record()

    def _close_record(self) -> None:
        record = self._record if self._record is not None else OaiRecord()
        start, end = self._start, self._end
        if end >= start >= 0:
            base = self._base
            record.metadata = bytes(self._window[start - base : end - base]).strip()
        if self._in_record:
            read_metadata(record, self._collector)
        elif not record.identifier:
            record.problem = "The record has no identifier."
        self.page.items.append(record)
        self._prefixes.append(self._list_prefix)
        self._tokens.clear()
        self._record = None
        self._in_record = False
        self._start = self._end = -1
        self._mark = self._expat.CurrentByteIndex

    def _close_response_date(self) -> None:
        self.page.response_date = "".join(self._texts).strip()

    def _note_attributes(self, attributes: list[str]) -> None:
        self._attributes = attributes

    def _noted(self, name: str) -> str:
        pairs = dict(zip(self._attributes[::2], self._attributes[1::2], strict=True))
        return pairs.get(name, "").strip()

    def _close_token(self) -> None:
        page = self.page
        page.token = "".join(self._texts).strip()
        size, cursor = self._noted("completeListSize"), self._noted("cursor")
        page.complete_list_size = int(size) if _is_count(size) else None
        page.cursor = int(cursor) if _is_count(cursor) else None

    def _close_error(self) -> None:
        self.page.errors.append((self._noted("code"), "".join(self._texts).strip()))

    def _close_fact(self, name: str) -> None:
        text = "".join(self._texts).strip()
        if text and name.startswith(self._protocol):
            self.page.facts.append((name.removeprefix(self._protocol), text))


def _ignored(_name: str, _attributes: list[str]) -> None:
    """Nothing to note."""


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
