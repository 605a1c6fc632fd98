"""Links at the desk: lists, one link, decisions and their undoing, without any script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml.html import document_fromstring
from tests.faulty_site import FaultySite, Page
from tests.portal.conftest import markup_faults

from armillary.catalogue.models import Resource
from armillary.core.tasks import LONG, drain
from armillary.evaluation.enums import Outcome, Standing
from armillary.evaluation.models import LinkDecision, LinkHost
from armillary.people.models import Person

from .conftest import NEW, OLD, SINCE, broken, link_to, moved, stand

pytestmark = pytest.mark.django_db

Lead = Callable[..., Resource]
INBOX = "/desk/links/"
DECIDE = "/desk/links/decide/"


@pytest.fixture
def desk(curator: Person, client_of: Callable[[Person], Client]) -> Client:
    return client_of(curator)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert markup_faults(response.content.decode()) == []
    return " ".join(document_fromstring(response.content).text_content().split())


def send(client: Client, decision: str, *links: str, **more: Any) -> str:
    sent = {"decision": decision, "link": list(links), "back": INBOX, **more}
    response = client.post(DECIDE, sent, follow=True)
    assert response.status_code == 200
    found = document_fromstring(response.content).find_class("message")
    return " ".join(" ".join(each.text_content().split()) for each in found)


def addresses(resource: Resource) -> list[str]:
    return Resource.objects.get(pk=resource.pk).facts["addresses"]


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(
    "query",
    ["", "?show=moved", "?show=doubtful", "?show=missed", "?show=unclear", "?show=nonsense",
     "?show=broken&host=lessons.example", "?show=respelt", "?outcome=missing"],
)  # fmt: skip
def test_every_list_is_sound_with_and_without_content(
    desk: Client, lead_to: Lead, prefix: str, query: str
):
    text_of(desk, f"{prefix}{INBOX}{query}")
    lead_to(f"{OLD}/1", f"{OLD}/2", f"{OLD}/3", f"{OLD}/4", f"{OLD}/5")
    broken(f"{OLD}/1")
    moved(f"{OLD}/2")
    stand(f"{OLD}/3", Standing.DOUBTFUL, Outcome.ELSEWHERE, leads_to=NEW, sure=0.6)
    stand(f"{OLD}/4", Standing.MISSED, Outcome.UNREACHABLE)
    stand(f"{OLD}/5", Standing.UNCLEAR, Outcome.ROBOTS)
    text_of(desk, f"{prefix}{INBOX}{query}")


def test_broken_links_are_shown_host_by_host(desk: Client, lead_to: Lead):
    lead_to(OLD, titles={"en": "Old lesson"})
    broken()
    text = text_of(desk, INBOX)
    assert "lessons.example 1 broken address" in text
    assert "The server has nothing at this address (404)." in text
    assert "Missing since Feb. 1, 2026." in text
    assert "Old lesson" in text


def test_a_host_that_is_down_is_told_as_one_event(desk: Client, lead_to: Lead):
    for number in range(3):
        lead_to(f"{OLD}/{number}")
        stand(f"{OLD}/{number}", Standing.BROKEN, Outcome.HOST_DOWN, missed_since=SINCE)
    LinkHost.objects.update(is_lost=True, missed_since=SINCE)
    text = text_of(desk, INBOX)
    said = "Nothing on this host has answered since Feb. 1, 2026: one event, and 3 addresses."
    assert said in text


def test_the_desk_tells_that_link_checks_are_off(desk: Client, lead_to: Lead, settings: Any):
    resource = lead_to(OLD)
    off = "Link checks are off, so no address is asked."
    pages = (INBOX, f"{INBOX}{link_to(OLD).pk}/", f"/desk/resources/{resource.public_id}/")
    assert all(off in text_of(desk, page) for page in pages)
    settings.LINK_CHECKS = True
    assert not any(off in text_of(desk, page) for page in pages)


def test_the_menu_counts_what_waits(desk: Client, lead_to: Lead):
    assert "Links (" not in text_of(desk, INBOX)
    lead_to(OLD)
    broken()
    assert "Links (1)" in text_of(desk, "/desk/candidates/")


def test_moves_are_taken_over_in_bulk_and_undone(desk: Client, lead_to: Lead):
    resources = [lead_to(f"{OLD}/{number}") for number in range(2)]
    for number in range(2):
        moved(f"{OLD}/{number}", f"{NEW}/{number}")
    page = document_fromstring(desk.get(f"{INBOX}?show=moved").content)
    ticked = [each.get("value") for each in page.xpath("//input[@name='link']")]

    said = send(desk, "accept", *ticked)

    assert said == "Decided about 2 links. It can be undone on the page of links. Undo"
    assert [addresses(resource) for resource in resources] == [[f"{NEW}/0"], [f"{NEW}/1"]]
    decision = LinkDecision.objects.get()
    assert "New addresses taken over 2 links" in text_of(desk, INBOX)
    desk.post(f"/desk/links/undo/{decision.public_id}/")
    assert [addresses(resource) for resource in resources] == [[f"{OLD}/0"], [f"{OLD}/1"]]
    assert "Undone" in text_of(desk, INBOX)


def test_a_form_that_showed_another_target_changes_nothing(desk: Client, lead_to: Lead):
    resource = lead_to(OLD)
    link = moved()
    said = send(desk, "accept", f"{link.pk}:0123456789")
    assert "This cannot be done to any of the chosen links now." in said
    assert addresses(resource) == [OLD]


def test_all_of_a_host_can_be_decided_at_once(desk: Client, lead_to: Lead):
    for number in range(7):
        lead_to(f"{OLD}/{number}")
        broken(f"{OLD}/{number}")
    other = lead_to("https://other.example/")
    broken("https://other.example/")
    said = send(
        desk, "withdraw", all="yes", show="broken", host="lessons.example", reason="Closed."
    )
    assert said == "Decided about 7 links. It can be undone on the page of links. Undo"
    assert Resource.objects.filter(state="withdrawn").count() == 7
    other.refresh_from_db()
    assert other.is_listed


def test_other_writings_of_many_hosts_are_taken_over_at_once(desk: Client, lead_to: Lead):
    resources = [lead_to(f"https://h{number}.example/a") for number in range(3)]
    for number in range(3):
        address = f"https://h{number}.example/a"
        stand(address, Standing.RESPELT, Outcome.MOVED, leads_to=f"{address}/", moves=2)
    said = send(desk, "accept", all="yes", show="respelt")
    assert said == "Decided about 3 links. It can be undone on the page of links. Undo"
    assert [addresses(resource) for resource in resources] == [
        [f"https://h{number}.example/a/"] for number in range(3)
    ]


def test_withdrawing_wants_a_reason(desk: Client, lead_to: Lead):
    resource = lead_to(OLD)
    said = send(desk, "withdraw", str(broken().pk))
    assert "Please give a reason" in said
    resource.refresh_from_db()
    assert resource.is_listed


def test_what_is_fine_leaves_the_list(desk: Client, lead_to: Lead):
    lead_to(OLD)
    send(desk, "excuse", str(broken().pk))
    text = text_of(desk, INBOX)
    assert "Nothing waits here." in text
    assert "Called fine 1 link" in text
    assert "A curator has called this fine." in text_of(desk, f"{INBOX}{link_to(OLD).pk}/")


def test_links_are_asked_again_in_the_background(
    desk: Client, lead_to: Lead, site: FaultySite, checks_on: None
):
    site.pages["/a"] = Page()
    lead_to(f"{site.address}/a")
    said = send(desk, "ask", str(link_to(f"{site.address}/a").pk))
    assert "They are asked within minutes" in said
    assert site.asked == []
    drain(LONG)
    assert link_to(f"{site.address}/a").standing == Standing.GOOD


def test_nothing_is_asked_from_the_desk_while_checks_are_off(
    desk: Client, lead_to: Lead, site: FaultySite
):
    lead_to(f"{site.address}/a")
    said = send(desk, "ask", str(link_to(f"{site.address}/a").pk))
    assert "Link checks are off, so no address is asked." in said
    drain()
    assert site.asked == []


def test_nothing_chosen_is_said(desk: Client):
    assert send(desk, "accept") == "Choose at least one link."
    assert send(desk, "accept", "x", "-1", ":", "9" * 5_000) == "Choose at least one link."
    assert desk.get(f"{INBOX}{'9' * 30}/").status_code == 404


def test_a_made_up_decision_is_refused(desk: Client, lead_to: Lead):
    lead_to(OLD)
    sent = {"decision": "explode", "link": [str(link_to(OLD).pk)]}
    assert desk.post(DECIDE, sent).status_code == 400


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "", "javascript:x"])
def test_forms_lead_back_to_this_site_only(desk: Client, lead_to: Lead, back: str):
    lead_to(OLD)
    sent = {"decision": "reject", "link": [str(moved().pk)], "back": back}
    assert desk.post(DECIDE, sent)["Location"] == INBOX


def test_one_link_shows_its_history_and_who_leads_there(desk: Client, lead_to: Lead):
    lead_to(OLD, titles={"en": "Old lesson"})
    history = [["2026-03-02T12:00:00+00:00", "unreachable", None]]
    link = stand(OLD, Standing.MISSED, Outcome.UNREACHABLE, history=history, misses=1)
    text = text_of(desk, f"{INBOX}{link.pk}/")
    assert "Nobody answered, or not in time, or not in a readable way." in text
    assert "Old lesson Where readers are sent" in text
    assert desk.get(f"{INBOX}999999/").status_code == 404


def test_the_resource_on_the_desk_shows_its_links_and_decides_about_them(
    desk: Client, lead_to: Lead
):
    resource = lead_to(OLD)
    link = moved()
    page = f"/desk/resources/{resource.public_id}/"
    assert f"Where readers are sent: {OLD} Moved" in text_of(desk, page)
    response = desk.post(DECIDE, {"decision": "accept", "link": [str(link.pk)], "back": page})
    assert response["Location"] == page
    assert f"Where readers are sent: {NEW} Not asked yet" in text_of(desk, page)


def test_hostile_addresses_are_shown_and_not_obeyed(desk: Client, lead_to: Lead):
    address = "https://lessons.example/%3Cscript%3E?a=%22onmouseover=x"
    lead_to(address)
    stand(address, Standing.MOVED, Outcome.MOVED, leads_to='https://x.example/"><script>', moves=2)
    page = desk.get(f"{INBOX}?show=moved")
    assert markup_faults(page.content.decode()) == []
    assert b"<script>" not in page.content


@pytest.mark.parametrize("address", [INBOX, DECIDE, f"{INBOX}1/", f"{INBOX}undo/abc/"])
def test_only_curators_come_here(
    member: Person, client: Client, client_of: Callable[[Person], Client], address: str
):
    method = "post" if address in (DECIDE, f"{INBOX}undo/abc/") else "get"
    assert getattr(client, method)(address)["Location"].startswith("/accounts/login/")
    assert getattr(client_of(member), method)(address).status_code == 403
