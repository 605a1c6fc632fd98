"""Choose whom to visit, and take them, so that no two workers ask one host at the same time."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q, QuerySet

from armillary.core.clock import now
from armillary.evaluation.links.errands import Errand, HostMemory, Visit
from armillary.evaluation.models import Link, LinkHost

LEASE: Final = timedelta(minutes=30)  # longer than any round takes
MOST_HOSTS: Final = 1_000  # of a round
MOST_OF_A_HOST: Final = 100  # links, so that it is soon somebody else's turn
ERRAND: Final = ("pk", "address", "validators", "media_type")


def due_visits(*, hosts: int = MOST_HOSTS, each: int = MOST_OF_A_HOST) -> list[Visit]:
    """The hosts of which a link is due, taken, the longest due first."""
    due = LinkHost.objects.filter(_is_free(), due_at__lte=now()).order_by("due_at", "pk")
    return [_visit(host, _due(host)[:each]) for host in _take(due[:hosts])]


def visits_to(links: Collection[int]) -> tuple[list[Visit], int]:
    """Visits to some links, due or not, and how many of them must be left alone: another worker is
    at their host, or it has asked us to wait."""
    rows = Link.objects.filter(pk__in=list(links), uses__gt=0)
    wanted = LinkHost.objects.filter(_is_free(), pk__in=rows.values("host_id")).order_by("pk")
    # A host that is merely down may have come back; one that asked for a pause is given it.
    rested = Q(rest_until=None) | Q(rest_until__lte=now()) | Q(misses__gt=0)
    taken = _take(wanted.filter(rested))
    visits = [_visit(host, rows.filter(host=host).order_by("pk")) for host in taken]
    return visits, rows.count() - sum(len(visit.errands) for visit in visits)


def _is_free() -> Q:
    return Q(taken_until=None) | Q(taken_until__lte=now())


@transaction.atomic
def _take(hosts: QuerySet[LinkHost]) -> list[LinkHost]:
    """Theirs who comes first; what another is just taking is left out."""
    rows = list(hosts.select_for_update(skip_locked=True))
    ids = [host.pk for host in rows]
    LinkHost.objects.filter(pk__in=ids).update(taken_until=now() + LEASE)
    return rows


def _due(host: LinkHost) -> QuerySet[Link]:
    return Link.objects.filter(host=host, due_at__lte=now()).order_by("due_at", "pk")


def _visit(host: LinkHost, links: QuerySet[Link]) -> Visit:
    errands = [Errand(*row) for row in links.values_list(*ERRAND)]
    if host.misses and len(errands) < 2:
        errands = [*_witness(host, errands), *errands]
    memory = HostMemory(refuses_head=host.refuses_head, probes=host.probes, today=now().date())
    return Visit(host.pk, host.name, errands, memory)


def _witness(host: LinkHost, errands: Sequence[Errand]) -> list[Errand]:
    """Another link of a host that did not answer, the one that answered last: it tells whether the
    host is down or only one of its pages."""
    others = Link.objects.filter(host=host, uses__gt=0).exclude(
        pk__in=[errand.link for errand in errands]
    )
    latest = others.order_by(F("answered_last").desc(nulls_last=True), "pk")
    return [Errand(*row) for row in latest.values_list(*ERRAND)[:1]]
