"""The program of a pack, on sticks and with updates as they come: only what was signed for this pack is run,
written and deleted, and whatever is wrong is said in a line."""

import fcntl
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.dissemination.packs.conftest import PDF, at, made, output, unpacked
from tests.faulty_site import FaultySite, Page

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import add_to_collection, withdraw_resources
from armillary.dissemination.packs import kits, listing, signing
from armillary.dissemination.packs.models import Pack
from armillary.dissemination.packs.queries import listing_of_release, offered_release
from armillary.formats.packs import program, updating
from armillary.formats.packs.installed import Refused, installed, problems
from armillary.people.actors import OPERATOR

pytestmark = pytest.mark.django_db

FOREIGN = "ab" * 32 + " *ubuntu.iso\n"  # as sums of binary files are written


@dataclass(frozen=True)
class Sticks:
    """Release 1 of either kit, and what brings it to release 2: one resource came, one went."""

    site: Path
    drive: Path
    about: Path  # on the drive
    update: Path


@pytest.fixture
def next_release(pack: Pack, water: Collection, server: FaultySite) -> Callable[[], Path]:
    def go_on() -> Path:
        server.pages["/new.pdf"] = Page(PDF + b"new", headers={"Content-Type": "application/pdf"})
        add_to_collection(water, at(server, "/new.pdf", "New"), by=OPERATOR)
        boiling = Resource.objects.get(titles__icontains="Boiling")
        withdraw_resources([boiling.pk], by=OPERATOR, reason="asked")
        return output(made(pack), "update", since=1)

    return go_on


@pytest.fixture
def sticks(pack: Pack, next_release: Callable[[], Path], tmp_path: Path) -> Sticks:
    first = made(pack)
    site = unpacked(output(first, "site"), tmp_path / "stick") / pack.slug
    drive = unpacked(output(first, "kolibri"), tmp_path / "drive")
    return Sticks(site, drive, drive / f"pack-{pack.slug}", next_release())


