"""A pack as a site, opened from a folder by a browser: searched, browsed without a script, read by the
checkers of HTML and of accessibility."""

import dataclasses
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.formats.packs.test_folding import CASES
from tests.formats.packs.test_site import HOSTILE
from tests.invented_packs import Shelf, invented

from armillary.dissemination.packs.booklet import booklet_html
from armillary.formats.packs.listing import Item, Listing, Section
from armillary.formats.packs.site import SITE
from armillary.formats.packs.site.folding import tables
from conformance import live
from conformance.conftest import needed
from conformance.test_accessibility import WIDTHS, axe, violations  # noqa: F401  (a fixture)
from conformance.test_html import errors, java  # noqa: F401  (a fixture)

DOOR = "Packs"
CLIENTS = ("Chromium",)

FIRST_SEARCH = 200_000  # bytes that a telephone loads for it, of five thousand resources
PAGES = ("index.html", "items/r0001.html", "items/r0003.html", "items/r0004.html", "about.html")


def write(listing: Listing, find: Shelf, folder: Path) -> Path:
    for place, content, _is_summed in SITE.entries(listing, find):
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return folder


@pytest.fixture(scope="module")
def kits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Language → a kit in it, and a large one, and one full of hostile texts."""
    folder = tmp_path_factory.mktemp("kits")
    made = {
        language: write(*invented(folder / "files", language), folder / language)
        for language in ("en", "ar")
    }
    for language in ("en", "ar"):
        many = invented(folder / "files", language, count=1200)
        made[f"many-{language}"] = write(*many, folder / f"many-{language}")
    return {**made, "hostile": write(*hostile(folder / "files"), folder / "hostile")}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    return write(*invented(folder / "files", count=5000, vocabulary=20_000), folder / "kit")


def hostile(folder: Path) -> tuple[Listing, Shelf]:
    listing, find = invented(folder, count=0)
    page = find.put(
        b"<html><head><title>x</title></head><body>x</body></html>", "text/html", "html"
    )
    items = tuple(
        Item(
            id=f"h{number}{how}",
            title=f"{text} plain",
            text=text,
            language="en",
            address="javascript:alert(1)",
            page="javascript:alert(1)",
            section=str(number),
            how=how,
            note=text,
            creators=(text,),
            keywords=(text,),
            files=(page,) if how == "copy" else (),
        )
        for number, text in enumerate(HOSTILE)
        for how in ("card", "copy")
    )
    sections = tuple(Section(str(number), text) for number, text in enumerate(HOSTILE))
    return dataclasses.replace(listing, title=HOSTILE[0], items=items, sections=sections), find


@pytest.fixture(scope="module")
def opened() -> Iterator[object]:
    needed("chromium", package="chromium")
    needed("chromedriver", package="chromium-driver")
    with live.browser() as browser:
        yield browser


def fresh(opened, kit: Path, path: str = "index.html") -> None:
    opened.get("about:blank")
    opened.get(f"{kit.as_uri()}/{path}")


def search(opened, kit: Path, text: str) -> list[list[str]]:
    """Title, what is said below it, and where it leads, of what is shown first."""
    fresh(opened, kit)
    opened.find_element("id", "q").send_keys(text)
    opened.find_element("css selector", "#search button").click()
    return shown(opened)


def shown(opened) -> list[list[str]]:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if opened.execute_script("return document.querySelector('[role=status]').textContent"):
            break
        time.sleep(0.05)
    time.sleep(0.2)
    return opened.execute_script(
        "return [...document.querySelectorAll('#found li')].map(each => [each.firstChild.textContent,"
        " each.lastChild.textContent, each.firstChild.getAttribute('href')])"
    )


def test_a_beginning_of_a_word_is_found_from_a_folder(opened, kits: dict[str, Path]) -> None:
    hits = search(opened, kits["en"], "FRACT")
    assert [title for title, _, _ in hits] == [
        "Fractions: a first course 6",
        "Fractions: for the blackboard 12",
        "Fractions: a first course 18",
        "Fractions: exercises with answers 24",
        "Fractions: a first course 30",
        "Fractions for beginners 25",
    ]
    assert ["Fractions for beginners 25", "Biology · Copy in this pack"] in [
        hit[:2] for hit in hits
    ]
    opened.find_element("css selector", "#found a").click()
    assert opened.find_element("tag name", "h1").text.startswith("Fractions")
    opened.back()
    assert shown(opened) == hits


@pytest.mark.parametrize(
    ("kit", "text", "title"),
    [
        ("ar", "كُسُورٌ", "الكسور: مدخل أول 6"),
        ("ar", "الكسور", "الكسور: مدخل أول 6"),
        ("ar", "植物", "光合作用与植物细胞 5"),
        ("en", "细", "光合作用与植物细胞 5"),
        ("en", "zoe MULLER", "光合作用与植物细胞 5"),
        ("en", "ｃｅｌｌｓ blackboard", "Cells: for the blackboard 22"),
        ("en", "stem", "Fractions for beginners 25"),
    ],
)
def test_it_is_found_however_it_is_written(
    opened, kits: dict[str, Path], kit: str, text: str, title: str
) -> None:
    assert title in [hit[0] for hit in search(opened, kits[kit], text)]


def test_a_title_counts_most_and_all_words_are_wanted(opened, kits: dict[str, Path]) -> None:
    hits = search(opened, kits["en"], "village cells")
    assert hits
    assert all(hit[0].startswith("Cells") for hit in hits)
    assert search(opened, kits["en"], "qqqq") == []
    said = opened.find_element("css selector", "[role=status]").text
    assert said.startswith("Nothing was found.")


def test_more_is_shown_when_asked_for(opened, kits: dict[str, Path]) -> None:
    hits = search(opened, kits["en"], "village")
    assert len(hits) == 10
    opened.find_element("css selector", "#found > button").click()
    again = shown(opened)
    assert len(again) == 20
    assert again[:10] == hits
    focused = opened.execute_script("return document.activeElement.getAttribute('href')")
    assert focused == again[10][2]


def test_a_search_that_cannot_be_read_says_so(opened, kits: dict[str, Path]) -> None:
    lost = kits["many-ar"] / "search" / "start.js"
    body = lost.read_bytes()
    lost.unlink()
    assert search(opened, kits["many-ar"], "الكسور") == []
    assert "could not be read" in opened.find_element("css selector", "[role=status]").text
    lost.write_bytes(body)


def test_the_first_search_of_many_loads_little(opened, large: Path) -> None:
    for text in ("fractions", "village", "pho", "photosynthesis experiment of pupils in a village"):
        hits = search(opened, large, text)
        assert len(hits) == 10
        loaded = opened.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
            ".concat([...document.scripts].map(script => script.src))"
        )
        assert all(name.startswith("file:") for name in loaded)
        names = {name.removeprefix(large.as_uri() + "/") for name in loaded}
        size = sum((large / name).stat().st_size for name in {*names, "index.html", "style.css"})
        assert size <= FIRST_SEARCH, (text, len(names), size)
        assert len(names) > 3


def test_without_a_script_all_is_come_to_by_links(opened, kits: dict[str, Path]) -> None:
    opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        fresh(opened, kits["many-en"])
        assert not opened.find_element("id", "search").is_displayed()
        follow(opened, "section > p > a")
        follow(opened, "[rel=next]")
        follow(opened, "main li a")
        assert "/items/" in opened.current_url
        follow(opened, ".trail a")
        assert opened.current_url == f"{kits['many-en'].as_uri()}/index.html"
    finally:
        opened.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def follow(opened, selector: str) -> None:
    """As a click does; with scripts turned off, nobody says when the page of a click is there."""
    opened.get(opened.find_element("css selector", selector).get_attribute("href"))


def test_the_browser_folds_words_as_we_do(opened, kits: dict[str, Path]) -> None:
    fresh(opened, kits["en"])
    found = opened.execute_script(
        "armillaryFolding.prepare(JSON.parse(arguments[0]));"
        "return JSON.parse(arguments[1]).map(armillaryFolding.wordsIn)",
        json.dumps(tables()),
        json.dumps(list(CASES)),
    )
    assert dict(zip(CASES, found, strict=True)) == CASES


def test_hostile_texts_do_nothing(opened, kits: dict[str, Path]) -> None:
    hits = search(opened, kits["hostile"], "plain")
    assert hits
    assert opened.execute_script("return document.querySelectorAll('img').length") == 0
    for path in sorted((kits["hostile"] / "items").iterdir()):
        fresh(opened, kits["hostile"], f"items/{path.name}")
        counted = "return document.querySelectorAll('script, img, [href^=javascript]').length"
        assert opened.execute_script(counted) == 0


def checked(kits: dict[str, Path]) -> list[tuple[Path, str]]:
    many = [
        (kits[f"many-{language}"], path)
        for language in ("en", "ar")
        for path in ("index.html", "sections/biology.html", "sections/biology.2.html")
    ]
    return [*((kits[language], path) for language in ("en", "ar") for path in PAGES), *many]


@pytest.mark.by("axe-core")
def test_axe_finds_nothing_in_a_pack(opened, axe: str, kits: dict[str, Path]) -> None:  # noqa: F811
    found = {}
    for kit, path in checked(kits):
        for width in WIDTHS:
            if wrong := violations(opened, axe, f"{kit.as_uri()}/{path}", width):
                found[f"{kit.name} {path} at {width}"] = wrong
    assert found == {}, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.by("axe-core")
def test_axe_finds_nothing_in_a_pack_in_the_dark_and_in_results(
    opened,
    axe: str,  # noqa: F811
    kits: dict[str, Path],
) -> None:
    with live.darkness(opened):
        found = {
            path: violations(opened, axe, f"{kits['ar'].as_uri()}/{path}", 360)
            for path in ("items/r0003.html", "about.html", "index.html#q=الكسور")
        }
    assert not any(found.values()), found


@pytest.mark.by("axe-core")
@pytest.mark.planted("a picture without a text")
def test_axe_finds_what_is_planted_in_a_pack(opened, axe: str, kits: dict[str, Path]) -> None:  # noqa: F811
    path = kits["ar"] / "planted.html"
    path.write_bytes((kits["ar"] / "about.html").read_bytes().replace(b"<dl", b'<img src="x"><dl'))
    found = violations(opened, axe, path.as_uri(), 360)
    assert [rule.partition(":")[0] for rule in found] == ["image-alt"]


def test_no_page_of_a_pack_is_wider_than_a_phone(opened, kits: dict[str, Path]) -> None:
    live.resize(opened, 320)
    wide = []
    hostile_pages = [
        (kits["hostile"], f"items/h{number}copy.html") for number in range(len(HOSTILE))
    ]
    for kit, path in [*checked(kits), (kits["hostile"], "index.html"), *hostile_pages]:
        fresh(opened, kit, path)
        if opened.execute_script("return document.documentElement.scrollWidth") > 320:
            wide.append((kit.name, path))
    assert wide == []


@pytest.mark.by("vnu")
def test_vnu_finds_no_error_in_a_pack(java: str, kits: dict[str, Path]) -> None:  # noqa: F811
    files = [kit / path for kit, path in checked(kits)]
    files += sorted(kits["hostile"].glob("items/*.html"))
    files += [kits["hostile"] / name for name in ("index.html", "about.html")]
    faults = errors(java, files)
    assert faults == [], "\n".join(faults)


@pytest.mark.by("vnu", "axe-core")
def test_vnu_and_axe_find_nothing_in_a_booklet(
    opened,
    axe: str,  # noqa: F811
    java: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    made = {"hostile": hostile(tmp_path / "files")}
    made |= {language: invented(tmp_path / "files", language) for language in ("en", "ar")}
    for name, (listing, find) in made.items():
        path = tmp_path / f"{name}.html"
        path.write_bytes(booklet_html(listing, find))
        assert errors(java, [path]) == []
        assert violations(opened, axe, path.as_uri(), 1280) == []


@pytest.mark.by("vnu")
@pytest.mark.planted("an element that is not closed")
def test_vnu_finds_what_is_planted_in_a_pack(java: str, kits: dict[str, Path]) -> None:  # noqa: F811
    path = kits["en"] / "planted.html"
    path.write_bytes((kits["en"] / "about.html").read_bytes().replace(b"</main>", b"<div></main>"))
    assert any("Unclosed element" in error for error in errors(java, [path]))
