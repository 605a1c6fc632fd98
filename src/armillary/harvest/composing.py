"""Make one description out of what several records say: the oldest record speaks first, the others
fill its gaps. Texts are filled language by language, everything else field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, cast

from armillary.formats.describe import Described
from armillary.formats.description import Description

TEXTS: Final = ("titles", "descriptions")


class Voice(NamedTuple):
    """One record's word. Records already stored have the age (0, id), new ones (1, place)."""

    age: tuple[int, int]
    ref: str
    described: Described


@dataclass(slots=True)
class Whole:
    """A description, and for each of its fields the record it came from."""

    description: Description
    keys: list[str] = field(default_factory=list)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)


def compose(voices: Sequence[Voice]) -> Whole:
    """The whole of what `voices` say."""
    if len(voices) == 1:
        return _alone(voices[0])
    facts: dict[str, Any] = {}
    origins: dict[str, str] = {}
    unknown: dict[str, list[str]] = {}
    keys: set[str] = set()
    for voice in sorted(voices, key=lambda voice: voice.age):
        keys.update(voice.described.keys)
        for name, value in voice.described.description.items():
            _fill(facts, origins, name, value, voice.ref)
        for name, values in voice.described.unknown.items():
            unknown[name] = list(dict.fromkeys([*unknown.get(name, []), *values]))
    return Whole(cast("Description", facts), sorted(keys), unknown, origins)


def _alone(voice: Voice) -> Whole:
    described = voice.described
    origins = dict.fromkeys(described.description, voice.ref)
    return Whole(described.description, list(described.keys), dict(described.unknown), origins)


def _fill(facts: dict[str, Any], origins: dict[str, str], name: str, value: Any, ref: str) -> None:
    if name not in facts:
        facts[name] = dict(value) if name in TEXTS else value
        origins[name] = ref
    elif name in TEXTS:
        facts[name] = {**value, **facts[name]}
