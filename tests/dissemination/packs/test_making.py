"""Releases: what they hold, when there is a new one, and what becomes of them when something goes wrong."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from tests.dissemination.conftest import edit
from tests.dissemination.packs.conftest import (
    BY,
    PDF,
    at,
    collect,
    made,
    output,
    picture,
    planned,
    unpacked,
)
from tests.faulty_site import FaultySite, Page

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import add_to_collection, withdraw_resources
from armillary.core.clock import now
from armillary.core.errors import Refused
from armillary.core.tasks import LONG, drain
from armillary.dissemination.packs import kits, making, store
from armillary.dissemination.packs.errors import NoRoom, NothingToPack, NotOffered, PackUnderWay
from armillary.dissemination.packs.making import make_release
from armillary.dissemination.packs.models import Pack, PackedFile, PackKey
from armillary.dissemination.packs.queries import (
    listing_of_release,
    offered_file,
    offered_release,
    outputs_of,
)
from armillary.dissemination.packs.sweeping import sweep
from armillary.dissemination.packs.words import words_in
from armillary.formats.packs import updating
from armillary.formats.packs.installed import installed, problems
from armillary.formats.packs.words import WORDS
from armillary.people.actors import OPERATOR, VISITOR

pytestmark = pytest.mark.django_db


def listed(pack: Pack) -> dict[str, Any]:
    release = offered_release(pack)
    assert release is not None
    found = listing_of_release(release)
    assert found is not None
    return {item.title: item for item in found.items}


def site(pack: Pack, folder: Path) -> Path:
    release = offered_release(pack)
    assert release is not None
    return unpacked(output(release, "site"), folder) / pack.slug


# What is in it


def test_release_has_copies_of_what_may_be_copied_and_cards_of_the_rest(pack: Pack):
    release = made(pack)
    assert (release.number, release.resources, release.copied) == (1, 4, 2)
    items = listed(pack)
    assert [(item.how, item.why) for item in items.values()] == [
        ("copy", ""),
        ("copy", ""),
        ("card", "adapts"),
        ("card", "no-licence"),
    ]
    [file] = items["Water"].files
    assert (file.media_type, file.size) == ("application/pdf", len(PDF))
    assert store.object_path(file.sha256).read_bytes() == PDF
    assert items["Water"].note == "Begin here"
    assert items["Water"].terms.key == "cc-by-4.0"


def test_page_is_copied_as_its_text_and_its_pictures(pack: Pack):
    made(pack)
    [file] = listed(pack)["Boiling"].files
    copy = store.object_path(file.sha256).read_text()
    assert "Water boils at a lower temperature" in copy
    assert 'src="data:image/jpeg;base64,' in copy
    assert "Menu<" not in copy
    assert "<script" not in copy
    assert len(copy) < len(picture(1200))  # it has 800 pixels a side now


def test_pack_speaks_its_language(water: Collection):
    pack = planned(water, language="ar")
    made(pack)
    release = offered_release(pack)
    listing = listing_of_release(release) if release else None
    assert listing is not None
    assert listing.direction == "rtl"
    assert listing.items[0].title == "Water بالعربية"
    assert set(listing.words) == set(WORDS)
    assert listing.names["subjects"]["algebra"] == "الجبر"


def test_words_are_translated(pack: Pack):
    with override("ru"):
        said = words_in()
    assert said.keys() == WORDS.keys()
    alike = {name for name, text in said.items() if text == WORDS[name]}
    assert alike == {"comma"}


def test_kits_are_whole_and_say_who_made_them(pack: Pack, tmp_path: Path):
    made(pack)
    folder = site(pack, tmp_path)
    assert list(problems(installed(folder))) == []
    release = offered_release(pack)
    assert release is not None
    drive = unpacked(output(release, "kolibri"), tmp_path / "drive")
    assert list(problems(installed(drive / f"pack-{pack.slug}"))) == []


def test_other_programs_find_the_kit_whole(pack: Pack, tmp_path: Path):
    """Coreutils and OpenSSL, as `about.html` says it."""
    made(pack)
    folder = site(pack, tmp_path)
    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=False)
    assert checked.returncode == 0
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    command = "openssl pkeyutl -verify -pubin -inkey KEY.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig"
    verified = subprocess.run(command.split(), cwd=folder, capture_output=True, check=False)
    assert verified.returncode == 0, verified.stderr


def test_program_in_the_kit_runs_alone(pack: Pack, tmp_path: Path):
    made(pack)
    folder = site(pack, tmp_path)
    command = [sys.executable, "-I", "armillary-pack.pyz", "verify"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert "all as they were signed" in said.stdout
    (folder / "index.html").write_text("somebody was here")
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (1, "index.html is damaged or was changed.\n")


# When there is a new one


def test_nothing_new_is_no_release(pack: Pack, server: FaultySite):
    first = made(pack)
    asked = len(server.paths)
    again = make_release(pack, by=OPERATOR)
    assert (again.is_new, again.release.pk) == (False, first.pk)
    assert len(server.paths) == asked  # what was fetched lately is not asked for again


def test_release_that_lost_a_file_is_made_anew(pack: Pack):
    output(made(pack), "site").unlink()
    assert made(pack).number == 2


def test_only_the_current_release_is_offered(pack: Pack, water: Collection, server: FaultySite):
    old = outputs_of(made(pack))[0]
    add_to_collection(water, at(server, "/water.pdf?2", "More water"), by=OPERATOR)
    made(pack)
    with pytest.raises(NotOffered):
        offered_file(pack, old.name)
    assert sorted(path.name for path in (store.folder_of(pack) / "1").iterdir()) == ["pack.json"]


def test_copy_is_asked_for_again_after_a_while_and_kept_where_it_is_the_same(
    pack: Pack, server: FaultySite
):
    made(pack)
    server.pages["/water.pdf"] = lambda handler: _unchanged(handler)
    PackedFile.objects.update(tried_at=now() - timedelta(days=31))
    before = len(server.paths)
    assert not make_release(pack, by=OPERATOR).is_new
    assert server.paths[before:].count("/water.pdf") == 1


def _unchanged(handler: Any) -> None:
    assert handler.headers["If-None-Match"] == '"w1"'
    handler.send_response(304)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


# Updates


def apply(folder: Path, update: Path, verb: str = "apply") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "armillary-pack.pyz", verb, str(update)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def second(pack: Pack, water: Collection, server: FaultySite, tmp_path: Path) -> Callable[[], Path]:
    """The first release lies on a stick; then one resource came, one went, one is called otherwise."""
    made(pack)
    folder = site(pack, tmp_path / "stick")

    def go_on() -> Path:
        server.pages["/new.pdf"] = Page(PDF + b"new", headers={"Content-Type": "application/pdf"})
        add_to_collection(water, at(server, "/new.pdf", "New"), by=OPERATOR)
        rows = {str(row.titles): row for row in Resource.objects.all()}
        withdraw_resources([rows["Boiling"].pk], by=OPERATOR, reason="asked")
        edit(
            [rows["Water"].pk],
            titles={"en": "Water, again"},
            addresses=[f"{server.address}/water.pdf"],
            files=[],
        )
        made(pack)
        return folder

    return go_on


def test_update_makes_of_one_release_the_next(
    pack: Pack, second: Callable[[], Path], tmp_path: Path
):
    folder = second()
    release = offered_release(pack)
    assert release is not None
    update = output(release, "update", since=1)
    said = apply(folder, update, "preview")
    assert said.stdout.splitlines() == [
        "+ New",
        "- Boiling",
        "~ Water, again",
        "1 added, 1 removed, 1 changed. Nothing has been changed yet.",
    ], said.stderr
    said = apply(folder, update)
    assert said.returncode == 0, said.stderr
    whole = site(pack, tmp_path / "whole")
    assert tree(folder) == tree(whole)
    assert list(problems(installed(folder))) == []
    assert apply(folder, update).stdout == "0 added, 0 removed, 0 changed.\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_one_update_serves_either_kit(pack: Pack, second: Callable[[], Path], tmp_path: Path):
    first = offered_release(pack)
    assert first is not None
    drive = unpacked(output(first, "kolibri"), tmp_path / "drive")
    second()
    release = offered_release(pack)
    assert release is not None
    assert apply(drive / f"pack-{pack.slug}", output(release, "update", since=1)).returncode == 0
    whole = unpacked(output(release, "kolibri"), tmp_path / "whole")
    without = {name: body for name, body in tree(drive).items() if not name.endswith(".sqlite3")}
    assert without == {k: v for k, v in tree(whole).items() if not k.endswith(".sqlite3")}


@pytest.mark.parametrize("kind", ["site", "kolibri"])
def test_pages_stay_where_another_resource_has_changed(
    pack: Pack, server: FaultySite, tmp_path: Path, kind: str
):
    """They lie in the kits with a credit, or in an archive, and are made anew of what they were."""
    folder = unpacked(output(made(pack), kind), tmp_path / "before")
    row = Resource.objects.get(titles__icontains="Boiling")
    edit([row.pk], titles={"en": "Boiling, again"}, addresses=row.facts["addresses"], files=[])
    release = made(pack)
    update = output(release, "update", since=1)
    about = folder / (pack.slug if kind == "site" else f"pack-{pack.slug}")
    said = apply(about, update)
    assert said.returncode == 0, said.stderr
    assert list(problems(installed(about))) == []
    whole = unpacked(output(release, kind), tmp_path / "after")
    assert tree(folder).keys() == tree(whole).keys()
    assert update.stat().st_size < 10_000


def test_database_that_was_changed_is_noticed(pack: Pack, tmp_path: Path):
    drive = unpacked(output(made(pack), "kolibri"), tmp_path)
    [database] = drive.rglob("*.sqlite3")
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("UPDATE content_contentnode SET title = 'Somebody was here'")
        opened.commit()
    [said] = problems(installed(drive / f"pack-{pack.slug}"))
    assert "sqlite3 is missing, damaged or was changed" in said
    database.write_bytes(b"no database")
    assert len(list(problems(installed(drive / f"pack-{pack.slug}")))) == 1


def test_update_is_small(pack: Pack, second: Callable[[], Path]):
    """The changed bytes and 50 kB."""
    second()
    release = offered_release(pack)
    assert release is not None
    assert output(release, "update", since=1).stat().st_size < len(PDF + b"new") + 50_000


def test_update_by_somebody_else_is_refused(pack: Pack, second: Callable[[], Path], tmp_path: Path):
    folder = second()
    release = offered_release(pack)
    assert release is not None
    PackKey.objects.all().delete()
    listings = [
        listing_of_release(each) for each in pack.releases.select_related("pack").order_by("number")
    ]
    forged = tmp_path / "forged.zip"
    assert listings[0]
    assert listings[1]
    kits.write_update(listings[0], listings[1], {}, store.object_path, forged)
    before = tree(folder)
    said = apply(folder, forged)
    assert said.returncode == 1
    assert "was not signed by whoever made the pack" in said.stderr
    assert tree(folder) == before


def test_update_for_another_release_is_refused(
    pack: Pack, second: Callable[[], Path], tmp_path: Path, water: Collection, server: FaultySite
):
    folder = second()
    add_to_collection(water, at(server, "/water.pdf?3", "Third"), by=OPERATOR)
    release = made(pack)
    before = tree(folder)
    said = apply(folder, output(release, "update", since=2))
    assert said.returncode == 1
    assert "This is release 1: take the update that begins with it." in said.stderr
    assert tree(folder) == before
    assert apply(folder, output(release, "update", since=1)).returncode == 0


@pytest.mark.parametrize("kind", ["site", "kolibri"])
def test_update_that_broke_off_anywhere_is_finished_by_the_next_try(
    pack: Pack,
    second: Callable[[], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
):
    first = offered_release(pack)
    assert first is not None
    before = unpacked(output(first, kind), tmp_path / "before")
    second()
    release = offered_release(pack)
    assert release is not None
    update = output(release, "update", since=1)
    about = pack.slug if kind == "site" else f"pack-{pack.slug}"
    move, left = updating._move, [0]

    def dies(path: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.EIO, "Input/output error")
        move(path, target)

    monkeypatch.setattr(updating, "_move", dies)
    ends = set()
    for moves in range(40):
        shutil.rmtree(tmp_path / "stick", ignore_errors=True)
        folder = shutil.copytree(before, tmp_path / "stick")
        left[0] = moves
        with suppress(OSError):
            updating.apply(installed(folder / about), update)
            ends.add(moves)
        left[0] = 1000
        updating.apply(installed(folder / about), update)
        assert list(problems(installed(folder / about))) == []
        assert {place.name for place in folder.rglob(".*")} == set()
        if ends:
            break
    assert min(ends) > 5
    assert tree(folder).keys() == tree(unpacked(output(release, kind), tmp_path / "whole")).keys()


# When something goes wrong


def test_what_cannot_be_had_is_a_card_that_says_so(server: FaultySite, db: None):
    server.pages["/liar.pdf"] = Page(
        "<h1>Please sign in</h1>", headers={"Content-Type": "application/pdf"}
    )
    server.pages["/empty.html"] = Page("<div id=app></div>", headers={"Content-Type": "text/html"})
    server.pages["/program"] = Page(b"MZ\x90", headers={"Content-Type": "application/x-msdownload"})
    paths = ("/liar.pdf", "/empty.html", "/program", "/missing.pdf")
    pack = planned(collect("bad", *(at(server, path, path) for path in paths)))
    release = made(pack)
    assert (release.resources, release.copied) == (4, 0)
    assert {item.why for item in listed(pack).values()} == {"failed"}
    problem = dict(PackedFile.objects.values_list("address", "problem"))
    assert "no text of its own" in problem[server.address + "/empty.html"]
    assert "nothing at this address" in problem[server.address + "/missing.pdf"]


def test_private_addresses_are_not_asked(pack: Pack, server: FaultySite, settings: Any):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    assert made(pack).copied == 0
    assert server.paths == []


def test_picture_is_made_smaller_and_one_that_may_not_be_changed_stays(
    server: FaultySite, db: None
):
    nd = "https://creativecommons.org/licenses/by-nd/4.0/"
    large = picture(2000)
    for path in ("/a.jpg", "/b.jpg"):
        server.pages[path] = Page(large, headers={"Content-Type": "image/jpeg"})
    pack = planned(collect("art", at(server, "/a.jpg", "A"), at(server, "/b.jpg", "B", licence=nd)))
    made(pack)
    items = listed(pack)
    assert items["A"].files[0].size < len(large) / 1.3
    assert items["B"].files[0].size == len(large)


def test_disk_that_is_too_full_is_noticed_before(pack: Pack, monkeypatch: pytest.MonkeyPatch):
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(NoRoom, match="52 MB are needed, and 0 MB are free"):
        made(pack)
    assert offered_release(pack) is None


def test_disk_that_fills_leaves_everything_as_it_was(
    pack: Pack, water: Collection, server: FaultySite, monkeypatch: pytest.MonkeyPatch
):
    first = made(pack)
    add_to_collection(water, at(server, "/water.pdf?2", "More"), by=OPERATOR)

    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("armillary.dissemination.packs.outputs.write_update", fails)
    with pytest.raises(NoRoom, match="filled up"):
        made(pack)
    assert offered_release(pack) == first
    assert all((store.folder_of(pack) / "1" / each.name).exists() for each in outputs_of(first))
    assert [path.name for path in store.folder_of(pack).iterdir()] == ["1"]


def test_two_do_not_make_the_same_pack(pack: Pack):
    with store.alone_with(pack), pytest.raises(PackUnderWay):
        made(pack)


def test_empty_pack_is_refused(db: None):
    pack = planned(collect("nothing"))
    with pytest.raises(NothingToPack):
        made(pack)


def test_visitors_make_nothing(pack: Pack):
    with pytest.raises(Refused):
        make_release(pack, by=VISITOR)


# Withdrawal


def test_what_is_withdrawn_is_not_handed_out_from_that_moment_on(pack: Pack):
    release = made(pack)
    name = outputs_of(release)[0].name
    offered_file(pack, name)
    withdraw_resources(
        [Resource.objects.get(titles__icontains="Boiling").pk], by=OPERATOR, reason="asked"
    )
    assert offered_release(pack) is None
    with pytest.raises(NotOffered):
        offered_file(pack, name)


def test_next_release_is_made_without_it_and_its_copy_is_gone(
    pack: Pack, server: FaultySite, tmp_path: Path
):
    made(pack)
    [file] = listed(pack)["Boiling"].files
    asked = len(server.paths)
    withdraw_resources(
        [Resource.objects.get(titles__icontains="Boiling").pk], by=OPERATOR, reason="asked"
    )
    drain(LONG)
    assert "Boiling" not in listed(pack)
    assert len(server.paths) == asked  # nobody was asked for anything
    assert not store.object_path(file.sha256).exists()
    assert not PackedFile.objects.filter(sha256=file.sha256).exists()
    assert b"Boiling" not in b"".join(tree(site(pack, tmp_path)).values())


def test_what_is_withdrawn_while_a_release_is_made_is_not_in_it(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
):
    row = Resource.objects.get(titles__icontains="Boiling")
    write = making.written_outputs

    def slowly(*given: Any) -> Any:
        if Resource.objects.get(pk=row.pk).is_listed:
            withdraw_resources([row.pk], by=OPERATOR, reason="asked")
        return write(*given)

    monkeypatch.setattr(making, "written_outputs", slowly)
    made(pack)
    assert "Boiling" not in listed(pack)


def test_pack_of_nothing_but_what_was_withdrawn_offers_nothing(server: FaultySite, db: None):
    only = at(server, "/water.pdf", "Water")
    pack = planned(collect("only", only))
    made(pack)
    withdraw_resources([only.pk], by=OPERATOR, reason="asked")
    drain(LONG)
    assert offered_release(pack) is None
    pack.refresh_from_db()
    assert "nothing to pack" in pack.trouble


def test_copies_that_no_pack_needs_are_swept(pack: Pack):
    made(pack)
    orphan = store.objects() / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, 0))
    assert sweep() == 1
    assert not orphan.exists()
    assert all(
        store.object_path(file.sha256).exists()
        for item in listed(pack).values()
        for file in item.files
    )


def test_list_of_a_release_is_what_machines_read(pack: Pack):
    made(pack)
    document = json.loads((store.folder_of(pack) / "1" / "pack.json").read_bytes())
    assert document["format"] == "armillary-pack-1"
    assert document["items"][0]["terms"]["address"] == BY
