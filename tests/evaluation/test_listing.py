from collections.abc import Callable

import pytest

from armillary.catalogue.enums import ResourceState
from armillary.core.errors import Refused
from armillary.evaluation.errors import DecidedAlready, GateClosed, ReasonMissing
from armillary.evaluation.operations import (
    check_resources,
    correct_resource,
    decline_resource,
    list_resource,
    release_field,
    reopen_resource,
    withdraw_resource,
)
from armillary.evaluation.queries import checks_of, history_of
from armillary.harvest.models import Suspicion
from armillary.people.actors import SYSTEM
from armillary.people.models import LogEntry, Person

from .conftest import Describe

pytestmark = pytest.mark.django_db


def test_a_curator_lists_a_candidate(describe: Describe, curator: Person) -> None:
    resource = list_resource(describe(), by=curator)

    assert resource.state == ResourceState.LISTED
    assert resource.listed_at is not None


def test_a_curator_may_list_a_suspected_duplicate(describe: Describe, curator: Person) -> None:
    first, second = describe(), describe()
    Suspicion.objects.create(first=first, second=second, probability=0.9)

    assert list_resource(first, by=curator).state == ResourceState.LISTED


def test_nobody_lists_what_nobody_could_open(describe: Describe, curator: Person) -> None:
    with pytest.raises(GateClosed, match="Address"):
        list_resource(describe(addresses=None), by=curator)


def test_a_declined_candidate_stays_as_a_tombstone_with_the_reason(
    describe: Describe, curator: Person
) -> None:
    resource = decline_resource(describe(), by=curator, reason=" Advertising. ")

    assert (resource.state, resource.reason) == (ResourceState.WITHDRAWN, "Advertising.")
    assert check_resources([resource.pk], by=SYSTEM).checked == 0


@pytest.mark.parametrize("decide", [decline_resource, withdraw_resource])
def test_a_decision_against_a_resource_needs_a_reason(
    describe: Describe, curator: Person, decide: Callable[..., object]
) -> None:
    with pytest.raises(ReasonMissing):
        decide(describe(), by=curator, reason="  ")


def test_a_listed_resource_is_withdrawn_not_declined(describe: Describe, curator: Person) -> None:
    resource = list_resource(describe(), by=curator)

    with pytest.raises(DecidedAlready):
        decline_resource(resource, by=curator, reason="Late.")
    assert withdraw_resource(resource, by=curator, reason="Gone.").state == ResourceState.WITHDRAWN


def test_a_decision_is_made_once(describe: Describe, curator: Person) -> None:
    resource = list_resource(describe(), by=curator)

    with pytest.raises(DecidedAlready):
        list_resource(resource, by=curator)


def test_a_tombstone_can_be_reopened(describe: Describe, curator: Person) -> None:
    resource = decline_resource(describe(), by=curator, reason="Advertising.")

    assert reopen_resource(resource, by=curator).state == ResourceState.CANDIDATE


@pytest.mark.parametrize("decide", [list_resource, decline_resource, reopen_resource])
def test_reviewers_and_members_decide_nothing(
    describe: Describe, reviewer: Person, member: Person, decide: Callable[..., object]
) -> None:
    for person in (reviewer, member):
        with pytest.raises(Refused):
            decide(describe(), by=person, reason="x")


def test_every_decision_is_in_the_log(describe: Describe, curator: Person) -> None:
    resource = describe()
    list_resource(resource, by=curator, reason="Fine.")
    withdraw_resource(resource, by=curator, reason="Gone.")

    entries = LogEntry.objects.filter(stream="listing").order_by("number")
    assert [(e.action, e.subject, e.facts) for e in entries] == [
        ("list", resource.public_id, {"reason": "Fine."}),
        ("withdraw", resource.public_id, {"reason": "Gone."}),
    ]


def test_the_history_names_who_decided_and_why(describe: Describe, curator: Person) -> None:
    resource = decline_resource(describe(), by=curator, reason="Advertising.")

    line = history_of(resource)[0]

    assert (line.action, line.who, line.reason) == ("Declined", "Carlos", "Advertising.")


def test_a_correction_is_locked_and_checked_at_once(describe: Describe, curator: Person) -> None:
    resource = describe(levels=None)
    check_resources([resource.pk], by=SYSTEM)
    assert [each.check for each in checks_of(resource, "en").noted] == ["level-present"]

    corrected = correct_resource(resource, changes={"levels": ["primary"]}, by=curator)

    assert corrected.facts["levels"] == ["primary"]
    assert corrected.provenance["levels"]["locked"] is True
    assert checks_of(resource, "en").noted == []


def test_a_locked_field_can_be_given_back(describe: Describe, curator: Person) -> None:
    resource = correct_resource(describe(), changes={"minutes": 45}, by=curator)

    released = release_field(resource, "minutes", by=curator)

    assert released.provenance["minutes"]["locked"] is False


def test_only_curators_correct(describe: Describe, reviewer: Person) -> None:
    with pytest.raises(Refused):
        correct_resource(describe(), changes={"minutes": 45}, by=reviewer)
