"""Who may do what with a pack, and what stays true whatever happens meanwhile."""

import shutil
from typing import Any

import pytest
from tests.dissemination.conftest import edit
from tests.dissemination.packs.conftest import at, collect, made, planned
from tests.faulty_site import FaultySite, Page

from armillary.catalogue.models import Collection, Resource
from armillary.catalogue.operations import withdraw_resources
from armillary.core.errors import Refused
from armillary.core.tasks import LONG, drain
from armillary.dissemination.packs import operations, outputs, peer, signing, store
from armillary.dissemination.packs.enums import VideoProfile
from armillary.dissemination.packs.making import make_release
from armillary.dissemination.packs.models import Pack, PackKey
from armillary.dissemination.packs.operations import (
    ask_for_release,
    change_pack,
    delete_pack,
    note_trouble,
    publish_pack,
)
from armillary.dissemination.packs.planning import plan_of
from armillary.dissemination.packs.queries import listing_of_release, offered_release
from armillary.dissemination.packs.sweeping import sweep
from armillary.people.actors import OPERATOR, VISITOR

pytestmark = pytest.mark.django_db


def whys(pack: Pack) -> dict[str, str]:
    release = offered_release(pack)
    listing = listing_of_release(release) if release else None
    return {item.title: item.why for item in listing.items} if listing else {}


@pytest.mark.parametrize(
    "deed",
    [
        lambda pack, by: publish_pack(pack, by=by),
        lambda pack, by: publish_pack(pack, is_published=False, by=by),
        lambda pack, by: ask_for_release(pack, by=by),
        lambda pack, by: delete_pack(pack, by=by),
        lambda pack, by: change_pack(pack, title="Mine", by=by),
        lambda pack, by: note_trouble(pack, "Nothing works.", by=by),
    ],
)
def test_only_curators_and_the_machine_do_anything(pack: Pack, member: Any, deed: Any):
    publish_pack(pack, by=OPERATOR)
    for by in (VISITOR, member):
        with pytest.raises(Refused):
            deed(pack, by)
    pack.refresh_from_db()
    assert (pack.is_published, pack.asked_at, pack.trouble) == (True, None, "")
    assert str(pack.title) == "Water to go"


def test_change_leaves_alone_what_was_done_meanwhile(pack: Pack):
    seen = Pack.objects.get(pk=pack.pk)
    publish_pack(pack, by=OPERATOR)
    ask_for_release(pack, by=OPERATOR)
    change_pack(seen, title="Other", by=OPERATOR)
    pack.refresh_from_db()
    assert (pack.is_published, str(pack.title)) == (True, "Other")
    assert pack.asked_at is not None


def test_pack_of_a_collection_that_is_published_no_more_is_not_offered(
    pack: Pack, water: Collection
):
    made(pack)
    assert offered_release(pack)
    Collection.objects.filter(pk=water.pk).update(is_published=False)
    assert offered_release(pack) is None


def test_pack_without_copies_has_none_though_another_pack_has(pack: Pack, water: Collection):
    made(pack)
    cards = planned(water, copies=False)
    assert made(cards).copied == 0


def test_without_fetching_what_was_never_fetched_is_a_card(pack: Pack, server: FaultySite):
    release = make_release(pack, by=OPERATOR, fetches=False).release
    assert release.copied == 0
    assert whys(pack)["Water"] == "not-fetched"
    assert server.paths == []


def test_copy_that_the_disk_has_lost_is_had_again(pack: Pack, server: FaultySite):
    made(pack)
    shutil.rmtree(store.objects())
    assert not plan_of(pack).items[0].files[0].found
    asked = len(server.paths)
    make_release(pack, by=OPERATOR)
    assert "/water.pdf" in server.paths[asked:]
    [file] = plan_of(pack).items[0].files
    assert file.found
    assert store.has(file.found.sha256)


