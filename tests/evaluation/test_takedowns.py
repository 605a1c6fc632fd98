"""A rights holder asks, confirms and is answered; nobody empties a catalogue on the way."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.errors import MergeConflict, NoSuchResource, Withdrawn
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import merge_resources, undo_merge, withdraw_resources
from armillary.core.clock import now
from armillary.core.errors import Refused
from armillary.core.tasks import drain
from armillary.evaluation.enums import TakedownState
from armillary.evaluation.errors import (
    ConfirmationExpired,
    DecidedAlready,
    InvalidTakedown,
    ReasonMissing,
    TooManyTakedowns,
)
from armillary.evaluation.models import TakedownRequest
from armillary.evaluation.operations import (
    Claim,
    ask_takedown,
    check_resources,
    confirm_takedown,
    forget_claimants,
    list_resource,
    refuse_takedown,
    reopen_resource,
    takedowns,
    uphold_takedown,
    withdraw_resource,
)
from armillary.evaluation.queries.takedowns import answered_takedowns, claims_of, open_takedowns
from armillary.harvest.fading import GONE, revive
from armillary.harvest.models import Record
from armillary.harvest.operations import add_source, run_source
from armillary.notices.models import Notice
from armillary.people.actors import OPERATOR, SYSTEM, VISITOR
from armillary.people.enums import Role
from armillary.people.log import first_broken_link
from armillary.people.models import LogEntry, Person
from armillary.people.operations import erase_person
from armillary.people.queries import personal_data_of

from .conftest import Describe

pytestmark = pytest.mark.django_db

HOLDER = "rights@press.example"


def claim(resource: Resource, **changes: object) -> Claim:
    facts: dict[str, object] = {
        "resource": resource.public_id,
        "name": "Amina Yusuf",
        "email": HOLDER,
        "claim": "The drawings on pages 3 and 4 are mine; I never licensed them.",
        "on_behalf_of": "Delta Press",
        "evidence": "https://press.example/drawings",
    }
    return Claim(**{**facts, **changes})  # type: ignore[arg-type]


def letters_to(address: str) -> list[Notice]:
    return list(Notice.objects.filter(address=address).order_by("pk"))


def link_in(notice: Notice) -> str:
    found = re.search(r"/takedown/confirm/([^/\s]+)/", notice.body)
    assert found is not None, notice.body
    return found[1]


def ask(resource: Resource, **changes: object) -> str:
    """Ask, and answer what the letter's link carries."""
    made = ask_takedown(claim(resource, **changes), by=VISITOR)
    return link_in(letters_to(made.email)[-1])


def confirmed(resource: Resource, **changes: object) -> TakedownRequest:
    return confirm_takedown(ask(resource, **changes), by=VISITOR)


@pytest.fixture
def listed(describe: Describe) -> Resource:
    return list_resource(describe(), by=OPERATOR)


def state_of(resource: Resource) -> str:
    resource.refresh_from_db()
    return resource.state


def test_nothing_happens_before_the_address_is_confirmed(listed: Resource, curator: Person):
    ask(listed)

    assert state_of(listed) == ResourceState.LISTED
    assert open_takedowns().rows == []
    assert letters_to(curator.email) == []


def test_the_first_letter_carries_no_word_of_its_sender(listed: Resource):
    ask_takedown(claim(listed, name="BUY NOW", claim="Cheap pills", evidence=""), by=VISITOR)

    [letter] = letters_to(HOLDER)
    assert "Fractions on a number line" in letter.body
    for typed in ("BUY", "pills", "Delta"):
        assert typed not in letter.subject + letter.body


def test_a_confirmed_request_pauses_the_listing_and_tells_curators(
    listed: Resource, curator: Person, reviewer: Person
):
    request = confirmed(listed)

    assert state_of(listed) == ResourceState.PAUSED
    assert (request.state, request.paused_from) == (TakedownState.OPEN, ResourceState.LISTED)
    [row] = open_takedowns().rows
    assert (row.public_id, row.name, row.is_paused, row.claimants) == (
        request.public_id, "Amina Yusuf", True, 1
    )  # fmt: skip
    [told] = letters_to(curator.email)
    assert f"/desk/takedowns/{request.public_id}/" in told.body
    assert letters_to(reviewer.email) == []
    assert "do not offer the resource any more" in letters_to(HOLDER)[-1].body


