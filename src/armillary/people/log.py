"""The decision log: append-only, one hash chain per stream, one entry per decision.

Persons stand in it by their opaque id, so that erasing a person never breaks a chain.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from armillary.core.clock import now
from armillary.people.actors import Actor
from armillary.people.models import LogEntry, LogHead


class Decision(NamedTuple):
    """What was decided on what; `facts` are JSON values without personal data."""

    action: str
    on: str
    facts: dict[str, Any]


def write_log(stream: str, action: str, *, by: Actor, on: str = "", **facts: Any) -> LogEntry:
    """Append one decision to `stream`. `facts` are JSON values without personal data."""
    return write_logs(stream, [Decision(action, on, facts)], by=by)[0]


@transaction.atomic
def write_logs(stream: str, decisions: Sequence[Decision], *, by: Actor) -> list[LogEntry]:
    """Append decisions to `stream`, an entry each, in their order."""
    if not decisions:
        return []
    LogHead.objects.get_or_create(stream=stream)
    head = LogHead.objects.select_for_update().get(stream=stream)
    entries = [_next_entry(head, decision, by) for decision in decisions]
    LogEntry.objects.bulk_create(entries)
    head.save()
    return entries


def _next_entry(head: LogHead, decision: Decision, by: Actor) -> LogEntry:
    """The entry behind the last one, which it then is."""
    entry = LogEntry(
        stream=head.stream,
        number=head.number + 1,
        at=now(),
        actor=by.actor_id,
        action=decision.action,
        subject=decision.on,
        facts=json.loads(json.dumps(decision.facts)),
    )
    entry.digest = _digest(entry, head.digest)
    head.number, head.digest = entry.number, entry.digest
    return entry


def first_broken_link(stream: str) -> int | None:
    """The number of the first entry that was changed, added or removed; None if the chain holds."""
    previous, expected = "", 1
    for entry in LogEntry.objects.filter(stream=stream).order_by("number").iterator():
        if entry.number != expected or entry.digest != _digest(entry, previous):
            return expected
        previous, expected = entry.digest, expected + 1
    head = LogHead.objects.filter(stream=stream).first() or LogHead()
    return None if (head.number, head.digest) == (expected - 1, previous) else expected


def _digest(entry: LogEntry, previous: str) -> str:
    document = [
        previous,
        entry.stream,
        entry.number,
        _timestamp(entry.at),
        entry.actor,
        entry.action,
        entry.subject,
        entry.facts,
    ]
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _timestamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
