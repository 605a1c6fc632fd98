"""What the API answers about resources and collections, field by field."""

from datetime import datetime
from typing import Literal

from ninja import Field, Schema


class AgentOut(Schema):
    """Who made or published something."""

    name: str
    kind: str = Field(description="person or organization")
    address: str = Field(description="ORCID, ROR or another address; may be empty.")


class FileOut(Schema):
    """A file that carries the resource."""

    address: str
    media_type: str
    size: int | None = Field(None, description="Bytes, where known.")


class RelationOut(Schema):
    """How a resource hangs together with another thing."""

    kind: str = Field(description="version_of, translation_of, based_on or part_of")
    target: str = Field(description="An address or identifier.")


class DescriptionOut(Schema):
    """What is known of a resource; an absent field means that nothing is known."""

    titles: dict[str, str] = Field({}, description="Language tag → title.")
    descriptions: dict[str, str] = Field({}, description="Language tag → description.")
    types: list[str] = Field([], description="Keys of the vocabulary `types`.")
    subjects: list[str] = Field([], description="Keys of the vocabulary `subjects`.")
    keywords: list[str] = Field([], description="Words of the source.")
    levels: list[str] = Field([], description="Keys of the vocabulary `levels`.")
    grades: list[int] = Field([], description="Lowest and highest school grade, 1 to 13.")
    audiences: list[str] = Field([], description="Keys of the vocabulary `audiences`.")
    languages: list[str] = Field([], description="BCP 47 tags of the resource itself.")
    licence: str = Field("", description="The canonical address of the licence.")
    creators: list[AgentOut] = Field([], description="Authors and other makers.")
    publisher: AgentOut | None = Field(None, description="Who published it.")
    published: str = Field("", description="W3CDTF at the precision known: 2019, 2019-05, …")
    modified: str = Field("", description="W3CDTF at the precision known.")
    minutes: int | None = Field(None, description="How long it takes.")
    addresses: list[str] = Field([], description="Where it is; a reader is sent to the first.")
    files: list[FileOut] = Field([], description="Files that carry it.")
    accessibility: list[str] = Field([], description="schema.org accessibilityFeature terms.")
    free: bool | None = Field(None, description="Whether it costs nothing.")
    internet: str = Field("", description="A key of the vocabulary `internet`.")
    device: str = Field("", description="A key of the vocabulary `device`.")
    laboratory: str = Field("", description="A key of the vocabulary `laboratory`.")
    consumables: str = Field("", description="A key of the vocabulary `consumables`.")
    safety: str = Field("", description="A key of the vocabulary `safety`.")
    groups: list[str] = Field([], description="Keys of the vocabulary `groups`.")
    countries: list[str] = Field(
        [],
        description="Where it comes from: ISO 3166-1 alpha-2, keys of the vocabulary `countries`.",
    )
    relations: list[RelationOut] = Field([], description="Other things it hangs together with.")


class ResourceSummary(Schema):
    """A resource as lists show it."""

    id: str = Field(description="The public id: all other identifiers are made from it.")
    page: str = Field(description="The address of its page here.")
    listed: datetime | None = Field(description="When it was listed.")
    changed: datetime = Field(description="The last change that can be seen from outside.")
    unavailable_since: datetime | None = Field(
        description="Since when a machine could not open it; null while it can or nobody has looked."
    )
    description: DescriptionOut


class OriginOut(Schema):
    """Where the value of a field came from."""

    by: Literal["record", "rule", "curator", "machine"] = Field(
        description="A machine guesses only what nobody says."
    )
    ref: str = Field(description="`source:identifier` of the record, or the name of the rule.")
    at: str = Field(description="When, in UTC.")
    locked: bool = Field(description="A curator set it, and no harvest changes it.")
    confidence: dict[str, float] = Field(
        {}, description="Value → how sure the machine is of it, from 0 to 1."
    )


