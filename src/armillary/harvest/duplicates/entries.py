"""Resources as the search for duplicates takes them, read in pieces."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from django.db.models import Q, QuerySet

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.queries import chunks
from armillary.core.languages import UNDETERMINED
from armillary.methods.linkage import Entry, States

AT_ONCE: Final = 800
HEAD: Final = 500  # characters of a description that are compared
SCHEMES: Final = ("doi:", "isbn:")
COLUMNS: Final = ("pk", "titles", "descriptions", "facts")


def standing_states() -> States:
    """Everything that stands, with a stamp that is another one whenever its entry is."""
    ids, stamps = array("q"), array("Q")
    rows = _standing().order_by("pk").values_list("pk", "public_id", "changed_at")
    while part := list(rows.filter(pk__gt=ids[-1] if ids else 0)[:AT_ONCE]):
        identifiers = _identifiers([row[0] for row in part], with_aliases=True)
        for number, *said in part:
            ids.append(number)
            stamps.append(_stamp(*said, *identifiers.get(number, ())))
    return States(np.array(ids, dtype=np.int64), np.array(stamps, dtype=np.uint64))


def standing_entries(ids: Iterable[int]) -> Iterator[Entry]:
    """Those of them that stand still, with the identifiers of what was merged into them; never more
    than a piece in memory."""
    for part in chunks(sorted(ids)):
        identifiers = _identifiers(part, with_aliases=True)
        for row in _standing().filter(pk__in=part).only(*COLUMNS).order_by("pk"):
            yield _entry(row, identifiers.get(row.pk, ()))


def entries_of(ids: Sequence[int]) -> list[Entry]:
    """These resources by what each says itself, aliases too."""
    found: list[Entry] = []
    for part in chunks(sorted(ids)):
        identifiers = _identifiers(part, with_aliases=False)
        rows = Resource.objects.filter(pk__in=part).only(*COLUMNS).order_by("pk")
        found += [_entry(row, identifiers.get(row.pk, ())) for row in rows]
    return found


def _standing() -> QuerySet[Resource]:
    return Resource.objects.filter(alias_of=None).exclude(state=ResourceState.WITHDRAWN)


def _stamp(*said: object) -> int:
    digest = blake2b(" ".join(map(str, said)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) or 1


def _entry(row: Resource, identifiers: Sequence[str]) -> Entry:
    facts = row.facts
    return Entry(
        id=row.pk,
        titles=_by_language(row.titles.texts),
        names=tuple(agent["name"] for agent in facts.get("creators", [])),
        addresses=tuple(facts.get("addresses", [])),
        identifiers=tuple(identifiers),
        year=_year(facts.get("published", "")),
        kind=next(iter(facts.get("types", [])), ""),
        description=row.descriptions.read(row.titles.original)[:HEAD],
    )


def _by_language(texts: Mapping[str, str]) -> dict[str, str]:
    return {"" if tag == UNDETERMINED else tag: text for tag, text in texts.items() if text}


def _year(published: str) -> int | None:
    year = published[:4]
    return int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None


def _identifiers(ids: Sequence[int], *, with_aliases: bool) -> dict[int, list[str]]:
    """By resource; with those of what was merged into it, if asked for."""
    top = {number: number for number in ids}
    if with_aliases:
        top |= _aliases_of(top)
    schemes = Q()
    for scheme in SCHEMES:
        schemes |= Q(key__startswith=scheme)
    found: dict[int, list[str]] = {}
    for part in chunks(sorted(top)):
        rows = IdentityKey.objects.filter(schemes, resource_id__in=part).order_by("key")
        for number, key in rows.values_list("resource_id", "key"):
            found.setdefault(top[number], []).append(key)
    return found


def _aliases_of(top: Mapping[int, int]) -> dict[int, int]:
    """Alias, at whatever depth → the one of `top` that it leads to."""
    found: dict[int, int] = {}
    fresh = dict(top)
    while fresh:
        below: dict[int, int] = {}
        for part in chunks(sorted(fresh)):
            rows = Resource.objects.filter(alias_of__in=part)
            for alias, kept in rows.values_list("pk", "alias_of_id"):
                below[alias] = fresh[kept or 0]
        found |= below
        fresh = below
    return found
