"""A resource as a file, and the links that lead machines to it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import zxingcpp
from django.test import Client
from tests.dissemination.conftest import DESCRIPTION, describe, publish

from armillary.catalogue.alignments.operations import align
from armillary.catalogue.errors import NoSuchResource
from armillary.catalogue.models import Resource
from armillary.catalogue.operations import Filling, fill_gaps, merge_resources
from armillary.catalogue.public import Withdrawn, public_resource
from armillary.catalogue.works.operations import tie_editions
from armillary.dissemination.errors import NoSuchRendition
from armillary.dissemination.qr import qr_svg
from armillary.dissemination.renditions import kinds_of, representation
from armillary.dissemination.signposting import LINKSETS, signposting_links
from armillary.formats.describe import describe as describe_statement
from armillary.formats.lom import read_lom
from armillary.formats.safe_xml import tree
from armillary.people.actors import OPERATOR, SYSTEM
from armillary.vocabularies.enums import Purpose
from armillary.vocabularies.operations import import_scheme
from armillary.vocabularies.queries import subject_resolver

pytestmark = pytest.mark.django_db

LOM = "{http://ltsc.ieee.org/xsd/LOM}"
STANDARDS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://standards.example/> .
:all a skos:ConceptScheme ; skos:prefLabel "Mathematics standards"@en .
:g7r a skos:Concept ; skos:inScheme :all ; skos:notation "7.RP" ;
    skos:prefLabel "تحليل علاقات التناسب"@ar .
""".encode()
AMB = Path(__file__).parents[3] / "shared/suites/amb/20231019/schemas"


def test_json_ld_is_named_by_the_public_address(client: Client, resource: Resource):
    response = client.get(f"/resources/{resource.public_id}.jsonld")

    assert response["Content-Type"] == "application/ld+json; charset=utf-8"
    document = json.loads(response.content)
    assert document["@context"] == "https://schema.org/"
    assert document["@id"] == f"http://127.0.0.1:8000/resources/{resource.public_id}/"
    assert document["url"] == "https://lessons.example.org/fractions"
    assert document["about"][0]["name"] == "Algebra"


def test_dublin_core_is_what_harvesters_get(client: Client, resource: Resource):
    response = client.get(f"/resources/{resource.public_id}.dc.xml")

    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    identifiers = [
        found.text for found in root.iter("{http://purl.org/dc/elements/1.1/}identifier")
    ]
    assert identifiers == [
        f"http://127.0.0.1:8000/resources/{resource.public_id}/",
        "https://lessons.example.org/fractions",
        f"oai:127.0.0.1:{resource.public_id}",
    ]


def test_lom_says_what_the_resource_is_and_what_it_serves(client: Client, resource: Resource):
    import_scheme(STANDARDS, key="maths", file_name="m.ttl", purpose=Purpose.FRAMEWORK, by=OPERATOR)
    align(resource, "7.RP", by=OPERATOR)

    response = client.get(f"/resources/{resource.public_id}.lom.xml")

    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.tag == f"{LOM}lom"
    assert entries(root, "general") == [f"http://127.0.0.1:8000/resources/{resource.public_id}/"]
    assert entries(root, "metaMetadata") == [f"oai:127.0.0.1:{resource.public_id}"]
    assert [found.text for found in root.iterfind(f"{LOM}metaMetadata/{LOM}language")] == ["en"]
    [objective] = [
        found
        for found in root.iterfind(f"{LOM}classification")
        if found.findtext(f"{LOM}purpose/{LOM}value") == "educational objective"
    ]
    texts = [found.text for found in objective.iter(f"{LOM}string")]
    assert texts == ["Mathematics standards", "تحليل علاقات التناسب", "7.RP"]
    assert [found.text for found in objective.iter(f"{LOM}id")] == ["https://standards.example/g7r"]


def test_lom_is_read_as_what_was_said(client: Client):
    """By our own vocabularies: the names of subjects and levels in six languages are all known."""
    said = {**DESCRIPTION, "titles": {"en": "Cakes", "zh-hans": "蛋糕"}, "keywords": ["cake stand"]}
    [number] = publish(1, **said)
    public_id = Resource.objects.get(pk=number).public_id
    content = client.get(f"/resources/{public_id}.lom.xml").content

    found = describe_statement(read_lom(tree(content)), subject=subject_resolver())

    assert found.unknown == {}
    [file] = DESCRIPTION["files"]
    page = f"http://127.0.0.1:8000/resources/{public_id}/"
    assert found.description == {
        **{key: value for key, value in said.items() if key != "files"},
        "addresses": [*DESCRIPTION["addresses"], file["address"], page],
    }


