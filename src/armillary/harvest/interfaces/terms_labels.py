"""What terms and decisions on them are called on screen, ready to render."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from armillary.core.desk import Waiting
from armillary.formats.unmapped import KINDS
from armillary.harvest.models import Source, TermDecision, UnknownTerm
from armillary.harvest.terms import queries
from armillary.harvest.terms.queries import TermRow
from armillary.harvest.terms.vocabulary import LABELS, Group, key_label
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person

FEW: Final = 3  # terms of a vocabulary: so many can be a button each
MOST_SOURCES: Final = 5  # that are named beside a value


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind of values, and how many of them wait."""

    name: str
    label: Any
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class TermView:
    """A waiting term and the buttons beside it: (key, label)."""

    row: TermRow
    buttons: list[tuple[str, str]]
    is_ticked: bool = False

    @property
    def sources(self) -> list[tuple[Source, int]]:
        """Those that have it most often."""
        return self.row.sources[:MOST_SOURCES]

    @property
    def further(self) -> int:
        """How many other sources have it."""
        return len(self.row.sources) - len(self.sources)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision in force; `means` is empty where the value means nothing."""

    decision: TermDecision
    kind: Any
    means: str
    records: int
    who: str

    @property
    def alone(self) -> list["DecisionView"]:
        """For a form that takes several."""
        return [self]


def kind_views(source: Source | None = None) -> list[KindView]:
    """Every kind, whether anything waits or not."""
    waiting = queries.waiting_by_kind(source)
    return [KindView(kind, LABELS[kind], waiting[kind]) for kind in KINDS]


def with_some(
    views: Iterable[KindView], source: Source | None
) -> list[tuple[KindView, list[UnknownTerm]]]:
    """Kinds of which something waits, each with a few values."""
    return [(view, queries.commonest(view.name, source)) for view in views if view.waiting.number]


def term_views(
    rows: Iterable[TermRow], groups: Sequence[Group], ticked: Container[str] = ()
) -> list[TermView]:
    """Suggestions become buttons; so does the whole of a vocabulary of two or three terms."""
    terms = [choice for group in groups for choice in group.choices]
    whole = terms if len(terms) <= FEW else []
    return [
        TermView(
            row,
            whole or [(each.key, each.label) for each in row.suggestions],
            is_ticked=str(row.term.pk) in ticked,
        )
        for row in rows
    ]


def decision_views(decisions: Sequence[TermDecision], reader: str) -> list[DecisionView]:
    records = queries.records_following(decisions)
    names = _names({decision.decided_by for decision in decisions})
    return [
        DecisionView(
            each,
            LABELS[each.term.kind],
            key_label(each.term.kind, each.key, reader) if each.key else "",
            records[each.pk],
            names.get(each.decided_by, ""),
        )
        for each in decisions
    ]


def _names(actors: set[str]) -> dict[str, str]:
    """Nobody is named who was erased."""
    persons = Person.objects.filter(public_id__in=actors, erased_at=None)
    return {
        SYSTEM.actor_id: _("Automatically"),
        OPERATOR.actor_id: _("At the command line"),
        **{person.public_id: person.name or person.email for person in persons},
    }
