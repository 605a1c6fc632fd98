"""A pack as a site: whole, safe, small pages, the same everywhere, and searchable from a folder."""

import dataclasses
import hashlib
import json
import posixpath
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.invented_packs import BY, Shelf, invented

import armillary.formats.packs
from armillary.formats.packs.listing import Item, Listing, Section, Terms, written
from armillary.formats.packs.site import SITE, pages
from armillary.formats.packs.site.copies import place_of_file
from armillary.formats.packs.site.folding import words_in
from armillary.formats.packs.site.markup import direction, paragraphs, short, web_address
from armillary.formats.packs.site.shelves import file_name

Kit = dict[str, bytes]
MOST = 60_000  # bytes of a page with what it needs


def kit(listing: Listing, find: Shelf) -> Kit:
    made = {}
    for place, content, _is_summed in SITE.entries(listing, find):
        assert place not in made
        made[place] = content if isinstance(content, bytes) else content.read_bytes()
    return made


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> tuple[Listing, Shelf, Kit]:
    listing, find = invented(tmp_path_factory.mktemp("files"))
    return listing, find, kit(listing, find)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Listing, Shelf, Kit]:
    listing, find = invented(tmp_path_factory.mktemp("files"), "ar")
    return listing, find, kit(listing, find)


class Addresses(HTMLParser):
    """What a page loads, where it leads, and the places in it."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name == "src" or (name == "href" and tag == "link"):
                self.loaded.append(value or "")
            elif name == "href":
                self.links.append(value or "")


def html(made: Kit) -> dict[str, Addresses]:
    return {place: Addresses(body) for place, body in made.items() if place.endswith(".html")}


def leads_nowhere(made: Kit, read: dict[str, Addresses] | None = None) -> list[tuple[str, str]]:
    read = read or html(made)
    wrong = []
    for place, page in read.items():
        for way in [*page.loaded, *page.links]:
            if way.startswith(("https://", "http://")):
                continue
            path, _, fragment = way.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(path)))
            target = target if path else place
            if target not in made or (fragment and fragment not in read[target].ids):
                wrong.append((place, way))
    return wrong


def test_every_way_leads_somewhere(english, arabic):
    for _, _, made in (english, arabic):
        assert leads_nowhere(made) == []
    _, _, made = english
    assert leads_nowhere({**made, "x.html": b'<a href="nowhere.html">x</a>'}) == [
        ("x.html", "nowhere.html")
    ]


def test_no_page_loads_anything_from_elsewhere(english):
    _, _, made = english
    assert [way for page in html(made).values() for way in page.loaded if ":" in way] == []
    assert b"library.example" in made["items/r0001.html"]
    assert b"@import" not in made["style.css"]
    assert b"url(" not in made["style.css"]


def test_the_same_list_makes_the_same_files(english):
    listing, find, made = english
    assert kit(listing, find) == made


def test_it_is_made_in_an_archive_by_nothing_but_python(english, tmp_path):
    """Without our environment, its packages and its settings, and with another seed of hashes."""
    listing, find, made = english
    archive = tmp_path / "packs.zip"
    here = Path(armillary.formats.packs.__file__).parent
    with zipfile.ZipFile(archive, "w") as packed:
        for path in here.rglob("*"):
            if path.suffix in {".py", ".css", ".js"}:
                packed.write(path, f"armillary/formats/packs/{path.relative_to(here)}")
        packed.writestr("armillary/__init__.py", "")
        packed.writestr("armillary/formats/__init__.py", "")
    (tmp_path / "pack.json").write_bytes(written(listing))
    program = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from armillary.formats.packs import listing, sums\n"
        "from armillary.formats.packs.site import SITE\n"
        "pack = listing.read(Path(sys.argv[2]).read_bytes())\n"
        "for place, content, _ in SITE.entries(pack, lambda sha: Path(sys.argv[3], sha)):\n"
        "    print(sums.sum_of(content), place)\n"
    )
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        program,
        archive,
        tmp_path / "pack.json",
        find._folder,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = dict(reversed(line.split(" ", 1)) for line in done.stdout.splitlines())
    assert said == {place: hashlib.sha256(body).hexdigest() for place, body in made.items()}


def test_a_change_of_one_resource_changes_few_files(tmp_path):
    listing, find = invented(tmp_path, count=200, copies=False)
    before, items = kit(listing, find), list(listing.items)
    items[99] = dataclasses.replace(items[99], title="Another title")
    after = kit(
        dataclasses.replace(listing, items=tuple(items), release=4, made="2026-12-24"), find
    )
    changed = {place for place in after if before.get(place) != after[place]}
    assert {place for place in changed if not place.startswith("search/")} == {
        "index.html",
        "about.html",
        "items/r0100.html",
    }
    assert len([place for place in changed if place.startswith("search/d")]) == 1


def test_the_first_page_has_all_sections_and_resources(english):
    listing, _, made = english
    index = html(made)["index.html"]
    assert {f"items/{item.id}.html" for item in listing.items} <= set(index.links)
    assert not [place for place in made if place.startswith("sections/")]
    text = made["index.html"].decode()
    assert (
        text.index(">Mathematics</h2>") < text.index(">Biology</h2>") < text.index(">Physics</h2>")
    )
    assert "Resources: 30" in text
    assert "Only described, with their address: 15" in text


def test_many_resources_are_on_pages_that_a_phone_can_load(tmp_path):
    listing, find = invented(tmp_path, count=400, copies=False)
    items = tuple(dataclasses.replace(item, section="biology") for item in listing.items)
    made = kit(dataclasses.replace(listing, items=items), find)
    shared = len(made["style.css"]) + len(made["search/search.js"])
    sizes = {place: len(body) + shared for place, body in made.items() if place.endswith(".html")}
    assert max(sizes.values()) <= MOST
    read = html(made)
    assert leads_nowhere(made, read) == []
    assert reached(read) >= {f"items/{item.id}.html" for item in listing.items}
    assert "sections/biology.2.html" in made


def reached(read: dict[str, Addresses]) -> set[str]:
    """Pages that are come to from the first one by links alone."""
    found, waiting = set(), ["index.html"]
    while waiting:
        place = waiting.pop()
        if place in found or place not in read:
            continue
        found.add(place)
        for way in read[place].links:
            folder = posixpath.dirname(place)
            waiting.append(posixpath.normpath(posixpath.join(folder, way.partition("#")[0])))
    return found


def test_very_many_sections_are_on_several_pages(tmp_path):
    listing, find = invented(tmp_path, count=300, copies=False)
    sections = tuple(Section(f"s{number}", f"Chapter {number}") for number in range(300))
    items = tuple(
        dataclasses.replace(item, section=f"s{number}") for number, item in enumerate(listing.items)
    )
    made = kit(dataclasses.replace(listing, sections=sections, items=items), find)
    assert "index.2.html" in made
    assert max(len(body) for place, body in made.items() if place.endswith(".html")) <= MOST
    assert reached(html(made)) >= {f"items/{item.id}.html" for item in listing.items}


def test_what_is_in_no_section_is_there_all_the_same(english, tmp_path):
    listing, find, _ = english
    items = (dataclasses.replace(listing.items[0], section="gone"), *listing.items[1:3])
    made = kit(dataclasses.replace(listing, items=items), find)
    assert "Other subjects" in made["index.html"].decode()
    assert "items/r0001.html" in html(made)["index.html"].links


def test_an_empty_pack_is_a_site(english):
    listing, find, _ = english
    made = kit(dataclasses.replace(listing, items=(), sections=(), title="", text=""), find)
    assert leads_nowhere(made) == []
    assert b"<title>pack1</title>" in made["index.html"]


def test_a_card_says_why_and_where(english):
    _, _, made = english
    page = made["items/r0002.html"].decode()
    assert "Its licence does not allow copies like this one." in page
    assert 'href="https://library.example/2?a=1&amp;b=2"' in page
    assert "<dd><bdi>CC BY 4.0</bdi><br><a" in page


def test_facts_are_named_in_the_language_of_the_pack(arabic):
    _, _, made = arabic
    page = made["items/r0003.html"].decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert "<bdi>الثانوي</bdi>" in page
    assert "<bdi>المتعلمون</bdi>" in page


def test_a_text_in_another_language_says_so(english):
    _, _, made = english
    assert '<h1 lang="ar" dir="rtl">' in made["items/r0015.html"].decode()
    assert 'items/r0015.html" lang="ar" dir="rtl">' in made["index.html"].decode()


def test_players_and_pictures_are_in_the_page(english):
    listing, _, made = english
    shown = {
        "image/png": r'<img src="\.\./files/../[0-9a-f]{64}\.png" alt="[^"]+" loading="lazy">',
        "audio/wav": r'<audio controls preload="none" src="\.\./files/../[0-9a-f]{64}\.wav"',
        "application/pdf": r'<a class="button" href="\.\./files/../[0-9a-f]{64}\.pdf">',
    }
    for media_type, pattern in shown.items():
        item = next(
            item for item in listing.items if item.main and item.main[0].media_type == media_type
        )
        assert re.search(pattern, made[f"items/{item.id}.html"].decode())


def test_a_copied_page_says_whose_it_is_and_can_be_had_back(english, tmp_path):
    listing, find, made = english
    item = listing.items[0]
    place = place_of_file(item, item.files[0])
    body = made[place].decode()
    assert item.title not in body.partition("<footer")[0]
    assert item.title in body.partition("<footer")[2]
    (tmp_path / "copies").mkdir()
    (tmp_path / place).write_bytes(made[place])
    sha256 = item.files[0].sha256
    assert list(SITE.copies(tmp_path / place)) == [(sha256, find(sha256).read_bytes())]
    assert SITE.held(tmp_path / place) == {sha256}
    (tmp_path / place).write_bytes(made[place] + b"x")
    assert sha256 not in SITE.held(tmp_path / place)


def test_a_file_of_two_resources_is_there_once(english):
    listing, _, _ = english
    pictures = [item for item in listing.items if item.main and item.main[0].extension == "png"]
    assert len(pictures) > 1
    assert len({place_of_file(item, item.main[0]) for item in pictures}) == 1


def test_a_file_that_is_not_there_is_an_error(english, tmp_path):
    listing, _, _ = english
    with pytest.raises(FileNotFoundError):
        kit(listing, Shelf(tmp_path))


def test_without_a_program_beside_it_nothing_is_said_of_one(english):
    listing, find, made = english
    without = {entry.place: entry.content for entry in pages(listing, find)}
    assert b"sha256sum -c SHA256SUMS" in made["about.html"]
    assert b"sha256sum" not in without["about.html"]
    assert b"<script" not in without["index.html"]
    assert b"<form" not in without["index.html"]
    assert not [place for place in without if place.startswith("search/")]


HOSTILE = (
    "</script><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "a\x00b\x07c\x1b[31m\x85",
    "half \ud83d of one",
    "\ufffe\uffff\ufdd0",
    "long " * 2000,
    "漢" * 10_000,
    "{braces} {0} %s",
    "\u202egnp.exe",
    "  ",
)


def hostile(number: int, text: str, **more: object) -> Item:
    item = Item(
        id=f"h{number}",
        title=text,
        text=text,
        language='"><b>',
        address="javascript:alert(1)",
        page="data:text/html,x",
        section=text,
        how="card",
        why="failed",
        note=text,
        terms=Terms("x", text, "javascript:alert(2)"),
        creators=(text,),
        publisher=text,
        published=text,
        subjects=(text,),
        keywords=(text,),
    )
    return dataclasses.replace(item, **more)


def test_whatever_a_text_has_in_it_pages_are_valid_and_harmless(tmp_path):
    find = Shelf(tmp_path)
    page = find.put(b"<html><body>x</body></html>", "text/html", "html", name=HOSTILE[0])
    items = tuple(
        hostile(number, text, how=how, files=(page,) if how == "copy" else (), id=f"h{number}{how}")
        for number, text in enumerate(HOSTILE)
        for how in ("card", "copy")
    )
    listing, _ = invented(tmp_path, count=0)
    sections = tuple(Section(text, text) for text in HOSTILE)
    made = kit(
        dataclasses.replace(
            listing,
            items=items,
            sections=sections,
            title=HOSTILE[0],
            publisher=HOSTILE[1],
            text=HOSTILE[2],
        ),
        find,
    )
    assert leads_nowhere(made) == []
    for place, body in made.items():
        text = body.decode()
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ufdd0]", text), place
        assert not re.search('href="(javascript|data)', text), place
        if place.endswith(".html"):
            assert text.count("<script") == (place == "index.html"), place
            assert not re.search("<img src=x|<b>", text), place


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://Example.org", "http://Example.org"),
        (" https://example.org/a b|c[1]#x#y ", "https://example.org/a%20b%7Cc%5B1%5D#x%23y"),
        ("https://مثال.example/صفحة", "https://مثال.example/صفحة"),
        ("https://[2001:db8::1]:8080/", "https://[2001:db8::1]:8080/"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://user:secret@example.org/", ""),
        ("https://a b/", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/", ""),
        ("https://", ""),
        ("file:///etc/passwd", ""),
        ("", ""),
    ],
)
def test_nothing_but_web_addresses_are_links(address: str, link: str):
    assert web_address(address) == link


def test_names_differ_on_every_disk():
    assert file_name("r0001") == "r0001"
    names = [file_name(name) for name in ("a", "A", "con", "CON", "x/../y", "", "ä", "\ud800")]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"[0-9a-z_.-]+", name) and name != "con" for name in names)


def test_long_texts_are_cut_between_words():
    assert short("one two three", 9) == "one two…"
    assert short("one\n two", 9) == "one two"
    assert short("漢" * 20, 5) == "漢漢漢漢…"


def test_paragraphs_and_lines_stay():
    assert paragraphs("a\r\nb\n\n\n<c>\n") == "<p>a<br>b</p><p>&lt;c&gt;</p>"


def test_direction_of_languages():
    tags = ("ar", "en", "ar-Latn", "az-Arab", "ff-Adlm", "UR", "")
    assert [direction(tag) for tag in tags] == ["rtl", "ltr", "ltr", "rtl", "rtl", "rtl", "ltr"]


def loaded(made: Kit, name: str) -> object:
    body = made[f"search/{name}.js"].decode()
    return json.loads(body.removeprefix(f'armillaryPack("{name}",').removesuffix(");\n"))


def found(made: Kit, word: str) -> dict[str, str]:
    """Names of the resources that have a word, and how much it counts in each."""
    start = loaded(made, "start")
    words: dict[str, str] = {}
    for number in range(len(start["firsts"])):
        shard = loaded(made, f"t{number}")
        words |= dict(zip(shard[::2], shard[1::2], strict=True))
    place, result = 0, {}
    for step, weight in re.findall("([0-9a-v]+)([w-z])", words.get(word, "")):
        place += int(step, 32)
        shown = loaded(made, f"d{place // start['together']}")
        result[shown[place % start["together"]][0]] = weight
    return result


def test_the_index_has_every_word_where_it_is(english):
    listing, _, made = english
    for word, weight in (("fractions", "z"), ("village", "w"), ("stem", "y"), ("zoe", "x")):
        hits = found(made, word)
        assert weight in hits.values()
        assert sorted(hits) == sorted(
            item.id for item in listing.items if word in all_words(listing, item)
        )
    assert found(made, "光合") != {}
    assert found(made, "الكسور") != {}
    assert found(made, "nowhere") == {}


def all_words(listing: Listing, item: Item) -> set[str]:
    names = [listing.name("subjects", key) for key in item.subjects]
    names += [listing.name("levels", key) for key in item.levels]
    names += [listing.name("types", key) for key in item.types]
    texts = (
        item.title,
        item.text,
        item.note,
        item.publisher,
        *item.keywords,
        *item.creators,
        *names,
    )
    return {word for text in texts for word in words_in(text)}


def test_words_are_in_files_of_bounded_size_in_the_order_of_the_script(tmp_path):
    listing, find = invented(tmp_path, count=400, copies=False)
    made = kit(listing, find)
    start = loaded(made, "start")
    words = [
        word for number in range(len(start["firsts"])) for word in loaded(made, f"t{number}")[::2]
    ]
    assert words == sorted(set(words), key=lambda word: word.encode("utf-16-be"))
    assert start["count"] == 400
    assert max(len(body) for place, body in made.items() if place.startswith("search/t")) < 22_000


def test_terms_of_a_copy_are_those_of_the_list(english):
    listing, _, made = english
    item = next(item for item in listing.items if item.files and item.terms == BY)
    assert f'href="{BY.address}" dir="ltr" rel="license"' in made[f"items/{item.id}.html"].decode()
