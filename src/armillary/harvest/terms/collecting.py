"""Remember which record has which unknown value, and how many wait for a decision.

What a page brings is written at its end, all at once and in one order, so that pages of two sources
never wait for each other in a circle. Only what differs from before is written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from armillary.catalogue.queries import chunks
from armillary.core.bulk import delete_rows, found_rows, insert_missing_rows, insert_rows
from armillary.harvest.models import Record, UnknownTerm, UnknownValue
from armillary.harvest.terms.counting import count

Terms = Mapping[str, Mapping[str, str]]  # kind → folded value → a spelling of it
Term = tuple[str, str]  # kind and folded value
AT_ONCE: Final = 500
MOST_NUMBERS: Final = 50_000  # remembered


class Numbered(Protocol):
    """A record that is kept."""

    @property
    def pk(self) -> int: ...

    @property
    def source_id(self) -> int: ...


class _Said(NamedTuple):
    """What a record has. Its number is 0 until it is looked up."""

    source: int
    record: int
    terms: Terms


class Collector:
    """Collects for the records of a page; the caller holds the transaction, and calls `write`."""

    def __init__(self) -> None:
        self._known: dict[int, _Said] = {}
        self._fresh: dict[tuple[int, str], Terms] = {}
        self._numbers: dict[Term, int] = {}  # of terms met before; a term is never deleted

    def note(self, record: Numbered, terms: Terms) -> None:
        """A record has these terms and no others."""
        self._known[record.pk] = _Said(record.source_id, record.pk, terms)

    def note_new(self, source: int, identifier: str, terms: Terms) -> None:
        """A record that is stored on this page for the first time."""
        if terms:
            self._fresh[source, identifier] = terms

    def forget(self, records: Iterable[Numbered]) -> None:
        """Records that say nothing any more."""
        for record in records:
            self.note(record, {})

    def write(self) -> None:
        """Everything noted since the last time. What was said last of a record counts."""
        fresh = {each.record: each for each in _numbered(self._fresh)}
        said = fresh | self._known
        before = list(said if fresh.keys() & self._known.keys() else self._known)
        self._known, self._fresh = {}, {}
        if said:
            self._write(said, before)

    def _write(self, said: Mapping[int, _Said], before: Sequence[int]) -> None:
        """`before` are the records that may have had terms."""
        stated = [(number, pair) for number, each in said.items() for pair in _terms(each.terms)]
        # The first spelling that was met is the one that is shown.
        numbers = self._numbers_of({term: value for _record, (term, value) in reversed(stated)})
        wanted = {(record, numbers[term]) for record, (term, _value) in stated}
        old = _values_of(before)
        fresh = sorted(wanted - old.keys())
        gone = sorted(old.keys() - wanted)
        insert_rows(UnknownValue, ("record_id", "term_id"), fresh)
        delete_rows(UnknownValue, [old[pair] for pair in gone])
        changes = Counter((term, said[record].source) for record, term in fresh)
        changes.subtract((term, said[record].source) for record, term in gone)
        count(changes)

    def _numbers_of(self, spelt: Mapping[Term, str]) -> Mapping[Term, int]:
        if len(self._numbers) > MOST_NUMBERS:
            self._numbers.clear()
        unknown = {term: value for term, value in spelt.items() if term not in self._numbers}
        if unknown:
            self._numbers |= term_numbers(unknown)
        return self._numbers


def term_numbers(spelt: Mapping[Term, str]) -> dict[Term, int]:
    """(kind, folded value) → number of the term, which is made where there is none."""
    found = _known_terms(spelt)
    if absent := sorted(term for term in spelt if term not in found):
        rows = [(kind, folded, spelt[kind, folded], 0) for kind, folded in absent]
        insert_missing_rows(UnknownTerm, ("kind", "folded", "value", "waiting"), rows)
        found |= _known_terms(absent)
    return found


def _terms(terms: Terms) -> Iterable[tuple[Term, str]]:
    return (
        ((kind, folded), value)
        for kind, values in terms.items()
        for folded, value in values.items()
    )


def _numbered(fresh: Mapping[tuple[int, str], Terms]) -> Iterable[_Said]:
    """Records that had no number a moment ago."""
    for source in sorted({number for number, _name in fresh}):
        names = [name for number, name in fresh if number == source]
        for part in chunks(names, AT_ONCE):
            columns = ("id", "identifier")
            rows = found_rows(Record, columns, "identifier", part, source_id=source)
            for number, name in sorted(rows):  # as they came: a database keeps no order
                yield _Said(source, number, fresh[source, name])


def _known_terms(terms: Iterable[Term]) -> dict[Term, int]:
    by_kind: dict[str, list[str]] = {}
    for kind, folded in terms:
        by_kind.setdefault(kind, []).append(folded)
    found = {}
    for kind, values in sorted(by_kind.items()):
        for part in chunks(values, AT_ONCE):
            rows = UnknownTerm.objects.filter(kind=kind, folded__in=part)
            found.update({(kind, folded): pk for folded, pk in rows.values_list("folded", "pk")})
    return found


def _values_of(records: Sequence[int]) -> dict[tuple[int, int], int]:
    """(record, term) → number of the row."""
    found = {}
    for part in chunks(records, AT_ONCE):
        rows = UnknownValue.objects.filter(record__in=part)
        found.update(
            {(record, term): pk for pk, record, term in rows.values_list("pk", "record", "term")}
        )
    return found
