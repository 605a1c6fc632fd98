"""What can be done with submissions. Each checks its permission, is atomic and logged."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.catalogue.models import Resource
from armillary.catalogue.queries import resources_by_key
from armillary.core.clock import now
from armillary.core.errors import Refused, require
from armillary.formats.statement import Statement
from armillary.formats.values.identifiers import keys_of
from armillary.harvest import rules
from armillary.harvest.enums import Way
from armillary.harvest.errors import (
    InvalidSubmission,
    SubmissionDecided,
    SubmittedAlready,
    TooManySubmissions,
)
from armillary.harvest.kinds.submission import read as read_payload
from armillary.harvest.kinds.submission import written
from armillary.harvest.listing import Item
from armillary.harvest.models import TITLE_LENGTH, Record, Run, Submission, SubmittedItem
from armillary.harvest.receipts import Tally, storable
from armillary.harvest.submissions.fates import UNDECIDED, of_resources, undecided, with_fates
from armillary.harvest.submissions.signals import changes_asked
from armillary.harvest.submissions.taking import (
    Sent,
    intake_of,
    new_run,
    open_source,
    run_of_today,
    settle,
    take,
)
from armillary.harvest.submissions.words import Words, checked, statement_of
from armillary.people.actors import Actor
from armillary.people.log import write_log
from armillary.people.models import Person

STREAM: Final = "submissions"
DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 50
MOST_TABLES_A_DAY: Final = 5
LONGEST_NOTE: Final = 2_000


@transaction.atomic
def submit(words: Words, *, way: Way, note: str = "", by: Actor) -> Submission:
    """Suggest one resource. Raises `InvalidSubmission`, `SubmittedAlready`, `TooManySubmissions`
    or `SubmissionsClosed`."""
    person = _submitter(by)
    source = open_source()
    statement = statement_of(checked(words))
    _require_room(person, tables=False)
    _refuse_repetition(person, statement)
    submission = _created(person, way, words.title, run_of_today(source), note)
    take(submission, [Sent(1, written(statement), statement)], run=submission.run)
    _told_at_once(submission)
    write_log(STREAM, "submit", by=by, on=submission.public_id, way=way.value)
    return submission


@transaction.atomic
def submit_rows(
    name: str, rows: Callable[[], Iterable[Sent]], *, note: str = "", by: Actor
) -> Submission:
    """Suggest every row of a table: all of them, or none if something goes wrong."""
    person = _submitter(by)
    source = open_source()
    _require_room(person, tables=True)
    submission = _created(person, Way.TABLE, name, new_run(source), note)
    tally = take(submission, list(rows()), run=submission.run)
    _told_at_once(submission)
    facts = {each: number for each, number in tally.counts.items() if number}
    write_log(STREAM, "submit-table", by=by, on=submission.public_id, **facts)
    return submission


def _submitter(by: Actor) -> Person:
    """Locked, so that nobody passes the limit by sending twice at once."""
    if not rules.may_submit(by) or not isinstance(by, Person):
        raise Refused(_("Sign in and confirm your e-mail address, so that you can be told."))
    return Person.objects.select_for_update().get(pk=by.pk)


def _require_room(person: Person, *, tables: bool) -> None:
    """So much a day of either; what was taken back counts too."""
    mine = Submission.objects.filter(person=person, created_at__gt=now() - DAY)
    if tables:
        count, most = mine.filter(way=Way.TABLE).count(), MOST_TABLES_A_DAY
        text = ngettext(
            "You have sent %(count)d table in 24 hours, which is the limit. Send more tomorrow.",
            "You have sent %(count)d tables in 24 hours, which is the limit. Send more tomorrow.",
            most,
        )
    else:
        count, most = mine.exclude(way=Way.TABLE).count(), MOST_A_DAY
        text = ngettext(
            "You have made %(count)d suggestion in 24 hours, which is the limit. "
            "Make more tomorrow.",
            "You have made %(count)d suggestions in 24 hours, which is the limit. "
            "Make more tomorrow.",
            most,
        )
    if count >= most:
        raise TooManySubmissions(text % {"count": most})


def _refuse_repetition(person: Person, statement: Statement) -> None:
    """Their own suggestion of the same address can be changed; a second one would only wait too."""
    ids = set(resources_by_key(_keys(statement)).values())
    mine = SubmittedItem.objects.filter(of_resources(ids), submission__person=person)
    if ids and with_fates(mine).filter(fate__in=UNDECIDED).exists():
        raise SubmittedAlready(
            _("You have suggested this address already, and it waits. Change that suggestion.")
        )


def _created(person: Person, way: Way, name: str, run: Run, note: str) -> Submission:
    return Submission.objects.create(
        person=person,
        way=way,
        name=storable(name)[:TITLE_LENGTH],
        note=storable(note).strip()[:LONGEST_NOTE],
        run=run,
    )


def _told_at_once(submission: Submission) -> None:
    """Where nothing is left to decide, the page that follows says it all: no mail is needed."""
    if not undecided(submission).exists():
        Submission.objects.filter(pk=submission.pk).update(told_at=now())


@transaction.atomic
def change_submission(submission: Submission, words: Words, *, note: str, by: Actor) -> Submission:
    """Other words, as long as nobody has decided. With another address it is another resource, so
    the old one is let go."""
    row, item = _own_single(submission, by)
    statement = statement_of(checked(words))
    sent = Sent(item.number + 1, written(statement), statement)
    run = run_of_today(open_source())
    if item.known_id is None and _keys(statement) == _keys(_stated(item.record)):
        again = Item(item.record.identifier, payload=sent.payload, statement=statement)
        settle(run, intake_of(run).take([again]))
    else:
        _let_go([item], run)
        item.delete()
        take(row, [sent], run=run)
    row.name, row.asked, row.run = storable(words.title)[:TITLE_LENGTH], "", run
    row.note = storable(note).strip()[:LONGEST_NOTE]
    row.save(update_fields=["name", "asked", "note", "run", "changed_at"])
    _told_at_once(row)
    write_log(STREAM, "change", by=by, on=row.public_id)
    return row


def _own_single(submission: Submission, by: Actor) -> tuple[Submission, SubmittedItem]:
    require(rules.may_change_submission(by, submission))
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.way == Way.TABLE:
        raise InvalidSubmission(_("A table cannot be changed here. Take it back and send it anew."))
    items = _undecided_items(row)
    if not items:
        raise _decided()
    return row, items[0]


def _undecided_items(row: Submission) -> list[SubmittedItem]:
    """With their resources locked, so that nobody decides meanwhile."""
    ids = list(undecided(row).values_list("record__resource", flat=True))
    list(Resource.objects.select_for_update().filter(pk__in=[each for each in ids if each]))
    return list(undecided(row).select_related("record").order_by("number"))


def _decided() -> SubmissionDecided:
    return SubmissionDecided(_("Somebody has decided on it already, so it stays as it is."))


def _stated(record: Record) -> Statement:
    return read_payload(bytes(record.payload))


def _keys(statement: Statement) -> set[str]:
    stated = (*statement.addresses, *statement.identifiers)
    return {key for value in stated for key in keys_of(value)}


def _let_go(items: Iterable[SubmittedItem], run: Run) -> None:
    """Their records speak no more; a resource that nobody else speaks for is withdrawn."""
    records = [item.record for item in items]
    intake_of(run).forget(records)


@transaction.atomic
def take_back(submission: Submission, *, by: Actor) -> Submission:
    """Whatever of it nobody has decided on. Raises `SubmissionDecided` if nothing is left."""
    require(rules.may_change_submission(by, submission))
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    items = _undecided_items(row)
    if not items:
        raise _decided()
    _let_go(items, row.run)
    row.taken_back_at, row.asked = now(), ""
    row.save(update_fields=["taken_back_at", "asked", "changed_at"])
    write_log(STREAM, "take-back", by=by, on=row.public_id, items=len(items))
    return row


@transaction.atomic
def ask_for_changes(submission: Submission, text: str, *, by: Actor) -> Submission:
    """Say what is missing before it can be listed; its person is told, and may change it."""
    require(rules.may_answer_submission(by))
    said = storable(text).strip()[:LONGEST_NOTE]
    if not said:
        raise InvalidSubmission(_("Say what should be changed."))
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    if row.person_id is None or not undecided(row).exists():
        raise _decided()
    row.asked = said
    row.save(update_fields=["asked", "changed_at"])
    write_log(STREAM, "ask-for-changes", by=by, on=row.public_id)
    changes_asked.send(sender=Submission, submission=row.pk)
    return row


@transaction.atomic
def use_words(submission: Submission, *, by: Actor) -> int:
    """Let what was said of resources that we had fill the gaps of what is known of them. Answers
    how many records speak from now on."""
    require(rules.may_answer_submission(by))
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    aside = row.items.filter(record__resource=None, record__is_deleted=False).exclude(known=None)
    items = [
        Item(item.record.identifier, payload=bytes(item.record.payload))
        for item in aside.select_related("record")
    ]
    if not items:
        raise _decided()
    tally: Tally = intake_of(row.run).take(items)
    settle(row.run, Tally(reasons=tally.reasons))
    write_log(STREAM, "use-words", by=by, on=row.public_id, items=len(items))
    return len(items)


@transaction.atomic
def take_told(ids: Iterable[int], *, by: Actor) -> list[Submission]:
    """Submissions that say something of these resources, wholly decided and not told so far. Each
    is given out once, so that its person gets one mail."""
    require(by.is_machine)
    told = []
    items = SubmittedItem.objects.filter(of_resources(ids), submission__told_at=None)
    rows = Submission.objects.filter(pk__in=items.values("submission"), taken_back_at=None)
    for row in rows.exclude(person=None).select_related("person").order_by("pk"):
        mine = Submission.objects.filter(pk=row.pk, told_at=None)
        if not undecided(row).exists() and mine.update(told_at=now()):
            told.append(row)
    return told
