"""What curators decide about links, and how it is undone."""

from collections.abc import Callable
from typing import Any

import pytest

from armillary.catalogue.enums import ResourceState
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import Incoming, describe_resources, edit_resource
from armillary.core.errors import InvalidInput, Refused
from armillary.core.tasks import drain
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.errors import CannotBeUndone, NothingToDecide, ReasonMissing
from armillary.evaluation.links.choices import seen_target
from armillary.evaluation.links.deciding import (
    accept_moves,
    excuse_links,
    reject_moves,
    withdraw_users,
)
from armillary.evaluation.links.undoing import undo_decision
from armillary.evaluation.models import LinkDecision
from armillary.evaluation.queries import checks_of, history_of
from armillary.people.actors import SYSTEM
from armillary.people.log import first_broken_link
from armillary.people.models import LogEntry, Person

from .conftest import NEW, OLD, SINCE, broken, link_to, moved, stand

pytestmark = pytest.mark.django_db

Lead = Callable[..., Resource]


def facts(resource: Resource) -> dict[str, Any]:
    return Resource.objects.get(pk=resource.pk).facts


# following


def test_accepting_a_move_is_a_curators_edit_that_harvests_keep(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    link = moved()

    decided = accept_moves([link.pk], by=curator)

    assert (decided.decision.links, decided.decision.resources, decided.left) == (1, 1, 0)
    assert facts(resource)["addresses"] == [NEW]
    origin = Resource.objects.get(pk=resource.pk).provenance["addresses"]
    assert (origin["by"], origin["ref"], origin["locked"]) == ("curator", curator.public_id, True)
    said: Any = {"titles": {"en": "As ever"}, "addresses": [OLD]}
    describe_resources([Incoming(resource.pk, said)], by=SYSTEM)
    assert facts(resource)["addresses"] == [NEW]
    assert (link_to(OLD).uses, link_to(NEW).uses) == (0, 1)
    assert "Corrected" in [line.action for line in history_of(resource)]


def test_every_resource_that_leads_there_follows_and_keeps_its_place_on_the_page(
    lead_to: Lead, curator: Person
):
    first = lead_to("https://a.example/", f"{OLD}#chapter-2")
    second = lead_to(NEW, OLD)
    file = {"address": OLD, "media_type": "application/pdf", "size": 9}
    third = lead_to("https://b.example/", files=[file])

    accept_moves([moved().pk], by=curator)

    assert facts(first)["addresses"] == ["https://a.example/", f"{NEW}#chapter-2"]
    assert facts(second)["addresses"] == [NEW]
    assert facts(third)["files"] == [{**file, "address": NEW}]


def test_a_resource_that_leads_to_several_moved_links_is_edited_once(
    lead_to: Lead, curator: Person
):
    resource = lead_to(f"{OLD}/1", f"{OLD}/2")
    links = [moved(f"{OLD}/{number}", f"{NEW}/{number}") for number in (1, 2)]
    accept_moves([link.pk for link in links], by=curator)
    assert facts(resource)["addresses"] == [f"{NEW}/1", f"{NEW}/2"]
    assert LogEntry.objects.filter(action="edit-resource").count() == 1


def test_a_target_that_changed_since_it_was_shown_is_not_taken_over(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    seen = {moved().pk: seen_target(link_to(OLD))}
    link = moved(to=f"{NEW}/other")
    with pytest.raises(NothingToDecide):
        accept_moves([link.pk], seen=seen, by=curator)
    assert facts(resource)["addresses"] == [OLD]


def test_a_detour_to_another_site_can_be_accepted_by_a_person(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    elsewhere = "https://elsewhere.example/new"
    link = stand(OLD, Standing.DOUBTFUL, Outcome.ELSEWHERE, leads_to=elsewhere)
    accept_moves([link.pk], by=curator)
    assert facts(resource)["addresses"] == [elsewhere]


def test_what_has_not_moved_cannot_be_accepted(lead_to: Lead, curator: Person):
    lead_to(OLD)
    with pytest.raises(NothingToDecide):
        accept_moves([broken().pk], by=curator)


def test_accepting_is_undone_with_origin_and_lock(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    before = Resource.objects.get(pk=resource.pk)
    decision = accept_moves([moved().pk], by=curator).decision

    undone = undo_decision(decision, by=curator)

    after = Resource.objects.get(pk=resource.pk)
    assert (undone.done, undone.left) == (1, 0)
    assert (after.facts, after.provenance) == (before.facts, before.provenance)
    assert (link_to(OLD).uses, link_to(NEW).uses) == (1, 0)
    with pytest.raises(CannotBeUndone, match="undone already"):
        undo_decision(decision, by=curator)


def test_what_was_edited_since_is_not_undone(lead_to: Lead, curator: Person):
    resources = [lead_to(OLD), lead_to(OLD)]
    decision = accept_moves([moved().pk], by=curator).decision
    changes: Any = {"addresses": ["https://third.example/"]}
    edit_resource(resources[0], changes=changes, by=curator)
    assert undo_decision(decision, by=curator).left == 1
    assert facts(resources[0])["addresses"] == ["https://third.example/"]
    assert facts(resources[1])["addresses"] == [OLD]


def test_where_everything_was_edited_since_nothing_is_undone(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    decision = accept_moves([moved().pk], by=curator).decision
    changes: Any = {"addresses": ["https://third.example/"]}
    edit_resource(resource, changes=changes, by=curator)
    with pytest.raises(CannotBeUndone, match="has been changed since"):
        undo_decision(decision, by=curator)
    assert LinkDecision.objects.get().undone_at is None


# not following


def test_a_move_that_is_turned_down_stays_with_the_old_address(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    decision = reject_moves([moved().pk], by=curator).decision
    link = link_to(OLD)
    assert (link.standing, link.kept_from) == (Standing.GOOD, NEW)
    assert facts(resource)["addresses"] == [OLD]

    undo_decision(decision, by=curator)
    assert (link_to(OLD).standing, link_to(OLD).kept_from) == (Standing.MOVED, "")


# calling it fine


def test_what_is_called_fine_brings_its_resources_back(lead_to: Lead, curator: Person):
    resource = lead_to(OLD)
    link = broken()
    assert Resource.objects.get(pk=resource.pk).is_unavailable

    decision = excuse_links([link.pk], by=curator).decision
    drain()

    link.refresh_from_db()
    assert (link.standing, link.misses, link.missed_since) == (Standing.GOOD, 0, None)
    assert link.pardon == {"outcome": "missing", "status": 404, "print": 0}
    assert not Resource.objects.get(pk=resource.pk).is_unavailable
    finding = next(f for f in checks_of(resource, "en").findings if f.check == "address-answers")
    assert finding.sentence == "Its address answered when it was last asked."

    undo_decision(decision, by=curator)
    link.refresh_from_db()
    assert (link.standing, link.misses, link.missed_since) == (Standing.BROKEN, 4, SINCE)
    assert link.pardon == {}
    assert Resource.objects.get(pk=resource.pk).is_unavailable


def test_what_answers_needs_no_pardon(lead_to: Lead, curator: Person):
    lead_to(OLD)
    with pytest.raises(NothingToDecide):
        excuse_links([stand(OLD, Standing.GOOD, Outcome.ANSWERS).pk], by=curator)


# withdrawing


def test_resources_that_lead_nowhere_are_withdrawn_with_a_reason(lead_to: Lead, curator: Person):
    gone, mirrored = lead_to(OLD), lead_to("https://a.example/", OLD)
    link = broken()
    with pytest.raises(ReasonMissing):
        withdraw_users([link.pk], reason=" ", by=curator)

    decided = withdraw_users([link.pk], reason="The site was closed.", by=curator)

    gone.refresh_from_db()
    mirrored.refresh_from_db()
    assert (gone.state, gone.reason) == (ResourceState.WITHDRAWN, "The site was closed.")
    assert mirrored.state == ResourceState.LISTED
    assert decided.decision.resources == 1
    line = next(line for line in history_of(gone) if line.action == "Withdrawn")
    assert (line.reason, line.who) == ("The site was closed.", curator.name)
    assert link_to(OLD).uses == 1


def test_withdrawing_is_undone_for_what_was_listed_and_what_waited(lead_to: Lead, curator: Person):
    listed, waiting = lead_to(OLD), lead_to(OLD, listed=False)
    decision = withdraw_users([broken().pk], reason="Closed.", by=curator).decision
    assert undo_decision(decision, by=curator).done == 2
    listed.refresh_from_db()
    waiting.refresh_from_db()
    assert (listed.state, waiting.state) == (ResourceState.LISTED, ResourceState.CANDIDATE)
    assert link_to(OLD).uses == 2


def test_a_resource_that_was_withdrawn_for_another_reason_since_is_left(
    lead_to: Lead, curator: Person
):
    from armillary.catalogue.operations import reopen_resources, withdraw_resources

    resource = lead_to(OLD)
    decision = withdraw_users([broken().pk], reason="Closed.", by=curator).decision
    reopen_resources([resource.pk], by=curator)
    withdraw_resources([resource.pk], by=curator, reason="Wrong.")
    with pytest.raises(CannotBeUndone):
        undo_decision(decision, by=curator)


# all of them


@pytest.mark.parametrize(
    "decide",
    [
        lambda links, by: accept_moves(links, by=by),
        lambda links, by: reject_moves(links, by=by),
        lambda links, by: excuse_links(links, by=by),
        lambda links, by: withdraw_users(links, reason="No.", by=by),
    ],
)
def test_only_curators_decide_and_not_about_thousands(
    lead_to: Lead, member: Person, curator: Person, decide: Callable[..., object]
):
    lead_to(OLD)
    with pytest.raises(Refused):
        decide([moved().pk], member)
    with pytest.raises(InvalidInput, match="at most 500"):
        decide(range(1, 502), curator)
    with pytest.raises(NothingToDecide):
        decide([], curator)


def test_members_may_not_undo(lead_to: Lead, curator: Person, member: Person):
    lead_to(OLD)
    decision = reject_moves([moved().pk], by=curator).decision
    with pytest.raises(Refused):
        undo_decision(decision, by=member)


def test_decisions_are_in_the_log_with_what_they_were_about(lead_to: Lead, curator: Person):
    lead_to(OLD)
    decision = reject_moves([moved().pk], by=curator).decision
    undo_decision(decision, by=curator)
    entries = LogEntry.objects.filter(stream="links").order_by("number")
    assert [(entry.action, entry.subject, entry.actor) for entry in entries] == [
        ("reject-links", decision.public_id, curator.public_id),
        ("undo-decision", decision.public_id, curator.public_id),
    ]
    assert entries[0].facts["links"] == [OLD]
    assert first_broken_link("links") is None
