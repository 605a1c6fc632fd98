"""Which addresses may be followed, and which name one page. Two pages must never fuse."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import SHARED, needs_shared

from armillary.formats.values.addresses import canonical, canonical_place, clean


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("HTTPS://EXAMPLE.org/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org/a/", "https://example.org/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a/index.html", "https://example.org/a"),
        ("https://example.org/INDEX.HTM", "https://example.org"),
        ("https://example.org/a#section-2", "https://example.org/a"),
        ("https://example.org/b/../a/./", "https://example.org/a"),
        ("https://example.org/%7ejo", "https://example.org/~jo"),
        ("https://example.org/%c3%bc", "https://example.org/ü"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/a?utm_source=x&id=1&fbclid=y", "https://example.org/a?id=1"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a?x=1&amp;y=2", "https://example.org/a?x=1&y=2"),
    ],
)
def test_canonical_folds_ways_of_writing_one_page(first: str, second: str) -> None:
    assert canonical(first) == canonical(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.org/course/view.php?id=1", "https://example.org/course/view.php?id=2"),
        ("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1"),
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org/a?q=A", "https://example.org/a?q=a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/#/one", "https://example.org/#/two"),
        ("https://example.org/#!one", "https://example.org/#!two"),
        ("https://example.org:8080/", "https://example.org/"),
        ("https://en.example.org/", "https://fr.example.org/"),
        ("https://example.org/index.php", "https://example.org/"),
        ("https://example.org/myindex.html", "https://example.org/my"),
        ("https://example.org/a?id", "https://example.org/a"),
        ("https://example.org//a", "https://example.org/a"),
    ],
)
def test_canonical_keeps_pages_apart(first: str, second: str) -> None:
    assert canonical(first) != canonical(second)


def test_canonical_is_the_address_of_a_page() -> None:
    assert (
        canonical("HTTP://www.Example.org:80/a/../b/index.html?utm_medium=m&id=2&b=%7e#frag")
        == "https://example.org/b?id=2&b=~"
    )


def test_canonical_place_tells_books_on_one_page_apart() -> None:
    assert canonical_place("https://knihy.example/#ProGit") == "https://knihy.example#ProGit"
    assert canonical_place("https://knihy.example/#top") == "https://knihy.example"
    assert canonical_place("https://knihy.example/#/route") == "https://knihy.example#/route"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/a",
        "mailto:a@example.org",
        "/relative",
        "example.org/a",
        "https://",
        "https:///a",
        "https://jo:secret@example.org/",
        "https://example.org@evil.example/",
        "https://evil.example\\@example.org/",
        "https://exam ple.org/",
        "https://example..org/",
        "https://-example.org/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://example.org/" + "a" * 5000,
    ],
)
def test_unusable_addresses_are_none(address: str) -> None:
    assert clean(address) is None
    assert canonical(address) is None


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        (" https://example.org/a \n", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("HTTP://Example.ORG", "http://example.org/"),
        ("www.example.org/a", "http://www.example.org/a"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/تعلم", "https://example.org/%D8%AA%D8%B9%D9%84%D9%85"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a?x=[1]#b c", "https://example.org/a?x=%5B1%5D#b%20c"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://example.org/\u202egpj.exe", "https://example.org/%E2%80%AEgpj.exe"),
    ],
)
def test_clean_makes_addresses_safe_to_link_to(address: str, safe: str) -> None:
    assert clean(address) == safe


@given(st.text(max_size=60).map("https://example.org/".__add__))
def test_clean_and_canonical_are_fixed_points(address: str) -> None:
    safe, page = clean(address), canonical(address)
    if safe is not None and page is not None:
        assert clean(safe) == safe
        assert canonical(page) == page
        assert canonical(safe) == page


@needs_shared
def test_canonical_folds_only_ways_of_writing_in_ten_thousand_real_addresses() -> None:
    lines = (SHARED / "data/free-programming-books.jsonl").read_text("utf-8").splitlines()
    addresses = {json.loads(line)["url"] for line in lines}

    pages: dict[str, set[str]] = {}
    for address in addresses:
        page = canonical_place(address)
        assert page is not None
        pages.setdefault(page, set()).add(_without_way_of_writing(address))

    assert {page: kinds for page, kinds in pages.items() if len(kinds) > 1} == {}
    assert len(pages) < len(addresses)


def _without_way_of_writing(address: str) -> str:
    """Fold by hand, and more crudely, what may differ between two writings of one address."""
    bare = address.partition("://")[2].removeprefix("www.").removesuffix("index.html")
    return bare.split("#top")[0].rstrip("/#").replace("/#", "#")
