"""What a source said about one resource, in its own words and order, before normalisation."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Text:
    """A text and the language the source gave for it (a raw tag, or empty). Lines mean something
    only where a source says so; elsewhere they are where somebody's file happened to break."""

    text: str
    language: str = ""
    has_lines: bool = False


@dataclass(slots=True)
class StatedAgent:
    """A person or organisation as a source named it."""

    name: str
    kind: str = ""  # "person", "organization" or empty where the source did not say
    address: str = ""  # ORCID, ROR or any other address


@dataclass(slots=True)
class StatedFile:
    """A file that carries the resource."""

    address: str
    media_type: str = ""
    size: int | None = None  # bytes


@dataclass(slots=True)
class StatedRelation:
    """A relation to another resource: the source's own verb, and its target."""

    kind: str
    target: str


@dataclass(slots=True)
class Statement:
    """One resource as a source stated it. Lists keep the source's order and its repetitions."""

    identifiers: list[str] = field(default_factory=list)
    titles: list[Text] = field(default_factory=list)
    descriptions: list[Text] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    grades: list[int] = field(default_factory=list)  # school grades that say nothing of levels
    audiences: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    licences: list[str] = field(default_factory=list)
    creators: list[StatedAgent] = field(default_factory=list)
    publishers: list[StatedAgent] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    durations: list[str] = field(default_factory=list)
    files: list[StatedFile] = field(default_factory=list)
    accessibility: list[str] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    internet: list[str] = field(default_factory=list)
    device: list[str] = field(default_factory=list)
    laboratory: list[str] = field(default_factory=list)
    consumables: list[str] = field(default_factory=list)
    safety: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    relations: list[StatedRelation] = field(default_factory=list)
