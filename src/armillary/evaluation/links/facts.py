"""Links, hosts and decisions as JSON values, for the API and the command line."""

from datetime import datetime
from typing import Any

from armillary.evaluation.links.queries import HostRow, LinkRow, LinkStory
from armillary.evaluation.models import LinkDecision


def link_facts(row: LinkRow) -> dict[str, Any]:
    """A link as JSON values."""
    link = row.link
    return {
        "id": link.pk,
        "address": link.address,
        "host": link.host.name,
        "standing": link.standing,
        "outcome": link.outcome,
        "sentence": row.sentence,
        "sure": link.sure,
        "status": link.status,
        "since": _moment(link.since),
        "uses": link.uses,
        "leads_to": link.leads_to,
        "is_pardoned": bool(link.pardon),
        "misses": link.misses,
        "answered_first": _moment(link.answered_first),
        "answered_last": _moment(link.answered_last),
        "asked": _moment(link.asked_at),
        "due": _moment(link.due_at),
        "resources": [{"id": user.public_id, "title": user.title.texts} for user in row.users],
    }


def story_facts(story: LinkStory) -> dict[str, Any]:
    """A link with its history, as JSON values."""
    return {
        **link_facts(story.row),
        "history": [{"at": _moment(line.at), "says": line.sentence} for line in story.history],
    }


def host_facts(row: HostRow) -> dict[str, Any]:
    host = row.host
    return {
        "host": host.name,
        "is_down": host.is_lost,
        "down_since": _moment(host.missed_since) if host.is_lost else None,
        "broken": host.broken,
        "affected": host.affected,
        "links": [link_facts(each) for each in row.rows],
    }


def decision_facts(decision: LinkDecision) -> dict[str, Any]:
    return {
        "id": decision.public_id,
        "kind": decision.kind,
        "at": _moment(decision.decided_at),
        "links": decision.links,
        "resources": decision.resources,
        "undone": _moment(decision.undone_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
