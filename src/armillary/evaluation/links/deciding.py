"""What curators decide about links, one or many at once: follow a move or not, call an outcome fine,
withdraw what leads nowhere. Each decision is kept with all that is needed to undo it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urldefrag

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import operations as catalogue
from armillary.catalogue.facts import checked_facts
from armillary.catalogue.models import Resource
from armillary.catalogue.restoring import formers_of
from armillary.core.clock import now
from armillary.core.errors import InvalidInput, require
from armillary.evaluation import rules
from armillary.evaluation.enums import LinkDecisionKind, LinkRole, Standing
from armillary.evaluation.errors import NothingToDecide, ReasonMissing
from armillary.evaluation.links.addresses import place_of
from armillary.evaluation.links.choices import can_excuse, can_follow, can_reject, seen_target
from armillary.evaluation.links.gathering import tend_links
from armillary.evaluation.links.judging import pardon_for
from armillary.evaluation.links.keeping import announce_links, store_links
from armillary.evaluation.models import Link, LinkDecision, LinkUse
from armillary.evaluation.operations.checking import check_resources
from armillary.people.actors import Actor
from armillary.people.log import write_log

STREAM: Final = "links"
LISTING: Final = "listing"
MOST_AT_ONCE: Final = 500  # links of a decision
NOT_SEEN: Final[Mapping[int, str]] = {}


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, and how many of the links it could not be made about."""

    decision: LinkDecision
    left: int


@transaction.atomic
def accept_moves(
    links: Collection[int], *, seen: Mapping[int, str] = NOT_SEEN, by: Actor
) -> Decided:
    """Give the resources that lead to these links the addresses that the links lead to. Like every
    curator's edit it is kept against later harvests. Raises `NothingToDecide`."""
    require(rules.may_decide(by))
    chosen = [link for link in _locked(links) if can_follow(link) and _is_as_seen(link, seen)]
    _require_some(chosen)
    before = list(_readdressed({link.address: link.leads_to for link in chosen}, chosen, by=by))
    resources = [each["resource"] for each in before]
    tend_links(resources, by=by)
    check_resources(resources, by=by)
    return _decided(LinkDecisionKind.ACCEPT, chosen, links, before, by=by)


def _is_as_seen(link: Link, seen: Mapping[int, str]) -> bool:
    return link.pk not in seen or seen[link.pk] == seen_target(link)


def _readdressed(
    targets: Mapping[str, str], links: Collection[Link], *, by: Actor
) -> Iterator[dict[str, Any]]:
    """Edit every resource once; yields what it was."""
    uses = LinkUse.objects.filter(link__in=[link.pk for link in links])
    ids = uses.order_by("resource_id").values_list("resource_id", flat=True).distinct()
    for resource in Resource.objects.filter(pk__in=list(ids)).order_by("pk"):
        changes = checked_facts(_changes(resource.facts, targets))  # type: ignore[arg-type]
        if not changes:
            continue
        formers = formers_of(resource, changes)
        catalogue.edit_resource(resource, changes=changes, by=by)  # type: ignore[arg-type]
        yield {
            "resource": resource.pk,
            "fields": {name: list(former) for name, former in formers.items()},
        }


def _changes(facts: Mapping[str, Any], targets: Mapping[str, str]) -> dict[str, Any]:
    """Addresses and files with the new addresses in the places of the old, each once."""
    addresses, files = facts.get("addresses") or [], facts.get("files") or []
    moved = list(dict.fromkeys(_moved(stated, targets) for stated in addresses))
    refiled = [{**file, "address": _moved(file["address"], targets)} for file in files]
    return {
        **({"addresses": moved} if moved != addresses else {}),
        **({"files": refiled} if refiled != files else {}),
    }


def _moved(stated: str, targets: Mapping[str, str]) -> str:
    """The place on the page that an address named is named in the new one too."""
    place = place_of(stated)
    target = targets.get(place.address) if place else None
    if target is None:
        return stated
    fragment = urldefrag(stated).fragment
    return f"{target}#{fragment}" if fragment and "#" not in target else target


