"""Say what unknown values mean, and think again. A decision holds for every record that has the
value, those that are kept and those to come; nobody is asked twice."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from armillary.core.clock import now
from armillary.core.errors import require
from armillary.formats.unmapped import NOTHING, readable
from armillary.harvest.describing import Describer
from armillary.harvest.models import Record, Source, TermDecision, TermOfSource, UnknownValue
from armillary.harvest.operations.sources import STREAM
from armillary.harvest.remapping import remap_records
from armillary.harvest.terms import rules
from armillary.harvest.terms.collecting import Collector, term_numbers
from armillary.harvest.terms.counting import recount
from armillary.harvest.terms.errors import InvalidTermDecision, TermDecided
from armillary.harvest.terms.exchange import Read, read_decisions
from armillary.harvest.terms.meaning import Meaning
from armillary.harvest.terms.signals import terms_decided
from armillary.harvest.terms.vocabulary import checked_key, checked_kind, key_label
from armillary.people.actors import Actor
from armillary.people.log import write_log

AT_ONCE: Final = 500  # records of one transaction
LOGGED: Final = 120  # characters

Report = Callable[[int], None]


@transaction.atomic
def decide_term(
    kind: str, value: str, key: str | None, *, source: Source | None = None, by: Actor
) -> TermDecision:
    """From now on `value` means the term `key`, or nothing if that is None. Raises
    `InvalidTermDecision`, and `TermDecided` if somebody has decided on it before."""
    [decision] = decide_terms(kind, [value], key, source=source, by=by)
    return decision


@transaction.atomic
def decide_terms(
    kind: str, values: Sequence[str], key: str | None, *, source: Source | None = None, by: Actor
) -> list[TermDecision]:
    """Several values mean the same. Either all of them are decided on, or none."""
    require(rules.may_decide_terms(by))
    means = NOTHING if key is None else checked_key(kind, key)
    meanings = [_meaning(kind, value, means, source) for value in values]
    _refuse_decided(meanings)
    decisions = _put_in_force(meanings, by=by)
    for meaning in meanings:
        write_log(
            STREAM,
            "decide-term",
            by=by,
            on=_logged(meaning.kind, meaning.term[1]),
            key=meaning.key,
            source=source.name if source else "",
        )
    return decisions


@transaction.atomic
def undo_term(decision: TermDecision, *, by: Actor) -> TermDecision:
    """The value waits again, and its records are described as before the decision. Raises
    `TermDecided` if that was done already."""
    [undone] = undo_terms([decision], by=by)
    return undone


@transaction.atomic
def undo_terms(decisions: Sequence[TermDecision], *, by: Actor) -> list[TermDecision]:
    """Either all of them are undone, or none."""
    require(rules.may_decide_terms(by))
    for decision in decisions:
        _take_back(decision, by=by)
    terms = [decision.term_id for decision in decisions]
    recount(terms)
    _tell(terms)
    return list(decisions)


def _take_back(decision: TermDecision, *, by: Actor) -> None:
    in_force = TermDecision.objects.filter(pk=decision.pk, undone_at=None)
    if not in_force.update(undone_by=by.actor_id, undone_at=now()):
        raise TermDecided(_("This decision is undone already."))
    decision.refresh_from_db()
    term = decision.term
    write_log(STREAM, "undo-term", by=by, on=_logged(term.kind, term.folded), key=decision.key)


def _put_in_force(meanings: Sequence[Meaning], *, by: Actor) -> list[TermDecision]:
    """Put decisions in force; the caller has checked them, writes the log and holds the
    transaction."""
    unique = {(meaning.term, meaning.source): meaning for meaning in meanings}
    moment = now()  # one for all of them, so that they are known as one decision
    numbers = term_numbers({each.term: readable(each.value) for each in unique.values()})
    rows = [
        TermDecision(
            term_id=numbers[each.term],
            key=each.key,
            source_id=each.source,
            decided_by=by.actor_id,
            decided_at=moment,
        )
        for each in unique.values()
    ]
    try:
        with transaction.atomic():
            made = TermDecision.objects.bulk_create(rows, batch_size=AT_ONCE)
    except IntegrityError as error:
        raise TermDecided(_("Somebody else has decided on this just now. Look again.")) from error
    recount(numbers.values())
    _tell(numbers.values())
    return made


@transaction.atomic
def import_terms(text: str, *, by: Actor) -> Read:
    """Take over the decisions of a table; what is decided here otherwise stays. One entry in the
    log. Raises `InvalidTermDecision` for what is no such table."""
    require(rules.may_decide_terms(by))
    read = read_decisions(text, known=_known_keys())
    if read.meanings:
        _put_in_force(read.meanings, by=by)
        write_log(STREAM, "import-terms", by=by, decisions=len(read.meanings))
    return read


def _known_keys() -> dict[tuple[str, str, int | None], str]:
    rows = TermDecision.objects.filter(undone_at=None)
    return {
        (kind, folded, source): key
        for kind, folded, source, key in rows.values_list(
            "term__kind", "term__folded", "source", "key"
        )
    }


def settle_term(term: int, *, after: int = 0, waves: int, by: Actor) -> int:
    """Describe the kept records that have a term anew, as the decisions of today have it, without
    asking any source. The number of the record to go on after; 0 at the end."""
    require(by.is_machine)
    if not after:
        _await_pages()
    for _wave in range(waves):
        rows = UnknownValue.objects.filter(term=term, record__gt=after).order_by("record")
        records = list(rows.values_list("record", flat=True)[:AT_ONCE])
        if not records:
            return 0
        remap_records(records, by=by)
        after = records[-1]
    return after


def collect_terms(*, by: Actor, report: Report | None = None) -> int:
    """Look for unknown values in every record that is kept, from before they were collected; how
    many records were read. It may be done again, and while sources are harvested."""
    require(rules.may_decide_terms(by))
    describer = Describer()
    after = read = 0
    while True:
        rows = Record.objects.filter(pk__gt=after, resource__isnull=False).order_by("pk")
        numbers = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        if not numbers:
            return read
        _collect(numbers, describer)
        after, read = numbers[-1], read + len(numbers)
        if report:
            report(read)


@transaction.atomic
def _collect(numbers: Sequence[int], describer: Describer) -> None:
    collector = Collector()
    records = Record.objects.filter(pk__in=numbers)
    _lock_sources(set(records.values_list("source_id", flat=True)))
    describer.look_again()
    for record in records.select_related("source").order_by("pk"):
        if record.is_deleted or record.resource_id is None:
            collector.forget([record])
        elif described := describer.of_payload(bytes(record.payload), record.source):
            collector.note(record, described.unmapped)
    collector.write()


@transaction.atomic
def _await_pages() -> None:
    """What a run is taking at this moment was described before the decision; so it is waited for.
    Every later page knows the decision."""
    _lock_sources(None)


def _lock_sources(only: Iterable[int] | None) -> None:
    rows = Source.objects.select_for_update(no_key=True).order_by("pk")
    list((rows if only is None else rows.filter(pk__in=only)).values_list("pk"))


def _meaning(kind: str, value: str, key: str, source: Source | None) -> Meaning:
    meaning = Meaning(checked_kind(kind), value, key, source.pk if source else None)
    if not meaning.term[1]:
        raise InvalidTermDecision(_("Say which value is decided on."))
    return meaning


def _refuse_decided(meanings: Iterable[Meaning]) -> None:
    for meaning in meanings:
        kind, folded = meaning.term
        rows = TermDecision.objects.filter(
            term__kind=kind, term__folded=folded, source=meaning.source, undone_at=None
        )
        found = rows.first()
        if found is not None:
            raise TermDecided(_already(meaning, found.key))


def _already(meaning: Meaning, key: str) -> str:
    if not key:
        return _("“%(value)s” is decided on: it means nothing. Undo that first.") % {
            "value": readable(meaning.value)
        }
    return _("“%(value)s” is decided on: it means “%(term)s”. Undo that first.") % {
        "value": readable(meaning.value),
        "term": key_label(meaning.kind, key, get_language() or "en"),
    }


def _logged(kind: str, folded: str) -> str:
    return f"{kind}: {folded}"[:LOGGED]


def _tell(terms: Iterable[int]) -> None:
    """Only of terms that some record has: a decision may come before them."""
    rows = TermOfSource.objects.filter(term__in=set(terms), records__gt=0)
    if ids := sorted(set(rows.values_list("term", flat=True))):
        terms_decided.send(sender=TermDecision, ids=ids)
