"""What people suggest enters like every record, waits for a curator, and can be followed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.core.clock import now
from armillary.core.errors import Refused
from armillary.evaluation.operations import decline_resource, list_resource, withdraw_resource
from armillary.harvest import queries as harvest
from armillary.harvest.enums import Fate, Way
from armillary.harvest.errors import (
    InvalidSource,
    InvalidSubmission,
    NoSuchSubmission,
    SourceBusy,
    SubmissionDecided,
    SubmissionsClosed,
    SubmittedAlready,
    TooManySubmissions,
)
from armillary.harvest.kinds import KINDS, kind_of
from armillary.harvest.kinds.submission import written
from armillary.harvest.models import Record, Run, Source, Submission, TableDraft
from armillary.harvest.operations import add_source, change_source, decide_suspicion, run_source
from armillary.harvest.submissions import operations, queries
from armillary.harvest.submissions.taking import Sent
from armillary.harvest.submissions.words import Words, statement_of
from armillary.people.actors import OPERATOR, VISITOR
from armillary.people.log import LogEntry
from armillary.people.models import Person
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

pytestmark = pytest.mark.django_db

ADDRESS = "https://lab.example.org/pendulum"


def words(number: int = 0, **more: Any) -> Words:
    given: dict[str, Any] = {
        "title": "A pendulum in the classroom",
        "address": f"{ADDRESS}/{number}" if number else ADDRESS,
        "language": "en",
        "description": "Measure the period of a pendulum with a string and a stone.",
        "types": ("experiment",),
        "subjects": ("physics",),
        "levels": ("lower-secondary",),
        "audiences": ("teacher",),
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "creators": ("Amina Said | https://orcid.org/0000-0002-1825-0097", "Li Wei"),
        "minutes": "40",
        "internet": "offline",
        "laboratory": "no-laboratory",
        "groups": ("pairs", "small-groups"),
        "countries": ("KE",),
    }
    return Words(**{**given, **more})


def submit(by: Person, number: int = 0, **more: Any) -> Submission:
    return operations.submit(words(number, **more), way=Way.FORM, by=by)


def row_of(submission: Submission) -> queries.SubmissionRow:
    submission.refresh_from_db()
    [row] = queries.rows_of([submission])
    return row


def fate_of(submission: Submission) -> Fate:
    [fate] = row_of(submission).counts
    return fate


def resource_of(submission: Submission) -> Resource:
    return Resource.objects.get(records__submitted__submission=submission)


def test_submission_becomes_a_candidate_with_the_words_of_its_person(member: Person):
    submission = submit(member)
    resource = resource_of(submission)
    assert resource.state == ResourceState.CANDIDATE
    assert resource.titles.texts == {"en": "A pendulum in the classroom"}
    assert resource.facts == {
        "addresses": [ADDRESS],
        "types": ["experiment"],
        "subjects": ["physics"],
        "levels": ["lower-secondary"],
        "audiences": ["teacher"],
        "languages": ["en"],
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "creators": [
            {
                "name": "Amina Said",
                "kind": "person",
                "address": "https://orcid.org/0000-0002-1825-0097",
            },
            {"name": "Li Wei", "kind": "person", "address": ""},
        ],
        "minutes": 40,
        "internet": "offline",
        "laboratory": "no-laboratory",
        "groups": ["pairs", "small-groups"],
        "countries": ["KE"],
    }
    assert resource.provenance["titles"]["ref"] == f"submissions:{submission.public_id}/1"
    assert fate_of(submission) == Fate.WAITING


def test_words_may_be_in_another_language_than_the_resource(member: Person):
    submission = submit(member, title="بندول", words_language="ar", description="")
    resource = resource_of(submission)
    assert resource.titles.texts == {"ar": "بندول"}
    assert resource.facts["languages"] == ["en"]


def test_submitted_payload_reads_back_as_the_same_words(member: Person):
    submission = submit(member)
    assert queries.words_in_submission(submission) == words(words_language="en")


def test_first_submission_makes_the_source_which_nobody_trusts_or_adds(member: Person):
    submit(member)
    source = Source.objects.get(kind="submission")
    assert (source.name, source.is_trusted, source.schedule, source.due_at) == (
        "submissions",
        False,
        "by-hand",
        None,
    )
    assert "submission" not in KINDS
    with pytest.raises(InvalidSource):
        add_source("submission", "https://a.example", "mine", by=OPERATOR)


def test_source_of_submissions_finds_a_name_of_its_own(member: Person):
    add_source("page", "https://a.example/", "submissions", by=OPERATOR)
    submit(member)
    assert Source.objects.get(kind="submission").name == "submissions-of-members"


def test_source_is_not_run_so_that_nothing_goes_missing(member: Person):
    submission = submit(member)
    with pytest.raises(SourceBusy, match="Nothing is fetched for Submissions"):
        run_source(submission.run.source, by=OPERATOR)
    assert fate_of(submission) == Fate.WAITING
    assert fate_of(submit(member, 2)) == Fate.WAITING


def test_receipt_accounts_for_every_submission_of_the_day(member: Person, new_person):
    first, second = submit(member, 1), submit(new_person(), 2)
    assert first.run_id == second.run_id
    receipt = harvest.receipt(Run.objects.get(pk=first.run_id))
    counts = {name: receipt[name] for name in ("listed", "received", "created", "rejected")}
    assert counts == {"listed": 2, "received": 2, "created": 2, "rejected": 0}
    assert receipt["state"] == "finished"
    assert not receipt["whole_list"]


def test_submissions_of_two_days_have_two_runs(member: Person):
    with time_machine.travel(now() - timedelta(days=1), tick=False):
        first = submit(member, 1)
    assert submit(member, 2).run_id != first.run_id


def test_duplicates_are_looked_for_after_a_submission(
    member: Person, new_person, run_tasks: Callable[[], None]
):
    submit(member)
    submit(new_person(), address="https://mirror.example.net/pendulum.html")
    run_tasks()
    [pair] = harvest.open_suspicions()
    assert {reason["name"] for reason in pair.reasons} >= {"same-title"}


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"title": " "}, "Give the title of the resource."),
        ({"address": ""}, "Give the web address of the resource, such as https://…"),
        ({"address": "javascript:alert(1)"}, "Give the web address of the resource"),
        ({"address": "https://a:b@c.example/"}, "Give the web address of the resource"),
        ({"language": ""}, "Say in which language the resource is."),
        ({"language": "klingonish"}, "Say in which language the resource is."),
        ({"title": "x" * 501}, "title is longer than 500 characters."),
        ({"creators": ("x",) * 101}, "creators has more than 100 values."),
    ],
)
def test_what_nobody_can_do_without_is_asked_for(member: Person, more: Any, sentence: str):
    values = words(**more)
    with pytest.raises(InvalidSubmission, match=sentence.replace("(", r"\(")):
        operations.submit(values, way=Way.FORM, by=member)
    assert not Submission.objects.exists()


def test_visitors_and_unconfirmed_members_are_refused(new_person):
    from allauth.account.models import EmailAddress

    person = new_person()
    EmailAddress.objects.filter(user=person).update(verified=False)
    for actor in (VISITOR, person, OPERATOR):
        with pytest.raises(Refused):
            operations.submit(words(), way=Way.FORM, by=actor)
    assert not Record.objects.exists()


def test_a_paused_source_closes_submissions(member: Person):
    source = submit(member).run.source
    change_source(source, paused=True, by=OPERATOR)
    with pytest.raises(SubmissionsClosed):
        submit(member, 2)


def test_fifty_a_day_are_taken_and_one_more_tomorrow(member: Person, monkeypatch):
    monkeypatch.setattr(operations, "MOST_A_DAY", 2)
    submit(member, 1)
    operations.take_back(submit(member, 2), by=member)
    with pytest.raises(TooManySubmissions, match="You have made 2 suggestions in 24 hours"):
        submit(member, 3)
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        assert fate_of(submit(member, 3)) == Fate.WAITING


def test_an_address_that_waits_already_is_not_taken_twice_from_one_person(member: Person):
    submit(member)
    with pytest.raises(SubmittedAlready):
        submit(member, title="Another title")


def test_what_was_taken_back_may_be_suggested_again(member: Person):
    first = submit(member)
    operations.take_back(first, by=member)
    assert fate_of(first) == Fate.TAKEN_BACK
    second = submit(member)
    assert fate_of(second) == Fate.WAITING
    assert resource_of(second).state == ResourceState.CANDIDATE


def test_listed(member: Person, curator: Person):
    submission = submit(member)
    list_resource(resource_of(submission), by=curator)
    row = row_of(submission)
    assert (fate_of(submission), row.item.link) == (
        Fate.LISTED,
        resource_of(submission).public_id,
    )


def test_declined_with_the_curators_reason(member: Person, curator: Person):
    submission = submit(member)
    decline_resource(resource_of(submission), by=curator, reason="It is an advertisement.")
    row = row_of(submission)
    assert (fate_of(submission), row.item.reason) == (Fate.DECLINED, "It is an advertisement.")
    assert row.item.link == ""


def test_listed_once_and_withdrawn_since(member: Person, curator: Person):
    submission = submit(member)
    list_resource(resource_of(submission), by=curator)
    withdraw_resource(resource_of(submission), by=curator, reason="The page is gone.")
    assert fate_of(submission) == Fate.WITHDRAWN
    assert row_of(submission).item.reason == "The page is gone."


def test_merged_with_another(member: Person, curator: Person, new_resource, run_tasks):
    known = new_resource(
        listed=True,
        titles={"en": "A pendulum in the classroom"},
        descriptions={"en": "Measure the period of a pendulum with a string and a stone."},
        creators=[{"name": "Li Wei", "kind": "person", "address": ""}],
    )
    submission = submit(member)
    run_tasks()
    [pair] = harvest.open_suspicions()
    decide_suspicion(pair, same=True, by=curator)
    assert fate_of(submission) == Fate.JOINED
    assert row_of(submission).item.link == known.public_id


@pytest.fixture
def listed_book(provide, source_of, harvest, curator: Person) -> Resource:
    """A resource that a source has described and a curator has listed."""
    harvest(source_of(provide(1)))
    [book] = Resource.objects.all()
    return list_resource(book, by=curator)


def test_words_about_a_listed_resource_wait_until_a_curator_uses_them(
    member: Person, curator: Person, listed_book: Resource
):
    """Otherwise anybody could write into what readers see."""
    address = listed_book.address
    submission = submit(member, address=address, title="Spam", description="Buy this!")
    listed_book.refresh_from_db()
    assert not listed_book.descriptions
    assert "licence" not in listed_book.facts
    assert fate_of(submission) == Fate.JOINED
    assert row_of(submission).item.link == listed_book.public_id
    assert submission.run.counts["matched"] == 1
    assert operations.use_words(submission, by=curator) == 1
    listed_book.refresh_from_db()
    assert listed_book.descriptions.texts == {"en": "Buy this!"}
    assert listed_book.titles.texts == {"en": "Book number 1"}
    assert fate_of(submission) == Fate.JOINED
    assert Resource.objects.count() == 1


def test_words_about_a_known_resource_claim_no_identifier_for_it(
    member: Person, listed_book: Resource
):
    """A later harvest of the real owner of an identifier would end at the wrong resource."""
    before = set(listed_book.keys.values_list("key", flat=True))
    operations.submit_rows(
        "t.csv",
        lambda: [sent_row(listed_book.address, "10.5555/somebody-elses")],
        by=member,
    )
    assert set(listed_book.keys.values_list("key", flat=True)) == before


def sent_row(address: str, doi: str) -> Sent:
    statement = statement_of(words(address=address))
    statement.identifiers = [doi]
    return Sent(2, written(statement), statement)


def test_words_are_used_by_curators_only_and_once(
    member: Person, curator: Person, listed_book: Resource
):
    submission = submit(member, address=listed_book.address)
    with pytest.raises(Refused):
        operations.use_words(submission, by=member)
    operations.use_words(submission, by=curator)
    with pytest.raises(SubmissionDecided):
        operations.use_words(submission, by=curator)


def test_second_person_with_the_same_address_follows_the_first(
    member: Person, curator: Person, new_person
):
    first = submit(member)
    second = submit(new_person(), title="Other words")
    assert fate_of(second) == Fate.WAITING
    assert resource_of(first).titles.texts == {"en": "A pendulum in the classroom"}
    list_resource(resource_of(first), by=curator)
    assert (fate_of(first), fate_of(second)) == (Fate.LISTED, Fate.JOINED)


def test_a_trusted_harvest_does_not_list_what_a_member_wrote(
    member: Person, provide, source_of, harvest, run_tasks
):
    """The source vouches for its own words only."""
    provider = provide(3)
    source = source_of(provider)
    change_source(source, trusted=True, by=OPERATOR)
    submission = submit(member, address="https://books.example/1", title="Not what it says")
    harvest(source)
    run_tasks()
    assert fate_of(submission) == Fate.WAITING
    listed = Resource.objects.filter(state=ResourceState.LISTED)
    assert set(listed.values_list("records__identifier", flat=True)) == {
        "oai:books.example:2",
        "oai:books.example:3",
    }


def test_changed_words_change_the_candidate(member: Person):
    submission = submit(member)
    resource = resource_of(submission)
    changed = operations.change_submission(
        submission, words(title="A better title"), note="Sorry.", by=member
    )
    resource.refresh_from_db()
    assert resource.titles.texts == {"en": "A better title"}
    assert (changed.name, changed.note) == ("A better title", "Sorry.")
    assert Record.objects.count() == 1


def test_another_address_is_another_resource(member: Person):
    submission = submit(member)
    old = resource_of(submission)
    operations.change_submission(submission, words(7), note="", by=member)
    old.refresh_from_db()
    assert old.state == ResourceState.WITHDRAWN
    assert fate_of(submission) == Fate.WAITING
    assert resource_of(submission).address == f"{ADDRESS}/7"


def test_nobody_else_changes_or_takes_back(member: Person, curator: Person, new_person):
    submission = submit(member)
    for other in (new_person(), curator, OPERATOR):
        with pytest.raises(Refused):
            operations.change_submission(submission, words(title="Mine"), note="", by=other)
        with pytest.raises(Refused):
            operations.take_back(submission, by=other)
    assert fate_of(submission) == Fate.WAITING


def test_nobody_else_sees_it_but_curators(member: Person, curator: Person, new_person):
    submission = submit(member)
    for who in (member, curator):
        assert queries.submission_by_public_id(submission.public_id, by=who) == submission
    for who in (new_person(), VISITOR):
        with pytest.raises(NoSuchSubmission):
            queries.submission_by_public_id(submission.public_id, by=who)


@pytest.mark.parametrize("decision", ["list", "decline"])
def test_after_a_decision_it_stays_as_it_is(member: Person, curator: Person, decision: str):
    submission = submit(member)
    if decision == "list":
        list_resource(resource_of(submission), by=curator)
    else:
        decline_resource(resource_of(submission), by=curator, reason="No.")
    with pytest.raises(SubmissionDecided):
        operations.change_submission(submission, words(title="Spam"), note="", by=member)
    with pytest.raises(SubmissionDecided):
        operations.take_back(submission, by=member)
    assert resource_of(submission).titles.texts == {"en": "A pendulum in the classroom"}


def test_curator_asks_for_changes_until_they_are_made(member: Person, curator: Person):
    submission = submit(member)
    operations.ask_for_changes(submission, "Which licence has it?", by=curator)
    assert fate_of(submission) == Fate.CHANGES
    assert submission.asked == "Which licence has it?"
    operations.change_submission(submission, words(title="New"), note="", by=member)
    assert fate_of(submission) == Fate.WAITING
    with pytest.raises(Refused):
        operations.ask_for_changes(submission, "Mine!", by=member)
    with pytest.raises(InvalidSubmission):
        operations.ask_for_changes(submission, " ", by=curator)


def test_everything_is_logged_by_opaque_id(member: Person, curator: Person):
    submission = submit(member)
    operations.ask_for_changes(submission, "Why?", by=curator)
    operations.take_back(submission, by=member)
    entries = LogEntry.objects.filter(stream="submissions").order_by("number")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("submit", member.public_id),
        ("ask-for-changes", curator.public_id),
        ("take-back", member.public_id),
    ]


def test_a_person_who_leaves_takes_name_and_note_along(member: Person):
    submission = operations.submit(words(), way=Way.FORM, note="I teach there.", by=member)
    TableDraft.objects.create(person=member, name="t.csv", body=b"x")
    [known] = personal_data_of(member)["harvest.submission"]
    assert (known["note"], known["words"][0]["statement"]["addresses"]) == (
        "I teach there.",
        [ADDRESS],
    )
    erase_person(member, by=member)
    submission.refresh_from_db()
    assert (submission.person, submission.note) == (None, "")
    assert not TableDraft.objects.exists()
    assert fate_of(submission) == Fate.WAITING


def test_list_costs_the_same_with_one_and_with_three(
    member: Person, django_assert_num_queries, django_assert_max_num_queries
):
    submit(member, 1)
    with django_assert_max_num_queries(5) as counted:
        queries.submissions_of(member)
    submit(member, 2)
    submit(member, 3)
    with django_assert_num_queries(len(counted)):
        page = queries.submissions_of(member)
    assert len(page.rows) == 3


def test_list_is_paged_by_key(member: Person):
    made = [submit(member, number).public_id for number in (1, 2, 3)]
    first = queries.submissions_of(member, size=2)
    second = queries.submissions_of(member, size=2, after=first.after)
    shown = [row.submission.public_id for row in (*first.rows, *second.rows)]
    assert shown == made[::-1]
    assert second.after == ""


def test_kind_reads_its_own_payloads_only(member: Person):
    from armillary.formats.errors import FormatError

    submit(member)
    record = Record.objects.get()
    kind = kind_of("submission")
    assert kind.read(bytes(record.payload), record.source).titles[0].text.startswith("A pendulum")
    for broken in (b"", b"{}", b"[]", b'{"statement": {"evil": 1}}', b'{"statement": []}', b"\xff"):
        with pytest.raises(FormatError):
            kind.read(broken, record.source)
