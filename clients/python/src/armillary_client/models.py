"""What the API answers, as values. Texts are language → text; vocabularies' terms are their keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Texts = Mapping[str, str]


def _read(texts: Texts, language: str) -> str:
    """In a language, or else in English, or else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or an organisation."""

    name: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class File:
    address: str
    media_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a resource. What nobody says is empty or None."""

    titles: Texts = field(default_factory=dict)
    descriptions: Texts = field(default_factory=dict)
    types: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    licence: str = ""
    creators: list[Agent] = field(default_factory=list)
    publisher: Agent | None = None
    published: str = ""
    modified: str = ""
    minutes: int | None = None
    addresses: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    accessibility: list[str] = field(default_factory=list)
    free: bool | None = None
    countries: list[str] = field(default_factory=list)

    def title(self, language: str = "en") -> str:
        return _read(self.titles, language)

    def text(self, language: str = "en") -> str:
        return _read(self.descriptions, language)


@dataclass(frozen=True, slots=True)
class Edition:
    """The same work in another language or version."""

    id: str
    page: str
    titles: Texts
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Found:
    """A resource as a search finds it."""

    id: str
    page: str
    changed: datetime
    description: Description
    listed: datetime | None = None
    unavailable_since: datetime | None = None
    editions: list[Edition] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some of what a search finds. `next` is the cursor of the next page, None on the last one."""

    total: int
    items: list[Found]
    facets: Mapping[str, list[FacetCount]]
    reading: str = ""
    suggestion: str = ""
    relaxed: bool = False
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the value of a field came from."""

    by: str
    ref: str = ""
    at: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource with where each field came from."""

    id: str
    page: str
    changed: datetime
    description: Description
    state: str
    listed: datetime | None = None
    unavailable_since: datetime | None = None
    provenance: Mapping[str, Origin] = field(default_factory=dict)
    unknown: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CollectionSummary:
    slug: str
    title: Texts
    introduction: Texts
    page: str


@dataclass(frozen=True, slots=True)
class CollectionItem:
    resource: Found
    note: Texts


@dataclass(frozen=True, slots=True)
class Collection:
    """Resources that somebody put together, in an order."""

    slug: str
    title: Texts
    introduction: Texts
    page: str
    items: list[CollectionItem]


@dataclass(frozen=True, slots=True)
class MergedInto:
    id: str
    page: str


@dataclass(frozen=True, slots=True)
class Change:
    """How a resource stands that was listed once: `state` is listed, withdrawn or merged."""

    id: str
    page: str
    state: str
    datestamp: str
    reason: str = ""
    merged_into: MergedInto | None = None
    description: Description | None = None
    keys: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Submission:
    """What was suggested, and what became of it."""

    id: str
    name: str
    sent_at: datetime
    fates: Mapping[str, int]
    reason: str = ""
    resource: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class CollectionList:
    items: list[CollectionSummary]


@dataclass(frozen=True, slots=True)
class ChangePage:
    items: list[Change]
    since: str
    next: str | None = None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    items: list[Submission]
    next: str | None = None
