"""Keep the links of resources as their facts are: what is new is added, what nobody leads to rests.

Only what changed is written, so that a harvest of a million unchanged records costs nothing here.
A link keeps its history while nobody leads to it, and is forgotten after a while.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.queries import chunks
from armillary.core.bulk import delete_rows, insert_missing_rows, update_rows
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.enums import LinkRole, Standing
from armillary.evaluation.links.addresses import Place, places_in, seed_of
from armillary.evaluation.links.availability import restate_availability
from armillary.evaluation.links.hosts import restate_hosts
from armillary.evaluation.models import Link, LinkHost, LinkUse
from armillary.evaluation.signals import links_restated
from armillary.methods.rechecking import first_pause
from armillary.people.actors import Actor

CHUNK: Final = 500
OFFERED: Final = (ResourceState.LISTED, ResourceState.CANDIDATE)
FORGOTTEN_AFTER: Final = timedelta(days=90)
_LEADS_NOWHERE: Final = Q(facts__addresses__isnull=True, facts__files__isnull=True)

_HOST: Final = (
    "name", "misses", "is_lost", "refuses_head", "probes", "broken", "moved", "doubtful", "affected"
)  # fmt: skip
_NEW_HOST: Final[tuple[Any, ...]] = (0, False, False, {}, 0, 0, 0, 0)
_LINK: Final = (
    "digest", "address", "host_id", "standing", "uses", "outcome", "sure", "answers", "misses", "gone",
    "leads_to", "moves", "kept_from", "pardon", "validators", "media_type", "page_print",
    "history",
)  # fmt: skip
_NEW_LINK: Final[tuple[Any, ...]] = (
    Standing.NEW.value, 0, "", 0.0, 0, 0, 0,
    "", 0, "", {}, {}, "", 0,
    [],
)  # fmt: skip

Key = tuple[int, str]  # of a resource and of an address: its id and its digest


class _Use(NamedTuple):
    """A stored row: its id, its link and what that is to the resource."""

    id: int
    link: int
    role: str


class _Wish(NamedTuple):
    """What a resource leads to, and what that is to it."""

    place: Place
    role: str


def tend_links(ids: Sequence[int], *, by: Actor) -> int:
    """Bring the links of these resources up to date; answers of how many resources they changed.
    What is withdrawn, merged or paused leads nowhere."""
    require(rules.may_check(by))
    return sum(_tend(part, by=by) for part in chunks(sorted(set(ids)), CHUNK))


@transaction.atomic
def _tend(ids: Sequence[int], *, by: Actor) -> int:
    offered = _offered(ids)
    wanted, stored = _wanted(offered), _stored(ids)
    fresh, stale = wanted.keys() - stored.keys(), stored.keys() - wanted.keys()
    other = [key for key in wanted.keys() & stored.keys() if wanted[key].role != stored[key].role]
    links = _links_for({wanted[key].place for key in fresh})
    _write_uses(
        [(number, links[digest], wanted[number, digest].role) for number, digest in sorted(fresh)],
        changed=[(wanted[key].role, stored[key].id) for key in other],
        stale=[stored[key].id for key in stale],
    )
    _recount({*links.values(), *(stored[key].link for key in stale)})
    touched = {number for number, _digest in {*fresh, *stale, *other}}
    _announce(sorted(touched & offered.keys()), by=by)
    return len(touched)


def _announce(ids: Sequence[int], *, by: Actor) -> None:
    """Of an address that others lead to as well something may be known already."""
    restate_availability(ids, by=by)
    asked = LinkUse.objects.filter(resource_id__in=ids, role=LinkRole.MAIN)
    known = asked.exclude(link__standing=Standing.NEW).order_by("resource_id")
    if numbers := list(known.values_list("resource_id", flat=True)):
        links_restated.send(sender=Link, ids=numbers)


def _offered(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Resource → facts, of those that readers or curators see."""
    rows = Resource.objects.filter(pk__in=ids, state__in=OFFERED, alias_of=None)
    return dict(rows.values_list("pk", "facts"))


