"""Undo a decision about links, as far as nobody has gone on from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from armillary.catalogue import operations as catalogue
from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.restoring import Former, put_back
from armillary.core.clock import now
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.enums import LinkDecisionKind
from armillary.evaluation.errors import CannotBeUndone
from armillary.evaluation.links.deciding import STREAM
from armillary.evaluation.links.gathering import tend_links
from armillary.evaluation.links.keeping import announce_links, store_links
from armillary.evaluation.models import Link, LinkDecision
from armillary.evaluation.operations.checking import check_resources
from armillary.people.actors import Actor
from armillary.people.log import write_log

Before = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """How many links or resources are as they were, and how many had been changed since."""

    done: int
    left: int


@transaction.atomic
def undo_decision(decision: LinkDecision, *, by: Actor) -> Undone:
    """Put back what a decision changed; what was changed since stays. Raises `CannotBeUndone` where
    nothing can be put back."""
    require(rules.may_decide(by))
    row = LinkDecision.objects.select_for_update().get(pk=decision.pk)
    if row.undone_at is not None:
        raise CannotBeUndone(_("This has been undone already."))
    done = UNDO[row.kind](row.before, by)
    if not done:
        raise CannotBeUndone(
            _("Everything that this decision changed has been changed since, so nothing is undone.")
        )
    LinkDecision.objects.filter(pk=row.pk).update(undone_at=now())
    write_log(STREAM, "undo-decision", by=by, on=row.public_id, done=done)
    return Undone(done, len(row.before) - done)


def _undo_accept(before: list[Before], by: Actor) -> int:
    resources = Resource.objects.in_bulk([each["resource"] for each in before])
    back = [
        each["resource"]
        for each in before
        if each["resource"] in resources
        and put_back(resources[each["resource"]], _formers(each["fields"]), by=by)
    ]
    tend_links(back, by=by)
    check_resources(back, by=by)
    return len(back)


def _formers(fields: Mapping[str, list[Any]]) -> dict[str, Former]:
    return {name: Former(*former) for name, former in fields.items()}


def _undo_reject(before: list[Before], by: Actor) -> int:
    links = _locked(before)
    back = []
    for each in before:
        link = links.get(each["link"])
        if link is None or not link.leads_to or link.kept_from != link.leads_to:
            continue
        link.kept_from, link.standing = each["kept_from"], each["standing"]
        back.append(link)
    return _restored(back, by)


def _undo_excuse(before: list[Before], by: Actor) -> int:
    links = _locked(before)
    back = []
    for each in before:
        link = links.get(each["link"])
        if link is None or link.pardon != each["pardon"]:
            continue
        since = each["missed_since"]
        link.pardon, link.standing = {}, each["standing"]
        link.misses, link.gone = each["misses"], each["gone"]
        link.missed_since = datetime.fromisoformat(since) if since else None
        back.append(link)
    return _restored(back, by)


def _locked(before: list[Before]) -> dict[int, Link]:
    return Link.objects.select_for_update().in_bulk([each["link"] for each in before])


def _restored(links: list[Link], by: Actor) -> int:
    store_links(links)
    announce_links([link.pk for link in links], by=by)
    return len(links)


def _undo_withdraw(before: list[Before], by: Actor) -> int:
    """Listed again what was listed, and what waited waits again."""
    ids = [each["resource"] for each in before]
    reason = before[0]["reason"]
    rows = Resource.objects.filter(pk__in=ids, state=ResourceState.WITHDRAWN, reason=reason)
    back = catalogue.reopen_resources(list(rows.values_list("pk", flat=True)), by=by)
    listed = {each["resource"] for each in before if each["state"] == ResourceState.LISTED}
    again = [number for number in back if number in listed]
    if again:
        catalogue.list_resources(again, by=by)
    tend_links(back, by=by)
    return len(back)


UNDO: Final[dict[str, Callable[[list[Before], Actor], int]]] = {
    LinkDecisionKind.ACCEPT.value: _undo_accept,
    LinkDecisionKind.REJECT.value: _undo_reject,
    LinkDecisionKind.EXCUSE.value: _undo_excuse,
    LinkDecisionKind.WITHDRAW.value: _undo_withdraw,
}
