"""A reading list as its pages show it: to arrange, to read, and as a sheet for a lesson."""

from collections.abc import Sequence
from dataclasses import dataclass

from armillary.catalogue.lists.entries import Entry
from armillary.catalogue.lists.queries import ShownEntry, shown_entries
from armillary.catalogue.models import Resource
from armillary.dissemination import addresses
from armillary.dissemination.qr import qr_svg
from armillary.portal.glance import use_in_short
from armillary.portal.hits import Hit, hit_of, licence_in_short
from armillary.portal.numbers import minutes_in_words


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry. `hit` is None for what is not offered, of which nothing else is said."""

    public_id: str
    note: str
    minutes: int | None
    time: str
    hit: Hit | None
    licence: str = ""
    use: str = ""
    page: str = ""
    qr: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """`minutes` and `timed` are of what is offered."""

    rows: list[ListRow]
    minutes: int
    timed: int

    @property
    def offered(self) -> list[ListRow]:
        return [row for row in self.rows if row.hit]

    @property
    def gone(self) -> int:
        return len(self.rows) - len(self.offered)

    @property
    def untimed(self) -> int:
        return len(self.offered) - self.timed

    @property
    def time(self) -> str:
        return minutes_in_words(self.minutes) if self.minutes else ""


def list_page(entries: Sequence[Entry], *, language: str, is_sheet: bool = False) -> ListPage:
    """A sheet has the address of each resource as a QR code too."""
    rows = [_row(shown, language, is_sheet=is_sheet) for shown in shown_entries(entries)]
    times = [row.minutes for row in rows if row.hit and row.minutes]
    return ListPage(rows, sum(times), len(times))


def _row(shown: ShownEntry, language: str, *, is_sheet: bool) -> ListRow:
    entry, resource = shown.entry, shown.resource
    time = minutes_in_words(entry.minutes) if entry.minutes else ""
    if resource is None:
        return ListRow(entry.resource, entry.note, entry.minutes, time, None)
    return _offered(entry, resource, time, language, is_sheet=is_sheet)


def _offered(
    entry: Entry, resource: Resource, time: str, language: str, *, is_sheet: bool
) -> ListRow:
    stated = resource.facts.get("licence", "")
    page = addresses.landing(resource.public_id)
    return ListRow(
        entry.resource,
        entry.note,
        entry.minutes,
        time,
        hit_of(resource, language=language),
        licence=licence_in_short(stated, language),
        use=use_in_short(stated),
        page=page,
        qr=qr_svg(page) if is_sheet else "",
    )
