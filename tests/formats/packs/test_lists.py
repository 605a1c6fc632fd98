"""Lists of packs, what two of them differ by, and sums: what is written is read, and nothing else is."""

import dataclasses
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.formats.packs import deltas, listing, sums
from armillary.formats.packs.credits import credited, uncredited
from armillary.formats.packs.listing import (
    BadListing,
    Item,
    Listing,
    Section,
    StoredFile,
    Terms,
)
from armillary.formats.packs.words import WORDS, word

FILE = StoredFile("ab" * 32, "cd" * 16, 1000, "application/pdf", "pdf", name="a.pdf")


def item(name: str, title: str = "", **changes: object) -> Item:
    facts = {
        "text": "",
        "language": "en",
        "address": "https://a.example/",
        "page": "https://b.example/",
    }
    return Item(id=name, title=title or f"Title {name}", section="all", **facts | changes)  # type: ignore[arg-type]


def pack(*items: Item, release: int = 1, **changes: object) -> Listing:
    return dataclasses.replace(
        Listing(
            id="p1",
            release=release,
            made="2026-12-01T04:00:00Z",
            address="https://b.example/packs/water/",
            language="en",
            direction="ltr",
            title="Water",
            text="",
            publisher="Library",
            publisher_address="https://b.example/",
            licence=Terms("cc0-1.0", "CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
            slug="water",
            sections=(Section("all", "Water"),),
            items=items,
            words={"by": "von {names}"},
            names={"subjects": {"algebra": "Algebra"}},
        ),
        **changes,  # type: ignore[arg-type]
    )


# Lists


def test_list_is_read_as_it_was_written():
    whole = pack(item("a", files=(FILE,), how="copy", creators=("Noor",)), item("b", why="budget"))
    assert listing.read(listing.written(whole)) == whole
    assert whole.size == 1000
    assert whole.name("subjects", "algebra") == "Algebra"
    assert whole.name("subjects", "unknown") == "unknown"


def test_same_file_twice_is_stored_once():
    assert pack(item("a", files=(FILE,)), item("b", files=(FILE,))).size == 1000


def test_when_it_was_made_makes_no_difference_to_readers():
    assert pack(item("a")).same_but_for_when(pack(item("a"), release=2, made="later", program="x"))
    assert not pack(item("a")).same_but_for_when(pack(item("a", title="Other")))


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda document: document.pop("format"),
        lambda document: document.update(format="armillary-pack-99"),
        lambda document: document.update(direction="up"),
        lambda document: document.update(slug="../../etc"),
        lambda document: document.update(surprise=1),
        lambda document: document["items"][0].update(id="../x"),
        lambda document: document["items"][0].update(how="stolen"),
        lambda document: document["items"][0].update(why="because"),
        lambda document: document["items"][0]["files"][0].update(sha256="../../passwd"),
        lambda document: document["items"][0]["files"][0].update(extension="a/b"),
        lambda document: document["items"][0]["files"][0].update(md5="short"),
        lambda document: document["items"][0]["files"][0].update(size=-1),
        lambda document: document.update(items=None),
    ],
)
def test_what_is_no_list_is_refused(spoilt):
    document = json.loads(listing.written(pack(item("a", files=(FILE,)))))
    spoilt(document)
    with pytest.raises(BadListing):
        listing.read(json.dumps(document).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"null"])
def test_what_is_no_document_is_refused(body: bytes):
    for read in (listing.read, deltas.read):
        with pytest.raises(BadListing):
            read(body)


# Differences

NAMES = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(NAMES, NAMES, st.sets(st.sampled_from("abcdefghij")))
def test_later_list_is_made_of_the_earlier_and_the_difference(
    before: Sequence[str], after: Sequence[str], changed: set[str]
):
    old = pack(*(item(name) for name in before))
    new = pack(*(item(name, title="New" if name in changed else "") for name in after), release=2)
    delta = deltas.difference(old, new, {"site": ("ab" * 32, "cd" * 64)})
    read = deltas.read(deltas.written(delta))
    assert deltas.applied(read, old) == new
    assert read.sums == {"site": ("ab" * 32, "cd" * 64)}


def test_one_change_among_many_is_a_small_difference():
    old = pack(*(item(f"i{number}") for number in range(5000)))
    new = pack(*(item("new"), *old.items[:2500], *old.items[2501:]), release=2)
    assert len(deltas.written(deltas.difference(old, new))) < 3000


def test_difference_of_another_release_is_refused():
    first, second, third = (
        pack(*(item(str(number)) for number in range(size))) for size in (1, 2, 3)
    )
    with pytest.raises(BadListing, match="another release"):
        deltas.applied(deltas.difference(second, third), first)
    with pytest.raises(ValueError, match="two packs"):
        deltas.difference(first, dataclasses.replace(second, id="p2"))


def test_difference_that_makes_something_else_is_refused():
    old, new = pack(item("a")), pack(item("a"), item("b"), release=2)
    delta = dataclasses.replace(deltas.difference(old, new), put=())
    with pytest.raises(BadListing, match="promises"):
        deltas.applied(delta, old)


def test_preview_names_what_a_reader_would_notice():
    old = pack(item("a"), item("b"), item("c"))
    new = pack(item("c"), item("a", title="A, again"), item("d"), release=2)
    change = deltas.change(old, new)
    assert (change.added, change.removed, change.changed) == (
        ("Title d",),
        ("Title b",),
        ("A, again",),
    )


# Sums


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,4}(/[a-z ]{1,5}[a-z])?", fullmatch=True),
        st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    )
)
def test_sums_are_read_as_they_were_written(stated: dict[str, str]):
    assert sums.read(sums.written(stated)) == stated


@pytest.mark.parametrize(
    "place", ["../x", "/etc/passwd", "a/../b", "a\\b", "C:/x", "a//b", "./a", "a/"]
)
def test_places_outside_of_the_pack_are_refused(place: str):
    with pytest.raises(ValueError, match="no line"):
        sums.read(f"{'ab' * 32}  {place}\n".encode())


# Words and credits


def test_words_in_the_language_of_the_pack_and_in_english_where_it_has_none():
    assert word(pack(), "by", names="Noor") == "von Noor"
    assert word(pack(), "source", address="https://a.example/") == "Source: https://a.example/"


@pytest.mark.parametrize("wrong", ["{other}", "{0}", "{", "{names!x}", "{names.x}"])
def test_word_that_cannot_be_filled_gives_way_to_the_english_one(wrong: str):
    assert word(pack(words={"by": wrong}), "by", names="Noor") == WORDS["by"].format(names="Noor")


def test_copy_says_whose_it_is():
    terms = Terms("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    made = item("a", "Boiling <water>", creators=("Noor", "Li"), terms=terms)
    page = credited(b"<html><body><p>Text</p></body></html>", pack(made), made).decode()
    assert "Boiling &lt;water&gt;, von Noor, Li" in page
    assert "Licence: CC BY 4.0" in page
    assert page.endswith("</body></html>")


@pytest.mark.parametrize("page", [b"<body>Text</body>", b"Text", b"", b"a</body>b</body>"])
def test_credit_can_be_taken_away_again(page: bytes):
    made = item("a", "<!-- /credit -->", creators=("<!-- credit -->",))
    assert uncredited(credited(page, pack(made), made)) == page
    assert uncredited(page) == page


def test_licence_that_is_no_web_address_is_no_link():
    made = item("a", terms=Terms(address="javascript:alert(1)"))
    assert b"href" not in credited(b"", pack(made), made)
