"""Readers are told plainly which resources could not be reached, in the list and on the page."""

import json
from datetime import UTC, datetime

import pytest

from armillary.catalogue.availability import call_unavailable
from armillary.evaluation.enums import Standing
from armillary.evaluation.links.gathering import tend_links
from armillary.evaluation.models import Link
from armillary.evaluation.operations import check_resources
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox

from .conftest import texts

SINCE = datetime(2026, 5, 3, 8, tzinfo=UTC)
WORDS = "Could not be reached since May 3, 2026"


def stand(resource, standing):
    """As if its address had been asked for weeks."""
    tend_links([resource.pk], by=SYSTEM)
    links = Link.objects.filter(users__resource=resource)
    links.update(standing=standing, missed_since=SINCE if standing == Standing.BROKEN else None)
    if standing == Standing.BROKEN:
        call_unavailable({resource.pk: SINCE}, by=SYSTEM)
    check_resources([resource.pk], by=SYSTEM)
    drain_outbox()


@pytest.fixture
def three(publish):
    """Equal but for their addresses: one is gone, one answers, nobody has asked the third."""
    differences = [
        {"titles": {"en": f"Fractions {name}"}, "addresses": [f"https://{name}.example/"]}
        for name in ("gone", "good", "unasked")
    ]
    gone, good, unasked = publish(*differences)
    stand(gone, Standing.BROKEN)
    stand(good, Standing.GOOD)
    stand(unasked, Standing.NEW)
    return gone, good, unasked


def titles(page, query=""):
    found = page(f"/resources/{query}")
    return texts(found.xpath("//ol[@class='hits']//h3"))


def test_the_list_says_so_and_ranks_it_below_its_equals(page, three):
    assert titles(page)[-1] == "Fractions gone"
    assert titles(page, "?q=fractions")[-1] == "Fractions gone"
    found = page("/resources/")
    assert texts(found.find_class("wrong")) == [WORDS]


def test_readers_can_leave_it_out(page, three):
    assert titles(page, "?availability=answers") == ["Fractions good"]
    assert titles(page, "?availability=unavailable") == ["Fractions gone"]
    text = page("/resources/").text_content()
    assert "Its address answers" in text
    assert "Could not be reached lately" in text


def test_where_nothing_is_asked_the_filter_is_not_offered(page, lesson):
    assert "Availability" not in page("/resources/").text_content()


def test_the_page_says_so_and_keeps_the_way_there(page, three):
    gone, good, _unasked = three
    found = page(f"/resources/{gone.public_id}/")
    [notice] = found.xpath("//div[@class='signal bad']")
    assert WORDS in notice.text_content()
    assert found.xpath("//a[@class='button'][@href='https://gone.example/']")
    assert "Its address has led nowhere since May 3, 2026." in found.text_content()
    assert not page(f"/resources/{good.public_id}/").xpath("//div[@class='signal bad']")


def test_machines_read_since_when_in_json_ld(client, three):
    gone, good, _unasked = three
    document = json.loads(client.get(f"/resources/{gone.public_id}.jsonld").content)
    assert document["expires"] == "2026-05-03"
    assert "expires" not in json.loads(client.get(f"/resources/{good.public_id}.jsonld").content)


def test_other_installations_learn_of_it(client, three):
    gone, *_others = three
    entries = {each["id"]: each for each in client.get("/api/v1/changes").json()["items"]}
    assert entries[gone.public_id]["unavailable_since"] == "2026-05-03T08:00:00Z"
    assert {"check": "address-answers", "verdict": "fail"} in entries[gone.public_id]["checks"]
    others = [each for each in entries.values() if each["id"] != gone.public_id]
    assert all("unavailable_since" not in each for each in others)


def test_the_api_filters_by_it(client, three):
    gone, *_others = three
    found = client.get("/api/v1/resources?availability=unavailable").json()
    assert [each["id"] for each in found["items"]] == [gone.public_id]
