"""Entries as columns of numbers: what the search in bulk needs of them, without their texts.

Texts become hashes of 32 bits and sets become signatures of 64 bits, one bit for each member. Two
equal things are always equal here; different ones hardly ever. The search may so let a pair through
that judging refuses, never the other way round.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, reduce
from itertools import chain
from operator import or_
from struct import Struct
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from armillary.methods.linkage.entries import Entry
from armillary.methods.linkage.profiles import Name, Profile, Title, profile_of

Array = NDArray[np.generic]

MANY: Final = 32_000  # words or letters of a title: no matter how many more
HEAD_WORDS: Final = 10  # of a description, for a block
KNOWN: Final = 500_000  # hashes that are kept, some 50 MB
ROW: Final = (
    ("entry", "i4"), ("language", "u4"), ("numbers", "u4"), ("edition", "u4"), ("text", "u4"),
    ("head", "u4"), ("substance", "i2"), ("length", "i2"), ("words", "i2"),
)  # fmt: skip
FACTS: Final = (
    ("id", "i8"), ("names", "u8"), ("addresses", "u8"), ("identifiers", "u8"),
    ("described", "i2"), ("year", "i2"), ("kind", "u4"), ("place", "u4"), ("variant", "u4"),
    ("doi", "u4"), ("isbn", "u4"), ("titles", "i2"),
)  # fmt: skip
KEYS: Final = (("row", "i4"), ("key", "u8"))


class Hashes(dict[str, int]):
    """The hashes of texts that come again and again."""

    def __missing__(self, text: str) -> int:
        value = hash_of(text)
        if len(self) < KNOWN:
            self[text] = value
        return value


_HASHES: Final = Hashes()
_hashed: Final = _HASHES.__getitem__


def hash_of(text: str) -> int:
    """Never 0, which means that there is none."""
    return (crc32(text.encode("utf-8", "surrogatepass")) or 1) if text else 0


def _packer(columns: Iterable[tuple[str, str]]) -> Callable[..., bytes]:
    codes = {"i2": "h", "i4": "i", "i8": "q", "u4": "I", "u8": "Q"}
    return Struct("<" + "".join(codes[kind] for _, kind in columns)).pack


_pack_row, _pack_facts, _pack_key = _packer(ROW), _packer(FACTS), _packer(KEYS)


class Columns:
    """Tables of a chunk of entries: titles (one row each), facts (one row an entry), the words of
    titles and of descriptions, keys of blocks of titles, and keys of blocks of entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._rows: list[bytes] = []
        self._facts: list[bytes] = []
        self.texts: list[str] = []
        self._words: list[int] = []
        self._described: list[int] = []
        self._title_keys: list[bytes] = []
        self._entry_keys: list[bytes] = []
        for number, entry in enumerate(entries):
            self._add(number, profile_of(entry))

    def tables(self) -> dict[str, bytes]:
        return {
            "rows": b"".join(self._rows),
            "facts": b"".join(self._facts),
            "words": np.array(self._words, dtype="<u4").tobytes(),
            "described": np.array(self._described, dtype="<u4").tobytes(),
            "title_keys": b"".join(self._title_keys),
            "entry_keys": b"".join(self._entry_keys),
        }

    def _add(self, number: int, profile: Profile) -> None:
        addresses = [hash_of(address.whole) for address in profile.addresses]
        identifiers = [hash_of(one) for one in _identifiers(profile)]
        described = list(map(_hashed, frozenset(profile.description)))
        self._described.extend(described)
        self._facts.append(_facts_of(profile, addresses, identifiers, len(described)))
        named = [_hashed(name.text) for name in profile.names]
        told = profile.description[:HEAD_WORDS]
        heads = [_pair(hash_of(" ".join(told)), 1)] if len(told) == HEAD_WORDS else []
        for title in profile.titles:
            self._add_title(number, title, named, heads)
        neutral = map(hash_of, profile.neutral_addresses)
        keys = {_pair(one, 2) for one in chain(addresses, neutral)}
        keys.update([_pair(one, 3) for one in identifiers])
        self._entry_keys.extend([_pack_key(number, key) for key in keys])

    def _add_title(self, number: int, title: Title, named: list[int], heads: list[int]) -> None:
        row = len(self._rows)
        tokens, numbers = title.tokens, title.numbers
        words = list(map(_hashed, dict.fromkeys(tokens)))
        text, head = hash_of(title.text), hash_of(title.head)
        self._rows.append(
            _pack_row(
                number,
                _hashed(title.language),
                hash_of(" ".join(sorted(numbers))) if numbers else 0,
                hash_of(title.edition),
                text,
                head,
                min(title.substance, MANY),
                min(len(tokens), MANY),
                len(words),
            )
        )
        self.texts.append(title.text)
        self._words.extend(words)
        keys = {_pair(one, name) for one in (text, head) if one for name in (0, *named)}
        self._title_keys.extend([_pack_key(row, key) for key in (*keys, *heads)])


def _facts_of(
    profile: Profile, addresses: list[int], identifiers: list[int], described: int
) -> bytes:
    is_plain = len(profile.titles) == 1
    only = profile.addresses[0] if len(addresses) == 1 and is_plain else None
    return _pack_facts(
        profile.id,
        reduce(or_, map(_signature_of_name, profile.names), 0),
        _signature(addresses),
        _signature(identifiers),
        described,
        profile.year if profile.year is not None and 0 < profile.year < 9999 else -1,
        _hashed(profile.kind),
        hash_of(only.place) if only else 0,
        _hashed(only.variant) if only else 0,
        _only(profile, "doi") if is_plain else 0,
        _only(profile, "isbn") if is_plain else 0,
        min(len(profile.titles), MANY),
    )


@lru_cache(maxsize=65_536)
def _signature_of_name(name: Name) -> int:
    return _signature(map(_hashed, name.words))


def _only(profile: Profile, scheme: str) -> int:
    values = profile.identifiers.get(scheme, ())
    return hash_of(next(iter(values))) if len(values) == 1 else 0


def _identifiers(profile: Profile) -> list[str]:
    if not profile.identifiers:
        return []
    return [f"{scheme}:{one}" for scheme, values in profile.identifiers.items() for one in values]


def _pair(one: int, other: int) -> int:
    return one << 32 | other


def _signature(hashes: Iterable[int]) -> int:
    found = 0
    for value in hashes:
        found |= 1 << (value & 63)
    return found
