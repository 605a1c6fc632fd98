"""The protocol's rules: arguments, errors, Identify, formats."""

from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dissemination.conftest import OAI, error_codes, publish, texts

from armillary.catalogue.models import Resource
from armillary.core.paging import write_cursor

pytestmark = pytest.mark.django_db

Ask = Callable[..., ET.Element]
LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}

ERRORS = [
    ({}, "badVerb"),
    ({"verb": ""}, "badVerb"),
    ({"verb": "Listen"}, "badVerb"),
    ({"verb": "identify"}, "badVerb"),
    ({"verb": "Identify", "set": "subject"}, "badArgument"),
    ({"verb": "Identify", "nonsense": "1"}, "badArgument"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListIdentifiers"}, "badArgument"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "GetRecord", "identifier": "oai:127.0.0.1:1"}, "badArgument"),
    ({**LIST, "from": "yesterday"}, "badArgument"),
    ({**LIST, "from": "2026-02-30"}, "badArgument"),
    ({**LIST, "from": "0000-01-01"}, "badArgument"),
    ({**LIST, "from": ""}, "noRecordsMatch"),
    ({**LIST, "from": "2026-01-01T00:00Z"}, "badArgument"),
    ({**LIST, "from": "2026-01-01T00:00:00"}, "badArgument"),
    ({**LIST, "from": "2026-01-01T00:00:00+00:00"}, "badArgument"),
    ({**LIST, "from": "2026-01-01T00:00:00.5Z"}, "badArgument"),
    ({**LIST, "until": "2026"}, "badArgument"),
    ({**LIST, "from": "2026-01-01", "until": "2026-01-02T00:00:00Z"}, "badArgument"),
    ({**LIST, "from": "2026-01-02", "until": "2026-01-01"}, "badArgument"),
    ({**LIST, "set": "no set"}, "badArgument"),
    ({**LIST, "set": "subject::algebra"}, "badArgument"),
    ({**LIST, "set": "subject:unheard-of"}, "noRecordsMatch"),
    ({**LIST, "set": "\x00"}, "badArgument"),
    ({**LIST, "until": "2001-01-01"}, "noRecordsMatch"),
    ({**LIST, "from": "9999-12-31"}, "noRecordsMatch"),
    ({**LIST, "until": "9999-12-31"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "ListRecords", "metadataPrefix": "oai dc"}, "badArgument"),
    ({**LIST, "resumptionToken": "x"}, "badArgument"),
    ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": ""}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "ü\x00&<"}, "badResumptionToken"),
    ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
    (
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:127.0.0.1:zzz"},
        "idDoesNotExist",
    ),
    (
        {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:elsewhere.org:1"},
        "idDoesNotExist",
    ),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "\x00"}, "idDoesNotExist"),
    ({"verb": "ListMetadataFormats", "identifier": "nothing"}, "idDoesNotExist"),
]


@pytest.mark.parametrize(("arguments", "code"), ERRORS)
def test_errors_have_their_code_and_repeat_only_readable_arguments(
    client: Client, arguments: dict[str, str], code: str
):
    for send in (client.get, client.post):
        response = send("/oai", arguments)

        assert response.status_code == 200
        answer = ET.fromstring(response.content)
        assert error_codes(answer) == [code]
        [request] = answer.iter(OAI + "request")
        assert request.text == "http://127.0.0.1:8000/oai"
        assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))


def test_repeated_arguments_are_refused(client: Client):
    verbs = ET.fromstring(client.get("/oai?verb=Identify&verb=Identify").content)
    prefixes = ET.fromstring(
        client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc").content
    )

    assert error_codes(verbs) == ["badVerb"]
    assert error_codes(prefixes) == ["badArgument"]


def test_a_token_of_another_verb_or_another_list_is_refused(ask: Ask):
    publish(101)
    page = ask(verb="ListRecords", metadataPrefix="oai_dc")
    token = texts(page, "resumptionToken")[0]

    assert error_codes(ask(verb="ListIdentifiers", resumptionToken=token)) == ["badResumptionToken"]
    foreign = write_cursor("newest", 1, False, purpose="search")
    assert error_codes(ask(verb="ListRecords", resumptionToken=foreign)) == ["badResumptionToken"]
    forged = ("A" if token[0] != "A" else "B") + token[1:]
    assert error_codes(ask(verb="ListRecords", resumptionToken=forged)) == ["badResumptionToken"]
    with override_settings(SECRET_KEY="another installation"):
        answer = ask(verb="ListRecords", resumptionToken=token)
    assert error_codes(answer) == ["badResumptionToken"]


def test_the_request_element_repeats_the_arguments_escaped(client: Client):
    answer = ET.fromstring(
        client.get("/oai", {"verb": "ListRecords", "resumptionToken": '<"&\x01'}).content
    )

    [request] = answer.iter(OAI + "request")
    assert request.attrib == {"verb": "ListRecords", "resumptionToken": '<"&\ufffd'}


def test_identify_says_what_harvesters_may_rely_on(ask: Ask, resource: Resource):
    answer = ask(verb="Identify")

    facts = {
        name: texts(answer, name)
        for name in ("baseURL", "protocolVersion", "deletedRecord", "granularity", "compression")
    }
    assert facts == {
        "baseURL": ["http://127.0.0.1:8000/oai"],
        "protocolVersion": ["2.0"],
        "deletedRecord": ["persistent"],
        "granularity": ["YYYY-MM-DDThh:mm:ssZ"],
        "compression": ["gzip"],
    }
    listed = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert texts(answer, "earliestDatestamp") == texts(listed, "datestamp")


@override_settings(BASE_URL="https://stem.example.org:8443")
def test_identifiers_are_made_from_the_host_alone(ask: Ask):
    publish(1)

    answer = ask(verb="ListIdentifiers", metadataPrefix="oai_dc")
    assert texts(answer, "identifier")[0].startswith("oai:stem.example.org:")
    space = "{http://www.openarchives.org/OAI/2.0/oai-identifier}"
    [host] = ask(verb="Identify").iter(space + "repositoryIdentifier")
    assert host.text == "stem.example.org"


def test_formats_are_the_same_for_every_record(ask: Ask, resource: Resource):
    for arguments in ({}, {"identifier": f"oai:127.0.0.1:{resource.public_id}"}):
        found = texts(ask(verb="ListMetadataFormats", **arguments), "metadataPrefix")
        assert found == ["oai_dc", "oai_lom", "amb", "lrmi"]


def test_post_needs_no_form_token(resource: Resource):
    response = Client(enforce_csrf_checks=True).post("/oai", LIST)

    assert texts(ET.fromstring(response.content), "identifier") == [
        f"oai:127.0.0.1:{resource.public_id}"
    ]


def test_other_methods_are_refused(client: Client):
    assert client.put("/oai").status_code == 405


NAMES = st.sampled_from(
    ["verb", "metadataPrefix", "identifier", "from", "until", "set", "resumptionToken", "other"]
)
VALUES = st.one_of(
    st.sampled_from(
        ["ListRecords", "ListSets", "GetRecord", "oai_dc", "2026-01-01", "subject:mathematics"]
    ),
    st.text(max_size=60),
    st.dates().map(str),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}"),
)


@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=6), post=st.booleans())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_arguments_break_the_provider(client: Client, pairs: list[tuple[str, str]], post: bool):
    arguments: dict[str, list[str]] = {}
    for name, value in pairs:
        arguments.setdefault(name, []).append(value)

    response = client.post("/oai", arguments) if post else client.get("/oai", arguments)

    assert response.status_code == 200
    answer = ET.fromstring(response.content)
    assert answer.tag == f"{OAI}OAI-PMH"