def _wanted(offered: Mapping[int, Mapping[str, Any]]) -> dict[Key, _Wish]:
    return {
        (number, place.digest): _Wish(place, role.value)
        for number, facts in offered.items()
        for place, role in places_in(facts).items()
    }


def _stored(ids: Sequence[int]) -> dict[Key, _Use]:
    rows = LinkUse.objects.filter(resource_id__in=ids)
    columns = ("resource_id", "link__digest", "pk", "link_id", "role")
    return {(number, digest): _Use(*use) for number, digest, *use in rows.values_list(*columns)}


def _links_for(places: Collection[Place]) -> dict[str, int]:
    """Digest → id of the link, made where it is missing. In order, so that two harvests that bring
    the same addresses wait for each other and never both."""
    if not places:
        return {}
    hosts = _hosts_for(sorted({place.host for place in places}))
    rows = sorted((place.digest, place.address, hosts[place.host]) for place in places)
    insert_missing_rows(Link, _LINK, [(*row, *_NEW_LINK) for row in rows])
    found: dict[str, int] = {}
    for part in chunks([digest for digest, *_rest in rows]):
        found |= Link.objects.filter(digest__in=part).values_list("digest", "pk")
    return found


def _hosts_for(names: Sequence[str]) -> dict[str, int]:
    insert_missing_rows(LinkHost, _HOST, [(name, *_NEW_HOST) for name in names])
    found: dict[str, int] = {}
    for part in chunks(names):
        found |= LinkHost.objects.filter(name__in=part).values_list("name", "pk")
    return found


def _write_uses(
    fresh: Iterable[tuple[int, int, str]],
    *,
    changed: Iterable[tuple[str, int]],
    stale: Iterable[int],
) -> None:
    insert_missing_rows(LinkUse, ("resource_id", "link_id", "role"), fresh)
    update_rows(LinkUse, ("role",), changed)
    delete_rows(LinkUse, stale)


def _recount(ids: Collection[int]) -> None:
    """How many resources lead to each link; one that comes into use is due soon, one that goes out
    of use is not asked. Counted under a lock, since another may add a use at the same time."""
    for part in chunks(sorted(ids)):
        locked = Link.objects.select_for_update().filter(pk__in=part).order_by("pk")
        rows = list(locked.values_list("pk", "digest", "host_id", "due_at"))
        uses = LinkUse.objects.filter(link=OuterRef("pk")).order_by().values("link")
        counted = Coalesce(Subquery(uses.annotate(n=Count("pk")).values("n")), 0)
        Link.objects.filter(pk__in=part).update(uses=counted)
        moment = now()
        Link.objects.filter(pk__in=part, uses=0).update(due_at=None, unused_since=moment)
        used = set(Link.objects.filter(pk__in=part, uses__gt=0).values_list("pk", flat=True))
        coming = [(pk, digest) for pk, digest, _host, due in rows if pk in used and due is None]
        due_at = [(moment + first_pause(seed=seed_of(d)), None, pk) for pk, d in coming]
        update_rows(Link, ("due_at", "unused_since"), due_at)
        restate_hosts({host for _pk, _digest, host, _due in rows})


def tend_forgotten(*, after: int, count: int, by: Actor) -> int:
    """Gather what has no links although it leads somewhere, a piece at a time: resources from before
    links were gathered. Answers where the next piece begins, 0 at the end."""
    require(rules.may_check(by))
    offered = Resource.objects.filter(pk__gt=after, state__in=OFFERED, alias_of=None)
    linked = LinkUse.objects.filter(resource=OuterRef("pk"))
    without = offered.filter(~Exists(linked)).exclude(_LEADS_NOWHERE).order_by("pk")
    ids = list(without.values_list("pk", flat=True)[:count])
    tend_links(ids, by=by)
    return ids[-1] if len(ids) == count else 0


@transaction.atomic
def forget_links(*, by: Actor) -> int:
    """Links that nobody has led to for a while go, and hosts that have none left."""
    require(by.is_machine)
    unused = Link.objects.filter(unused_since__lt=now() - FORGOTTEN_AFTER)
    gone, _by_model = unused.filter(uses=0).delete()
    LinkHost.objects.filter(~Exists(Link.objects.filter(host=OuterRef("pk")))).delete()
    return gone
