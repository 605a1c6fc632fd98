"""What an OAI-PMH answer holds, as plain values."""

from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

from armillary.formats.oai_pmh.payloads import wrap

T = TypeVar("T")
Value = TypeVar("Value", covariant=True)

NAMESPACE: Final = "http://www.openarchives.org/OAI/2.0/"

# §3.6
ERRORS: Final = {
    "badArgument": "The request has an argument that is illegal, missing, repeated or malformed.",
    "badResumptionToken": "The resumption token is invalid or has expired.",
    "badVerb": "The verb is missing, repeated or unknown.",
    "cannotDisseminateFormat": "The item or the repository doesn't offer this metadata format.",
    "idDoesNotExist": "The identifier is unknown or illegal in this repository.",
    "noRecordsMatch": "No record matches the dates, the set and the format asked for.",
    "noMetadataFormats": "There is no metadata format for this item.",
    "noSetHierarchy": "The repository has no sets.",
}


class Collector(Protocol[Value]):
    """Makes values of payloads while the page is parsed (see `DublinCoreCollector`)."""

    def collect(self, record: "OaiRecord[Any]") -> Value | None:
        """The value of a record whose metadata are known to be well-formed, by a short cut.

        None where the short cut doesn't apply, and `read` must look at the payload.
        """

    def read(self, payload: bytes) -> Value:
        """The value of a payload as `OaiRecord.payload` stores it; raises FormatError."""


@dataclass(slots=True)
class OaiRecord(Generic[T]):
    """One record or, in ListIdentifiers, one header (§2.5).

    `metadata` is what stands inside the metadata element, byte for byte, less white space around
    it. It may use the prefixes in `namespaces` (prefix to namespace, "" the default) declared
    further out, and is in `encoding` (empty for UTF-8). Pages in UTF-16, UTF-32 or another encoding
    of several bytes a character are turned into UTF-8 before they are cut, and so are their bytes
    here. `problem` is one sentence when the record can't be read, else empty; `value` is what the
    collector made of it.
    """

    identifier: str = ""
    datestamp: str = ""
    sets: list[str] = field(default_factory=list)
    deleted: bool = False
    metadata: bytes = b""
    namespaces: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    value: T | None = None
    problem: str = ""

    @property
    def payload(self) -> bytes:
        """The metadata in a wrapper that makes it readable alone; `unwrap` gives it back."""
        return (
            wrap(self.metadata, self.namespaces, encoding=self.encoding) if self.metadata else b""
        )


@dataclass(slots=True)
class OaiPage(Generic[T]):
    """One answer to ListRecords, ListIdentifiers or GetRecord.

    `token` is None without a resumptionToken element and "" for the empty one that ends a list
    (§3.5). `truncated` says that the answer breaks off: its items are whole, but more are missing
    and no conclusion about the end of the list is allowed. `repairs` tells what had to be mended.
    """

    response_date: str = ""
    items: list[OaiRecord[T]] = field(default_factory=list)
    token: str | None = None
    complete_list_size: int | None = None
    cursor: int | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)
    truncated: bool = False
    is_list: bool = False  # it answers ListRecords or ListIdentifiers, perhaps with nothing
    repairs: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)  # other leaves: name and text


@dataclass(slots=True)
class Identify:
    """What a repository says of itself (§4.2)."""

    repository_name: str
    base_url: str
    protocol_version: str
    admin_emails: list[str]
    earliest_datestamp: str
    deleted_record: str  # "no", "transient" or "persistent"
    granularity: str


@dataclass(slots=True)
class MetadataFormat:
    """A format a repository offers (§4.4)."""

    prefix: str
    schema: str
    namespace: str


@dataclass(slots=True)
class OaiSet:
    """A set of a repository (§4.6); sets nest by colons in `spec`."""

    spec: str
    name: str


@dataclass(slots=True)
class Sets:
    """One page of sets; `token` and `errors` as in `OaiPage`."""

    sets: list[OaiSet]
    token: str | None
    errors: list[tuple[str, str]]
