"""What goes out to be asked, and what comes back. Plain values: whoever asks has no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from armillary.evaluation.enums import Outcome
from armillary.formats.seen_page import Probe
from armillary.formats.seen_page.probes import folder_of

MOST_FOLDERS: Final = 12  # of one host, of which a probe is kept
PROBE_KEPT: Final = 30  # days
ENOUGH_HONEST: Final = 3  # folders, after which a host is trusted in the others too

NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Errand:
    """One link to ask. `validators` and `media_type` are those of its last good answer."""

    link: int
    address: str
    validators: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an errand. `leads_to` is where redirects ended, empty where there were none; they
    are `for_good` if every one of them said so. `after`: seconds that the host wants us to wait."""

    link: int
    outcome: Outcome
    sure: float = 0.0
    status: int | None = None
    leads_to: str = ""
    for_good: bool = False
    validators: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    page_print: int = 0
    may_be_framed: bool | None = None  # by another site; None where no page said anything
    is_unchanged: bool = False
    after: float = 0.0


class HostMemory:
    """What is remembered of a host from visit to visit: whether it takes HEAD, and how it tells that
    a page is missing, folder by folder."""

    def __init__(self, *, refuses_head: bool, probes: Mapping[str, Any], today: date) -> None:
        self.refuses_head = refuses_head
        self._today = today
        self._probes = {
            folder: (Probe.from_json(probe), day)
            for folder, (probe, day) in probes.items()
            if (today - date.fromisoformat(day)).days < PROBE_KEPT
        }

    def probe_for(self, address: str) -> Probe | None:
        found = self._probes.get(folder_of(address))
        return found[0] if found else None

    @property
    def is_honest(self) -> bool:
        """Wherever it was probed, and that was often enough, it told that the page was missing."""
        every = [probe.is_honest for probe, _day in self._probes.values()]
        return len(every) >= ENOUGH_HONEST and all(every)

    def remember(self, address: str, probe: Probe) -> None:
        self._probes[folder_of(address)] = (probe, self._today.isoformat())

    def probes_as_json(self) -> dict[str, Any]:
        """The latest ones."""
        latest = sorted(self._probes.items(), key=lambda item: item[1][1], reverse=True)
        return {folder: [probe.as_json(), day] for folder, (probe, day) in latest[:MOST_FOLDERS]}


# Nobody answered at all: that is said of the host rather than of one of its pages.
UNANSWERED: Final = frozenset({Outcome.UNREACHABLE, Outcome.NO_HOST})
DOWN_AFTER: Final = 2  # links of a host that nobody answered for


@dataclass(slots=True)
class Visit:
    """The errands to one host, and how it went. `rest` is how many seconds it wants to be left."""

    host: int
    name: str
    errands: Sequence[Errand]
    memory: HostMemory
    answered: int = 0
    unanswered: int = 0
    rest: float = 0.0

    def note(self, answer: Answer) -> None:
        self.rest = max(self.rest, answer.after)
        if answer.outcome in UNANSWERED:
            self.unanswered += 1
        else:
            self.answered += 1

    @property
    def is_down(self) -> bool:
        """Nobody answered for as many links as it takes to stop asking for the others."""
        return not self.answered and self.unanswered >= DOWN_AFTER

    @property
    def is_missed(self) -> bool:
        """It was asked, and nobody answered for anything."""
        return not self.answered and self.unanswered > 0
