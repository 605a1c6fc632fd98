"""Watch how a provider answers during a run: how fast, how often in vain, in which charset, by which
clock, and what it says of itself. Nothing more is asked for than the run asks for anyway."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import transaction

from armillary.core.clock import now
from armillary.core.http import MEGABYTE, Fetched, Fetcher
from armillary.formats.errors import FormatError
from armillary.formats.oai_pmh import parse_datestamp, parse_identify
from armillary.formats.static_repository import open_static_repository
from armillary.harvest.enums import RunState
from armillary.harvest.health.models import SourceHealth
from armillary.harvest.kinds.oai_static import is_static
from armillary.harvest.models import Run
from armillary.harvest.receipts import storable
from armillary.harvest.signals import health_noted

SLOW: Final = 10.0  # seconds
OFF: Final = timedelta(minutes=15)  # that a clock may be wrong, an answer's way included
MOST_RUNS: Final = 10  # that are remembered
LONGEST: Final = 200
HEAD: Final = 4_000  # bytes in which the frame of an answer stands

_RESPONSE_DATE: Final = re.compile(rb"<(?:\w+:)?responseDate>\s*([^<]{0,100}?)\s*</")
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,100}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
XML_TYPES: Final = frozenset({"text/xml", "application/xml"})


@dataclass(slots=True)
class Seen:
    """What was seen in one run; texts are the first of their sort, empty where there was none."""

    answers: int = 0
    slow: int = 0
    slowest: float = 0.0  # seconds
    in_vain: int = 0  # answers that came after one that put us off
    clock: str = ""  # a responseDate that is no UTC moment, or not that of the answer
    clock_at: str = ""  # when that came
    charset: str = ""
    media_type: str = ""
    identify: dict[str, Any] = field(default_factory=dict)


class Watched:
    """A fetcher that remembers; it answers as the one it stands before."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self.seen = Seen()

    def fetch(
        self,
        address: str,
        *,
        limit: int = 50 * MEGABYTE,
        accept: str = "*/*",
        validators: Mapping[str, str] | None = None,
    ) -> Fetched:
        answer = self._fetcher.fetch(
            address, limit=limit, accept=accept, validators=validators or {}
        )
        self._note(answer)
        return answer

    def close(self) -> None:
        self._fetcher.close()

    def _note(self, answer: Fetched) -> None:
        seen = self.seen
        seen.answers += 1
        seen.slow += answer.seconds >= SLOW
        seen.slowest = max(seen.slowest, round(answer.seconds, 1))
        seen.in_vain += answer.attempts > 1
        head = answer.body[:HEAD]
        if is_static(head):
            self._note_static(answer.body)
        if b"OAI-PMH" not in head:
            return
        if answer.headers:  # files of this machine have none
            self._note_protocol(answer, head)
        if not seen.identify and b"Identify>" in head:
            self._note_identify(answer.body)

    def _note_protocol(self, answer: Fetched, head: bytes) -> None:
        seen = self.seen
        declared = _DECLARED.match(head)
        charsets = (declared.group(1).decode() if declared else "", answer.encoding)
        wrong = (name for name in charsets if name and name.lower() not in UTF_8)
        seen.charset = seen.charset or next(wrong, "")[:LONGEST]
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type and media_type not in XML_TYPES:
            seen.media_type = seen.media_type or media_type[:LONGEST]
        if not seen.clock and (dated := _RESPONSE_DATE.search(head)):
            self._note_clock(dated.group(1).decode("utf-8", "replace"))

    def _note_clock(self, stated: str) -> None:
        if not _is_now(stated):
            self.seen.clock = stated[:LONGEST] or "–"
            self.seen.clock_at = f"{now():%Y-%m-%dT%H:%M:%SZ}"

    def _note_identify(self, body: bytes) -> None:
        try:
            said = asdict(parse_identify(body))
        except FormatError:
            return
        said["admin_emails"] = _few(said["admin_emails"])
        self.seen.identify = {
            name: value[:LONGEST] if isinstance(value, str) else value
            for name, value in said.items()
        }

    def _note_static(self, body: bytes) -> None:
        """Whom to write to; the rest is about the gateway that such a file is meant for."""
        with suppress(FormatError):
            emails = open_static_repository(body).identify.admin_emails
            self.seen.identify = {"admin_emails": _few(emails)}


@transaction.atomic
def note_run(run: Run, watched: Watched) -> None:
    """Remember what was seen in a run that has ended, and let its source be counted."""
    if run.state == RunState.RUNNING:
        return  # another process goes on with it
    SourceHealth.objects.get_or_create(source_id=run.source_id)
    health = SourceHealth.objects.select_for_update().get(source_id=run.source_id)
    seen = {"run": run.pk, **_storable(asdict(watched.seen))}
    others = [each for each in health.observed if each["run"] != run.pk]
    health.observed = [*others, seen][-MOST_RUNS:]
    health.save(update_fields=["observed", "changed_at"])
    health_noted.send(sender=Run, source=run.source_id)


def _few(emails: Sequence[str]) -> list[str]:
    return [each[:LONGEST] for each in emails[:5]]


def _is_now(stated: str) -> bool:
    if not stated.endswith("Z") or "T" not in stated:
        return False
    try:
        moment, _granularity = parse_datestamp(stated)
    except FormatError:
        return False
    return abs(moment - now()) <= OFF


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value
