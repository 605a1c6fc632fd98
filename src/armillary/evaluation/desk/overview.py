"""What a curator sees first: how every source is, what waits, and what is new to this person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from armillary.core.clock import now
from armillary.core.desk import InboxRow, inboxes_for
from armillary.core.errors import require
from armillary.evaluation import rules
from armillary.evaluation.desk.deeds import Deed, deeds_since
from armillary.evaluation.models import DeskVisit
from armillary.harvest.at_a_glance import HealthPage, health_facts, health_totals, sources_by_health
from armillary.harvest.enums import Health
from armillary.harvest.news import HarvestNews, news_facts, news_since
from armillary.people.actors import Actor
from armillary.people.models import Person

FIRST: Final = timedelta(days=30)  # what is new to who has never said that they saw it


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything new is from between `since` and `until`, the moment at which this was looked up."""

    since: datetime
    until: datetime
    totals: dict[Health, int]
    health: HealthPage
    inboxes: list[InboxRow]
    harvests: HarvestNews
    deeds: list[Deed]

    @property
    def has_news(self) -> bool:
        return bool(self.harvests.sums.runs or self.deeds)


def overview(*, by: Actor, after: str = "", since: datetime | None = None) -> Overview:
    """`since` is when this person was last up to date, unless it is given. Raises `Refused`."""
    require(rules.may_see_overview(by))
    until = now()
    moment = since or seen_at(by) or until - FIRST
    return Overview(
        since=moment,
        until=until,
        totals=health_totals(),
        health=sources_by_health(after=after),
        inboxes=inboxes_for(by),
        harvests=news_since(moment),
        deeds=deeds_since(moment, but_of=by),
    )


def seen_at(actor: Actor) -> datetime | None:
    """When a person last said that they have seen what is new; None for who never did."""
    if not isinstance(actor, Person):
        return None
    return DeskVisit.objects.filter(person=actor).values_list("seen_at", flat=True).first()


def overview_facts(found: Overview) -> dict[str, Any]:
    """As JSON values."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "health": {health.value: number for health, number in found.totals.items()},
        "sources": [health_facts(row) for row in found.health.rows],
        "next": found.health.after or None,
        "inboxes": [
            {
                "key": row.key,
                "label": row.label,
                "address": row.address,
                "waiting": row.waiting.number,
                "or_more": row.waiting.is_capped,
            }
            for row in found.inboxes
        ],
        "harvests": news_facts(found.harvests),
        "decisions": [
            {"actor": deed.actor, "who": deed.who, "action": deed.action, "number": deed.number}
            for deed in found.deeds
        ],
    }