def said_by(
    folder: Path, *arguments: str | Path, isolated: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    flags = ["-I"] if isolated else []
    command = [sys.executable, *flags, "armillary-pack.pyz", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def refusal(folder: Path, *arguments: str | Path) -> str:
    """The one line that it said."""
    said = said_by(folder, *arguments)
    assert said.returncode == 1
    [line] = (said.stdout + said.stderr).splitlines()
    return line


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def resigned(
    update: Path, change: Callable[[Any], object], objects: Mapping[str, bytes] | None = None
) -> Path:
    """The same update with something else in it, by whoever made the pack."""
    target = update.with_name("resigned.zip")
    with zipfile.ZipFile(update) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        document = json.loads(old.read("update.json"))
        change(document)
        body = json.dumps(document).encode()
        new.writestr("update.json", body)
        new.writestr("update.json.sig", signing.signed(body))
        for name in old.namelist():
            if name.startswith("objects/"):
                new.writestr(name, old.read(name))
        for sha256, content in (objects or {}).items():
            new.writestr(f"objects/{sha256}", content)
    return target


# Deleting


def home_of(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / "thesis.doc").write_text("x")
    return home


@pytest.mark.parametrize("signature", ["", "another file's"])
def test_list_that_nobody_signed_deletes_nothing(sticks: Sticks, signature: str):
    (sticks.drive / "thesis.doc").write_text("x")
    before = sticks.about / "SHA256SUMS.before"
    before.write_text("ab" * 32 + "  thesis.doc\n")
    if signature:
        shutil.copy(sticks.about / "SHA256SUMS.sig", f"{before}.sig")
    said = said_by(sticks.about, "apply", sticks.update)
    assert said.returncode == 0, said.stderr
    assert (sticks.drive / "thesis.doc").exists()
    assert not list(sticks.about.glob("*.before*"))


def test_list_that_was_signed_for_another_kit_deletes_nothing(sticks: Sticks):
    (sticks.drive / "index.html").write_text("somebody's own")
    for name in ("SHA256SUMS", "SHA256SUMS.sig"):
        shutil.copy(sticks.site / name, sticks.about / name.replace("SUMS", "SUMS.before"))
    assert said_by(sticks.about, "apply", sticks.update).returncode == 0
    assert (sticks.drive / "index.html").exists()


def test_nothing_is_deleted_through_a_link(
    sticks: Sticks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = home_of(tmp_path)
    with monkeypatch.context() as patch:  # the stick was pulled out before the last step
        patch.setattr(updating, "_sweep", lambda _pack: None)
        updating.apply(installed(sticks.site), sticks.update)
    [copy] = (sticks.site / "copies").iterdir()
    shutil.move(sticks.site / "copies", home / "copies")
    (sticks.site / "copies").symlink_to(home / "copies")
    assert "leads out of the pack by a link" in refusal(sticks.site, "apply", sticks.update)
    assert (home / "copies" / copy.name).exists()
    (sticks.site / "copies").unlink()
    shutil.move(home / "copies", sticks.site / "copies")
    assert said_by(sticks.site, "apply", sticks.update).returncode == 0
    assert not copy.exists()
    assert not list(sticks.site.glob("*.before*"))


def test_what_an_earlier_update_left_is_taken_away_by_a_later_one(
    pack: Pack,
    water: Collection,
    server: FaultySite,
    sticks: Sticks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    with monkeypatch.context() as patch:
        patch.setattr(updating, "_sweep", lambda _pack: None)
        updating.apply(installed(sticks.site), sticks.update)
    new = Resource.objects.get(titles__icontains='"New"')
    withdraw_resources([new.pk], by=OPERATOR, reason="asked")
    add_to_collection(water, at(server, "/water.pdf?3", "Third"), by=OPERATOR)
    third = made(pack)
    said = said_by(sticks.site, "apply", output(third, "update", since=2))
    assert said.returncode == 0, said.stderr
    assert tree(sticks.site) == tree(
        unpacked(output(third, "site"), tmp_path / "whole") / pack.slug
    )


def test_sums_of_something_else_on_the_drive_are_left_alone(sticks: Sticks):
    (sticks.drive / "ubuntu").mkdir()
    (sticks.drive / "ubuntu" / "SHA256SUMS").write_text(FOREIGN)
    before = set(tree(sticks.drive))
    said = said_by(sticks.about, "apply", sticks.update)
    assert said.returncode == 0, said.stderr
    assert len(before - set(tree(sticks.drive))) == 1  # the copy that was withdrawn


def test_everything_stays_until_the_sums_of_another_pack_can_be_read(sticks: Sticks):
    other = shutil.copytree(sticks.about, sticks.drive / "pack-other")
    needed = (other / "SHA256SUMS").read_bytes()
    (other / "SHA256SUMS").write_text(FOREIGN)
    before = set(tree(sticks.drive))
    assert said_by(sticks.about, "apply", sticks.update).returncode == 0
    assert before <= set(tree(sticks.drive))
    (other / "SHA256SUMS").write_bytes(needed)  # it needs what is withdrawn here
    assert said_by(sticks.about, "apply", sticks.update).returncode == 0
    assert before <= set(tree(sticks.drive))


# Writing


@pytest.mark.parametrize(
    ("kit", "folder"),
    [
        ("site", "files"),
        ("site", ".armillary-update"),
        ("drive", "KOLIBRI_DATA/content/databases"),
        ("drive", "KOLIBRI_DATA"),
    ],
)
def test_nothing_is_written_through_a_link(sticks: Sticks, tmp_path: Path, kit: str, folder: str):
    root = sticks.site if kit == "site" else sticks.drive
    home = home_of(tmp_path)
    if (root / folder).exists():
        shutil.copytree(root / folder, home, dirs_exist_ok=True)
        shutil.rmtree(root / folder)
    (root / folder).symlink_to(home)
    before = tree(home), tree(root)
    line = refusal(sticks.site if kit == "site" else sticks.about, "apply", sticks.update)
    assert line.startswith(folder)
    assert "leads out of the pack by a link" in line
    assert (tree(home), tree(root)) == before


def test_files_are_synced_where_only_what_may_be_written_can_be(
    sticks: Sticks, monkeypatch: pytest.MonkeyPatch
):
    modes = set()
    monkeypatch.setattr(
        os, "fsync", lambda file: modes.add(fcntl.fcntl(file, fcntl.F_GETFL) & os.O_ACCMODE)
    )
    updating.apply(installed(sticks.site), sticks.update)
    assert modes == {os.O_RDWR}


# What is wrong is said in a line


@pytest.mark.parametrize("member", ["update.json", "update.json.sig", "objects/"])
def test_update_that_is_damaged_anywhere_is_refused(sticks: Sticks, tmp_path: Path, member: str):
    with zipfile.ZipFile(sticks.update) as archive:
        [info, *_] = [each for each in archive.infolist() if each.filename.startswith(member)]
    before, bad = tree(sticks.site), tmp_path / "bad.zip"
    start = info.header_offset + 30 + len(info.filename) + 20
    for place in range(start, start + min(info.compress_size - 30, 200), 7):
        body = bytearray(sticks.update.read_bytes())
        body[place] ^= 0x55
        bad.write_bytes(body)
        with pytest.raises(Refused):
            updating.apply(installed(sticks.site), bad)
    assert tree(sticks.site) == before


def test_catalogue_of_an_update_that_is_damaged_anywhere_is_refused_or_harmless(
    sticks: Sticks, tmp_path: Path
):
    whole = sticks.update.read_bytes()
    bad = tmp_path / "bad.zip"
    for place in range(whole.index(b"PK\x01\x02"), len(whole), 5):
        stick = shutil.copytree(sticks.site, tmp_path / "fresh", dirs_exist_ok=True)
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(Refused):
            updating.apply(installed(stick), bad)
        assert list(problems(installed(stick))) == []
        shutil.rmtree(stick)


def test_update_that_is_cut_or_not_there(sticks: Sticks, tmp_path: Path):
    cut = tmp_path / "cut.zip"
    cut.write_bytes(sticks.update.read_bytes()[:-100])
    assert "it is damaged: fetch it again" in refusal(sticks.site, "apply", cut)
    line = refusal(sticks.site, "apply", tmp_path / "none.zip")
    assert line == "none.zip cannot be read (No such file or directory): fetch it again."


@pytest.mark.parametrize("verb", ["apply", "verify"])
def test_sums_that_are_gone(sticks: Sticks, verb: str):
    (sticks.site / "SHA256SUMS").unlink()
    line = refusal(sticks.site, verb, *([sticks.update] if verb == "apply" else []))
    assert line.startswith("SHA256SUMS is missing or cannot be read: take the whole pack anew from")


def test_sums_that_are_rubbish(sticks: Sticks):
    (sticks.site / "SHA256SUMS").write_bytes(b"rubbish\xff\n")
    assert "SHA256SUMS is missing or cannot be read" in refusal(sticks.site, "apply", sticks.update)
    assert "SHA256SUMS is not what was signed" in refusal(sticks.site, "verify")


def test_sums_of_before_that_were_cut_do_not_matter(sticks: Sticks):
    (sticks.site / "SHA256SUMS.before").write_text("ab" * 20)
    assert said_by(sticks.site, "apply", sticks.update).returncode == 0
    assert list(problems(installed(sticks.site))) == []
    assert not list(sticks.site.rglob("*.before*"))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["head"].update(novelty=1),
        lambda document: document["put"][0][1].update(novelty=1),
        lambda document: document.update(novelty=1),
        lambda document: document.update(format="armillary-pack-update-2"),
    ],
)
def test_preview_of_a_later_format(sticks: Sticks, change: Callable[[Any], object]):
    line = refusal(sticks.site, "preview", resigned(sticks.update, change))
    assert "may be of a later format" in line


def test_titles_are_shown_as_far_as_the_console_can(sticks: Sticks, water: Collection, pack: Pack):
    planned = Pack.objects.get(pk=pack.pk)
    planned.language = "ar"
    planned.save()
    update = output(made(planned), "update", since=1)
    said = said_by(sticks.site, "preview", update, isolated=False, PYTHONIOENCODING="cp1252")
    assert (said.returncode, said.stderr) == (0, "")
    assert "+ New ???????" in said.stdout


# The program that an update was made for


def later_program(says: bytes) -> bytes:
    """The program of now, which says something first."""
    body = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(program.program())) as old,
        zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            begin = b"print(%r, flush=True)\n" % says.decode()
            first = begin if info.filename == "__main__.py" else b""
            new.writestr(info, first + old.read(info))
    return body.getvalue()


@pytest.mark.parametrize("kind", ["site", "kolibri"])
def test_later_program_brings_the_pack_up_to_date(
    pack: Pack,
    next_release: Callable[[], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
):
    folder = unpacked(output(made(pack), kind), tmp_path / "stick")
    about = folder / (pack.slug if kind == "site" else f"pack-{pack.slug}")
    later = later_program(b"I am the later one.")
    monkeypatch.setattr(kits, "program", lambda: later)
    monkeypatch.setattr(listing, "program", lambda: later)
    update = next_release()
    said = said_by(about, "apply", update)
    assert said.stderr == ""
    assert said.stdout.splitlines() == [
        "I am the later one.",
        "+ New",
        "- Boiling",
        "1 added, 1 removed, 0 changed.",
    ]
    assert (about / "armillary-pack.pyz").read_bytes() == later
    assert list(problems(installed(about))) == []
    release = offered_release(pack)
    assert release is not None
    assert tree(folder).keys() == tree(unpacked(output(release, kind), tmp_path / "whole")).keys()
    again = said_by(about, "apply", update)
    assert again.stdout.splitlines() == ["I am the later one.", "0 added, 0 removed, 0 changed."]


def stub(tmp_path: Path) -> tuple[bytes, str, Path]:
    """A program that leaves a trace, its digest, and where it leaves it."""
    ran = tmp_path / "ran"
    body = f"import pathlib, sys\npathlib.Path({str(ran)!r}).write_text(' '.join(sys.argv[1:]))\nsys.exit(7)\n"
    return body.encode(), hashlib.sha256(body.encode()).hexdigest(), ran


def test_later_program_is_run_for_a_format_that_this_one_cannot_read(
    sticks: Sticks, tmp_path: Path
):
    body, sha256, ran = stub(tmp_path)

    def later(document: Any) -> None:
        document["format"] = "armillary-pack-update-2"
        document["put"] = {"quite": "different"}
        document["head"]["program"] = sha256

    update = resigned(sticks.update, later, {sha256: body})
    assert said_by(sticks.site, "apply", update).returncode == 7
    assert ran.read_text() == f"apply {update} --in {sticks.site}"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pack": "other"}, "is for another pack"),
        ({"before": "0" * 64, "after": "1" * 64}, "This is release 1: take the update that begins"),
    ],
)
def test_program_is_not_run_for_another_pack_or_release(
    sticks: Sticks, tmp_path: Path, change: dict[str, str], words: str
):
    body, sha256, ran = stub(tmp_path)

    def other(document: Any) -> None:
        document.update(change)
        document["head"]["program"] = sha256

    update = resigned(sticks.update, other, {sha256: body})
    assert words in refusal(sticks.site, "apply", update)
    assert not ran.exists()


