"""The same inbox over the API and at the command line."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.faulty_site import FaultySite, Page
from typer.testing import CliRunner, Result

from armillary.catalogue.models import Resource
from armillary.cli.application import app
from armillary.cli.doctor import examine
from armillary.core.errors import ArmillaryError
from armillary.core.tasks import LONG, drain
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.errors import LinkChecksOff, NothingToDecide
from armillary.evaluation.models import Link, LinkHost, LinkUse
from armillary.people.models import Person

from .conftest import NEW, OLD, SINCE, broken, link_to, moved, stand

pytestmark = pytest.mark.django_db

Lead = Callable[..., Resource]
API = "/api/v1/links"


@pytest.fixture
def api(curator: Person, client_of: Callable[[Person], Client]) -> Client:
    return client_of(curator)


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, body, content_type="application/json")


def run(*arguments: str) -> Result:
    """Errors that a person can act on are raised, as `armillary` itself gets them."""
    done = CliRunner().invoke(app, ["evaluation", "links", *arguments])
    if isinstance(done.exception, ArmillaryError):
        raise done.exception
    return done


def as_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


# the API


def test_links_come_with_all_that_is_known(api: Client, lead_to: Lead):
    resource = lead_to(OLD, titles={"en": "Old"})
    broken()
    document = api.get(API).json()
    [link] = document["items"]
    assert (document["is_on"], document["next"]) == (False, None)
    assert (link["address"], link["standing"], link["outcome"]) == (OLD, "broken", "missing")
    assert link["sentence"] == "The server has nothing at this address (404)."
    assert link["resources"] == [{"id": resource.public_id, "title": {"en": "Old"}}]
    assert api.get(f"{API}/{link['id']}").json()["history"] == []


def test_lists_are_filtered_and_paged(api: Client, lead_to: Lead):
    for number in range(3):
        lead_to(f"{OLD}/{number}")
        moved(f"{OLD}/{number}")
    first = api.get(f"{API}?standing=moved&size=2").json()
    second = api.get(f"{API}?standing=moved&size=2&after={first['next']}").json()
    assert [len(page["items"]) for page in (first, second)] == [2, 1]
    assert second["next"] is None
    assert api.get(f"{API}?standing=moved&host=other.example").json()["items"] == []
    assert api.get(f"{API}?standing=nonsense").status_code == 400
    assert api.get(f"{API}?after=made-up").status_code == 400


def test_hosts_say_whether_they_are_down(api: Client, lead_to: Lead):
    lead_to(OLD)
    stand(OLD, Standing.BROKEN, Outcome.HOST_DOWN, missed_since=SINCE)
    LinkHost.objects.update(is_lost=True, missed_since=SINCE)
    [host] = api.get(f"{API}/hosts").json()["items"]
    assert (host["host"], host["is_down"], host["broken"]) == ("lessons.example", True, 1)
    assert host["down_since"] == "2026-02-01T00:00:00+00:00"


def test_a_move_is_accepted_and_undone(api: Client, lead_to: Lead):
    resource = lead_to(OLD)
    link = moved()
    wish = {"action": "accept", "links": [link.pk], "targets": {str(link.pk): NEW}}
    response = post(api, f"{API}/decisions", **wish)
    assert (response.status_code, response.json()["left"]) == (201, 0)
    assert Resource.objects.get(pk=resource.pk).address == NEW
    [decision] = api.get(f"{API}/decisions").json()["items"]
    assert (decision["kind"], decision["links"], decision["resources"]) == ("accept", 1, 1)
    undone = post(api, f"{API}/decisions/{decision['id']}/undo")
    assert undone.json() == {"done": 1, "left": 0}
    assert Resource.objects.get(pk=resource.pk).address == OLD
    again = post(api, f"{API}/decisions/{decision['id']}/undo")
    assert (again.status_code, again.json()["type"]) == (409, "about:blank#cannot-be-undone")


def test_another_target_than_was_seen_is_left_alone(api: Client, lead_to: Lead):
    lead_to(OLD)
    link = moved()
    wish = {"action": "accept", "links": [link.pk], "targets": {str(link.pk): f"{NEW}/x"}}
    response = post(api, f"{API}/decisions", **wish)
    assert (response.status_code, response.json()["type"]) == (
        409,
        "about:blank#nothing-to-decide",
    )


@pytest.mark.parametrize(
    ("action", "stands", "left_with"),
    [("reject", moved, "good"), ("excuse", broken, "good"), ("withdraw", broken, "broken")],
)
def test_the_other_decisions(api: Client, lead_to: Lead, action: str, stands: Any, left_with: str):
    lead_to(OLD)
    wish = {"action": action, "links": [stands().pk], "reason": "It was closed."}
    assert post(api, f"{API}/decisions", **wish).status_code == 201
    assert link_to(OLD).standing == left_with


def test_links_are_asked_in_the_background(
    api: Client, lead_to: Lead, site: FaultySite, settings: Any
):
    site.pages["/a"] = Page()
    lead_to(f"{site.address}/a")
    number = link_to(f"{site.address}/a").pk
    off = post(api, f"{API}/ask", links=[number])
    assert (off.status_code, off.json()["type"]) == (409, "about:blank#link-checks-off")
    settings.LINK_CHECKS = settings.ALLOW_PRIVATE_ADDRESSES = True
    assert post(api, f"{API}/ask", links=[number]).status_code == 202
    drain(LONG)
    assert link_to(f"{site.address}/a").standing == Standing.GOOD


@pytest.mark.parametrize("links", [[], [0], [-1], [2**63], ["x"], list(range(1, 502))])
def test_numbers_that_no_link_has_are_refused(api: Client, links: list[Any]):
    for name, more in (("decisions", {"action": "excuse"}), ("ask", {})):
        assert post(api, f"{API}/{name}", links=links, **more).status_code == 400
    assert api.get(f"{API}/{2**70}").status_code == 404


def test_links_are_curators_business(
    client: Client, member: Person, client_of: Callable[[Person], Client], lead_to: Lead
):
    lead_to(OLD)
    number = moved().pk
    reads = [API, f"{API}/hosts", f"{API}/decisions", f"{API}/{number}"]
    assert {client.get(address).status_code for address in reads} == {401}
    signed_in = client_of(member)
    assert {signed_in.get(address).status_code for address in reads} == {403}
    wish = {"action": "accept", "links": [number]}
    writes = [("decisions", wish), ("decisions/x/undo", {}), ("ask", {"links": [number]})]
    assert {post(signed_in, f"{API}/{name}", **body).status_code for name, body in writes} == {403}


# the command line


def test_links_are_listed_for_people_and_machines(lead_to: Lead):
    lead_to(OLD)
    broken()
    said = run("list").stdout
    assert "Link checks are off: set ARMILLARY_LINK_CHECKS=on" in said
    assert f"{OLD}  The server has nothing at this address (404)." in said
    document = as_json("list")
    assert [each["address"] for each in document["links"]] == [OLD]


def test_a_standing_that_does_not_exist_is_refused():
    with pytest.raises(ArmillaryError, match="Use one of: new, good"):
        run("list", "--standing", "nonsense")


def test_hosts_and_one_link_are_shown(lead_to: Lead):
    lead_to(OLD)
    history = [["2026-03-02T12:00:00+00:00", "missing", 404]]
    stand(OLD, Standing.BROKEN, Outcome.MISSING, status=404, history=history)
    LinkHost.objects.update(is_lost=True, missed_since=SINCE)
    assert "lessons.example  1 broken, 1 uses  down since 2026-02-01" in run("hosts").stdout
    assert as_json("hosts")["hosts"][0]["links"][0]["address"] == OLD
    assert "2026-03-02T12:00:00+00:00  The server has nothing" in run("show", OLD).stdout
    assert len(as_json("show", OLD)["history"]) == 1


def test_links_are_asked_now(lead_to: Lead, site: FaultySite, checks_on: None):
    site.pages["/a"] = Page()
    lead_to(f"{site.address}/a")
    document = as_json("ask", f"{site.address}/a")
    assert (document["asked"], document["outcomes"]) == (1, {"answers": 1})
    assert "1 asked on 1 hosts: 1 answers" in run("ask", f"{site.address}/a").stdout
    assert as_json("ask", "--due")["asked"] == 0
    with pytest.raises(ArmillaryError, match="or --due"):
        run("ask")


def test_nothing_is_asked_at_the_command_line_while_checks_are_off(lead_to: Lead, site: FaultySite):
    lead_to(f"{site.address}/a")
    with pytest.raises(LinkChecksOff):
        run("ask", f"{site.address}/a")
    assert site.asked == []


def test_decisions_and_undoing_at_the_command_line(lead_to: Lead):
    resource = lead_to(OLD)
    moved()
    decision = as_json("accept", OLD)
    assert (decision["links"], decision["resources"], decision["left"]) == (1, 1, 0)
    assert Resource.objects.get(pk=resource.pk).address == NEW
    assert decision["id"] in run("decisions").stdout
    assert as_json("undo", decision["id"]) == {"done": 1, "left": 0}
    moved()
    assert "reject: 1 links, 0 resources. Undo with: armillary" in run("reject", OLD).stdout
    broken()
    assert as_json("excuse", OLD)["kind"] == "excuse"
    broken()
    assert as_json("withdraw", OLD, "--reason", "Closed.")["resources"] == 1
    with pytest.raises(NothingToDecide):
        run("accept", OLD)


def test_links_of_older_resources_are_gathered(lead_to: Lead):
    lead_to(OLD)
    LinkUse.objects.all().delete()
    Link.objects.all().delete()
    run("gather")
    assert link_to(OLD).uses == 1


def test_the_doctor_tells_whether_links_are_asked(lead_to: Lead, settings: Any):
    def said() -> str:
        return next(each.says for each in examine() if each.name == "links")

    assert said().startswith("off: ")
    assert "ARMILLARY_LINK_CHECKS=on" in said()
    settings.LINK_CHECKS = True
    lead_to(OLD)
    broken()
    assert said() == "on; broken, moved or doubtful: 1"
