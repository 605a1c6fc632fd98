"""Exports as they leave, piece by piece."""

from collections.abc import Iterator, Sequence
from datetime import date

from armillary.catalogue.models import Resource
from armillary.catalogue.works.queries import WorkOf
from armillary.core.clock import now
from armillary.core.memory import no_search_for_cycles
from armillary.dissemination.exports.chosen import Chosen
from armillary.dissemination.exports.kinds import WORKBOOK, Kind, kind_named
from armillary.dissemination.exports.table import Style
from armillary.dissemination.exports.workbook import workbook
from armillary.dissemination.renditions import Beside, beside_each

NOTHING = Beside(WorkOf())


def written(chosen: Chosen, kind: str, style: Style) -> Iterator[bytes]:
    """The file in pieces. No piece is made before it is asked for, and none is kept. Raises
    `NoSuchExport` at once."""
    known = kind_named(kind)
    return workbook(chosen.pieces, style) if kind == WORKBOOK else _pieces(chosen, known, style)


def _pieces(chosen: Chosen, kind: Kind, style: Style) -> Iterator[bytes]:
    yield kind.begin(style)
    between = b""
    for resources in chosen.pieces:
        if resources:
            yield between + parts_of(resources, [kind], style)[0]
            between = kind.between
    yield kind.end


def parts_of(resources: Sequence[Resource], kinds: Sequence[Kind], style: Style) -> list[bytes]:
    """The same resources in each of the formats; what these have in common is asked for once."""
    more = beside_each(resources) if any(kind.needs_more for kind in kinds) else {}
    known = [(resource, more.get(resource.pk, NOTHING)) for resource in resources]
    with no_search_for_cycles():
        return [
            kind.between.join([kind.part(resource, beside, style) for resource, beside in known])
            for kind in kinds
        ]


def file_name(chosen: Chosen, kind: str, *, day: date | None = None) -> str:
    """As it is saved: `armillary-resources-2026-11-30.csv`."""
    return f"armillary-{chosen.name}-{day or now().date()}.{kind}"