def test_confirming_twice_does_nothing_more(listed: Resource, curator: Person):
    token = ask(listed)

    first, second = (confirm_takedown(token, by=VISITOR) for _time in range(2))

    assert first.pk == second.pk
    assert len(letters_to(curator.email)) == 1
    assert len(letters_to(HOLDER)) == 2


def test_a_link_that_is_old_or_changed_confirms_nothing(listed: Resource):
    token = ask(listed)

    with pytest.raises(ConfirmationExpired):
        confirm_takedown(token[:-1] + ("A" if token[-1] != "A" else "B"), by=VISITOR)
    with (
        time_machine.travel(now() + timedelta(days=3, seconds=5), tick=False),
        pytest.raises(ConfirmationExpired),
    ):
        confirm_takedown(token, by=VISITOR)
    assert state_of(listed) == ResourceState.LISTED


def test_refusing_lists_it_exactly_as_before(listed: Resource, curator: Person):
    before = Resource.objects.values("state", "listed_at", "reason", "facts").get(pk=listed.pk)
    request = confirmed(listed)

    answered = refuse_takedown(request, answer="The drawings are under CC BY.", by=curator)

    after = Resource.objects.values("state", "listed_at", "reason", "facts").get(pk=listed.pk)
    assert after == before
    assert (answered.state, answered.decided_by) == (TakedownState.REFUSED, curator.public_id)
    assert "The drawings are under CC BY." in letters_to(HOLDER)[-1].body


def test_upholding_leaves_a_tombstone(listed: Resource, curator: Person):
    request = confirmed(listed)

    uphold_takedown(request, answer="The drawings are yours.", by=curator)

    assert state_of(listed) == ResourceState.WITHDRAWN
    assert listed.reason == "Taken down for a rights holder: The drawings are yours."
    assert listed.listed_at is not None
    assert "The drawings are yours." in letters_to(HOLDER)[-1].body


def test_neither_checks_nor_trust_nor_a_harvest_list_it_meanwhile(
    listed: Resource, vouch: Callable[..., Record]
):
    vouch(listed)
    confirmed(listed)

    check_resources([listed.pk], by=SYSTEM)
    revive([listed.pk], by=SYSTEM)
    withdraw_resources([listed.pk], by=SYSTEM, reason=GONE)
    for decide in (list_resource, reopen_resource):
        with pytest.raises(DecidedAlready):
            decide(listed, by=OPERATOR)
    with pytest.raises(DecidedAlready):
        withdraw_resource(listed, by=OPERATOR, reason="Because.")

    assert state_of(listed) == ResourceState.PAUSED


def test_what_was_taken_down_is_never_revived_by_a_harvest(
    listed: Resource, vouch: Callable[..., Record]
):
    vouch(listed)
    uphold_takedown(confirmed(listed), answer=GONE, by=OPERATOR)

    revive([listed.pk], by=SYSTEM)
    check_resources([listed.pk], by=SYSTEM)

    assert state_of(listed) == ResourceState.WITHDRAWN
    with pytest.raises(ReasonMissing):
        reopen_resource(listed, by=OPERATOR)
    reopen_resource(listed, by=OPERATOR, reason="The press has licensed them since.")
    assert state_of(listed) == ResourceState.CANDIDATE


@pytest.mark.parametrize("answer", [uphold_takedown, refuse_takedown])
def test_a_real_harvest_between_and_after_changes_no_verdict(tmp_path: Path, answer: Any):
    table = tmp_path / "resources.csv"
    line = "title,url,license\n{},https://lessons.example.org/sets,CC-BY-4.0\n"
    table.write_text(line.format("Sets"))
    source = add_source("table", table.as_uri(), "sets", options={}, by=OPERATOR, trusted=True)
    run_source(source, by=OPERATOR)
    drain()
    found = Resource.objects.get()
    assert state_of(found) == ResourceState.LISTED  # trusted, and passes the gates
    request = confirmed(found)

    table.write_text(line.format("Sets and subsets"))
    run_source(source, by=OPERATOR, full=True)
    drain()
    assert state_of(found) == ResourceState.PAUSED
    answer(request, answer="Read and weighed.", by=OPERATOR)
    table.write_text("title,url,license\n")
    run_source(source, by=OPERATOR, full=True)
    table.write_text(line.format("Sets, once more"))
    run_source(source, by=OPERATOR, full=True)
    drain()

    is_upheld = answer is uphold_takedown
    assert Resource.objects.count() == 1
    assert state_of(found) == (ResourceState.WITHDRAWN if is_upheld else ResourceState.LISTED)