def test_program_that_is_not_the_one_that_was_signed_is_not_run(sticks: Sticks, tmp_path: Path):
    body, _sha256, ran = stub(tmp_path)
    update = resigned(
        sticks.update,
        lambda document: document["head"].update(program="ab" * 32),
        {"ab" * 32: body},
    )
    assert "A file in this update is damaged" in refusal(sticks.site, "apply", update)
    assert not ran.exists()


@pytest.mark.parametrize("name", ["ab" * 32, "../../ran", ""])
def test_program_that_is_not_there(sticks: Sticks, name: str):
    update = resigned(sticks.update, lambda document: document["head"].update(program=name))
    line = refusal(sticks.site, "apply", update)
    assert line == "The program that this update needs is not in it: take the whole pack."


def test_program_of_any_size_is_not_unpacked(sticks: Sticks, tmp_path: Path):
    update = resigned(
        sticks.update,
        lambda document: document["head"].update(program="ab" * 32),
        {"ab" * 32: bytes(updating.MOST_PROGRAM + 1)},
    )
    assert update.stat().st_size < 100_000
    with pytest.raises(Refused, match="larger than any program"):
        updating.successor(installed(sticks.site), update, tmp_path / "out")
    assert not (tmp_path / "out").exists()


# What is in an update


def test_copies_are_not_packed_twice(pack: Pack, sticks: Sticks):
    release = offered_release(pack)
    found = listing_of_release(release) if release else None
    assert found is not None
    with zipfile.ZipFile(sticks.update) as archive:
        packed = {info.filename: info.compress_type for info in archive.infolist()}
    [new] = [item for item in found.items if item.title == "New"]
    assert packed == {
        "update.json": zipfile.ZIP_DEFLATED,
        "update.json.sig": zipfile.ZIP_STORED,
        f"objects/{new.files[0].sha256}": zipfile.ZIP_STORED,
    }
