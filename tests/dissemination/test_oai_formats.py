"""The formats beside Dublin Core: made when they are asked for, and true by then."""

import json
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from tests.dissemination.conftest import OAI, edit, error_codes, names, publish, texts

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.catalogue.works.operations import tie_editions
from armillary.dissemination.oai.dresses import JSON, MADE_PAGE, dresses
from armillary.formats.oai_payloads import read_metadata
from armillary.people.actors import OPERATOR, SYSTEM

pytestmark = pytest.mark.django_db

Ask = Callable[..., ET.Element]
MADE = [prefix for prefix in dresses() if prefix != "oai_dc"]


def metadata(answer: ET.Element) -> ET.Element:
    [found] = answer.iter(f"{OAI}metadata")
    [root] = found
    return root


@pytest.mark.parametrize("prefix", list(dresses()))
def test_metadata_are_in_the_namespace_that_the_list_of_formats_names(
    ask: Ask, resource: Resource, prefix: str
):
    root = metadata(ask(verb="ListRecords", metadataPrefix=prefix))
    assert root.tag.startswith(f"{{{dresses()[prefix].namespace}}}")
    location = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "").split()
    assert location == [dresses()[prefix].namespace, dresses()[prefix].schema]


@pytest.mark.parametrize("prefix", list(dresses()))
def test_our_own_harvester_reads_every_format(ask: Ask, resource: Resource, prefix: str):
    root = metadata(ask(verb="ListRecords", metadataPrefix=prefix))
    read = read_metadata(ET.tostring(root, encoding="utf-8"))
    assert "Fractions & ratios" in [text.text for text in read.titles]
    assert "https://creativecommons.org/licenses/by/4.0/" in read.licences


@pytest.mark.parametrize(("prefix", "address"), [("amb", "amb.json"), ("lrmi", "jsonld")])
def test_wrapped_document_is_the_one_at_the_resource_itself(
    ask: Ask, client: Client, resource: Resource, prefix: str, address: str
):
    root = metadata(ask(verb="ListRecords", metadataPrefix=prefix))
    served = client.get(f"/resources/{resource.public_id}.{address}").json()
    assert json.loads(root.text or "") == served


@pytest.mark.parametrize("prefix", MADE)
def test_list_of_several_pages_is_complete(ask: Ask, prefix: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("armillary.dissemination.oai.dresses.MADE_PAGE", 3)
    ids = publish(7)
    answer = ask(verb="ListRecords", metadataPrefix=prefix)
    found = names(answer)
    while token := next(iter(texts(answer, "resumptionToken")), ""):
        answer = ask(verb="ListRecords", resumptionToken=token)
        found += names(answer)
    assert len(found) == len(set(found)) == len(ids)


def test_identifiers_come_on_long_pages_in_every_format(ask: Ask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("armillary.dissemination.oai.dresses.MADE_PAGE", 3)
    publish(7)
    answer = ask(verb="ListIdentifiers", metadataPrefix="amb")
    assert (len(names(answer)), texts(answer, "resumptionToken")) == (7, [])


@pytest.mark.parametrize("prefix", MADE)
def test_withdrawal_that_no_record_tells_of_yet_is_told(ask: Ask, resource: Resource, prefix: str):
    withdraw_resources([resource.pk], by=SYSTEM, reason="Gone")  # and nothing refreshed
    answer = ask(verb="ListRecords", metadataPrefix=prefix)
    [header] = answer.iter(f"{OAI}header")
    assert header.get("status") == "deleted"
    assert not list(answer.iter(f"{OAI}metadata"))
    assert not list(answer.iter(f"{OAI}about"))


@pytest.mark.parametrize("prefix", MADE)
def test_tombstone_is_one_in_every_format(ask: Ask, withdrawn: Resource, prefix: str):
    answer = ask(
        verb="GetRecord", metadataPrefix=prefix, identifier=f"oai:127.0.0.1:{withdrawn.public_id}"
    )
    [header] = answer.iter(f"{OAI}header")
    assert header.get("status") == "deleted"


def test_what_only_another_format_says_is_a_change_too(ask: Ask, resource: Resource):
    """How long a lesson takes is not said in Dublin Core."""
    before = texts(ask(verb="ListIdentifiers", metadataPrefix="amb"), "datestamp")
    record = resource.pk
    positions = []
    for minutes in (30, 30, 45):
        edit([record], minutes=minutes, titles={"en": "Fractions"})
        positions.append(_position(record))
    assert positions[0] == positions[1] < positions[2]
    assert before <= texts(ask(verb="ListIdentifiers", metadataPrefix="amb"), "datestamp")


def _position(number: int) -> int:
    from armillary.dissemination.models import OaiRecord

    return OaiRecord.objects.get(pk=number).position


def test_format_that_is_not_offered_is_refused(ask: Ask, resource: Resource):
    answer = ask(verb="ListRecords", metadataPrefix="mods")
    assert error_codes(answer) == ["cannotDisseminateFormat"]


def test_token_keeps_its_format(ask: Ask, monkeypatch: pytest.MonkeyPatch):
    publish(MADE_PAGE + 1)
    token = texts(ask(verb="ListRecords", metadataPrefix="amb"), "resumptionToken")[0]
    root = metadata(ask(verb="ListRecords", resumptionToken=token))
    assert root.tag == f"{{{JSON}}}document"


@pytest.mark.parametrize("name", ["json-ld", "reviews"])
def test_schema_of_our_own_is_served_and_is_one(client: Client, name: str):
    answer = client.get(f"/oai/{name}.xsd")
    etree.XMLSchema(etree.fromstring(answer.content))
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get("/oai/other.xsd").status_code == 404


def test_wrapped_documents_keep_to_their_schema(client: Client, ask: Ask, resource: Resource):
    schema = etree.XMLSchema(etree.fromstring(client.get("/oai/json-ld.xsd").content))
    for prefix in ("amb", "lrmi"):
        root = metadata(ask(verb="ListRecords", metadataPrefix=prefix))
        schema.assertValid(etree.fromstring(ET.tostring(root)))
        del root.attrib["profile"]
        assert not schema.validate(etree.fromstring(ET.tostring(root)))


@pytest.mark.parametrize("prefix", MADE)
def test_page_of_a_made_format_asks_no_more_for_many_than_for_two(ask: Ask, prefix: str):
    def asked(count: int) -> int:
        publish(count)
        with CaptureQueriesContext(connection) as queries:
            ask(verb="ListRecords", metadataPrefix=prefix)
        return len(queries)

    assert asked(2) == asked(7)


@pytest.mark.parametrize("prefix", ["oai_lom", "lrmi"])
def test_edition_that_is_found_is_a_change_of_the_other(
    ask: Ask, prefix: str, run_tasks: Callable[[], None]
):
    first, second = publish(2)
    before = _position(first)
    one, other = (Resource.objects.get(pk=number) for number in (first, second))
    tie_editions(one, other, kind="translation", by=OPERATOR)
    run_tasks()
    assert _position(first) > before
