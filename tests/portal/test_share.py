"""Take a resource along: cite it, share it, print it."""

import pytest

from armillary.core.languages import INTERFACE_LANGUAGES

from .conftest import texts


def citations(root):
    return {key: texts(root.xpath(f"//bdi[@id='cite-{key}']"))[0] for key in ("apa", "mla")}


def test_resource_is_cited_in_two_styles(page, lesson):
    assert citations(page(f"/resources/{lesson.public_id}/")) == {
        "apa": "A. Noor (2024). Fractions on a number line. https://lessons.example.org/fractions",
        "mla": "A. Noor. “Fractions on a number line.” 2024, "
        "https://lessons.example.org/fractions.",
    }


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_citation_is_the_same_for_every_reader(page, lesson, language):
    prefix = "" if language == "en" else f"/{language}"
    root = page(f"{prefix}/resources/{lesson.public_id}/")
    assert "Fractions on a number line" in citations(root)["apa"]
    expected = [] if language == "en" else ["en", "en"]
    assert root.xpath("//bdi[starts-with(@id, 'cite-')]/@lang") == expected


def test_files_for_reference_managers_are_offered_and_served(page, client, lesson):
    root = page(f"/resources/{lesson.public_id}/")
    offered = root.xpath("//section[@aria-labelledby='cite-title']//a/@href")
    assert [link.partition(".")[2] for link in offered] == ["bib", "ris", "csl.json"]
    assert {client.get(link).status_code for link in offered} == {200}


def test_address_and_qr_stand_on_the_page(page, client, lesson):
    root = page(f"/ar/resources/{lesson.public_id}/")
    assert texts(root.xpath("//bdi[@id='page-address']")) == [
        f"http://127.0.0.1:8000/resources/{lesson.public_id}/"
    ]
    [link] = root.xpath("//p[@class='qr']/a")
    assert len(link.xpath(".//path")) == 2
    assert link.get("aria-label")
    assert client.get(link.get("href"))["Content-Type"] == "image/svg+xml"


def test_buttons_that_need_a_script_are_hidden_without_one(page, lesson):
    root = page(f"/resources/{lesson.public_id}/")
    for button in root.xpath("//button[@data-copy or @data-share or @data-print]"):
        assert "hidden" in button.attrib
    copied = root.xpath("//button/@data-copy")
    assert copied == ["cite-apa", "cite-mla", "page-address"]
    assert set(copied) <= set(root.xpath("//@id"))
