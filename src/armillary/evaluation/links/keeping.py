"""Write down what was answered, and let everybody know whom it concerns.

A bunch of answers is one transaction: the links, the state of their hosts, the availability of the
resources that lead there, and the news for the checks. So nothing is half known after a crash.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from armillary.catalogue.queries import chunks
from armillary.core.bulk import update_rows
from armillary.core.clock import now
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.links.addresses import seed_of
from armillary.evaluation.links.availability import restate_availability
from armillary.evaluation.links.cases import case_of
from armillary.evaluation.links.errands import Answer, Visit
from armillary.evaluation.links.hosts import COUNTED, restate_hosts
from armillary.evaluation.links.judging import judge
from armillary.evaluation.models import Link, LinkHost, LinkUse
from armillary.evaluation.signals import links_restated
from armillary.methods.rechecking import History, is_lost, pause
from armillary.people.actors import Actor

JUDGED: Final = (
    "standing", "outcome", "sure", "status", "since", "answers", "misses", "gone", "missed_since",
    "answered_first", "answered_last", "asked_at", "due_at", "leads_to", "moves",
    "pardon", "validators", "media_type", "page_print", "may_be_framed", "history", "kept_from",
)  # fmt: skip
AT_A_TIME: Final = 500


@transaction.atomic
def keep_answers(answers: Sequence[Answer], *, by: Actor) -> None:
    """Judge the links that were asked and store them. A link that is gone meanwhile is left out.
    When its host is due next is found out once, at the end of the visit."""
    moment = now()
    by_link = {answer.link: answer for answer in answers}
    rows = Link.objects.select_for_update().filter(pk__in=list(by_link)).order_by("pk")
    links = list(rows)
    before = {link.pk: (case_of(link), link.standing) for link in links}
    for link in links:
        judge(link, by_link[link.pk], at=moment)
    _write(links)
    counted = [link for link in links if _counts_otherwise(before[link.pk][1], link.standing)]
    restate_hosts({link.host_id for link in counted})
    announce_links([link.pk for link in links if case_of(link) != before[link.pk][0]], by=by)


def _counts_otherwise(before: str, after: str) -> bool:
    """Does the host have another number of broken, moved or doubtful links for it?"""
    return before != after and (before in COUNTED or after in COUNTED)


def store_links(links: Sequence[Link]) -> None:
    """Links that somebody has decided about, and what follows for their hosts."""
    _write(links)
    restate_hosts({link.host_id for link in links})


def _write(links: Sequence[Link]) -> None:
    update_rows(Link, JUDGED, [(*_values(link), link.pk) for link in links])


def _values(link: Link) -> list[Any]:
    return [getattr(link, name) for name in JUDGED]


def announce_links(ids: Collection[int], *, by: Actor) -> None:
    """What is said of these links is new: resources become unavailable or come back, and their
    checks are run again."""
    for part in chunks(sorted(ids)):
        users = LinkUse.objects.filter(link_id__in=part).order_by("resource_id")
        resources = list(users.values_list("resource_id", flat=True).distinct())
        if resources:
            restate_availability(resources, by=by)
            links_restated.send(sender=Link, ids=resources)


def finish_visits(visits: Iterable[Visit], *, by: Actor) -> None:
    """Give the hosts back, each with what was learned of it; those that there was no time for as
    they were."""
    left: list[int] = []
    for visit in visits:
        if visit.answered or visit.unanswered:
            _finish(visit, by=by)
        else:
            left.append(visit.host)
    for part in chunks(left):
        LinkHost.objects.filter(pk__in=part).update(taken_until=None)


def _finish(visit: Visit, *, by: Actor) -> None:
    moment = now()
    host = LinkHost.objects.filter(pk=visit.host).first()
    if host is None:
        return
    was_lost = host.is_lost
    _judge_host(host, visit, moment)
    if host.is_lost and not was_lost:
        lose_links(host, by=by)
    with transaction.atomic():
        _store_host(host, visit)
        if was_lost and not host.is_lost:
            lost = Link.objects.filter(host=host, outcome=Outcome.HOST_DOWN, uses__gt=0)
            lost.update(due_at=moment)
        restate_hosts([host.pk])


def _judge_host(host: LinkHost, visit: Visit, moment: datetime) -> None:
    """A visit on which nobody answered is one miss, whatever the number of links."""
    rest = timedelta(seconds=visit.rest)
    if visit.is_missed:
        host.misses = min(host.misses + 1, 30_000)
        host.missed_since = host.missed_since or moment
        history = History(misses=host.misses, missing_for=moment - host.missed_since)
        host.is_lost = host.is_lost or is_lost(history)
        rest = max(rest, pause(history, seed=seed_of(f"{host.pk:08x}")))
    elif visit.answered:
        host.misses, host.missed_since, host.is_lost = 0, None, False
    host.rest_until = moment + rest if rest else None


def _store_host(host: LinkHost, visit: Visit) -> None:
    LinkHost.objects.filter(pk=host.pk).update(
        taken_until=None,
        rest_until=host.rest_until,
        misses=host.misses,
        missed_since=host.missed_since,
        is_lost=host.is_lost,
        refuses_head=visit.memory.refuses_head,
        probes=visit.memory.probes_as_json(),
    )


def lose_links(host: LinkHost, *, by: Actor) -> None:
    """Nothing on the host answers: all of its links are lost with it, a piece at a time, so that a
    crash leaves pieces that the next visit does. What a curator has pardoned stays."""
    moment = now()
    known = Link.objects.filter(host=host, uses__gt=0, pardon={})
    falling = known.exclude(standing=Standing.BROKEN)
    while ids := list(falling.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            Link.objects.filter(pk__in=ids).update(
                standing=Standing.BROKEN.value,
                outcome=Outcome.HOST_DOWN.value,
                sure=0.95,
                status=None,
                since=moment,
                missed_since=Coalesce(F("missed_since"), host.missed_since),
                answers=0,
            )
            announce_links(ids, by=by)