def test_what_its_source_dropped_meanwhile_is_gone_after_a_refusal(
    listed: Resource, vouch: Callable[..., Record]
):
    record = vouch(listed)
    request = confirmed(listed)
    Record.objects.filter(pk=record.pk).update(is_deleted=True)

    refuse_takedown(request, answer="No.", by=OPERATOR)

    assert (state_of(listed), listed.reason) == (ResourceState.WITHDRAWN, GONE)


def test_what_was_withdrawn_before_the_link_was_opened_cannot_come_back_meanwhile(
    listed: Resource, vouch: Callable[..., Record]
):
    vouch(listed)
    token = ask(listed)
    withdraw_resources([listed.pk], by=SYSTEM, reason=GONE)

    request = confirm_takedown(token, by=VISITOR)
    revive([listed.pk], by=SYSTEM)

    assert state_of(listed) == ResourceState.PAUSED
    refuse_takedown(request, answer="No.", by=OPERATOR)
    assert state_of(listed) == ResourceState.CANDIDATE  # its source offers it again


def test_a_second_request_joins_and_shares_the_answer(listed: Resource, curator: Person):
    first = confirmed(listed)
    second = confirmed(listed, email="other@studio.example", name="Ben Osei")

    assert second.joins == first
    assert [each.name for each in claims_of(first)] == ["Amina Yusuf", "Ben Osei"]
    assert [row.claimants for row in open_takedowns().rows] == [2]

    refuse_takedown(second, answer="Both are mistaken.", by=curator)

    states = TakedownRequest.objects.values_list("state", flat=True)
    assert set(states) == {TakedownState.REFUSED}
    assert state_of(listed) == ResourceState.LISTED
    for address in (HOLDER, "other@studio.example"):
        assert "Both are mistaken." in letters_to(address)[-1].body


def test_two_requests_that_both_lead_are_impossible(listed: Resource):
    first = confirmed(listed)

    with pytest.raises(IntegrityError), transaction.atomic():
        TakedownRequest.objects.create(
            resource=listed, name="x", email="x@x.example", claim="x", state=first.state
        )


def test_a_request_is_answered_once_by_a_curator_with_words(
    listed: Resource, curator: Person, reviewer: Person
):
    request = confirmed(listed)

    for by in (VISITOR, reviewer):
        with pytest.raises(Refused):
            refuse_takedown(request, answer="No.", by=by)
    with pytest.raises(ReasonMissing):
        uphold_takedown(request, answer="  ", by=curator)
    uphold_takedown(request, answer="Yes.", by=curator)
    with pytest.raises(DecidedAlready):
        refuse_takedown(request, answer="No.", by=curator)
    assert state_of(listed) == ResourceState.WITHDRAWN


def test_an_unconfirmed_request_cannot_be_answered(listed: Resource, curator: Person):
    ask(listed)

    with pytest.raises(DecidedAlready):
        uphold_takedown(TakedownRequest.objects.get(), answer="Yes.", by=curator)
    assert state_of(listed) == ResourceState.LISTED


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"claim": ""},
        {"email": "nobody"},
        {"evidence": "javascript:alert(1)"},
        {"evidence": "https://[broken"},
        {"name": "x" * 201},
        {"claim": "x" * 5001},
    ],
)
def test_what_cannot_be_answered_is_not_taken(listed: Resource, changes: dict[str, str]):
    with pytest.raises(InvalidTakedown):
        ask_takedown(claim(listed, **changes), by=VISITOR)
    assert not Notice.objects.exists()


def test_only_what_readers_see_can_be_asked_for(describe: Describe):
    candidate, gone = describe(), list_resource(describe(), by=OPERATOR)
    withdraw_resource(gone, by=OPERATOR, reason="Old.")

    with pytest.raises(NoSuchResource):
        ask_takedown(claim(candidate), by=VISITOR)
    with pytest.raises(Withdrawn):
        ask_takedown(claim(gone), by=VISITOR)


