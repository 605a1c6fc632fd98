"""Descriptions as simple Dublin Core: all that fits, escaped, with its languages."""

from hypothesis import given
from lxml import etree
from tests.formats.descriptions import FULL, any_description, labels

from armillary.formats.description import Description
from armillary.formats.dublin_core_writer import write_oai_dc

DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
IDS = {"identifier": "oai:example.org:7", "landing": "https://example.org/resources/7/"}


def _written(description: Description) -> list[tuple[str, str | None, str]]:
    root = etree.fromstring(write_oai_dc(description, **IDS, labels=labels))
    assert root.tag == "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"
    return [(e.tag.removeprefix(DC), e.get(LANG), e.text or "") for e in root]


def test_write_oai_dc_puts_every_fact_into_its_element() -> None:
    assert _written(FULL) == [
        ("title", "en", "Fractions & <decimals>"),
        ("title", "ar", "الكسور"),
        ("title", "zh-hans", "分数"),
        ("creator", None, "Ada"),
        ("creator", None, "Escuela 7"),
        ("subject", "en", "Fractions"),
        ("subject", "zh-hans", "分数"),
        ("subject", None, "cake"),
        ("description", "en", "Cut a cake."),
        ("description", "fr", "Coupez un gâteau."),
        ("publisher", None, "UNESCO"),
        ("date", None, "2019-05-03"),
        ("type", None, "Text"),
        ("type", None, "MovingImage"),
        ("type", None, "lesson plan"),
        ("type", "en", "Video"),
        ("format", None, "application/pdf"),
        ("identifier", None, "https://example.org/resources/7/"),
        ("identifier", None, "https://example.org/fractions"),
        ("identifier", None, "https://mirror.example/fractions"),
        ("identifier", None, "oai:example.org:7"),
        ("source", None, "https://example.org/old"),
        ("source", None, "https://example.org/fr"),
        ("relation", None, "isbn:9780306406157"),
        ("relation", None, "https://example.org/v1"),
        ("language", None, "en"),
        ("language", None, "zh-hans"),
        ("rights", None, "https://creativecommons.org/licenses/by/4.0/"),
    ]


def test_write_oai_dc_of_nothing_still_identifies() -> None:
    assert _written({}) == [
        ("identifier", None, "https://example.org/resources/7/"),
        ("identifier", None, "oai:example.org:7"),
    ]


def test_write_oai_dc_leaves_out_characters_that_xml_forbids() -> None:
    title = "a\x00b\x0bc\ud800d\uffffe\U0001f600"
    assert ("title", None, "abcde\U0001f600") in _written({"titles": {"und": title}})


@given(any_description)
def test_any_description_is_well_formed(description: Description) -> None:
    root = etree.fromstring(write_oai_dc(description, **IDS, labels=labels))
    assert len(root.findall(f"{DC}title")) == len(description.get("titles", {}))