class EditionOut(Schema):
    """Another listed edition of the same work."""

    id: str = Field(description="The public id.")
    page: str = Field(description="The address of its page here.")
    titles: dict[str, str] = Field(description="Language tag → title.")
    kind: str = Field(description="original, translation or version")
    language: str = Field(description="BCP 47 tag; may be empty.")
    label: str = Field(description="What its title says of the edition; may be empty.")


class FoundResource(ResourceSummary):
    """A result of a search. Editions of one work are one result."""

    editions: list[EditionOut] = Field(description="The other listed editions of its work.")


class EditionsOut(Schema):
    """What a resource is among the editions of its work, and the others."""

    id: str
    kind: str | None = Field(description="Null for a resource of which no edition is known.")
    language: str
    label: str
    others: list[EditionOut]


class TieIn(Schema):
    """What a resource is an edition of."""

    other: str = Field(max_length=500, description="Public id or page of the other resource.")
    kind: str = Field(max_length=12, description="translation or version")
    is_original: bool = Field(False, description="This one is the original of the other.")


class ResourceOut(ResourceSummary):
    """A resource with its whole story."""

    state: str = Field(description="listed; anything else is not shown.")
    provenance: dict[str, OriginOut] = Field(description="Field → where it came from.")
    unknown: dict[str, list[str]] = Field(
        description="Field → what sources stated and no vocabulary has."
    )
    editions: EditionsOut = Field(description="Translations and versions of the same work.")


class FacetCountOut(Schema):
    """One value of a facet and how many of the results have it."""

    value: str
    count: int


class WayOut(Schema):
    """A way out of a search that finds nothing."""

    without: str = Field(
        description="The condition to leave out: part of `q`, or facet:value. Empty where leaving out "
        "one is not enough: then `q` is to be asked alone, without the filters."
    )
    q: str = Field(description="What to ask instead.")
    total: int = Field(description="How many resources match then.")


class ConceptOut(Schema):
    """Something that words of a search name."""

    key: str = Field(description="Vocabulary and key.")
    name: str = Field(description="In the reader's language where there is one.")
    terms: list[str] = Field(description="Conditions by which what carries it is found.")


class NamedOut(Schema):
    """Words of a search, and the concepts that they name."""

    words: str
    concepts: list[ConceptOut]


class AcrossOut(Schema):
    """What concepts added: `direct` resources have the words themselves; `brought` are those of this
    page that only a concept brought."""

    direct: int
    named: list[NamedOut]
    brought: list[str] = Field(description="Public ids.")


class ResourcePage(Schema):
    """A page of results."""

    total: int = Field(description="How many resources match.")
    items: list[FoundResource]
    facets: dict[str, list[FacetCountOut]] = Field(
        description="Facet → values, counted as if nothing of that facet were chosen; where every "
        "chosen value must hold, what would be left."
    )
    reading: str = Field(description="How `q` was read, in the query language; send it as `q`.")
    readings: dict[str, list[str]] = Field(
        description="Words that no resource has → the words that were looked for instead."
    )
    suggestion: str = Field(description="A better spelling of the search; empty if none helps.")
    relaxed: bool = Field(description="Not every word was required or read as written.")
    complete: int = Field(
        description="How many have every word as written; where `relaxed`, fewer than `total`."
    )
    across: AcrossOut | None = Field(
        description="What was found beyond the words themselves; null where nothing was."
    )
    ways: list[WayOut] = Field(
        description="Where nothing matches: what to leave out so that something does."
    )
    next: str | None = Field(description="`after` of the next page; null on the last one.")


class CollectionSummary(Schema):
    """A collection as lists show it."""

    slug: str
    title: dict[str, str] = Field(description="Language tag → title.")
    introduction: dict[str, str] = Field(description="Language tag → introduction.")
    page: str = Field(description="The address of its page here.")


class CollectionList(Schema):
    items: list[CollectionSummary]


class CollectionItemOut(Schema):
    """A resource in a collection, and why it is there."""

    resource: ResourceSummary
    note: dict[str, str] = Field(description="Language tag → note.")


class CollectionOut(CollectionSummary):
    """A collection and its listed resources in their order."""

    items: list[CollectionItemOut]