@transaction.atomic
def reject_moves(
    links: Collection[int], *, seen: Mapping[int, str] = NOT_SEEN, by: Actor
) -> Decided:
    """Stay with the old address; it is not proposed again unless it leads somewhere else. Raises
    `NothingToDecide`."""
    require(rules.may_decide(by))
    chosen = [link for link in _locked(links) if can_reject(link) and _is_as_seen(link, seen)]
    _require_some(chosen)
    before = [
        {"link": link.pk, "kept_from": link.kept_from, "standing": link.standing} for link in chosen
    ]
    for link in chosen:
        link.kept_from, link.standing = link.leads_to, Standing.GOOD.value
    store_links(chosen)
    announce_links([link.pk for link in chosen], by=by)
    return _decided(LinkDecisionKind.REJECT, chosen, links, before, by=by)


@transaction.atomic
def excuse_links(links: Collection[int], *, by: Actor) -> Decided:
    """Call what these links answer now fine, until they answer something else. Raises
    `NothingToDecide`."""
    require(rules.may_decide(by))
    chosen = [link for link in _locked(links) if can_excuse(link)]
    _require_some(chosen)
    before = [
        {
            "link": link.pk,
            "standing": link.standing,
            "misses": link.misses,
            "gone": link.gone,
            "missed_since": link.missed_since.isoformat() if link.missed_since else "",
            "pardon": pardon_for(link),
        }
        for link in chosen
    ]
    for link in chosen:
        link.pardon = pardon_for(link)
        link.standing = Standing.GOOD.value
        link.misses, link.gone, link.missed_since = 0, 0, None
    store_links(chosen)
    announce_links([link.pk for link in chosen], by=by)
    return _decided(LinkDecisionKind.EXCUSE, chosen, links, before, by=by)


@transaction.atomic
def withdraw_users(links: Collection[int], *, reason: str, by: Actor) -> Decided:
    """Withdraw the resources whose readers are sent to one of these links. Raises
    `NothingToDecide` and `ReasonMissing`."""
    require(rules.may_decide(by))
    if not reason.strip():
        raise ReasonMissing(_("Please give a reason; whoever made the resource may ask for it."))
    chosen = _locked(links)
    uses = LinkUse.objects.filter(link__in=[link.pk for link in chosen], role=LinkRole.MAIN)
    ids = sorted(set(uses.values_list("resource_id", flat=True)))
    states = dict(Resource.objects.filter(pk__in=ids).values_list("pk", "state"))
    gone = catalogue.withdraw_resources(ids, by=by, reason=reason.strip())
    _require_some(gone)
    _log_withdrawn(gone, reason.strip(), by=by)
    tend_links(gone, by=by)
    before = [
        {"resource": pk, "state": states[pk], "reason": reason.strip()} for pk in sorted(gone)
    ]
    return _decided(LinkDecisionKind.WITHDRAW, chosen, links, before, by=by)


def _log_withdrawn(ids: Collection[int], reason: str, *, by: Actor) -> None:
    """As `listing.withdraw_resource` does, so that every resource has it in its history."""
    for public_id in Resource.objects.filter(pk__in=ids).values_list("public_id", flat=True):
        write_log(LISTING, "withdraw", by=by, on=public_id, reason=reason)


def _locked(links: Collection[int]) -> list[Link]:
    wanted = sorted(set(links))
    if len(wanted) > MOST_AT_ONCE:
        raise InvalidInput(_("Choose at most %(limit)d links at a time.") % {"limit": MOST_AT_ONCE})
    rows = Link.objects.select_for_update().filter(pk__in=wanted, uses__gt=0)
    return list(rows.order_by("pk"))


def _require_some(chosen: Collection[object]) -> None:
    if not chosen:
        raise NothingToDecide(
            _("This cannot be done to any of the chosen links now. Look at the list again.")
        )


def _decided(
    kind: LinkDecisionKind,
    chosen: Collection[Link],
    asked: Collection[int],
    before: list[dict[str, Any]],
    *,
    by: Actor,
) -> Decided:
    decision = LinkDecision.objects.create(
        kind=kind,
        decided_by=by.actor_id,
        decided_at=now(),
        links=len(chosen),
        resources=sum("resource" in each for each in before),
        before=before,
    )
    addresses = [link.address for link in chosen]
    facts = {"decision": decision.public_id, "links": addresses, "resources": decision.resources}
    write_log(STREAM, f"{kind.value}-links", by=by, on=decision.public_id, **facts)
    return Decided(decision, left=len(set(asked)) - len(chosen))
