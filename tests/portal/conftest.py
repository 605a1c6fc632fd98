"""Resources made and listed through the operations everybody uses, found through a real index."""

from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml.html import HtmlElement, document_fromstring

from armillary.catalogue.models import Resource
from armillary.catalogue.operations import Incoming, describe_resources, list_resources
from armillary.formats.description import Description
from armillary.people.actors import SYSTEM
from armillary.search.operations import drain_outbox

LESSON = Description(
    titles={"en": "Fractions on a number line", "ar": "الكسور على خط الأعداد"},
    descriptions={"en": "Pupils place halves & thirds.", "ar": "يضع المتعلم الأنصاف والأثلاث."},
    types=["lesson-plan"],
    subjects=["fractions"],
    keywords=["number line"],
    levels=["primary"],
    grades=[3, 5],
    audiences=["teacher"],
    languages=["en"],
    licence="https://creativecommons.org/licenses/by/4.0/",
    creators=[
        {"name": "A. Noor", "kind": "person", "address": "https://orcid.org/0000-0002-1825-0097"}
    ],
    published="2024-05-03",
    minutes=45,
    addresses=["https://lessons.example.org/fractions"],
    free=True,
)

Describe = Callable[..., list[Resource]]


@pytest.fixture(autouse=True)
def index_root(settings: Any, tmp_path: Path) -> Path:
    settings.INDEX_ROOT = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def describe(db: None) -> Describe:
    """Candidates; each is a lesson but for what is said of it, and None takes a field away."""

    def make(*differences: dict[str, Any]) -> list[Resource]:
        incoming = [_incoming({**LESSON, **difference}) for difference in differences]
        ids = [outcome.resource_id for outcome in describe_resources(incoming, by=SYSTEM)]
        return [Resource.objects.get(pk=number) for number in ids]

    return make


def _incoming(facts: dict[str, Any]) -> Incoming:
    known = {name: value for name, value in facts.items() if value is not None}
    origins = dict.fromkeys(known, "lessons:1")
    return Incoming(None, Description(**known), origins=origins)  # type: ignore[typeddict-item]


@pytest.fixture
def publish(describe: Describe) -> Describe:
    """The same, listed and found."""

    def make(*differences: dict[str, Any]) -> list[Resource]:
        resources = describe(*differences)
        list_resources([resource.pk for resource in resources], by=SYSTEM)
        drain_outbox()
        return [Resource.objects.get(pk=resource.pk) for resource in resources]

    return make


@pytest.fixture
def lesson(publish: Describe) -> Resource:
    return publish({})[0]


@pytest.fixture
def page(client: Client) -> Callable[..., HtmlElement]:
    """A page as it was sent, parsed; its status was what it should be and its markup is sound."""

    def get(address: str, status: int = 200, **headers: str) -> HtmlElement:
        response = client.get(address, headers=headers)
        assert response.status_code == status
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert markup_faults(response.content.decode()) == []
        return document_fromstring(response.content)

    return get


def texts(elements: Iterable[HtmlElement]) -> list[str]:
    """What is read of each element, with single spaces."""
    return [" ".join(element.text_content().split()) for element in elements]


VOID = frozenset({"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr"})


class _Balance(HTMLParser):
    """Finds end tags without a start, starts without an end, and attributes given twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        self.faults += [f"<{tag} {name} {name}>" for name in set(names) if names.count(name) > 1]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


def markup_faults(html: str) -> list[str]:
    """What is wrong with a page: balance, ids, headings, labels and references."""
    balance = _Balance()
    balance.feed(html)
    root = document_fromstring(html.encode())
    return [
        *balance.faults,
        *balance.open,
        *_faults_of_ids(root),
        *_faults_of_headings(root),
        *_faults_of_fields(root),
        *(f"image without alt: {image.get('src')}" for image in root.xpath("//img[not(@alt)]")),
    ]


def _faults_of_ids(root: HtmlElement) -> list[str]:
    ids = root.xpath("//@id")
    named = ("aria-labelledby", "aria-describedby", "for")
    asked = [part for name in named for value in root.xpath(f"//@{name}") for part in value.split()]
    return [
        *(f"id twice: {name}" for name in set(ids) if ids.count(name) > 1),
        *(f"no such id: {name}" for name in asked if name not in ids),
    ]


def _faults_of_headings(root: HtmlElement) -> list[str]:
    levels = [int(heading.tag[1]) for heading in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    steps = zip([0, *levels], levels, strict=False)
    faults = [f"h{after} after h{before}" for before, after in steps if after > before + 1]
    return faults if levels.count(1) == 1 else [*faults, f"{levels.count(1)} first headings"]


def _faults_of_fields(root: HtmlElement) -> list[str]:
    labelled = set(root.xpath("//label/@for"))
    fields = root.xpath("//input[not(@type='hidden')]|//select|//textarea")
    return [
        f"no label: {field.get('name')}"
        for field in fields
        if field.get("id") not in labelled
        and not field.xpath("ancestor::label")
        and not (field.get("aria-label") or field.get("aria-labelledby"))
    ]
