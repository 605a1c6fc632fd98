"""A pack as a ZIM file: openZIM's own checker finds nothing in it, Kiwix serves its pages and finds words."""

import dataclasses
import re
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.invented_packs import Shelf, invented

from armillary.dissemination.packs import zim
from armillary.formats.packs.kits import Entry
from armillary.formats.packs.listing import Listing
from conformance.conftest import needed

DOOR = "Packs"
CLIENTS = ("zimcheck",)

PLANTED = {
    "a missing link": b'<a href="nowhere.html">x</a>',
    "a remote picture": b'<img src="https://elsewhere.example/x.png" alt="x">',
}


@pytest.fixture(scope="module")
def zimcheck() -> str:
    needed("zimwriterfs", package="zim-tools")
    return needed("zimcheck", package="zim-tools")


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory, zimcheck: str) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("zim")
    return {
        language: made(folder, *invented(folder / "files", language), f"pack-{language}")
        for language in ("en", "ar")
    }


def made(folder: Path, listing: Listing, find: Shelf, name: str) -> Path:
    target = folder / f"{name}.zim"
    zim.write_zim(listing, find, target, scratch=folder / "scratch")
    return target


def check(zimcheck: str, path: Path) -> tuple[bool, str]:
    done = subprocess.run([zimcheck, "-A", "-D", path], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "Status: Pass" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("language", ["en", "ar"])
def test_zimcheck_finds_nothing(zimcheck: str, packs: dict[str, Path], language: str) -> None:
    passes, said = check(zimcheck, packs[language])
    assert passes, said
    assert "[ERROR]" not in said
    assert "[WARNING]" not in said


@pytest.mark.planted("a missing link, a remote picture")
@pytest.mark.parametrize("fault", PLANTED)
def test_zimcheck_finds_what_is_planted(
    zimcheck: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    page = b"<!doctype html><html><head><title>Planted</title></head><body>%s</body></html>"

    def pages(listing: Listing, find: Shelf) -> Iterator[Entry]:
        yield from zim_pages(listing, find)
        yield Entry("planted.html", page % PLANTED[fault])

    zim_pages = zim.pages
    monkeypatch.setattr(zim, "pages", pages)
    passes, said = check(zimcheck, made(tmp_path, *invented(tmp_path / "files"), "planted"))
    assert not passes, said
    assert "planted.html" in said


@pytest.mark.planted("no title")
def test_zimcheck_finds_that_there_is_no_title(
    zimcheck: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def options(listing: Listing) -> list[str]:
        kept = [each for each in zim_options(listing) if not each.startswith("--title")]
        return [*kept, "--title="]

    zim_options = zim._options
    monkeypatch.setattr(zim, "_options", options)
    passes, said = check(zimcheck, made(tmp_path, *invented(tmp_path / "files"), "untitled"))
    assert not passes, said
    assert "Title" in said


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The address of kiwix-serve with one file."""
    program = needed("kiwix-serve", package="kiwix-tools")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--address", "127.0.0.1", "--port", str(port), path]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield answering(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=20)


def answering(address: str) -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            read(address)
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return address
    raise TimeoutError(address)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode(errors="replace")


def found(address: str, book: str, word: str) -> dict[str, str]:
    """Path → title of what its search finds."""
    query = urllib.parse.urlencode({"content": book, "pattern": word})
    body = read(f"{address}/search?{query}")
    pattern = re.compile(rf'<a href="/{book}/([^"]+)">\s*([^<]*?)\s*</a>')
    return {urllib.parse.unquote(path): title for path, title in pattern.findall(body)}


@pytest.mark.by("Kiwix")
@pytest.mark.parametrize(
    ("language", "word", "title"),
    [
        ("en", "blackboard", "Fractions: for the blackboard 12"),
        ("en", "worksheets", ""),
        ("ar", "الكسور", "الكسور: مدخل أول 6"),
        ("ar", "植物", "光合作用与植物细胞 5"),
    ],
)
def test_kiwix_finds_words_and_serves_the_pages(
    packs: dict[str, Path], language: str, word: str, title: str
) -> None:
    book = f"pack-{language}"
    with served(packs[language]) as address:
        hits = found(address, book, word)
        assert (title in hits.values()) == bool(title), hits
        for path in [path for path, name in hits.items() if name == title]:
            page = read(f"{address}/{book}/{urllib.parse.quote(path)}")
            assert f">{title}</h1>" in page
        style = read(f"{address}/{book}/style.css")
        assert "--ink" in style


@pytest.mark.by("Kiwix")
def test_kiwix_suggests_titles(packs: dict[str, Path]) -> None:
    with served(packs["en"]) as address:
        said = read(f"{address}/suggest?content=pack-en&term=Fractions")
    assert "Fractions: for the blackboard 12" in said


def test_two_at_once_in_one_place_do_not_meet(packs: dict[str, Path], tmp_path: Path) -> None:
    """The second begins while the first is being written."""
    listing, find = invented(tmp_path / "files")
    inner = tmp_path / "inner.zim"

    def finding(sha256: str) -> Path:
        if not inner.exists():
            zim.write_zim(listing, find, inner, scratch=tmp_path)
        return find(sha256)

    outer = tmp_path / "outer.zim"
    zim.write_zim(dataclasses.replace(listing, release=4), finding, outer, scratch=tmp_path)
    assert inner.stat().st_size > 10_000 < outer.stat().st_size
    assert list(tmp_path.glob("zim-*")) == []
