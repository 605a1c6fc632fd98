"""A resource in Armillary's own vocabulary: what readers are normalised to and writers start from.

It is made of plain JSON values, so that it can be stored, compared and hashed as it stands.
"""

from typing import NotRequired, TypedDict


class Agent(TypedDict):
    """A creator or publisher; `address` is an ORCID, ROR or other address, or empty."""

    name: str
    kind: str  # "person" or "organization"
    address: str


class File(TypedDict):
    """A file that carries the resource; `size` in bytes where it is known."""

    address: str
    media_type: str
    size: NotRequired[int]


class Relation(TypedDict):
    """`kind` is version_of, translation_of, based_on or part_of; `target` an address or identifier."""

    kind: str
    target: str


class Standard(TypedDict):
    """A statement of learning standards that the resource serves."""

    framework: str  # its title
    code: str
    address: str
    texts: dict[str, str]  # language → the statement


class SiblingEdition(TypedDict):
    """Another edition of the work that the resource is an edition of."""

    address: str  # its public address here
    kind: str  # original, translation or version
    language: str
    label: str  # "2nd edition", as it is titled
    titles: dict[str, str]  # language → title


class Description(TypedDict, total=False):
    """Normalised facts; an absent key means that nothing is known.

    Languages are BCP 47 tags in lower case (`en`, `zh-hans`), `und` where nobody said. Types,
    subjects, levels, audiences and what a classroom needs, from `internet` to `groups`, are keys of
    the vocabularies of that name; so are the countries of origin. `licence` is the canonical address of
    a licence. Dates are W3CDTF at the precision known (`2019`, `2019-05`, `2019-05-03`).
    """

    titles: dict[str, str]
    descriptions: dict[str, str]
    types: list[str]
    subjects: list[str]
    keywords: list[str]
    levels: list[str]
    grades: list[int]  # [lowest, highest] school grade, 1 to 13
    audiences: list[str]
    languages: list[str]
    licence: str
    creators: list[Agent]
    publisher: Agent
    published: str
    modified: str
    minutes: int
    addresses: list[str]  # the first one is where a reader is sent
    files: list[File]
    accessibility: list[str]  # schema.org accessibilityFeature terms
    free: bool
    internet: str
    device: str
    laboratory: str
    consumables: str
    safety: str
    groups: list[str]
    countries: list[str]  # of origin, ISO 3166-1 alpha-2
    relations: list[Relation]
