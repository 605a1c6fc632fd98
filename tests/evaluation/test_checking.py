from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import (
    Incoming,
    describe_resources,
    merge_resources,
    withdraw_resources,
)
from armillary.core.clock import now
from armillary.core.errors import Refused
from armillary.core.tasks import drain
from armillary.evaluation.interfaces import tasks
from armillary.evaluation.models import CheckReport
from armillary.evaluation.operations import check_resources
from armillary.evaluation.queries import checks_of
from armillary.evaluation.signals import resources_checked
from armillary.harvest.enums import RunState, SuspicionState
from armillary.harvest.models import Record, Run, Suspicion
from armillary.harvest.operations import change_source, decide_suspicion
from armillary.harvest.suspecting import suspect_duplicates_of
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.people.models import Person
from armillary.search.models import Change

from .conftest import GOOD, Describe

pytestmark = pytest.mark.django_db

Vouch = Callable[..., Record]


def state_of(resource: Resource) -> str:
    resource.refresh_from_db()
    return resource.state


@pytest.fixture
def news() -> Iterator[list[list[int]]]:
    heard: list[list[int]] = []

    def hear(sender: object, ids: list[int], **_: object) -> None:
        heard.append(ids)

    resources_checked.connect(hear, weak=False)
    yield heard
    resources_checked.disconnect(hear)


def test_a_trusted_resource_that_passes_the_gates_is_listed(
    describe: Describe, vouch: Vouch
) -> None:
    resource = describe()
    vouch(resource)

    outcome = check_resources([resource.pk], by=SYSTEM)

    assert (outcome.checked, outcome.changed, outcome.listed) == (1, 1, [resource.pk])
    assert state_of(resource) == ResourceState.LISTED


@pytest.mark.parametrize(
    "vouching", [None, {"trusted": False}, {"trusted": True, "is_deleted": True}]
)
def test_without_a_trusted_record_a_resource_waits(
    describe: Describe, vouch: Vouch, vouching: dict[str, bool] | None
) -> None:
    resource = describe()
    if vouching is not None:
        vouch(resource, **vouching)

    assert check_resources([resource.pk], by=SYSTEM).listed == []
    assert state_of(resource) == ResourceState.CANDIDATE


def test_a_trusted_resource_without_an_address_waits(describe: Describe, vouch: Vouch) -> None:
    resource = describe(addresses=None)
    vouch(resource)

    assert check_resources([resource.pk], by=SYSTEM).listed == []


def test_a_trusted_resource_without_a_licence_is_listed_and_says_so(
    describe: Describe, vouch: Vouch
) -> None:
    resource = describe(licence=None)
    vouch(resource)

    check_resources([resource.pk], by=SYSTEM)

    assert state_of(resource) == ResourceState.LISTED
    [noted] = checks_of(resource, "en").noted
    assert noted.sentence == ("No licence is stated: ask its makers before you copy or change it.")


def test_a_suspected_duplicate_waits_until_somebody_decides(
    describe: Describe, vouch: Vouch
) -> None:
    first, second = describe(), describe()
    vouch(first)
    suspicion = Suspicion.objects.create(first=first, second=second, probability=0.9)

    assert check_resources([first.pk], by=SYSTEM).listed == []
    suspicion.state = SuspicionState.DIFFERENT
    suspicion.save()
    assert check_resources([first.pk], by=SYSTEM).listed == [first.pk]


def test_a_report_is_written_anew_only_when_something_changed(
    describe: Describe, news: list[list[int]]
) -> None:
    resource = describe()

    assert check_resources([resource.pk], by=SYSTEM).changed == 1
    assert check_resources([resource.pk], by=SYSTEM).changed == 0
    incoming = Incoming(resource=resource.pk, description={**GOOD, "levels": ["bachelor"]})
    describe_resources([incoming], by=SYSTEM)
    assert check_resources([resource.pk], by=SYSTEM).changed == 1
    assert news == [[resource.pk], [resource.pk]]


def test_a_listed_resource_that_gets_worse_stays_listed_and_says_so(
    describe: Describe, vouch: Vouch
) -> None:
    resource = describe()
    vouch(resource)
    check_resources([resource.pk], by=SYSTEM)
    worse = {key: value for key, value in GOOD.items() if key != "addresses"}
    describe_resources([Incoming(resource=resource.pk, description=worse)], by=SYSTEM)
    Change.objects.all().delete()

    check_resources([resource.pk], by=SYSTEM)

    assert state_of(resource) == ResourceState.LISTED
    assert [finding.check for finding in checks_of(resource, "en").noted] == ["has-address"]
    assert [change.object_id for change in Change.objects.all()] == [resource.pk]


