"""The ways on which resources came from site to site, so that none comes back as its own source.

Sites that harvest each other would otherwise keep alive for ever what its makers have withdrawn: each
would have it from the other. A path names the page of every site that a resource passed, from the one
that tells back to the one that has it at first hand. Whoever finds itself in a path does not take it
(the loop prevention of path-vector routing, RFC 4271 §9.1.2). Public ids are random, so a page is
ours exactly if we have a resource of that id, whatever a site calls itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.formats.armillary_json import LONGEST_PATH, MOST_PATHS, Path, paths_in, public_id_in
from armillary.harvest.models import Record

KIND: Final = "armillary"  # the kind of sources whose records carry paths


def ours_among(pages: Iterable[str]) -> dict[str, int]:
    """Those of these pages that are about a resource of ours: page → its id in the database."""
    names = {page: name for page in pages if (name := public_id_in(page))}
    found: dict[str, int] = {}
    for part in chunks(sorted(set(names.values()))):
        rows = Resource.objects.filter(public_id__in=part)
        found |= dict(rows.values_list("public_id", "pk"))
    return {page: found[name] for page, name in names.items() if name in found}


def is_echo(paths: Sequence[Path], ours: Mapping[str, int]) -> bool:
    """Has it come on no way but through this site?"""
    return all(any(page in ours for page in path) for path in paths)


def paths_of(family: Mapping[int, int], pages: Mapping[int, str]) -> dict[int, list[list[str]]]:
    """The paths of resources, for whoever harvests us: id → paths, each beginning with our page.

    `family` gives for every resource, merged ones included, the one that stands for it; `pages` the
    page of those. What no other site of this kind has told us is ours at first hand.
    """
    live = Record.objects.filter(resource_id__in=list(family), is_deleted=False)
    told = live.filter(source__kind=KIND).order_by("pk").values_list("resource_id", "payload")
    ways: dict[int, dict[Path, None]] = {}
    for resource, payload in told:
        if resource is not None:
            ways.setdefault(family[resource], {}).update(dict.fromkeys(paths_in(bytes(payload))))
    others = live.exclude(source__kind=KIND).values_list("resource_id", flat=True)
    first_hand = {family[number] for number in others if number is not None}
    ours = ours_among({page for paths in ways.values() for path in paths for page in path})
    return {
        number: _written(page, ways.get(number), ours, is_first_hand=number in first_hand)
        for number, page in pages.items()
    }


def _written(
    page: str, ways: Iterable[Path] | None, ours: Mapping[str, int], *, is_first_hand: bool
) -> list[list[str]]:
    if ways is None:
        return [[page]]
    own = [[page]] if is_first_hand else []
    passed = [
        [page, *path]
        for path in ways
        if len(path) < LONGEST_PATH and not any(each in ours for each in path)
    ]
    return (own + passed)[:MOST_PATHS]
