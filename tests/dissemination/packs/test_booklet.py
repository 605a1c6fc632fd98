"""A pack as a booklet: all of it on one page that fetches nothing, and as a PDF where that can be made."""

import dataclasses
import importlib.util
import re
import sys
from pathlib import Path

import pytest
from tests.invented_packs import Shelf, invented, png

from armillary.dissemination.packs import booklet
from armillary.dissemination.packs.booklet import booklet_html, booklet_pdf, plain_body
from armillary.formats.packs.listing import Item

needs_weasyprint = pytest.mark.skipif(
    importlib.util.find_spec("weasyprint") is None, reason="WeasyPrint is not installed (extra pdf)"
)
DATA = "data:image/png;base64,aGVsbG8="


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> str:
    return booklet_html(*invented(tmp_path_factory.mktemp("files"), count=10)).decode()


def test_every_resource_is_in_the_contents_and_has_its_place(english: str):
    ways = re.findall(r'<li><a href="#(r-\d+)">', english)
    assert (
        ways == re.findall(r'<article id="(r-\d+)">', english) == [f"r-{n}" for n in range(1, 11)]
    )
    assert english.index("<h3>Mathematics</h3>") < english.index("<h3>Biology</h3>")


def test_each_has_its_facts_its_licence_its_credit_and_a_code(english: str):
    article = re.search(r'<article id="r-1">.*?</article>', english, re.DOTALL)[0]
    for part in (
        "<h3>Probability: for the blackboard 3</h3>",
        'href="https://library.example/3?a=1&amp;b=2"',
        'aria-label="Scan to open https://library.example/3?a=1&amp;b=2"><svg ',
        "<dt>Levels</dt><dd><bdi>Upper secondary</bdi></dd>",
        "Licence: CC BY 4.0",
        "Source: https://library.example/3",
    ):
        assert part in article
    assert english.count("<svg ") == 11


def test_the_text_of_a_copied_page_is_in_it_below_the_headings_of_its_own(english: str):
    assert '<h4>The text of the copy</h4>\n<div dir="auto"><h5>Photosynthesis</h5>' in english
    assert "6 CO₂ + 6 H₂O" in english


def test_it_reads_from_right_to_left(tmp_path):
    page = booklet_html(*invented(tmp_path, "ar", count=5)).decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<h3 lang="zh" dir="ltr">光合作用与植物细胞 5</h3>' in page


def test_nothing_in_a_copy_acts_or_is_fetched():
    page = (
        "<html><head><title>t</title><style>x{}</style></head><body onload='x()'><h1 id=main>A</h1>"
        f"<script>x()</script><img src='{DATA}' onerror='x()'><img src='https://elsewhere.example/x.png'>"
        "<a href='javascript:x()'>b</a><a href='https://example.org/'>c</a><iframe src='x'></iframe>"
        "<h6>d</h6><form><input></form></body></html>"
    )
    assert plain_body(page) == (
        f'<h5>A</h5><img src="{DATA}"><a>b</a><a href="https://example.org/">c</a><h6>d</h6>'
    )


def copy(find: Shelf, number: int, body: str) -> Item:
    file = find.put(f"<body>{body}</body>".encode(), "text/html", "html")
    [item] = invented(find._folder, count=1)[0].items
    return dataclasses.replace(item, id=f"c{number}", files=(file,))


def test_pictures_are_left_out_where_they_would_be_too_many(tmp_path, monkeypatch):
    listing, find = invented(tmp_path, count=0)
    monkeypatch.setattr(booklet, "MOST_PICTURES", 100)
    items = tuple(copy(find, number, f"<p>{number}</p><img src='{DATA}'>") for number in range(4))
    page = booklet_html(dataclasses.replace(listing, items=items), find).decode()
    assert page.count("<img") == 2
    assert page.count("Pictures were left out") == 2
    assert "<p>3</p>" in page


def test_texts_are_left_out_where_they_would_be_too_long(tmp_path, monkeypatch):
    listing, find = invented(tmp_path, count=0)
    monkeypatch.setattr(booklet, "MOST_TEXT", 20)
    items = tuple(copy(find, number, f"<p>{number} {'x' * 5}</p>") for number in range(3))
    page = booklet_html(dataclasses.replace(listing, items=items), find).decode()
    assert page.count("xxxxx") == 1


def test_hostile_texts_make_a_harmless_booklet(tmp_path):
    listing, find = invented(tmp_path, count=1)
    text = "</article><script>x</script>\ud800\x00"
    item = dataclasses.replace(
        listing.items[0], title=text, text=text, note=text, creators=(text,), address="javascript:x"
    )
    page = booklet_html(dataclasses.replace(listing, title=text, items=(item,)), find).decode()
    assert "<script" not in page
    assert "\x00" not in page
    assert 'href="javascript' not in page
    assert page.count("<svg ") == 1


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    listing, _ = invented(tmp_path / "files")
    with pytest.raises(FileNotFoundError):
        booklet_html(listing, Shelf(tmp_path / "empty"))


def test_without_weasyprint_there_is_no_pdf(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    assert not booklet_pdf(b"<p>x</p>", tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


@needs_weasyprint
def test_the_pdf_has_what_the_page_has_and_fetches_nothing(tmp_path: Path):
    picture = tmp_path / "x.png"
    picture.write_bytes(png(400, 400, (1, 2, 3)))
    page = f'<p>a</p><img src="{picture.as_uri()}"><img src="http://127.0.0.1:9/x.png">'
    target = tmp_path / "x.pdf"
    assert booklet_pdf(page.encode(), target)
    body = target.read_bytes()
    assert body.startswith(b"%PDF-")
    assert b"/Image" not in body
    assert sorted(tmp_path.iterdir()) == [target, picture]