def test_copy_whose_licence_is_gone_goes_too(pack: Pack):
    made(pack)
    row = Resource.objects.get(titles__icontains="Boiling")
    [file] = next(item for item in plan_of(pack).items if item.resource == row).files
    assert file.found
    edit([row.pk], titles=row.titles.texts, addresses=row.facts["addresses"], files=[], licence="")
    made(pack)
    assert whys(pack)["Boiling"] == "no-licence"
    assert not store.has(file.found.sha256)


def test_pack_that_is_published_after_long_is_made_anew(pack: Pack):
    made(pack)
    row = Resource.objects.get(titles__icontains="Boiling")
    edit([row.pk], titles=row.titles.texts, addresses=row.facts["addresses"], files=[], licence="")
    publish_pack(pack, by=OPERATOR)
    drain(LONG)
    assert whys(pack)["Boiling"] == "no-licence"


def test_nothing_is_left_of_a_pack_of_nothing_but_what_was_withdrawn(pack: Pack):
    made(pack)
    rows = list(Resource.objects.values_list("pk", flat=True))
    withdraw_resources(rows, by=OPERATOR, reason="asked")
    drain(LONG)
    assert list(store.objects().glob("??/*")) == []
    assert [path.name for path in (store.folder_of(pack) / "1").iterdir()] == ["pack.json"]


def test_what_nobody_foresaw_is_said_and_may_be_asked_for_again(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
):
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("armillary.dissemination.packs.making.written_outputs", breaks)
    ask_for_release(pack, by=OPERATOR)
    drain(LONG)
    pack.refresh_from_db()
    assert (pack.asked_at, pack.trouble) == (None, "Something went wrong here. It is tried again.")


def test_release_stays_while_its_collection_is_not_published(pack: Pack, water: Collection):
    first = made(pack)
    Collection.objects.filter(pk=water.pk).update(is_published=False)
    assert not make_release(pack, by=OPERATOR).is_new
    assert pack.releases.get() == first


def test_video_of_another_pack_is_no_copy_where_it_is_too_large(
    server: FaultySite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("armillary.dissemination.packs.copying.SMALL_VIDEO", 1000)
    film = b"\0\0\0\x18ftypmp42" + b"film" * 1000
    server.pages["/film.mp4"] = Page(film, headers={"Content-Type": "video/mp4"})
    films = collect("films", at(server, "/film.mp4", "Film"))
    assert made(planned(films, video=VideoProfile.ALL)).copied == 1
    small = planned(films, video=VideoProfile.SMALL)
    assert made(small).copied == 0
    assert whys(small) == {"Film": "video"}


def test_booklet_that_cannot_be_laid_out_is_left_out(pack: Pack, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(outputs, "booklet_pdf", breaks)
    assert {each["kind"] for each in made(pack).outputs} == {"site", "kolibri", "booklet"}


def test_pack_called_like_one_before_is_another_channel(pack: Pack, water: Collection):
    def channel() -> str:
        [found] = peer.channels()
        return found.id

    ids = []
    for _time in range(2):
        one = planned(water, slug="water")
        made(one)
        publish_pack(one, by=OPERATOR)
        ids.append(channel())
        delete_pack(one, by=OPERATOR)
    assert ids[0] != ids[1]


def test_nothing_is_left_of_a_pack_that_was_deleted(pack: Pack):
    made(pack)
    name = pack.public_id
    delete_pack(pack, by=OPERATOR)
    assert sweep() == 0  # copies wait some days for another pack
    assert [path.name for path in store.root().iterdir() if path.name.startswith(name)] == []


def test_key_is_one_and_a_new_secret_makes_a_new_one(pack: Pack, settings: Any):
    first = made(pack)
    assert (PackKey.objects.count(), first.key) == (1, signing.fingerprint())
    settings.SECRET_KEY = "another"
    release = made(pack)
    assert release.number == 2  # signed anew, so that the page and the kits show the same key
    assert release.key == signing.fingerprint() != first.key


def test_pack_is_of_a_collection_or_of_a_search(water: Collection):
    for sent in ({}, {"collection": water, "search": "q=water"}):
        with pytest.raises(operations.InvalidPack, match="say one of them"):
            operations.add_pack("A", language="en", budget=10**8, by=OPERATOR, **sent)
