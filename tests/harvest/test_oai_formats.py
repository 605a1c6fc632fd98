"""OAI-PMH in other formats than oai_dc: read, compared and counted like any other record."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pytest
from tests.shared import SHARED, needs_shared

from armillary.catalogue.models import Resource
from armillary.core.http import HttpFetcher
from armillary.harvest.models import Record, Run
from armillary.harvest.operations import add_source, change_source, run_source
from armillary.harvest.receipts import FATES
from armillary.people.actors import OPERATOR

from .conftest import OAI, Book, Provider, Question, Site

pytestmark = pytest.mark.django_db

Make = Callable[..., Any]
Harvest = Callable[..., Run]

SCHEMAS = {
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "lom": "http://ltsc.ieee.org/xsd/LOM",
    "marcxml": "http://www.loc.gov/MARC21/slim",
    "mods": "http://www.loc.gov/mods/v3",
    "mets": "http://www.loc.gov/METS/",
}


@dataclass
class Lesson(Book):
    """A record in LOM, whose author has an e-mail address."""

    author: str = "Ama Mensah"

    def _metadata(self) -> str:
        title = escape(self.title or f"Lesson number {self.number}")
        address = self.address or f"https://lessons.example/{self.number}"
        return (
            f'<metadata><lom xmlns="{SCHEMAS["lom"]}"><general><title><string language="en">{title}'
            "</string></title><language>en</language></general><lifeCycle><contribute><role>"
            "<source>LOMv1.0</source><value>author</value></role><entity>BEGIN:VCARD&#10;"
            f"FN:{self.author}&#10;EMAIL:ama@lessons.example&#10;END:VCARD</entity></contribute>"
            "</lifeCycle><metaMetadata><identifier><catalog>URI</catalog><entry>"
            "https://lessons.example/record</entry></identifier></metaMetadata><technical><location>"
            f"{address}</location></technical>{self.more}</lom></metadata>"
        )


@dataclass
class Other(Book):
    """A record in any XML."""

    def _metadata(self) -> str:
        return f"<metadata>{self.more}</metadata>"


def offering(*prefixes: str) -> Callable[[Provider, Question], Any]:
    """A provider that knows these formats and says so."""

    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") == "ListMetadataFormats":
            rows = "".join(
                f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>x</schema>"
                f"<metadataNamespace>{SCHEMAS[prefix]}</metadataNamespace></metadataFormat>"
                for prefix in prefixes
            )
            return provider.envelope(f"<ListMetadataFormats>{rows}</ListMetadataFormats>")
        asked = question.get("metadataPrefix")
        if asked is not None and asked not in prefixes:
            return provider.envelope('<error code="cannotDisseminateFormat">No such.</error>')
        return ...

    return fault


@pytest.fixture
def lessons(provide: Make) -> Callable[..., Provider]:
    def make(count: int = 12, **more: Any) -> Provider:
        books = more.pop("books", None) or [Lesson(number) for number in range(1, count + 1)]
        provider: Provider = provide(books=books, **{"fault": offering("oai_dc", "lom"), **more})
        return provider

    return make


def counts_of(run: Run) -> dict[str, int]:
    counts = {name: number for name, number in run.counts.items() if number}
    assert counts["received"] == sum(counts.get(fate, 0) for fate in FATES)
    return counts


def reasons_of(run: Run) -> dict[str, int]:
    return {entry["reason"]: entry["count"] for entry in run.reasons}


def test_records_in_lom_are_read_and_counted(lessons: Make, source_of: Make, harvest: Harvest):
    provider = lessons(25)
    run = harvest(source_of(provider, prefix="lom"))
    assert counts_of(run) == {"listed": 25, "received": 25, "created": 25}
    assert [question.get("metadataPrefix") for question in provider.lists] == ["lom", None, None]
    resource = Record.objects.get(identifier="oai:books.example:3").resource
    assert resource.titles.texts == {"en": "Lesson number 3"}
    assert resource.facts["addresses"] == ["https://lessons.example/3"]
    assert [creator["name"] for creator in resource.facts["creators"]] == ["Ama Mensah"]
    kept = json.dumps(list(Resource.objects.values("titles", "facts")), default=str)
    assert "@" not in kept


def test_second_run_changes_nothing_and_a_change_is_noticed(
    lessons: Make, source_of: Make, harvest: Harvest
):
    provider = lessons(12)
    source = source_of(provider, prefix="lom")
    harvest(source)
    assert counts_of(harvest(source, full=True)) == {
        "listed": 12, "received": 12, "unchanged": 12
    }  # fmt: skip
    provider.books[4].title = "Another title"
    provider.books[4].datestamp = "2026-07-01T00:00:00Z"
    provider.books[5].deleted = True
    provider.books[5].datestamp = "2026-07-01T00:00:00Z"
    source.refresh_from_db()
    assert counts_of(harvest(source)) == {
        "listed": 2, "received": 2, "updated": 1, "deleted": 1
    }  # fmt: skip
    assert provider.lists[-1]["metadataPrefix"] == "lom"
    changed = Record.objects.get(identifier="oai:books.example:5").resource
    assert changed.titles.texts == {"en": "Another title"}


@pytest.mark.django_db(transaction=True)
def test_run_that_is_stopped_anywhere_ends_as_if_it_had_not_been(
    lessons: Make, source_of: Make, fetcher: HttpFetcher
):
    source = source_of(lessons(35), prefix="lom")
    for _time in range(3):
        with pytest.raises(KeyboardInterrupt):
            run_source(source, by=OPERATOR, progress=stop, fetcher=fetcher)
    run = run_source(source, by=OPERATOR, fetcher=fetcher)
    assert counts_of(run) == {"listed": 35, "received": 35, "created": 35}
    assert Record.objects.count() == Resource.objects.count() == 35
    assert Run.objects.count() == 1


def stop(_progress: object) -> None:
    raise KeyboardInterrupt


def test_record_in_an_unknown_format_costs_only_itself(
    lessons: Make, source_of: Make, harvest: Harvest
):
    mods = f'<mods xmlns="{SCHEMAS["mods"]}"><titleInfo/></mods>'
    empty = f'<lom xmlns="{SCHEMAS["lom"]}"/>'
    untitled = f'<lom xmlns="{SCHEMAS["lom"]}"><general><language>en</language></general></lom>'
    broken = f'<lom xmlns="{SCHEMAS["lom"]}"><general><title><string>A & B</string></title></general><technical><location>https://lessons.example/b</location></technical></lom>'
    others = [Other(10 + place, more=more) for place, more in enumerate([mods, empty, untitled])]
    provider = lessons(books=[Lesson(1), *others, Other(20, more=broken), Lesson(2)])
    run = harvest(source_of(provider, prefix="lom"))
    assert counts_of(run) == {"listed": 6, "received": 6, "created": 3, "rejected": 3}
    reasons = reasons_of(run)
    assert reasons.pop("Broken XML was mended.") >= 1
    assert reasons == {
        "The metadata are in a format that is not read here: mods (http://www.loc.gov/mods/v3).": 1,
        "The payload holds no LOM element that says something.": 1,
        "It has no title. It has no address or identifier that can be used.": 1,
    }
    mended = Record.objects.get(identifier="oai:books.example:20")
    assert mended.resource.titles.texts == {"und": "A & B"}


def test_format_that_is_not_offered_is_answered_with_those_that_are(
    provide: Make, source_of: Make, harvest: Harvest
):
    provider = provide(3, fault=offering("oai_dc", "mods", "marcxml"))
    run = harvest(source_of(provider, prefix="lom"))
    assert run.problem == (
        "The provider does not offer lom. Of its formats, these are read here: oai_dc, marcxml."
    )
    nothing = provide(3, fault=offering("mods", "mets"))
    run = harvest(source_of(nothing, "other"))
    assert run.problem == (
        "The provider does not offer oai_dc. None of its formats is read here: mods, mets."
    )


@pytest.mark.parametrize("formats", [(503, {}, b""), b"<html></html>", None])
def test_provider_that_cannot_say_what_it_offers_is_quoted(
    provide: Make, source_of: Make, harvest: Harvest, formats: Any
):
    def fault(provider: Provider, question: Question) -> Any:
        if question.get("verb") == "ListMetadataFormats":
            return formats
        return offering("oai_dc")(provider, question)

    run = harvest(source_of(provide(3, fault=fault), prefix="lom"))
    assert run.problem == ("The provider refuses our question (cannotDisseminateFormat): No such.")


def test_without_a_format_dublin_core_is_asked_for(
    provide: Make, source_of: Make, harvest: Harvest
):
    provider = provide(3, fault=offering("oai_dc", "lom"))
    assert counts_of(harvest(source_of(provider)))["created"] == 3
    assert provider.lists[0]["metadataPrefix"] == "oai_dc"


def test_records_of_two_formats_speak_of_one_resource(
    lessons: Make, provide: Make, source_of: Make, harvest: Harvest
):
    """When the second source is read, what the first one said is read again, in its own format."""
    harvest(source_of(lessons(1), "in-lom", prefix="lom"))
    book = Book(1, address="https://lessons.example/1", more="<dc:subject>seesaw week</dc:subject>")
    run = harvest(source_of(provide(books=[book]), "in-dc"))
    assert counts_of(run)["matched"] == 1
    resource = Resource.objects.get()
    assert resource.titles.texts == {"en": "Lesson number 1"}
    assert [creator["name"] for creator in resource.facts["creators"]] == ["Ama Mensah"]
    assert resource.facts["keywords"] == ["seesaw week"]


def test_source_may_change_its_format(lessons: Make, source_of: Make, harvest: Harvest):
    provider = lessons(5)
    source = source_of(provider, prefix="lom")
    harvest(source)
    provider.books = [
        Book(number, address=f"https://lessons.example/{number}") for number in range(1, 6)
    ]
    change_source(source, options={"prefix": ""}, by=OPERATOR)
    source.refresh_from_db()
    assert counts_of(harvest(source)) == {"listed": 5, "received": 5, "updated": 5}
    assert Resource.objects.count() == 5
    assert Record.objects.first().resource.titles.texts == {"en": "Book number 1"}


STATIC = f"""<?xml version="1.0" encoding="UTF-8"?>
<Repository xmlns="http://www.openarchives.org/OAI/2.0/static-repository" xmlns:oai="{OAI}">
  <Identify><oai:repositoryName>Two formats</oai:repositoryName></Identify>
  <ListMetadataFormats>%s</ListMetadataFormats>
  <ListRecords metadataPrefix="oai_dc"><oai:record><oai:header><oai:identifier>oai:s:1</oai:identifier>
    <oai:datestamp>2020-02-03</oai:datestamp></oai:header><oai:metadata><d:dc xmlns:d="{SCHEMAS["oai_dc"]}"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>In Dublin Core</dc:title>
    <dc:identifier>https://s.example/1</dc:identifier></d:dc></oai:metadata></oai:record></ListRecords>
  <ListRecords metadataPrefix="lom"><oai:record><oai:header><oai:identifier>oai:s:1</oai:identifier>
    <oai:datestamp>2020-02-03</oai:datestamp></oai:header><oai:metadata><lom xmlns="{SCHEMAS["lom"]}">
    <general><identifier><catalog>URI</catalog><entry>https://s.example/1</entry></identifier>
    <title><string language="en">In LOM</string></title></general></lom></oai:metadata></oai:record>
  </ListRecords></Repository>"""
OFFERED = "".join(
    f"<oai:metadataFormat><oai:metadataPrefix>{prefix}</oai:metadataPrefix><oai:schema>x</oai:schema>"
    f"<oai:metadataNamespace>{SCHEMAS[prefix]}</oai:metadataNamespace></oai:metadataFormat>"
    for prefix in ("oai_dc", "lom")
)


@pytest.mark.parametrize(
    ("prefix", "title"), [("", {"und": "In Dublin Core"}), ("lom", {"en": "In LOM"})]
)
def test_static_repository_is_read_in_any_format(
    harvest: Harvest, prefix: str, title: dict[str, str]
):
    site = Site(lambda _path, _question: (STATIC % OFFERED).encode())
    options = {"prefix": prefix}
    source = add_source("oai", f"{site.address}/s.xml", "static", options=options, by=OPERATOR)
    try:
        assert counts_of(harvest(source)) == {"listed": 1, "received": 1, "created": 1}
        assert counts_of(harvest(source, full=True))["unchanged"] == 1
    finally:
        site.close()
    assert Resource.objects.get().titles.texts == title


@pytest.mark.parametrize(
    ("offered", "problem"),
    [
        (
            OFFERED,
            "The provider does not offer marcxml. Of its formats, these are read here: oai_dc, lom.",
        ),
        ("", ""),
    ],
)
def test_static_repository_without_the_format_says_what_it_offers(
    harvest: Harvest, offered: str, problem: str
):
    site = Site(lambda _path, _question: (STATIC % offered).encode())
    source = add_source(
        "oai", f"{site.address}/s.xml", "static", options={"prefix": "marcxml"}, by=OPERATOR
    )
    try:
        run = harvest(source)
    finally:
        site.close()
    assert run.problem == problem
    assert not Record.objects.exists()


@needs_shared
def test_real_nsdl_records_are_harvested(provide: Make, source_of: Make, harvest: Harvest):
    """108 records of the National Science Digital Library, served in their own format."""
    real = json.loads((SHARED / "data" / "nsdl_dc.json").read_bytes())
    books = [Other(number, more=record["xml"]) for number, record in enumerate(real)]
    provider = provide(books=books, page_size=50)
    source = source_of(provider, prefix="nsdl_dc")
    counts = counts_of(harvest(source))
    assert (counts["listed"], counts["created"]) == (108, 108)
    assert Resource.objects.filter(titles__isnull=False).count() == 108 - counts.get("matched", 0)
    levels = [facts.get("levels") for facts in Resource.objects.values_list("facts", flat=True)]
    assert all(levels)
    assert counts_of(harvest(source, full=True))["unchanged"] == 108


def test_dublin_core_deep_inside_is_read_again_as_it_was_first(
    provide: Make, source_of: Make, harvest: Harvest
):
    """`oai_dc` is read at any depth; so it is when another record joins the same resource."""
    nested = (
        '<wrap xmlns:dc="http://purl.org/dc/elements/1.1/"><inside><dc:title>Deep</dc:title>'
        "<dc:identifier>https://b.example/1</dc:identifier></inside></wrap>"
    )
    harvest(source_of(provide(books=[Other(1, more=nested)]), "deep"))
    harvest(source_of(provide(books=[Book(2, address="https://b.example/1")]), "other"))
    assert Resource.objects.get().titles.texts == {"und": "Deep", "en": "Book number 2"}


def test_records_of_the_format_before_are_still_understood(
    lessons: Make, provide: Make, source_of: Make, harvest: Harvest
):
    source = source_of(lessons(1), "in-lom", prefix="lom")
    harvest(source)
    change_source(source, options={"prefix": ""}, by=OPERATOR)
    book = Book(1, address="https://lessons.example/1")
    harvest(source_of(provide(books=[book]), "in-dc"))
    assert Resource.objects.get().titles.texts == {"en": "Lesson number 1"}
