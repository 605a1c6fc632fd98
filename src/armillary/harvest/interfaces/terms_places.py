"""Where somebody is in the inbox of unknown values, and the address that leads back there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from armillary.harvest.models import Source, TermDecision
from armillary.harvest.queries import source_by_name
from armillary.harvest.terms import queries
from armillary.harvest.terms.vocabulary import checked_kind

LONGEST_SEARCH: Final = 120
MOST_SHOWN: Final = 100  # decisions that can be undone at once


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the inbox: one kind, perhaps of one source, perhaps with some words, from somewhere
    on. `holds_for` is the source that decisions are to hold for alone, if that was chosen."""

    kind: str
    source: Source | None = None
    words: str = ""
    holds_for: str = ""
    after: str = ""

    @property
    def of_source(self) -> str:
        """The query of other parts of the inbox that are of the same source."""
        return urlencode({"source": self.source.name}) if self.source else ""

    @property
    def start(self) -> str:
        """The query of the first page."""
        return self.query(after="")

    @property
    def here(self) -> str:
        return self.query()

    @property
    def path(self) -> str:
        return f"{reverse('harvest:terms-of', args=[self.kind])}?{self.here}"

    def query(self, **more: str) -> str:
        said = {
            "source": self.source.name if self.source else "",
            "words": self.words,
            "holds_for": self.holds_for,
            "after": self.after,
            **more,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def after_deciding(self, decided: Sequence[TermDecision]) -> str:
        """The address that says what was decided. With a fragment, so that nobody has to pass the
        menus again each time."""
        numbers = ",".join(str(each.pk) for each in decided)
        holds_for = decided[0].source.name if self.source and decided[0].source else ""
        query = self.query(holds_for=holds_for, decided=numbers)
        return f"{reverse('harvest:terms-of', args=[self.kind])}?{query}#waiting"


def place_of(request: HttpRequest, kind: str) -> Place:
    """Raises `InvalidTermDecision` and `NoSuchSource`."""
    asked = request.GET
    source = source_of(request)
    return Place(
        kind=checked_kind(kind),
        source=source,
        words=asked.get("words", "").strip()[:LONGEST_SEARCH],
        holds_for=source.name if source and asked.get("holds_for") == source.name else "",
        after=asked.get("after", ""),
    )


def source_of(request: HttpRequest) -> Source | None:
    """Raises `NoSuchSource`."""
    name = request.GET.get("source", "")
    return source_by_name(name) if name else None


def decided_lately(request: HttpRequest) -> list[TermDecision]:
    """Those that brought the reader here and can still be undone."""
    stated = request.GET.get("decided", "").split(",")[:MOST_SHOWN]
    numbers = [int(each) for each in stated if each.isdecimal() and len(each) < 19]
    return [each for each in queries.decisions_by_id(numbers) if each.undone_at is None]
