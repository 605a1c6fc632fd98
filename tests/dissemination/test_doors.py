"""One identity behind every door, and withdrawal reaches them all."""

import json

import pytest
from django.test import Client
from tests.dissemination.conftest import publish
from typer.testing import CliRunner

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import merge_resources, withdraw_resources
from armillary.core.tasks import drain
from armillary.dissemination import addresses
from armillary.dissemination.interfaces.cli import app
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox

pytestmark = pytest.mark.django_db

LISTS = (
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/feeds/resources.atom",
    "/feeds/subjects/algebra.atom",
    *(f"/feeds/{name}.rss" for name in ("resources", "subjects/algebra", "search")),
    *(f"/feeds/{name}.json" for name in ("resources", "subjects/algebra", "search")),
    *("/opds/search", "/opds/subjects/algebra", "/ar/opds/search"),
    "/resourcesync/resources-0.xml",
    "/sitemaps/resources-0.xml",
    "/api/v1/resources",
)
SINGLES = (
    "/resources/{}.jsonld",
    "/resources/{}.amb.json",
    "/resources/{}.dc.xml",
    "/resources/{}.lom.xml",
    "/resources/{}.linkset.json",
    "/resources/{}.linkset.txt",
    "/opds/publications/{}",
    "/fr/opds/publications/{}",
    "/api/v1/resources/{}",
)


def settle() -> None:
    """What the worker does between a decision and the next visitor."""
    drain()
    drain_outbox(wait=True)


def test_every_identifier_is_made_from_the_public_id(client: Client, resource: Resource):
    settle()
    public_id = resource.public_id
    landing = f"http://127.0.0.1:8000/resources/{public_id}/"

    assert addresses.landing(public_id) == landing
    assert json.loads(client.get(f"/resources/{public_id}.jsonld").content)["@id"] == landing
    assert json.loads(client.get(f"/resources/{public_id}.amb.json").content)["id"] == landing
    assert client.get(f"/api/v1/resources/{public_id}").json()["id"] == public_id
    for path in LISTS:
        assert public_id in client.get(path).content.decode(), path


@pytest.mark.parametrize("leave", ["withdraw", "merge"])
def test_what_leaves_the_catalogue_leaves_by_every_door(client: Client, leave: str):
    gone, kept = (Resource.objects.get(pk=number) for number in publish(2))
    if leave == "withdraw":
        withdraw_resources([gone.pk], by=SYSTEM, reason="The publisher asked for it.")
    else:
        merge_resources(kept, gone, by=SYSTEM)
    settle()

    for path in LISTS[1:]:
        body = client.get(path).content.decode()
        assert kept.public_id in body, path
        assert gone.public_id not in body, path
    identifier = addresses.oai_identifier(gone.public_id)
    record = client.get(
        "/oai", {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": identifier}
    )
    assert '<header status="deleted">' in record.content.decode()
    for path in SINGLES:
        response = client.get(path.format(gone.public_id))
        if leave == "withdraw":
            assert response.status_code == 410, path
            assert b"Lesson" not in response.content, path
        else:
            assert response.status_code in (200, 301), path


def test_reading_is_open_to_everybody(client: Client, resource: Resource):
    settle()
    for path in (*LISTS, *(single.format(resource.public_id) for single in SINGLES)):
        assert client.get(path).status_code == 200, path


def test_the_cli_rebuilds_and_tells(resource: Resource):
    rebuilt = CliRunner().invoke(app, ["rebuild", "--json"])
    status = CliRunner().invoke(app, ["status", "--json"])

    assert json.loads(rebuilt.stdout) == {"written": 0, "deleted": 0, "unchanged": 1}
    figures = json.loads(status.stdout)
    assert (figures["records"], figures["tombstones"], figures["sets"]) == (1, 0, 9)