def test_lom_names_the_other_editions(client: Client):
    [english] = publish(1)
    [french] = publish(1, titles={"fr": "Leçon"}, addresses=["https://lessons.example.org/fr"])
    both = [Resource.objects.get(pk=number) for number in (english, french)]
    tie_editions(*both, kind="translation", original=both[0], by=SYSTEM)

    root = ET.fromstring(representation(both[1], "lom.xml").content)

    [relation] = root.iterfind(f"{LOM}relation")
    assert relation.findtext(f"{LOM}kind/{LOM}value") == "translationOfWork"
    page = f"http://127.0.0.1:8000/resources/{both[0].public_id}/"
    assert entries(relation, "resource") == [page]


def test_whoever_asks_for_xml_is_still_given_dublin_core(client: Client, resource: Resource):
    page = f"/resources/{resource.public_id}/"

    response = client.get(page, headers={"Accept": "application/xml"})

    assert response.content == client.get(f"/resources/{resource.public_id}.dc.xml").content


def test_lom_of_what_is_not_offered_is_not_given(client: Client, withdrawn: Resource):
    [candidate] = Resource.objects.filter(pk__in=describe(1))

    assert client.get(f"/resources/{withdrawn.public_id}.lom.xml").status_code == 410
    assert client.get(f"/resources/{candidate.public_id}.lom.xml").status_code == 404


def entries(root: ET.Element, group: str) -> list[str | None]:
    return [found.text for found in root.iterfind(f"{LOM}{group}/{LOM}identifier/{LOM}entry")]


@pytest.mark.parametrize(
    ("kind", "content_type", "begins"),
    [
        ("bib", "application/x-bibtex", "@misc{"),
        ("ris", "application/x-research-info-systems", "TY  - ELEC\r\n"),
        ("csl.json", "application/vnd.citationstyles.csl+json", "[\n {"),
    ],
)
def test_reference_managers_get_their_files(
    client: Client, resource: Resource, kind: str, content_type: str, begins: str
):
    response = client.get(f"/resources/{resource.public_id}.{kind}")

    assert response["Content-Type"] == f"{content_type}; charset=utf-8"
    body = response.content.decode()
    assert body.startswith(begins)
    assert resource.public_id in body
    assert "https://lessons.example.org/fractions" in body


def test_guesses_are_not_cited():
    [number] = publish(1, languages=[])
    fill_gaps({number: {"languages": Filling("words", {"fr": 0.9})}}, by=SYSTEM)
    resource = Resource.objects.get(pk=number)

    assert resource.facts["languages"] == ["fr"]
    assert "LA  -" not in representation(resource, "ris").content.decode()


def test_qr_is_a_picture_that_may_be_kept_for_a_day(client: Client, resource: Resource):
    response = client.get(f"/resources/{resource.public_id}/qr.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "public, max-age=86400"
    root = ET.fromstring(response.content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {element.tag.rpartition("}")[2] for element in root} == {"path"}
    page = f"http://127.0.0.1:8000/resources/{resource.public_id}/"
    assert response.content.decode() == qr_svg(page) != qr_svg(f"{page}x")


@pytest.mark.parametrize("path", ["0123456789ab", "zzzzzzzzzzzz", "7d2k9m4x0q1z"])
def test_a_reader_that_other_people_wrote_finds_the_address(path: str):
    address = f"https://armillary.example.org/resources/{path}/"

    [found] = zxingcpp.read_barcodes(pixels(qr_svg(address)))

    assert found.text == address


def pixels(svg: str, scale: int = 4) -> Any:
    """The picture as a printer would have it; its dark path is made of horizontal strokes."""
    root = ET.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[-1])
    dots = np.full((side, side), 255, dtype=np.uint8)
    column, row = 0, -0.5
    for sign, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", root[-1].attrib["d"]
    ):
        if sign == "h":
            dots[int(row), column : column + int(first)] = 0
        row = float(second) if sign == "M" else row + float(second or 0)
        column = int(first) if sign == "M" else column + int(first)
    return np.kron(dots, np.ones((scale, scale), dtype=np.uint8))


def test_qr_of_what_is_not_offered_is_not_given(client: Client, withdrawn: Resource):
    [candidate] = Resource.objects.filter(pk__in=describe(1))

    assert client.get(f"/resources/{withdrawn.public_id}/qr.svg").status_code == 410
    assert client.get(f"/resources/{candidate.public_id}/qr.svg").status_code == 404


def test_qr_of_an_alias_leads_to_that_of_the_resource_that_stands(client: Client):
    kept, absorbed = (Resource.objects.get(pk=number) for number in publish(2))
    merge_resources(kept, absorbed, by=SYSTEM)

    response = client.get(f"/resources/{absorbed.public_id}/qr.svg")

    assert response.status_code == 301
    assert response["Location"] == f"http://127.0.0.1:8000/resources/{kept.public_id}/qr.svg"


