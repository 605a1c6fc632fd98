"""Decide which resource a record speaks of: the one it spoke of before, or one known by the same
identifier or address. Two works with different DOIs stay two, whatever address they share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from armillary.catalogue.models import IdentityKey, Resource
from armillary.catalogue.queries import resources_by_key
from armillary.formats.describe import Described
from armillary.harvest.listing import Item
from armillary.harvest.models import Record, Run, Suspicion
from armillary.harvest.storing import Known

SHARED_KEY = "shared-key"


@dataclass(slots=True)
class Change:
    """A new or changed record. `target` is a resource id, or a negative number that the changes
    which are to become one new resource have in common."""

    item: Item
    digest: str
    record: Known | Record | None
    described: Described
    target: int = 0
    has_joined: bool = False  # a resource that other records spoke of first

    @property
    def own_resource(self) -> int | None:
        """The resource it spoke of before, be that an alias by now: parting two merged resources
        gives each its own records back."""
        return self.record.resource_id if self.record else None

    @property
    def is_first(self) -> bool:
        """Has this record never spoken of a resource before?"""
        return self.record is None or self.record.resource_id is None


@dataclass(slots=True)
class Matches:
    """`members`: every resource id, aliases included → the one that stands. `owners`: key → the
    target that had it first. `shared`: pairs of targets that have a key in common and yet stay
    apart."""

    targets: list[int] = field(default_factory=list)
    members: dict[int, int] = field(default_factory=dict)
    owners: dict[str, int] = field(default_factory=dict)
    revived: set[int] = field(default_factory=set)
    shared: dict[tuple[int, int], str] = field(default_factory=dict)


def match(changes: Sequence[Change]) -> Matches:
    """Give every change its target."""
    own = [change.record.resource_id for change in changes if change.record]
    owners = resources_by_key({key for change in changes for key in change.described.keys})
    members = members_of([*(number for number in own if number), *owners.values()])
    matches = Matches(members=members, owners=owners)
    dois = _dois(changes, {*owners.values(), *members.values()})
    fresh = 0
    for change in changes:
        known = _known_target(change, members)
        found = _found(change, owners, dois)
        if not known and not found:
            fresh -= 1
        change.target = known or (found[0] if found else fresh)
        change.has_joined = bool(found and not known)
        _note(change, matches, owners, is_new=not known)
        mine = {doi for doi in _dois_of(change.described.keys) if owners[doi] == change.target}
        dois.setdefault(change.target, set()).update(mine)
    matches.targets = list(dict.fromkeys(change.target for change in changes))
    return matches


def members_of(ids: Iterable[int]) -> dict[int, int]:
    """Every id and every alias of theirs → the id of the resource that stands for them."""
    members: dict[int, int] = {}
    waiting = set(ids)
    up: dict[int, int] = {}
    while waiting:
        rows = dict(Resource.objects.filter(pk__in=waiting).values_list("pk", "alias_of_id"))
        up |= {pk: alias for pk, alias in rows.items() if alias is not None}
        members |= dict.fromkeys(rows, 0)
        waiting = {alias for alias in rows.values() if alias is not None} - set(members)
    down = set(members)
    while down:
        aliases = dict(Resource.objects.filter(alias_of__in=down).values_list("pk", "alias_of_id"))
        down = set(aliases) - set(members)
        up |= {pk: alias for pk, alias in aliases.items() if alias is not None}
        members |= dict.fromkeys(down, 0)
    return {number: _top(number, up) for number in members}


def write_shared_keys(matches: Matches, resources: dict[int, int], *, run: Run | None) -> None:
    """Let a curator decide on resources that share a key and were kept apart."""
    pairs = {
        (min(ids), max(ids)): key
        for (one, other), key in matches.shared.items()
        if (ids := (resources.get(one, one), resources.get(other, other)))[0] != ids[1]
    }
    Suspicion.objects.bulk_create(
        [
            Suspicion(
                first_id=first,
                second_id=second,
                probability=1.0,
                reasons=[{"name": SHARED_KEY, "weight": 0.0, "value": key}],
                found_in=run,
            )
            for (first, second), key in pairs.items()
        ],
        ignore_conflicts=True,
    )


def _known_target(change: Change, members: dict[int, int]) -> int:
    number = change.record.resource_id if change.record else None
    return members.get(number, 0) if number else 0


def _found(change: Change, owners: dict[str, int], dois: dict[int, set[str]]) -> list[int]:
    """Resources known by a key of the change, less those whose DOIs contradict it."""
    mine = _dois_of(change.described.keys)
    found = dict.fromkeys(owners[key] for key in change.described.keys if key in owners)
    return [target for target in found if not _contradict(mine, dois.get(target, set()))]


def _contradict(mine: set[str], theirs: set[str]) -> bool:
    return bool(mine and theirs and not mine & theirs)


def _note(change: Change, matches: Matches, owners: dict[str, int], *, is_new: bool) -> None:
    if is_new or (change.record and change.record.is_deleted):
        matches.revived.add(change.target)
    for key in change.described.keys:
        owner = owners.setdefault(key, change.target)
        if owner != change.target:
            matches.shared.setdefault((owner, change.target), key)


def _dois(changes: Sequence[Change], resources: set[int]) -> dict[int, set[str]]:
    """The DOIs of the resources at hand, asked for only if a change has one itself."""
    dois: dict[int, set[str]] = {}
    if not resources or not any(_dois_of(change.described.keys) for change in changes):
        return dois
    rows = IdentityKey.objects.filter(resource_id__in=resources, key__startswith="doi:")
    for resource, key in rows.values_list("resource_id", "key"):
        dois.setdefault(resource, set()).add(key)
    return dois


def _dois_of(keys: Iterable[str]) -> set[str]:
    return {key for key in keys if key.startswith("doi:")}


def _top(number: int, up: dict[int, int]) -> int:
    while number in up:
        number = up[number]
    return number
