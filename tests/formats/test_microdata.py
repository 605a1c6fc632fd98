"""Microdata and RDFa Lite as nodes, and pages made to keep a reader busy."""

from pathlib import Path
from time import process_time

import pytest

from armillary.formats.html_tree import html_tree
from armillary.formats.lrmi import read_learning_resource, resources_in
from armillary.formats.microdata import is_marked_up, microdata_in, rdfa_in
from armillary.formats.statement import StatedAgent, StatedFile, Text

PAGES = Path(__file__).parents[1] / "payloads" / "formats" / "pages"
ADDRESS = "https://lessons.example/physics/waves?print=1"
SECONDS = 5.0  # what is quadratic takes minutes


def nodes_of(page: bytes) -> list[dict]:
    root = html_tree(page)
    return [] if root is None else microdata_in(root, ADDRESS) or rdfa_in(root, ADDRESS)


def test_microdata_are_read_whole():
    [node] = resources_in(nodes_of((PAGES / "microdata.html").read_bytes()))
    said = read_learning_resource(node, page_address=ADDRESS)
    assert said.titles == [Text("Waves on a string")]
    assert said.descriptions == [Text("Shake it. Watch it.")]
    assert said.addresses == [
        "https://lessons.example/physics/waves",
        "https://lessons.example/physics/waves#lesson",
    ]
    assert said.creators == [
        StatedAgent("Ada Example", "person", "https://orcid.org/0000-0002-1825-0097")
    ]
    assert said.publishers == [StatedAgent("Example School", "", "https://school.example/")]
    assert said.licences == ["https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"]
    assert said.keywords == ["waves", "sound"]
    assert said.languages == ["en"]
    assert said.published == ["2020-01-02"]
    assert said.durations == ["PT45M"]
    assert said.types == ["lesson plan"]
    assert said.files == [
        StatedFile("https://lessons.example/physics/waves.pdf", "application/pdf")
    ]
    assert said.audiences == ["teacher"]
    assert said.levels == ["lower secondary", "12-"]


def test_rdfa_is_read():
    [node] = nodes_of((PAGES / "rdfa.html").read_bytes())
    assert node == {
        "@type": "Course",
        "@id": "https://lessons.example/cours/ondes",
        "name": "Les ondes",
        "description": "Un cours d'été.",
        "provider": {"@type": "CollegeOrUniversity", "name": "École Exemple"},
        "license": {"@id": "https://creativecommons.org/licenses/by/4.0/", "name": "CC BY"},
        "inLanguage": "fr",
    }


def test_item_that_forgot_its_parent_stands_alone():
    page = b'<div itemprop="blogPost" itemscope itemtype="http://schema.org/Article"><p itemprop="name">A</p></div>'
    assert nodes_of(page) == [{"@type": "http://schema.org/Article", "name": "A"}]


def test_item_without_a_type_is_left_out():
    assert nodes_of(b'<div itemscope><p itemprop="name">A</p></div>') == []


def test_items_that_refer_to_each_other_end():
    page = b"""<div id="a" itemscope itemtype="Book" itemref="b"><i itemprop="name">A</i></div>
    <div id="b"><div itemprop="hasPart" itemscope itemtype="Book" itemref="a b"></div></div>"""
    [node] = nodes_of(page)
    assert node["name"] == "A"


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        (b"<p ITEMSCOPE>", True),
        (b'<p typeof = "Course">', True),
        ("<p itemscope>".encode("utf-16"), True),
        (b"<script>if (typeof a === b) {}</script>", False),
        (b"<p>", False),
    ],
)
def test_a_search_tells_whether_to_read_the_page(page: bytes, answer: bool):
    assert is_marked_up(page) is answer


@pytest.mark.parametrize(
    "page",
    [
        b"<div id=r>" + b"<p itemprop=name>x</p>" * 5000 + b"</div>"
        + b"<i itemscope itemtype=Book itemref=r></i>" * 5000,
        b"<div itemscope itemtype=Book itemprop=a>" * 200 + b"<p itemprop=name>x</p>" * 5000,
        b"<div itemscope itemtype=Book>" + b"<div itemprop=a>" * 200 + b"<b></b>x" * 20_000,
        b"<div itemscope itemtype=Book>" + b"<div itemprop=a>" * 200 + b"x" * 1_000_000,
        b"<div id=a itemscope itemtype=Book itemref='a b'></div>"
        b"<div id=b itemprop=x itemscope itemref='a b'></div>" * 5000,
    ],
    ids=["references", "items in items", "values in values", "long texts", "circles"],
)  # fmt: skip
def test_pages_made_to_hurt_take_no_time(page: bytes):
    start = process_time()
    nodes_of(b"<body>" + page)
    assert process_time() - start < SECONDS


def test_the_country_of_origin_is_read_from_microdata():
    page = b"""<div itemscope itemtype="https://schema.org/LearningResource">
      <h1 itemprop="name">Waves</h1>
      <p itemprop="locationCreated" itemscope itemtype="https://schema.org/Place">
        <span itemprop="name">Arusha</span>
        <span itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
          <span itemprop="addressCountry">TZ</span></span></p></div>"""
    [node] = resources_in(nodes_of(page))
    assert read_learning_resource(node, page_address=ADDRESS).countries == ["TZ"]