def test_an_address_asks_a_few_times_a_day(describe: Describe):
    resources = [list_resource(describe(), by=OPERATOR) for _number in range(6)]
    for resource in resources[:5]:
        ask(resource)

    with pytest.raises(TooManyTakedowns):
        ask(resources[5])
    with pytest.raises(TooManyTakedowns):
        ask(resources[5], email=HOLDER.upper())
    with time_machine.travel(now() + timedelta(days=1, seconds=5), tick=False):
        ask(resources[5])


def test_a_client_asks_a_few_times_a_day_whatever_addresses_it_gives(listed: Resource):
    for number in range(10):
        one = claim(listed, email=f"n{number}@mill.example")
        ask_takedown(one, client="c1", by=VISITOR)

    with pytest.raises(TooManyTakedowns):
        ask_takedown(claim(listed, email="n10@mill.example"), client="c1", by=VISITOR)
    ask_takedown(claim(listed, email="n10@mill.example"), client="c2", by=VISITOR)


def test_whoever_was_refused_does_not_pause_it_again(listed: Resource, curator: Person):
    refuse_takedown(confirmed(listed), answer="No.", by=curator)

    again = confirmed(listed)

    assert (again.state, again.paused_from) == (TakedownState.OPEN, "")
    assert state_of(listed) == ResourceState.LISTED
    assert "until then the resource stays where it is" in letters_to(HOLDER)[-1].body
    other = confirmed(listed, email="new@holder.example")
    assert state_of(listed) == ResourceState.PAUSED  # somebody else's claim pauses it
    refuse_takedown(other, answer="No.", by=curator)
    assert state_of(listed) == ResourceState.LISTED


