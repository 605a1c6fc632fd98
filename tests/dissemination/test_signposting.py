"""FAIR Signposting, level 2: all links of a resource in one document that its page names."""

import json

import pytest
from django.test import Client
from tests.dissemination.conftest import edit, publish

from armillary.catalogue.models import Resource
from armillary.dissemination.renditions import kinds_of
from armillary.dissemination.signposting import MOST, signposting_links
from armillary.search.operations import drain_outbox


@pytest.fixture(autouse=True)
def _indexed(resource: Resource):
    drain_outbox(wait=True)


pytestmark = pytest.mark.django_db

BASE = "http://127.0.0.1:8000"


def test_page_names_both_documents(client: Client, resource: Resource):
    header = client.get(f"/resources/{resource.public_id}/")["Link"]
    address = f"{BASE}/resources/{resource.public_id}.linkset"
    assert f'<{address}.json> ; rel="linkset" ; type="application/linkset+json"' in header
    assert f'<{address}.txt> ; rel="linkset" ; type="application/linkset"' in header


def test_document_has_the_links_of_the_page_and_those_back_to_it(
    client: Client, resource: Resource
):
    response = client.get(f"/resources/{resource.public_id}.linkset.json")
    assert response["Content-Type"] == "application/linkset+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    page, *others = json.loads(response.content)["linkset"]
    landing = f"{BASE}/resources/{resource.public_id}/"
    assert page["anchor"] == landing
    assert page["cite-as"] == [{"href": landing}]
    assert page["license"] == [{"href": "https://creativecommons.org/licenses/by/4.0/"}]
    assert page["author"] == [{"href": "https://orcid.org/0000-0002-1825-0097"}]
    assert len(page["describedby"]) == len(kinds_of(resource))
    file = "https://lessons.example.org/fractions.pdf"
    assert page["item"] == [{"href": file, "type": "application/pdf"}]
    back = {each["anchor"]: each for each in others}
    assert back[file]["collection"] == [{"href": landing, "type": "text/html"}]
    described = {anchor for anchor, each in back.items() if "describes" in each}
    assert described == {each["href"] for each in page["describedby"]}


def test_text_has_as_many_links(client: Client, resource: Resource):
    address = f"/resources/{resource.public_id}.linkset"
    response = client.get(f"{address}.txt")
    contexts = json.loads(client.get(f"{address}.json").content)["linkset"]
    count = sum(len(each[rel]) for each in contexts for rel in each if rel != "anchor")
    assert response["Content-Type"] == "application/linkset"
    assert response.content.decode().count("; rel=") == count


def test_header_is_cut_short_and_the_document_is_not(client: Client, resource: Resource):
    files = [
        {"address": f"https://lessons.example.org/{n}.pdf", "media_type": ""} for n in range(40)
    ]
    edit([resource.pk], files=files)
    resource.refresh_from_db()
    address = f"/resources/{resource.public_id}.linkset.json"
    [page, *_] = json.loads(client.get(address).content)["linkset"]
    assert signposting_links(resource).count('rel="item"') == MOST
    assert len(page["item"]) == 40


def test_a_guessed_licence_is_not_told(client: Client, resource: Resource):
    guess = {"by": "machine", "ref": "licence", "at": "2026-01-01T00:00:00Z", "confidence": 0.9}
    resource.provenance = {**resource.provenance, "licence": guess}
    resource.save()
    assert 'rel="license"' not in client.get(f"/resources/{resource.public_id}/")["Link"]


def test_a_known_document_is_not_sent_again(client: Client, resource: Resource):
    address = f"/resources/{resource.public_id}.linkset.json"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("form", ["json", "txt"])
def test_withdrawn_and_unknown_have_no_links(client: Client, withdrawn: Resource, form: str):
    assert client.get(f"/resources/{withdrawn.public_id}.linkset.{form}").status_code == 410
    assert client.get(f"/resources/none.linkset.{form}").status_code == 404
    [number] = publish(1)
    listed = Resource.objects.get(pk=number).public_id
    assert client.get(f"/resources/{listed}.linkset.xml").status_code == 404