@pytest.mark.skipif(not AMB.exists(), reason="the AMB schemas are not on this machine")
@pytest.mark.parametrize("title", [{"en": "Fractions"}, {"ar": "الكسور"}, {"und": "x"}])
def test_amb_is_valid_against_its_schema(client: Client, title: dict[str, str]):
    [number] = publish(1, titles=title)
    public_id = Resource.objects.get(pk=number).public_id

    document = json.loads(client.get(f"/resources/{public_id}.amb.json").content)

    assert [error.message for error in amb_validator().iter_errors(document)] == []
    broken = {**document, "datePublished": "last spring"}
    assert list(amb_validator().iter_errors(broken)) != []


def amb_validator() -> Any:
    """The schemas of release 20231019 with their formats asserted, read from files."""
    from jsonschema import Draft202012Validator
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    schemas = {path.name: json.loads(path.read_text()) for path in AMB.glob("*.json")}
    found = [DRAFT202012.create_resource(schema) for schema in schemas.values()]
    pairs = [(resource.id() or "", resource) for resource in found]
    registry = Registry().with_resources(pairs)
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schemas["schema.json"], registry=registry, format_checker=checker)


def test_a_known_file_is_not_sent_again(client: Client, resource: Resource):
    address = f"/resources/{resource.public_id}.jsonld"
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_an_alias_leads_to_the_resource_that_stands(client: Client):
    kept, absorbed = (Resource.objects.get(pk=number) for number in publish(2))
    merge_resources(kept, absorbed, by=SYSTEM)

    response = client.get(f"/resources/{absorbed.public_id}.jsonld")

    assert response.status_code == 301
    assert response["Location"] == f"http://127.0.0.1:8000/resources/{kept.public_id}.jsonld"


def test_unknown_ids_kinds_and_candidates_are_not_found(client: Client, resource: Resource):
    [candidate] = Resource.objects.filter(pk__in=describe(1))

    for path in ("zzzz.jsonld", f"{candidate.public_id}.jsonld", f"{resource.public_id}.docx"):
        assert client.get(f"/resources/{path}").status_code == 404
    with pytest.raises(NoSuchRendition):
        representation(resource, "docx")
    with pytest.raises(NoSuchResource):
        public_resource(candidate.public_id)


def test_public_resource_says_why_it_was_withdrawn(withdrawn: Resource):
    with pytest.raises(Withdrawn) as refused:
        public_resource(withdrawn.public_id)

    assert str(refused.value) == "The publisher asked for it."


def test_signposting_has_the_relations_of_a_landing_page(resource: Resource):
    links = signposting_links(resource)

    assert links.split(", ") == [
        f'<http://127.0.0.1:8000/resources/{resource.public_id}/> ; rel="cite-as"',
        '<https://schema.org/AboutPage> ; rel="type"',
        '<https://schema.org/LearningResource> ; rel="type"',
        '<https://orcid.org/0000-0002-1825-0097> ; rel="author"',
        '<https://creativecommons.org/licenses/by/4.0/> ; rel="license"',
        *(
            f'<http://127.0.0.1:8000/resources/{resource.public_id}.{name}> ; rel="describedby"'
            f' ; type="{kind.media_type}"'
            + (f' ; profile="{kind.profile}"' if kind.profile else "")
            for name, kind in kinds_of(resource).items()
        ),
        '<https://lessons.example.org/fractions.pdf> ; rel="item" ; type="application/pdf"',
        *(
            f"<http://127.0.0.1:8000/resources/{resource.public_id}.linkset.{form}>"
            f' ; rel="linkset" ; type="{media_type}"'
            for form, (media_type, _write) in LINKSETS.items()
        ),
    ]


def test_addresses_cannot_break_out_of_the_link_header(resource: Resource):
    resource.facts["licence"] = 'https://x.example/>; rel="evil"\r\nSet-Cookie: a=b, <ü'

    links = signposting_links(resource)

    assert "\r" not in links
    assert "\n" not in links
    assert 'rel="evil"' not in links
    assert links.isascii()


def test_writing_a_rendition_asks_only_for_standards_and_editions(
    resource: Resource, django_assert_num_queries: Callable[..., Any]
):
    for kind in kinds_of(resource):
        representation(resource, kind)  # vocabularies are in memory from now on
    # In three formats: what was merged into it, and the standards. In two of them: editions, too.
    with django_assert_num_queries(10):
        for kind in kinds_of(resource):
            representation(resource, kind)
