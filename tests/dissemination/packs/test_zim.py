"""A pack as a ZIM file: what is told to the program that writes it, and what comes out."""

import dataclasses
import os
from pathlib import Path
from shutil import which

import pytest
from PIL import Image
from tests.invented_packs import invented

from armillary.dissemination.packs import zim
from armillary.dissemination.packs.zim import (
    ZimNotWritten,
    ZimWriterMissing,
    iso_639_3,
    write_zim,
)

MAGIC = b"ZIM\x04"
needs_writer = pytest.mark.skipif(
    which("zimwriterfs") is None, reason="zimwriterfs is not installed (Debian package zim-tools)"
)


@pytest.fixture
def writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of the same name, which only notes what it was told; it gives up where there is a file
    named `broken`."""
    program = tmp_path / "bin" / "zimwriterfs"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        f"[ -e {tmp_path}/broken ] && echo 'no room' >&2 && exit 1\n"
        f'for each; do echo "$each" >> {tmp_path}/told; last=$each; done\n'
        f'echo "$last" | xargs dirname | xargs -I@ cp -rl @/tree {tmp_path}/seen\n'
        'printf made > "$last"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return tmp_path


def test_without_the_program_one_line_says_what_to_install(tmp_path, monkeypatch):
    listing, find = invented(tmp_path / "files", count=1)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        ZimWriterMissing, match=r"zimwriterfs, which is not here\. Install zim-tools\.$"
    ):
        write_zim(listing, find, tmp_path / "x.zim", scratch=tmp_path / "scratch")
    assert ZimWriterMissing.code == "zim-writer-missing"


def test_what_the_program_is_told(writer: Path):
    listing, find = invented(writer / "files", "ar", count=4)
    write_zim(listing, find, writer / "out" / "x.zim", scratch=writer / "scratch")
    told = (writer / "told").read_text().splitlines()
    assert told[:-2] == [
        "--welcome=index.html",
        "--illustration=illustration.png",
        "--language=ara",
        "--name=upper-secondary_ar",
        "--title=الرياضيات والعلوم للمرحلة…",
        "--description=ما اختاره معلمو المنطقة لصفوف لا اتصال فيها. للتلاميذ من ١٥ إلى ١٨ سنة.",
        "--creator=Clearinghouse",
        "--publisher=Clearinghouse",
        "--source=https://clearinghouse.example/packs/pack1/",
        "--scraper=armillary",
    ]
    assert (writer / "out" / "x.zim").read_text() == "made"
    assert list((writer / "scratch").iterdir()) == []


def test_the_pages_are_those_of_a_stick_without_its_search(writer: Path):
    listing, find = invented(writer / "files", count=5)
    write_zim(listing, find, writer / "x.zim", scratch=writer / "scratch")
    seen = writer / "seen"
    assert (seen / "items" / "r0001.html").is_file()
    assert "<script" not in (seen / "index.html").read_text()
    assert not (seen / "search").exists()
    with Image.open(seen / "illustration.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (48, 48))


def test_nothing_is_left_when_the_program_gives_up(writer: Path):
    listing, find = invented(writer / "files", count=1)
    (writer / "broken").touch()
    with pytest.raises(ZimNotWritten, match="no room"):
        write_zim(listing, find, writer / "x.zim", scratch=writer / "scratch")
    assert not (writer / "x.zim").exists()
    assert list((writer / "scratch").iterdir()) == []


@pytest.mark.parametrize("language", ["", "en", "zz"])
def test_everything_that_the_format_asks_for_is_told(tmp_path, language: str):
    listing, _ = invented(tmp_path, count=0)
    bare = dataclasses.replace(listing, title=" ", text="", publisher="", language=language)
    told = dict(each.lstrip("-").split("=", 1) for each in zim._options(bare))
    assert told["title"] == told["description"] == told["creator"] == "upper-secondary"
    assert all(told.values())


def test_titles_are_not_longer_than_readers_show(tmp_path):
    listing, _ = invented(tmp_path, count=0)
    long = dataclasses.replace(listing, title="word " * 100, text="漢" * 1000)
    told = dict(each.lstrip("-").split("=", 1) for each in zim._options(long))
    assert len(told["title"]) <= 30
    assert len(told["description"]) == 80


def test_languages_have_three_letters():
    tags = (
        "ar",
        "en",
        "es",
        "fr",
        "ru",
        "zh-Hans",
        "pt-BR",
        "sw",
        "de",
        "cmn",
        "tl",
        "",
        "x",
        "qq",
    )
    said = "ara eng spa fra rus zho por swa deu cmn tgl und und und"
    assert " ".join(iso_639_3(tag) for tag in tags) == said
    assert len(set(zim._CODES.values())) == len(zim._CODES) > 150
    known = [three for three, _ in zim.get_global("language_aliases").items() if len(three) == 3]
    assert set(zim._CODES.values()) - {"tgl"} <= set(known)


@needs_writer
def test_the_real_program_makes_a_file(tmp_path: Path):
    listing, find = invented(tmp_path / "files", count=5)
    target = tmp_path / "x.zim"
    write_zim(listing, find, target, scratch=tmp_path / "scratch")
    assert target.read_bytes()[:4] == MAGIC