def test_withdrawn_and_merged_resources_are_passed_over(describe: Describe) -> None:
    gone, kept, absorbed = describe(), describe(), describe()
    withdraw_resources([gone.pk], by=SYSTEM, reason="Gone.")
    merge_resources(kept, absorbed, by=SYSTEM)

    outcome = check_resources([gone.pk, kept.pk, absorbed.pk], by=SYSTEM)

    assert outcome.checked == 1
    assert list(CheckReport.objects.values_list("resource_id", flat=True)) == [kept.pk]


def test_checking_takes_as_many_queries_for_one_as_for_three(
    describe: Describe, vouch: Vouch
) -> None:
    ids = [describe().pk for _number in range(4)]
    for resource in Resource.objects.all():
        vouch(resource)
    check_resources(ids[:1], by=SYSTEM)
    CheckReport.objects.all().delete()
    Resource.objects.update(state=ResourceState.CANDIDATE)

    with CaptureQueriesContext(connection) as for_one:
        check_resources(ids[:1], by=SYSTEM)
    with CaptureQueriesContext(connection) as for_three:
        check_resources(ids[1:], by=SYSTEM)

    assert len(for_one) == len(for_three)


def test_a_member_may_not_check(describe: Describe, member: Person) -> None:
    with pytest.raises(Refused):
        check_resources([describe().pk], by=member)


@pytest.mark.django_db(transaction=True)
def test_new_facts_are_checked_in_the_background(describe: Describe, vouch: Vouch) -> None:
    resource = describe()
    vouch(resource)

    drain()

    assert state_of(resource) == ResourceState.LISTED


def test_candidates_are_looked_at_again_once_their_source_is_trusted(
    describe: Describe, vouch: Vouch
) -> None:
    resource = describe()
    record = vouch(resource, trusted=False)
    check_resources([resource.pk], by=SYSTEM)
    change_source(record.source, trusted=True, by=OPERATOR)

    drain()

    assert state_of(resource) == ResourceState.LISTED


def test_all_candidates_of_a_source_are_looked_at_again_page_by_page(
    describe: Describe, vouch: Vouch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "RECORDS_AT_A_TIME", 2)
    resources = [describe() for _number in range(5)]
    records = [vouch(resource, trusted=False) for resource in resources]
    change_source(records[0].source, trusted=True, by=OPERATOR)

    drain()

    assert [state_of(resource) for resource in resources] == [ResourceState.LISTED] * 5


def test_what_a_run_brought_waits_until_it_was_compared(describe: Describe, vouch: Vouch) -> None:
    resource = describe()
    record = vouch(resource)
    run = Run.objects.create(source=record.source, state=RunState.FINISHED, finished_at=now())
    Record.objects.update(changed_in=run.pk)

    assert check_resources([resource.pk], by=SYSTEM).listed == []
    suspect_duplicates_of(run, by=SYSTEM)
    drain()
    assert state_of(resource) == ResourceState.LISTED


def test_what_a_run_took_after_it_was_compared_waits_again(
    describe: Describe, vouch: Vouch
) -> None:
    resource = describe()
    record = vouch(resource)
    ended = now()
    run = Run.objects.create(
        source=record.source, state=RunState.FAILED, finished_at=ended, compared_at=ended
    )
    Record.objects.update(changed_in=run.pk)
    Run.objects.update(state=RunState.RUNNING, finished_at=None)

    assert check_resources([resource.pk], by=SYSTEM).listed == []


def test_a_decision_on_a_suspicion_opens_the_gate_at_once(describe: Describe, vouch: Vouch) -> None:
    first, second = describe(), describe()
    vouch(first)
    suspicion = Suspicion.objects.create(first=first, second=second, probability=0.9)
    drain()
    assert state_of(first) == ResourceState.CANDIDATE

    decide_suspicion(suspicion, same=False, by=OPERATOR)
    drain()

    assert state_of(first) == ResourceState.LISTED


def test_a_listed_resource_that_becomes_suspected_stays_listed_and_says_so(
    describe: Describe, vouch: Vouch, settings: Any
) -> None:
    settings.ASK_BEFORE_MERGING = True
    first = describe()
    vouch(first)
    drain()
    second = describe()
    run = Run.objects.create(source=vouch(second).source, finished_at=now())
    Record.objects.filter(resource=second).update(changed_in=run.pk)

    suspect_duplicates_of(run, by=SYSTEM)
    drain()

    assert (state_of(first), state_of(second)) == (ResourceState.LISTED, ResourceState.CANDIDATE)
    noted = [finding.check for finding in checks_of(first, "en").noted]
    assert noted == ["duplicate-suspected"]


def test_trusted_source_vouches_for_what_its_own_was_merged_into(
    describe: Describe, vouch: Vouch
) -> None:
    kept, absorbed = describe(), describe()
    vouch(kept, trusted=False)
    vouch(absorbed)
    merge_resources(kept, absorbed, by=SYSTEM)

    check_resources([kept.pk], by=SYSTEM)

    assert (state_of(kept), state_of(absorbed)) == (ResourceState.LISTED, ResourceState.CANDIDATE)
