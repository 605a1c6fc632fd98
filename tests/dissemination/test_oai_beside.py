"""What records say beside their metadata: sets by collection, source and review, and `about`."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from lxml import etree
from tests.dissemination.conftest import error_codes, names, publish, texts
from tests.dissemination.test_changes import publish_a_review, rubric  # noqa: F401  (fixtures)

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import (
    add_to_collection,
    create_collection,
    merge_resources,
    publish_collection,
    remove_from_collection,
    unpublish_collection,
)
from armillary.core.clock import now
from armillary.core.texts import TranslatedText
from armillary.dissemination.models import OaiClock, OaiRecord
from armillary.dissemination.oai.about import PROVENANCE, REVIEWS, RIGHTS
from armillary.dissemination.operations import (
    LAYOUT,
    bring_up_to_date,
    rebuild_records,
    refresh_records,
)
from armillary.harvest.models import Record, Run, Source
from armillary.harvest.queries import _titles_in
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.review.models import Review
from armillary.review.operations import withdraw_review

pytestmark = pytest.mark.django_db

Ask = Callable[..., ET.Element]


@pytest.fixture
def water(db: None) -> Collection:
    made = create_collection("water", title=TranslatedText.of(ar="ماء", en="Water"), by=OPERATOR)
    publish_collection(made, by=OPERATOR)
    return made


@pytest.fixture
def harvested(resource: Resource) -> Record:
    """A record of another provider that the resource was made from."""
    source = Source.objects.create(
        name="open-lessons", title="Open Lessons", kind="oai", address="https://lessons.example/oai"
    )
    return Record.objects.create(
        source=source,
        resource=resource,
        identifier="oai:lessons.example:7 & more",
        datestamp="2026-01-02T03:04:05Z",
        created_at=now(),
    )


def sets_of(ask: Ask) -> dict[str, str]:
    answer = ask(verb="ListSets")
    return dict(zip(texts(answer, "setSpec"), texts(answer, "setName"), strict=True))


def members(ask: Ask, spec: str) -> list[str]:
    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc", set=spec)
    return [] if error_codes(answer) else names(answer)


def refreshed(resource: Resource) -> OaiRecord:
    refresh_records([resource.pk], by=SYSTEM)
    return OaiRecord.objects.get(pk=resource.pk)


# Sets


def test_collection_is_a_set_while_it_is_published(
    ask: Ask, resource: Resource, water: Collection, run_tasks: Callable[[], None]
):
    before = refreshed(resource).position
    add_to_collection(water, resource, by=OPERATOR)
    run_tasks()
    assert sets_of(ask)["collection:water"] == "Water"
    assert members(ask, "collection:water") == members(ask, "collection") == [resource.public_id]
    assert OaiRecord.objects.get(pk=resource.pk).position > before  # whoever harvests hears of it
    unpublish_collection(water, by=OPERATOR)
    run_tasks()
    assert members(ask, "collection:water") == []
    assert "collection:water" not in sets_of(ask)


def test_what_leaves_a_collection_leaves_its_set(
    ask: Ask, resource: Resource, water: Collection, run_tasks: Callable[[], None]
):
    add_to_collection(water, resource, by=OPERATOR)
    run_tasks()
    remove_from_collection(water, resource, by=OPERATOR)
    run_tasks()
    assert members(ask, "collection:water") == []


def test_collection_nobody_published_is_no_set(
    ask: Ask, resource: Resource, run_tasks: Callable[[], None]
):
    draft = create_collection("ice", title=TranslatedText.of(en="Ice"), by=OPERATOR)
    position = refreshed(resource).position
    add_to_collection(draft, resource, by=OPERATOR)
    run_tasks()
    assert refreshed(resource).position == position
    assert "collection:ice" not in sets_of(ask)


def test_what_was_merged_stays_in_the_collections_of_both(
    ask: Ask, water: Collection, run_tasks: Callable[[], None]
):
    kept, absorbed = (Resource.objects.get(pk=number) for number in publish(2))
    add_to_collection(water, absorbed, by=OPERATOR)
    merge_resources(kept, absorbed, by=OPERATOR)
    run_tasks()
    refresh_records([kept.pk, absorbed.pk], by=SYSTEM)
    assert kept.public_id in members(ask, "collection:water")


def test_source_is_a_set_by_its_own_name(ask: Ask, harvested: Record, resource: Resource):
    _titles_in.cache_clear()
    assert sets_of(ask)["source:open-lessons"] == "Open Lessons"
    assert members(ask, "source:open-lessons") == [resource.public_id]


def test_review_moves_a_record_to_another_set(
    ask: Ask,
    resource: Resource,
    publish_a_review: Callable[..., Review],  # noqa: F811
    run_tasks: Callable[[], None],
):
    assert members(ask, "review:not-reviewed") == [resource.public_id]
    publish_a_review(resource)
    run_tasks()
    assert members(ask, "review:reviewed") == [resource.public_id]
    assert members(ask, "review:not-reviewed") == []
    assert members(ask, "review") == [resource.public_id]


# About


def abouts(ask: Ask) -> dict[str, ET.Element]:
    answer = ask(verb="ListRecords", metadataPrefix="oai_dc")
    containers = answer.iter("{http://www.openarchives.org/OAI/2.0/}about")
    return {root.tag.partition("}")[0][1:]: root for [root] in containers}


def test_every_record_says_what_may_be_done_with_it(ask: Ask, resource: Resource, settings: Any):
    reference = abouts(ask)[RIGHTS][0]
    assert reference.get("ref") == "https://creativecommons.org/publicdomain/zero/1.0/"
    settings.METADATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    refreshed(resource)
    assert abouts(ask)[RIGHTS][0].get("ref") == settings.METADATA_LICENCE


def test_record_says_which_record_of_whom_it_was_made_from(
    ask: Ask, harvested: Record, resource: Resource
):
    refreshed(resource)
    [origin] = abouts(ask)[PROVENANCE]
    said = {each.tag.rpartition("}")[2]: each.text for each in origin}
    assert said == {
        "baseURL": "https://lessons.example/oai",
        "identifier": "oai:lessons.example:7 & more",
        "datestamp": "2026-01-02T03:04:05Z",
        "metadataNamespace": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    }
    assert origin.get("altered") == "true"


def test_record_says_when_it_was_taken_as_it_is_now(
    ask: Ask, harvested: Record, resource: Resource
):
    run = Run.objects.create(
        source=harvested.source, started_at=datetime(2026, 4, 5, 6, tzinfo=UTC)
    )
    Record.objects.update(changed_in=run.pk)
    refreshed(resource)
    assert abouts(ask)[PROVENANCE][0].get("harvestDate") == "2026-04-05T06:00:00Z"


@pytest.mark.parametrize("datestamp", ["", "yesterday", "2026-01-02 03:04"])
def test_origin_that_does_not_fit_the_schema_is_left_out(
    ask: Ask, harvested: Record, resource: Resource, datestamp: str
):
    Record.objects.update(datestamp=datestamp)
    refreshed(resource)
    assert PROVENANCE not in abouts(ask)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("file:///srv/private/dump.xml", ""),
        ("https://lessons.example/oai?apikey=SECRET#x", "https://lessons.example/oai"),
        ("https://ada:secret@lessons.example:8443/oai", "https://lessons.example:8443/oai"),
    ],
)
def test_nothing_of_a_source_is_told_that_is_not_for_everybody(
    ask: Ask, harvested: Record, resource: Resource, address: str, told: str
):
    Source.objects.update(address=address)
    refreshed(resource)
    found = abouts(ask)
    assert (found[PROVENANCE][0][0].text if told else "") == told
    assert told or PROVENANCE not in found
    assert "SECRET" not in ET.tostring(ask(verb="ListRecords", metadataPrefix="oai_dc"), "unicode")


def test_reviews_travel_with_the_record_without_the_names_of_reviewers(
    ask: Ask,
    client: Client,
    resource: Resource,
    publish_a_review: Callable[..., Review],  # noqa: F811
    run_tasks: Callable[[], None],
):
    review = publish_a_review(resource)
    run_tasks()
    root = abouts(ask)[REVIEWS]
    [said] = root
    assert said.get("address", "").endswith(
        f"/resources/{resource.public_id}/#review-{review.public_id}"
    )
    assert 0 < int(said.get("points", "")) <= int(said.get("most", ""))
    assert "Rima" not in ET.tostring(root, encoding="unicode")
    schema = etree.XMLSchema(etree.fromstring(client.get("/oai/reviews.xsd").content))
    schema.assertValid(etree.fromstring(ET.tostring(root)))
    withdraw_review(review, reason="A mistake", by=review.reviewer)
    run_tasks()
    assert REVIEWS not in abouts(ask)


def test_tombstone_says_nothing_beside(ask: Ask, withdrawn: Resource):
    assert abouts(ask) == {}


# What an earlier version of the program laid out


def test_records_of_an_earlier_version_are_made_anew_once(resource: Resource):
    OaiClock.objects.update(layout=0)
    OaiRecord.objects.update(about=b"", fingerprint="")
    assert bring_up_to_date(by=SYSTEM)
    assert bytes(OaiRecord.objects.get().about)
    assert OaiClock.objects.get().layout == LAYOUT
    assert not bring_up_to_date(by=SYSTEM)
    assert rebuild_records(by=SYSTEM).written == 0


def test_new_installation_has_nothing_to_bring_up_to_date(resource: Resource):
    assert OaiClock.objects.get().layout == LAYOUT
    assert not bring_up_to_date(by=SYSTEM)
