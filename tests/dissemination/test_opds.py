"""The catalogue as reading apps see it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from tests.dissemination.conftest import DESCRIPTION, describe, publish

from armillary.catalogue.models import Collection, CollectionItem, Resource
from armillary.catalogue.operations import merge_resources, withdraw_resources
from armillary.core.languages import INTERFACE_LANGUAGES
from armillary.core.texts import TranslatedText
from armillary.dissemination.opds import navigation, results
from armillary.dissemination.operations import refresh_records
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"
FEED = "application/opds+json"
OPEN = "http://opds-spec.org/acquisition/open-access"


@pytest.fixture(autouse=True)
def _indexed(db: None):
    drain_outbox(wait=True)


def found(count: int = 1, **changes: object) -> list[int]:
    ids = publish(count, **changes)
    drain_outbox(wait=True)
    return ids


def read(client: Client, address: str, media_type: str = FEED) -> Any:
    """A document, which says what it is and where."""
    response = client.get(address.removeprefix(BASE))
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"] == media_type
    assert response["Access-Control-Allow-Origin"] == "*"
    document = json.loads(response.content)
    assert links(document)["self"] == BASE + address.removeprefix(BASE)
    return document


def links(document: Any) -> dict[str, str]:
    return {each["rel"]: each["href"] for each in document["links"]}


def names(document: Any) -> list[str]:
    """Public ids of the publications."""
    return [each["metadata"]["identifier"].split("/")[-2] for each in document["publications"]]


def name(number: int) -> str:
    return Resource.objects.get(pk=number).public_id


def collect(*ids: int, slug: str = "first") -> Collection:
    title = TranslatedText.of(en="First steps", ar="الخطوات")
    made = Collection.objects.create(slug=slug, title=title, is_published=True)
    for position, number in enumerate(ids):
        CollectionItem.objects.create(collection=made, resource_id=number, position=position)
    return made


def test_publication_has_what_a_reading_app_needs(client: Client):
    [number] = found(titles=DESCRIPTION["titles"])
    resource = Resource.objects.get(pk=number)
    [publication] = read(client, "/opds/search")["publications"]
    address = f"{BASE}/opds/publications/{resource.public_id}"
    assert publication["metadata"] == {
        "@type": "http://schema.org/LearningResource",
        "identifier": f"{BASE}/resources/{resource.public_id}/",
        "title": "Fractions & ratios",
        "description": "Halves, thirds <and> quarters.",
        "language": ["en"],
        "author": [{"name": "A. Noor", "identifier": "https://orcid.org/0000-0002-1825-0097"}],
        "publisher": {"name": "Open Lessons"},
        "published": "2024-05-03",
        "modified": resource.datestamp.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": [
            {
                "name": "Algebra",
                "code": "algebra",
                "scheme": publication["metadata"]["subject"][0]["scheme"],
                "links": [{"href": f"{BASE}/opds/subjects/algebra", "type": FEED}],
            },
            {"name": "fractions"},
        ],
    }
    assert publication["metadata"]["subject"][0]["scheme"].startswith("http")
    assert publication["links"] == [
        {"href": address, "type": "application/opds-publication+json", "rel": "self"},
        {
            "href": "https://lessons.example.org/fractions.pdf",
            "type": "application/pdf",
            "rel": OPEN,
        },
        {"href": "https://lessons.example.org/fractions", "rel": OPEN},
        {
            "href": f"{BASE}/resources/{resource.public_id}/",
            "type": "text/html",
            "rel": "alternate",
        },
        {"href": "https://creativecommons.org/licenses/by/4.0/", "rel": "license"},
    ]
    assert read(client, address, "application/opds-publication+json") == publication


def test_every_publication_has_a_picture_that_is_there(client: Client):
    found()
    picture = {"address": "https://lessons.example.org/a.png", "media_type": "image/png"}
    found(files=[picture])
    newest, other = read(client, "/opds/search?sort=newest")["publications"]
    assert [each["type"] for each in other["images"]] == ["image/png"]
    assert newest["images"][0] == {"href": picture["address"], "type": "image/png"}
    assert other["images"][0]["href"].startswith(f"{BASE}/static/core/icon-512")


def test_what_costs_something_is_not_open_and_what_has_no_address_is_got_here(client: Client):
    found(free=False, addresses=["https://lessons.example.org/a"], files=[])
    found(addresses=[], files=[], subjects=["physics"])
    kinds = [links(each) for each in read(client, "/opds/search?sort=newest")["publications"]]
    assert "http://opds-spec.org/acquisition" in kinds[0]
    assert kinds[0]["http://opds-spec.org/acquisition"].startswith(f"{BASE}/resources/")
    assert kinds[1]["http://opds-spec.org/acquisition"] == "https://lessons.example.org/a"
    assert OPEN not in kinds[0] | kinds[1]


def walk(client: Client, address: str, seen: set[str]) -> Iterator[Any]:
    """Every feed of the catalogue, as an app would come to it."""
    if address in seen:
        return
    seen.add(address)
    document = read(client, address)
    yield document
    onward = [each["href"] for each in document.get("navigation", [])]
    for href in [*onward, *filter(None, [links(document).get("next")])]:
        yield from walk(client, href, seen)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_an_app_comes_from_the_start_to_everything_in_its_language(client: Client, language: str):
    ids = found(2) + found(subjects=["physics"], titles=DESCRIPTION["titles"])
    collect(*ids)
    prefix = "" if language == "en" else f"/{language}"
    seen: set[str] = set()
    feeds = list(walk(client, f"{BASE}{prefix}/opds", seen))
    assert {each for feed in feeds for each in names({"publications": [], **feed})} == {
        name(number) for number in ids
    }
    assert all(address.startswith(f"{BASE}{prefix}/opds") for address in seen)
    assert f"{BASE}{prefix}/opds/collections/first" in seen
    assert f"{BASE}{prefix}/opds/subjects/algebra" in seen
    assert all({"start", "search"} <= set(links(feed)) for feed in feeds)
    assert all(each["title"] for feed in feeds for each in feed.get("navigation", []))


def test_words_are_in_the_language_of_the_address(client: Client):
    found(titles=DESCRIPTION["titles"])
    document = read(client, "/ar/opds/search?subject=algebra")
    assert document["publications"][0]["metadata"]["title"] == "الكسور والنسب"
    assert document["metadata"]["title"] == "الجبر"
    assert document["facets"][0]["metadata"]["title"] != "Level"


def test_search_is_what_the_template_says(client: Client):
    [fractions] = found(titles={"en": "Fractions"})
    found(titles={"en": "Forces"}, keywords=[], descriptions={}, subjects=["mechanics"])
    template = links(read(client, "/opds"))["search"]
    assert template == f"{BASE}/opds/search{{?query}}"
    answer = client.get("/opds/search?query=fractions")
    assert names(json.loads(answer.content)) == [name(fractions)]
    assert names(read(client, "/opds/search?q=fractions")) == [name(fractions)]


def test_pages_lead_to_the_end_and_no_further(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(results, "SIZE", 2)
    monkeypatch.setattr(navigation, "SIZE", 2)
    ids = found(5)
    collect(*reversed(ids))
    for first, expected in (
        ("/opds/search?sort=newest", list(reversed(ids))),
        ("/opds/collections/first", list(reversed(ids))),
        ("/opds/subjects/algebra", None),
    ):
        address, seen = first, []
        while address:
            document = read(client, address)
            assert document["metadata"]["numberOfItems"] == 5
            seen += names(document)
            address = links(document).get("next", "")
        assert len(seen) == len(set(seen)) == 5
        assert expected is None or seen == [name(number) for number in expected]


def test_facets_count_choose_and_give_up(client: Client):
    found(2)
    found(languages=["ar"], levels=["primary"])
    document = read(client, "/opds/search")
    facets = {each["metadata"]["title"]: each["links"] for each in document["facets"]}
    counted = {each["title"]: each["properties"]["numberOfItems"] for each in facets["Language"]}
    assert counted == {"English": 2, "Arabic": 1}
    [arabic] = [each["href"] for each in facets["Language"] if each["title"] == "Arabic"]
    chosen = read(client, arabic)
    assert chosen["metadata"]["numberOfItems"] == 1
    again = {each["metadata"]["title"]: each["links"] for each in chosen["facets"]}["Language"]
    [active] = [each for each in again if each.get("rel") == "self"]
    assert (active["title"], active["href"]) == ("Arabic", f"{BASE}/opds/search")


def test_what_is_chosen_can_be_given_up_however_rare_it_is(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(results, "MOST", 1)
    found(3)
    found(languages=["ar"])
    document = read(client, "/opds/search?language=ar")
    facets = {each["metadata"]["title"]: each["links"] for each in document["facets"]}
    assert [each["title"] for each in facets["Language"]] == ["Arabic"]


@pytest.mark.parametrize("leave", ["withdrawn", "candidate", "merged"])
def test_what_is_not_listed_is_behind_no_door(client: Client, leave: str):
    [kept, gone] = found(2)
    collect(kept, gone)
    if leave == "withdrawn":
        withdraw_resources([gone], by=SYSTEM, reason="Gone.")
        refresh_records([gone], by=SYSTEM)
    if leave == "merged":
        both = Resource.objects.in_bulk([kept, gone])
        merge_resources(both[kept], both[gone], by=SYSTEM)
    if leave == "candidate":
        withdraw_resources([gone], by=SYSTEM, reason="Gone.")
        [gone] = describe(1)
    for path in ("/opds/search", "/opds/subjects/algebra", "/opds/collections/first"):
        assert names(json.loads(client.get(path).content)) == [name(kept)]
    answer = client.get(f"/opds/publications/{name(gone)}")
    assert answer.status_code == {"withdrawn": 410, "candidate": 404, "merged": 301}[leave]


def test_an_unpublished_collection_is_not_there(client: Client):
    Collection.objects.filter(pk=collect(*found()).pk).update(is_published=False)
    assert client.get("/opds/collections/first").status_code == 404
    assert read(client, "/opds/collections")["navigation"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/opds/search?after=forged", 400),
        ("/opds/collections/first?after=forged", 400),
        ("/opds/search?query=" + "x" * 1001, 400),
        ("/opds/subjects/alchemy", 404),
        ("/opds/collections/none", 404),
        ("/opds/publications/none", 404),
    ],
)
def test_what_makes_no_sense_is_refused(client: Client, path: str, status: int):
    collect(*found())
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.content.decode()


def test_a_known_feed_is_not_sent_again_until_something_changes(client: Client):
    found()
    etag = client.get("/opds/search")["ETag"]
    assert client.get("/opds/search", headers={"If-None-Match": etag}).status_code == 304
    found()
    assert client.get("/opds/search", headers={"If-None-Match": etag}).status_code == 200


def test_a_guess_is_not_told_as_a_fact(client: Client):
    [number] = found()
    resource = Resource.objects.get(pk=number)
    guess = {"by": "machine", "ref": "licence", "at": "2026-01-01T00:00:00Z", "confidence": 0.9}
    resource.provenance = {**resource.provenance, "licence": guess}
    resource.save()
    assert "licence" not in resource.stated
    [publication] = read(client, "/opds/search")["publications"]
    assert "license" not in links(publication)
    [entry] = json.loads(client.get("/feeds/resources.json").content)["items"]
    assert "_armillary" not in entry


def test_the_home_page_names_the_catalogue(client: Client):
    found()
    for page, catalogue in {"/": "/opds", "/ar/": "/ar/opds"}.items():
        content = client.get(page).content.decode()
        assert f'type="application/opds+json" title="Armillary" href="{catalogue}"' in content