def test_past_a_number_of_pauses_in_a_day_requests_wait_for_a_curator(
    describe: Describe, curator: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(takedowns, "MOST_PAUSED", 1)
    first, second = (list_resource(describe(), by=OPERATOR) for _number in range(2))
    confirmed(first)

    request = confirmed(second)

    assert (state_of(first), state_of(second)) == (ResourceState.PAUSED, ResourceState.LISTED)
    assert len(letters_to(curator.email)) == 2
    uphold_takedown(request, answer="Yes.", by=curator)
    assert state_of(second) == ResourceState.WITHDRAWN


def test_a_paused_resource_is_not_merged_and_not_parted(listed: Resource, describe: Describe):
    other, absorbed = list_resource(describe(), by=OPERATOR), describe()
    merge_resources(listed, absorbed, by=OPERATOR)
    confirmed(listed)

    for kept, gone in ((listed, other), (other, listed)):
        with pytest.raises(MergeConflict):
            merge_resources(kept, gone, by=OPERATOR)
    with pytest.raises(MergeConflict):
        undo_merge(absorbed, by=OPERATOR)


def test_a_request_about_a_merged_resource_is_about_the_one_that_stands(
    listed: Resource, describe: Describe
):
    absorbed = list_resource(describe(), by=OPERATOR)
    token = ask(absorbed)
    merge_resources(listed, absorbed, by=OPERATOR)

    request = confirm_takedown(token, by=VISITOR)

    assert request.resource == listed
    assert state_of(listed) == ResourceState.PAUSED


def test_every_step_is_in_the_log_without_a_word_on_the_claimant(listed: Resource, curator: Person):
    request = confirmed(listed)
    uphold_takedown(request, answer="Yes.", by=curator)

    entries = LogEntry.objects.filter(stream="listing", action__endswith="takedown").order_by("pk")
    assert [(entry.action, entry.actor) for entry in entries] == [
        ("ask-takedown", "visitor"),
        ("confirm-takedown", "visitor"),
        ("uphold-takedown", curator.public_id),
    ]
    for entry in LogEntry.objects.filter(subject=listed.public_id):
        for personal in ("Amina", HOLDER, "Delta", "drawings on"):
            assert personal not in str(entry.facts)
    assert first_broken_link("listing") is None


def test_the_record_names_only_who_agreed(listed: Resource, curator: Person):
    request = confirmed(listed, is_name_public=True)
    confirmed(listed, email="other@studio.example", name="Ben Osei")
    uphold_takedown(request, answer="Yes.", by=curator)

    [row] = answered_takedowns().rows
    assert (row.names, row.claimants, row.answer) == (["Amina Yusuf"], 2, "Yes.")
    assert row.outcome == TakedownState.UPHELD


def test_the_record_is_read_in_pages(describe: Describe):
    ids = []
    for number in range(3):
        resource = list_resource(describe(), by=OPERATOR)
        request = confirmed(resource, email=f"holder{number}@press.example")
        ids.append(refuse_takedown(request, answer="No.", by=OPERATOR).public_id)

    first = answered_takedowns(size=2)
    second = answered_takedowns(after=first.after, size=2)

    assert [row.public_id for row in first.rows + second.rows] == ids[::-1]
    assert second.after == ""
    waiting = [list_resource(describe(), by=OPERATOR) for _number in range(3)]
    opened = [confirmed(each, email=f"w{each.pk}@press.example").public_id for each in waiting]
    page = open_takedowns(size=2)
    rest = open_takedowns(after=page.after, size=2)
    assert [row.public_id for row in page.rows + rest.rows] == opened


def test_what_is_known_of_claimants_is_given_out_and_forgotten(
    listed: Resource, describe: Describe, new_person: Callable[..., Person]
):
    person = new_person(email=HOLDER)
    request = confirmed(listed, is_name_public=True)
    answered = list_resource(describe(), by=OPERATOR)
    refuse_takedown(confirmed(answered), answer="No.", by=OPERATOR)
    ask(answered)

    data = personal_data_of(person)["evaluation.takedownrequest"]
    assert [row["state"] for row in data] == ["open", "refused", "unconfirmed"]
    assert data[0]["claim"].startswith("The drawings")

    erase_person(person, by=person)

    rows = TakedownRequest.objects.order_by("pk").values_list("name", "email", "claim", "answer")
    assert list(rows) == [("", "", request.claim, ""), ("", "", "", "No.")]
    assert answered_takedowns().rows[0].names == []
    refuse_takedown(request, answer="No.", by=OPERATOR)  # nobody is left to write to


def test_time_forgets_claimants_but_not_answers(listed: Resource, curator: Person):
    ask_takedown(claim(listed, email="never@press.example"), client="c1", by=VISITOR)
    refuse_takedown(confirmed(listed), answer="No.", by=curator)

    with time_machine.travel(now() + timedelta(days=4), tick=False):
        forget_claimants(by=SYSTEM)
    assert TakedownRequest.objects.get().email == HOLDER

    with time_machine.travel(now() + timedelta(days=370), tick=False):
        forget_claimants(by=SYSTEM)
    kept = TakedownRequest.objects.get()
    assert (kept.email, kept.claim, kept.answer) == ("", "", "No.")
    with pytest.raises(Refused):
        forget_claimants(by=VISITOR)


def test_letters_are_in_the_language_of_each_reader(
    listed: Resource, new_person: Callable[..., Person]
):
    curator = new_person(Role.CURATOR)
    Person.objects.filter(pk=curator.pk).update(language="fr")

    confirmed(listed, language="ar")

    assert "/ar/takedown/confirm/" in letters_to(HOLDER)[0].body
    assert "/fr/desk/takedowns/" in letters_to(curator.email)[0].body


@pytest.mark.django_db(transaction=True)
def test_of_many_confirmations_at_once_one_leads_and_the_others_join(listed: Resource):
    tokens = [ask(listed, email=f"n{number}@press.example") for number in range(4)]
    start = threading.Barrier(len(tokens))

    def confirm(token: str) -> None:
        start.wait()
        try:
            confirm_takedown(token, by=VISITOR)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tokens)) as pool:
        list(pool.map(confirm, tokens))

    opened = TakedownRequest.objects.filter(state=TakedownState.OPEN)
    assert opened.count() == 4
    leading = opened.get(joins=None)
    assert leading.paused_from == ResourceState.LISTED
    assert state_of(listed) == ResourceState.PAUSED
    refuse_takedown(leading, answer="No.", by=OPERATOR)
    assert state_of(listed) == ResourceState.LISTED
