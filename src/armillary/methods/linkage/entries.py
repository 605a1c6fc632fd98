"""What is compared and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Band(StrEnum):
    """What to do with a pair: merge it, ask a person, or leave the two apart."""

    MERGE = "merge"
    ASK = "ask"
    APART = "apart"


class Tie(StrEnum):
    """What two entries are to one another."""

    SAME = "same"
    TRANSLATION = "translation"
    VERSION = "version"


@dataclass(frozen=True)
class Entry:
    """One entry of a catalogue. Empty fields say nothing, for or against anything.

    `titles` maps a language tag, or "" where none is known, to a title; `names` are those of
    creators; `identifiers` are `scheme:value`; `kind` is the key of a type of learning resource;
    `description` may be its beginning only.
    """

    id: int
    titles: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    year: int | None = None
    kind: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks for a pair (`weight` above 0) or against it, in log-odds."""

    name: str
    weight: float
    value: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two entries, the smaller id first, with the probability that the tie holds and the reasons,
    the weightiest first."""

    first: int
    second: int
    tie: Tie
    probability: float
    band: Band
    reasons: tuple[Reason, ...]
